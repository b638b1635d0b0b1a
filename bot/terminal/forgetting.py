"""`steward forget`: a note, a person or an account, everywhere; a person's own conversations."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.settings import Settings
from bot.terminal.show import console
from bot.wiring import Steward
from knowledge.errors import BadInput
from knowledge.notes.cutting import cut_notes
from knowledge.notes.wide import discard
from knowledge.store.citing import Cited
from knowledge.store.engine import Store
from knowledge.store.forget import Forgotten, forget_account, forget_note, forget_person
from knowledge.store.retention import forget_conversations
from knowledge.store.schema import require_current

_PARAGRAPH = re.compile(r"</(?:w:p|a:p|p|si|c)>")
KINDS: dict[str, Callable[[Store, str, date], Forgotten]] = {
    "note": forget_note,
    "person": forget_person,
    "account": forget_account,
}


def forget(what: str, which: str | None, email: str = "") -> None:
    """Delete it from the store, the indexes and the written files; say what was found."""
    if what in ("conversations", "thread"):
        _forget_conversations(which if what == "thread" else None, what, email)
        return
    if what not in KINDS:
        raise BadInput(
            f"Nothing called {what!r} can be forgotten: say note, person, account, conversations "
            "or thread."
        )
    if which is None:
        raise BadInput(f"Say which {what}: steward forget {what} ...")
    steward = Steward(Settings())
    require_current(steward.store)
    done = KINDS[what](steward.store, which, steward.today_now())
    cut_notes(steward.store)
    files = list(_delete_files(steward.settings.home / "out", done.cited))
    gone = discard(steward.settings.home / "notes")
    for line in _says(done, files, gone, steward):
        console().print(line, markup=False, soft_wrap=True)


def _forget_conversations(thread: str | None, what: str, email: str) -> None:
    """Delete the conversations of who asks, or their part of one thread."""
    if not email or (what == "thread" and not thread):
        raise BadInput(
            "Say whose: steward forget conversations --as EMAIL, or steward forget thread ID "
            "--as EMAIL."
        )
    desk = Steward(Settings()).desk(email)
    gone = forget_conversations(desk.store, desk.viewer.id, thread)
    console().print(f"Questions with their answers, deleted: {gone:,}.", soft_wrap=True)


def _says(done: Forgotten, files: Iterable[Path], gone: bool, steward: Steward) -> Iterator[str]:
    yield f"Forgotten: {done.what}. Notes deleted: {done.notes:,}. Texts cleared: {done.texts:,}."
    if done.copies:
        yield f"The same words stood in other notes, deleted too: {', '.join(done.copies)}."
    if done.turns:
        yield f"Answers in conversations that cited it, deleted: {done.turns:,}."
    for path in files:
        yield f"Deleted {path}: it cited what is forgotten."
    if not gone:
        yield "The running Steward has the vector index, and makes it anew within a minute."
    backups = sorted(steward.settings.home.glob("steward-before-*.db"))
    if backups:
        yield f"Backups still have it; delete them when you can: {', '.join(map(str, backups))}"


def _delete_files(folder: Path, cited: Cited) -> Iterator[Path]:
    """Delete the written files that cite what was forgotten."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and cited.stand_in(_words_of(path)):
            path.unlink()
            yield path


def _words_of(path: Path) -> str:
    """All that a file says: an office file's parts without their tags, anything else as text."""
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(path) as parts:
            texts = [parts.read(name).decode("utf-8", "ignore") for name in parts.namelist()]
        lines = _PARAGRAPH.sub("\n", f"{path.name}\n" + "\n".join(texts))
        return re.sub(r"<[^>]+>", "", lines)
    except BadZipFile:
        return f"{path.name}\n{path.read_bytes().decode('utf-8', 'ignore')}"
