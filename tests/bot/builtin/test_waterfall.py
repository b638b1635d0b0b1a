from bot.builtin.filters import waterfall
from tools.result import Bar, Chart


def drawn(*bars: Bar, width: int = 10) -> list[str]:
    return waterfall(Chart("", (), "", bars), width).splitlines()


def test_each_bar_begins_where_the_last_one_ended() -> None:
    assert drawn(
        Bar("2 Feb", 0, 100, is_total=True),
        Bar("use", 100, 60),
        Bar("NPS", 60, 80),
        Bar("2 Mar", 0, 80, is_total=True),
    ) == [
        "2 Feb  100 ██████████",
        "use    −40       ░░░░",
        "NPS    +20       ▓▓",
        "2 Mar   80 ████████",
    ]


def test_a_small_part_is_still_seen() -> None:
    assert drawn(Bar("use", 100, 99))[0].endswith("░")


def test_a_score_of_nothing_is_drawn() -> None:
    assert drawn(Bar("2 Mar", 0, 0, is_total=True)) == ["2 Mar    0 █"]
