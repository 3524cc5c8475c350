"""Group figures against fairlearn and the published COMPAS tables."""

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import (
    MetricFrame,
    false_negative_rate,
    false_positive_rate,
    selection_rate,
)

from kcbx_lib.reports.research_results import published_groups
from kcbx_lib.risk.fairness import INSUFFICIENT, fairness_table, largest_gap, select_top, verdict

COMPAS = {  # TN, FP, FN, TP; the first two as published, n of the third and fourth too
    "African-American": (990, 805, 532, 1369),
    "Caucasian": (1139, 349, 461, 505),
    "Asian": (21, 2, 3, 6),
    "Native American": (5, 3, 1, 9),
    "Hispanic": (320, 85, 130, 102),
    "Other": (208, 36, 90, 43),
}


@pytest.fixture(scope="module")
def compas() -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    rows = []
    for race, (tn, fp, fn, tp) in COMPAS.items():
        for count, y, hit in ((tn, 0, 0), (fp, 0, 1), (fn, 1, 0), (tp, 1, 1)):
            rows += [(race, y, hit)] * count
    frame = pd.DataFrame(rows, columns=["race", "y", "hit"])
    return frame[["race"]], frame["y"].to_numpy(), frame["hit"].to_numpy()


@pytest.mark.parametrize(
    ("race", "fpr", "fnr", "ppv"),
    [("African-American", 0.4485, 0.2799, 0.6297), ("Caucasian", 0.2345, 0.4772, 0.5913)],
)
def test_published_rates_come_out(compas, race, fpr, fnr, ppv):
    table = fairness_table(*compas).set_index(["group", "metric"])["value"]
    assert table[race, "fpr"] == pytest.approx(fpr, abs=5e-5)
    assert table[race, "fnr"] == pytest.approx(fnr, abs=5e-5)
    assert table[race, "ppv"] == pytest.approx(ppv, abs=5e-5)


def test_rates_are_fairlearns(compas):
    groups, y, hit = compas
    metrics = {"fpr": false_positive_rate, "fnr": false_negative_rate, "selection": selection_rate}
    theirs = MetricFrame(metrics=metrics, y_true=y, y_pred=hit, sensitive_features=groups["race"])
    ours = fairness_table(*compas).pivot_table(index="group", columns="metric", values="value")
    for metric in metrics:
        assert ours[metric].sort_index().tolist() == pytest.approx(
            theirs.by_group[metric].sort_index().tolist()
        )


def test_the_largest_gap_driven_by_a_tiny_group_is_insufficient_evidence(compas):
    gap = largest_gap(fairness_table(*compas), "fpr").iloc[0]
    assert gap["gap"] == pytest.approx(0.3615, abs=5e-5)
    assert gap["lowest"] == "Asian"
    assert gap["state"] == INSUFFICIENT


@pytest.mark.parametrize("race", ["Asian", "Native American"])
def test_groups_of_18_and_32_never_pass(compas, race):
    table = fairness_table(*compas)
    assert set(table.loc[table["group"].eq(race), "state"]) == {INSUFFICIENT}


def test_large_groups_show_the_known_gap(compas):
    table = fairness_table(*compas).set_index(["group", "metric"])
    assert table.loc[("Caucasian", "fnr"), "state"] == "gap"
    assert table.loc[("Caucasian", "fnr"), "difference"] == pytest.approx(0.1974, abs=1e-3)


@pytest.mark.parametrize(
    ("gap", "enough", "state"),
    [
        ((0.05, 0.01, 0.09), True, "gap"),
        ((0.01, -0.05, 0.07), True, "within margin"),
        ((0.01, -0.05, 0.11), True, INSUFFICIENT),
        ((0.05, 0.01, 0.09), False, INSUFFICIENT),
        ((np.nan, np.nan, np.nan), True, INSUFFICIENT),
    ],
)
def test_an_interval_that_tells_nothing_is_no_pass(gap, enough, state):
    assert verdict(gap, enough=enough) == state


def test_a_single_small_group_takes_a_complement_with_it():
    groups = pd.DataFrame({"g": ["a"] * 100 + ["b"] * 60 + ["c"] * 5})
    y = np.tile([0, 1, 1, 0, 1], 33)
    public = published_groups(fairness_table(groups, y, y[::-1]))
    sizes = public.drop_duplicates("group").set_index("group")["n"]
    assert sizes.isna().to_dict() == {"a": False, "b": True, "c": True}
    assert public.loc[public["group"].eq("c"), "value"].isna().all()


def test_the_list_never_splits_a_tie():
    p = np.array([0.9, 0.5, 0.5, 0.5, 0.1])
    assert select_top(p, 0.4).tolist() == [True, False, False, False, False]
    assert select_top(p, 0.8).sum() == 4
    assert select_top(np.full(10, 0.3), 0.1).all()


def test_clustered_rows_widen_the_interval():
    rng = np.random.default_rng(0)
    school = np.repeat(np.arange(20), 30)
    y = (rng.random(600) < np.repeat(rng.beta(1, 1, 20), 30)).astype(int)
    groups = pd.DataFrame({"g": ["a"] * 600})
    alone = fairness_table(groups, y, y).set_index("metric")
    together = fairness_table(groups, y, y, cluster=school).set_index("metric")
    width = together["high"] - together["low"]
    assert width["selection"] > 1.5 * (alone["high"] - alone["low"])["selection"]
