"""data_policy.toml: what of a source, a field or an attribute may go to a model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent import Agent
from bot.builtin.model import BuiltinModel
from bot.data_policy import flows
from bot.data_rules import DataRules, Rule, load_data_rules
from bot.embedding import OpenAIEmbedder
from bot.models import make_model
from bot.settings import Settings
from bot.withholding import Held
from knowledge.errors import BadPolicy
from knowledge.notes.cutting import cut_notes
from knowledge.notes.embedding import embed_passages
from knowledge.store import tables
from knowledge.store.engine import Store
from knowledge.store.vectors import LeftOut
from tests.bot.test_faults import NAME
from tests.factories import days_ago, make_note, make_ticket
from tests.fakes.openai_server import ModelServer, calls, embeds, says, serving
from tools.desk import Desk

DeskOf = Callable[..., Desk]
HALDEN = "Halden Freight"
SUBJECT = "Carrier rates vanish on Mondays"
SAID = "The freight price is far too high for us."


@pytest.fixture
def spoken(company_store: Store) -> Store:
    """Halden with a ticket from Zendesk and a call note."""
    a = tables.accounts
    with company_store.write() as connection:
        halden = int(connection.execute(a.select().where(a.c.name == HALDEN)).one().id)
        make_ticket(
            connection, halden, priority="P2", subject=SUBJECT, source="zendesk", source_id="4821"
        )
        make_note(connection, halden, SAID, kind="call_note", day=days_ago(4))
        make_note(connection, halden, "Please send the freight invoice.", kind="email")
    cut_notes(company_store)
    return company_store


def ask(
    server: ModelServer, builtin: BuiltinModel, rules: DataRules, question: str, desk: Desk
) -> tuple[str, str]:
    """The answer's text, and every byte that the model's server received."""
    settings = Settings(OPENAI_API_KEY="key", OPENAI_BASE_URL=server.url, _env_file=None)
    agent = Agent(make_model(NAME, settings), NAME, builtin, rules=rules)
    return agent.ask(question, desk).text, bytes(server.received).decode()


def test_amounts_stay_here_and_the_reader_sees_them(builtin: BuiltinModel, desk_of: DeskOf) -> None:
    rules = DataRules(fields={"amounts": "none"})
    with serving(calls("at_risk_accounts"), says(f"{HALDEN} has [withheld A] ARR.")) as server:
        text, sent = ask(server, builtin, rules, "which of $72,000 or more are at risk?", desk_of())

    assert "72,000" not in sent
    assert "84,000" not in sent
    assert HALDEN in sent
    assert text.startswith(f"{HALDEN} has $72,000 ARR.")
    assert text.endswith(f"_{NAME} wrote this without reading amounts of money (data policy)._")


def test_names_of_customers_people_stay_here(
    builtin: BuiltinModel, desk_of: DeskOf, spoken: Store
) -> None:
    buyer = f"Buyer of {HALDEN}"
    rules = DataRules(fields={"people": "none"})
    with serving(calls("stakeholders", account=HALDEN), says("It is [withheld A].")) as server:
        text, sent = ask(server, builtin, rules, f"who is {buyer}?", desk_of())

    assert buyer not in sent
    assert text.startswith(f"It is {buyer}.")


def test_what_comes_from_a_system_stays_here_with_what_is_counted_of_it(
    builtin: BuiltinModel, desk_of: DeskOf, spoken: Store
) -> None:
    rules = DataRules(sources={"zendesk": "none"})
    with serving(calls("support_issues", account=HALDEN), says("Noted.")) as server:
        _, sent = ask(server, builtin, rules, f"tickets of {HALDEN}?", desk_of())

    assert SUBJECT not in sent
    assert "tickets: [withheld" in sent


@pytest.mark.parametrize(
    ("sources", "hidden", "told"),
    [({"call notes": "none"}, SAID, "send the freight"), ({"emails": "none"}, "send the", SAID)],
)
def test_a_kind_of_note_stays_here_and_another_goes(
    builtin: BuiltinModel,
    desk_of: DeskOf,
    spoken: Store,
    sources: dict[str, str],
    hidden: str,
    told: str,
) -> None:
    script = (calls("search_notes", query="freight", account=HALDEN), says("“[withheld A]”"))
    with serving(*script) as server:
        _, sent = ask(server, builtin, DataRules(sources=sources), "what of freight?", desk_of())

    assert hidden not in sent
    assert told in sent


def test_quotes_and_an_attribute_by_its_words_stay_here(
    builtin: BuiltinModel, desk_of: DeskOf, spoken: Store
) -> None:
    rules = DataRules(fields={"quotes": "none"}, attributes={"notice date": "none"})
    script = (calls("search_notes", query="freight"), calls("upcoming_renewals"), says("Noted."))
    with serving(*script) as server:
        _, sent = ask(server, builtin, rules, "anything said, anything due?", desk_of())

    assert SAID not in sent
    assert days_ago(-20).isoformat() not in sent
    assert days_ago(-51).isoformat() in sent


def test_an_earlier_answer_with_such_values_isnt_sent_again(
    builtin: BuiltinModel, desk_of: DeskOf, spoken: Store
) -> None:
    rules = DataRules(sources={"tickets": "none"})
    with serving(calls("support_issues", account=HALDEN), says("Noted."), says("Yes.")) as server:
        settings = Settings(OPENAI_API_KEY="key", OPENAI_BASE_URL=server.url, _env_file=None)
        ours = Agent(builtin, "builtin", builtin).ask(f"open tickets of {HALDEN}", desk_of())
        agent = Agent(make_model(NAME, settings), NAME, builtin, rules=rules)
        agent.ask("and since when?", desk_of(), thread=ours.thread)

    assert SUBJECT in ours.text
    assert SUBJECT.encode() not in server.received


def test_a_second_try_is_asked_for_without_the_values(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    rules = DataRules(fields={"amounts": "none"})
    wrong = says(f"{HALDEN} has an ARR of [withheld A], and notice was 400 days ago.")
    with serving(calls("at_risk_accounts"), wrong, says("[withheld A] it is.")) as server:
        _, sent = ask(server, builtin, rules, "which accounts are at risk?", desk_of())

    assert "Write the whole answer again" in sent
    assert "72,000" not in sent


def test_the_built_in_model_and_a_named_one_read_everything(
    builtin: BuiltinModel, desk_of: DeskOf
) -> None:
    named = DataRules(fields={"amounts": f"{NAME} anthropic:*"})
    with serving(calls("at_risk_accounts"), says("Noted.")) as server:
        text, sent = ask(server, builtin, named, "which accounts are at risk?", desk_of())

    assert "72,000" in sent
    assert "data policy" not in text
    assert not DataRules(fields={"amounts": "none"}).against("builtin")


def test_an_embedding_service_reads_no_passage_that_is_left_out(spoken: Store) -> None:
    with serving(embeds([1.0] * 1536)) as server:
        settings = Settings(OPENAI_API_KEY="k", OPENAI_BASE_URL=server.url, _env_file=None)
        embedder = OpenAIEmbedder("text-embedding-3-small", settings)
        done = embed_passages(spoken, embedder, left_out=LeftOut(frozenset({"call_note"})))

    assert done == 1
    assert SAID.encode() not in server.received
    assert b"freight invoice" in server.received


@given(st.lists(st.sampled_from(["$72,000", "€1.5m", "12 USD", "£40k", "USD 3,000"]), min_size=1))
def test_hidden_amounts_come_back_as_they_were(amounts: list[str]) -> None:
    held = Held(Rule(fields=frozenset({"amounts"})))
    text = "It was " + " and then ".join(amounts) + " in May."

    hidden = held.hide(text)
    assert not any(amount in hidden for amount in amounts)
    assert held.show(hidden) == text


def test_a_part_of_a_name_that_is_ours_or_a_month_stays() -> None:
    held = Held(Rule(fields=frozenset({"people"})), ("May Sharp", "Ruth Halden"), (HALDEN,))

    assert held.hide("In May, Ruth of Halden Freight met Sharp.") == (
        "In May, [withheld A] of Halden Freight met [withheld B]."
    )


def _written(folder: Path, text: str) -> Path:
    path = folder / "data_policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_is_read(tmp_path: Path) -> None:
    path = _written(
        tmp_path,
        '[sources]\nzendesk = "none"\n"Call notes" = ["openai:gpt-5.2", "openai:gpt-6"]\n'
        '[fields]\namounts = "openai:*"\n[attributes]\nuplift = "none"\n',
    )
    rules = load_data_rules(path)

    assert rules.against("openai:gpt-5.2") == Rule(
        frozenset({"zendesk"}), attributes=frozenset({"uplift"})
    )
    assert rules.against("anthropic:claude").said == (
        "what comes from zendesk",
        "call notes",
        "amounts of money",
        "“uplift”",
    )
    assert load_data_rules(tmp_path / "none.toml") == DataRules()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sources\n", "is not TOML"),
        ("[source]\n", "did you mean 'sources'"),
        ('[fields]\namount = "none"\n', "did you mean 'amounts'"),
        ('[sources]\nzendsk = "none"\n', "did you mean 'zendesk'"),
        ('[sources]\n"calls and notes" = "none"\n', "is no source"),
        ("[fields]\namounts = 3\n", "write 'any', 'none', or names"),
        ('[fields]\namounts = "gpt-5.2"\n', "with its provider"),
        ('[fields]\namounts = ["none", "openai:x"]\n', "mixes"),
        ("fields = 3\n", r"under \[fields\]"),
        ('[attributes]\n"-" = "none"\n', "has no word"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_cure(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadPolicy, match=said):
        load_data_rules(_written(tmp_path, text))


def test_what_is_kept_back_stands_in_the_data_flow() -> None:
    settings = Settings(_env_file=None, OPENAI_API_KEY="k")
    model, embedder = flows(settings, {}, DataRules(sources={"call notes": "openai:gpt-5.2"}))

    assert "data_policy.toml" not in model.but
    assert "data_policy.toml withholds call notes" in embedder.but
