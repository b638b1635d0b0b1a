"""Gaps in the records, in words: what is wrong, and what mends it."""

from dataclasses import dataclass

from knowledge.company import Company
from knowledge.store.gaps import GapKind


@dataclass(frozen=True, slots=True)
class GapWords:
    """`what` is wrong and what to do to `mend` it; `is_quick`: in two minutes an account."""

    what: str
    mend: str
    is_quick: bool = False


GAPS: dict[GapKind, GapWords] = {
    "paying_after_churn": GapWords(
        "paying after a churn on record", "correct the ARR or the stage"
    ),
    "contract_over": GapWords("paying, though the contract is over", "add the new contract"),
    "no_contract": GapWords("paying without a contract", "add the contract"),
    "contract_without_arr": GapWords(
        "contract in force without ARR", "close the contract or correct the ARR"
    ),
    "green_on_notice": GapWords(
        "green health after notice was served", "make your call, at risk or not"
    ),
    "no_renewal_date": GapWords("no renewal date", "add the renewal date", is_quick=True),
    "no_notice_date": GapWords("no notice date", "add the notice date", is_quick=True),
    "notice_after_renewal": GapWords(
        "notice date after the renewal", "correct the notice date", is_quick=True
    ),
    "no_owner": GapWords("no owner", "name an owner", is_quick=True),
    "two_owners": GapWords(
        "several owners at once", "close the ownership that is over", is_quick=True
    ),
    "no_economic_buyer": GapWords("no economic buyer", "name the economic buyer", is_quick=True),
    "no_champion": GapWords("no champion", "name the champion", is_quick=True),
    "usage_old": GapWords("no usage data for over a week", "ask for the usage feed"),
    "no_contact": GapWords("no two-way contact in {touch} days", "call, or log the call"),
    "few_goals": GapWords("fewer than {goals} goals", "agree the missing goals"),
    "goals_unmeasured": GapWords(
        "goals without baseline or target", "add baseline and target", is_quick=True
    ),
    "segment_and_arr": GapWords(
        "segment contradicts the ARR", "correct the segment", is_quick=True
    ),
}
_FLAGS = {
    "before_contract": "dated before the first contract",
    "formula": "with text that looks like a formula",
}


def what_is_wrong(kind: GapKind, company: Company) -> str:
    """A gap by the company's own measure: "fewer than 3 goals"."""
    touch, goals = company.touch_every_days, company.goals_per_account
    return GAPS[kind].what.format(touch=touch, goals=goals)


def flag_words(entity: str, flag: str) -> str:
    """An import's flag: "tickets dated before the first contract"."""
    return f"{entity.replace('_', ' ')} {_FLAGS.get(flag, flag.replace('_', ' '))}"
