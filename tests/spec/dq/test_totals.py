"""DQ-08: totals that no fair reading makes the sum of their rows."""

import pytest

from kcbx_lib.rules.dq import total_disagrees
from tests.folders import ENROLMENT, resident_id, write_xlsx
from tests.spec.dq.handed_in import found, outcome, worded

HEAD = ["姓名", "身份证件号", "学校名称", "资助项目", "学年", "学期", "金额", "发放日期"]


def paid(number: int, amount: object) -> list[object]:
    """A payment to one pupil."""
    who = "甲乙丙丁戊己"[number - 1]
    return [f"甘{who}", resident_id(number), "溪口县第一小学", "营养餐", "2024", "秋", amount, None]


def total(word: str, amount: object, *, count: object = None) -> list[object]:
    """A total below the payments, perhaps with a count beside the word."""
    return [word, count, None, None, None, None, amount, None]


def aid(tmp_path, *rows: list[object]) -> list[tuple[str, str]]:
    return found(total_disagrees, tmp_path, 学籍=ENROLMENT, 资助=[HEAD, *rows])


THREE = [paid(1, 500), paid(2, 250.5), paid(3, 100)]
WRONG = [("资助.xlsx", "金额")]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        pytest.param(850.5, [], marks=pytest.mark.walks("DQ-08", "rule", "clear")),
        pytest.param(850.504, [], marks=pytest.mark.walks("DQ-08", "rule", "below")),
        pytest.param(850.505, WRONG, marks=pytest.mark.walks("DQ-08", "rule", "at")),
        pytest.param(850.506, WRONG, marks=pytest.mark.walks("DQ-08", "rule", "above")),
        pytest.param(950.5, WRONG, marks=pytest.mark.walks("DQ-08", "rule", "found")),
    ],
)
def test_dq_08_a_total_is_the_sum_to_half_a_cent(tmp_path, stated, expected):
    assert aid(tmp_path, *THREE, total("合计", stated)) == expected


@pytest.mark.walks("DQ-08", "lawful", "rounded")
@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (849, WRONG),
        (850, []),  # cut off
        (851, []),  # rounded
        (852, WRONG),
        ("0.08万元", []),  # cut off
        ("0.09万元", []),  # rounded
        ("0.1万元", []),
        ("0.07万元", WRONG),
        ("0.10万元", WRONG),
    ],
)
def test_dq_08_a_total_may_be_rounded_or_cut_off_at_its_last_place(tmp_path, stated, expected):
    assert aid(tmp_path, *THREE, total("合计", stated)) == expected


@pytest.mark.walks("DQ-08", "lawful", "rounded")
@pytest.mark.parametrize(("stated", "expected"), [(750, []), (751, WRONG), (749, WRONG)])
def test_dq_08_whole_numbers_are_summed_exactly(tmp_path, stated, expected):
    assert aid(tmp_path, paid(1, 500), paid(2, 250), total("合计", stated)) == expected


@pytest.mark.walks("DQ-08", "lawful", "own_block")
@pytest.mark.parametrize(
    ("word", "second", "expected"),
    [
        ("小计", 150, []),
        ("小计", 900, WRONG),
        ("合计", 150, []),
        ("合计", 900, []),  # of the sheet
        ("合计", 250, WRONG),
    ],
)
def test_dq_08_a_second_total_is_of_its_own_block_or_of_the_sheet(tmp_path, word, second, expected):
    rows = [paid(1, 500), paid(2, 250), total(word, 750), paid(3, 100), paid(4, 50)]
    assert aid(tmp_path, *rows, total(word, second)) == expected


@pytest.mark.walks("DQ-08", "lawful", "whole_file")
@pytest.mark.parametrize(("stated", "expected"), [(400, []), (900, []), (800, WRONG)])
def test_dq_08_the_last_total_may_be_that_of_all_sheets(tmp_path, stated, expected):
    place = tmp_path / "990177_溪口县"
    place.mkdir()
    first = [HEAD, paid(1, 500)]
    second = [HEAD, paid(2, 300), paid(3, 100), total("总计", stated)]
    write_xlsx(place / "资助.xlsx", {"1班": first, "2班": second})
    assert found(total_disagrees, tmp_path, 学籍=ENROLMENT) == expected


@pytest.mark.walks("DQ-08", "lawful", "no_sum")
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (total("平均", 283.5), []),
        (total("最高分", 500), []),
        (total("参考人数", None, count="2人"), []),
        (total("合计", 283.5), WRONG),
        (total("共计", None, count="2人"), [("资助.xlsx", "姓名")]),
    ],
)
def test_dq_08_means_maxima_and_examinees_are_no_totals(tmp_path, row, expected):
    assert aid(tmp_path, *THREE, row) == expected


@pytest.mark.walks("DQ-08", "lawful", "unreadable_part")
@pytest.mark.parametrize(("amount", "expected"), [("约二百元", []), (None, WRONG)])
def test_dq_08_a_row_that_cannot_be_read_leaves_the_sum_unknown(tmp_path, amount, expected):
    assert aid(tmp_path, paid(1, 500), paid(2, amount), total("合计", 700)) == expected


@pytest.mark.walks("DQ-08", "rule", "below", "at", "above")
@pytest.mark.parametrize(("count", "is_found"), [("2人", True), ("3人", False), ("4人", True)])
def test_dq_08_a_count_beside_the_word_is_the_number_of_rows(tmp_path, count, is_found):
    row = total("合计", 850.5, count=count)
    assert aid(tmp_path, *THREE, row) == ([("资助.xlsx", "姓名")] if is_found else [])


@pytest.mark.walks("DQ-08", "lawful", "other_unit")
@pytest.mark.parametrize(("count", "is_found"), [("2人", False), ("3人", False), ("4人", True)])
def test_dq_08_people_may_be_counted_once_though_paid_twice(tmp_path, count, is_found):
    rows = [paid(1, 500), paid(2, 250), [*paid(2, 100)[:5], "春", 100, None]]
    row = total("合计", 850, count=count)
    assert aid(tmp_path, *rows, row) == ([("资助.xlsx", "姓名")] if is_found else [])


@pytest.mark.walks("DQ-08", "lawful", "other_unit")
@pytest.mark.parametrize(("beside", "is_found"), [("2500人", False), ("2所", False), ("3所", True)])
def test_dq_08_pupils_below_a_list_of_schools_are_no_rows(tmp_path, beside, is_found):
    schools = [
        ["学校标识码", "学校名称", "学段", "乡镇"],
        ["2990177001", "溪口县第一小学", "小学", "东镇"],
        ["2990177002", "溪口县第二中学", "初中", "东镇"],
        ["合计", beside, None, None],
    ]
    result = found(total_disagrees, tmp_path, 学籍=ENROLMENT, 学校=schools)
    assert [who for who, _ in result] == (["学校.xlsx"] if is_found else [])


def test_dq_08_without_a_total_nothing_is_tested(tmp_path):
    result, _ = outcome(total_disagrees, tmp_path, 学籍=ENROLMENT)
    assert result.tested == 0
    with_total, _ = outcome(
        total_disagrees, tmp_path / "b", 学籍=ENROLMENT, 资助=[HEAD, *THREE, total("合计", 850.5)]
    )
    assert with_total.tested == 1


@pytest.mark.parametrize(
    ("row", "figures"),
    [
        (total("合计", 950.5), "写950.5，按各行为850.5（1处）"),
        (total("共计", None, count="2人"), "写2，按各行为3（1处）"),
    ],
)
def test_dq_08_the_finding_says_both_figures_and_where_the_total_stands(tmp_path, row, figures):
    findings = worded(total_disagrees, tmp_path, 学籍=ENROLMENT, 资助=[HEAD, *THREE, row])
    [found_row] = findings.to_dict("records")
    assert found_row["condition"].endswith(figures)
    assert (found_row["tables"], found_row["evidence"]) == ("aid", "资助.xlsx#Sheet1!5")
