"""A rate is compared as an exact fraction and printed rounded down."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.indicators.rates import interval, meets, with_rates
from kcbx_lib.policy import load_policy

ON = date(2024, 11, 20)
RETENTION = load_policy("yangquan_2018", on=ON).value("target.retention")
NO_DROPOUT = load_policy("yaosheng_2022", on=ON).value("target.dropout")


def rate(numerator: int, denominator: int, unknown: int = 0, **options: object) -> pd.Series:
    counts = pd.DataFrame(
        {
            "indicator": ["x"],
            "level": "county",
            "unit_code": "990101",
            "group": "all",
            "numerator": [numerator],
            "denominator": [denominator],
            "unknown": [unknown],
            "excluded": 0,
        }
    )
    return with_rates(counts, **options).iloc[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("graduates", "state"), [(98849, "not_met"), (98850, "met"), (98851, "met")]
)
def test_98_849_fails_98_85(graduates: int, state: str) -> None:
    assert rate(graduates, 100000, target=RETENTION)["state"] == state


def test_a_rate_just_below_the_target_never_prints_as_the_target() -> None:
    row = rate(98_849_999, 100_000_000, target=RETENTION)

    assert row["rate"] == 98.8499
    assert row["gap"] < 0


def test_one_dropout_among_many_is_above_a_limit_of_none() -> None:
    assert rate(1, 70_885, target=NO_DROPOUT)["state"] == "not_met"
    assert rate(0, 70_885, target=NO_DROPOUT)["state"] == "met"


def test_nothing_in_the_denominator_is_undefined_and_not_100_percent() -> None:
    row = rate(0, 0, target=RETENTION)

    assert row["state"] == "undefined"
    assert pd.isna(row["rate"])


def test_more_than_all_is_out_of_range_and_not_met() -> None:
    row = rate(506, 498, target=RETENTION)

    assert row["state"] == "out_of_range"
    assert row["rate"] == pytest.approx(101.6064)


def test_unknown_members_decide_nothing_where_either_way_meets() -> None:
    assert rate(99, 100, 1, target=RETENTION)["state"] == "met"
    assert rate(98, 100, 1, target=RETENTION)["state"] == "insufficient"
    assert rate(97, 100, 1, target=RETENTION)["state"] == "not_met"


def test_without_a_target_a_sound_rate_has_no_state() -> None:
    assert pd.isna(rate(1, 2)["state"])
    assert pd.isna(rate(1, 2)["gap"])


def test_exactly_the_target_meets_it() -> None:
    assert meets(1977, 2000, RETENTION)
    assert not meets(1976, 2000, RETENTION)


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # Wilson, worked by hand from its formula; exact where none or all, or under 30.
        (90, 100, 82.5634, 94.4771),
        (0, 60, 0.0, 5.9629),
        (20, 20, 83.1566, 100.0),
    ],
)
def test_intervals(numerator: int, denominator: int, low: float, high: float) -> None:
    bounds = interval(pd.Series([numerator]), pd.Series([denominator]))

    assert bounds[0].iloc[0] == pytest.approx(low, abs=1e-3)
    assert bounds[1].iloc[0] == pytest.approx(high, abs=1e-3)


def test_no_interval_where_the_rate_means_nothing() -> None:
    low, high = interval(pd.Series([506, 0]), pd.Series([498, 0]))

    assert low.isna().all()
    assert high.isna().all()
