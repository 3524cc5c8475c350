"""When children leave: hazards by grade and the share still at school.

A row is a pupil in a grade (or period) with whether the event happened before the next; the hazard of
a step is events ÷ rows at risk, and the survival curve the product of 1 − hazard. The curve is that of
a synthetic cohort: today's hazards strung together, which no one class has lived through. Source:
Singer & Willett 1993 (discrete-time survival).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kcbx_lib.risk.bootstrap import cluster_weights, interval, replicates_for
from kcbx_lib.risk.columns import Column, typed_column
from kcbx_lib.risk.odds import estimates_of
from kcbx_lib.risk.periods import ordered_periods
from kcbx_lib.risk.proportions import clustered_wilson
from kcbx_lib.risk.study import Study, asked_name

CLOCKS = ("grade", "年级", "year_of_schooling", "school_year", "age", "年龄")
FEWEST_AT_RISK = 20


def clock_of(study: Study, clock: str = "") -> tuple[pd.Series, dict[int, str], str]:
    """The step of each row, the steps' names, and the column; an empty column where there is no clock.

    Without ``clock`` a column named grade (or age) is taken, else the periods of time. Raises
    WrongUse for a clock that is no column.
    """
    if clock:
        asked_name("clock", clock, list(study.raw.columns))
    name = clock or next((c for c in CLOCKS if c in study.raw.columns), "")
    if name:
        column = typed_column(name, study.raw[name])
        codes, names, _ = ordered_periods(study.raw[name])
        if column.kind == "number" and column.values.nunique() > 12:
            study.warn("clock_cut", column=name)
        return codes, dict(enumerate(names)), name
    if study.period.notna().any():
        return study.period, dict(enumerate(study.period_names)), "time"
    study.warn("no_clock")
    return pd.Series(np.nan, index=study.y.index), {}, ""


def life_table(study: Study, step: pd.Series, names: dict[int, str]) -> pd.DataFrame:
    """One row a step: ``step, label, at_risk, events, hazard, low, high, survival, survival_low,
    survival_high``.

    Hazards carry clustered Wilson intervals, survival those of a cluster bootstrap. A step with fewer
    than 20 at risk is left out, and the curve ends there.
    """
    known = step.notna()
    codes = step[known].astype("int64").to_numpy()
    y, cluster = study.y[known].to_numpy("float64"), study.cluster[known].to_numpy()
    sizes = np.bincount(codes)
    steps = [code for code in np.unique(codes) if sizes[code] >= FEWEST_AT_RISK]
    if len(steps) < len(np.unique(codes)):
        study.warn("thin_steps", least=FEWEST_AT_RISK)
    if not steps:
        return pd.DataFrame()
    w = cluster_weights(cluster, replicates=replicates_for(len(y)), seed=study.seed)
    kept, drawn, rows = 1.0, np.ones(w.shape[1]), []
    for code in steps:
        inside = codes == code
        with np.errstate(invalid="ignore", divide="ignore"):
            replicate = (w[inside] * y[inside, None]).sum(0) / w[inside].sum(0)
        hazard = float(y[inside].mean())
        kept, drawn = kept * (1 - hazard), drawn * (1 - replicate)
        low, high = clustered_wilson(y[inside], cluster[inside])
        rows.append(
            (code, names.get(int(code), str(code)), int(inside.sum()), int(y[inside].sum()),
             hazard, low, high, kept, *interval(drawn))
        )  # fmt: skip
    columns = [
        "step", "label", "at_risk", "events", "hazard", "low", "high",
        "survival", "survival_low", "survival_high",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def life_tables_by(
    study: Study, step: pd.Series, names: dict[int, str], column: str, *, most: int = 4
) -> pd.DataFrame:
    """Life tables of the largest groups of a column, ``group`` added in front."""
    text = study.groups[column]
    parts = []
    for group in list(text.value_counts().index[:most]):
        inside = text.eq(group)
        table = life_table(study, step.where(inside), names)
        if len(table):
            table.insert(0, "group", group)
            parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def hazard_estimates(
    study: Study, step: pd.Series, names: dict[int, str], *, clock: str = ""
) -> pd.DataFrame:
    """Odds ratios of the discrete-time hazard: the study's terms beside one indicator a step.

    As ``odds.estimates_of``; the steps' own terms are named ``step=label`` against the first. The
    ``clock`` itself is no term beside them: the steps say all that it could.
    """
    labels = step.map(names).astype("str")
    shown = Column("step", "category", labels.where(step.notna()))
    others = {name: column for name, column in study.columns.items() if name != clock}
    return estimates_of(replace(study, columns={"step": shown, **others}))
