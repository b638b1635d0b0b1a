from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.builtin.router.names import NameIndex
from bot.builtin.router.strangers import described, spot_unknown

ACCOUNTS = (
    "Acme Corporation",
    "Northwind Labs",
    "Initech GmbH",
    "Blue Harbor Logistics",
    "Maple Street Bank",
    "Pine & Poe",
    "3Fold Systems",
    "Brightwell Clinics",
    "Brightwell Energy",
    "Target Inc",
    "Open Door Clinics",
    "Red Rock Mining",
    "Next Level Foods",
    "SMB Partners",
    "The Gap",
    "Société Générale",
    "Ramp",
)
VOCABULARY = frozenset({"usage", "renewal", "risk", "summary", "tickets", "open", "ramp"})


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(ACCOUNTS)


def spotted(index: NameIndex, text: str) -> list[str]:
    return [mention.value for mention in index.spot(text, VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("how is Acme Corporation doing", "Acme Corporation"),
        ("how is acme doing", "Acme Corporation"),
        ("ACME CORP renewal", "Acme Corporation"),
        ("acme's usage", "Acme Corporation"),
        ("acmes usage", "Acme Corporation"),
        ("usage at northwnd", "Northwind Labs"),
        ("usage at Nordwind", "Northwind Labs"),
        ("initech gmbh tickets", "Initech GmbH"),
        ("issues blue harbour", "Blue Harbor Logistics"),
        ("maple st bank, the short version", "Maple Street Bank"),
        ("everything on pine and poe", "Pine & Poe"),
        ("pine n poe", "Pine & Poe"),
        ("power users at 3fold", "3Fold Systems"),
        ("how is societe generale", "Société Générale"),
        ("brightwell energy usage", "Brightwell Energy"),
        ("how's Target doing?", "Target Inc"),
        ("Target's renewal", "Target Inc"),
        ("usage at target", "Target Inc"),
        ("ramp", "Ramp"),
        ("is Red Rock red?", "Red Rock Mining"),
        ("smb partners tickets", "SMB Partners"),
    ],
)
def test_a_name_is_known_however_it_is_written(index: NameIndex, text: str, name: str) -> None:
    assert spotted(index, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "which accounts are at risk?",
        "open tickets in EMEA",
        "are we on target for the quarter",
        "what renews next quarter",
        "red accounts",
        "SMB accounts",
        "where is the gap between open and closed",
        "who are my partners",
        "ramp up of new customers",
        "which clinics renew",
        "northern customers",
    ],
)
def test_common_words_are_no_accounts(index: NameIndex, text: str) -> None:
    assert spotted(index, text) == []


def test_a_name_that_fits_two_accounts_is_passed_on_as_typed(index: NameIndex) -> None:
    assert spotted(index, "people at Brightwell") == ["Brightwell"]


def test_two_names_are_both_found_in_order(index: NameIndex) -> None:
    assert spotted(index, "compare Ramp with acme") == ["Ramp", "Acme Corporation"]


def test_a_listed_name_with_another_word_is_another_company(index: NameIndex) -> None:
    mentions = index.spot("tell me about Acme Robotics", VOCABULARY)

    assert [(mention.value, mention.known) for mention in mentions] == [("Acme Robotics", False)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what do we know about Umbrella Corp", "Umbrella Corp"),
        ("any tickets for Contoso?", "Contoso"),
        ("Contoso's usage", "Contoso"),
        ("is Wayne & Sons at risk", "Wayne & Sons"),
    ],
)
def test_a_capitalised_stranger_is_passed_on_as_it_stands(text: str, name: str) -> None:
    mention = spot_unknown(text, VOCABULARY)

    assert mention is not None
    assert (mention.value, mention.known) == (name, False)


@pytest.mark.parametrize(
    "text",
    [
        "Renewals for March",
        "tickets from Monday",
        "notes from Salesforce",
        "NPS for Q3",
        "call with the CFO",
        "Tickets for Usage",
    ],
)
def test_months_and_terms_are_no_strangers(text: str) -> None:
    assert spot_unknown(text, VOCABULARY) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("what's in Tom's book", "Tom Okafor"),
        ("data hygiene tom", "Tom Okafor"),
        ("okafor's renewals", "Tom Okafor"),
        ("accounts of Grace", "Grace Hall"),
        ("grace hall load", "Grace Hall"),
    ],
)
def test_a_csm_is_known_by_either_name(text: str, name: str) -> None:
    people = NameIndex(("Tom Okafor", "Grace Hall"), people=True)

    assert [mention.value for mention in people.spot(text, VOCABULARY)] == [name]


def test_the_grace_period_is_no_csm() -> None:
    people = NameIndex(("Grace Hall",), people=True)

    assert people.spot("who is in the grace period", VOCABULARY) == []


def test_a_first_name_with_a_strangers_surname_is_not_the_csm() -> None:
    people = NameIndex(("Priya Raman",), people=True)

    mentions = people.spot("what did Priya Nair say about pricing", VOCABULARY)

    assert [mention.known for mention in mentions] == [False]


def test_the_bank_is_the_only_bank() -> None:
    assert [m.value for m in described("I meant the bank", ACCOUNTS)] == ["Maple Street Bank"]
    assert described("I meant the clinics", ACCOUNTS) == []


@given(st.text(max_size=80))
def test_any_text_gives_places_inside_it(text: str) -> None:
    mentions = NameIndex(ACCOUNTS).spot(text, VOCABULARY)

    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@given(st.lists(st.text(min_size=0, max_size=20), max_size=5))
def test_any_list_of_names_can_be_indexed(names: list[str]) -> None:
    assert NameIndex(names).spot("which accounts are at risk?", VOCABULARY) is not None
