"""The reconstructed cohort: the worked example, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kcbx_lib.errors import WrongUse
from kcbx_lib.indicators import reconstructed_cohort

EXAMPLE = ([1000, 900, 800], [1050, 950, 860], [100, 90, 80], 700)


def percents(values: tuple[Fraction, ...]) -> list[float]:
    return [round(float(value * 100), 4) for value in values]


def test_flow_rates_of_the_worked_example() -> None:
    cohort = reconstructed_cohort(*EXAMPLE, most_repetitions=None)

    assert cohort.promotion == (Fraction(86, 100), Fraction(26, 30), Fraction(7, 8))
    assert cohort.repetition == (Fraction(1, 10),) * 3
    assert cohort.dropout == (Fraction(4, 100), Fraction(1, 30), Fraction(1, 40))


def test_the_cohort_of_the_worked_example_without_a_limit_on_repeating() -> None:
    cohort = reconstructed_cohort(*EXAMPLE, most_repetitions=None)

    assert percents(cohort.survival) == [100.0, 95.5556, 92.0165]
    assert round(float(cohort.completion * 100), 4) == 89.4604
    assert cohort.years_per_graduate is not None
    assert cohort.efficiency is not None
    assert round(float(cohort.years_per_graduate), 6) == 3.571684
    assert round(float(cohort.efficiency * 100), 6) == 83.993990


def test_a_limit_of_one_repetition_is_a_choice_that_shows() -> None:
    cohort = reconstructed_cohort(*EXAMPLE, most_repetitions=1)

    assert percents(cohort.survival) == [100.0, 94.6, 89.44]
    assert round(float(cohort.completion * 100), 4) == 84.7817


def test_a_high_limit_comes_to_no_limit() -> None:
    free = reconstructed_cohort(*EXAMPLE, most_repetitions=None)
    limited = reconstructed_cohort(*EXAMPLE, most_repetitions=60)

    assert float(limited.completion) == pytest.approx(float(free.completion), abs=1e-12)
    assert float(limited.pupil_years) == pytest.approx(float(free.pupil_years), abs=1e-12)


def test_where_nobody_graduates_efficiency_means_nothing() -> None:
    cohort = reconstructed_cohort([100, 90], [100, 90], [0, 0], 0, most_repetitions=None)

    assert cohort.completion == 0
    assert cohort.efficiency is None


@pytest.mark.parametrize(
    "wrong",
    [
        ([100], [100, 90], [0], 90),
        ([100, 0], [100, 90], [0, 0], 90),
        ([100, 90], [100, 90], [100, 0], 90),
        ([], [], [], 0),
    ],
)
def test_grades_that_do_not_match_are_refused(wrong: tuple[list[int], ...]) -> None:
    with pytest.raises(WrongUse):
        reconstructed_cohort(*wrong, most_repetitions=None)  # type: ignore[arg-type]
