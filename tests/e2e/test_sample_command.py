"""``kcbx sample`` as a supervisor uses it: draw, fill in, evaluate; and judge a report of visits."""

from __future__ import annotations

import json

import openpyxl
import pytest

from tests.e2e.conftest import run_kcbx
from tests.e2e.test_bad_input import small_county

pytestmark = pytest.mark.e2e


def test_a_round_from_the_draw_to_its_conclusion(tmp_path):
    small_county(tmp_path / "data")
    visits = tmp_path / "visits"
    # Without a step's name the command draws, as it did before it had steps.
    drawn = run_kcbx("sample", tmp_path / "data", "--size", "1", "--seed", "7", "--out", visits)
    assert drawn.returncode == 0, drawn.stderr
    assert json.loads((visits / "plan.json").read_text("utf-8"))["seed"] == 7
    book = openpyxl.load_workbook(visits / "route_sheets.xlsx")
    sheet = book["核查结果"]
    sheet["D4"], sheet["E4"] = "一", 0
    book.save(visits / "route_sheets.xlsx")
    refused = run_kcbx("sample", "evaluate", visits)
    assert refused.returncode == 3
    assert "route_sheets.xlsx 的工作表“核查结果”第 4 行" in refused.stderr
    assert not (visits / "evaluation.html").exists()
    sheet["D4"] = 1
    book.save(visits / "route_sheets.xlsx")
    done = run_kcbx("sample", "evaluate", visits, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["schools_visited"], told["schools_with_findings"], told["schools_upper"]) == (
        1,
        0,
        0,
    )
    assert (visits / "evaluation.html").is_file()


def test_what_29_schools_and_none_found_prove(tmp_path):
    done = run_kcbx("sample", "proves", "--schools", "29", "--pupils", "30786")
    assert "9.8%" in done.stdout
    assert "随机抽取" in done.stdout
    by_hand = run_kcbx(
        "sample", "proves", "--schools", "29", "--pupils", "30786", "--by-hand", "--json"
    )
    assert json.loads(by_hand.stdout)["share_upper"] is None


def test_a_plan_on_the_command_line_is_the_published_one():
    done = run_kcbx("sample", "plan", "--tolerable", "0.05", "--expected", "2", "--method", "poisson",
                    "--json")  # fmt: skip
    assert json.loads(done.stdout)["size"] == 126


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["evaluate", "nowhere"], 3, "plan.json"),
        (["no_such_folder"], 3, "no_such_folder"),
        (["proves", "--schools", "3", "--pupils", "9", "--found", "4"], 2, "4"),
        (["plan", "--tolerable", "5"], 2, "0 与 1 之间"),
    ],
)
def test_wrong_use_is_told_with_its_code(arguments, code, word):
    done = run_kcbx("sample", *arguments)
    assert done.returncode == code
    assert word in done.stderr
    assert "Traceback" not in done.stderr
