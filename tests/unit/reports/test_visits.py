"""The list to visit: cut to the people there are, ties in the open, names in restricted/ only."""

import json

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from kcbx_lib.cli.app import app
from kcbx_lib.errors import PrivacyBreach
from kcbx_lib.privacy.release import ReleaseCheck
from kcbx_lib.reports.visits import plan_visits, write_visits
from kcbx_lib.risk import score_children
from kcbx_lib.risk.capacity import ways_compared
from tests.spec_helpers import Drawn

ENROLMENT = """
name   resident_id birth_date sex    school_code grade class_no status    poor left_behind phone       address
林小满 birth       2012-03-01 male   9901010001  7     1        in_school 是   否          13900000001 石桥镇一号
周大山 birth       2011-09-01 male   9901010001  7     1        in_school 是   否          13900000002 石桥镇二号
白小云 birth       2011-08-01 female 9901010002  8     2        in_school 否   是          13900000003 石桥镇三号
何远   birth       2014-08-01 male   9901010002  4     2        in_school 否   否          13900000004 石桥镇四号
"""
PEOPLE = pd.DataFrame({"name": ["林小满", "周大山", "白小云"], "phone": ["13900000001"] * 3})


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return Drawn(enrolment=ENROLMENT)


@pytest.fixture(scope="module")
def risk(drawn) -> pd.DataFrame:
    return score_children(drawn.facts, drawn.policy)


def test_names_stay_in_restricted(drawn, risk, tmp_path):
    plan = plan_visits(risk, visits_a_week=1, weeks=1)
    check = ReleaseCheck(PEOPLE)
    files = write_visits(tmp_path, plan, drawn.facts, check=check)
    for path in tmp_path.rglob("*.csv"):
        text = path.read_text(encoding="utf-8-sig")
        assert not any(word in text for word in ("林小满", "周大山", "13900000001", "石桥镇一号"))
    assert files["workbook"].parent.name == "restricted"
    assert files["workbook"].parent.stat().st_mode & 0o077 == 0
    book = CalamineWorkbook.from_path(str(files["workbook"]))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    cells = {str(cell) for sheet in sheets for row in sheet for cell in row}
    assert {"林小满", "周大山", "13900000001", "石桥镇二号"} <= cells


def test_children_tied_at_the_cut_have_a_sheet_of_their_own_and_no_week(drawn, risk, tmp_path):
    plan = plan_visits(risk, visits_a_week=1, weeks=1)
    assert plan.summary() == {
        "places": 1, "sure": 0, "tied": 2, "places_for_tied": 1, "cut_score": 4, "with_points": 3,
    }  # fmt: skip
    files = write_visits(tmp_path, plan, drawn.facts, check=ReleaseCheck(PEOPLE))
    rows = CalamineWorkbook.from_path(str(files["workbook"])).get_sheet_by_name("同分待定")
    sheet = rows.to_python()
    assert "只剩 1 个名额" in sheet[1][0]
    assert sheet[2][:2] == ["最早周次", "最晚周次"]
    assert "周次" not in sheet[2]
    assert len(sheet) == 3 + 2


def test_a_plan_is_the_same_whatever_the_order_of_rows(drawn, risk, tmp_path):
    once = write_visits(
        tmp_path / "a", plan_visits(risk, visits_a_week=2, weeks=1), drawn.facts,
        check=ReleaseCheck(PEOPLE),
    )  # fmt: skip
    mixed = risk.sample(frac=1, random_state=4)
    again = write_visits(
        tmp_path / "b", plan_visits(mixed, visits_a_week=2, weeks=1), drawn.facts,
        check=ReleaseCheck(PEOPLE),
    )  # fmt: skip
    for name in once:
        assert once[name].read_bytes() == again[name].read_bytes()


def test_a_name_among_the_reasons_stops_the_writing(drawn, risk, tmp_path):
    leaking = risk.assign(reasons="林小满旷课")
    with pytest.raises(PrivacyBreach):
        write_visits(
            tmp_path / "x", plan_visits(leaking, visits_a_week=1, weeks=1), drawn.facts,
            check=ReleaseCheck(PEOPLE),
        )  # fmt: skip
    assert not (tmp_path / "x").exists()


def test_the_same_visits_in_three_ways():
    risk = pd.DataFrame(
        {
            "subject": list("abcdef"),
            "school_code": ["1", "1", "1", "2", "2", "2"],
            "score": [9, 0, 0, 6, 5, 4],
            "band": ["high", "low", "low", "medium", "medium", "medium"],
        }
    )
    ways = ways_compared(risk, visits=3).set_index("way")
    assert ways["points"].to_dict() == {"children": 20, "schools": 15, "lot": 12}
    assert ways["high"].to_dict() == {"children": 1, "schools": 0, "lot": 0.5}


def test_the_comparators_last_school_is_visited_in_part_and_no_place_is_lost():
    risk = pd.DataFrame(
        {"subject": list("abc"), "school_code": ["1", "1", None], "score": [2, 0, 4], "band": "low"}
    )
    ways = ways_compared(risk, visits=2).set_index("way")
    assert ways["points"].to_dict() == {"children": 6, "schools": 5, "lot": 4}


def test_the_command_lists_the_sample_county(tmp_path):
    asked = ["visits", "--county", "990101", "--visits-a-week", "5", "--weeks", "2"]
    done = CliRunner().invoke(app, [*asked, "--out", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    (county,) = json.loads(done.stdout)
    assert county["places"] == 10
    assert county["sure"] + county["tied"] >= 10
    written = pd.read_csv(county["files"]["visits"], dtype="str")
    assert set(written["list"]) <= {"sure", "tied", "later"}


def test_a_county_that_is_not_there_is_wrong_use(tmp_path):
    done = CliRunner().invoke(app, ["visits", "--county", "990109", "--out", str(tmp_path)])
    assert "990109" in str(done.exception)
