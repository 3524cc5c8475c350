"""Numbers for invented people: resident ids of area 99xxxx, student numbers, telephone numbers.

GB 11643: six digits of area, eight of birth, three of sequence (odd for boys), one check digit.
The area 99xxxx exists nowhere. Telephone numbers start with 154, which no operator has.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = np.array(list("10X98765432"))


def with_check_digit(first17: np.ndarray) -> np.ndarray:
    """The 18-character ids of 17-digit texts."""
    digits = np.array([list(text) for text in first17], dtype=np.int64).reshape(-1, 17)
    return np.char.add(first17.astype("U17"), _CHECKS[(digits * _WEIGHTS).sum(axis=1) % 11])


def resident_ids(area: pd.Series, birth_date: pd.Series, is_male: pd.Series) -> pd.Series:
    """One valid id per person, all different; twins in adjacent rows get adjacent sequences.

    The sequence counts up within area, birth date and sex, so the result depends on the order of
    the rows, which the caller fixes by the seed.
    """
    birth = birth_date.dt.strftime("%Y%m%d")
    order = birth.groupby([area, birth, is_male], sort=False).cumcount().to_numpy()
    start = (birth.str[4:].astype(int).to_numpy() * 7) % 140
    sequence = 2 * (order + start) + np.where(is_male.to_numpy(), 1, 2)
    first17 = (area + birth + pd.Series(sequence, index=area.index).map("{:03d}".format)).to_numpy()
    return pd.Series(with_check_digit(first17.astype("U17")), index=area.index, dtype="str")


def phone_numbers(rng: np.random.Generator, size: int) -> np.ndarray:
    """``size`` different numbers 154xxxxxxxx."""
    tail = rng.permutation(max(size, 1)) * 97 + int(rng.integers(1_000_000, 9_000_000))
    return np.array([f"154{number % 100_000_000:08d}" for number in tail[:size]], dtype=object)
