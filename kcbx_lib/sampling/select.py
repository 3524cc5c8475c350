"""Which schools and pupils are visited: every chance known before the draw, every draw repeatable.

The chances come first (``inclusion_probabilities``), then the draw (``draw_schools``). Both depend
on the content of the list and the seed alone: the list is sorted by school code before anything is
drawn, so the order of its rows, the machine and the day change nothing.

Methods: ``stratified`` gives every school of a stratum the same chance; ``pps`` a chance
proportional to its pupils, so that every pupil of the county weighs the same; ``risk`` half by lot
and half by risk score, so that worrying schools are likelier and none is safe. Schools named as
certainty items are visited whatever the lot says, with chance 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.sampling.draw import draw_tournament

SELECTION_METHODS = ("stratified", "pps", "risk")
ALLOCATIONS = ("proportional", "neyman", "equal")
STRATUM_SEPARATOR = " · "
# Part of the list that is drawn from, so never translated: the draw must not hang on a language.
WHOLE_COUNTY = "全县"
BLANK = "未填"
# Of the risk-weighted draw, the share of the chances given to all schools alike. At one half no
# school's chance falls below half of a plain lottery's, which keeps the proof usable.
LOTTERY_SHARE = 0.5


def select_schools(
    frame: pd.DataFrame,
    *,
    size: int,
    seed: int,
    method: str = "stratified",
    strata: Sequence[str] = ("township", "stage"),
    measure: str = "pupils",
    certainty: str | Iterable[str] | None = None,
    allocation: str = "proportional",
) -> pd.DataFrame:
    """One row a school to visit, in the order drawn; see ``draw_schools`` for the columns."""
    drawn = draw_schools(
        frame,
        size=size,
        seed=seed,
        method=method,
        strata=strata,
        measure=measure,
        certainty=certainty,
        allocation=allocation,
    )
    chosen = drawn[drawn["is_selected"].eq(True)]
    return chosen.sort_values("draw_order", kind="stable").reset_index(drop=True)


def draw_schools(
    frame: pd.DataFrame,
    *,
    size: int,
    seed: int,
    method: str = "stratified",
    strata: Sequence[str] = ("township", "stage"),
    measure: str = "pupils",
    certainty: str | Iterable[str] | None = None,
    allocation: str = "proportional",
) -> pd.DataFrame:
    """One row a school of the list, drawn or not: what the evaluation needs afterwards.

    To the columns of ``frame`` are added ``stratum``, ``inclusion_probability``, ``is_certainty``
    (chance 1), ``is_selected`` and ``draw_order`` (1…size in an order drawn by lot, else missing).
    Rows come sorted by ``school_code``. Arguments and errors as ``inclusion_probabilities``.
    """
    schools = inclusion_probabilities(
        frame,
        size=size,
        method=method,
        strata=strata,
        measure=measure,
        certainty=certainty,
        allocation=allocation,
    )
    rng = generator(seed)
    levels = [pd.factorize(_level(schools, column), sort=True)[0] for column in strata]
    drawn = draw_tournament(schools["inclusion_probability"].to_numpy(), levels, rng)
    schools["is_selected"] = pd.array(drawn, dtype="boolean")
    lots = np.where(drawn, rng.random(len(schools)), np.inf)
    order = pd.array(lots.argsort(kind="stable").argsort(kind="stable") + 1, dtype="Int64")
    schools["draw_order"] = pd.Series(order, index=schools.index).where(drawn)
    return schools


def inclusion_probabilities(
    frame: pd.DataFrame,
    *,
    size: int,
    method: str = "stratified",
    strata: Sequence[str] = ("township", "stage"),
    measure: str = "pupils",
    certainty: str | Iterable[str] | None = None,
    allocation: str = "proportional",
) -> pd.DataFrame:
    """One row a school, sorted by code, with its exact chance of being visited; they add to size.

    Columns used: ``school_code`` (unique), those of ``strata`` (a blank is a stratum of its own),
    ``measure`` (for ``pps`` and the Neyman allocation; at least 1), ``risk_score`` (for ``risk``;
    not negative). ``certainty`` names a yes/no column or lists school codes; ``size`` counts these
    schools too. A school so large or risky that its share of the draw exceeds 1 becomes certain.

    ``allocation`` of the stratified draw: ``proportional`` (all schools alike), ``equal`` (the
    same expected number in every stratum), ``neyman`` (more where ``measure`` varies more).
    """
    _check_options(method, allocation, size)
    check_frame(frame, [*strata, *_needed(method, allocation, measure)])
    schools = frame.sort_values("school_code", kind="stable").reset_index(drop=True)
    schools["stratum"] = stratum_names(schools, strata)
    certain = _certain(schools, certainty)
    if size > len(schools) or size < certain.sum():
        raise WrongUse(
            say("sampling.bad_size", size=size, schools=len(schools), certain=int(certain.sum()))
        )
    weights = _weights(schools, ~certain, method=method, measure=measure, allocation=allocation)
    chances = _chances(weights, certain, size)
    schools["inclusion_probability"] = chances
    schools["is_certainty"] = pd.array(chances >= 1, dtype="boolean")
    return schools


def select_pupils(
    children: pd.DataFrame,
    *,
    per_school: int,
    seed: int,
    schools: pd.DataFrame | None = None,
    key: str = "subject",
) -> pd.DataFrame:
    """One row a pupil to check: ``per_school`` of each school by lot, or all where fewer.

    Columns used: ``school_code`` and ``key`` (unique). Adds ``pupil_probability`` within the
    school, ``pupil_order``, and, given the selected ``schools``, ``inclusion_probability`` of both
    stages together; pupils of other schools are then left out. Each school has its own generator
    made of seed and code, so that adding a school changes no other school's pupils.
    """
    if per_school < 1:
        raise WrongUse(say("sampling.bad_per_school", found=per_school))
    missing = sorted({"school_code", key} - set(children.columns))
    if missing:
        raise WrongUse(say("sampling.columns_missing", missing="、".join(missing)))
    if children[key].duplicated().any():
        raise WrongUse(say("sampling.duplicate_pupils", column=key))
    pupils = children[children["school_code"].notna()]
    if schools is not None:
        check_frame(schools, ["inclusion_probability"])
        pupils = pupils[pupils["school_code"].isin(schools["school_code"])]
    pupils = pupils.sort_values(["school_code", key], kind="stable").reset_index(drop=True)
    sizes = pupils.groupby("school_code", sort=True).size()
    lots = [generator(seed, str(code)).random(count) for code, count in sizes.items()]
    pupils["_lot"] = np.concatenate(lots) if lots else np.array([], dtype=float)
    order = pupils.groupby("school_code")["_lot"].rank(method="first")
    roll = pupils["school_code"].map(sizes).astype(float)
    pupils["pupil_order"] = order.astype("Int64")
    pupils["pupil_probability"] = (per_school / roll).clip(upper=1.0)
    if schools is not None:
        first = schools.set_index("school_code")["inclusion_probability"]
        stage = pupils["school_code"].map(first).astype(float)
        pupils["inclusion_probability"] = pupils["pupil_probability"] * stage
    chosen = pupils[order <= per_school].drop(columns="_lot")
    return chosen.sort_values(["school_code", "pupil_order"], kind="stable").reset_index(drop=True)


def fingerprint(frame: pd.DataFrame, columns: Iterable[str]) -> str:
    """SHA-256 of the list as drawn from: its named columns, rows sorted by school code.

    Whoever holds the same list and seed can repeat the draw; a list changed afterwards shows.
    """
    kept = [column for column in columns if column in frame.columns]
    ordered = frame.sort_values("school_code", kind="stable")[kept]
    text = ordered.to_csv(index=False, lineterminator="\n", float_format="%.10g")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def generator(seed: int, *path: str) -> np.random.Generator:
    """The generator of a seed, or of one branch of it. Raises WrongUse for a seed below 0."""
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise WrongUse(say("sampling.bad_seed", found=seed))
    words = [
        int.from_bytes(hashlib.sha256(step.encode("utf-8")).digest()[:8], "big") for step in path
    ]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def stratum_names(schools: pd.DataFrame, strata: Sequence[str]) -> pd.Series:
    """One readable name a row, such as 青石镇 · 小学; one stratum for all if none is asked for."""
    if not strata:
        return pd.Series(WHOLE_COUNTY, index=schools.index, dtype="str")
    parts = [_level(schools, column) for column in strata]
    name = parts[0]
    for part in parts[1:]:
        name = name + STRATUM_SEPARATOR + part
    return name


def _level(schools: pd.DataFrame, column: str) -> pd.Series:
    """A stratum column as text; a blank is its own stratum, never dropped."""
    return schools[column].astype("str").fillna(BLANK).astype("str")


def _needed(method: str, allocation: str, measure: str) -> list[str]:
    if method == "risk":
        return ["risk_score"]
    return [measure] if method == "pps" or allocation == "neyman" else []


def _weights(
    schools: pd.DataFrame, lots: NDArray, *, method: str, measure: str, allocation: str
) -> NDArray:
    """What each school's chance is proportional to; only the schools in ``lots`` matter."""
    if method == "pps":
        return numbers_of(schools, measure, least=1)
    if method == "risk":
        score = numbers_of(schools, "risk_score", least=0)
        total = score[lots].sum()
        if total <= 0:
            return np.ones(len(schools))
        return LOTTERY_SHARE / max(lots.sum(), 1) + (1 - LOTTERY_SHARE) * score / total
    strata = schools["stratum"].where(lots)
    if allocation == "equal":
        return 1 / strata.map(strata.value_counts()).fillna(1).to_numpy(dtype=float)
    if allocation == "neyman":
        values = pd.Series(numbers_of(schools, measure, least=0)).where(lots)
        spread = values.groupby(strata.to_numpy()).transform("std").fillna(0).to_numpy(dtype=float)
        some = spread[spread > 0]
        # A stratum without spread (one school, or all alike) still gets a chance: the least one.
        return np.where(spread > 0, spread, some.min() if some.size else 1.0)
    return np.ones(len(schools))


def _chances(weights: NDArray, certain: NDArray, size: int) -> NDArray:
    """Chances proportional to the weights that add up to ``size``; what exceeds 1 becomes 1."""
    chances = np.where(certain, 1.0, 0.0)
    open_ = ~certain
    while open_.any():
        left = size - int((~open_).sum())
        share = left * weights / weights[open_].sum()
        over = open_ & (share >= 1 - 1e-12)
        if not over.any():
            chances[open_] = share[open_]
            break
        chances[over] = 1.0
        open_ = open_ & ~over
    return chances


def _certain(schools: pd.DataFrame, certainty: str | Iterable[str] | None) -> NDArray:
    if certainty is None:
        return np.zeros(len(schools), bool)
    if isinstance(certainty, str):
        check_frame(schools, [certainty])
        return schools[certainty].astype("boolean").eq(True).fillna(False).to_numpy(dtype=bool)
    codes = set(certainty)
    unknown = sorted(codes - set(schools["school_code"]))
    if unknown:
        raise WrongUse(say("sampling.unknown_certainty", codes=_some(unknown)))
    return schools["school_code"].isin(codes).to_numpy(dtype=bool)


def numbers_of(schools: pd.DataFrame, column: str, *, least: int) -> NDArray:
    """A column as numbers; WrongUse names the schools where it is blank or too small."""
    values = pd.to_numeric(schools[column], errors="coerce").astype("Float64")
    bad = (values < least).fillna(True)
    if bad.any():
        codes = schools.loc[bad.to_numpy(dtype=bool), "school_code"].astype(str).tolist()
        raise WrongUse(say("sampling.bad_measure", column=column, least=least, codes=_some(codes)))
    return values.to_numpy(dtype=float)


def _check_options(method: str, allocation: str, size: int) -> None:
    if method not in SELECTION_METHODS:
        known = "、".join(SELECTION_METHODS)
        raise WrongUse(say("sampling.unknown_method", found=method, known=known))
    if allocation not in ALLOCATIONS:
        known = "、".join(ALLOCATIONS)
        raise WrongUse(say("sampling.unknown_allocation", found=allocation, known=known))
    if not isinstance(size, int | np.integer) or size < 1:
        raise WrongUse(say("sampling.bad_size_value", found=size))


def check_frame(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise WrongUse unless the columns are there and every school has a code of its own."""
    missing = sorted({"school_code", *columns} - set(frame.columns))
    if missing:
        raise WrongUse(say("sampling.columns_missing", missing="、".join(missing)))
    codes = frame["school_code"]
    if codes.isna().any():
        raise WrongUse(say("sampling.blank_codes", count=int(codes.isna().sum())))
    if codes.duplicated().any():
        repeated = sorted(codes[codes.duplicated()].astype(str).unique())
        raise WrongUse(say("sampling.duplicate_codes", codes=_some(repeated)))


def _some(codes: Sequence[str], most: int = 5) -> str:
    """The first few codes of a list, and how many there are."""
    shown = "、".join(codes[:most])
    return shown if len(codes) <= most else f"{shown} … ({len(codes)})"
