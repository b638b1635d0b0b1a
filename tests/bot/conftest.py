"""A small company to ask about, and agents to ask."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.agent import Agent
from bot.builtin.model import BuiltinModel
from bot.builtin.router import Router
from knowledge.company import load_company
from knowledge.health import load_rules
from knowledge.store.access import person_by_email
from knowledge.store.engine import Store
from tests.factories import (
    TODAY,
    days_ago,
    fill_usage,
    make_account,
    make_contract,
    make_person,
    make_stakeholder,
    make_ticket,
)
from tools.desk import Desk

MAYA, TOM = "maya@steward.test", "tom@steward.test"


@pytest.fixture
def company_store(sqlite_store: Store) -> Store:
    """Maya's book of three, Tom's of one."""
    with sqlite_store.write() as connection:
        maya = make_person(connection, name="Maya Lindqvist", email=MAYA)
        tom = make_person(connection, name="Tom Okafor", email=TOM)
        for name, arr, region in (
            ("Northwind Labs", 84_000, "EMEA"),
            ("Halden Freight", 72_000, "NA"),
            ("Tallis Energy", 30_000, "EMEA"),
        ):
            account = make_account(connection, maya, name=name, region=region)
            make_contract(
                connection, account, arr=arr, notice_date=days_ago(-20), end=days_ago(-50)
            )
            make_stakeholder(connection, account, name=f"Buyer of {name}", role="economic_buyer")
            fill_usage(connection, account, [60.0] * 90)
            if name == "Halden Freight":
                make_ticket(connection, account, priority="P1", opened_on=days_ago(19))
        vandermeer = make_account(connection, tom, name="Vandermeer Textiles", region="EMEA")
        make_contract(connection, vandermeer, arr=99_000)
    return sqlite_store


@pytest.fixture
def desk_of(company_store: Store) -> Callable[..., Desk]:
    """A desk for one of the company's people."""

    def desk(email: str = MAYA, today: date = TODAY) -> Desk:
        with company_store.read() as connection:
            viewer = person_by_email(connection, email)
        assert viewer is not None
        return Desk(company_store, load_company(), load_rules(), viewer, today, TODAY)

    return desk


@pytest.fixture(scope="session")
def builtin() -> BuiltinModel:
    """The built-in model, matching by words alone."""
    return BuiltinModel(router=Router(None))


@pytest.fixture
def agent(builtin: BuiltinModel) -> Agent:
    return Agent(builtin, "builtin", builtin)
