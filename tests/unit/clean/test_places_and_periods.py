import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.clean import (
    Reason,
    address,
    category,
    period,
    region,
    school,
    school_year,
    term,
    text,
)

DIRECTORY = pd.DataFrame(
    [
        ("9901010001", "青禾县第一小学", "一小、县一小"),
        ("9901010002", "清河镇中心小学", None),
        ("9901010003", "白石镇中心小学", ""),
        ("9901010004", "青禾县第二中学", "二中"),
        ("9901010005", "清河镇李庄小学", "李庄小学"),
        ("9901010006", "白石镇李庄小学", "李庄小学"),
    ],
    columns=["school_code", "school_name", "aliases"],
)


class TestSchool:
    @pytest.mark.parametrize(
        "raw",
        [
            "县一小",
            "第一小学",
            "青禾县第一小学",
            "云岭市青禾县第一小学",
            "青禾一小",
            "第1小学",
            "青禾县第一完全小学",
            "一小",
        ],
    )
    def test_the_forms_of_one_school_compare_equal(self, raw):
        assert school.compact_name(raw, county="青禾县") == "第1小学"

    @pytest.mark.parametrize(
        ("one", "other"),
        [("清河镇中心小学", "白石镇中心小学"), ("第一小学", "第一中学"), ("第一小学", "第二小学"),
         ("青禾小学", "第一小学"),
         ("清河镇小学", "清河镇中心小学"), ("城关一小", "县一小"), ("第一初级中学", "第一中学"),
          ("李一小学", "第一小学")],
    )  # fmt: skip
    def test_different_schools_stay_different(self, one, other):
        county = "青禾县"
        assert school.compact_name(one, county=county) != school.compact_name(other, county=county)

    def test_code_first_then_name_then_alias_then_form(self):
        rows = pd.DataFrame(
            [
                ("9901010002", "青禾县第一小学", "9901010002", "code", False),
                (9901010001.0, None, "9901010001", "code", pd.NA),
                (None, "青禾县第一小学", "9901010001", "name", pd.NA),
                ("9999999999", "青禾县第一小学", "9901010001", "name", pd.NA),
                (None, "县一小", "9901010001", "alias", pd.NA),
                (None, "青禾一小", "9901010001", "form", pd.NA),
                (None, "清河镇中心校", "9901010002", "form", pd.NA),
                ("9901010004", "县二中", "9901010004", "code", True),
                (None, "中心小学", None, "unresolved", pd.NA),
                (None, "李庄小学", None, "unresolved", pd.NA),
                (None, "第三小学", None, "unresolved", pd.NA),
                (None, None, None, "unresolved", pd.NA),
            ],
            columns=["code", "name", "expected", "how", "agrees"],
        )
        found = school.resolve(rows["code"], rows["name"], DIRECTORY, county="青禾县")
        assert found["how"].tolist() == rows["how"].tolist()
        assert found["school_code"].fillna("").tolist() == rows["expected"].fillna("").tolist()
        assert found["agrees"].tolist() == rows["agrees"].tolist()

    def test_order_of_the_directory_does_not_matter(self):
        names = pd.Series(["县一小", "李庄小学", "清河镇中心校", "二中"])
        there = school.resolve(None, names, DIRECTORY, county="青禾县")
        back = school.resolve(None, names, DIRECTORY.iloc[::-1], county="青禾县")
        pd.testing.assert_frame_equal(there, back)

    def test_a_directory_without_aliases(self):
        found = school.resolve(
            None, pd.Series(["清河镇中心小学"]), DIRECTORY[["school_code", "school_name"]]
        )
        assert found["school_code"].tolist() == ["9901010002"]

    def test_neither_codes_nor_names_is_wrong_use(self):
        with pytest.raises(ValueError, match="expected"):
            school.resolve(None, None, DIRECTORY)


class TestRegion:
    @pytest.mark.parametrize(
        ("raw", "form"),
        [("青禾县清河镇人民政府", "清河镇"), ("清河镇政府", "清河镇"), ("清河镇", "清河镇"), ("清河乡", "清河乡"),
         ("城关街道办事处", "城关街道"), ("城关街道办", "城关街道"), ("城关街道", "城关街道"),
          ("李庄村委会", "李庄村"), ("李庄村民委员会", "李庄村"),
         ("李庄村", "李庄村"), ("幸福社区居委会", "幸福社区"), ("老县城村", "老县城村"),
          ("红旗新村", "红旗新村"), ("新市镇", "新市镇"),
         ("云岭市青禾县清河镇", "清河镇")],
    )  # fmt: skip
    def test_the_compared_form(self, raw, form):
        assert region.comparison_text(raw) == form

    def test_the_suffix_of_a_township_stays(self):
        assert region.read("清河镇人民政府") == ("清河镇", Reason.NORMALISED)
        assert region.read("城关街道办事处") == ("城关街道办事处", Reason.OK)

    def test_provinces(self):
        assert region.is_known_region("411403")
        assert region.is_known_region("990101")
        assert region.is_fictional("990101")
        assert not region.is_fictional("411403")
        assert not region.is_known_region("770101")


class TestPeriods:
    @pytest.mark.parametrize(
        ("raw", "value"),
        [("2024-09", "2024-09"), ("202409", "2024-09"), (202409, "2024-09"), ("2024年9月", "2024-09"),
         ("2024.9", "2024-09"),
         (dt.date(2024, 9, 1), "2024-09"), ("2024年9月1日至2024年9月30日", "2024-09"), ("2024年第37周", "2024-W37"),
         ("2024-W37", "2024-W37"), ("2024.9.9-2024.9.15", "2024-W37"), ("2024年秋季", "2024-autumn"),
          ("2024年春季学期", "2024-spring"),
         ("2024-2025学年第一学期", "2024-autumn"), ("2024—2025学年下学期", "2025-spring"),
          ("2024年第三季度", "2024-Q3"),
         ("2024Q3", "2024-Q3"), ("2024年3季度", "2024-Q3")],
    )  # fmt: skip
    def test_forms(self, raw, value):
        assert period.read(raw)[0] == value
        assert period.read(value) == (value, Reason.OK)

    @pytest.mark.parametrize(
        "raw",
        ["第37周", "9月", "第三季度", "秋季", "2024", 2024.1, "2024-09-02", dt.date(2024, 9, 2)],
    )
    def test_without_year_or_with_a_day_it_is_ambiguous(self, raw):
        assert period.read(raw) == (None, Reason.AMBIGUOUS)

    def test_a_week_that_the_year_does_not_have(self):
        assert period.read("2024年第53周") == (None, Reason.BAD_DATE)
        assert period.read("2020年第53周")[0] == "2020-W53"

    @pytest.mark.parametrize(
        ("value", "first", "last"),
        [("2024-02", "2024-02-01", "2024-02-29"), ("2024-W01", "2024-01-01", "2024-01-07"),
         ("2024-Q4", "2024-10-01", "2024-12-31"),
         ("2024-autumn", "2024-09-01", "2025-02-28"), ("2024-spring", "2024-03-01", "2024-08-31")],
    )  # fmt: skip
    def test_first_and_last_day(self, value, first, last):
        assert period.span(value) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        bounds = period.bounds(pd.Series([value, None, "第37周"]))
        assert bounds["start"].iloc[0] == pd.Timestamp(first)
        assert bounds["end"].iloc[0] == pd.Timestamp(last)
        assert bounds.iloc[1:].isna().all(axis=None)


class TestSchoolYearAndTerm:
    @pytest.mark.parametrize(
        "raw",
        [
            "2024-2025学年",
            "2024—2025",
            "2024/2025",
            "2024-25",
            "2024学年",
            "2024～2025学年度第一学期",
        ],
    )
    def test_a_school_year(self, raw):
        assert school_year.read(raw) == ("2024-2025", Reason.NORMALISED)

    def test_what_is_no_school_year(self):
        assert school_year.read("2024-2026") == (None, Reason.OUT_OF_RANGE)
        assert school_year.read("2024") == (None, Reason.AMBIGUOUS)
        assert school_year.read("2024-2025") == ("2024-2025", Reason.OK)

    def test_the_school_year_begins_on_the_first_of_september(self):
        assert school_year.of_day(dt.date(2024, 8, 31)) == "2023-2024"
        assert school_year.of_day(dt.date(2024, 9, 1)) == "2024-2025"
        assert school_year.span("2024-2025") == (dt.date(2024, 9, 1), dt.date(2025, 8, 31))

    @pytest.mark.parametrize(
        ("raw", "alone", "in_2024"),
        [("第一学期", "1", "2024-2025-1"), ("上学期", "1", "2024-2025-1"), ("秋季", "1", "2024-2025-1"),
         ("2", "2", "2024-2025-2"),
         ("春季学期", "2", "2024-2025-2"), ("2025年春季", "2024-2025-2", "2024-2025-2"), ("全年", "year", "year"),
         ("2023-2024-1", "2023-2024-1", "2023-2024-1")],
    )  # fmt: skip
    def test_a_term_takes_its_year_from_the_column_beside_it(self, raw, alone, in_2024):
        assert term.read(raw)[0] == alone
        assert term.read(raw, "2024-2025学年")[0] == in_2024

    def test_a_column_of_terms(self):
        terms = pd.Series(["上学期", "下学期", "上学期"])
        years = pd.Series(["2024学年", "2024学年", None])
        cleaned = term.clean_column(terms, years=years)
        assert cleaned.value.tolist() == ["2024-2025-1", "2024-2025-2", "1"]
        assert cleaned.reason.iloc[2] == Reason.INCOMPLETE


class TestText:
    def test_only_what_cannot_be_seen_is_removed(self):
        assert text.compact(
            "\ufeff①　家访：张三\u200b（父）\xa0Ａ１２ "
        ) == "①  家访：张三（父） A12".replace("  ", " ")
        assert text.read("第一行\r\n\r\n第二行_x000D_\n第三行")[0] == "第一行\n第二行\n第三行"

    def test_a_failed_formula_is_not_blank(self):
        assert text.read("#REF!") == (None, Reason.UNPARSEABLE)
        assert text.read("—") == (None, Reason.BLANK)

    def test_an_address_is_one_line(self):
        assert address.read("青禾县 清河镇\n李庄村 １２ 号") == (
            "青禾县清河镇李庄村12号",
            Reason.NORMALISED,
        )

    @pytest.mark.parametrize(
        ("raw", "code"),
        [
            ("A", "A"),
            ("ａ", "A"),
            ("A2类", "A2"),
            ("A-户籍原因", "A"),
            ("J", "J"),
            ("ABC", None),
            ("12", None),
        ],
    )
    def test_a_category_is_a_letter(self, raw, code):
        assert category.read(raw)[0] == code
