"""Who the accounts are: names, places, contracts, and the hidden traits that they start with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np

from knowledge.sample.coefficients import Coefficients
from knowledge.sample.names import company_names, domain_of
from knowledge.sample.stories import STORIES, Story
from knowledge.sample.vocabulary import Words, words
from knowledge.terms import add_months

# Segment: share, seats (log-normal mean and sd, bounds), price a seat and year, ARR bounds in USD.
_SEGMENTS: dict[str, tuple[float, float, float, tuple[int, int], tuple[int, int]]] = {
    "enterprise": (0.18, 5.95, 0.3, (330, 470), (101_000, 420_000)),
    "mid_market": (0.57, 4.55, 0.35, (420, 620), (20_500, 97_000)),
    "smb": (0.25, 2.75, 0.35, (480, 720), (4_200, 19_400)),
}
IN_USD = {"USD": 1.0, "EUR": 1.08, "GBP": 1.27}
# Fewer accounts than this, and the scripted ones would be the world.
_STORIES_FROM = 40


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it is signed; `arr` in whole units of its currency."""

    index: int
    id: str
    name: str
    domain: str
    industry: str
    country: str
    region: str
    currency: str
    time_zone: str
    segment: str
    plan: str
    erp: str
    seats: int
    arr: int
    arr_limit: int
    signed_on: date
    term_months: int
    notice_days: int
    notice_recorded: bool
    auto_renew: bool
    uplift_pct: int
    fit: float
    habit: float
    win: bool
    goals: int
    story: Story | None

    def random(self, seed: int, topic: str) -> Random:
        """A source of chance of this account's own, for one topic."""
        return Random(f"{seed}:{self.index}:{topic}")


def make_accounts(count: int, seed: int, until: date, numbers: Coefficients) -> list[Account]:
    """Draw `count` accounts; the scripted ones come first."""
    stories = list(STORIES) if count >= _STORIES_FROM else []
    taken = {story.name for story in stories}
    names = company_names(count - len(stories), seed, taken)
    today = until + timedelta(days=1)
    drawn = _draw(names, len(stories), seed, today, numbers)
    return [*(_scripted(i, story, seed, today) for i, story in enumerate(stories)), *drawn]


def _draw(
    names: list[tuple[str, str]], first: int, seed: int, today: date, numbers: Coefficients
) -> Iterator[Account]:
    rng = np.random.default_rng([seed, 1])
    fits = rng.normal(0.0, numbers.fit_sd, len(names))
    habits = rng.normal(0.0, 1.0, len(names))
    for i, (industry, name) in enumerate(names):
        index = first + i
        chance = Random(f"{seed}:{index}:account")
        segment = chance.choices(list(_SEGMENTS), [s[0] for s in _SEGMENTS.values()])[0]
        place = _place(name, chance)
        seats, arr, limit = _price(segment, place["currency"], chance)
        fit = float(fits[i])
        yield Account(
            index=index, id=f"ACC-{index + 1:04d}", name=name, domain=domain_of(name),
            industry=industry, country=place["country"], region=place["region"],
            currency=place["currency"], time_zone=place["time_zone"], segment=segment,
            plan=_plan(segment, chance), erp=chance.choice(words("product")["erps"]),
            seats=seats, arr=arr, arr_limit=limit,
            signed_on=_signed_on(today, chance), term_months=_term(segment, chance),
            notice_days=chance.choice((30, 60, 60, 90)), notice_recorded=chance.random() > 0.1,
            auto_renew=chance.random() < 0.7, uplift_pct=chance.choice((0, 0, 3, 3, 4, 5, 5, 7)),
            fit=fit, habit=float(habits[i]),
            win=bool(chance.random() < 1 / (1 + np.exp(-0.8 - 0.8 * fit))),
            goals=chance.choices((3, 2, 1, 0), (74, 13, 8, 5))[0], story=None,
        )  # fmt: skip


def _scripted(index: int, story: Story, seed: int, today: date) -> Account:
    chance = Random(f"{seed}:{index}:account")
    place = place_of(story.country)
    renewal = today + timedelta(days=story.renews_in)
    signed = add_months(renewal, -12 * story.terms)
    if story.signed_ago:
        signed = today - timedelta(days=story.signed_ago)
    return Account(
        index=index, id=f"ACC-{index + 1:04d}", name=story.name, domain=domain_of(story.name),
        industry=story.industry, country=place["country"], region=place["region"],
        currency=place["currency"], time_zone=place["time_zone"], segment="mid_market",
        plan="Professional", erp=chance.choice(words("product")["erps"]), seats=story.seats,
        arr=story.arr, arr_limit=int(97_000 / IN_USD[place["currency"]]), signed_on=signed,
        term_months=12, notice_days=story.notice_days, notice_recorded=story.notice_recorded,
        auto_renew=True, uplift_pct=story.uplift_pct, fit=story.fit, habit=0.0, win=story.win,
        goals=story.goals, story=story,
    )  # fmt: skip


def place_of(country: str) -> Words:
    """The place, with its people's names, currency and zone."""
    found: Words = next(p for p in words("people")["place"] if p["country"] == country)
    return found


def _place(name: str, chance: Random) -> Words:
    places: list[Words] = words("people")["place"]
    drawn = chance.choices(places, [place["weight"] for place in places])[0]
    country = words("companies")["at"].get(name)
    return place_of(country) if country else drawn


def _price(segment: str, currency: str, chance: Random) -> tuple[int, int, int]:
    _, mean, sd, (low, high), (least, most) = _SEGMENTS[segment]
    price = chance.uniform(low, high)
    wanted = max(2, round(chance.lognormvariate(mean, sd)))
    in_usd = min(max(wanted * price, least * 1.05), most * 0.8)
    seats = max(3, round(in_usd / price))
    arr = round(seats * price / IN_USD[currency] / 100) * 100
    return seats, arr, int(most / IN_USD[currency])


def _plan(segment: str, chance: Random) -> str:
    weights = {"enterprise": (0, 4, 6), "mid_market": (2, 7, 1), "smb": (6, 4, 0)}[segment]
    plans: list[str] = list(words("product")["plans"])
    return chance.choices(plans, weights)[0]


def _term(segment: str, chance: Random) -> int:
    weights = {"enterprise": (50, 20, 30), "mid_market": (80, 14, 6), "smb": (96, 4, 0)}[segment]
    return chance.choices((12, 24, 36), weights)[0]


def _signed_on(today: date, chance: Random) -> date:
    signed = today - timedelta(days=chance.randint(20, 1500))
    return signed.replace(day=1) if chance.random() < 0.55 else signed
