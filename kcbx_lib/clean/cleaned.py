"""One cleaned column: each cell's clean value beside the reason, on the index of the raw column."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean.reason import Reason

REASONS: tuple[Reason, ...] = tuple(Reason)
_CODE_OF = {reason: code for code, reason in enumerate(REASONS)}
_REASON_TYPE = pd.CategoricalDtype([reason.value for reason in REASONS])


class Cleaned(NamedTuple):
    """``value``: typed, NA where nothing can be read. ``reason``: a categorical of Reason values."""

    value: pd.Series
    reason: pd.Series


def code_of(reason: Reason) -> int:
    """A reason's code in the common categorical."""
    return _CODE_OF[reason]


def reason_codes(reasons: list[Reason]) -> NDArray[np.int8]:
    """The reasons as the codes of the common categorical."""
    return np.fromiter((_CODE_OF[reason] for reason in reasons), dtype=np.int8, count=len(reasons))


def reason_series(codes: NDArray[np.int8], index: pd.Index) -> pd.Series:
    """A reason column from the codes of the common categorical."""
    return pd.Series(
        pd.Categorical.from_codes(codes, dtype=_REASON_TYPE), index=index, name="reason"
    )
