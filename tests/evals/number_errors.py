"""Score the checker on texts whose factual errors were marked by trained annotators.

The set is the training part of the Accuracy Shared Task (Thomson and Reiter, INLG 2021, CC0):
generated texts about basketball games, each with the game's box score. The adapter below turns
a box score into facts; the checker stays as it is. Run as

    STEWARD_SHARED_DATA=... python -m tests.evals.number_errors [--held-out | --tuned] [--show]
"""

import argparse
import csv
import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.checker import Finding, check
from knowledge.facts import Fact

PLAYER = {
    "PTS": "points scored scoring point", "REB": "rebounds boards rebound", "AST": "assists",
    "STL": "steals", "BLK": "blocks", "TO": "turnovers", "MIN": "minutes played",
    "PF": "personal fouls", "OREB": "offensive rebounds", "DREB": "defensive rebounds",
    "FGM": "field goals made shooting", "FGA": "field goals attempted shooting",
    "FG3M": "three pointers made deep threes three-point",
    "FG3A": "three pointers attempted deep threes three-point",
    "FTM": "free throws made line foul charity", "FTA": "free throws attempted line charity",
}  # fmt: skip
TEAM = {
    "TEAM-PTS": "points scored final score", "TEAM-REB": "rebounds boards", "TEAM-AST": "assists",
    "TEAM-TOV": "turnovers", "TEAM-WINS": "wins record", "TEAM-LOSSES": "losses record",
    "TEAM-FG_PCT": "field goal shooting percentage", "TEAM-FG3_PCT": "three point percentage deep",
    "TEAM-FT_PCT": "free throw percentage line charity", "TEAM-PTS_QTR1": "first quarter points",
    "TEAM-PTS_QTR2": "second quarter points", "TEAM-PTS_QTR3": "third quarter points",
    "TEAM-PTS_QTR4": "fourth quarter points",
}  # fmt: skip
_TIGHT_AFTER = re.compile(r" (?:[,.;:!?)%]|'s\b|-\s)")
_TIGHT_BEFORE = re.compile(r".*(?:\(|[\w)] -)$", re.DOTALL)


def _nickname(team: str) -> str:
    return "Trail Blazers" if team.endswith("Blazers") else team.split()[-1]


_TEAMS = (
    "Atlanta Hawks|Boston Celtics|Brooklyn Nets|Charlotte Hornets|Chicago Bulls|Cleveland Cavaliers"
    "|Dallas Mavericks|Denver Nuggets|Detroit Pistons|Golden State Warriors|Houston Rockets"
    "|Indiana Pacers|LA Clippers|Los Angeles Clippers|Los Angeles Lakers|Memphis Grizzlies"
    "|Miami Heat|Milwaukee Bucks|Minnesota Timberwolves|New Orleans Pelicans|New York Knicks"
    "|Oklahoma City Thunder|Orlando Magic|Philadelphia 76ers|Phoenix Suns|Portland Trail Blazers"
    "|Sacramento Kings|San Antonio Spurs|Toronto Raptors|Utah Jazz|Washington Wizards"
)
TEAMS = [name for team in _TEAMS.split("|") for name in (team, _nickname(team))]


@dataclass(frozen=True)
class Gold:
    """A marked error: character span and type."""

    start: int
    end: int
    type: str


@dataclass
class Score:
    """Counts of one error type."""

    hit: int = 0
    gold: int = 0
    right: int = 0
    flagged: int = 0

    def __str__(self) -> str:
        recall = self.hit / self.gold if self.gold else 0.0
        precision = self.right / self.flagged if self.flagged else 0.0
        found = f"recall {recall:.2f} ({self.hit}/{self.gold})"
        return f"{found}, precision {precision:.2f} ({self.right}/{self.flagged})"


def main() -> int:
    """Print recall and precision for NUMBER and NAME."""
    folder = data_folder()
    if folder is None:
        _say("skipped: STEWARD_SHARED_DATA/number_errors is not there")
        return 0
    parser = argparse.ArgumentParser()
    parser.add_argument("--held-out", action="store_true", help="every third text only")
    parser.add_argument("--tuned", action="store_true", help="the other two thirds only")
    parser.add_argument("--show", action="store_true", help="print misses and false alarms")
    options = parser.parse_args()
    keep = {0} if options.held_out else {1, 2} if options.tuned else {0, 1, 2}
    for kind, score in scores(folder, keep, options.show).items():
        _say(kind, score)
    return 0


def data_folder() -> Path | None:
    """Give the data set's folder, None where it is absent."""
    folder = Path(os.environ.get("STEWARD_SHARED_DATA", "")) / "number_errors"
    return folder if (folder / "gsml.csv").exists() else None


def scores(folder: Path, keep: set[int], show: bool = False) -> dict[str, Score]:
    """Check each text against its box score; a finding is right where it meets a marked error."""
    gold = _gold(folder)
    total = {"NUMBER": Score(), "NAME": Score()}
    for at, line in enumerate((folder / "shared_task.jsonl").read_text().splitlines()):
        if at % 3 not in keep:
            continue
        game = json.loads(line)
        name = game["shared_task_text_id"]
        text = (folder / "texts" / f"{name}.txt").read_text()
        written, offsets = _detokenised(text)
        found = [
            replace(f, start=offsets[f.start], end=offsets[f.end - 1] + 1)
            for f in check(written, facts_of(game), accounts=TEAMS)
        ]
        for kind, score in total.items():
            _count(kind, score, found, gold.get(name, []), text if show else "")
    return total


def facts_of(game: dict[str, Any]) -> list[Fact]:
    """Turn a box score into facts; figures of no value are left out."""
    facts = [
        Fact(team, words, _number(game[line][key]), _unit(key))
        for line in ("home_line", "vis_line")
        for team in _names(game[line])
        for key, words in TEAM.items()
    ]
    box = game["box_score"]
    for row, player in box["PLAYER_NAME"].items():
        facts += [
            Fact(player, words, int(box[key][row]), _unit(key))
            for key, words in PLAYER.items()
            if box[key][row].isdigit()
        ]
        facts += [
            Fact(player, f"{words} percentage", int(box[key][row]), "percent")
            for key, words in (("FG_PCT", "shooting field"), ("FG3_PCT", "three"))
            if box[key][row].isdigit()
        ]
    return facts


def _say(*parts: object) -> None:
    sys.stdout.write(" ".join(map(str, parts)) + "\n")


def _names(line: dict[str, str]) -> tuple[str, str]:
    city = line["TEAM-CITY"].replace("LA", "Los Angeles")
    return f"{city} {line['TEAM-NAME']}", line["TEAM-NAME"]


def _detokenised(text: str) -> tuple[str, list[int]]:
    """Take the spaces out that tokenising put in; give each character's former place."""
    kept = [
        at
        for at, char in enumerate(text)
        if not (char == " " and (_TIGHT_AFTER.match(text, at) or _TIGHT_BEFORE.match(text[:at])))
    ]
    return "".join(text[at] for at in kept), kept


def _unit(key: str) -> str:
    if "PCT" in key:
        return "percent"
    return "minutes" if key == "MIN" else ""


def _number(value: str) -> int:
    return int(float(value))


def _gold(folder: Path) -> dict[str, list[Gold]]:
    spans: dict[str, list[Gold]] = {}
    texts: dict[str, list[tuple[int, int]]] = {}
    with (folder / "gsml.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            name = row["TEXT_ID"].removesuffix(".txt")
            if name not in texts:
                texts[name] = list(_tokens((folder / "texts" / f"{name}.txt").read_text()))
            first, last = int(row["DOC_TOKEN_START"]) - 1, int(row["DOC_TOKEN_END"]) - 1
            start, end = texts[name][first][0], texts[name][min(last, len(texts[name]) - 1)][1]
            spans.setdefault(name, []).append(Gold(start, end, row["TYPE"]))
    return spans


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for token in text.split():
        at = text.index(token, at)
        yield at, at + len(token)
        at += len(token)


def _count(kind: str, score: Score, found: list[Finding], gold: list[Gold], show: str) -> None:
    wanted = {"NUMBER": ("number", "percent", "duration", "money"), "NAME": ("name", "date")}[kind]
    mine = [finding for finding in found if finding.kind in wanted]
    marked = [error for error in gold if error.type == kind]
    missed = [e for e in marked if not any(_meet(e, finding) for finding in mine)]
    false = [f for f in mine if not any(_meet(error, f) for error in gold)]
    score.gold += len(marked)
    score.hit += len(marked) - len(missed)
    score.flagged += len(mine)
    score.right += len(mine) - len(false)
    for label, spans in (("MISS", missed), ("FALSE", false)):
        for span in spans if show else ():
            around = f"{show[max(0, span.start - 70) : span.start]}«{show[span.start : span.end]}»"
            reason = getattr(span, "reason", "")
            _say(kind, label, around + show[span.end : span.end + 30], "|", reason)


def _meet(error: Gold, finding: Finding) -> bool:
    return error.start < finding.end and finding.start < error.end


if __name__ == "__main__":
    sys.exit(main())
