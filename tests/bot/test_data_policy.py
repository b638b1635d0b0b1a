"""What leaves for a model or an embedding service: read from every byte that a server received."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from bot.agent import Agent
from bot.builtin.model import BuiltinModel
from bot.embedding import OpenAIEmbedder
from bot.masking import Mask, without_names
from bot.settings import Settings
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.model_policy import allows, policies, withheld
from tests.bot.test_faults import NAME, agent_at
from tests.factories import make_note, make_person, make_ticket
from tests.fakes.openai_server import calls, embeds, says, serving
from tools.desk import Desk

DeskOf = Callable[..., Desk]
HALDEN = "Halden Freight"
EMBEDDER = "openai:text-embedding-3-small"
SECRETS = {
    "card": "4111 1111 1111 1111",
    "bank": "DE89 3704 0044 0532 0130 00",
    "id": "123-45-6789",
    "mail": "ruth.osei@halden.example",
    "phone": "+44 20 7946 0958",
    "health": "chemotherapy",
}


def _restrict(store: Store, policy: str, name: str = HALDEN) -> int:
    a = tables.accounts
    with store.write() as connection:
        changed = update(a).where(a.c.name == name).values(models=policy).returning(a.c.id)
        return int(connection.execute(changed).scalar_one())


def _account(store: Store, name: str) -> int:
    a = tables.accounts
    with store.read() as connection:
        return int(connection.execute(a.select().where(a.c.name == name)).one().id)


@pytest.mark.parametrize(
    ("policy", "model", "may"),
    [
        (None, "openai:gpt-5.2", True),
        ("any", "openai:gpt-5.2", True),
        ("none", "openai:gpt-5.2", False),
        ("none", "builtin", True),
        ("none", "all-MiniLM-L6-v2", True),
        ("openai:gpt-5.2", "openai:gpt-5.2", True),
        ("OpenAI:GPT-5.2, anthropic:claude", "anthropic:claude", True),
        ("openai:gpt-5.2", "openai:gpt-6", False),
        ("openai:*", "openai:gpt-6", True),
    ],
)
def test_a_policy_names_the_models_that_may_read(policy: str | None, model: str, may: bool) -> None:
    assert allows(policy, model) is may


@pytest.mark.parametrize(
    "question", [f"give me the rundown on {HALDEN}", "rundown on halden pls", "which are at risk?"]
)
def test_an_account_that_no_model_may_read_is_answered_by_the_built_in_one(
    builtin: BuiltinModel, desk_of: DeskOf, company_store: Store, question: str
) -> None:
    _restrict(company_store, "none")
    script = (calls("at_risk_accounts"), says("Done."))
    with serving(*script) as server:
        answer = agent_at(server, builtin).ask(question, desk_of())

    assert answer.model == "builtin"
    assert HALDEN in answer.text
    assert answer.text.endswith(
        f"_{NAME} may not read of {HALDEN}; the built-in model wrote this._"
    )
    assert HALDEN.encode() not in server.received
    assert b"72,000" not in server.received


def test_what_was_said_of_such_an_account_isnt_sent_with_the_next_question(
    builtin: BuiltinModel, desk_of: DeskOf, company_store: Store
) -> None:
    _restrict(company_store, "none")
    with serving(says("Hello.")) as server:
        agent = agent_at(server, builtin)
        first = agent.ask(f"give me the rundown on {HALDEN}", desk_of())
        second = agent.ask("and its tickets?", desk_of(), thread=first.thread)

    assert second.model == "builtin"
    assert not server.received


@pytest.mark.parametrize("policy", ["any", NAME, "openai:*"])
def test_a_model_that_the_policy_names_answers(
    builtin: BuiltinModel, desk_of: DeskOf, company_store: Store, policy: str
) -> None:
    _restrict(company_store, policy)
    good = says(f"**{HALDEN}** has an ARR of $72,000.")
    with serving(calls("at_risk_accounts"), good) as server:
        answer = agent_at(server, builtin).ask("which accounts are at risk?", desk_of())

    assert answer.model == NAME


def test_an_account_of_somebody_else_says_nothing_to_the_model(
    builtin: BuiltinModel, desk_of: DeskOf, company_store: Store
) -> None:
    _restrict(company_store, "none", "Vandermeer Textiles")
    with serving(calls("at_risk_accounts"), says("Done.")) as server:
        agent_at(server, builtin).ask("which accounts are at risk?", desk_of())

    assert server.requests
    assert b"Vandermeer" not in server.received


def test_identity_card_and_health_data_never_reaches_a_model(
    builtin: BuiltinModel, desk_of: DeskOf, company_store: Store
) -> None:
    halden = _account(company_store, HALDEN)
    with company_store.write() as connection:
        for secret in SECRETS.values():
            make_ticket(connection, halden, priority="P2", subject=f"About {secret} today")
    reply = says("One is about [card number 1].")
    with serving(calls("support_issues", account=HALDEN), reply) as server:
        answer = agent_at(server, builtin).ask(
            f"open tickets at {HALDEN}, card {SECRETS['card']}?", desk_of()
        )

    sent = bytes(server.received).decode()
    assert "About [bank account 1] today" in sent
    assert [kind for kind, secret in SECRETS.items() if secret in sent] == []
    assert SECRETS["card"] in answer.text


def test_arguments_that_a_model_takes_from_placeholders_are_the_words(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    script = (calls("search_notes", query="[email 1]"), says("Nothing was found."))
    with serving(*script) as server:
        answer = agent_at(server, builtin).ask("what did a@b.example say?", desk_of())

    assert answer.tools[0]["args"]["query"] == "a@b.example"
    assert b"a@b.example" not in server.received


def test_passages_go_to_an_embedding_service_masked_and_only_where_they_may(
    company_store: Store,
) -> None:
    kept = _restrict(company_store, "none")
    sent_on = _account(company_store, "Northwind Labs")
    with company_store.write() as connection:
        make_note(connection, kept, "They spoke of the price of freight.")
        make_note(connection, sent_on, f"Like {HALDEN}, pay by {SECRETS['card']}, she said.")
    cut_notes(company_store)

    def hide(text: str) -> str:
        with company_store.read() as connection:
            return Mask().hide(without_names(text, withheld(connection, EMBEDDER).values()))

    with serving(embeds([1.0] * 1536)) as server:
        settings = Settings(OPENAI_API_KEY="k", OPENAI_BASE_URL=server.url, _env_file=None)
        done = embed_passages(
            company_store, OpenAIEmbedder("text-embedding-3-small", settings, hide)
        )

    sent = bytes(server.received).decode()
    assert done == 1
    assert "Like [account], pay by [card number 1], she said." in sent
    assert "price of freight" not in sent


def test_policies_are_counted(company_store: Store) -> None:
    _restrict(company_store, "none")
    with company_store.read() as connection:
        assert policies(connection) == {"none": 1}


def test_the_built_in_model_needs_no_policy(
    agent: Agent, desk_of: DeskOf, company_store: Store
) -> None:
    _restrict(company_store, "none")

    assert "may not read" not in agent.ask("which accounts are at risk?", desk_of()).text
    with company_store.write() as connection:
        make_person(connection)
