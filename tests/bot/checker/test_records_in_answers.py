"""What records bring into an answer: goals of a known metric, ticket ids, escaped words."""

from bot.checker import check
from knowledge.facts import Fact

HALDEN = "Halden Freight"


def goal(name: str, start: float, now: float, target: float) -> list[Fact]:
    values = {"baseline": start, "actual": now, "target": target}
    return [Fact(HALDEN, f"{name}, {which}", value, "percent") for which, value in values.items()]


GOALS = goal("early-payment discounts taken", 14, 23, 32) + goal("match rate", 48, 60, 92)


def test_a_goals_baseline_and_target_hold_whatever_its_metric_is_called() -> None:
    text = "Halden Freight: early-payment discounts taken: 14% → 23%, target 32%."
    assert check(text, GOALS, accounts=[HALDEN]) == []


def test_a_wrong_target_is_found() -> None:
    text = "Halden Freight: early-payment discounts taken: 14% → 23%, target 33%."
    assert [finding.text for finding in check(text, GOALS, accounts=[HALDEN])] == ["33%"]


def test_a_ticket_may_be_called_by_its_number_sign() -> None:
    facts = [Fact(HALDEN, "P1 ticket", "46094", "text")]
    assert check("Halden Freight: escalate #46094.", facts, accounts=[HALDEN]) == []
    assert check("Halden Freight: escalate #46095.", facts, accounts=[HALDEN]) != []


def test_escaped_words_are_verbatim() -> None:
    facts = [Fact(HALDEN, "subject", "<!channel> a | b", "quote")]
    text = "Halden Freight wrote “\\<!channel\\> a \\| b”."
    assert check(text, facts, accounts=[HALDEN]) == []
