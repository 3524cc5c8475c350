"""From the reported figure to the recomputed one: every difference is a named line, and they close."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.indicators import bridge
from kcbx_lib.indicators.enrolment import enrolment_rates
from kcbx_lib.messages import say
from kcbx_lib.policy import load_policy
from kcbx_lib.reports.story import bridge_answer
from tests.spec.indicators.county_of_text import children, facts, table

NATIONAL = load_policy("national", on=date(2024, 11, 20))
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
    found = lines(bridge(facts(children=CHILDREN, enrolment=ENROLMENT), NATIONAL))

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
    frame = bridge(facts(children=CHILDREN, enrolment=ENROLMENT, reports=reports), NATIONAL)
    found = lines(frame)

    assert found["reported_pupils"] == 7
    assert found["records_beyond_reports"] == -2
    assert int(frame["count"].iloc[:-1].sum()) == int(frame["count"].iloc[-1])


def test_every_line_has_a_name_in_both_languages() -> None:
    for line in bridge(facts(children=CHILDREN, enrolment=ENROLMENT), NATIONAL)["line"]:
        assert say(f"indicators.bridge_{line}", lang="zh")
        assert say(f"indicators.bridge_{line}", lang="en")


def test_a_school_that_sent_no_report_is_a_line_of_its_own() -> None:
    reports = table(
        """
        org  | school_code | period_kind | period  | submitted_on | end_count
        一小 | 9901010001  | monthly     | 2024-10 | 2024-10-20   | 3
        """,
        end_count="Int64",
    )
    enrolment = ENROLMENT.assign(
        school_code=pd.Series(["9901010001"] * 3 + ["9901010002"] * 3, index=ENROLMENT.index)
    )
    found = lines(bridge(facts(children=CHILDREN, enrolment=enrolment, reports=reports), NATIONAL))

    assert found["schools_without_report"] == 2
    assert found["records_beyond_reports"] == 0


def test_every_step_is_a_rate_of_one_denominator_and_the_last_is_net_enrolment() -> None:
    county = facts(children=CHILDREN, enrolment=ENROLMENT, population=table("subject\nx"))
    frame = bridge(county, NATIONAL)
    net = pd.concat(enrolment_rates(county, NATIONAL))
    net = net[net["indicator"].str.startswith("net_enrolment") & net["level"].eq("county")]
    net = net[net["group"].eq("all")]

    assert set(frame["denominator"]) == {int(net["denominator"].sum())}
    assert int(frame["count"].iloc[-1]) == int(net["numerator"].sum())
    assert frame["rate"].iloc[0] == 100.0  # five records over five children
    assert frame["rate"].iloc[-1] == 60.0


def test_without_a_household_register_there_are_counts_and_no_rate() -> None:
    frame = bridge(facts(children=CHILDREN, enrolment=ENROLMENT), NATIONAL)

    assert frame["rate"].isna().all()
    assert frame["denominator"].isna().all()


def test_the_sentence_under_the_bridge_gives_both_rates_and_the_largest_difference() -> None:
    county = facts(children=CHILDREN, enrolment=ENROLMENT, population=table("subject\nx"))
    told = bridge_answer(bridge(county, NATIONAL)).data

    assert "100.00%" in told
    assert "60.00%" in told
    assert "5 人" in told
