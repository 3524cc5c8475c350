"""SRF-01 to SRF-08 from the words of a report to the finding: what is found, and what saves a text.

Each rule's pairs differ in one word or figure, so that neither half can pass for another's reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx_lib.messages import use_language
from kcbx_lib.report_texts import check_report_texts
from tests.spec.ledgers.county import conditions, facts_of, found


def says(rule: str, folder: Path, text: str) -> bool:
    """Whether a rule finds something in a report with this text."""
    return bool(found(rule, facts(folder, text)))


def facts(folder: Path, text: str):
    (folder / "自查报告.txt").write_text(text, encoding="utf-8")
    frames = check_report_texts(folder)
    return facts_of(children="name\n甲", further={"report_figures": frames["report_figures"]})


@pytest.mark.walks("SRF-01", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.parametrize(("total", "is_found"), [(15206, True), (15207, False), (15208, True)])
def test_srf_01_parts_and_their_total(tmp_path, total, is_found):
    text = f"全县在校学生{total}人，其中小学生10236人，初中生4971人。"
    assert says("SRF-01", tmp_path, text) == is_found


@pytest.mark.parametrize(
    ("saved", "wrong"),
    [
        pytest.param(
            "全县在编教师1240人，其中高级教师186人，骨干教师95人。",
            "全镇总人口8412人，其中男性4310人，女性4202人。",
            marks=pytest.mark.walks("SRF-01", "lawful", "parts_of_some"),
        ),
        pytest.param(
            "教师100人，其中专科及以上学历98人，本科及以上学历72人。",
            "教师100人，其中专科学历48人，本科学历62人。",
            marks=pytest.mark.walks("SRF-01", "lawful", "overlapping_parts"),
        ),
        pytest.param(
            "从业人口390人。县城居民149人，其中第一产业290人、第二产业60人、第三产业40人。",
            "从业人口149人，其中第一产业290人、第二产业60人、第三产业40人。",
            marks=pytest.mark.walks("SRF-01", "lawful", "another_total"),
        ),
        pytest.param(
            "全区在校学生1.52万人，其中小学10236人，初中4925人。",
            "全区在校学生1.62万人，其中小学10236人，初中4925人。",
            marks=pytest.mark.walks("SRF-01", "lawful", "rounded_figures"),
        ),
    ],
)
def test_srf_01_a_reading_that_saves_the_sum(tmp_path, saved, wrong):
    assert not says("SRF-01", tmp_path, saved)
    assert says("SRF-01", tmp_path, wrong)


TWICE = "截至{}，{}在校随迁子女{}人，均在公办学校就读。\n二、成效\n截至2024年11月，全县在校随迁子女22人，同等资助。"


@pytest.mark.walks("SRF-02", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.parametrize(("number", "is_found"), [(21, True), (22, False), (23, True)])
def test_srf_02_one_figure_twice(tmp_path, number, is_found):
    text = TWICE.format("2024年11月", "全县", number)
    assert says("SRF-02", tmp_path, text) == is_found


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(
            TWICE.format("2024年9月", "全县", 27),
            marks=pytest.mark.walks("SRF-02", "lawful", "other_time"),
        ),
        pytest.param(
            TWICE.format("2024年11月", "东镇", 27),
            marks=pytest.mark.walks("SRF-02", "lawful", "other_place"),
        ),
        pytest.param(
            "20XX年全乡共有小学17所，在校学生735人。20XX年全乡共有小学16所，在校学生752人。",
            marks=pytest.mark.walks("SRF-02", "lawful", "blank_year"),
        ),
    ],
)
def test_srf_02_another_time_or_place_is_another_figure(tmp_path, saved):
    assert not says("SRF-02", tmp_path, saved)
    assert says("SRF-02", tmp_path, TWICE.format("2024年11月", "全县", 27))


@pytest.mark.walks("SRF-03", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.walks("SRF-03", "lawful", "rounded_or_cut_off")
@pytest.mark.parametrize(
    ("rate", "is_found"),
    [
        ("66.5", True),
        ("66.6", False),
        ("66.7", False),
        ("66.8", True),
        ("66.66", False),
        ("66.65", True),
    ],
)
def test_srf_03_a_rate_is_its_counts_rounded_or_cut_off(tmp_path, rate, is_found):
    text = f"应签300份，已签200份，签订率{rate}%。"
    assert says("SRF-03", tmp_path, text) == is_found


@pytest.mark.walks("SRF-03", "lawful", "other_counts")
def test_srf_03_a_rate_of_something_else_is_not_held_against_the_counts(tmp_path):
    assert not says("SRF-03", tmp_path, "农户200户，已认定190户，住房达标率98%。")
    assert says("SRF-03", tmp_path, "应签200份，已签190份，签订率98%。")


@pytest.mark.walks("SRF-04", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.parametrize(("rate", "is_found"), [("99.9", False), ("100", False), ("100.1", True)])
def test_srf_04_a_net_rate_is_at_most_a_hundred(tmp_path, rate, is_found):
    assert says("SRF-04", tmp_path, f"适龄儿童净入学率{rate}%。") == is_found


@pytest.mark.walks("SRF-04", "lawful", "gross_rate", "share_of_a_plan", "fits_the_whole")
@pytest.mark.parametrize(
    ("saved", "wrong"),
    [
        ("初中毛入学率104.2%。", "初中净入学率104.2%。"),
        ("税收完成1.2亿元，占年初预算的105.4%。", "寄宿生占在校生总数的105.4%。"),
        ("全镇总面积250平方公里，草场21万亩。", "全镇总面积250平方公里，草场215万亩。"),
    ],
)
def test_srf_04_what_may_pass_a_hundred_and_what_fits(tmp_path, saved, wrong):
    assert not says("SRF-04", tmp_path, saved)
    assert says("SRF-04", tmp_path, wrong)


@pytest.mark.walks("SRF-05", "rule", "found", "clear", "day_before", "day_of", "day_after")
@pytest.mark.walks("SRF-05", "lawful", "one_day_span")
@pytest.mark.parametrize(
    ("end", "is_found"), [("2024年8月31日", True), ("2024年9月1日", False), ("2024年9月2日", False)]
)
def test_srf_05_a_span_ends_on_its_first_day_or_later(tmp_path, end, is_found):
    assert says("SRF-05", tmp_path, f"2024年9月1日至{end}开展排查。") == is_found


@pytest.mark.walks("SRF-05", "rule", "found", "clear")
@pytest.mark.parametrize(("day", "is_found"), [("29", False), ("30", True)])
def test_srf_05_a_day_that_the_calendar_does_not_have(tmp_path, day, is_found):
    assert says("SRF-05", tmp_path, f"会议于2024年2月{day}日召开。") == is_found


REPORT = """青禾县2024年控辍保学自查报告
截至{}，全县已完成全覆盖排查，{}。
青禾县教育局
2024年11月15日
{}"""


@pytest.mark.walks("SRF-05", "rule", "day_before", "day_of", "day_after")
@pytest.mark.walks("SRF-05", "lawful", "registered_later", "plan_for_later")
@pytest.mark.parametrize(
    ("done", "then", "below", "is_found"),
    [
        ("2024年11月14日", "全部核实", "", False),
        ("2024年11月15日", "全部核实", "", False),
        ("2024年11月16日", "全部核实", "", True),
        ("2024年10月8日", "计划于2024年12月31日前完成整改", "", False),
        ("2024年10月8日", "全部核实", "成文日期：2024年11月16日", False),
        ("2024年10月8日", "全部核实", "发布日期：2024年11月16日", False),
        ("2024年10月8日", "全部核实", "发布日期：2024年11月14日", True),
    ],
)
def test_srf_05_a_plan_or_a_later_issue_is_no_conflict(tmp_path, done, then, below, is_found):
    assert says("SRF-05", tmp_path, REPORT.format(done, then, below)) == is_found


@pytest.mark.walks("SRF-06", "rule", "found", "clear")
@pytest.mark.walks("SRF-06", "lawful", "question", "name_withheld")
@pytest.mark.parametrize(
    ("saved", "wrong"),
    [
        ("全县共有专任教师2015名。", "全县共有专任教师201X名。"),
        ("怎样做?????", "全县共有专任教师????人。"),
        ("建成20×5的网格。", "培训学籍管理员____人。"),
        ("某县某校教师李某帮扶学生。", "XX县XX校教师帮扶学生。"),
    ],
)
def test_srf_06_a_blank_left_open_and_what_only_looks_like_one(tmp_path, saved, wrong):
    assert not says("SRF-06", tmp_path, saved)
    assert says("SRF-06", tmp_path, wrong)


@pytest.mark.walks("SRF-07", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.walks("SRF-07", "lawful", "examples_only")
@pytest.mark.parametrize(
    ("count", "and_others", "is_found"),
    [
        (2, "", True),
        (3, "", False),
        (4, "", True),
        (2, "等", True),
        (3, "等", False),
        (4, "等", False),
    ],
)
def test_srf_07_a_count_announced_and_the_list(tmp_path, count, and_others, is_found):
    text = f"制定《甲办法》《乙办法》《丙办法》{and_others}{count}项制度。"
    assert says("SRF-07", tmp_path, text) == is_found


@pytest.mark.walks("SRF-08", "rule", "found", "clear")
@pytest.mark.walks("SRF-08", "lawful", "well_formed", "no_document_number")
@pytest.mark.parametrize(
    ("cited", "is_found"),
    [
        ("青教发〔2024〕5号", False),
        ("第5号公告", False),
        ("青教发[2024]5号", True),
        ("青教发（2024）5号", True),
        ("青教发〔2024〕05号", True),
        ("青教发〔24〕5号", True),
    ],
)
def test_srf_08_the_official_form_of_a_document_number(tmp_path, cited, is_found):
    assert says("SRF-08", tmp_path, f"根据{cited}文件要求开展排查。") == is_found


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        ("SRF-02", TWICE.format("2024年11月", "全县", 27), "one figure is given as 27人；22人 ("),
        ("SRF-05", "会议于2024年2月30日召开。", "2024年2月30日 (there is no such day)."),
        ("SRF-03", "应签200份，已签190份，签订率98%。", "stated 98%, computed from the counts 95%"),
    ],
)  # fmt: skip
def test_a_finding_reads_as_a_sentence_where_no_third_figure_is_held_against_two(
    tmp_path, rule, text, words
):
    use_language("en")
    [(_, said)] = conditions(rule, facts(tmp_path, text))
    assert words in said
