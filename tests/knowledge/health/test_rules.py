import re
from pathlib import Path

import pytest

from knowledge import health
from knowledge.errors import BadRules
from knowledge.health import load_rules
from knowledge.health.lines import line_of

# The constants of the score; those of the renewal probability have a test of their own.
SHIPPED = (
    (Path(health.__file__).parent / "rules.toml")
    .read_text(encoding="utf-8")
    .partition("\n[renewal]")[0]
)


def refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRules) as refused:
        load_rules(path)
    return str(refused.value)


def line_with(text: str, wanted: str) -> int:
    """Return the last line that holds the words."""
    return max(i for i, line in enumerate(text.splitlines(), start=1) if wanted in line)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        pytest.param(
            "green_from = 70", "green_from = 170", "bands > green_from", "170", id="out of range"
        ),
        pytest.param(
            "green_from = 70", 'green_from = "70"', "bands > green_from", "number", id="text"
        ),
        pytest.param(
            "limit = 25", "limits = 25", "cap 'usage_zero' > limits", "key", id="misspelt"
        ),
        pytest.param(
            '"days since the last two-way',
            '" " #',
            "measure 'contact_recency' > words",
            "",
            id="blank",
        ),
        pytest.param(
            "ramp = [[40, 0], [70, 50]",
            "ramp = [[40, 0], [30, 50]",
            "measure 'csat' > ramp",
            "rise",
            id="ramp that falls back",
        ),
        pytest.param(
            'id = "nps"', 'id = "npss"', "measure 'npss' > id", "'nps'", id="unknown measure"
        ),
        pytest.param('id = "csat"', 'id = "nps"', "measure 'nps' > id", "twice", id="twice"),
        pytest.param(
            'unit = "hours"', 'unit = "weeks"', "measure 'p1_age' > unit", "hours", id="other unit"
        ),
        pytest.param(
            'segments = ["smb"]', 'segments = ["tiny"]', "segments", "enterprise", id="segment"
        ),
        pytest.param("shrink = 50", "shrink = nan", "'ticket_rate' > shrink", "finite", id="nan"),
        pytest.param(
            'id = "champion_left"', 'id = "p1_open"', "cap 'p1_open' > id", "twice", id="cap twice"
        ),
        pytest.param("coverage_floor = 0.5", "coverage_floor = 50", "floor", "50", id="percent"),
        pytest.param(
            "false_alarms = 3", "false_alarms = 0", "alerts > false_alarms", "0", id="no alarms"
        ),
        pytest.param(
            "for_book_of = 40", "for_book_of = 1e9", "for_book_of", "equal to 1000", id="no floor"
        ),
        pytest.param(
            "false_alarms = 3", "false_alarms = 101", "false_alarms", "or equal to 100", id="noise"
        ),
        pytest.param(
            "gap_weeks = 8", "gap_weeks = 8.5", "alerts > gap_weeks", "integer", id="half a week"
        ),
        pytest.param(
            "slack = 0.5", "slak = 0.5", "alerts > slak", "misspelt", id="misspelt in alerts"
        ),
    ],
)
def test_a_bad_value_is_refused_with_line_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    text = SHIPPED.replace(old, new)
    message = refusal(tmp_path, text)
    place, _, why = message.partition(": ")
    assert str(tmp_path / "rules.toml") in place
    assert key in place
    assert reason in why
    found = re.search(r"line (\d+)", place)
    assert found
    assert int(found[1]) == line_with(text, new)


def test_a_cap_with_two_thresholds_is_refused_at_its_table(tmp_path: Path) -> None:
    message = refusal(tmp_path, SHIPPED.replace("over = 48", "over = 48\nat_least = 3"))
    line = line_with(SHIPPED, 'id = "p1_open"') - 1
    assert f"line {line}, cap 'p1_open': give one of over and at_least." in message


def test_a_misspelt_table_is_named_before_the_one_it_leaves_missing(tmp_path: Path) -> None:
    message = refusal(tmp_path, SHIPPED.replace("[bands]", "[band]"))
    assert f"line {line_with(SHIPPED, '[bands]')}, band: there is no such key" in message
    assert message.endswith("it may be misspelt.")


def test_a_missing_key_is_placed_at_its_table(tmp_path: Path) -> None:
    text = SHIPPED.replace("yellow_from = 45\n", "")
    message = refusal(tmp_path, text)
    assert f"line {line_with(text, '[bands]')}, bands > yellow_from: it is missing." in message


def test_a_key_inside_an_inline_table_is_placed_at_its_line(tmp_path: Path) -> None:
    old, new = "grace_days = 7, half_life_days = 30", "grace_days = 7, half_life = 30"
    text = SHIPPED.replace(old, new, 1)
    message = refusal(tmp_path, text)
    line = line_with(text, "half_life = 30")
    assert f"line {line}, measure 'contact_recency' > freshness > half_life: there is no" in message


def test_a_weighted_group_without_a_measure_is_refused(tmp_path: Path) -> None:
    start, end = SHIPPED.index('[[measure]]\nid = "nps"'), SHIPPED.index("# Caps:")
    text = SHIPPED[:start] + SHIPPED[end:]
    message = refusal(tmp_path, text)
    assert "weights > enterprise > survey: the group weighs something" in message


def test_a_segment_without_any_weight_is_refused(tmp_path: Path) -> None:
    text = SHIPPED.replace(
        "usage = 55\nsupport = 20\nengagement = 15\nsurvey = 10",
        "usage = 0\nsupport = 0\nengagement = 0\nsurvey = 0",
    )
    assert "weights > smb: at least one group must weigh something." in refusal(tmp_path, text)


def test_broken_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    assert "line 2" in refusal(tmp_path, 'version = "1"\nthis is no TOML\n')


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match=r"no rules file at .*gone\.toml"):
        load_rules(tmp_path / "gone.toml")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes('version = "é"'.encode("latin-1"))
    with pytest.raises(BadRules, match="UTF-8"):
        load_rules(path)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SHIPPED.replace("\n", "\r\n").encode())
    assert load_rules(path) == load_rules()


def test_the_stamp_changes_with_the_content_even_without_a_new_version(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED.replace("green_from = 70", "green_from = 75"), encoding="utf-8")
    assert load_rules(path).version == load_rules().version
    assert load_rules(path).stamp != load_rules().stamp


def test_the_stamp_does_not_change_with_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("# Reviewed in spring.\n" + SHIPPED, encoding="utf-8")
    assert load_rules(path).stamp == load_rules().stamp


def test_more_than_an_alarm_a_year_in_each_account_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, SHIPPED.replace("for_book_of = 40", "for_book_of = 2"))
    line = line_with(SHIPPED, "[alerts]")
    assert f"line {line}, alerts: false_alarms must be at most for_book_of" in message


def test_a_file_from_before_there_were_alerts_takes_the_shipped_ones(tmp_path: Path) -> None:
    start, end = SHIPPED.index("[alerts]"), SHIPPED.index("# The measures. In each:")
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED[:start] + SHIPPED[end:], encoding="utf-8")
    assert load_rules(path) == load_rules()


def test_no_score_rests_on_the_rules_of_alerts(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED.replace("false_alarms = 3", "false_alarms = 5"), encoding="utf-8")
    assert load_rules(path).stamp == load_rules().stamp


def test_a_role_that_is_not_named_counts_as_other() -> None:
    roles = load_rules().survey_roles
    assert roles.weight_of("economic_buyer") == 3
    assert roles.weight_of("barista") == roles.weight_of(None) == roles.other


def test_a_measure_that_the_rules_leave_out_is_not_found() -> None:
    with pytest.raises(KeyError):
        load_rules().measure("ces")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("t", 0, "k"), 3),
        (("t", 1), 4),
        (("t", 1, "x", 0, "k"), 6),
        (("t", 1, "wide", 1, "inner"), 9),
        (("t", 1, "gone"), 4),
        (("nowhere",), 1),
    ],
)
def test_a_path_is_found_in_the_text(path: tuple[str | int, ...], line: int) -> None:
    text = "a = 1\n[[t]]\nk = 2\n[[t]]\n[[t.x]]\nk = 3\n"
    spread = (
        "a = 1\n[[t]]\nk = 2\n[[t]]\nwide = [\n  { k = 1 },\n  { o = 2 },\n\n  { inner = 3 },\n]\n"
    )
    assert line_of(spread if "wide" in path else text, path) == line
