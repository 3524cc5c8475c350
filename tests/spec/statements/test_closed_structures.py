"""Structures of real reports that close by themselves: one principle a test, beside its limit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kcbx_lib.statements import check_text
from kcbx_lib.statements.figures import figures_of
from kcbx_lib.statements.slip import SURE, differ_by_a_slip, slip_of
from kcbx_lib.statements.text import text_of


def _grades(text: str, kind: str) -> list[str]:
    checked = check_text(text)
    return list(checked[checked["kind"].eq(kind)]["grade"])


_SUMS = "全县在校学生48316人，其中幼儿园9827人、小学24152人、初中{}人。"


@pytest.mark.parametrize(
    ("last", "grades"),
    [
        (14337, {"holds"}),
        (17337, {"contradiction"}),  # above the total, by one digit
        (13826, {"cannot_tell"}),  # below it, by what no single mistake explains
    ],
)
def test_a_list_that_leaves_something_out_is_told_from_a_mistyped_one(
    last: int, grades: set[str]
) -> None:
    assert set(_grades(_SUMS.format(last), "sum")) == grades


def test_a_gap_that_few_gaps_look_like_is_a_slip() -> None:
    total, *parts = figures_of(text_of(_SUMS.format(17337)))
    slip = slip_of(total, tuple(parts))
    assert slip is not None
    assert slip.chance < SURE
    assert slip.needed in {Fraction(14337), Fraction(51316)} | {p.value - 3000 for p in parts}
    total, *parts = figures_of(text_of(_SUMS.format(13826)))
    assert slip_of(total, tuple(parts)) is None


def test_two_figures_that_differ_by_a_slip() -> None:
    swapped, other, far = figures_of(text_of("学生591人，学生519人，学生530人。"))
    assert differ_by_a_slip(swapped, other)
    assert not differ_by_a_slip(swapped, far)


_SHARES = (
    "全镇人口中，0～14岁人口为8412人，占18.25%；15～59岁人口为28931人，占{}%；"
    "60岁及以上人口为8760人，占19.00%。"
)


@pytest.mark.parametrize(
    ("share", "grade"),
    [("62.75", "holds"), ("67.75", "contradiction"), ("62.76", "cannot_tell")],
)
def test_shares_side_by_side_are_of_one_whole_that_nobody_states(share: str, grade: str) -> None:
    """The last place may have been evened out so that the shares make a hundred."""
    assert _grades(_SHARES.format(share), "rate") == ["holds", grade, "holds"]


@pytest.mark.parametrize(
    ("number", "grades"), [(591, ["holds"]), (519, ["contradiction"]), (37, [])]
)
def test_what_points_back_names_the_figure_before(number: int, grades: list[str]) -> None:
    text = f"排查出失学儿童591人。对这{number}名儿童逐一劝返。"
    assert _grades(text, "restated") == grades


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ("增加25907人，增长3.57%", 0),
        ("增加29507人，增长3.57%", 1),
        ("增加25907人，增长5.37%", 1),
    ],
)
def test_a_census_compared_with_the_one_before(said: str, faults: int) -> None:
    text = f"全市常住人口751389人，与2010年的725482人相比，{said}。"
    assert _grades(text, "difference").count("contradiction") == faults


@pytest.mark.parametrize(("rate", "grade"), [("3.57", "holds"), ("5.37", "contradiction")])
def test_a_change_and_its_rate_need_only_the_base(rate: str, grade: str) -> None:
    text = f"与2010年的725482人相比，增加25907人，增长{rate}%。"
    assert _grades(text, "difference") == [grade]


@pytest.mark.parametrize(("amount", "grade"), [(20521, "holds"), (21521, "contradiction")])
def test_an_adjusted_budget_differs_by_what_was_added(amount: int, grade: str) -> None:
    text = f"年初预算安排23784万元，预算调整为44305万元，增加{amount}万元。"
    assert _grades(text, "difference") == [grade]


@pytest.mark.parametrize(("sum_paid", "grade"), [(84000, "holds"), (8400, "contradiction")])
def test_grants_counted_by_turn_are_paid_by_turn(sum_paid: int, grade: str) -> None:
    text = f"全年资助210人次，每生400元，共发放资金{sum_paid}元。"
    assert _grades(text, "rate") == [grade]


@pytest.mark.parametrize(("mean", "grade"), [("7.9", "holds"), ("9.7", "contradiction")])
def test_an_area_for_each_pupil_follows_from_area_and_pupils(mean: str, grade: str) -> None:
    text = f"普通小学在校生12450人，校舍面积98355平方米，生均{mean}平方米。"
    assert _grades(text, "rate") == [grade]


def test_a_natural_rate_of_increase_is_no_growth() -> None:
    assert _grades("人口由21340人增加到21380人，自然增长率6.1‰。", "difference") == []


def test_a_total_that_names_its_two_parts_is_their_sum() -> None:
    assert _grades("小学112人，初中98人，小学和初中合计220人。", "sum") == ["contradiction"]
    assert _grades("小学112人，初中98人，小学和初中合计210人。", "sum") == ["holds"]


@pytest.mark.parametrize(
    ("rate", "grades"),
    [
        ("25.9%", ["holds"]),
        ("28.6%", ["contradiction"]),  # near
        ("52.9%", ["contradiction"]),  # 2 and 5 swapped
        ("75.9%", ["contradiction"]),  # one digit
        ("2.59%", ["contradiction"]),  # a place
        ("71.3%", ["probably"]),  # what no slip makes: perhaps of another whole
    ],
)
def test_a_gap_that_no_slip_makes_is_at_most_probable(rate: str, grades: list[str]) -> None:
    assert (
        _grades(f"全县共有在校学生9,266人，其中寄宿生2,400人，占全县在校学生的{rate}。", "rate")
        == grades
    )


def test_the_first_figure_of_each_group_may_make_the_total() -> None:
    listed = "全区共有教职工611人（公办教育589人，专任教师539人；民办园{}人，专任教师10人）。"
    assert "contradiction" not in _grades(listed.format(22), "sum")
    assert "probably" not in _grades(listed.format(22), "sum")


def test_a_rate_that_several_places_all_reach_is_none_of_the_counts_before() -> None:
    text = "已入住73,210户，还剩1,219户未入住，青山、白水、石门3乡入住率均达100%。"
    assert set(_grades(text, "rate")) <= {"holds"}


def test_a_share_to_one_place_with_a_nought_behind_it_is_right() -> None:
    said = "全县排查隐患3处，比上年减少2处，下降{}。"
    assert "contradiction" not in _grades(said.format("40.00%"), "difference")
    assert "contradiction" not in _grades("全乡事故1起，同比减少2起，下降66.70%。", "difference")
    assert "contradiction" in _grades("全乡事故1起，同比减少2起，下降67.60%。", "difference")


def test_more_may_be_moved_than_a_plan_foresaw() -> None:
    said = "我市开始实施50万人搬迁{}，投入95.43亿元，累计搬迁安置54.17万人，其中贫困人口24.8万人。"
    assert "contradiction" not in _grades(said.format("计划"), "range")


def test_what_a_sum_lacks_may_stand_in_a_form_that_is_not_read() -> None:
    listed = "受理投诉41,601件，其中电脑端14,510件、小程序19,460件、公众号603件、手机APP7028件。"
    assert not {"contradiction", "probably"} & set(_grades(listed, "sum"))
