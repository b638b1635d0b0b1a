"""Facts that every list of accounts says in the same way: scope, deadline, health."""

from collections.abc import Iterable, Sequence

from knowledge.facts import Fact
from knowledge.ranking import RiskKind
from knowledge.store.portfolio import Position
from tools.about import About
from tools.desk import Desk

CALLS = {
    "commit": "commit",
    "best_case": "best case",
    "at_risk": "at risk",
    "likely_loss": "likely loss",
}
SEGMENT_WORDS = {"enterprise": "enterprise", "mid_market": "mid-market", "smb": "SMB"}


def book_of(desk: Desk) -> About:
    """Facts about all that the asker sees."""
    owned = {"csm": "your book", "manager": "your team's books", "operations": "the whole company"}
    return About(owned.get(desk.viewer.role, "your accounts"), desk.today, "account store")


def scope_words(
    desk: Desk, *, segment: str | None = None, region: str | None = None, csm: str | None = None
) -> str:
    """How an answer says which part was asked about: "enterprise accounts in EMEA"; "" for all."""
    parts = [SEGMENT_WORDS.get(segment or "", segment or ""), "accounts"]
    words = " ".join(part for part in parts if part) if segment or region or csm else ""
    if region:
        words += f" in {region}"
    if csm:
        words += f" of {csm}"
    return words


def owner_named(positions: Sequence[Position], csm: str | None) -> str | None:
    """The full name of the one CSM whose book was asked for; a team's as it was asked."""
    owners = {p.account.csm for p in positions if p.account.csm} if csm else set()
    return owners.pop() if len(owners) == 1 else csm


def deadline_facts(position: Position, about: About) -> tuple[str, Fact, Fact]:
    """Which date decides ("notice" or "renewal"), the date, and the days to it."""
    due = position.deadline
    if due is None:
        unknown = about.day("renewal date", None)
        return "renewal", unknown, about.days("days to renewal", None)
    home = due.contract.home
    left = (due.day - about.as_of).days
    return (
        due.kind,
        about.day(f"{due.kind} date", due.day, home),
        about.days(f"days to {due.kind}", left, home),
    )


def health_facts(position: Position, about: About) -> tuple[Fact, Fact]:
    """The health score in points and its band; a score that nothing supports is unknown."""
    health = position.health
    if health is None:
        band = Fact(about.entity, "health band", "unknown", "band", about.as_of)
        return about.points("health score", None), band
    source = "health snapshot"
    score = None if health.band == "unknown" else health.score
    band = Fact(about.entity, "health band", health.band, "band", health.day, source)
    return about.points("health score", score, source), band


def call_fact(position: Position, about: About) -> Fact:
    """The CSM's own call on the renewal, beside the score and never in it."""
    call = position.call
    if call is None:
        return about.text("CSM call", "not made")
    return about.text("CSM call", CALLS[call.call], call.home)


def caller_of(position: Position) -> str | None:
    """Who made the call; the account's CSM where the record names nobody, None without a call."""
    call = position.call
    return (call.by or position.account.csm) if call else None


def risk_kind_of(each: Iterable[RiskKind]) -> RiskKind:
    """What the risk in an order or a sum rests on: a fitted model, stated priors, or both."""
    kinds = set(each)
    return "mixed" if len(kinds) > 1 else next(iter(kinds), "prior")
