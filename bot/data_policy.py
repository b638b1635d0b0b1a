"""What leaves this machine, to whom, and what never does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.data_rules import FILE, DataRules
from bot.masking import KINDS
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that leaves: `to` whom, `what` is sent, `when`; `but` what is kept back."""

    to: str
    what: str
    when: str
    but: str = ""


def flows(
    settings: Settings, restricted: Mapping[str, int], rules: DataRules | None = None
) -> Iterator[Flow]:
    """Every way by which data leaves.

    `restricted` counts accounts by a policy that isn't any; `rules` are data_policy.toml's.
    """
    rules = rules or DataRules()
    yield from _model(settings, restricted, rules)
    yield from _embedder(settings, restricted, rules)
    if settings.slack_bot_token:
        what = "answers, to those who may read them; their tables and progress"
        yield Flow(f"Slack ({_host(settings.slack_api_url)})", what, "on a question there")
    for name, url in (("DATABASE_URL", settings.database_url), ("CHROMA_URL", settings.chroma_url)):
        if url and _host(url) not in ("", "localhost", "127.0.0.1", "::1"):
            what = "everything" if name == "DATABASE_URL" else "the passages' vectors and ids"
            yield Flow(f"{_host(url)} ({name})", what, "always: it is the store you chose")
    if settings.tracing:
        what = "each question with its prompt, tool results and answer, unmasked in part"
        yield Flow("LangSmith", what, "on each question: unset LANGSMITH_TRACING to stop it")


def _model(settings: Settings, restricted: Mapping[str, int], rules: DataRules) -> Iterator[Flow]:
    name = settings.model_name
    if name == "builtin":
        return
    what = (
        "the question, the thread's earlier turns, the asker's name, role and number of accounts, "
        "the day, and the results of the tools that the model calls: of accounts that the asker "
        "may see, at most"
    )
    yield Flow(_place(name, settings), what, "on a question", _kept(name, restricted, rules))


def _embedder(
    settings: Settings, restricted: Mapping[str, int], rules: DataRules
) -> Iterator[Flow]:
    name = settings.embedder_name
    if ":" not in name:
        return
    what = "the text of every passage of notes, once; the words of a search of notes"
    when = "on import, refresh and search"
    yield Flow(_place(name, settings), what, when, _kept(name, restricted, rules))


def _kept(name: str, restricted: Mapping[str, int], rules: DataRules) -> str:
    kinds = ", ".join(f"{kind}s" for kind in KINDS)
    masked = f"{kinds} are masked"
    if told := rules.against(name).said:
        masked += f"; {FILE} withholds {', '.join(told)}"
    if not restricted:
        return f"{masked}; no account's policy restricts it"
    counts = "; ".join(f"{count} with {policy!r}" for policy, count in sorted(restricted.items()))
    return f"{masked}; accounts whose policy names who may read them: {counts}"


def _place(name: str, settings: Settings) -> str:
    provider = name.partition(":")[0]
    if provider != "openai":
        return f"{name} (its provider)"
    return f"{name} ({_host(settings.openai_base_url) or 'api.openai.com'})"


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
