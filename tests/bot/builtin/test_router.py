import time
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.builtin.router import Call, Route, Router, intents
from bot.builtin.router.intents import Intents, exemplars, fit
from bot.builtin.router.slots import SLOTS
from knowledge.company import load_company
from knowledge.errors import NotConfigured
from knowledge.notes.minilm import NAME, MiniLM

ACCOUNTS = ("Acme Corporation", "Globex", "Halden Freight", "Pine & Poe")
CSMS = ("Maya Lindqvist", "Tom Okafor")
EMBEDDER = MiniLM()
WORDS_ALONE = Router(None, tools=SLOTS)
FIRST_TOOLS = ("account_summary", "at_risk_accounts", "list_accounts", "upcoming_renewals")


@pytest.fixture(scope="module", params=["embedding", "words alone"])
def router(request: pytest.FixtureRequest) -> Router:
    return Router(EMBEDDER, tools=SLOTS) if request.param == "embedding" else WORDS_ALONE


def ask(router: Router, question: str) -> Route:
    return router.route(
        question,
        accounts=ACCOUNTS,
        csms=CSMS,
        today=date(2026, 3, 2),
        company=load_company(),
    )


def test_a_question_becomes_a_call_with_its_slots(router: Router) -> None:
    route = ask(router, "Which of Tom's enterprise accounts in EMEA renew next quarter?")

    expected = {
        "segment": "enterprise",
        "region": "EMEA",
        "csm": "Tom Okafor",
        "period": "next quarter",
    }
    assert route.kind == "tools"
    assert route.calls == (Call("upcoming_renewals", expected),)


def test_two_questions_in_one_become_two_calls(router: Router) -> None:
    route = ask(router, "who renews next quarter and which of them have open P1s?")

    assert route.calls == (
        Call("upcoming_renewals", {"period": "next quarter"}),
        Call("support_issues", {"priority": "P1", "status": "open"}),
    )


def test_the_second_half_means_the_account_of_the_first(router: Router) -> None:
    route = ask(router, "how is acme doing and when do they renew?")

    assert route.calls == (
        Call("account_summary", {"account": "Acme Corporation"}),
        Call("upcoming_renewals", {"account": "Acme Corporation"}),
    )


def test_two_accounts_are_asked_about_one_by_one(router: Router) -> None:
    route = ask(router, "open tickets at Acme and Globex")

    assert [call.args["account"] for call in route.calls] == ["Acme Corporation", "Globex"]


def test_a_greeting_before_a_question_is_passed_over(router: Router) -> None:
    assert ask(router, "hi! which accounts are at risk?").calls == (Call("at_risk_accounts", {}),)


def test_an_ampersand_in_a_name_does_not_split_the_question(router: Router) -> None:
    route = ask(router, "tell me about Pine and Poe")

    assert route.calls == (Call("account_summary", {"account": "Pine & Poe"}),)


@pytest.mark.parametrize(
    ("question", "capability"),
    [
        ("write a renewal email to Acme", "draft_email"),
        ("build a QBR deck for Globex", "qbr_pack"),
        ("how do you calculate the health score", "health_method"),
        ("what's the weather in Berlin", "out_of_scope"),
        ("how much does Tom earn", "out_of_scope"),
        ("set Acme's renewal date to 1 May", "propose_crm_update"),
    ],
)
def test_what_no_tool_answers_is_named(router: Router, question: str, capability: str) -> None:
    route = ask(router, question)

    assert (route.kind, route.unsupported, route.calls) == ("unsupported", capability, ())


@pytest.mark.parametrize(
    ("question", "tool", "args"),
    [
        ("why did Acme drop?", "explain_health", {"account": "Acme Corporation"}),
        (
            "what moved Globex's score since March?",
            "explain_health",
            {"account": "Globex", "since": "since March"},
        ),
        ("what should I do today", "priorities", {"period": "today"}),
        ("three things before lunch", "priorities", {"period": "today", "limit": 3}),
        ("how much of Q2 will renew", "renewal_forecast", {"period": "Q2"}),
        ("commit vs best case", "renewal_forecast", {}),
        ("how does acme compare with its peers", "compare_with_peers", {}),
        ("upsell candidates in EMEA", "expansion_opportunities", {"region": "EMEA"}),
        ("any room to grow at Globex?", "expansion_opportunities", {"account": "Globex"}),
        ("how is the tone at Globex since January", "sentiment_trend", {"since": "since January"}),
        ("top complaints of SMB customers", "voice_of_customer", {"segment": "smb"}),
        ("how much ARR is asking for SSO", "voice_of_customer", {"topic": "SSO"}),
        ("I've a call with acme in 20 minutes", "meeting_prep", {"account": "Acme Corporation"}),
        ("what does Globex owe us", "commitments", {"account": "Globex", "side": "client"}),
        ("which of our promises are overdue", "commitments", {"side": "us", "status": "overdue"}),
        ("Tom's open commitments", "commitments", {"csm": "Tom Okafor", "status": "open"}),
    ],
)
def test_each_later_tool_is_reached_with_its_slots(
    router: Router, question: str, tool: str, args: dict[str, object]
) -> None:
    (call,) = ask(router, question).calls

    assert call.name == tool
    assert call.args.items() >= args.items()


@pytest.mark.parametrize("question", ["prep me for my call with acme", "why is Acme red?"])
def test_the_summary_stands_in_where_the_better_tool_is_missing(question: str) -> None:
    route = ask(Router(None, tools=FIRST_TOOLS), question)

    assert route.calls == (Call("account_summary", {"account": "Acme Corporation"}),)


def test_an_intent_without_its_tool_is_unsupported() -> None:
    route = ask(Router(None, tools=FIRST_TOOLS), "what did they say about pricing")

    assert (route.kind, route.unsupported, route.calls) == ("unsupported", "search_notes", ())


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("agenda for next week's review", "meeting_prep"),
        ("why did the score move", "explain_health"),
        ("vibe check of the emails", "sentiment_trend"),
    ],
)
def test_a_tool_of_one_account_asks_which(question: str, tool: str) -> None:
    route = ask(WORDS_ALONE, question)

    assert (route.kind, route.wants_account, route.calls) == ("clarify", tool, ())


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("will Globex renew?", "upcoming_renewals"),
        ("what features has Globex asked for", "search_notes"),
        ("next best action for Globex", "account_summary"),
    ],
)
def test_of_one_account_another_tool_tells(question: str, tool: str) -> None:
    assert [(c.name, c.args["account"]) for c in ask(WORDS_ALONE, question).calls] == [
        (tool, "Globex")
    ]


def test_an_account_nobody_has_is_still_asked_for(router: Router) -> None:
    assert ask(router, "is Contoso at risk?").calls == (
        Call("account_summary", {"account": "Contoso"}),
    )


@pytest.mark.parametrize("question", ["", "   ", "?!", "why?", "asdf"])
def test_what_is_not_understood_is_asked_back(router: Router, question: str) -> None:
    route = ask(router, question)

    assert (route.kind, route.calls) == ("clarify", ())


def test_hello_is_smalltalk(router: Router) -> None:
    assert ask(router, "hello!").kind == "smalltalk"


def test_the_committed_fit_is_of_the_committed_exemplars() -> None:
    with np.load(intents.FITTED) as stored:
        assert str(stored["digest"]) == intents.digest()


def test_fitting_again_gives_the_committed_weights() -> None:
    stored, fitted = intents.load(EMBEDDER), fit(exemplars(), None)

    assert stored.intents == fitted.intents
    np.testing.assert_allclose(stored.lexical, fitted.lexical, atol=0.02)
    np.testing.assert_allclose(stored.cues, fitted.cues, atol=1e-6)


def test_every_intent_is_a_tool_or_is_named_as_none() -> None:
    known = {exemplar.intent for exemplar in exemplars()}

    others = {i for i in known if i not in SLOTS and not i.startswith("unsupported:")}
    assert SLOTS.keys() <= known
    assert others == {"smalltalk", "clarify"}


def test_no_exemplar_stands_under_two_intents() -> None:
    intent_by_text: dict[str, str] = {}
    for exemplar in exemplars():
        text = exemplar.text.lower().strip(" ?!.")
        assert intent_by_text.setdefault(text, exemplar.intent) == exemplar.intent, exemplar


class Unavailable:
    name, dimensions = NAME, 384

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise NotConfigured("The local embedding model is not installed.")


def test_without_the_weights_words_alone_decide() -> None:
    question = "which customers might walk away from us?"

    without = Router(Unavailable(), Intents(Unavailable(), intents.load(None)))

    assert ask(without, question) == ask(WORDS_ALONE, question)


def test_a_question_takes_few_milliseconds() -> None:
    router = Router(EMBEDDER, tools=SLOTS)
    questions = ["who might churn?", "when does acme renew", "P1s in EMEA", "usage at globex"]
    for question in questions:
        ask(router, question)

    elapsed = []
    for question in questions * 5:
        start = time.perf_counter()
        ask(router, question)
        elapsed.append(time.perf_counter() - start)

    assert np.percentile(elapsed, 25) < 0.03


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=120))
def test_any_text_has_a_route(question: str) -> None:
    route = ask(WORDS_ALONE, question)

    assert bool(route.calls) == (route.kind == "tools")
    assert (route.unsupported is not None) == (route.kind == "unsupported")
    for call in route.calls:
        assert call.args.keys() <= {slot.parameter for slot in SLOTS[call.name]}
