from tests.bot.checker.worlds import ACCOUNTS, AT_RISK, DIGEST
from tests.evals.answered import Answered
from tests.evals.mutations import Mutant, is_caught, is_flagged, mutants

FINISHED = [Answered("", (), world.text, world.facts, ACCOUNTS) for world in (AT_RISK, DIGEST)]


def changed() -> list[Mutant]:
    return [mutant for seed in range(40) for mutant in mutants(FINISHED * 4, 8, seed)]


def test_finished_answers_are_not_flagged() -> None:
    assert not any(map(is_flagged, FINISHED))


def test_every_mutant_differs_from_its_answer() -> None:
    assert all(mutant.text != mutant.answer.text for mutant in changed())


def test_nearly_every_invented_value_is_caught() -> None:
    invented = [mutant for mutant in changed() if not mutant.is_swap]
    assert sum(map(is_caught, invented)) >= 0.97 * len(invented)


def test_most_true_values_in_the_wrong_place_are_caught() -> None:
    swapped = [mutant for mutant in changed() if mutant.is_swap]
    assert sum(map(is_caught, swapped)) >= 0.85 * len(swapped)
