"""The parts of a weekly digest as facts: what changed, what happened, what to do, what renews."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.company import Company
from knowledge.facts import Fact
from knowledge.store.agenda import Item
from knowledge.store.alerts import Alert
from knowledge.store.book_week import BookWeek, LastActs
from knowledge.store.contracts import Renewal
from knowledge.store.people import Stakeholder
from knowledge.store.plans import Objective
from knowledge.store.support import Ticket
from knowledge.store.week_changes import Change, News, NewsKind
from tools.about import About
from tools.act_items import ToDo, to_do
from tools.desk import Desk
from tools.goals import Goal, goal
from tools.positions import CALLS, deadline_facts
from tools.reasons import MEASURE_NAMES, ROLES
from tools.renewal_items import Due, arr_of
from tools.result import Source
from tools.totals import Tally, Totals

_CAUSES_SHOWN = 2
RENEWALS_WITHIN_DAYS = 90
PRESSING_DAYS = 14
_SHORT = {
    "seat_utilisation": "seats in use",
    "usage_trend": "active users",
    "feature_breadth": "features in use",
    "p1_age": "open P1",
    "ticket_rate": "tickets",
    "contact_recency": "contact",
    "responsiveness": "answers",
    "nps": "NPS",
    "csat": "CSAT",
    "data": "data that came, went or aged",
    "caps": "caps",
}


@dataclass(frozen=True, slots=True)
class CauseItem:
    """What one measure did to the score."""

    name: Fact
    points: Fact


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """A score that moved: the main causes, and `rest`, which sum to `change`. `band` where it is
    another than before."""

    account: Fact
    before: Fact
    after: Fact
    change: Fact
    band: Fact | None
    causes: tuple[CauseItem, ...]
    rest: Fact | None


@dataclass(frozen=True, slots=True)
class NewsItem:
    """Something that happened; which fields are filled depends on its kind.

    person_left: `who`, `role`. p1_opened: `ticket`. churned, contracted, renewed: `arr` before
    and `after`. use_fell: `fell`. goal_confirmed: `goal`.
    """

    kind: NewsKind
    account: Fact
    on: Fact
    who: Fact | None = None
    role: Fact | None = None
    ticket: Fact | None = None
    arr: Fact | None = None
    after: Fact | None = None
    fell: Fact | None = None
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class DigestAct:
    """One of the acts; `carried` over from last week; `became` what was decided of it since."""

    account: Fact
    arr: Fact
    act: ToDo
    deadline_kind: str
    deadline: Fact
    carried: bool
    became: Fact | None
    is_pressing: bool


@dataclass(frozen=True, slots=True)
class AlsoDue:
    """How much of a kind is due this week besides the acts."""

    kind: str
    count: Fact


@dataclass(frozen=True, slots=True)
class RenewalsAhead:
    """What renews within 90 days, and the calls on it."""

    accounts: Fact
    arr: Fact
    within: Fact
    calls: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class LastWeek:
    """What became of the acts of the last digest."""

    named: Fact
    parts: tuple[Tally, ...]


def change_item(change: Change, today: date) -> ChangeItem:
    about = About(change.position.account.name, today, "health snapshot")
    then = About(about.entity, change.before.day, about.source)
    shown = change.causes[:_CAUSES_SHOWN]
    rest = change.points - sum(c.points for c in shown)
    causes = (
        CauseItem(
            about.text("measure", _SHORT.get(c.measure, MEASURE_NAMES.get(c.measure, c.measure))),
            about.points(f"points by {c.measure.replace('_', ' ')} in the week", c.points),
        )
        for c in shown
    )
    band = Fact(about.entity, "health band", change.after.band, "band", change.after.day)
    return ChangeItem(
        account=about.name(change.position.account.home),
        before=then.points("health score", change.before.score),
        after=about.points("health score", change.after.score),
        change=about.points("points that the health score changed by", change.points),
        band=band if change.new_band else None,
        causes=tuple(causes),
        rest=about.points("points by the rest in the week", rest) if rest and shown else None,
    )


def news_item(news: News, today: date) -> NewsItem:
    about = About(news.account.name, today, news.record.home)
    words = news.kind.replace("_", " ")
    common = {"kind": news.kind, "account": about.name(news.account.home)}
    common["on"] = about.day(f"{words} on", news.on)
    match news.record:
        case Stakeholder() as person:
            role = about.text("role", ROLES[person.role])
            return NewsItem(**common, who=about.text("stakeholder", person.name), role=role)  # type: ignore[arg-type]
        case Ticket() as ticket:
            return NewsItem(**common, ticket=about.text("open P1 ticket", ticket.source_id))  # type: ignore[arg-type]
        case Renewal() as renewal:
            return NewsItem(**common, **_amounts(renewal, about))  # type: ignore[arg-type]
        case Alert() as alert:
            fell = about.percent("fall of use from its usual level", round(alert.fell_percent))
            return NewsItem(**common, fell=fell)  # type: ignore[arg-type]
        case Objective() as objective:
            return NewsItem(**common, goal=goal(objective, (), about))  # type: ignore[arg-type]
    return NewsItem(**common)  # type: ignore[arg-type]


def news_source(news: News) -> Source:
    """The record of what happened."""
    title = news.kind.replace("_", " ")
    return Source(news.record.home, title, news.on, news.account.name)


def digest_act(item: Item, short_id: str, week: BookWeek, desk: Desk) -> DigestAct:
    position = item.position
    about = About(position.account.name, desk.today, position.account.home)
    kind, due, _ = deadline_facts(position, about)
    state = week.state_of(item)
    return DigestAct(
        account=about.name(),
        arr=about.money("ARR", position.arr, position.currency, "sum of ARR events"),
        act=to_do(item, short_id, desk),
        deadline_kind=kind,
        deadline=due,
        carried=item.id in week.carried and not state,
        became=about.text("state of the act", state, "act") if state else None,
        is_pressing=not state and _is_pressing(item, desk.today),
    )


def _is_pressing(item: Item, today: date) -> bool:
    """It can't wait: our promise falls due, notice was served, or the date that decides is near."""
    if item.act.kind in ("keep_promise", "win_back"):
        return True
    due = item.position.deadline
    return due is not None and (due.day - today).days <= PRESSING_DAYS


def also_due(week: BookWeek, about: About) -> tuple[AlsoDue, ...]:
    """What else is due by Sunday, by kind: promises, milestones, notice dates and so on."""
    named = {item.id for item in week.acts}
    counts = Counter(item.act.kind for item in week.due if item.id not in named)
    return tuple(
        AlsoDue(kind, about.count(f"also due: {kind.replace('_', ' ')}", number, "acts"))
        for kind, number in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def renewals_ahead(
    dues: Sequence[Due], about: About, sums: Totals, company: Company
) -> RenewalsAhead | None:
    """The undecided renewals of the next 90 days."""
    until = about.as_of + timedelta(days=RENEWALS_WITHIN_DAYS)
    near = [d for d in dues if about.as_of <= d.renewal <= until and not d.decided]
    if not near:
        return None
    positions = {d.position.account.id: d.position for d in near}
    calls = Counter(p.call.call if p.call else "" for p in positions.values())
    names = {**CALLS, "": "not made"}
    return RenewalsAhead(
        about.count("accounts that renew within 90 days", len(positions), "accounts"),
        sums.money(about, "ARR that renews within 90 days", (arr_of(d, company) for d in near)),
        about.days("days ahead", RENEWALS_WITHIN_DAYS),
        tuple(
            Tally(words, about.count(f"renewals called {words}", calls[key], "accounts"))
            for key, words in names.items()
            if calls[key]
        ),
    )


def last_week(last: LastActs | None, about: About) -> LastWeek | None:
    if last is None:
        return None
    counts = {
        "done": last.done, "snoozed": last.snoozed, "declined": last.declined,
        "carried over": last.carried, "no longer needed": last.settled,
    }  # fmt: skip
    return LastWeek(
        about.count("acts of last week's digest", last.named, "acts"),
        tuple(
            Tally(words, about.count(f"acts of last week {words}", number, "acts"))
            for words, number in counts.items()
            if number
        ),
    )


def _amounts(renewal: Renewal, about: About) -> dict[str, Fact | None]:
    if renewal.currency is None:
        return {}
    before = about.money("ARR before the renewal", renewal.arr_before, renewal.currency)
    after = about.money("ARR after the renewal", renewal.arr_after, renewal.currency)
    return {"arr": before, "after": after}
