"""Odds ratios: crude and adjusted, one row a term, multiple testing handled and said.

A number's ratio is per unit of its column; a flag's is yes against no; a category's is each level
against the commonest. Rows with a blank number are left out (complete cases); a blank category is a
level of its own. Holm's method holds the family-wise error over all terms of the model, Benjamini and
Hochberg's the false discovery rate. An odds ratio is an association; nothing here is a cause.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.encoding import MISSING, at_levels, levels_of
from kcbx_lib.risk.robust import Fit, fit_logistic, independent
from kcbx_lib.risk.study import FEWEST_EVENTS, Study

Floats = NDArray[np.float64]
LEAST_COMPLETE = 0.7
ESTIMATE_COLUMNS = (
    "term", "odds_ratio", "low", "high", "p", "p_holm", "p_bh", "state",
    "crude_odds_ratio", "crude_low", "crude_high", "crude_p", "n", "events",
)  # fmt: skip


def term_matrix(study: Study) -> pd.DataFrame:
    """One column a term in natural units, NaN where a number is blank. No rows are left out."""
    parts: dict[str, pd.Series] = {}
    for name, column in study.columns.items():
        if column.kind == "category":
            levels = levels_of(column.values)
            text = at_levels(column.values, levels)
            for level in levels[1:]:
                parts[f"{name}={level}"] = text.eq(level).astype("float64")
        else:
            parts[name] = column.values.astype("float64")
    return pd.DataFrame(parts, index=study.y.index)


def complete_terms(study: Study) -> pd.DataFrame:
    """The terms for the rows in which all of them are known.

    Where that would leave less than 70 % of the rows, the columns with most blanks are left out first,
    and said. Terms that are constant in these rows, or repeat others, are left out and said.
    """
    terms = term_matrix(study)
    while terms.shape[1] > 1 and terms.notna().all(axis=1).mean() < LEAST_COMPLETE:
        emptiest = terms.isna().mean().idxmax()
        study.warn("too_blank", column=emptiest, share=f"{terms[emptiest].isna().mean():.0%}")
        terms = terms.drop(columns=emptiest)
    rows = terms.notna().all(axis=1)
    if not rows.all():
        study.warn("complete_cases", n=int(rows.sum()), left_out=int((~rows).sum()))
    terms = terms[rows]
    keep = independent(np.column_stack([np.ones(len(terms)), terms.to_numpy()]))[1:]
    for name in terms.columns[~keep]:
        study.warn("collinear", term=name)
    terms = terms.loc[:, keep]
    events = int(study.y[terms.index].sum())
    if terms.empty or terms.shape[1] == 0 or min(events, len(terms) - events) < FEWEST_EVENTS:
        raise WrongUse(say("research.no_estimates", n=len(terms), events=events))
    return terms


def estimates_of(study: Study) -> pd.DataFrame:
    """One row a term, in the table's order; see ``ESTIMATE_COLUMNS``.

    ``state``: ``ok``; ``separated`` where the data alone set no finite ratio (Firth's estimate is
    given, and only one side of its interval tells anything).
    """
    terms = complete_terms(study)
    y = study.y[terms.index].to_numpy("float64")
    cluster = study.cluster[terms.index].to_numpy()
    fit = fit_logistic(with_ones(terms.to_numpy()), y, cluster)
    frame = ratios(fit, list(terms.columns))
    crude = [
        ratios(fit_logistic(with_ones(terms[[name]].to_numpy()), y, cluster), [name])
        for name in terms.columns
    ]
    alone = pd.concat(crude, ignore_index=True)
    for column in ("odds_ratio", "low", "high", "p"):
        frame[f"crude_{column}"] = alone[column]
    frame["p_holm"], frame["p_bh"] = holm(frame["p"]), benjamini_hochberg(frame["p"])
    frame["n"], frame["events"] = len(terms), int(y.sum())
    if fit.separated.any():
        study.warn(
            "separated",
            terms=say("research.comma").join(frame.loc[frame["state"].ne("ok"), "term"]),
        )
    return frame[list(ESTIMATE_COLUMNS)]


def with_ones(x: Floats) -> Floats:
    """A column of ones before the others."""
    return np.column_stack([np.ones(len(x)), x])


def ratios(fit: Fit, names: list[str]) -> pd.DataFrame:
    """Odds ratios of a fit's coefficients but the first (the constant)."""
    low, high, p = fit.limits()
    with np.errstate(over="ignore"):
        return pd.DataFrame(
            {
                "term": names,
                "odds_ratio": np.exp(fit.beta[1:]),
                "low": np.exp(low[1:]),
                "high": np.exp(high[1:]),
                "p": p[1:],
                "state": np.where(fit.separated[1:], "separated", "ok"),
            }
        )


def holm(p: pd.Series) -> pd.Series:
    """Holm's step-down adjusted p-values."""
    order = p.argsort(kind="stable")
    ranked = p.iloc[order]
    adjusted = (ranked * (len(p) - np.arange(len(p)))).cummax().clip(upper=1.0)
    return adjusted.reindex(p.index)


def benjamini_hochberg(p: pd.Series) -> pd.Series:
    """Benjamini and Hochberg's step-up adjusted p-values."""
    ranked = p.iloc[p.argsort(kind="stable")]
    scaled = ranked * len(p) / np.arange(1, len(p) + 1)
    return scaled[::-1].cummin()[::-1].clip(upper=1.0).reindex(p.index)


def interactions_of(study: Study, pairs: list[tuple[str, str]]) -> pd.DataFrame:
    """The pairs stated in advance, each added alone to the adjusted model, Holm over the pairs.

    ``term, odds_ratio, low, high, p, p_holm``: the ratio of odds ratios; 1 means no interaction.
    """
    terms = complete_terms(study)
    y, cluster = study.y[terms.index].to_numpy("float64"), study.cluster[terms.index].to_numpy()
    rows = []
    for one, other in pairs:
        if one not in terms or other not in terms:
            study.warn("pair_left_out", pair=f"{one}*{other}")
            continue
        product = (terms[one] - terms[one].mean()) * (terms[other] - terms[other].mean())
        x = with_ones(np.column_stack([terms.to_numpy(), product]))
        if not independent(x).all():
            study.warn("pair_left_out", pair=f"{one}*{other}")
            continue
        fit = fit_logistic(x, y, cluster)
        rows.append(ratios(fit, [*terms.columns, f"{one} × {other}"]).tail(1))
    if not rows:
        return pd.DataFrame(columns=["term", "odds_ratio", "low", "high", "p", "p_holm"])
    frame = pd.concat(rows, ignore_index=True)
    return frame.assign(p_holm=holm(frame["p"])).drop(columns="state")


def default_pairs(study: Study) -> list[tuple[str, str]]:
    """The pairs the kit states in advance for its own columns; none for a stranger's table."""
    stated = [
        ("absence_rate", "junior"),
        ("poverty", "junior"),
        ("left_behind", "boarding"),
        ("repeated_fails", "over_age"),
    ]
    return [pair for pair in stated if set(pair) <= set(study.columns)]


def dose_response(study: Study, column: str, *, steps: int = 5) -> pd.DataFrame:
    """The outcome's rate over slices of a number: ``slice, low_value, high_value, n, events, rate, low,
    high`` (Wilson intervals widened by the cluster design effect).
    """
    from kcbx_lib.risk.proportions import clustered_wilson

    values = study.columns[column].values
    known = values.dropna()
    distinct = np.sort(known.unique())
    if len(distinct) <= steps + 2:
        code = pd.Series(np.searchsorted(distinct, values.to_numpy()), index=values.index)
    else:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, steps + 1)[1:-1]))
        code = pd.Series(np.searchsorted(edges, values.to_numpy(), side="left"), index=values.index)
    rows = []
    for number, part in values[values.notna()].groupby(code[values.notna()]):
        y = study.y[part.index]
        low, high = clustered_wilson(y.to_numpy("float64"), study.cluster[part.index].to_numpy())
        rows.append(
            (number, part.min(), part.max(), len(part), int(y.sum()), float(y.mean()), low, high)
        )
    columns = ["slice", "low_value", "high_value", "n", "events", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def prevalence_by(study: Study) -> pd.DataFrame:
    """The outcome's rate by level of every flag, category and group: ``column, level, n, events, rate``."""
    rows = []
    for name in dict.fromkeys([*study.groups.columns, *study.columns]):
        if name in study.groups:
            text = study.groups[name]
        else:
            column = study.columns[name]
            values = column.values
            if column.kind == "number" and values.nunique() > 6:
                continue
            text = (
                at_levels(values, levels_of(values))
                if column.kind == "category"
                else (values.map("{:g}".format, na_action="ignore").astype("str").fillna(MISSING))
            )
        for level, y in study.y.groupby(text, sort=True):
            rows.append((name, str(level), len(y), int(y.sum()), float(y.mean())))
    return pd.DataFrame(rows, columns=["column", "level", "n", "events", "rate"])
