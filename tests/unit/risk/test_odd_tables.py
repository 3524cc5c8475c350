"""Odd tables: an estimate with what must be said of it, or one sentence with what to do. Never a crash."""

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.errors import KcbxError
from kcbx_lib.risk.evaluation import evaluate
from kcbx_lib.risk.folds import folds_of
from kcbx_lib.risk.models import predictions_of
from kcbx_lib.risk.odds import estimates_of
from kcbx_lib.risk.study import open_study

RNG = np.random.default_rng(0)


def base(n: int = 200) -> pd.DataFrame:
    x = RNG.normal(size=n)
    y = (RNG.random(n) < 1 / (1 + np.exp(1 - x))).astype(int)
    return pd.DataFrame({"x": x, "c": RNG.choice(list("abc"), n), "y": y})


def half_blank() -> pd.DataFrame:
    """No row is complete: each has one of the two numbers."""
    frame, odd = base(), np.arange(200) % 2
    frame["m1"] = np.where(odd, np.nan, RNG.normal(size=200))
    frame["m2"] = np.where(odd, RNG.normal(size=200), np.nan)
    return frame


SOUND = {
    "three outcomes": (base().assign(y=RNG.choice(["Dropout", "Enrolled", "Graduate"], 200)),
                       {"outcome": 'y in ["Dropout", "Enrolled"]'}),
    "text outcome": (base().assign(y=lambda d: d["y"].map({1: "Dropout", 0: "Graduate"})),
                     {"outcome": "y", "positive": "Dropout"}),
    "true and false": (base().assign(y=lambda d: d["y"].eq(1)), {"outcome": "y"}),
    "one and two": (base().assign(y=lambda d: d["y"] + 1), {"outcome": "y", "positive": "2"}),
    "a formula of two columns": (base(), {"outcome": "(x > 0) & (c == 'a')", "features": "y"}),
    "no complete row": (half_blank(), {"outcome": "y"}),
    "columns that repeat each other": (base().assign(x2=lambda d: d["x"] * 2), {"outcome": "y"}),
    "infinite numbers": (base().assign(i=np.where(RNG.random(200) < 0.1, np.inf, RNG.normal(size=200))),
                         {"outcome": "y"}),
    "many levels": (base().assign(h=[f"v{n % 60}" for n in range(200)]), {"outcome": "y"}),
    "categories alone": (base()[["c", "y"]], {"outcome": "y"}),
    "a class parted by a level": (
        base().assign(s=lambda d: np.where(d["y"].eq(1), RNG.choice(["p", "q"], 200), "q")),
        {"outcome": "y"},
    ),
    "thirty rows": (base(30).assign(y=[1] * 9 + [0] * 21), {"outcome": "y"}),
    "headers of blanks and marks": (base().rename(columns={"x": " x  z ", "y": "\ufeffy\t"}),
                                    {"outcome": "y"}),
    "headers that are numbers": (base().rename(columns={"x": 1, "c": 2}), {"outcome": "y"}),
    "two clusters": (base().assign(k=RNG.choice(["s", "t"], 200)), {"outcome": "y", "cluster": "k"}),
    "a day of its own for each row": (
        base(600).assign(t=pd.date_range("2020-01-01", periods=600).astype("str")),
        {"outcome": "y", "time": "t"},
    ),
}  # fmt: skip
REFUSED = {
    "ten rows": (base(10), {"outcome": "y"}),
    "one class": (base().assign(y=1), {"outcome": "y"}),
    "no outcome filled in": (base().assign(y=np.nan), {"outcome": "y"}),
    "nothing but constants": (base()[["y"]].assign(k=1), {"outcome": "y"}),
    "an outcome of words": (base().assign(y=RNG.choice(["甲", "乙"], 200)), {"outcome": "y"}),
    "a copy asked for": (base().assign(z=lambda d: d["y"]), {"outcome": "y", "features": "x,z"}),
    "a date of leaving asked for": (
        base().assign(dropout_date=lambda d: np.where(d["y"].eq(1), "2020-01-01", None)),
        {"outcome": "y", "features": "x,dropout_date"},
    ),
}  # fmt: skip


def opened(frame: pd.DataFrame, parameters: dict, tmp_path):
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False, sep=";")
    return open_study(str(path), **parameters)


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("name", SOUND)
def test_an_odd_table_gives_estimates_and_held_out_figures(name, tmp_path):
    study = opened(*SOUND[name], tmp_path)
    estimates = estimates_of(study)
    assert estimates["odds_ratio"].gt(0).all()
    assert estimates["low"].le(estimates["odds_ratio"]).all()
    metrics = evaluate(
        predictions_of(study, folds_of(study), ["points", "logistic"]), capacity=0.1, seed=1
    )
    assert metrics.loc[metrics["metric"].eq("auc"), "value"].between(0, 1).all()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_done_is_one_sentence(name, tmp_path):
    with pytest.raises(KcbxError) as problem:
        opened(*REFUSED[name], tmp_path)
    assert "\n" not in str(problem.value)
    assert len(str(problem.value)) > 10
    assert problem.value.exit_code == 2
