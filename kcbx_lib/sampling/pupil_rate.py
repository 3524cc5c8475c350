"""From schools to pupils: the projected rate, its error between schools, and a cautious bound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from kcbx_lib.sampling.bounds import stringer
from kcbx_lib.sampling.worst_case import Visits


@dataclass(frozen=True)
class PupilRate:
    """The share of pupils with a finding, projected from whole schools to the county.

    ``low`` and ``high`` are the approximate interval (Student's t on schools), missing where
    nothing was found or fewer than two schools were visited. ``upper`` is the cautious one-sided
    bound. ``design_effect`` says how many times as uncertain the result is as the same number of
    pupils picked one by one; ``effective_pupils`` is what the checked pupils are then worth, never
    more than they are.
    """

    upper: float
    estimate: float | None = None
    standard_error: float | None = None
    low: float | None = None
    high: float | None = None
    design_effect: float | None = None
    effective_pupils: float | None = None


def project(visits: Visits, *, upper: float, confidence: float) -> PupilRate:
    """The ratio estimate: cases and pupils of the visited schools, each divided by its chance.

    The error is Deville's for unequal draws, on the residuals of the ratio. The gain from the
    strata is left out, so it is rather too large than too small. With few schools with findings
    the interval is too short (the benchmark says by how much): ``upper`` is the bound to quote.
    """
    seen = visits.visited
    chance, pupils = visits.chance[seen], visits.pupils[seen]
    cases = visits.found[seen] / np.maximum(visits.checked[seen], 1) * pupils
    rate = float((cases / chance).sum() / max((pupils / chance).sum(), 1))
    lots = chance < 1
    count = int(lots.sum())
    if rate <= 0 or count < 2:
        return PupilRate(upper=upper, estimate=rate)
    residual = ((cases - rate * pupils) / chance)[lots]
    weight = (1 - chance[lots]) * count / (count - 1)
    centre = float((weight * residual).sum() / weight.sum())
    variance = float((weight * (residual - centre) ** 2).sum()) / float(visits.pupils.sum()) ** 2
    error = variance**0.5
    reach = float(stats.t.ppf((1 + confidence) / 2, count - 1)) * error
    checked = float(visits.checked[seen].sum())
    # Both sides of the ratio without replacement: else a large sample would seem to gain.
    left = 1 - min(checked / float(visits.pupils.sum()), 1)
    one_by_one = rate * (1 - rate) / checked * left
    effect = variance / one_by_one if one_by_one > 0 and variance > 0 else None
    return PupilRate(
        upper=upper,
        estimate=rate,
        standard_error=error,
        low=max(0.0, rate - reach),
        high=min(1.0, rate + reach),
        design_effect=effect,
        effective_pupils=checked / max(effect, 1.0) if effect else None,
    )


def stringer_upper(visits: Visits, *, confidence: float) -> float:
    """Stringer's bound on the pupil rate, for schools drawn with any known chances.

    One draw stands for ``cases / chance`` cases of the county, at most for what the largest school
    for its chance would stand for if all its pupils were cases; divided by that it is a taint
    between 0 and 1. Where chances are proportional to pupils the taint is the school's own share of
    cases. Pupils checked by sample within a school leave the share unbiased, so the bound still
    stands. A school without a result counts as wholly affected.
    """
    total = max(float(visits.pupils.sum()), 1.0)
    share = np.where(visits.visited, visits.found / np.maximum(visits.checked, 1), 1.0)
    chosen = visits.visited | visits.missing
    certain = float((share * visits.pupils)[chosen & ~visits.by_lot].sum())
    open_pupils = float(visits.pupils[visits.by_lot].sum())
    lots = chosen & visits.by_lot
    if not lots.any():
        return (certain + open_pupils) / total
    most = float((visits.pupils / visits.chance)[visits.by_lot].max())
    taints = (share * visits.pupils / visits.chance)[lots] / max(most, 1)
    bound = stringer(taints, draws=visits.draws, confidence=confidence) * most * visits.draws
    return (certain + min(bound, open_pupils)) / total


def design_effect(pupils_per_school: float, alikeness: float) -> float:
    """Kish's design effect of whole schools: ``1 + (m - 1) * rho``.

    ``alikeness`` is the correlation within a school. At 0.05 and 1,000 pupils a school it is 51:
    the school is then worth 20 pupils picked one by one.
    """
    return 1 + (pupils_per_school - 1) * alikeness
