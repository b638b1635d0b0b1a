"""The text that a model reads."""

import pytest

from prompts import Prompt, load

# The words of the field, one for one thing.
TERMS = (
    "account", "CSM", "book of business", "segment", "enterprise", "mid-market", "SMB",
    "stakeholder", "champion", "economic buyer", "executive sponsor", "touchpoint", "playbook",
    "escalation", "ARR", "GRR", "NRR", "logo retention", "churn", "contraction", "expansion",
    "renewal date", "notice date", "TTV", "time to value", "adoption rate", "seat utilisation",
    "health score", "health band", "green", "yellow", "red", "unknown", "QBR", "success plan",
    "objective", "milestone", "VoC", "voice of the customer", "CSQL", "NPS", "CSAT", "CES",
)  # fmt: skip


@pytest.mark.parametrize("term", TERMS)
def test_the_glossary_has_every_term(term: str) -> None:
    assert term in load(Prompt.GLOSSARY)


def test_a_prompt_without_its_values_is_refused() -> None:
    with pytest.raises(KeyError, match="accounts, currency"):
        load(Prompt.NOW)


def test_the_fixed_parts_hold_nothing_to_fill_in() -> None:
    for prompt in (Prompt.SYSTEM, Prompt.GLOSSARY):
        assert "{" not in load(prompt)
