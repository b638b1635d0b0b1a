import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.company import load_company
from knowledge.errors import BadCompany

DEFAULT = load_company()
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def written(folder: Path, text: str) -> Path:
    path = folder / "company.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_frame_is_complete() -> None:
    assert DEFAULT.currency == "USD"
    assert DEFAULT.fiscal_year_start == 1
    assert [rule.key for rule in DEFAULT.segments] == ["enterprise", "mid_market", "smb"]
    assert DEFAULT.segment("enterprise").accounts_per_csm == (15, 25)
    assert DEFAULT.segment("mid_market").accounts_per_csm == (40, 80)
    assert DEFAULT.segment("smb").accounts_per_csm is None


def test_the_frame_travels_between_processes_and_can_be_a_key() -> None:
    assert pickle.loads(pickle.dumps(DEFAULT)) == DEFAULT
    assert hash(DEFAULT) == hash(load_company())


@pytest.mark.parametrize(
    ("arr", "segment"),
    [
        ("100000", "enterprise"),
        ("99999.99", "mid_market"),
        ("20000", "mid_market"),
        ("19999.99", "smb"),
        ("0", "smb"),
        ("-5", "smb"),
    ],
)
def test_a_segment_starts_at_its_bound(arr: str, segment: str) -> None:
    assert DEFAULT.segment_of(Decimal(arr)) == segment


def test_other_currencies_convert_at_the_plan_rate() -> None:
    assert DEFAULT.convert(Decimal(100), "EUR") == Decimal("108.00")
    assert DEFAULT.convert(Decimal(100), "eur") == Decimal("108.00")
    assert DEFAULT.convert(Decimal("1.23"), "USD") == Decimal("1.23")


def test_a_missing_rate_is_named() -> None:
    with pytest.raises(BadCompany, match=r"no plan rate for 'SEK': add `SEK = \.\.\.`"):
        DEFAULT.convert(Decimal(1), "SEK")


def test_a_holiday_is_not_a_working_day(tmp_path: Path) -> None:
    company = load_company(written(tmp_path, 'holidays = ["12-25", "2026-11-26"]'))

    assert not company.is_working_day(date(2026, 11, 26))
    assert company.is_working_day(date(2027, 11, 26))
    assert not company.is_working_day(date(2026, 12, 25))
    assert not company.is_working_day(date(2028, 12, 25))
    assert not company.is_working_day(date(2026, 11, 28))


def test_working_days_step_over_weekends_and_holidays() -> None:
    thursday_before_christmas = date(2026, 12, 24)

    assert DEFAULT.add_working_days(thursday_before_christmas, 1) == date(2026, 12, 28)
    assert DEFAULT.add_working_days(date(2026, 12, 28), -1) == thursday_before_christmas
    assert DEFAULT.add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 28)


@given(DAYS, st.integers(1, 60))
def test_working_days_there_and_back_end_on_the_same_working_day(day: date, count: int) -> None:
    start = DEFAULT.add_working_days(day, 1)

    there = DEFAULT.add_working_days(start, count)

    assert DEFAULT.is_working_day(there)
    assert DEFAULT.add_working_days(there, -count) == start


def test_a_partial_file_keeps_the_rest_of_the_default(tmp_path: Path) -> None:
    company = load_company(
        written(tmp_path, "fiscal_year_start = 2\n[segments.enterprise]\nfrom_arr = 250000\n")
    )

    assert company.fiscal_year_start == 2
    assert company.segment("enterprise").from_arr == 250000
    assert company.segment("enterprise").name == "Enterprise"
    assert company.segment("smb") == DEFAULT.segment("smb")


def test_plan_rates_are_never_inherited(tmp_path: Path) -> None:
    company = load_company(written(tmp_path, 'currency = "GBP"\n[plan_rates]\neur = 0.85\n'))

    assert company.plan_rates == {"EUR": Decimal("0.85")}


def refused(text: str, folder: Path) -> str:
    with pytest.raises(BadCompany) as caught:
        load_company(written(folder, text))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("\nfiscal_year_start = 13", "line 2: fiscal_year_start is 13; write a whole number"),
        ("fiscal_year_start = true", "line 1: fiscal_year_start is True"),
        ('time_zone = "Mars/Base"', "line 1: time_zone is 'Mars/Base'; write an IANA name"),
        ('time_zone = "../etc"', "line 1: time_zone is '../etc'"),
        ('working_days = ["monday"]', "line 1: working_days is ['monday']; write some of mon"),
        ("working_days = []", "line 1: working_days is []"),
        ('holidays = ["25/12"]', "line 1: holidays has '25/12'; write each as 'MM-DD'"),
        ('currency = "euro"', "line 1: currency is 'euro'; write a three-letter code"),
        ("name = 5", "line 1: name is 5; write a text in quotes"),
        ("currncy = 'EUR'", "line 1: currncy is not a key of this file; did you mean 'currency'?"),
        ("[plan_rates]\nEUR = '1.1'", "line 2: plan_rates.EUR is '1.1'; write a plain number"),
        ("[plan_rates]\nEUR = -1", "line 2: plan_rates.EUR is -1"),
        ("[plan_rates]\nEUR = nan", "line 2: plan_rates.EUR is NaN"),
        ("[plan_rates]\nUSD = 2", "line 2: plan_rates.USD is not 1"),
        ("plan_rates = 3", "line 1: plan_rates is 3; write it as a table"),
        ("segments = 3", "segments.enterprise.from_arr is None"),
        ("[segments.smb]\nfrom_arr = 30000", "segments.mid_market.from_arr is 20000; write more"),
        ("[segments.smb]\naccounts_per_csm = [9, 2]", "line 2: segments.smb.accounts_per_csm is"),
        ("[segments.small]\nfrom_arr = 1", "line 1: segments.small is not a key"),
        ("name = \n", "is not TOML: Invalid value (at line 1, column 8). Mend that line."),
    ],
)
def test_a_bad_file_is_refused_with_line_key_and_cure(
    text: str, complaint: str, tmp_path: Path
) -> None:
    message = refused(text, tmp_path)

    assert "company.toml" in message
    assert complaint in message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCompany, match="can't be read"):
        load_company(tmp_path / "none.toml")


def test_the_frame_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        DEFAULT.currency = "EUR"  # type: ignore[misc]
