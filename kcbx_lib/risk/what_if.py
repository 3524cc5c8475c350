"""What a threshold costs and finds: visits against children found, as the cut moves.

The list is made of held-out chances, or of a rule (a number at least so high). Workload is in
children to visit; recall is the share of later dropouts on the list. That a visited child then stays
is not claimed: a list alone keeps nobody at school.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk import ranking
from kcbx_lib.risk.bootstrap import interval
from kcbx_lib.risk.evaluation import arrays
from kcbx_lib.risk.proportions import clustered_wilson
from kcbx_lib.risk.study import Study

SHARES = (0.01, 0.02, 0.05, 0.10, 0.15, 0.20, 0.30, 0.50)


def by_capacity(predictions: pd.DataFrame, *, seed: int, shares: tuple = SHARES) -> pd.DataFrame:
    """One row a model and share visited: ``model, share, visits, found, recall, low, high, precision,
    tie_low, tie_high`` (recall's bounds over orders of the tied), and visits for each one found.
    """
    rows = []
    for model, part in predictions.groupby("model", sort=False):
        y, p, w = arrays(part, seed=seed)
        for share in shares:
            whole = ranking.found_in_list(y, p, np.ones((len(y), 1)), share)
            drawn = ranking.found_in_list(y, p, w, share)
            with np.errstate(invalid="ignore", divide="ignore"):
                low, high = interval(drawn["expected"] / drawn["events"])
            visits, found = float(whole["length"][0]), float(whole["expected"][0])
            events = float(whole["events"][0])
            rows.append(
                (model, share, visits, found, found / events, low, high, found / visits,
                 float(whole["fewest"][0]) / events, float(whole["most"][0]) / events,
                 visits / found if found else np.nan)
            )  # fmt: skip
    columns = [
        "model", "share", "visits", "found", "recall", "low", "high", "precision",
        "tie_low", "tie_high", "visits_each",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def by_rule(study: Study, column: str, *, steps: int = 12) -> pd.DataFrame:
    """One row a threshold of "``column`` at least …": ``threshold, visits, share, found, recall, low,
    high, precision``. A blank is not listed, and counts as missed where the event happened.
    """
    values = study.columns[column].values
    known = np.sort(values.dropna().unique())
    if len(known) > steps:
        known = np.unique(np.quantile(values.dropna(), np.linspace(0.3, 0.99, steps)))
    y, cluster = study.y.to_numpy("float64"), study.cluster.to_numpy()
    rows = []
    for threshold in known:
        listed = values.ge(threshold).fillna(False).to_numpy()
        events = y == 1
        low, high = clustered_wilson(listed[events].astype("float64"), cluster[events])
        found = float(y[listed].sum())
        rows.append(
            (float(threshold), int(listed.sum()), float(listed.mean()), found,
             found / float(events.sum()), low, high, found / max(int(listed.sum()), 1))
        )  # fmt: skip
    columns = ["threshold", "visits", "share", "found", "recall", "low", "high", "precision"]
    return pd.DataFrame(rows, columns=columns)


def weeks_needed(visits: pd.Series, visits_a_week: int) -> pd.Series:
    """Whole weeks the visitors need. Raises WrongUse for less than one visit a week."""
    if visits_a_week < 1:
        raise WrongUse(say("risk.no_capacity", visits=visits_a_week, weeks=1))
    whole = pd.Series(visits).astype("Float64")
    return (-(-whole // visits_a_week)).astype("Int64")


def default_rule(study: Study) -> str:
    """The number whose thresholds are moved where none is named: absence, else the most telling one."""
    if "absence_rate" in study.columns:
        return "absence_rate"
    from kcbx_lib.risk.leakage import area_under_roc

    best, most = "", 0.5
    for name, column in study.columns.items():
        known = column.values.notna() if column.kind == "number" else pd.Series(dtype=bool)
        if column.kind != "number" or study.y[known].nunique() < 2:
            continue
        area = area_under_roc(
            column.values[known].to_numpy("float64"), study.y[known].to_numpy("float64")
        )
        if area > most:
            best, most = name, area
    return best
