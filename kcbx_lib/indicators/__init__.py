"""Indicators: every rate with its numerator, denominator, what was left out and how far from target.

``compute_indicators`` gives the contract's table; ``bridge`` leads from a reported figure to the
recomputed one; ``reconstructed_cohort`` follows a cohort at one year's flow rates.
"""

from __future__ import annotations

from itertools import chain

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.bridge import bridge
from kcbx_lib.indicators.dropout import dropout_rates
from kcbx_lib.indicators.enrolment import enrolment_rates
from kcbx_lib.indicators.rates import COLUMNS
from kcbx_lib.indicators.retention import retention_rates
from kcbx_lib.indicators.schools import (
    agreement_rates,
    awareness_rates,
    class_rates,
    teacher_rates,
)
from kcbx_lib.indicators.support import absence_rates, aid_rates
from kcbx_lib.indicators.uis import ReconstructedCohort, reconstructed_cohort
from kcbx_lib.policy import Policy

__all__ = ["ReconstructedCohort", "bridge", "compute_indicators", "reconstructed_cohort"]


def compute_indicators(facts: Facts, policy: Policy) -> pd.DataFrame:
    """One row an indicator, unit and group, in the contract's columns and four more.

    ``indicator, level (county, township, school), unit_code, group, numerator, denominator, rate,
    target, gap, state`` — rate, target and gap in percent, rounded down; ``state`` is met, not_met,
    undefined, out_of_range, insufficient, or blank where the profile sets no target — and ``low,
    high`` (95 % interval), ``unknown`` (members that could count either way), ``excluded`` (left out
    of the denominator: abroad, dead, moved away, approved delay). An indicator whose tables were not
    handed in is absent.
    """
    frames = list(
        chain(
            enrolment_rates(facts, policy),
            retention_rates(facts, policy),
            dropout_rates(facts, policy),
            aid_rates(facts, policy),
            absence_rates(facts, policy),
            class_rates(facts, policy),
            teacher_rates(facts),
            agreement_rates(facts, policy),
            awareness_rates(facts, policy),
        )
    )
    whole = pd.concat([_typed(frame) for frame in frames]) if frames else _typed(pd.DataFrame())
    keys = ["indicator", "level", "unit_code", "group"]
    return whole.sort_values(keys, kind="stable", ignore_index=True)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    text = dict.fromkeys(("indicator", "level", "unit_code", "group", "state"), "str")
    counts = dict.fromkeys(("numerator", "denominator", "unknown", "excluded"), "Int64")
    rates = dict.fromkeys(("rate", "target", "gap", "low", "high"), "Float64")
    return frame.reindex(columns=list(COLUMNS)).astype(text | counts | rates)
