"""What people said and did beside the computed health: an override, notice, auto-renew off."""

from dataclasses import dataclass
from datetime import date

from knowledge.facts import Fact
from knowledge.store.overrides import Override
from knowledge.store.portfolio import Position
from tools.about import About
from tools.show import show_day


@dataclass(frozen=True, slots=True)
class Beside:
    """Only what there is; `lapsed_on` where the override ran out lately, and holds no more."""

    override: Fact | None
    until: Fact | None
    lapsed_on: Fact | None
    words: Fact | None
    by: Fact | None
    notice: Fact | None
    auto_renew_off: Fact | None

    @property
    def is_warning(self) -> bool:
        """A commercial act, which beats a green band."""
        return self.notice is not None or self.auto_renew_off is not None


def beside_of(position: Position, today: date) -> Beside | None:
    """What stands beside the account's health on a day; None where nothing does."""
    about = About(position.account.name, today)
    override, off = position.override, position.auto_renew_off
    served = next((c for c in position.contracts if c.notice_was_served(today)), None)
    if override is None and off is None and served is None:
        return None
    value, until, lapsed, words = _said(override, about) if override else (None,) * 4
    return Beside(
        override=value,
        until=until,
        lapsed_on=lapsed,
        words=words,
        by=about.text("CSM override by", override.by, override.home)
        if override and override.by
        else None,
        notice=about.day("notice served", served.notice_served_on, served.home) if served else None,
        auto_renew_off=about.day("auto-renew off since", off.start, off.home) if off else None,
    )


def beside_cell(beside: Beside | None, account: str, today: date) -> Fact | str:
    """All of it in a few words, for a table."""
    if beside is None:
        return "–"
    said = [*_acts(beside, today), *_overridden(beside, today)]
    return About(account, today).text("beside the health", "; ".join(said))


def _said(override: Override, about: About) -> tuple[Fact, Fact | None, Fact | None, Fact]:
    home, ends = override.home, override.expires_on
    words = about.quote("reason of the CSM override", override.words, home)
    value = override_value(override, about)
    if override.just_lapsed(about.as_of):
        return value, None, about.day("CSM override lapsed on", ends, home), words
    return value, about.day("CSM override until", ends, home), None, words


def override_value(override: Override, about: About) -> Fact:
    """The band, or the score, that the override says."""
    home = override.home
    if override.scope == "score":
        return about.points("CSM override of the health score", int(override.value), home)
    words = "CSM override of the band"
    return Fact(about.entity, words, override.value, "band", about.as_of, home)


def _acts(beside: Beside, today: date) -> list[str]:
    said = []
    if beside.notice is not None:
        said.append(f"notice served {_day(beside.notice, today)}")
    if beside.auto_renew_off is not None:
        said.append("auto-renew switched off")
    return said


def _overridden(beside: Beside, today: date) -> list[str]:
    if beside.override is None:
        return []
    if beside.lapsed_on is not None:
        return [f"override {beside.override.value} lapsed {_day(beside.lapsed_on, today)}"]
    until = f" until {_day(beside.until, today)}" if beside.until else ""
    return [f"CSM override {beside.override.value}{until}"]


def _day(fact: Fact, today: date) -> str:
    return show_day(fact.value, today) if isinstance(fact.value, date) else ""
