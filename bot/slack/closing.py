"""How an answer ends: its sources, what to do next, and a way to say that something is wrong."""

from collections.abc import Iterator
from urllib.parse import quote

from bot.answer import Answer
from bot.slack.markdown import escape
from bot.slack.views import Block

MOST_SOURCES = 8
MOST_CONTEXT = 2_900
MOST_LABEL = 75
MOST_VALUE = 1_900
MOST_ACCOUNT = 40

ASK, DONE, SNOOZE = "ask", "act_done", "act_snooze"
AS_LIST, SHARE, FEEDBACK = "as_list", "share", "feedback"
USEFUL, WRONG = "useful", "wrong"

# What one asks next, by the tool that answered: a button's words, and the question.
_NEXT: dict[str, tuple[tuple[str, str], ...]] = {
    "at_risk_accounts": (
        ("Why {}?", "Why is the health score of {} so?"),
        ("Prep {}", "Prep me for a call with {}"),
    ),
    "priorities": (("Prep {}", "Prep me for a call with {}"),),
    "upcoming_renewals": (("Rundown on {}", "Give me the rundown on {}"),),
    "renewal_forecast": (("Rundown on {}", "Give me the rundown on {}"),),
    "list_accounts": (("Rundown on {}", "Give me the rundown on {}"),),
    "account_summary": (
        ("Why this score?", "Why is the health score of {} so?"),
        ("Prep a call", "Prep me for a call with {}"),
    ),
    "explain_health": (
        ("Who is who?", "Who is who at {}?"),
        ("Open issues", "Which tickets are open at {}?"),
    ),
    "meeting_prep": (("Who promised what?", "Who promised what at {}?"),),
    "support_issues": (("What did they say?", "What did {} say lately?"),),
    "usage_trend": (("Why this score?", "Why is the health score of {} so?"),),
}


def closing(
    answer: Answer, thread_ts: str, *, alone: bool, is_wide: bool, record_url: str = ""
) -> list[Block]:
    """The blocks under an answer, at most three; `thread_ts` is where the next question goes."""
    blocks = list(_sources(answer, record_url))
    buttons = [*_acts(answer, thread_ts, alone=alone), *_next(answer, thread_ts)]
    if is_wide and not alone:
        buttons.append(_button(AS_LIST, "Read as a list", "list"))
    if alone and answer.turn:
        buttons.append(_button(SHARE, "Share here", f"{thread_ts}|{answer.turn}"))
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    if answer.turn:
        blocks.append(_feedback(answer.turn))
    return blocks


def _sources(answer: Answer, record_url: str) -> Iterator[Block]:
    """The records that an answer rests on, as links where STEWARD_RECORD_URL says how."""
    told = [_source_words(s.title, s.account, s.id, record_url) for s in answer.sources]
    unique = list(dict.fromkeys(told))
    if not unique:
        return
    shown = "; ".join(unique[:MOST_SOURCES])
    more = len(unique) - MOST_SOURCES
    text = f"Sources: {shown}" + (f"; and {more} more" if more > 0 else "")
    if len(text) > MOST_CONTEXT:
        text = f"Sources: {len(unique)} records, named in the answer"
    yield {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _source_words(title: str, account: str, record: str, record_url: str) -> str:
    name = f"{account}: {title}" if account and account not in title else title
    words = escape(name).replace("*", "∗").replace("_", "\u2060_").replace("`", "'")
    system, _, key = record.partition(":")
    if not record_url or not key:
        return words
    address = record_url.replace("{source}", quote(system, safe="")).replace(
        "{id}", quote(key, safe="")
    )
    return f"<{address}|{words.replace('|', '/')}>"


def _acts(answer: Answer, thread_ts: str, *, alone: bool) -> Iterator[Block]:
    """Done and snooze for what comes first, to be decided by whoever is in charge of it."""
    acts = [str(f.value) for f in answer.facts if f.attribute == "act" and f.unit == "act"]
    entity = next((f.entity for f in answer.facts if f.unit == "act"), "")
    if alone or not acts or not any(call["name"] == "priorities" for call in answer.tools):
        return
    name = _short(entity.split(":")[0])
    yield _button(DONE, f"Done: {name}", f"{thread_ts}|{acts[0]}")
    yield _button(SNOOZE, f"Snooze {name} a week", f"{thread_ts}|{acts[0]}")


def _next(answer: Answer, thread_ts: str) -> Iterator[Block]:
    tool = answer.tools[-1]["name"] if answer.tools else ""
    if not answer.accounts or answer.trouble:
        return
    account = answer.accounts[0]
    for number, (label, question) in enumerate(_NEXT.get(tool, ())):
        value = f"{thread_ts}|{question.format(account)}"
        if len(value) <= MOST_VALUE:
            yield _button(f"{ASK}:{number}", label.format(_short(account)), value)


def _short(name: str) -> str:
    return name if len(name) <= MOST_ACCOUNT else name[: MOST_ACCOUNT - 1] + "…"


def _feedback(turn: int) -> Block:
    """One element for praise and for "something's wrong"; the value carries the turn."""
    element = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _opinion("Useful", f"{USEFUL}|{turn}", "This answer is useful"),
        "negative_button": _opinion(
            "Something's wrong", f"{WRONG}|{turn}", "Something is wrong with this answer"
        ),
    }
    return {"type": "context_actions", "elements": [element]}


def _opinion(text: str, value: str, label: str) -> Block:
    return {"text": _words(text), "value": value, "accessibility_label": label}


def _button(action_id: str, text: str, value: str) -> Block:
    return {
        "type": "button",
        "action_id": action_id,
        "text": _words(text[:MOST_LABEL]),
        "value": value,
    }


def _words(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def value_of(value: str) -> tuple[str, str]:
    """A button's value as the thread (or opinion) and what it is about."""
    head, _, rest = value.partition("|")
    return head, rest
