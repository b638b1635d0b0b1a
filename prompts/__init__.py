"""The text that a model reads, in Markdown: one file a prompt. No code here but the loader."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter

_FOLDER = Path(__file__).parent


class Prompt(StrEnum):
    """The prompts there are; each is `<value>.md`."""

    SYSTEM = "system"
    GLOSSARY = "glossary"
    NOW = "now"
    DRAFTING = "drafting"


def load(prompt: Prompt, **values: object) -> str:
    """The prompt with its values filled in. Raises KeyError naming the values that are missing."""
    text = _read(prompt.value)
    wanted = {field for _, field, _, _ in Formatter().parse(text) if field}
    missing = sorted(wanted - values.keys())
    if missing:
        raise KeyError(f"prompt {prompt.value!r} needs {', '.join(missing)}")
    return text.format(**values)


def load_brief(kind: str) -> str:
    """What a draft of this kind is for, who reads it and in what tone: `briefs/<kind>.md`."""
    return _read(f"briefs/{kind}")


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()
