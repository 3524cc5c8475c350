"""Every research notebook runs on another table by parameters alone and writes results.json."""

import json

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.batch.notebooks import NotebookFailed
from kcbx_lib.cli.research import find_notebook, parameters_of, refusal_of, run_research
from kcbx_lib.errors import WrongUse

pytestmark = pytest.mark.notebook
NAMES = ("risk_factors", "model_comparison", "fairness", "time_to_dropout", "policy_what_if")


@pytest.fixture(scope="module")
def students(tmp_path_factory):
    rng = np.random.default_rng(4)
    n = 500
    ability = rng.normal(size=n)
    path = tmp_path_factory.mktemp("data") / "students.csv"
    pd.DataFrame(
        {
            " school ": rng.choice(["GP", "MS"], n),
            "sex": rng.choice(["F", "M"], n),
            "age": rng.integers(15, 22, n),
            "缺课 次数": rng.poisson(np.exp(1.2 - 0.5 * ability)),
            "higher": np.where(ability + rng.normal(size=n) > -1, "yes", "no"),
            "job": rng.choice(["teacher", "health", "other", ""], n),
            "G3 ": np.clip(np.round(10 + 3 * ability + 2 * rng.normal(size=n)), 0, 20).astype(int),
        }
    ).to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_another_table_runs_by_parameters_alone(name, students, tmp_path):
    parameters = {
        "data_path": str(students),
        "outcome": "G3 < 10",
        "groups": "sex,school",
        "out": str(tmp_path),
        "lang": "en",
    }
    run_research(find_notebook(name), parameters, target=tmp_path, lang="en")
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {"n", "prevalence", "metrics", "groups", "estimates", "warnings"} <= set(results)
    assert results["n"] == 500
    assert results["refused"] == {"G3": "target"}
    assert (tmp_path / f"{name}.html").is_file()
    page = (tmp_path / f"{name}.ipynb").read_text(encoding="utf-8")
    assert str(students.parent) not in page
    if name == "risk_factors":
        assert {"term", "odds_ratio", "low", "high", "p"} <= set(results["estimates"][0])
    if name == "model_comparison":
        assert {row["metric"] for row in results["metrics"]} == {
            "auc", "ap", "brier", "slope", "intercept", "precision_at", "recall_at",
        }  # fmt: skip
    if name == "fairness":
        assert {"column", "group", "n", "metric", "value", "low", "high", "state"} <= set(
            results["groups"][0]
        )


def test_what_the_kit_refuses_reaches_the_user_with_its_exit_code(students, tmp_path):
    parameters = {"data_path": str(students), "outcome": "nowhere", "out": str(tmp_path)}
    with pytest.raises(WrongUse, match="nowhere") as problem:
        run_research(find_notebook("risk_factors"), parameters, target=tmp_path, lang="zh")
    assert problem.value.exit_code == 2
    assert not (tmp_path / "results.json").exists()


def test_parameters_are_pairs():
    assert parameters_of(["-p", "outcome", "G3 < 10", "-p", "seed", "3"]) == {
        "outcome": "G3 < 10",
        "seed": 3,
    }
    with pytest.raises(WrongUse):
        parameters_of(["-p", "outcome"])
    with pytest.raises(WrongUse):
        parameters_of(["-p", "seed", "x"])


def test_an_unknown_notebook_names_those_there_are():
    with pytest.raises(WrongUse, match="risk_factors"):
        find_notebook("nothing")


def test_a_failure_of_another_kind_stays_a_failure():
    problem = WrongUse("x")
    assert refusal_of(problem) is problem


def test_an_unforeseen_failure_names_the_cell_and_what_to_do():
    class Papermill(Exception):
        ename, evalue, exec_count = "ZeroDivisionError", "张三", 7

    problem = NotebookFailed("county")
    problem.__cause__ = Papermill()
    told = refusal_of(problem)
    assert (told.exit_code, "7" in str(told), "ZeroDivisionError" in str(told)) == (4, True, True)
    assert "张三" not in str(told)
    assert "drop" in str(told)
