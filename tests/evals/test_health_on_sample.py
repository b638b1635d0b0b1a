from pathlib import Path

from knowledge.health import load_rules
from knowledge.health.learning import learn
from knowledge.health.rolling import backtest
from tests.evals.health_on_sample import make_home, read_history


def test_a_world_without_signal_gives_no_probability(tmp_path: Path) -> None:
    store = make_home(tmp_path, 150, 11, "null", months=16)
    history = read_history(store)
    store.close()

    rules = load_rules().renewal
    assert learn(history, rules).fit is None
    assert not backtest(history, rules).verdict.startswith("The renewal probability tells")
