"""What a person fills in comes back: the review list and the rows set aside, through the command."""

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.e2e.conftest import run_kcbx
from tests.folders import resident_id, write_csv

pytestmark = pytest.mark.e2e
YML = """code: "990177"
name: 溪口县
city: 云岭市
as_of: 2024-11-20
term: {start: 2024-09-02, end: 2025-01-17}
"""
BORN = "20140305"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """甘小明 in the household register, 甘晓明 (same birth, no id) on a school's roll."""
    place = tmp_path / "data" / "溪口县"
    place.mkdir(parents=True)
    (place / "county.yml").write_text(YML, encoding="utf-8")
    write_csv(
        place / "户籍适龄人口.csv",
        [
            ["姓名", "公民身份号码", "性别", "出生日期", "户号", "户籍地址", "村居委会"],
            ["甘小明", resident_id(1, BORN), "男", "2014-03-05", "h1", "溪口县上河村", "上河村"],
        ],
    )
    write_csv(
        place / "学籍.csv",
        [
            [
                "姓名",
                "身份证件号",
                "性别",
                "出生日期",
                "学校名称",
                "年级",
                "班级",
                "学生状态",
                "监护人",
            ],
            ["甘晓明", "", "男", "2014-03-05", "溪口县第一小学", "四年级", "1班", "在读", "甘大"],
            [
                "甘二",
                resident_id(2),
                "女",
                "2012-09-01",
                "溪口县第一小学",
                "六年级",
                "1班",
                "在读",
                "甘三",
            ],
            ["", "", "男", "2013-09-01", "溪口县第一小学", "五年级", "1班", "在读", "甘四"],
        ],
    )
    return place.parent


def audit(data: Path, run: str, *options: str) -> Path:
    done = run_kcbx("audit", data, "--out", data.parent / "out", "--run", run, *options)
    assert done.returncode == 0, done.stderr
    return data.parent / "out" / run / "990177_溪口县"


def states(county: Path) -> dict[str, str]:
    with (county / "restricted" / "key.csv").open(encoding="utf-8-sig") as file:
        names = {row["subject"]: row["name"] for row in csv.DictReader(file)}
    with (county / "register_states.csv").open(encoding="utf-8-sig") as file:
        return {names[row["subject"]]: row["state"] for row in csv.DictReader(file)}


def answer(workbook: Path, word: str) -> None:
    """The first undecided pair of the list is answered, as a person does: one cell, saved."""
    book = openpyxl.load_workbook(workbook)
    page = book.worksheets[0]
    head = [cell.value for cell in page[3]]
    page.cell(4, head.index("判定") + 1).value = word
    book.save(workbook)


def listed(workbook: Path, sheet: int = 0) -> int:
    """Lines of a list below its title, note and header."""
    book = openpyxl.load_workbook(workbook)
    return book.worksheets[sheet].max_row - 3 if sheet < len(book.worksheets) else 0


def test_what_people_fill_in_is_read_back_by_the_next_runs(data):
    first = audit(data, "r")
    review = first / "restricted" / "review.xlsx"
    page = openpyxl.load_workbook(review).worksheets[0]
    shown = dict(zip([c.value for c in page[3]], [c.value for c in page[4]], strict=True))
    assert {shown["姓名A"], shown["姓名B"]} == {"甘小明", "甘晓明"}
    assert states(first) == {"甘小明": "to_review", "甘晓明": "in_school", "甘二": "in_school"}

    # The review list is answered where it lies; a row set aside is mended and dropped back.
    answer(review, "同一人")
    aside = openpyxl.load_workbook(first / "restricted" / "quarantine.xlsx")
    head = [cell.value for cell in aside.worksheets[0][3]]
    aside.worksheets[0].cell(4, head.index("姓名") + 1).value = "甘四四"
    aside.save(data / "溪口县" / "quarantine.xlsx")
    second = audit(data, "r")  # repeated in its place
    done = {"甘小明": "in_school", "甘二": "in_school", "甘四四": "in_school"}
    assert states(second) == done
    assert (listed(review), listed(review, 1)) == (0, 1)
    assert listed(second / "restricted" / "quarantine.xlsx") == 0

    third = audit(data, "r")  # the second run's list carries the answer on
    assert states(third) == done


def test_a_pair_joined_on_a_slip_is_shown_and_parted_by_a_person(data):
    place = data / "溪口县"
    people = [
        ["姓名", "公民身份号码", "性别", "出生日期", "户号", "监护人"],
        ["甘小明", resident_id(1, BORN), "男", "2014-03-05", "h1", "甘大"],
    ]
    write_csv(place / "户籍适龄人口.csv", people)
    roll = (place / "学籍.csv").read_text(encoding="utf-8-sig").replace("甘晓明", "甘小月")
    (place / "学籍.csv").write_text(roll, encoding="utf-8-sig")
    first = audit(data, "r")
    review = first / "restricted" / "review.xlsx"
    sheet = openpyxl.load_workbook(review)["按笔误合并"]
    shown = dict(zip([c.value for c in sheet[3]], [c.value for c in sheet[4]], strict=True))
    assert (shown["姓名A"], shown["姓名B"]) == ("甘小明", "甘小月")
    assert states(first)["甘小明"] == "in_school"

    book = openpyxl.load_workbook(review)
    head = [cell.value for cell in book["按笔误合并"][3]]
    book["按笔误合并"].cell(4, head.index("判定") + 1).value = "不是同一人"
    book.save(review)
    second = audit(data, "r")
    assert states(second)["甘小明"] == "out_of_school"
    assert "按笔误合并" not in openpyxl.load_workbook(review).sheetnames
