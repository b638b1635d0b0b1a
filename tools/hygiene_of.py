"""What is stale, missing or contradictory in one account's records."""

from dataclasses import dataclass

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.dossiers import Flag, dossiers
from knowledge.store.gaps import Gap, GapKind, gaps_of
from tools.about import About
from tools.desk import Desk
from tools.gap_words import GAPS, flag_words, what_is_wrong
from tools.result import Result

_DAYS: dict[GapKind, str] = {
    "paying_after_churn": "churn recorded for",
    "contract_over": "contract end",
    "contract_without_arr": "contract end",
    "green_on_notice": "notice served",
    "notice_after_renewal": "notice date",
    "usage_old": "newest usage data",
    "no_contact": "last two-way contact",
}


@dataclass(frozen=True, slots=True)
class AccountGap:
    """One thing to mend; what is on record of it is a `day`, a `count` or a `segment`."""

    kind: str
    what: str
    mend: str
    day: Fact | None
    count: Fact | None
    segment: Fact | None


@dataclass(frozen=True, slots=True)
class FlaggedRows:
    """Rows that an import kept and found doubtful."""

    what: str
    rows: Fact
    example: Fact | None


@dataclass(frozen=True, slots=True)
class AccountHygiene:
    """The answer about one account, the gravest gap first."""

    account: Fact
    arr: Fact
    wanted_goals: Fact
    touch_every: Fact
    gap_count: Fact
    gaps: tuple[AccountGap, ...]
    flags: tuple[FlaggedRows, ...]
    is_past: bool


def hygiene_of_account(desk: Desk, name: str) -> Result:
    """The gaps in one account's records. Raises as `Desk.account` does."""
    with desk.account(name) as (view, _):
        dossier = dossiers(view, desk.company, desk.rules)[0]
    position = dossier.position
    about = About(position.account.name, desk.today, position.account.home)
    gaps = gaps_of(dossier, desk.company, desk.today)
    answer = AccountHygiene(
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        wanted_goals=about.count("goals wanted", desk.company.goals_per_account, "goals"),
        touch_every=about.days("two-way contact wanted every", desk.company.touch_every_days),
        gap_count=about.count("gaps in the records", len(gaps), "gaps"),
        gaps=tuple(_gap(about, gap, desk.company) for gap in gaps),
        flags=tuple(_flagged(about, flag) for flag in dossier.flags),
        is_past=desk.today < desk.rights_on,
    )
    return Result("data_hygiene", answer, desk.today, accounts=(position.account.name,))


def _gap(about: About, gap: Gap, company: Company) -> AccountGap:
    day_of = _DAYS.get(gap.kind, "")
    noun = "goals on record" if gap.kind == "few_goals" else "goals without baseline or target"
    return AccountGap(
        kind=gap.kind,
        what=what_is_wrong(gap.kind, company),
        mend=GAPS[gap.kind].mend,
        day=about.day(day_of, gap.day, gap.home) if day_of else None,
        count=None if gap.count is None else about.count(noun, gap.count, "goals", gap.home),
        segment=about.text("segment by ARR", gap.word, gap.home) if gap.word else None,
    )


def _flagged(about: About, flag: Flag) -> FlaggedRows:
    what = flag_words(flag.entity, flag.flag)
    told = flag.example and flag.flag == "before_contract"  # any other is text from outside
    return FlaggedRows(
        what,
        about.count(what, flag.row_count, "rows"),
        about.text(f"example of {what}", flag.example) if told else None,
    )
