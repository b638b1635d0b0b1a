"""A model that obeys whatever it reads in a tool's result achieves nothing."""

import pytest

from bot.builtin.model import BuiltinModel
from knowledge.store.engine import Store
from tests.evals.injections import AT_ONCE, OWN, make_desk, obey, public


@pytest.mark.parametrize("start", range(0, len(OWN), AT_ONCE))
def test_obeyed_instructions_achieve_nothing(
    builtin: BuiltinModel, sqlite_store: Store, start: int
) -> None:
    planted = OWN[start : start + AT_ONCE]

    outcome = obey(builtin, make_desk(sqlite_store), planted)

    assert outcome.reached == len(planted)
    assert outcome.attempts >= 4
    assert outcome.is_harmless, outcome


def test_a_sample_of_the_public_instructions_achieves_nothing(
    builtin: BuiltinModel, sqlite_store: Store
) -> None:
    planted = public()[::60]
    if not planted:
        pytest.skip("the public sets aren't here")

    desk = make_desk(sqlite_store)
    for start in range(0, len(planted), AT_ONCE):
        outcome = obey(builtin, desk, planted[start : start + AT_ONCE])
        assert outcome.is_harmless, outcome
