"""A fictional panel with a known truth: one row is a pupil at the start of a school year.

The data-generating process, so that every estimate can be held against it:

1. ``counties`` × ``schools`` nine-year schools; a pupil stays in one school. Pupils enter grades 3 to
   9 in the first autumn; every later autumn the same pupils are a grade higher, and those who dropped
   out or finished grade 9 are gone. A new grade 3 comes in each year.
2. Circumstances are drawn once a pupil (``SHARES``); achievement is a latent normal; absence, failed
   subjects and being over age depend on it and on circumstances (``absence_rate`` is Beta).
3. The hazard of dropping out within the next 12 months is exactly
   ``logit p = INTERCEPT + Σ TRUE_LOG_ODDS[c] · c`` with no effect of county, school or year beside it.
4. Pupils of a school in a year share luck: a Gaussian copula with correlation ``shared`` makes their
   outcomes depend on one another while each keeps its own p. So the marginal model is exactly true,
   and only the errors are clustered by school.
5. Some cells are blank at random (``BLANK_SHARES``): blank is unknown.

No real person or place stands behind any row; the weights are invented, their size only plausible.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator
from scipy.special import expit
from scipy.stats import norm

from kcbx_lib.risk.study import Defaults

FIRST_YEAR, YEARS = 2020, 4
FIRST_GRADE, LAST_GRADE, FIRST_JUNIOR = 3, 9, 7
INTERCEPT = -4.5
TRUE_LOG_ODDS = {
    "absence_rate": 7.0,
    "repeated_fails": 0.45,
    "over_age": 0.40,
    "junior": 0.95,
    "earlier_dropout": 1.10,
    "poverty": 0.45,
    "disability": 0.50,
    "orphan": 0.30,
    "left_behind": 0.0,
    "migrant": 0.15,
    "sibling_out_of_school": 0.60,
    "distance_km": 0.04,
    "boarding": -0.15,
    "female": -0.20,
}
"""Per unit of each column; ``left_behind`` is truly 0, so that a test can catch a false finding."""
SHARES = {
    "female": 0.47,
    "poverty": 0.16,
    "disability": 0.03,
    "orphan": 0.015,
    "left_behind": 0.28,
    "migrant": 0.07,
    "sibling_out_of_school": 0.04,
}
BLANK_SHARES = {"absence_rate": 0.02, "distance_km": 0.03, "left_behind": 0.02}
FEATURES = (
    "absence_rate", "repeated_fails", "over_age", "junior", "earlier_dropout", "poverty",
    "disability", "orphan", "left_behind", "migrant", "sibling_out_of_school", "distance_km",
    "boarding", "sex",
)  # fmt: skip
GROUPS = ("sex", "ethnicity", "disability", "poverty", "left_behind", "hukou")
OUTCOME = "dropout_12m"


def synthetic_panel(
    seed: int = 1,
    *,
    counties: int = 3,
    schools: int = 16,
    pupils: int = 27,
    years: int = YEARS,
    shared: float = 0.05,
    blanks: bool = True,
) -> pd.DataFrame:
    """The panel, sorted by county, school, pupil and term. Same seed, same rows.

    ``pupils`` is the number in a school's first year. ``shared`` is the correlation of luck within a
    school and year. Columns: pupil, county, school, term, the features, the groups and the outcome.
    """
    rng = np.random.default_rng(seed)
    people = _people(rng, counties * schools, pupils, years)
    people["county"] = people["school"] // schools
    luck = rng.standard_normal((counties * schools, years))
    rows = []
    for year in range(years):
        present = people[(people["grade_at_start"] + year).between(FIRST_GRADE, LAST_GRADE)]
        present = present[~present["gone"]]
        rows.append(_year(rng, present, year, luck[present["school"], year], shared))
        left = rows[-1].loc[rows[-1][OUTCOME].eq(1), "child"]
        people.loc[left, "gone"] = True
    panel = pd.concat(rows, ignore_index=True)
    if blanks:
        for column, share in BLANK_SHARES.items():
            hidden = rng.random(len(panel)) < share
            panel[column] = panel[column].astype("Float64").mask(hidden)
    order = panel.sort_values(["county", "school", "pupil", "term"], ignore_index=True)
    return order.drop(columns=["child", "true_p"])


def default_panel(seed: int = 1) -> Defaults:
    """The panel the research notebooks use when no ``data_path`` is given."""
    return Defaults(
        frame=synthetic_panel(seed),
        outcome=OUTCOME,
        features=FEATURES,
        groups=GROUPS,
        time="term",
        cluster="school",
        site="county",
    )


def _people(rng: Generator, schools: int, pupils: int, years: int) -> pd.DataFrame:
    """One row a pupil who is ever in the panel; ``grade_at_start`` is below 3 for later entrants."""
    span = LAST_GRADE - FIRST_GRADE + 1
    each = pupils + round(pupils / span) * (years - 1)
    count = schools * each
    entry = rng.integers(FIRST_GRADE - years + 1, LAST_GRADE + 1, count)
    people = pd.DataFrame({"school": np.repeat(np.arange(schools), each), "grade_at_start": entry})
    for column, share in SHARES.items():
        people[column] = (rng.random(count) < share).astype("int64")
    people["ability"] = rng.standard_normal(count) - 0.35 * people["poverty"]
    people["minority"] = rng.random(count) < 0.12
    people["urban"] = rng.random(count) < 0.25
    people["late_start"] = (rng.random(count) < 0.05 + 0.06 * people["poverty"]).astype("int64")
    people["earlier_dropout"] = (rng.random(count) < expit(-4.2 - 0.6 * people["ability"])).astype(
        int
    )
    people["distance_km"] = np.round(rng.gamma(1.6, 2.2, count), 1)
    people["boarding"] = (rng.random(count) < expit(-2.2 + 0.3 * people["distance_km"])).astype(int)
    people["gone"] = False
    return people


def _year(
    rng: Generator, people: pd.DataFrame, year: int, luck: np.ndarray, shared: float
) -> pd.DataFrame:
    """The rows of one autumn, with the outcome of the 12 months that follow."""
    n = len(people)
    grade = people["grade_at_start"] + year
    ability = people["ability"].to_numpy()
    typical = expit(
        -3.4 - 0.45 * ability + 0.25 * people["poverty"] + 0.3 * (grade >= FIRST_JUNIOR)
    )
    absence = rng.beta(2.0 * typical / (1 - typical) * 6 + 0.3, 12.0)
    fails = (ability + 0.6 * rng.standard_normal(n) < -1.1).astype("int64")
    over_age = people["late_start"] + (rng.random(n) < 0.04).astype("int64")
    frame = people.assign(
        grade=grade,
        junior=(grade >= FIRST_JUNIOR).astype("int64"),
        absence_rate=np.round(absence, 4),
        repeated_fails=fails,
        over_age=over_age,
    )
    linear = sum(weight * frame[column] for column, weight in TRUE_LOG_ODDS.items())
    p = expit(INTERCEPT + np.asarray(linear, dtype="float64"))
    latent = np.sqrt(shared) * luck + np.sqrt(1 - shared) * rng.standard_normal(n)
    return pd.DataFrame(
        {
            "child": frame.index,
            "pupil": "p" + frame.index.astype("str").str.zfill(6),
            "county": ("99010" + (frame["county"] + 1).astype("str")).to_numpy(),
            "school": "s" + frame["school"].astype("str").str.zfill(3),
            "term": f"{FIRST_YEAR + year}年秋",
            "sex": np.where(frame["female"].eq(1), "female", "male"),
            "ethnicity": np.where(frame["minority"], "minority", "han"),
            "hukou": np.where(frame["urban"], "urban", "rural"),
            "grade": frame["grade"],
            "junior": frame["junior"],
            **{column: frame[column] for column in FEATURES if column not in ("sex", "grade")},
            "true_p": p,
            OUTCOME: (norm.cdf(latent) < p).astype("int64"),
        }
    )
