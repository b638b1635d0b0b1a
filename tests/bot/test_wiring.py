from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import Steward


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", None, "../etc/passwd"])
def test_a_zone_that_is_none_is_the_company_s(zone: str | None, tmp_path: Path) -> None:
    steward = Steward(Settings(STEWARD_HOME=tmp_path, _env_file=None))

    assert isinstance(steward.today(zone, None), date)
    assert steward.today(zone, date(2026, 3, 1)) == date(2026, 3, 2)
