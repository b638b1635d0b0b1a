from pathlib import Path

import numpy as np
import pytest

from knowledge import health
from knowledge.errors import BadRules
from knowledge.health import load_rules
from knowledge.health.renewal_signals import (
    RENEWAL_SIGNALS,
    RENEWAL_UNITS,
    off_season,
    stack_renewal_signals,
)

SHIPPED = (Path(health.__file__).parent / "rules.toml").read_text(encoding="utf-8")
SCORE, _, RENEWAL = SHIPPED.partition("\n[renewal]")


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        pytest.param("percent = 20", "percent = 120", "capacity_percent", "100", id="share"),
        pytest.param("shrinkage = 8", "shrinkage = 0", "renewal > shrinkage", "greater", id="zero"),
        pytest.param(
            "renewals_needed = 60", "renewals_needed = 1", "renewal > renewals_needed",
            "fewer than 30 past renewals support no probability, and it is 1", id="no floor",
        ),
        pytest.param(
            'more_is = "either"', 'more_is = "good"', "signal 'term' > more_is", "'better'",
            id="direction",
        ),
        pytest.param(
            'id = "smb"', 'id = "enterprise"', "signal 'enterprise' > id", "twice", id="twice"
        ),
        pytest.param('unit = "months"', 'unit = "days"', "'term' > unit", "'months'", id="unit"),
        pytest.param(
            'unit = "months"\nweight = 0', 'unit = "months"\nweight = 1', "signal 'term'",
            'must have the weight 0', id="either that weighs",
        ),
        pytest.param("leads_days", "leads", "renewal > leads", "misspelt", id="misspelt"),
    ],
)  # fmt: skip
def test_a_bad_constant_of_the_renewal_is_refused_with_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(f"{SCORE}\n[renewal]{RENEWAL.replace(old, new, 1)}", encoding="utf-8")
    with pytest.raises(BadRules) as refused:
        load_rules(path)
    place, _, why = str(refused.value).partition(": ")
    assert key in place
    assert "line " in place
    assert reason in why


def test_rules_that_say_nothing_of_renewals_take_the_shipped_constants(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(SCORE, encoding="utf-8")
    assert load_rules(path).renewal == load_rules().renewal


def test_the_renewals_constants_leave_the_scores_stamp_alone(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED.replace("shrinkage = 8", "shrinkage = 9"), encoding="utf-8")
    assert load_rules(path).stamp == load_rules().stamp


def test_every_signal_is_in_the_shipped_rules_with_its_unit() -> None:
    found = {signal.id: signal.unit for signal in load_rules().renewal.signals}
    assert found == dict(RENEWAL_UNITS)
    assert tuple(RENEWAL_UNITS) == RENEWAL_SIGNALS


def test_the_season_is_taken_off_where_enough_accounts_tell_it() -> None:
    change = np.arange(31.0)
    assert np.median(off_season(change)) == 0
    assert off_season(change[:29]).tolist() == change[:29].tolist()


def test_a_signal_by_another_name_is_an_error() -> None:
    with pytest.raises(ValueError, match="'mood'"):
        stack_renewal_signals({"mood": np.zeros(2)}, 2)
