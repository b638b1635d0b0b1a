import inspect
import re

import pytest

from bot.builtin import writer
from tools import TOOLS


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_the_function_of_its_name(name: str) -> None:
    assert TOOLS[name].function.__name__ == name
    assert TOOLS[name].says


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_explains_every_parameter_but_the_desk(name: str) -> None:
    parameters = list(inspect.signature(TOOLS[name].function).parameters)
    told = inspect.getdoc(TOOLS[name].function) or ""
    explained = re.findall(r"^    (\w+): ", told.partition("Args:")[2], re.MULTILINE)
    assert ["desk", *explained] == parameters


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_has_a_template(name: str) -> None:
    assert (writer._TEMPLATES / f"{name}.md.jinja").exists()
