"""What makes a relation sure, and what saves a text: one principle a test, below and beside its limit."""

from __future__ import annotations

import pytest

from kcbx_lib.statements import check_text


def grades(text: str, kind: str) -> list[str]:
    checked = check_text(text)
    return checked[checked["kind"].eq(kind)]["grade"].tolist()


def test_where_the_schools_of_a_list_close_its_pupils_must_close_too() -> None:
    text = "学校91所，学生{}人。其中：小学62所，学生50人；初中24所，学生20人；高中5所，学生10人。"
    assert grades(text.format(80), "sum") == ["holds", "holds"]
    assert grades(text.format(83), "sum") == ["holds", "contradiction"]


def test_counts_of_another_thing_beside_the_schools_are_not_paired() -> None:
    text = "学校24所、学生900人，其中城区4所、学生500人，农村20所、寄宿生300人。"
    assert "contradiction" not in grades(text, "sum")


@pytest.mark.parametrize(
    ("growth", "grade"), [("8.8", "holds"), ("9.6", "holds"), ("14.2", "contradiction")]
)
def test_growth_is_judged_within_what_the_rounded_ends_allow(growth: str, grade: str) -> None:
    text = f"教育支出由5.7亿元增加到6.2亿元，增长{growth}%。"
    assert grades(text, "difference") == [grade]


def test_growth_of_output_may_be_in_constant_prices() -> None:
    assert grades("生产总值由95.1亿元增加到103.2亿元，增长6.1%。", "difference") == ["cannot_tell"]


def test_a_share_is_of_the_whole_of_the_shares_beside_it() -> None:
    text = "党员365名，其中女党员82名，占22.5%，青年党员61名，占{}%。"
    assert grades(text.format("16.7"), "rate") == ["holds", "holds"]
    assert grades(text.format("18.7"), "rate") == ["holds", "contradiction"]


def test_a_share_whose_subject_is_not_counted_is_left_alone() -> None:
    assert grades("在校生1000人，其中小学600人，女生占45%。", "rate") == []


def test_one_total_divided_twice_must_be_divided_alike() -> None:
    text = (
        "排查疑似辍学学生50人，其中小学20人、初中30人。\n{}疑似辍学学生50人中，小学18人、初中32人。"
    )
    assert "contradiction" in grades(text.format(""), "restated")
    assert "contradiction" not in grades(text.format("今年9月"), "restated")


def test_a_flow_that_does_not_close_is_at_most_probably_wrong() -> None:
    text = "年初在校生100人，转入8人、转出5人，年末在校生{}人。"
    assert "holds" in grades(text.format(103), "difference")
    assert grades(text.format(110), "difference") == ["probably"]


def test_age_bands_are_complete_only_where_they_join() -> None:
    joined = "教师90人，35岁以下28人，36至50岁37人，51岁以上26人。"
    apart = "教师90人，其中35岁以下28人，51岁以上26人。"
    overlapping = "教师90人，其中35岁以下48人，45岁以下70人。"
    assert "contradiction" in grades(joined.replace("教师90人，", "教师90人，其中"), "sum")
    assert "contradiction" not in grades(apart, "sum") + grades(overlapping, "sum")


def test_levels_one_above_the_other_need_not_add_up() -> None:
    text = "教师100人，其中专科及以上学历98人，本科及以上学历72人。"
    assert not {"contradiction", "probably"} & set(grades(text, "sum"))


def test_a_total_that_stands_elsewhere_saves_the_sum() -> None:
    text = "从业人口390人。县城居民149人，其中第一产业290人、第二产业60人、第三产业40人。"
    assert "contradiction" not in grades(text, "sum")


def test_a_rate_is_held_only_against_the_count_its_name_speaks_of() -> None:
    assert grades("应签200份，已签190份，签订率98%。", "rate") == ["contradiction"]
    assert grades("农户200户，已认定190户，住房达标率98%。", "rate") == ["cannot_tell"]


def test_a_share_of_a_plan_may_pass_a_hundred() -> None:
    assert grades("税收完成1.2亿元，占年初预算的105.4%。", "range") == ["cannot_tell"]
    assert grades("寄宿生占在校生总数的105.4%。", "range") == ["contradiction"]


def test_a_year_left_blank_may_be_any_year() -> None:
    text = "20XX年全乡共有小学17所，在校学生735人。20XX年全乡共有小学16所，在校学生752人。"
    assert "contradiction" not in grades(text, "restated")


def test_a_monthly_mean_is_not_held_against_a_years_amount() -> None:
    assert grades("低保对象1000人，全年支出360万元，月人均补助280元。", "rate") == ["cannot_tell"]


def test_titles_are_counted_by_their_marks() -> None:
    assert grades("制定《甲办法》《乙办法》《丙办法》等3项制度。", "count") == ["holds"]
    assert grades("制定《甲办法》《乙办法》《丙办法》等2项制度。", "count") == ["contradiction"]
    assert grades("制定《甲办法》《乙办法》等5项制度。", "count") == ["cannot_tell"]


@pytest.mark.parametrize("blank", ["201X名", "20XX名", "????人", "??人"])
def test_a_number_left_to_be_filled_in_is_a_blank(blank: str) -> None:
    # an overwritten 20xx may stand where a count was, as where a year was
    assert grades(f"全县共有专任教师{blank}。", "placeholder") == ["contradiction"]


@pytest.mark.parametrize("meant", ["2015名", "20×5的网格", "怎样做?????"])
def test_a_whole_number_a_product_and_a_question_are_no_blanks(meant: str) -> None:
    assert grades(f"全县共有专任教师{meant}。", "placeholder") == []
