"""The same arguments give the same world; the size is what was asked for."""

import gzip
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz, utils

from knowledge.company import load_company
from knowledge.sample import DEMO_CSM, World, make_world, write_world
from knowledge.sample.names import address, company_names, domain_of


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def book(world: World, email: str) -> list[object]:
    return [
        row["account"]
        for row in world.tables["ownership"]
        if row["person"] == email and row["until"] is None
    ]


def test_a_seed_gives_the_same_files_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_world(make_world(accounts=50, months=6, seed=3), tmp_path / name)

    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def test_another_seed_gives_another_world() -> None:
    first, second = (make_world(accounts=50, months=6, seed=seed) for seed in (3, 4))

    assert first.tables["notes"] != second.tables["notes"]
    assert (first.usage.active_users != second.usage.active_users).any()


def test_the_default_world_has_the_promised_size(world: World) -> None:
    roles = Counter(row["role"] for row in world.tables["people"])

    assert len(world.tables["accounts"]) == 150
    assert roles == {"csm": 6, "manager": 2, "operations": 1, "member": 1}
    assert len({row["team"] for row in world.tables["people"] if row["role"] == "csm"}) == 2
    assert 1000 <= len(world.tables["notes"]) <= 2000
    assert len(world.usage.days) in (730, 731)


def test_the_demo_csm_carries_34_mid_market_accounts(world: World) -> None:
    accounts = {row["id"]: row for row in world.tables["accounts"]}
    mine = [accounts[account] for account in book(world, DEMO_CSM)]

    active = [row for row in mine if row["stage"] != "churned"]

    assert len(active) == 34
    assert {row["segment"] for row in active} == {"mid_market"}


def test_other_books_are_mixed(world: World) -> None:
    segments = {row["id"]: row["segment"] for row in world.tables["accounts"]}
    others = [r["email"] for r in world.tables["people"] if r["role"] == "csm"][1:]

    for email in others:
        assert len({segments[account] for account in book(world, str(email))}) == 3


def test_a_large_world_gets_more_csms() -> None:
    world = make_world(accounts=700, months=1)

    team = [row for row in world.tables["people"] if row["role"] == "csm"]
    assert len(team) == 12
    assert len({row["email"] for row in world.tables["people"]}) == len(world.tables["people"])


def test_only_the_two_harbors_can_be_mixed_up(world: World) -> None:
    names = [str(row["name"]) for row in world.tables["accounts"]]
    near = [
        {one, other}
        for one, other in combinations(names, 2)
        if fuzz.ratio(one, other, processor=utils.default_process) >= 80
        or one.split()[0] == other.split()[0]
    ]

    assert near == [{"Harbor Analytics", "Harbor Logistics"}]


def test_names_stay_apart_in_a_large_world() -> None:
    names = [name for _, name in company_names(10_000, 7, set())]

    assert len(set(names)) == 10_000


def test_addresses_are_plain_whatever_the_name() -> None:
    assert domain_of("Pell & Rowe Interiors") == "pell-and-rowe-interiors.example"
    assert domain_of("O'Dwyer Haulage") == "odwyer-haulage.example"
    assert address("Jürgen Yıldız", domain_of("Möllendorf Werkzeuge")) == (
        "jurgen.yildiz@mollendorf-werkzeuge.example"
    )


def test_the_company_file_is_valid(folder: Path) -> None:
    company = load_company(folder / "company.toml")

    assert company.name == "Ledgerloom"
    assert (folder / "workspace.toml").read_text() == "world_ends = 2026-03-01\n"


def test_usage_rows_are_the_ones_announced(folder: Path, world: World) -> None:
    lines = (folder / "usage.csv").read_text().splitlines()

    assert len(lines) - 1 == world.usage.rows


def test_a_big_usage_table_is_compressed_and_the_same(tmp_path: Path) -> None:
    world = make_world(accounts=5, months=2)
    write_world(world, tmp_path / "plain")
    write_world(world, tmp_path / "packed", plain_up_to=0)

    plain = (tmp_path / "plain" / "usage.csv").read_bytes()
    assert gzip.decompress((tmp_path / "packed" / "usage.csv.gz").read_bytes()) == plain


def test_progress_reaches_the_end_of_every_table(tmp_path: Path) -> None:
    told: dict[str, tuple[int, int]] = {}
    world = make_world(accounts=12, months=2)

    write_world(world, tmp_path, lambda table, done, total: told.update({table: (done, total)}))

    assert told["usage"] == (world.usage.rows, world.usage.rows)
    assert all(done == total for done, total in told.values())


def test_a_world_may_end_on_any_day() -> None:
    world = make_world(accounts=45, months=13, until=date(2024, 2, 29))

    assert world.usage.days[-1] == date(2024, 2, 29)
    assert world.usage.days[0] == date(2023, 1, 30)
