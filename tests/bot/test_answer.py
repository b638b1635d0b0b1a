from datetime import date
from decimal import Decimal

from bot.answer import Answer, Usage
from knowledge.facts import Fact
from tools.result import Table


def test_an_amount_in_a_table_is_followed_by_its_currency() -> None:
    rows = (
        (_name("Northwind Labs"), _arr("Northwind Labs", 84_000, "USD")),
        (_name("Globex"), _arr("Globex", 72_000, "EUR")),
        (_name("Orca"), "–"),
    )
    answer = Answer(
        text="", tools=(), facts=(), tables=(Table("Accounts", ("Account", "ARR"), rows),),
        charts=(), sources=(), untraced=(), accounts=(), model="builtin", usage=Usage(),
        elapsed_ms=1, as_of=date(2026, 3, 2), thread="t",
    )  # fmt: skip

    assert answer.to_json()["tables"] == [
        {
            "title": "Accounts",
            "columns": ["Account", "ARR", "ARR currency"],
            "rows": [
                ["Northwind Labs", 84_000, "USD"],
                ["Globex", 72_000, "EUR"],
                ["Orca", "–", None],
            ],
        }
    ]


def _name(account: str) -> Fact:
    return Fact(account, "account", account, "text")


def _arr(account: str, amount: int, currency: str) -> Fact:
    return Fact(account, "ARR", Decimal(amount), currency)
