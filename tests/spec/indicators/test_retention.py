"""Retention of an intake: raw, adjusted for moves and deaths, and by confirmed arrivals only."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.indicators.retention import cohort_counts, retention_rates
from kcbx_lib.policy import load_policy
from tests.spec.indicators.county_of_text import cell, facts, table

POLICY = load_policy("national", on=date(2024, 11, 20))
NUMBERS = dict.fromkeys(
    ("intake_year", "intake", "moved_in", "moved_out", "moved_out_confirmed", "died", "graduates"),
    "Int64",
)


def cohorts(text: str) -> pd.DataFrame:
    return table(text, **{k: v for k, v in NUMBERS.items() if k in text})


def rates(text: str) -> pd.DataFrame:
    return pd.concat(retention_rates(facts(cohorts=cohorts(text)), POLICY), ignore_index=True)


HEAD = "school_code | school_name | stage | intake_year | intake | moved_in | moved_out | died | graduates\n"


@pytest.mark.parametrize(
    ("intake", "moved_in", "moved_out", "adjusted"),
    [(76, 45, 2, 119), (268, 7, 13, 262), (275, 110, 11, 374)],
)
def test_the_adjusted_denominator_follows_the_moves(
    intake: int, moved_in: int, moved_out: int, adjusted: int
) -> None:
    row = cohorts(
        HEAD + f"9901010001 | 一中 | junior | 2021 | {intake} | {moved_in} | {moved_out} | 0 | 70"
    )

    assert cohort_counts(row, pd.Timestamp(2024, 11, 20))["adjusted"].iloc[0] == adjusted


def test_an_intake_that_all_moved_away_is_undefined_and_not_100_percent() -> None:
    found = rates(HEAD + "9901010001 | 一中 | junior | 2021 | 31 | 0 | 31 | 0 | 0")

    assert cell(found, "state", indicator="retention_adjusted", level="school") == "undefined"


def test_more_graduates_than_the_intake_explains_is_out_of_range() -> None:
    found = rates(HEAD + "9901010001 | 一中 | junior | 2021 | 498 | 0 | 0 | 0 | 506")
    row = found[found["indicator"].eq("retention_adjusted") & found["level"].eq("school")].iloc[0]

    assert row["state"] == "out_of_range"
    assert row["rate"] == pytest.approx(101.6064)


def test_raw_adjusted_and_confirmed_stand_side_by_side() -> None:
    found = rates(
        """
        school_code | stage  | intake_year | intake | moved_in | moved_out | moved_out_confirmed | died | graduates
        9901010001  | junior | 2021        | 100    | 2        | 6         | 4                   | 1    | 95
        """
    )
    school = found[found["level"].eq("school")]

    assert cell(school, "denominator", indicator="retention_raw") == 100
    assert cell(school, "denominator", indicator="retention_adjusted") == 95
    assert cell(school, "denominator", indicator="retention_confirmed") == 97
    assert cell(school, "state", indicator="retention_adjusted") == "met"
    assert pd.isna(cell(school, "state", indicator="retention_raw"))


def test_an_intake_before_its_graduation_is_not_judged() -> None:
    text = HEAD + "9901010001 | 一中 | junior | 2022 | 100 | 0 | 0 | 0 | 0"

    assert cohort_counts(cohorts(text), pd.Timestamp(2024, 11, 20)).empty
    assert len(cohort_counts(cohorts(text), pd.Timestamp(2025, 7, 1))) == 1


def test_unknown_transfers_are_not_transfers_of_nobody() -> None:
    row = cohort_counts(
        cohorts(HEAD + "9901010001 | 一中 | junior | 2021 | 100 | - | 3 | - | 95"),
        pd.Timestamp(2024, 11, 20),
    )

    assert row["adjusted"].isna().all()
    assert row["raw"].iloc[0] == 100
