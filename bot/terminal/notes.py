"""`steward notes search` and `notes index`: the memory of calls and emails by itself."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.notes.search import Hit, search
from knowledge.store.passage_search import Filters
from knowledge.store.schema import require_current
from tools.asked import asked


def print_found(query: str, email: str, *, account: str | None, limit: int, as_json: bool) -> None:
    """Print the passages that answer a query, as a person may see them."""
    desk = Steward(Settings()).desk(email)
    assert desk.notes is not None
    with asked(desk, account) as question:
        found = search(question.view, query, Filters(), desk.notes, limit=limit)
    if as_json:
        rows = [_row(hit) for hit in found.hits]
        print(json.dumps(rows, ensure_ascii=False, indent=2))  # noqa: T201
        return
    out = console()
    if not query.strip():
        out.print("Nothing to look for: write what was said, such as 'portal down'.")
        return
    if not found.hits:
        out.print(f"Nothing found on {query!r}.", markup=False)
    for hit in found.hits:
        row = _row(hit)
        head = f"{row['account']} · {row['speaker'] or 'nobody named'} · {row['date']}"
        out.print(f"{head} · {row['note_id']}", style="bold", markup=False)
        out.print(f"{row['quote']}\n", markup=False, soft_wrap=True)
    if found.how == "words":
        out.print("Found by words alone: nothing compares meanings (`steward notes index`).")


def _row(hit: Hit) -> dict[str, object]:
    passage = hit.passage
    return {
        "note_id": passage.note_id,
        "account": passage.account,
        "speaker": passage.speaker or passage.author or "",
        "date": passage.day.isoformat(),
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
        "quote": passage.text,
    }


def index() -> None:
    """Cut new and edited notes, embed their passages, bring the wide index in line."""
    steward = Steward(Settings())
    require_current(steward.store)
    for line in index_notes(steward):
        console().print(line, soft_wrap=True)


def index_notes(steward: Steward) -> Iterator[str]:
    """Do what `notes index` does; yield a sentence for each thing done."""
    with _bar("cutting notes") as progress:
        cut = cut_notes(steward.store, progress)
    yield f"{cut:,} notes were new or edited."
    embedders = steward.notes.embedders
    if not embedders:
        yield "Nothing embeds: notes are found by words alone (see STEWARD_EMBEDDER)."
        return
    with _bar("embedding passages") as progress:
        done = embed_passages(
            steward.store, embedders[0], progress, left_out=steward.left_out(embedders[0].name)
        )
    cost = getattr(embedders[0], "cost", 0.0)
    paid = f" for about ${cost:.4f}" if cost else ""
    yield f"{done:,} passages embedded by {embedders[0].name}{paid}."
    with steward.wide_index() as wide, _bar("wide index") as progress:
        if wide is None:
            yield "Another process has the wide index; it will take the new passages in itself."
        else:
            wide.bring_in_line(progress)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar that a terminal shows while something runs, and that leaves nothing."""
    bar = Progress(
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console(), transient=True, disable=not sys.stdout.isatty(),
    )  # fmt: skip
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
