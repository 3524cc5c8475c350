"""A county's round of visits in one call: how many schools, which, and what that can prove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.sampling.bounds import trials_risk
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.evaluate import Evaluation, evaluate
from kcbx_lib.sampling.plan import HAIR, Plan, intolerable, plan_of_size, plan_sample
from kcbx_lib.sampling.select import (
    check_frame,
    draw_schools,
    fingerprint,
    inclusion_probabilities,
    numbers_of,
)

# Columns that decide the draw; the fingerprint is taken of these, so a new phone number in the
# list changes nothing and a changed enrolment does.
DRAWN_FROM = ("school_code", "school_name", "stage", "township", "pupils", "risk_score")


@dataclass(frozen=True)
class CountySample:
    """A planned and drawn round of visits.

    ``plan`` is the textbook plan of its size, as for a plain lottery. ``promise`` is the evaluation
    as it will stand if every selected school is visited, every pupil in it accounted for, and no
    case is found: the most that this draw can prove, its strata and chances considered. With up to
    ``accept_up_to`` schools with a case the tolerable share is still ruled out (None: none asked).
    """

    name: str
    plan: Plan
    design: Design
    promise: Evaluation
    accept_up_to: int | None
    certainty: tuple[str, ...]
    options: dict[str, object]

    @property
    def selection(self) -> pd.DataFrame:
        """One row a school to visit, in the order drawn."""
        return self.design.selected

    def record(self) -> dict[str, object]:
        """Everything needed to repeat the draw, as plain values for JSON."""
        promise = self.promise
        return {
            "kind": "kcbx-sample",
            "county": self.name,
            "seed": self.design.seed,
            "frame_sha256": self.design.frame_sha256,
            "method": self.design.method,
            "strata": list(self.design.strata),
            "certainty": list(self.certainty),
            "options": self.options,
            "plan": asdict(self.plan),
            "schools": promise.schools,
            "schools_selected": promise.schools_selected,
            "pupils": promise.pupils,
            "pupils_selected": int(self.selection["pupils"].sum()),
            "if_none_found": {
                "schools_upper": promise.schools_upper,
                "share_upper": promise.school_share.upper,
                "pupils_in_such_schools_upper": promise.pupils_in_such_schools_upper,
            },
            "accept_up_to": self.accept_up_to,
            "selected": self.selection["school_code"].astype(str).tolist(),
        }


def sample_county(  # noqa: PLR0913 - the options of plan and draw together, all keyword-only
    schools: pd.DataFrame,
    *,
    seed: int,
    size: int | None = None,
    tolerable: float | None = None,
    expected: float = 0,
    confidence: float = 0.95,
    method: str = "stratified",
    strata: Sequence[str] = ("township", "stage"),
    certainty: str | Iterable[str] | None = None,
    allocation: str = "proportional",
    name: str = "",
) -> CountySample:
    """Plan and draw the schools to visit in one county.

    One row of ``schools`` is a school: ``school_code``, ``school_name``, ``stage``, ``township``,
    ``pupils``, and for the risk draw ``risk_score``. Give ``size`` (teams and days are counted), or
    ``tolerable`` (the share of schools with a case that must be ruled out; for ``pps``, the share
    of pupils in such schools), or both, when the size wins and the record says what it proves.

    Raises WrongUse if neither is given, or for any of the reasons of ``plan_sample`` and
    ``inclusion_probabilities``.
    """
    if size is None and tolerable is None:
        raise WrongUse(say("sampling.size_or_tolerable"))
    check_frame(schools, ["school_name", "pupils", *strata])
    numbers_of(schools, "pupils", least=0)
    if certainty is not None and not isinstance(certainty, str):
        certainty = sorted(certainty)
    draw = _Draw(method, tuple(strata), certainty, allocation)
    if size is None:
        plan = plan_sample(
            tolerable=float(tolerable or 0),
            expected=expected,
            confidence=confidence,
            method="binomial" if method == "pps" else "hypergeometric",
            population=len(schools),
        )
        size = _size_for_draw(schools, plan, draw)
    drawn = draw_schools(schools, size=size, seed=seed, **draw.options())
    design = Design(
        schools=drawn,
        method=method,
        seed=seed,
        strata=draw.strata,
        frame_sha256=fingerprint(schools, dict.fromkeys([*DRAWN_FROM, *strata])),
    )
    selected = design.selected
    clean = selected[["school_code"]].assign(pupils_checked=selected["pupils"], pupils_found=0)
    certain = selected.loc[selected["is_certainty"].eq(True), "school_code"].astype(str)
    test = _Test(drawn, method, design.is_simple)
    return CountySample(
        name=name,
        plan=plan_of_size(
            size,
            confidence=confidence,
            population=None if method == "pps" else len(schools),
            tolerable=tolerable,
            expected=expected,
        ),
        design=design,
        promise=evaluate(clean, design, confidence=confidence, tolerable=tolerable),
        accept_up_to=None if tolerable is None else test.accepts(tolerable, confidence),
        certainty=tuple(sorted(certain)),
        options={
            "tolerable": tolerable,
            "expected": expected,
            "confidence": confidence,
            "allocation": allocation,
        },
    )


@dataclass(frozen=True)
class _Draw:
    """How to draw, but for size and seed."""

    method: str
    strata: tuple[str, ...]
    certainty: str | list[str] | None
    allocation: str

    def options(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class _Test:
    """Before any visit: how likely a county just intolerable would show so few schools with a case.

    The worst case is taken: the cases sit in the schools with the smallest chances. For ``pps`` the
    tolerable share is one of pupils, which the chances themselves measure.
    """

    schools: pd.DataFrame
    method: str
    is_simple: bool

    def risk(self, found: int, tolerable: float) -> float:
        """The probability of at most ``found`` schools with a case among those drawn by lot."""
        chances = self.schools["inclusion_probability"].to_numpy(dtype=float)
        lots = np.sort(chances[chances < 1])
        draws = round(float(lots.sum()))
        cases = intolerable(tolerable, chances.size)
        if self.method == "pps":
            # Of the schools by lot, a share of the pupils is the same share of the draws.
            pupils = self.schools["pupils"].to_numpy(dtype=float)
            by_lot = float(pupils[chances < 1].sum())
            share = min(1.0, tolerable * float(pupils.sum()) / by_lot) if by_lot else 1.0
            return float(stats.binom.cdf(found, draws, share)) if by_lot else 0.0
        if lots.size < cases:
            # So many cases cannot hide among them: some sit in schools visited for certain.
            return 0.0
        if self.is_simple:
            return float(stats.hypergeom.cdf(found, lots.size, cases, draws))
        worst = np.array([lots[:cases].sum()])
        return float(trials_risk(found, np.array([cases]), worst, draws=max(draws, 0))[0])

    def accepts(self, tolerable: float, confidence: float) -> int:
        """Up to how many schools with a case the share is still ruled out; -1 if not even none."""
        found = 0
        while found < len(self.schools) and self.risk(found, tolerable) <= 1 - confidence:
            found += 1
        return found - 1


def _size_for_draw(schools: pd.DataFrame, plan: Plan, draw: _Draw) -> int:
    """The smallest size at which this draw proves the plan's rate; at worst all schools.

    A plain lottery needs what the textbook says; strata and unequal chances a little more.
    """
    alike = draw.method == "stratified" and draw.allocation == "proportional"
    certain = len(draw.certainty) if isinstance(draw.certainty, list) else 0
    if isinstance(draw.certainty, str):
        certain = int(schools[draw.certainty].eq(True).fillna(False).sum())
    start = max(certain, 1 if draw.method == "pps" else min(plan.size, len(schools)))
    for size in range(start, len(schools)):
        chances = inclusion_probabilities(schools, size=size, **draw.options())
        test = _Test(chances, draw.method, is_simple=alike and not draw.strata)
        allowed = plan.expected if plan.expected >= 1 else np.ceil(size * plan.expected - HAIR)
        if test.risk(int(allowed), plan.tolerable) <= 1 - plan.confidence:
            return size
    return len(schools)
