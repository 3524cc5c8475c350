"""What one county cannot know, the others of the run may tell: without a name."""

import pytest

from kcbx_lib.exchange import match_across, person_index
from kcbx_lib.link import link_children
from tests.helpers import county_of
from tests.spec_helpers import KEY, Drawn

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade class_no status"
SHEET = f"{CHILD} school_code grade class_no marks"


def exchange_of(here: dict, there: dict):
    indexes = {}
    for code, tables in (("990101", here), ("990102", there)):
        county = county_of(code=code, **tables)
        indexes[code] = person_index(link_children(county, key=KEY), county.settings)
    return match_across(indexes)


def test_enrolled_in_another_county():
    here = {"population": f"{CHILD}\n王小明 2014-03-05 birth"}
    there = {"enrolment": f"{RECORD}\n王小明 2014-03-05 birth T1 4 1 in_school"}
    told = exchange_of(here, there)["990101"]
    assert told[["other_county", "how"]].to_numpy().tolist() == [["990102", "enrolled"]]
    assert Drawn(exchange=told, **here).states() == {"王小明": "studying_elsewhere"}


@pytest.mark.parametrize(
    ("month", "state"), [("2024-11-01", "studying_elsewhere"), ("2024-12-01", "out_of_school")]
)
def test_a_record_of_a_later_month_was_in_no_county_on_the_day(month, state):
    here = {"population": f"{CHILD}\n王小明 2014-03-05 birth"}
    record = f"王小明 2014-03-05 birth T1 4 1 in_school {month}"
    told = exchange_of(here, {"enrolment": f"{RECORD} enrolled_on\n{record}"})["990101"]
    assert Drawn(exchange=told, **here).states() == {"王小明": state}


def test_a_record_here_and_a_child_in_class_there():
    here = {
        "enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
        "attendance": f"{SHEET}\n李丽 2014-01-01 birth S1 4 1 √*50",
    }
    there = {"attendance": f"{SHEET}\n王小明 2014-03-05 birth T1 4 1 √*50"}
    told = exchange_of(here, there)
    assert Drawn(exchange=told["990101"], **here).states()["王小明"] == "attends_elsewhere"
    assert Drawn(exchange=told["990102"], **there).states()["王小明"] == "attends_elsewhere"


def test_a_transfer_to_a_school_of_the_run_that_never_saw_the_child():
    here = {
        "enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 transferred_out",
        "movements": f"{CHILD} kind date to_school\n王小明 2014-03-05 birth transfer_out 2024-09-10 河东小学",
    }
    there = {
        "schools": "school_code school_name\nT1 河东小学",
        "enrolment": f"{RECORD}\n赵敏 2014-01-01 birth T1 4 1 in_school",
    }
    told = exchange_of(here, there)["990101"]
    assert told["how"].tolist() == ["not_arrived"]
    assert Drawn(exchange=told, **here).explanations() == {"王小明": "arrived_nowhere"}
    assert Drawn(**here).explanations() == {"王小明": "transferred_out_of_county"}


def test_without_an_id_nothing_is_told():
    here = {"population": "name birth_date\n王小明 2014-03-05"}
    there = {"enrolment": "name birth_date school_code grade\n王小明 2014-03-05 T1 4"}
    assert exchange_of(here, there)["990101"].empty


@pytest.mark.parametrize("code", ["990101", "990102"])
def test_the_index_holds_no_name(code):
    county = county_of(code=code, enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school")
    index = person_index(link_children(county, key=KEY), county.settings)
    assert "王小明" not in index.to_csv()


TOTALS = f"{CHILD} school_code grade class_no month due_days present_days"


@pytest.mark.parametrize(
    ("month", "present", "told"), [("2024-11-01", 9, True), ("2024-11-01", 0, False)]
)
def test_a_county_of_totals_alone_tells_who_came_lately(month, present, told):
    here = {"population": f"{CHILD}\n王小明 2014-03-05 birth"}
    there = {"attendance": f"{TOTALS}\n王小明 2014-03-05 birth T1 4 1 {month} 14 {present}"}
    how = exchange_of(here, there)["990101"]["how"].tolist()
    assert how == (["attending"] if told else [])
