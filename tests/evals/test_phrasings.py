import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz

FOLDER = Path(__file__).parent
PHRASINGS = FOLDER / "phrasings.jsonl"
WHOSE = {"segment", "region", "csm"}
PARAMETERS = {
    "list_accounts": WHOSE | {"industry", "band", "stage", "min_arr", "max_arr", "sort", "limit"},
    "portfolio_metrics": WHOSE | {"period", "by"},
    "at_risk_accounts": WHOSE | {"within", "limit"},
    "account_summary": {"account"},
    "explain_health": {"account", "since"},
    "priorities": WHOSE | {"period", "limit"},
    "upcoming_renewals": WHOSE | {"period", "account", "deadline", "band", "min_arr", "max_arr"},
    "renewal_forecast": WHOSE | {"period"},
    "usage_trend": WHOSE | {"account", "period", "metric", "direction"},
    "support_issues": WHOSE | {"account", "period", "priority", "status"},
    "stakeholders": WHOSE | {"account", "role", "focus", "period", "person"},
    "survey_results": WHOSE | {"account", "kind", "period"},
    "value_realised": WHOSE | {"account", "since"},
    "success_plan": WHOSE | {"account", "status"},
    "compare_with_peers": {"account"},
    "expansion_opportunities": WHOSE | {"account", "limit"},
    "search_notes": {"query", "account", "since", "until", "kind", "speaker", "limit"},
    "sentiment_trend": {"account", "since"},
    "voice_of_customer": WHOSE | {"topic", "since"},
    "meeting_prep": {"account"},
    "commitments": {"account", "side", "status", "csm"},
    "onboarding_status": WHOSE | {"account"},
    "data_hygiene": WHOSE | {"account"},
    "book_load": {"csm"},
    "draft_email": {"account", "accounts", "kind", "to", "stage", "length"},
    "draft_escalation": {"account", "to", "ticket", "topic"},
    "weekly_digest": {"csm", "week"},
    "propose_crm_update": {"account", "change", "value", "which", "role", "said"},
    "log_activity": {"account", "kind", "person", "day", "text", "said"},
}
# These are asked for less often than the others.
RARER = {"draft_email", "draft_escalation", "propose_crm_update", "log_activity"}
UNSUPPORTED = {
    "health_method",
    "qbr_pack",
    "out_of_scope",
}
CHOICES = {
    "segment": {"enterprise", "mid_market", "smb"},
    "band": {"green", "yellow", "red", "unknown"},
    "stage": {"onboarding", "adopting", "mature", "renewing", "churned"},
    "sort": {"arr", "health", "healthiest", "renewal", "name"},
    "by": {"segment", "region", "csm"},
    "deadline": {"renewal", "notice", "served"},
    "metric": {"active_users", "seats", "features", "events"},
    "priority": {"P1", "P2", "P3", "P4"},
    "status": {"open", "closed", "all", "overdue", "done", "missing"},
    "role": {"champion", "economic_buyer", "executive_sponsor", "admin", "user"},
    "focus": {"all", "left", "missing", "single_threaded"},
    "kind": {"NPS", "CSAT", "CES", "email", "transcript", "call_note"},
    "side": {"us", "client"},
    "csm": {"Maya Lindqvist", "Tom Okafor", "Priya Raman", "Jonas Weber"},
}
BOOK_WORDS = re.compile(
    r"\b(northwind|northwnd|nordwind|halden|brightwell?|orca|kestrel|tallis|verity|globex|acme|"
    r"initech|lumen|quanta|sable|zephyr|ostrava|ostrva|meridian|3fold|maple st(reet)?|"
    r"blue harbou?r|pine (&|and|n) poe)('?s)?\b"
)
NEAR = 88


def phrasings() -> list[dict[str, Any]]:
    return _read(PHRASINGS)


def every_file() -> list[dict[str, Any]]:
    return [row for file in sorted(FOLDER.glob("phrasings*.jsonl")) for row in _read(file)]


def _read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def normalised(phrasing: dict[str, Any]) -> str:
    """The question without case, punctuation and account names; a follow-up keeps its tool."""
    words = re.findall(r"[\w@%]+", BOOK_WORDS.sub("account", phrasing["q"].lower()))
    before = phrasing.get("previous", {}).get("tool", "")
    return " ".join([*sorted(words), before]).strip()


def test_every_line_is_a_phrasing_with_a_known_tool_and_split() -> None:
    known = {*PARAMETERS, "smalltalk", *(f"unsupported:{name}" for name in UNSUPPORTED)}
    for phrasing in every_file():
        assert phrasing.keys() <= {"q", "tool", "args", "split", "previous", "accounts"}
        assert phrasing["q"].strip() == phrasing["q"] != ""
        assert phrasing["tool"] in known
        assert phrasing["split"] in {"tune", "held", "fresh", "personas"}


def test_labels_name_only_parameters_and_choices_of_their_tool() -> None:
    for phrasing in every_file():
        for call in filter(None, [phrasing, phrasing.get("previous")]):
            assert call["args"].keys() <= PARAMETERS.get(call["tool"], set()), phrasing
            for name in call["args"].keys() & CHOICES.keys():
                assert call["args"][name] in CHOICES[name], phrasing


def test_a_time_phrase_is_copied_as_typed() -> None:
    for phrasing in phrasings():
        carried = phrasing.get("previous", {}).get("args", {}).values()
        if phrasing["tool"] == "priorities":
            continue
        for name in phrasing["args"].keys() & {"period", "within", "since", "until"}:
            value = phrasing["args"][name]
            assert value in phrasing["q"] or value in carried, phrasing


def test_a_question_about_a_numbered_account_has_been_shown_it() -> None:
    for phrasing in phrasings():
        if "accounts" in phrasing:
            assert phrasing["args"]["account"] in phrasing["accounts"], phrasing


def test_no_question_stands_twice() -> None:
    asked = Counter((p["q"].lower(), json.dumps(p.get("previous"))) for p in phrasings())
    assert [question for question, times in asked.items() if times > 1] == []


def test_there_are_enough_phrasings_and_a_third_is_held_apart() -> None:
    everything = phrasings()
    held = sum(phrasing["split"] == "held" for phrasing in everything)
    assert len(everything) >= 300
    assert sum("previous" in phrasing for phrasing in everything) >= 50
    assert 1 / 3 <= held / len(everything) <= 0.37


@pytest.mark.parametrize(
    ("tool", "at_least"),
    [
        *((tool, 10 if tool in RARER else 26) for tool in PARAMETERS),
        *((f"unsupported:{name}", 10) for name in sorted(UNSUPPORTED)),
        ("smalltalk", 20),
    ],
)
def test_every_tool_is_asked_in_both_splits(tool: str, at_least: int) -> None:
    splits = Counter(p["split"] for p in phrasings() if p["tool"] == tool)
    assert splits.total() >= at_least
    assert splits["held"] * 4 >= splits.total()


def test_held_phrasings_have_no_near_duplicate_among_the_tuned() -> None:
    texts: dict[str, list[str]] = {"tune": [], "held": []}
    for phrasing in phrasings():
        texts[phrasing["split"]].append(normalised(phrasing))
    near = [
        (held, tuned)
        for held in texts["held"]
        for tuned in texts["tune"]
        if fuzz.ratio(held, tuned) > NEAR
    ]
    assert near == []
