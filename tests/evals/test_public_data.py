from datetime import date

import pytest

from knowledge.company import load_company
from knowledge.health import load_rules
from knowledge.health.learning import learn
from knowledge.health.rolling import backtest
from knowledge.importing import import_folder
from knowledge.store.engine import Store
from knowledge.store.renewal_history import renewal_history
from tests.evals import churnsim, telco
from tests.evals.public_data import data_folder
from tests.factories import READ_AT

COMPANY = load_company()

CHURNSIM, TELCO, RAVENSTACK = (data_folder(name) for name in ("churnsim", "telco", "ravenstack"))


@pytest.mark.skipif(TELCO is None, reason="STEWARD_SHARED_DATA/telco is not there")
def test_the_fitting_code_reaches_the_known_figures_on_telco() -> None:
    assert TELCO is not None
    auc, brier = telco.scores(TELCO)
    assert auc >= 0.84
    assert brier <= 0.137


@pytest.mark.skipif(CHURNSIM is None, reason="STEWARD_SHARED_DATA/churnsim is not there")
def test_on_churnsim_the_fit_ranks_leavers_better_than_fixed_weights() -> None:
    assert CHURNSIM is not None
    risk, composite, rows = churnsim.fitted(churnsim.Data(CHURNSIM), churnsim.TESTED_ON)
    assert churnsim.auc(composite, rows.left) >= 0.57
    assert churnsim.auc(risk, rows.left) >= 0.62
    assert churnsim.auc(risk, rows.left) > churnsim.auc(composite, rows.left)


@pytest.mark.skipif(RAVENSTACK is None, reason="STEWARD_SHARED_DATA/ravenstack is not there")
def test_on_ravenstack_there_is_no_evidence(sqlite_store: Store) -> None:
    assert RAVENSTACK is not None
    import_folder(sqlite_store, RAVENSTACK, mapping="ravenstack", now=READ_AT, company=COMPANY)
    rules = load_rules()
    with sqlite_store.read() as connection:
        history = renewal_history(connection, date(2025, 1, 1), rules)

    no_evidence = "o evidence that this score predicts churn here"
    assert backtest(history, rules.renewal).verdict.startswith(f"N{no_evidence}")
    assert (learn(history, rules.renewal).refused or "").startswith(f"n{no_evidence}")
