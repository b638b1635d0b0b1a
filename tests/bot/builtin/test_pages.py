import pytest
from typer.main import get_command

from bot.builtin.pages import CAPABILITIES, IN_TERMINAL, cannot
from bot.builtin.router.intents import exemplars
from bot.builtin.router.route import UNSUPPORTED
from bot.cli import app


def test_every_ask_that_no_tool_answers_has_its_page() -> None:
    named = {
        exemplar.intent.removeprefix(UNSUPPORTED)
        for exemplar in exemplars()
        if exemplar.intent.startswith(UNSUPPORTED)
    }

    assert named - {"out_of_scope"} <= CAPABILITIES.keys() | IN_TERMINAL.keys()


@pytest.mark.parametrize("capability", sorted(IN_TERMINAL))
def test_a_page_names_a_command_that_is_there(capability: str) -> None:
    command = get_command(app)
    _, words, instead = IN_TERMINAL[capability]

    for word in words.split()[1:]:
        command = command.commands[word]  # type: ignore[attr-defined]

    assert f"`{words}`" in cannot(capability)
    assert instead in cannot(capability)
