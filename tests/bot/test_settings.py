from pathlib import Path

import pytest

from bot.settings import Settings


def test_the_home_is_a_folder_here_whatever_the_user_s_home_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in (("HOME", "/home/ann"), ("MODEL", "openai:gpt-5.2"), ("HOSTNAME", "x")):
        monkeypatch.setenv(name, value)
    for name in ("STEWARD_HOME", "STEWARD_MODEL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    settings = Settings(_env_file=None)

    assert settings.home == Path(".steward")
    assert settings.model_name == "builtin"


def test_settings_are_read_from_their_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEWARD_HOME", "/srv/steward")
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("PORT", "8080")

    settings = Settings(_env_file=None)

    assert (settings.home, settings.openai_api_key, settings.port) == (
        Path("/srv/steward"),
        "k",
        8080,
    )
