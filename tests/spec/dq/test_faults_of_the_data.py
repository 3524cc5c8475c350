"""DQ-04 and DQ-05, which rest on linked children; the notes of DQ-01 to 03 and 06 to 09 pass through."""

import pandas as pd
import pytest

from kcbx_lib.rules.dq import age_for_grade, invalid_id, shared_id
from tests.helpers import resident_id
from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"


def test_dq_04_a_guardians_id_on_two_children():
    guardian = resident_id("1985-06-07")
    drawn = Drawn(
        enrolment=f"{CHILD} grade\n王小明 2014-03-05 {guardian} 4\n李丽 2015-01-02 {guardian} 3"
    )
    assert drawn.found(shared_id) == ["李丽", "王小明"]


def test_dq_04_leaves_twins_and_a_changed_name_alone():
    drawn = Drawn(
        population=f"{CHILD}\n王小明 2014-03-05 birth\n王小红 2014-03-05 birth/2",
        enrolment=f"{CHILD} grade\n李小明 2014-03-05 birth 4\n王小红 2014-03-05 birth/2 4",
    )
    assert drawn.found(shared_id) == []


@pytest.mark.parametrize(
    ("birth", "grade", "found"),
    [
        ("2014-08-31", 3, []),  # ten: two years above the usual eight
        ("2013-08-31", 3, ["王小明"]),  # eleven
        ("2018-08-31", 3, []),  # six: two years below
        ("2018-09-01", 3, ["王小明"]),  # five
    ],
)
def test_dq_05_more_than_two_years_off_the_grades_age(birth, grade, found):
    drawn = Drawn(
        enrolment=f"{CHILD} school_code grade status\n王小明 {birth} birth S1 {grade} in_school"
    )
    assert drawn.found(age_for_grade) == found


def test_dq_01_a_note_of_intake_becomes_a_finding_about_the_child():
    quality = pd.DataFrame(
        {
            "table": ["enrolment"],
            "file": ["enrolment.xlsx"],
            "sheet": ["Sheet1"],
            "row": [2],
            "row_id": ["enrolment-2"],
            "column": ["resident_id"],
            "code": ["DQ-01"],
            "reason": ["bad_checksum"],
            "severity": ["medium"],
            "raw": ["990101201403050010"],
            "cleaned": [None],
        }
    )
    drawn = Drawn(
        quality=quality,
        enrolment="name birth_date resident_id_reason grade\n王小明 2014-03-05 bad_checksum 4",
    )
    assert drawn.found(invalid_id) == ["王小明"]


def test_a_doubt_on_a_row_handed_in_twice_is_found_once():
    place = {"table": "enrolment", "sheet": "Sheet1", "row": 2}
    note = {
        **place, "column": "resident_id", "code": "DQ-01", "reason": "bad_checksum",
        "severity": "medium", "raw": "990101201403050010", "cleaned": None,
    }  # fmt: skip
    quality = pd.DataFrame(
        [
            {**note, "file": "enrolment.xlsx", "row_id": "enrolment-2"},
            {**note, "file": "副本.xlsx", "row_id": "copy-2"},
        ]
    )
    drawn = Drawn(
        quality=quality,
        enrolment="name birth_date resident_id_reason grade\n王小明 2014-03-05 bad_checksum 4",
    )
    aside = pd.DataFrame([{**place, "file": "副本.xlsx", "reason": "duplicate_row", "raw": "{}"}])
    facts = drawn.facts.with_frames(quarantined=aside)
    found = invalid_id.find(facts, drawn.policy).rows
    assert found["subject"].map(drawn.name_of).tolist() == ["王小明"]
