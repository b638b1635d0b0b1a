"""The demo CSM's scripted accounts: causes that are set, never effects.

A story fixes who an account is and what happens to it, and keeps random shocks away; value, usage,
contacts, surveys, notes and the renewal then follow by the same machinery as everywhere. Days are
counted back from "today", the day after the world ends.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """One scripted account. `happens`: (event kind, days ago). `call`: the CSM's forecast, "" for
    none, None to leave it to chance."""

    name: str
    industry: str
    country: str
    seats: int
    arr: int
    fit: float
    renews_in: int
    notice_days: int
    terms: int = 2
    win: bool = True
    buyer: str = ""
    buyer_title: str = ""
    champion: str = ""
    uplift_pct: int = 5
    signed_ago: int = 0
    happens: tuple[tuple[str, int], ...] = ()
    usage_stopped: int = 0
    contact_stopped: int = 0
    answers_surveys: bool = True
    notice_recorded: bool = True
    goals: int = 3
    call: str | None = None
    call_reason: str = ""


STORIES: tuple[Story, ...] = (
    # Green, and first in the list: who signed has left, and the notice date is near.
    Story(
        name="Aldergate Foods", industry="Food & beverage", country="United Kingdom", seats=148,
        arr=66_800, fit=0.05, renews_in=75, notice_days=60, buyer="Beatrice Lovell",
        buyer_title="Finance Director", champion="Tom Kirkby", call="",
        happens=(("new_use_case", 240), ("buyer_left", 18), ("notice_clause", 4)),
    ),
    # Red, and fallen: an outage that nobody owns.
    Story(
        name="Halvorsen Freight", industry="Logistics", country="United States", seats=118,
        arr=72_000, fit=-0.55, renews_in=89, notice_days=60, champion="Marcus Pruitt",
        call="at_risk", call_reason="Outage without a date, and they talk to a rival",
        happens=(("reorg", 82), ("competitor", 61), ("p1_stays_open", 19), ("our_promise", 5)),
    ),
    # Unknown: the usage feed stopped, and nobody answers.
    Story(
        name="Orrin Payments", industry="Financial services", country="United States", seats=64,
        arr=38_400, fit=-0.2, renews_in=118, notice_days=60, answers_surveys=False,
        champion="Lauren Escobar", usage_stopped=36, contact_stopped=74, call="",
    ),
    # Yellow, and too dear for the CFO.
    Story(
        name="Larkspur Clinics", industry="Healthcare", country="United Kingdom", seats=92,
        arr=41_300, fit=-1.4, renews_in=104, notice_days=60, uplift_pct=8, buyer="Priya Nair",
        buyer_title="CFO", call="at_risk", call_reason="The CFO won't take the uplift",
        happens=(("price_pushback", 6),),
    ),
    # Recovering: down in autumn, a second site since.
    Story(
        name="Verrall Energy", industry="Energy & utilities", country="United Kingdom", seats=110,
        arr=48_700, fit=-0.55, renews_in=171, notice_days=90,
        happens=(("reorg", 168), ("new_use_case", 96), ("recovery", 20)),
    ),
    # Left last quarter.
    Story(
        name="Pell & Rowe Interiors", industry="Retail", country="United States", seats=58,
        arr=31_900, fit=-1.3, renews_in=-84, notice_days=60, terms=1, win=False,
        happens=(("competitor", 290), ("champion_left", 240)),
    ),
    # Two and a half months in, and nothing to show.
    Story(
        name="Juniper Dairy", industry="Food & beverage", country="Netherlands", seats=46,
        arr=26_500, fit=-0.35, renews_in=289, notice_days=90, terms=1, win=False, signed_ago=76,
        happens=(("onboarding_late", 30),), goals=1, champion="Femke Hoekstra",
    ),
    # Red, but not due before autumn.
    Story(
        name="Fairlead Brokers", industry="Financial services", country="United States", seats=52,
        arr=24_600, fit=-0.7, renews_in=224, notice_days=30, win=False,
        happens=(("reorg", 130), ("champion_left", 110), ("competitor", 70)),
    ),
    # Kind words on the way out.
    Story(
        name="Glasswing Robotics", industry="Software", country="United States", seats=134,
        arr=81_500, fit=-0.5, renews_in=110, notice_days=60, champion="Keisha Alvarado",
        happens=(("competitor", 80), ("parting", 12)),
    ),
    # Loud, and staying.
    Story(
        name="Kettlewell Teas", industry="Food & beverage", country="United Kingdom", seats=74,
        arr=33_200, fit=0.4, renews_in=62, notice_days=30, champion="Gemma Ashworth",
        happens=(("heated", 11),),
    ),
    # The two Harbors.
    Story(
        name="Harbor Analytics", industry="Software", country="United States", seats=122,
        arr=64_900, fit=0.35, renews_in=46, notice_days=30, happens=(("expansion", 25),),
    ),
    Story(
        name="Harbor Logistics", industry="Logistics", country="United States", seats=88,
        arr=43_100, fit=0.2, renews_in=201, notice_days=60, notice_recorded=False, goals=2,
    ),
)  # fmt: skip
