from datetime import date

import pytest

from bot.builtin.router import Call, Route, Router
from bot.builtin.router.slots import SLOTS
from knowledge.company import load_company
from knowledge.notes.minilm import MiniLM

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


@pytest.mark.parametrize(
    ("question", "tool", "args"),
    [
        ("when did Acme leave and why?", "account_summary", {"account": "Acme Corporation"}),
        ("why did Acme drop?", "explain_health", {"account": "Acme Corporation"}),
        (
            "what moved Globex's score since March?",
            "explain_health",
            {"account": "Globex", "since": "since March"},
        ),
        ("what should I do today", "priorities", {"period": "today"}),
        ("what should I worry about this week?", "priorities", {"period": "week"}),
        ("which green accounts might still leave?", "at_risk_accounts", {}),
        ("how many are green, yellow and red?", "list_accounts", {}),
        ("what did I call Globex?", "upcoming_renewals", {"account": "Globex"}),
        ("probability of renewal of Globex", "upcoming_renewals", {"account": "Globex"}),
        ("which CSM has the most", "portfolio_metrics", {"by": "csm"}),
        ("which accounts asked for bulk approvals?", "voice_of_customer", {}),
        ("what do customers say about month end?", "voice_of_customer", {"topic": "month end"}),
        ("who has their last day soon?", "stakeholders", {"focus": "left"}),
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
        ("what's the ROI of Globex", "value_realised", {"account": "Globex"}),
        ("which EMEA accounts have no confirmed value", "value_realised", {"region": "EMEA"}),
        ("how much did we save acme since January", "value_realised", {"since": "since January"}),
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
