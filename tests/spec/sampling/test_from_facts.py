"""The list to draw from is the county's own: pupils as enrolled, nothing dropped in silence."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.county import CountySettings
from kcbx_lib.errors import WrongUse
from kcbx_lib.facts import Facts
from kcbx_lib.sampling import (
    children_from_facts,
    classes_from_facts,
    sample_county,
    schools_from_facts,
)

ENROLMENT = """
subject school_code school_name grade class_no status
c01     s1          一小        3     1        in_school
c02     s1          一小        3     1        -
c03     s1          县一小      6     2        suspended
c04     s1          一小        6     2        transferred_out
c05     s2          二中        7     1        in_school
c06     s2          二中        9     1        dropped_out
c07     s2          二中        9     1        graduated
c08     s3          九年校      2     1        in_school
c09     s3          九年校      8     1        in_school
c01     s2          二中        7     1        in_school
c10     -           某校        4     1        in_school
c11     s2          二中        10    1        in_school
"""
SCHOOLS = """
school_code school_name  stage     township pupils
s1          第一小学     primary   青石镇   500
s2          第二中学     junior    -        600
s4          教学点       primary   柳河镇   12
s5          停办小学     primary   柳河镇   -
"""


def table(text):
    lines = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0]).replace("-", None).astype("str")
    for column in {"grade", "pupils"} & set(frame.columns):
        frame[column] = pd.to_numeric(frame[column]).astype("Int64")
    return frame


def facts(**frames):
    settings = CountySettings(
        code="990101", name="青禾县", city="云岭市", policy="national", as_of=date(2024, 11, 20),
        term=None, folder=Path(),
    )  # fmt: skip
    return Facts(settings, {name: table(text) for name, text in frames.items()})


def test_pupils_are_counted_from_the_roll_and_those_who_left_for_good_are_not():
    schools = schools_from_facts(facts(enrolment=ENROLMENT)).schools.set_index("school_code")
    # Of s1 one was transferred; of s2 one graduated and one is in senior secondary school.
    assert schools["pupils"].to_dict() == {"s1": 3, "s2": 3, "s3": 2}


def test_a_dropout_still_on_the_roll_is_what_a_visit_should_find():
    children = children_from_facts(facts(enrolment=ENROLMENT))
    assert "c06" in set(children["subject"])


def test_a_child_on_two_rolls_stands_at_both_schools():
    children = children_from_facts(facts(enrolment=ENROLMENT))
    assert children.loc[children["subject"] == "c01", "school_code"].tolist() == ["s1", "s2"]


def test_the_register_names_schools_and_places_and_adds_schools_without_a_roll():
    schools = schools_from_facts(facts(enrolment=ENROLMENT, schools=SCHOOLS)).schools
    rows = schools.set_index("school_code")
    assert rows.loc["s1"].tolist() == ["第一小学", "小学", "青石镇", 3]
    assert rows.loc["s4", "pupils"] == 12
    assert pd.isna(rows.loc["s2", "township"])


def test_without_a_register_the_stage_follows_from_the_grades():
    schools = schools_from_facts(facts(enrolment=ENROLMENT)).schools.set_index("school_code")
    assert schools["stage"].to_dict() == {"s1": "小学", "s2": "初中", "s3": "九年一贯制"}
    assert schools.loc["s1", "school_name"] == "一小"


def test_what_cannot_be_drawn_is_said():
    listed = schools_from_facts(facts(enrolment=ENROLMENT, schools=SCHOOLS))
    assert listed.without_pupils == ("s5",)
    assert listed.pupils_without_school == 1


def test_the_risk_of_a_school_is_the_sum_of_its_pupils_scores():
    county = facts(enrolment=ENROLMENT)
    risk = pd.DataFrame({"school_code": ["s1", "s1", "s3"], "score": [4, 3, 2]})
    schools = schools_from_facts(county.with_frames(risk=risk)).schools
    assert schools["risk_score"].tolist() == [7, 0, 2]


def test_the_roll_call_knows_the_classes():
    classes = classes_from_facts(facts(enrolment=ENROLMENT))
    first = classes[classes["school_code"] == "s1"]
    assert first[["grade", "class_no", "enrolled"]].values.tolist() == [[3, "1", 2], [6, "2", 1]]


def test_the_list_can_be_drawn_from_as_it_is():
    listed = schools_from_facts(facts(enrolment=ENROLMENT, schools=SCHOOLS))
    sample = sample_county(listed.schools, seed=1, size=2, name="青禾县")
    assert len(sample.selection) == 2


def test_names_come_only_with_the_restricted_table():
    county = facts(enrolment=ENROLMENT)
    people = pd.DataFrame({"name": ["虚构甲"]}, index=pd.Index(["c05"], name="subject"))
    assert "name" not in children_from_facts(county).columns
    named = children_from_facts(county, people)
    assert named.loc[named["subject"] == "c05", "name"].tolist() == ["虚构甲"]
    assert len(named) == len(children_from_facts(county))


def test_without_an_enrolment_there_is_nothing_to_draw_from():
    with pytest.raises(WrongUse):
        schools_from_facts(facts(schools=SCHOOLS))
