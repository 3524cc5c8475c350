"""What the visits prove: about schools exactly, about pupils with all the caution that they need.

Pupils of one school share its teachers, its bookkeeping and its honesty: 30,786 pupils in 29
schools are not 30,786 independent checks but 29. So the exact statements here are about schools
("at most so many of them can have a case") and about the pupils of such schools; the pupil rate is
projected with the chances of the draw and given its design effect, its approximate interval, and a
bound that stays cautious where the interval fails.

A selected school without a result is unknown, not sound: every upper bound counts it as one with
findings. A school visited outside the draw is reported, and proves nothing about the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.sampling.bounds import two_sided, upper_bound
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.plan import check_rate
from kcbx_lib.sampling.pupil_rate import PupilRate, project, stringer_upper
from kcbx_lib.sampling.worst_case import (
    Visits,
    affected_lower,
    affected_upper,
    cases_upper,
    pupils_upper,
)

RESULT_COLUMNS = ("school_code", "pupils_checked", "pupils_found")


@dataclass(frozen=True)
class Bounds:
    """A rate with its exact limits. ``upper`` is one-sided; ``low`` and ``high`` the interval."""

    estimate: float | None
    upper: float
    low: float | None
    high: float | None
    method: str


@dataclass(frozen=True)
class Evaluation:
    """What was visited, what was found, and what follows; ``strata`` has one row a stratum."""

    is_random: bool
    confidence: float
    tolerable: float | None
    verdict: str
    judged_by: str
    schools: int
    schools_selected: int
    schools_visited: int
    schools_with_findings: int
    pupils: int
    pupils_checked: int
    pupils_found: int
    is_fully_checked: bool
    school_share: Bounds
    schools_upper: int
    pupils_in_such_schools_upper: int
    pupil_rate: PupilRate
    strata: pd.DataFrame
    not_visited: tuple[str, ...] = ()
    outside_selection: tuple[str, ...] = ()


def evaluate(
    sample_results: pd.DataFrame,
    design: Design,
    *,
    confidence: float = 0.95,
    tolerable: float | None = None,
) -> Evaluation:
    """The evaluation of a round of visits; one row of ``sample_results`` is a visited school.

    Columns used: ``school_code`` (unique), ``pupils_checked``, ``pupils_found`` (pupils with a
    finding, at most those checked; a blank makes the school one without result). The design's
    schools need ``pupils``.

    ``verdict``: ``below`` (the share of schools with a case is proved below ``tolerable``),
    ``above`` (proved at or above it), ``undecided``, or ``not_random`` (nothing is proved). For
    ``pps`` the share judged is that of the pupils in such schools (``judged_by``).
    """
    check_rate("confidence", confidence)
    results = _results(sample_results)
    schools = _with_results(design.schools, results)
    visits = Visits.of(schools, is_random=design.is_random)
    simple = design.is_simple
    most = affected_upper(visits, confidence, is_simple=simple)
    pupils_most = pupils_upper(visits, most, confidence, is_simple=simple)
    selected = schools["is_selected"].eq(True)
    drawn_codes = set(schools.loc[selected, "school_code"])
    seen = schools[visits.visited]
    full = bool((seen["pupils_checked"] >= seen["pupils"]).all())
    return Evaluation(
        is_random=design.is_random,
        confidence=confidence,
        tolerable=tolerable,
        verdict=_verdict(design, visits, tolerable, confidence, most=most, pupils_most=pupils_most),
        judged_by="pupils" if design.method == "pps" else "schools",
        schools=len(schools),
        schools_selected=int(selected.sum()),
        schools_visited=len(seen),
        schools_with_findings=int(visits.affected.sum()),
        pupils=int(visits.pupils.sum()),
        pupils_checked=int(seen["pupils_checked"].sum()),
        pupils_found=int(seen["pupils_found"].sum()),
        is_fully_checked=full,
        school_share=_school_share(design, visits, most, confidence),
        schools_upper=most,
        pupils_in_such_schools_upper=int(np.ceil(pupils_most - 1e-9)),
        pupil_rate=_pupil_rate(design, visits, pupils_most, full, confidence),
        strata=_strata(schools, visits, confidence),
        not_visited=tuple(schools.loc[visits.missing, "school_code"].astype(str)),
        outside_selection=tuple(sorted(set(results["school_code"].astype(str)) - drawn_codes)),
    )


def evaluate_counts(
    *,
    schools_visited: int,
    schools_with_findings: int = 0,
    schools: int | None = None,
    confidence: float = 0.95,
) -> Bounds:
    """The share of schools with a case from bare counts, for a plain lottery of schools.

    Without the number of schools in all, the binomial bound; with it the sharper hypergeometric.
    """
    method = "binomial" if schools is None else "hypergeometric"
    found, visited = schools_with_findings, schools_visited
    low, high = two_sided(found, visited, confidence=confidence, method=method, population=schools)
    upper = upper_bound(found, visited, confidence=confidence, method=method, population=schools)
    return Bounds(found / visited, upper, low, high, method)


def _school_share(design: Design, visits: Visits, most: int, confidence: float) -> Bounds:
    """The share of schools with a case: estimate by the chances, limits by exact tests."""
    count = len(visits.chance)
    if not design.is_random or not visits.visited.any():
        return Bounds(None, most / count, None, None, "none")
    half, simple = (1 + confidence) / 2, design.is_simple
    stands_for = 1 / visits.chance[visits.visited]
    estimate = (visits.affected[visits.visited] * stands_for).sum() / stands_for.sum()
    return Bounds(
        estimate=float(estimate),
        upper=most / count,
        low=affected_lower(visits, half, is_simple=simple) / count,
        high=affected_upper(visits, half, is_simple=simple) / count,
        method="hypergeometric" if simple else "trials",
    )


def _pupil_rate(
    design: Design, visits: Visits, pupils_most: float, full: bool, confidence: float
) -> PupilRate:
    """The projected rate with the bound that the design calls for.

    Which bound is used hangs on how schools and pupils were chosen, never on what was found:
    choosing the smaller of two bounds afterwards would spoil the confidence of both.
    """
    if design.is_random and (design.method == "pps" or not full):
        upper = stringer_upper(visits, confidence=confidence)
    else:
        upper = cases_upper(visits, pupils_most) / max(float(visits.pupils.sum()), 1.0)
    if not design.is_random or not visits.visited.any():
        return PupilRate(upper=upper)
    return project(visits, upper=upper, confidence=confidence)


def _verdict(
    design: Design,
    visits: Visits,
    tolerable: float | None,
    confidence: float,
    *,
    most: int,
    pupils_most: float,
) -> str:
    if not design.is_random:
        return "not_random"
    if tolerable is None or not visits.visited.any():
        return "undecided"
    if design.method == "pps":
        limit, least = tolerable * float(visits.pupils.sum()), visits.pupils[visits.affected].sum()
        if pupils_most < limit - 1e-9:
            return "below"
        # What was seen is the only sure lower limit of the pupils in such schools.
        return "above" if least >= limit else "undecided"
    limit = tolerable * len(visits.chance)
    if most < limit - 1e-9:
        return "below"
    fewest = affected_lower(visits, confidence, is_simple=design.is_simple)
    return "above" if fewest >= limit - 1e-9 else "undecided"


def _strata(schools: pd.DataFrame, visits: Visits, confidence: float) -> pd.DataFrame:
    """One row a stratum: schools, pupils, visits, findings, and the stratum's own exact bound.

    Each bound holds by itself; that all hold at once is less certain than any one of them.
    """
    table = pd.DataFrame(
        {
            "stratum": schools["stratum"],
            "schools": 1,
            "pupils": visits.pupils.astype("int64"),
            "visited": visits.visited.astype("int64"),
            "with_findings": visits.affected.astype("int64"),
            "pupils_checked": np.where(visits.visited, visits.checked, 0).astype("int64"),
            "pupils_found": np.where(visits.visited, visits.found, 0).astype("int64"),
        }
    )
    rows = table.groupby("stratum", sort=True, as_index=False).sum()
    codes = pd.factorize(schools["stratum"], sort=True)[0]
    uppers = [_stratum_upper(visits.part(codes == code), confidence) for code in range(len(rows))]
    rows["upper_schools"] = pd.array(uppers, dtype="Int64")
    return rows


def _stratum_upper(part: Visits, confidence: float) -> int | None:
    """The exact bound of one stratum in schools; None where its chances are unequal.

    Given how many of a stratum were drawn, every set of that many was equally likely.
    """
    open_ = part.chance[part.by_lot]
    if open_.size and np.ptp(open_) > 1e-9:
        return None
    return affected_upper(part, confidence, is_simple=True)


def _results(sample_results: pd.DataFrame) -> pd.DataFrame:
    missing = sorted(set(RESULT_COLUMNS) - set(sample_results.columns))
    if missing:
        raise WrongUse(say("sampling.columns_missing", missing="、".join(missing)))
    results = sample_results[list(RESULT_COLUMNS)].copy()
    if results["school_code"].isna().any() or results["school_code"].duplicated().any():
        raise WrongUse(say("sampling.duplicate_results"))
    # Codes may come home as numbers from a sheet; on both sides they are compared as text.
    results["school_code"] = results["school_code"].astype("str")
    for column in RESULT_COLUMNS[1:]:
        results[column] = pd.to_numeric(results[column], errors="coerce").astype("Int64")
    # A blank count of findings is unknown, never none: the school then has no result.
    blank = results["pupils_found"].isna() | results["pupils_checked"].isna()
    results.loc[blank, list(RESULT_COLUMNS[1:])] = pd.NA
    wrong = (results["pupils_found"] > results["pupils_checked"]) | (results["pupils_found"] < 0)
    if wrong.fillna(False).any():
        codes = results.loc[wrong.fillna(False), "school_code"].astype(str)
        raise WrongUse(say("sampling.more_found_than_checked", codes="、".join(codes)))
    return results


def _with_results(schools: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """The design's schools, each with its result or none; the number of rows stays the same."""
    if "pupils" not in schools.columns:
        raise WrongUse(say("sampling.columns_missing", missing="pupils"))
    kept = schools.drop(columns=[c for c in RESULT_COLUMNS[1:] if c in schools.columns])
    kept = kept.assign(school_code=kept["school_code"].astype("str"))
    return kept.merge(results, on="school_code", how="left", validate="one_to_one")
