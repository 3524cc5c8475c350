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


def _grades(text: str, kind: str) -> list[str]:
    return [row.grade for row in check_text(text).itertuples() if row.kind == kind]


def test_a_carried_number_is_wrong_on_any_reading_only_where_nothing_else_moved() -> None:
    moved = "学期初在校学生561人，学期中转入16人、转出13人，{}目前在校学生560人。"
    assert "contradiction" in _grades(moved.format("无其他变动，"), "difference")
    assert _grades(moved.format(""), "difference") == ["probably"]
    closes = moved.format("无其他变动，").replace("560", "564")
    assert _grades(closes, "difference") == ["holds"]


def test_the_same_words_with_a_date_and_a_scope_must_give_the_same_number() -> None:
    said = "截至{}，全县在校随迁子女{}人，均在公办学校就读。\n"
    said += "二、成效\n截至2024年11月，全县在校随迁子女22人，同等资助。"
    assert _grades(said.format("2024年11月", 27), "restated") == ["contradiction"]
    assert "contradiction" not in _grades(said.format("2024年9月", 27), "restated")
    assert _grades(said.format("2024年11月", 22), "restated") in (["holds"], [])


def test_the_same_words_of_now_are_probably_one_moment_but_not_when_they_go_on_differently() -> (
    None
):
    said = "目前全县共有留守儿童54人，全部建档。\n二、成效\n目前全县共有留守儿童60人{}。"
    assert _grades(said.format("，均有结对教师"), "restated") == ["probably"]
    assert _grades(said.format("参加结对"), "restated") == []


def test_the_same_words_under_two_places_are_two_facts() -> None:
    said = "东岭镇：目前全镇共有留守儿童54人，全部建档。\n西河镇：目前全镇共有留守儿童60人，均有结对教师。"
    assert not {"contradiction", "probably"} & set(_grades(said, "restated"))


def test_items_that_bear_the_counted_name_are_counted() -> None:
    named = "健全排查报告制度、劝返复学制度、学籍核查制度{}项制度。"
    assert _grades(named.format(4), "count") == ["probably"]
    assert _grades(named.format(3), "count") == ["holds"]
    assert "probably" not in _grades("健全排查报告制度、劝返复学制度等4项制度。", "count")


def test_a_series_numbered_in_brackets_may_go_on_in_the_next_paragraph() -> None:
    begun = "自查发现{}个方面的问题：（1）登记不及时；（2）帮扶针对性不强。"
    assert _grades(begun.format("三"), "count") == ["probably"]
    assert _grades(begun.format("两"), "count") == ["holds"]
    assert _grades(begun.format("三") + "\n（3）家访记录不全。", "count") == ["holds"]


def test_a_document_number_may_lose_its_brackets_behind_a_short_office_name() -> None:
    assert "contradiction" in _grades("落实工作要求（教基20205号）。", "number")
    assert "contradiction" not in _grades("落实工作要求（教基〔2020〕5号）。", "number")


def test_due_and_present_name_the_rate_of_attendance() -> None:
    said = "开学以来学生应到69320人次，实到65192人次，出勤率{}。"
    assert _grades(said.format("96.0%"), "rate") == ["contradiction"]
    assert _grades(said.format("94.0%"), "rate") == ["holds"]


def test_a_part_joined_to_its_list_is_no_total_of_what_stood_before() -> None:
    parts = "全县现有义务教育阶段学校19所，其中初级中学1所、九年一贯制学校1所、小学21所。"
    assert {"contradiction", "probably"} & set(_grades(parts, "sum"))


def test_a_list_of_kinds_of_school_is_not_closed_by_its_first_members() -> None:
    listed = "全县现有义务教育阶段学校17所，其中初级中学9所、小学8所、特殊教育学校{}所、教学点3所。"
    assert {"contradiction", "probably"} & set(_grades(listed.format(4), "sum"))


def test_teaching_points_need_not_be_schools() -> None:
    listed = "全县现有义务教育阶段学校18所，其中初级中学9所、小学8所、特殊教育学校1所、教学点3所。"
    assert not {"contradiction", "probably"} & set(_grades(listed, "sum"))


def test_a_rate_is_contradicted_only_where_nothing_else_stands_among_its_figures() -> None:
    alone = "全镇有劳动力3241人，有耕地11600亩，人均占有耕地10亩。"
    amid = "全镇有劳动力3241人，有耕地11600亩，林地5251亩，人均占有耕地10亩。"
    assert "contradiction" not in _grades(amid, "rate")
    assert _grades(alone, "rate") in (["contradiction"], ["probably"])


def test_a_share_of_men_is_no_share_of_women() -> None:
    said = "总人口中，男性2.34万人，占50.60%；女性2.28万人，占49.40%。"
    assert not {"contradiction", "probably"} & set(_grades(said, "rate"))


def test_a_member_with_a_verb_of_its_own_begins_another_matter() -> None:
    said = "耕地面积5.8万亩，其中水浇地面积4.5万亩，种植面积为5.7万亩。"
    assert not {"contradiction", "probably"} & set(_grades(said, "sum"))


def test_a_count_owns_no_list_behind_the_next_count() -> None:
    said = "5个行政村中有3个贫困村（甲村、乙村和丙村）。"
    assert not {"contradiction", "probably"} & set(_grades(said, "count"))


def test_a_quoted_name_with_crosses_is_no_blank() -> None:
    assert _grades("各店都排出“××畅销书排行榜”。", "placeholder") == []
    assert _grades("对××乡开展检查。", "placeholder") == ["contradiction"]


def test_a_mean_may_change_by_a_fraction_of_a_person() -> None:
    said = "平均每个家庭户的人口为2.31人，比上次普查的3.22人减少0.91人。"
    assert "probably" not in _grades(said, "unit")
    assert _grades("学生减少0.5人。", "unit") == ["probably"]


def test_a_total_behind_a_list_may_hold_what_stood_before_the_list() -> None:
    said = "收入完成15.39亿元，比上年14.94亿元增长3.0%，加上补助13.36亿元、调入0.05亿元、结余0.67亿元，合计32.39亿元。"
    assert not {"contradiction", "probably"} & set(_grades(said, "sum"))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("根据《通知》（云和教〔2023〕15号）要求", "云和教〔2023〕15号"),
        ("依据国办发〔2017〕72号和云和政办发〔2020〕5号", "云和政办发〔2020〕5号"),
        ("按照省教育厅和太和县教发〔2021〕3号文件", "太和县教发〔2021〕3号"),
        ("落实实施意见和国办发〔2017〕72号", "国办发〔2017〕72号"),
    ],
)
def test_a_place_named_with_and_is_not_cut_out_of_its_document_number(
    words: str, number: str
) -> None:
    checked = check_text(words)
    assert number in set(checked[checked["kind"].eq("number")]["stated"])
