"""The rules of the score: what rules.toml may say."""

import hashlib
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from knowledge.health.renewal_rules import RenewalRules
from knowledge.health.signals import EvidenceId, MeasureId, Segment, Stage

Group = Literal["usage", "support", "engagement", "survey"]
GROUPS: tuple[str, ...] = get_args(Group)

Number: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Positive: TypeAlias = Annotated[Number, Field(gt=0)]
NotNegative: TypeAlias = Annotated[Number, Field(ge=0)]
Points: TypeAlias = Annotated[Number, Field(ge=0, le=100)]
Words: TypeAlias = Annotated[str, Field(min_length=1, pattern=r"\S")]


def _rising(knots: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    values = [value for value, _ in knots]
    if any(later <= earlier for earlier, later in pairwise(values)):
        raise ValueError("the values must rise from pair to pair")
    return knots


Ramp: TypeAlias = Annotated[
    tuple[tuple[Number, Points], ...], Field(min_length=2), AfterValidator(_rising)
]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Freshness(_Table):
    """How a value loses weight with age, in days."""

    grace_days: NotNegative
    half_life_days: Positive
    max_age_days: Positive

    @model_validator(mode="after")
    def _grace_ends_first(self) -> Self:
        if self.max_age_days < self.grace_days:
            raise ValueError("max_age_days must be at least grace_days")
        return self


class RampException(_Table):
    """Another ramp, for the accounts that it names; what it leaves out fits every account."""

    ramp: Ramp
    segments: tuple[Segment, ...] | None = None
    stages: tuple[Stage, ...] | None = None
    tenure_under_days: Positive | None = None

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        if self.segments is None and self.stages is None and self.tenure_under_days is None:
            raise ValueError("say for whom: segments, stages or tenure_under_days")
        return self


class Measure(_Table):
    """One measure: from its raw value to 0-100 points, and what it weighs in its group."""

    id: MeasureId
    group: Group
    words: Words
    unit: str
    weight: Positive
    ramp: Ramp
    freshness: Freshness
    shrink: NotNegative = 0.0
    season: NotNegative = 0.0
    exceptions: tuple[RampException, ...] = ()


class Cap(_Table):
    """A fact that holds the score at or under `limit`."""

    id: Words
    words: Words
    evidence: EvidenceId
    limit: Points
    over: Number | None = None
    at_least: Number | None = None

    @model_validator(mode="after")
    def _has_one_threshold(self) -> Self:
        if (self.over is None) == (self.at_least is None):
            raise ValueError("give one of over and at_least")
        return self


class Bands(_Table):
    """Where green and yellow begin, and how far past a line, how long, changes the band."""

    green_from: Points
    yellow_from: Points
    hysteresis_points: NotNegative
    hysteresis_snapshots: Annotated[int, Field(strict=True, ge=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.yellow_from >= self.green_from:
            raise ValueError("yellow_from must be below green_from")
        return self


class GroupWeights(_Table):
    """What the four groups weigh; only the proportions count."""

    usage: NotNegative
    support: NotNegative
    engagement: NotNegative
    survey: NotNegative

    @model_validator(mode="after")
    def _weigh_something(self) -> Self:
        if not self.usage + self.support + self.engagement + self.survey:
            raise ValueError("at least one group must weigh something")
        return self


class SegmentWeights(GroupWeights):
    """A segment's weights, and its stages' where they differ."""

    onboarding: GroupWeights | None = None
    adopting: GroupWeights | None = None
    mature: GroupWeights | None = None
    renewing: GroupWeights | None = None

    def at(self, stage: str) -> GroupWeights:
        """Return the weights at a lifecycle stage."""
        found: GroupWeights | None = getattr(self, stage)
        return found or self


class Weights(_Table):
    """Group weights by segment."""

    enterprise: SegmentWeights
    mid_market: SegmentWeights
    smb: SegmentWeights


class SurveyRoles(_Table):
    """How much an answer counts by the respondent's role."""

    economic_buyer: Positive
    executive_sponsor: Positive
    champion: Positive
    admin: Positive
    procurement: Positive
    user: Positive
    other: Positive

    def weight_of(self, role: str | None) -> float:
        """Return the weight of a role; one that is not named here counts as other."""
        weights: dict[str, float] = self.model_dump()
        return weights.get(role or "other", self.other)


class AlertRules(_Table):
    """When a fall of usage is told, as false alarms that a CSM puts up with in a year."""

    false_alarms: Annotated[Number, Field(ge=0.1, le=100)]
    for_book_of: Annotated[Number, Field(ge=1, le=1000)]
    baseline_weeks: Annotated[int, Field(strict=True, ge=8, le=52)]
    gap_weeks: Annotated[int, Field(strict=True, ge=0, le=13)]
    slack: Annotated[Number, Field(gt=0, le=2)]
    worst_week: Annotated[Number, Field(ge=1, le=6)]
    lasting_weeks: Annotated[int, Field(strict=True, ge=1, le=8)]
    back_weeks: Annotated[int, Field(strict=True, ge=1, le=12)]

    @model_validator(mode="after")
    def _are_few(self) -> Self:
        if self.rate > 1:
            raise ValueError("false_alarms must be at most for_book_of: one a year in each account")
        return self

    @property
    def rate(self) -> float:
        """False alarms a year in one account."""
        return self.false_alarms / self.for_book_of


class Rules(_Table):
    """All the constants of the score, as rules.toml holds them."""

    version: Annotated[Words, Field(max_length=40)]
    coverage_floor: Annotated[Number, Field(gt=0, le=1)]
    unknown_segment_as: Segment
    unknown_stage_as: Stage
    bands: Bands
    weights: Weights
    survey_roles: SurveyRoles
    alerts: AlertRules
    measures: Annotated[tuple[Measure, ...], Field(alias="measure", min_length=1)]
    caps: Annotated[tuple[Cap, ...], Field(alias="cap")] = ()
    renewal: RenewalRules

    @cached_property
    def stamp(self) -> str:
        """The version and a digest of the content, which differs after a change without a bump.

        Alerts and the renewal probability don't count: no score rests on them.
        """
        content = self.model_dump_json(exclude={"version", "alerts", "renewal"}).encode()
        return f"{self.version}+{hashlib.sha256(content).hexdigest()[:8]}"

    def measure(self, measure_id: str) -> Measure:
        """Return the measure by its id. Raises KeyError where these rules leave it out."""
        for measure in self.measures:
            if measure.id == measure_id:
                return measure
        raise KeyError(measure_id)
