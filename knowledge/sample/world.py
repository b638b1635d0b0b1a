"""The sample world: every table that Steward imports, made from one hidden process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.sample import deals, plans, roster, support, value
from knowledge.sample.cast import Cast
from knowledge.sample.coefficients import Coefficients, Variant, coefficients
from knowledge.sample.company import company_toml
from knowledge.sample.engagement import make_touches, meeting_rows, touch_rows
from knowledge.sample.latent import live
from knowledge.sample.letters import Note
from knowledge.sample.lives import Life, Window
from knowledge.sample.notes import Notebook, note_row, number_notes
from knowledge.sample.page import NoteFact
from knowledge.sample.population import make_accounts
from knowledge.sample.rows import Row
from knowledge.sample.topics import Scene
from knowledge.sample.truth import truth_of
from knowledge.sample.usage import UsageGrid, make_usage
from knowledge.terms import add_months

UNTIL = date(2026, 3, 1)
DEMO_CSM = "maya@ledgerloom.example"
_FUTURE_WEEKS = 14
# Above this many accounts, events are counted a day for the whole product, not a week by module.
_BY_FEATURE_UP_TO = 1000
_ACCOUNTS_PER_CSM = 60


@dataclass(frozen=True, slots=True)
class World:
    """A made world. `tables`: rows by import table, but for usage, whose arrays are `usage`.

    `truth` and `facts_by_note` (by note id) are what is really so; they are never imported.
    """

    tables: Mapping[str, Sequence[Row]]
    usage: UsageGrid
    truth: Sequence[Row]
    facts_by_note: Mapping[str, Sequence[NoteFact]]
    until: date
    company_toml: str


def make_world(
    *, accounts: int = 150, csms: int | None = None, months: int = 24, seed: int = 7,
    until: date = UNTIL, variant: Variant = "default",
) -> World:  # fmt: skip
    """Simulate `accounts` accounts over the `months` up to the day `until`, included.

    `csms` None gives six, or one for every 60 accounts where that is more. The same arguments give
    the same world. Raises ValueError where there is nobody or nothing to simulate.
    """
    if accounts < 1 or months < 1 or (csms is not None and csms < 1):
        raise ValueError("A world needs at least one account, one CSM and one month.")
    team_size = csms or max(6, -(-accounts // _ACCOUNTS_PER_CSM))
    numbers = coefficients(variant)
    shown_from = add_months(until, -months)
    weeks = -(-(until - shown_from).days // 7)
    window = Window(until, weeks, _FUTURE_WEEKS, date.fromordinal(shown_from.toordinal() + 1))
    lives = live(make_accounts(accounts, seed, until, numbers), window, numbers, seed)
    _number_events(lives)
    return _Maker(lives, window, numbers, seed, team_size).world(accounts <= _BY_FEATURE_UP_TO)


class _Maker:
    def __init__(
        self, lives: list[Life], window: Window, numbers: Coefficients, seed: int, csms: int
    ) -> None:
        self.lives, self.window, self.numbers, self.seed = lives, window, numbers, seed
        self.roster = roster.make_roster(lives, csms, seed)
        self.tables: dict[str, list[Row]] = {}
        self.notes: list[Note] = []

    def world(self, by_feature: bool) -> World:
        usage = make_usage(self.lives, self.window, self.numbers, self.seed, by_feature=by_feature)
        self._add("people", roster.people_rows(self.roster))
        self._add("ownership", roster.ownership_rows(self.roster, self.lives))
        self._add("covers", roster.cover_rows(self.roster, self.lives))
        self._add("account_team", roster.account_team_rows(self.roster, self.lives))
        self._add("product_items", support.product_item_rows(self.window.until))
        self._add("targets", deals.target_rows(self.roster, self.window.until))
        tickets = [support.make_tickets(life, self.numbers, self.seed) for life in self.lives]
        support.number_tickets([ticket for found in tickets for ticket in found])
        for life, found in zip(self.lives, tickets, strict=True):
            self._account(life, found, usage)
        ordered = number_notes(self.notes)
        self._add("notes", [note_row(note) for note in ordered])
        return World(
            tables=self.tables,
            usage=usage,
            truth=[truth_of(life) for life in self.lives],
            facts_by_note={note.id: note.facts for note in ordered},
            until=self.window.until,
            company_toml=company_toml(),
        )

    def _account(self, life: Life, tickets: list[support.Ticket], usage: UsageGrid) -> None:
        seed, cast = self.seed, Cast(life, self.seed)
        touches = make_touches(life, cast, self.roster, self.numbers, seed)
        goals = plans.make_goals(life, cast, seed)
        row = usage.active_users[life.account.index]
        scene = Scene(life, cast, goals, tickets, row, self.window.shown_from.toordinal())
        book = Notebook(scene, touches, self.roster, seed)
        self.notes += book.notes
        self._add("accounts", [account_row(life)])
        self._add("stakeholders", cast.rows())
        self._add("contracts", deals.contract_rows(life, seed))
        self._add("concessions", deals.concession_rows(life, seed))
        self._add("renewals", deals.renewal_rows(life, seed))
        self._add("arr_events", deals.arr_event_rows(life))
        self._add("opportunities", deals.opportunity_rows(life, seed))
        self._add("csm_calls", deals.call_rows(life, self.roster, seed))
        last = self.window.last
        self._add("tickets", [support.ticket_row(t, life.account.id, last, seed) for t in tickets])
        self._add("surveys", support.survey_rows(life, cast, tickets, self.numbers, seed))
        self._add("product_feedback", support.feedback_rows(life, cast, seed))
        self._add("touchpoints", touch_rows(life, touches))
        self._add("meetings", meeting_rows(life, cast, self.roster, seed))
        self._add("commitments", book.commitments)
        self._add("objectives", plans.objective_rows(life, cast, goals))
        self._add("milestones", plans.milestone_rows(life, cast, self.roster, goals))
        self._add("onboarding_milestones", plans.onboarding_rows(life, seed))
        self._add("value_lines", value.value_rows(life, cast, goals, seed))
        self._add("value_costs", value.cost_rows(life, cast, goals, seed))

    def _add(self, table: str, rows: Sequence[Row]) -> None:
        self.tables.setdefault(table, []).extend(rows)


def account_row(life: Life) -> Row:
    """The account as the CRM has it."""
    account = life.account
    return {
        "id": account.id, "name": account.name, "segment": life.segment,
        "industry": account.industry, "region": account.region, "country": account.country,
        "currency": account.currency, "stage": stage_of(life), "plan": account.plan,
        "domain": account.domain, "signed_on": account.signed_on,
    }  # fmt: skip


def stage_of(life: Life) -> str:
    """The lifecycle stage on the day after the world ends."""
    if life.left_on is not None:
        return "churned"
    tenure = life.window.last - life.account.signed_on.toordinal()
    if tenure < 90:
        return "onboarding"
    if life.current.renewal - life.window.last <= 120:
        return "renewing"
    return "adopting" if tenure < 270 else "mature"


def _number_events(lives: Sequence[Life]) -> None:
    events = sorted((e for life in lives for e in life.events), key=lambda e: (e.day, e.account))
    for i, event in enumerate(events, 1):
        event.id = f"EV-{i:05d}"
