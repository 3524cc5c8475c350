"""A rate as an exact fraction: numerator, denominator, what was left out, and how it stands to a target.

Nothing is rounded before it is compared: 98.849 % fails a target of 98.85 %. What is printed is
rounded down, so that no printed rate ever looks better than the counts.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.special import betaincinv

from kcbx_lib.policy import Value

COLUMNS = (
    "indicator",
    "level",
    "unit_code",
    "group",
    "numerator",
    "denominator",
    "rate",
    "target",
    "gap",
    "state",
    "low",
    "high",
    "unknown",
    "excluded",
)
COUNTS = (
    "indicator",
    "level",
    "unit_code",
    "group",
    "numerator",
    "denominator",
    "unknown",
    "excluded",
)
STATES = ("met", "not_met", "undefined", "out_of_range", "insufficient")
DECIMALS = 4
Z95 = 1.959963984540054


def percent(numerator: int, denominator: int) -> Fraction:
    """The exact rate in percent."""
    return Fraction(numerator, denominator) * 100


def rounded_down(value: Fraction, decimals: int = DECIMALS) -> float:
    """The value cut at that many decimals, towards minus infinity: 98.84999 prints as 98.8499."""
    scale = 10**decimals
    return (value.numerator * scale // value.denominator) / scale


def with_rates(
    counts: pd.DataFrame, *, target: Value | None = None, may_exceed: bool = False
) -> pd.DataFrame:
    """Counts in (one row a unit and group, columns ``COUNTS``), the same rows with rate and state out.

    target
        value to be compared with; None, or a value of None, leaves ``state`` blank where the rate
        is sound.
    may_exceed
        a gross rate may pass 100 %; any other rate above it is ``out_of_range``.

    ``undefined``: nothing in the denominator. ``insufficient``: the ``unknown`` members decide, the
    target is met if they count one way and missed if they count the other. ``low`` and ``high`` are
    the 95 % interval of the rate in percent, read as the spread to expect had chance alone decided.
    """
    part, whole, unsure = (
        counts[name].astype("int64") for name in ("numerator", "denominator", "unknown")
    )
    rows = [
        _judged(counted, members, undecided, target, may_exceed)
        for counted, members, undecided in zip(part, whole, unsure, strict=True)
    ]
    names = ["rate", "target", "gap", "state"]
    judged = pd.DataFrame(rows, columns=names, index=counts.index)
    out = counts.assign(**{name: judged[name] for name in names})
    low, high = interval(out["numerator"], out["denominator"])
    out["low"], out["high"] = low, high
    typed = dict.fromkeys(("rate", "target", "gap", "low", "high"), "Float64")
    typed |= dict.fromkeys(("numerator", "denominator", "unknown", "excluded"), "Int64")
    return out.astype(typed).astype({"state": "str"})[list(COLUMNS)]


def _judged(
    numerator: int, denominator: int, unknown: int, target: Value | None, may_exceed: bool
) -> tuple[float | None, float | None, float | None, str | None]:
    goal = None if target is None or target.value is None else target
    shown = None if goal is None else float(goal.value)
    if denominator <= 0:
        return None, shown, None, "undefined"
    rate = percent(numerator, denominator)
    gap = None if goal is None else rounded_down(rate - goal.exact())
    if numerator > denominator and not may_exceed:
        return rounded_down(rate), shown, gap, "out_of_range"
    state = None if goal is None else standing(numerator, denominator, unknown, goal)
    return rounded_down(rate), shown, gap, state


def standing(numerator: int, denominator: int, unknown: int, target: Value) -> str:
    """``met``, ``not_met``, or ``insufficient`` where the unknown members would decide."""
    known = meets(numerator, denominator, target)
    if not unknown:
        return "met" if known else "not_met"
    either = meets(min(numerator + unknown, denominator), denominator, target)
    if known and either:
        return "met"
    return "insufficient" if known or either else "not_met"


def meets(numerator: int, denominator: int, target: Value) -> bool:
    """Whether the exact rate in percent stands to the target as its comparison asks."""
    rate, goal = percent(numerator, denominator), target.exact()
    if target.comparison == "at most":
        return rate <= goal
    if target.comparison == "more than":
        return rate > goal
    return rate >= goal


def interval(numerator: pd.Series, denominator: pd.Series) -> tuple[pd.Series, pd.Series]:
    """95 % interval in percent: Wilson's; exact (Clopper-Pearson) for under 30 or for none or all.

    Missing where the rate is undefined or out of range.
    """
    x = numerator.to_numpy(dtype="float64", na_value=np.nan)
    n = denominator.to_numpy(dtype="float64", na_value=np.nan)
    sound = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(sound, x, 0.0), np.where(sound, n, 1.0)
    p = x / n
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2)) / (1 + Z95**2 / n)
    # scipy.stats gives the same to the last bit and takes half a second to import.
    exact_low = np.where(x > 0, betaincinv(np.maximum(x, 1), n - x + 1, 0.025), 0.0)
    exact_high = np.where(x < n, betaincinv(x + 1, np.maximum(n - x, 1), 0.975), 1.0)
    exact = (n < 30) | (x == 0) | (x == n)
    low = np.where(exact, exact_low, np.clip(centre - half, 0, 1)) * 100
    high = np.where(exact, exact_high, np.clip(centre + half, 0, 1)) * 100
    index = numerator.index
    return (
        pd.Series(np.where(sound, low.round(4), np.nan), index=index),
        pd.Series(np.where(sound, high.round(4), np.nan), index=index),
    )
