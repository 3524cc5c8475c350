import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.clean import Reason, class_no, grade

AS_OF = dt.date(2024, 11, 20)


@pytest.mark.parametrize("raw", ["七年级", "7", 7, 7.0])
def test_the_plain_forms_need_nothing(raw):
    assert grade.read(raw) == (7, Reason.OK)


@pytest.mark.parametrize(
    "raw",
    ["初一", "初一年级", "7年级", "７年级", "七", "G7", "初中一年级", "初中七年级", "七(3)班", "七（3）班",
     "七年级3班", "七年级(3)班",
     "703", "703班", "7.3班", "7-3", "初一(3)", "七年级上", "七年级下学期", "七年级（初一）",
      "七年级(2024级)", " 七 年 级 ",
     "7.0", "七3班", "七年级实验班", "Grade 7", 7.3],
)  # fmt: skip
def test_every_way_of_writing_grade_seven(raw):
    assert grade.read(raw) == (7, Reason.NORMALISED)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("小一", 1), ("小学六年级", 6), ("1年级", 1), ("初三", 9), ("九年级", 9), ("高一", 10), ("十年级", 10),
     ("十二年级", 12),
     ("高三", 12), ("职高一年级", 10), ("三年二班", 3), ("六年级毕业班", 6)],
)  # fmt: skip
def test_other_grades(raw, value):
    assert grade.read(raw)[0] == value


@pytest.mark.parametrize(
    "raw", ["学前班", "大班", "幼儿园", "0", 0, "13", "十三年级", "大一", "小七"]
)
def test_below_or_above_school_is_out_of_range(raw):
    assert grade.read(raw) == (None, Reason.OUT_OF_RANGE)


class TestCohorts:
    def test_intake_year_and_graduation_year_are_never_the_same(self):
        assert grade.read("2023级", "初中", as_of=AS_OF) == (8, Reason.NORMALISED)
        assert grade.read("2026届", "初中", as_of=AS_OF) == (8, Reason.NORMALISED)
        assert grade.read("2023届", "初中", as_of=AS_OF) == (None, Reason.OUT_OF_RANGE)

    def test_stage_decides(self):
        assert grade.read("2023级", "小学", as_of=AS_OF)[0] == 2
        assert grade.read("2025届", "小学", as_of=AS_OF)[0] == 6
        assert grade.read("2025届", "初级中学", as_of=AS_OF)[0] == 9
        assert grade.read("初2023级", as_of=AS_OF)[0] == 8
        assert grade.read("小学2019级3班", as_of=AS_OF)[0] == 6

    @pytest.mark.parametrize("stage", [None, "", "九年一贯制学校", "完全中学"])
    def test_without_one_stage_a_cohort_is_ambiguous(self, stage):
        assert grade.read("2023级", stage, as_of=AS_OF) == (None, Reason.AMBIGUOUS)

    def test_without_the_audit_date_too(self):
        assert grade.read("2023级", "初中") == (None, Reason.AMBIGUOUS)

    def test_the_grade_changes_on_the_first_of_september(self):
        assert grade.read("2023级", "初中", as_of=dt.date(2024, 8, 31))[0] == 7
        assert grade.read("2023级", "初中", as_of=dt.date(2024, 9, 1))[0] == 8

    def test_two_digits_are_a_cohort_unless_they_may_be_a_grade(self):
        assert grade.read("23级", "初中", as_of=AS_OF)[0] == 8
        assert grade.read("12级", "初中", as_of=AS_OF) == (None, Reason.AMBIGUOUS)


def test_first_grade_of_a_junior_school_is_only_proposed_as_seven():
    assert grade.read("一年级", "初中") == (7, Reason.REPAIRED)
    assert grade.read("七年级", "初中") == (7, Reason.OK)
    assert grade.read("七年级", "小学") == (7, Reason.OK)  # an over-stage pupil is seen as he is


@pytest.mark.parametrize(
    "raw", ["一、二年级", "1-3年级", "初中", "小学", dt.date(2024, 7, 3), "七年级（初二）"]
)
def test_two_readings_are_not_guessed(raw):
    assert grade.read(raw) == (None, Reason.AMBIGUOUS)


def test_the_fourth_year_of_five_four_schools_is_nine_and_flagged():
    assert grade.read("初四") == (9, Reason.AMBIGUOUS)


def test_unknown_words():
    assert grade.read("特教班") == (None, Reason.UNKNOWN_CODE)
    assert grade.read("abc") == (None, Reason.UNPARSEABLE)
    assert grade.read("") == (None, Reason.BLANK)


def test_a_column_with_a_column_of_stages():
    cleaned = grade.clean_column(
        pd.Series(["2023级", "2023级", "2023级", "初一"], index=list("abcd")),
        as_of=AS_OF,
        stage=pd.Series(["小学", "初中", None, "初中"], index=list("abcd")),
    )
    assert cleaned.value.dtype == "Int64"
    assert cleaned.value.tolist() == [2, 8, pd.NA, 7]
    with pytest.raises(ValueError, match="same index"):
        grade.clean_column(pd.Series(["一"]), stage=pd.Series(["小学"], index=[5]))


class TestClassNo:
    @pytest.mark.parametrize(
        "raw", ["3班", "(3)班", "（3）班", "三班", "03", "3.0", 3, 3.0, "第3班", "七(3)班", "七(3)", "703",
         "七年级3班",
                "2023级3班", "初一（三）班", "7.3", "1203", "３班"]
    )  # fmt: skip
    def test_every_way_of_writing_class_three(self, raw):
        assert class_no.read(raw) == ("3", Reason.NORMALISED)

    def test_the_plain_form_needs_nothing(self):
        assert class_no.read("3") == ("3", Reason.OK)
        assert class_no.read("12班")[0] == "12"
        assert class_no.read("十二班")[0] == "12"

    def test_a_named_class_keeps_its_name(self):
        assert class_no.read("实验班")[0] == "实验"
        assert class_no.read("七年级A班")[0] == "A"

    @pytest.mark.parametrize("raw", ["七年级", "初一", "2023级", "23级", "七年级（初一）"])
    def test_a_grade_alone_has_no_class(self, raw):
        assert class_no.read(raw) == (None, Reason.INCOMPLETE)

    def test_what_a_spreadsheet_did_to_a_class(self):
        assert class_no.read(dt.date(2024, 7, 3)) == (None, Reason.AMBIGUOUS)
        assert class_no.read(7.1) == ("1", Reason.AMBIGUOUS)  # 7.10 or 7.1
        assert class_no.read(7.3) == ("3", Reason.NORMALISED)
