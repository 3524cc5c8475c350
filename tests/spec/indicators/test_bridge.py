"""From the reported figure to the recomputed one: every difference is a named line, and they close."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.indicators import bridge
from kcbx_lib.messages import say
from tests.spec.indicators.county_of_text import children, facts, table

CHILDREN = children(
    """
    subject | age_on_cutoff | state                  | in_population | in_enrolment | status
    a       | 8             | in_school              | yes           | yes          | in_school
    b       | 9             | in_school              | no            | yes          | in_school
    c       | 15            | in_school              | yes           | yes          | in_school
    d       | 9             | enrolled_not_attending | yes           | yes          | in_school
    e       | 9             | studying_elsewhere     | yes           | no           | -
    f       | 9             | out_of_school          | yes           | no           | -
    g       | 9             | home_teaching          | yes           | yes          | home_teaching
    """
)
ENROLMENT = table(
    """
    subject | status
    a       | in_school
    a       | in_school
    b       | in_school
    c       | in_school
    d       | in_school
    g       | home_teaching
    """
)


def lines(frame: pd.DataFrame) -> dict[str, int]:
    return dict(zip(frame["line"], frame["count"], strict=True))


def test_each_difference_is_named() -> None:
    found = lines(bridge(facts(children=CHILDREN, enrolment=ENROLMENT)))

    assert found["enrolment_records"] == 5
    assert found["further_records_of_a_child"] == -1
    assert found["outside_household_register"] == -1
    assert found["outside_official_age"] == -1
    assert found["enrolled_not_attending"] == -1
    assert found["in_school_studying_elsewhere"] == 1
    assert found["in_school_home_teaching"] == 1
    assert found["official_age_in_school"] == 3


def test_the_first_line_and_all_differences_make_the_last() -> None:
    reports = table(
        """
        org | school_code | period_kind | period  | submitted_on | end_count
        一小 | 9901010001 | monthly     | 2024-09 | 2024-09-20   | 9
        一小 | 9901010001 | monthly     | 2024-10 | 2024-10-20   | 7
        """,
        end_count="Int64",
    )
    frame = bridge(facts(children=CHILDREN, enrolment=ENROLMENT, reports=reports))
    found = lines(frame)

    assert found["reported_pupils"] == 7
    assert found["records_beyond_reports"] == -2
    assert int(frame["count"].iloc[:-1].sum()) == int(frame["count"].iloc[-1])


def test_every_line_has_a_name_in_both_languages() -> None:
    for line in bridge(facts(children=CHILDREN, enrolment=ENROLMENT))["line"]:
        assert say(f"indicators.bridge_{line}", lang="zh")
        assert say(f"indicators.bridge_{line}", lang="en")
