"""What rules.toml may say of the renewal probability."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from knowledge.health.renewal_signals import RenewalSignalId

Count: TypeAlias = Annotated[int, Field(strict=True, ge=1)]
Percent: TypeAlias = Annotated[float, Field(strict=True, gt=0, lt=100, allow_inf_nan=False)]
Weight: TypeAlias = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]

LEAST_RENEWALS = 30


def _enough_to_learn_from(renewals: int) -> int:
    if renewals < LEAST_RENEWALS:
        raise ValueError(
            f"fewer than {LEAST_RENEWALS} past renewals support no probability, and it is "
            f"{renewals}"
        )
    return renewals


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RenewalSignal(_Table):
    """One raw signal: what an expert would give it, and the one direction it may point in.

    `more_is`: whether more of it speaks for the renewal ("better") or against it ("worse"); a fact
    that may do either by the company's own history ("either") has no expert weight.
    """

    id: RenewalSignalId
    words: Annotated[str, Field(min_length=1, pattern=r"\S")]
    unit: str
    weight: Weight
    more_is: Literal["better", "worse", "either"]
    scale: Literal["linear", "log"] = "linear"

    @model_validator(mode="after")
    def _only_a_direction_weighs(self) -> Self:
        if self.more_is == "either" and self.weight:
            raise ValueError('a signal whose more_is is "either" must have the weight 0')
        return self

    @property
    def risk_sign(self) -> int:
        """1 where more of it is riskier, -1 where it is safer, 0 where either may be."""
        return {"worse": 1, "better": -1, "either": 0}[self.more_is]


class RenewalRules(_Table):
    """The constants of the fit and of its backtest."""

    renewals_needed: Annotated[Count, AfterValidator(_enough_to_learn_from)]
    leavers_needed: Count
    leavers_for_own_weights: Count
    shrinkage: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
    capacity_percent: Percent
    leads_days: Annotated[tuple[Count, ...], Field(min_length=1)]
    signals: Annotated[tuple[RenewalSignal, ...], Field(alias="signal", min_length=1)]

    @model_validator(mode="after")
    def _some_signal_weighs(self) -> Self:
        if not any(signal.weight for signal in self.signals):
            raise ValueError("at least one signal must weigh something")
        return self
