"""Single readings: numbers, labels, roundings."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kcbx_lib.statements import check_text
from kcbx_lib.statements.figures import Figure, figures_of
from kcbx_lib.statements.rounding import how_it_fits
from kcbx_lib.statements.text import text_of


def figures(text: str) -> list[Figure]:
    return figures_of(text_of(text))


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("在校生70,885人", 70885, "person"),
        ("在校生１.５２万人", 15200, "person"),
        ("男童三十五名", 35, "person"),
        ("共一千二百零六人次", 1206, "person_time"),
        ("经费148.3891万元", Fraction("1483891"), "yuan"),
        ("面积15亩", 10_000, "square_metre"),
        ("入学率百分之九十八点五", Fraction("98.5"), "percent"),
        ("辍学率0.5‰", Fraction("0.05"), "percent"),
        ("教学班312个", 312, "class"),
        ("两所学校", 2, "school"),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: int, kind: str) -> None:
    (figure,) = figures(text)
    assert (figure.value, figure.kind) == (Fraction(value), kind)


@pytest.mark.parametrize(
    "text",
    [
        "2019年9月1日至2020年8月31日",
        "（国办发〔2017〕72号）",
        "第三阶段、第2批、第十一条",
        "四查三比对、两免一补、七长",
        "联系电话：029-85526885",
        "一个都不能少，一生一案，一对一帮扶",
        "新荣二村和三年级2班",
    ],
)
def test_what_is_no_count_is_no_figure(text: str) -> None:
    assert figures(text) == []


def test_thresholds_ranges_and_about_are_marked() -> None:
    found = figures("50人以上的学校，不足100人的学校，约300人，6-8名学生，2100余人")
    assert [f.threshold for f in found] == [True, True, False, False, False]
    assert [f.approximate for f in found] == [False, False, True, False, True]
    assert [f.high for f in found] == [None, None, None, 8, None]


def test_a_label_stands_left_or_right_of_its_number() -> None:
    found = figures("现有公办学校33所，民办的17所，其中6所九年一贯制学校，A类（户籍原因）3人")
    assert [f.label for f in found] == ["公办学校", "民办", "九年一贯制学校", "A类"]
    assert found[-1].code == "A"


@pytest.mark.parametrize(
    ("stated", "computed", "how"),
    [
        ("98.2", "98.25", "truncated"),
        ("98.3", "98.25", "rounded"),
        ("98.2", "98.24", "rounded"),
        ("98.2", "98.29", "truncated"),
        ("98.2", "98.2", "exact"),
        ("98.2", "98.31", None),
        ("98.2", "98.14", None),
    ],
)
def test_rounded_and_truncated_are_told_apart(stated: str, computed: str, how: str | None) -> None:
    assert how_it_fits(Fraction(stated), Fraction("0.1"), Fraction(computed)) == how


def test_columns_are_those_of_the_contract() -> None:
    checked = check_text("学校50所，其中公办33所，民办17所。", source="a.txt")
    assert list(checked.columns[:8]) == [
        "file", "rule", "kind", "grade", "stated", "computed", "quote", "place",
    ]  # fmt: skip
    assert checked.loc[0, ["file", "rule", "kind", "grade"]].tolist() == [
        "a.txt", "SRF-01", "sum", "holds",
    ]  # fmt: skip


def test_a_text_without_figures_gives_no_rows_and_all_columns() -> None:
    checked = check_text("各校高度重视，措施有力。")
    assert checked.empty
    assert "reason" in checked.columns


def test_an_overwritten_year_is_not_held_against_the_author() -> None:
    damaged = (
        "依据云府发202238号和云教字202219号，2022年启动，2022年收尾。"
        "全乡人口3993人（男性2022人，女性1937人）。"
    )
    sound = "全乡人口3993人（男性2022人，女性1937人）。"
    assert check_text(damaged).query("kind == 'sum'")["grade"].tolist() == ["cannot_tell"]
    assert check_text(sound).query("kind == 'sum'")["grade"].tolist() == ["contradiction"]


def test_the_other_half_of_a_division_closed_elsewhere_is_a_contradiction() -> None:
    closed = "名单共282人，核减277人，仍疑似失学5人。"
    broken = "名单上的282人中，277人列入核减，3人疑似失学。"
    alone = check_text(broken).query("kind == 'sum'")["grade"].tolist()
    together = check_text(f"{closed}\n{broken}").query("kind == 'sum'")["grade"].tolist()
    assert alone == ["cannot_tell"]
    assert together == ["holds", "contradiction"]
