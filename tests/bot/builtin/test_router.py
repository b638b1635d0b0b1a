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
        ("build a QBR deck for Globex", "qbr_pack"),
        ("how do you calculate the health score", "health_method"),
        ("what's the weather in Berlin", "out_of_scope"),
        ("how much does Tom earn", "out_of_scope"),
        ("show alerts", "alerts"),
        ("how many false alarms", "alerts"),
        ("does the health score predict churn?", "score_record"),
        ("how good were my calls?", "call_record"),
        ("who has overrides?", "overrides"),
        ("which accounts improved the most?", "health_changes"),
        ("which accounts went from green to yellow?", "health_changes"),
        ("what changed the most since 1 February?", "health_changes"),
    ],
)
def test_what_no_tool_answers_is_named(router: Router, question: str, capability: str) -> None:
    route = ask(router, question)

    assert (route.kind, route.unsupported, route.calls) == ("unsupported", capability, ())


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
