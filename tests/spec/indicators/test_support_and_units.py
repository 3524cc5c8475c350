"""Support: covered, beyond the entitled, off the standard, after leaving; and rates by unit and group."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.indicators.dropout import dropout_rates
from kcbx_lib.indicators.retention import retention_rates
from kcbx_lib.indicators.schools import agreement_rates, class_rates
from kcbx_lib.indicators.support import aid_rates
from kcbx_lib.policy import load_policy
from tests.spec.indicators.county_of_text import cell, children, facts, table

NATIONAL = load_policy("national", on=date(2024, 11, 20))
PUPILS = children(
    """
    subject | stage   | grade | sex    | township | school_code | is_poor | status
    a       | primary | 3     | male   | 青山镇   | A           | yes     | in_school
    b       | primary | 3     | female | 青山镇   | A           | yes     | in_school
    c       | junior  | 8     | female | 白水乡   | C           | yes     | in_school
    d       | junior  | 8     | male   | 白水乡   | C           | no      | in_school
    e       | junior  | 8     | male   | 白水乡   | C           | yes     | transferred_out
    """
)
ENROLMENT = table("subject\na\nb\nc\nd\ne")
LINK = "county_township | 县政府 | 青山镇政府 | {}\n"
PAYMENT = "subject | program | school_year | term | amount_yuan | paid_on\n"


def aid(text: str, **frames: pd.DataFrame) -> pd.DataFrame:
    payments = table(PAYMENT + text, amount_yuan="Float64")
    made = facts(children=PUPILS, enrolment=ENROLMENT, aid=payments, **frames)
    return pd.concat(aid_rates(made, NATIONAL))


def counts(frame: pd.DataFrame, indicator: str, group: str = "all") -> tuple[int, int]:
    where = {"indicator": indicator, "level": "county", "group": group}
    return cell(frame, "numerator", **where), cell(frame, "denominator", **where)


@pytest.mark.parametrize(
    ("payment", "aided"),
    [
        ("a | 生活补助 | - | - | 625 | 2024-10-15", 1),
        ("a | 生活补助 | 2024-2025 | 1 | 625 | -", 1),  # the year is named, the day is not
        ("a | 生活补助 | 2023-2024 | 2 | 625 | 2024-09-20", 0),  # last year's, paid late
        ("a | 生活补助 | - | - | 625 | 2024-04-15", 0),
        ("a | 营养餐 | 2024-2025 | 1 | 625 | 2024-10-15", 0),  # for everybody
        ("a | 普通高中助学金 | 2024-2025 | 1 | 1000 | 2024-10-15", 0),
    ],
)
def test_a_payment_counts_for_the_school_year_it_names(payment: str, aided: int) -> None:
    assert counts(aid(payment), "aid_coverage") == (aided, 3)


def test_a_payment_of_no_year_may_count_or_not() -> None:
    frame = aid("a | 生活补助 | - | - | 625 | -\nb | 生活补助 | 2024-2025 | 1 | 625 | -")

    where = {"indicator": "aid_coverage", "level": "county", "group": "all"}
    assert counts(frame, "aid_coverage") == (1, 3)
    assert cell(frame, "unknown", **where) == 1


def test_who_is_aided_without_being_entitled_is_shown_beside_the_coverage() -> None:
    frame = aid("a | 生活补助 | 2024-2025 | 1 | 625 | -\nd | 生活补助 | 2024-2025 | 1 | 625 | -")

    assert counts(frame, "aid_coverage") == (1, 3)
    assert counts(frame, "aided_not_entitled") == (1, 2)


MOVES = "subject | kind | date\n"


@pytest.mark.parametrize(
    ("moves", "after"),
    [
        ("e | transfer_out | 2024-10-01", 1),
        ("e | transfer_out | 2024-10-15", 0),  # paid on the day
        ("e | suspend | 2024-10-01", 0),
        ("a | transfer_out | 2024-10-01", 0),  # in school now: moved within the county, or back
    ],
)
def test_a_payment_after_the_pupil_had_left_is_counted(moves: str, after: int) -> None:
    frame = aid(
        "a | 生活补助 | - | - | 625 | 2024-10-15\ne | 生活补助 | - | - | 625 | 2024-10-15",
        movements=table(MOVES + moves),
    )

    assert counts(frame, "aid_after_leaving") == (after, 2)


def test_terms_paid_otherwise_than_at_the_standard_are_counted() -> None:
    terms = table(
        """
        subject | is_aided | excuse      | standard_yuan | paid_yuan
        a       | yes      | -           | 625           | 625
        b       | yes      | -           | 625           | 500
        c       | no       | -           | 750           | 0
        d       | yes      | joined_late | 750           | 100
        """,
        is_aided="boolean",
        standard_yuan="Float64",
        paid_yuan="Float64",
    )
    frame = aid("a | 生活补助 | 2024-2025 | 1 | 625 | -", support_terms=terms)

    assert counts(frame, "aid_off_standard") == (1, 2)


CASES = table(
    """
    subject | stage    | verified_on | returned_on | opened_on  | closed_on | category_code
    a       | returned | 2024-09-10  | 2024-10-10  | 2024-09-05 | -         | -
    c       | dropout  | 2024-09-10  | -           | 2024-09-05 | -         | -
    """
)


def test_dropout_and_return_stand_by_township_school_stage_grade_sex_and_key_group() -> None:
    frame = pd.concat(
        dropout_rates(
            facts(children=PUPILS.assign(state="in_school"), case_files=CASES, enrolment=ENROLMENT),
            NATIONAL,
        )
    )

    for indicator in ("dropout", "dropout_upper", "return"):
        own = frame[frame["indicator"].eq(indicator)]
        assert set(own["level"]) == {"county", "township", "school"}, indicator
        assert {"stage_junior", "grade_8", "sex_female", "is_poor"} <= set(own["group"]), indicator
    where = {"indicator": "return", "level": "school"}
    assert cell(frame, "numerator", **where, unit_code="A") == 1
    assert cell(frame, "numerator", **where, unit_code="C") == 0


def test_retention_and_class_sizes_stand_by_township_too() -> None:
    schools = table("school_code | township\nA | 青山镇\nC | 白水乡")
    cohorts = table(
        """
        school_code | stage   | intake_year | intake | moved_in | moved_out | died | graduates
        A           | primary | 2018        | 100    | 0        | 0         | 0    | 90
        C           | junior  | 2021        | 50     | 0        | 0         | 0    | 50
        """,
        **dict.fromkeys(
            ("intake_year", "intake", "moved_in", "moved_out", "died", "graduates"), "Int64"
        ),
    )
    classes = table(
        """
        subject | school_code | grade | class_no | status
        a       | A           | 3     | 1        | in_school
        c       | C           | 8     | 1        | in_school
        """,
        grade="Int64",
    )
    made = facts(schools=schools, cohorts=cohorts, enrolment=classes, children=PUPILS)

    kept = pd.concat(retention_rates(made, NATIONAL))
    where = {"indicator": "retention_adjusted", "level": "township", "unit_code": "青山镇"}
    assert cell(kept, "numerator", **where) == 90
    sizes = pd.concat(class_rates(made, NATIONAL))
    assert set(sizes["level"]) == {"county", "township", "school"}


def test_an_agreement_whose_day_cannot_be_read_is_neither_signed_nor_unsigned() -> None:
    due = table(
        "link | party_a | party_b | signed_on\n" + LINK.format("2024-09-01") + LINK.format("-")
    )
    note = {"row_id": ["r2"], "column": ["signed_on"], "raw": ["已签"], "cleaned": [None]}
    quality = pd.DataFrame(note | {"code": ["doubtful"]})

    def state(**frames: pd.DataFrame) -> tuple[int, int, str]:
        frame = pd.concat(
            agreement_rates(facts(children=PUPILS, agreements=due, **frames), NATIONAL)
        )
        where = {"indicator": "agreements_signed", "level": "county", "group": "all"}
        return tuple(cell(frame, column, **where) for column in ("numerator", "unknown", "state"))

    assert state(quality=quality) == (1, 1, "insufficient")
    assert state() == (1, 0, "not_met")
