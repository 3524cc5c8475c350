"""The frames behind the pictures of the registers."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.county import CountySettings
from kcbx_lib.facts import Facts
from kcbx_lib.messages import catalogue, use_language
from kcbx_lib.registers.states import TABLE
from kcbx_lib.reports.story import register_story

CHILDREN = """
    subject population enrolment attendance poverty id       age match
    c1      1          1         1          0       valid    1   0
    c2      1          1         1          0       valid    1   0
    c3      1          0         0          1       blank    1   1
    c4      0          1         1          0       repaired 0   0
    c5      0          0         0          0       invalid  1   0
"""


def children_of(text):
    lines = [line.split() for line in text.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0]).set_index("subject")
    out = pd.DataFrame(index=frame.index)
    for name in ("population", "enrolment", "attendance", "poverty"):
        out[f"in_{name}"] = frame[name].eq("1").astype("boolean")
    out["resident_id_state"] = frame["id"]
    out["is_of_age"] = frame["age"].eq("1").astype("boolean")
    out["has_possible_match"] = frame["match"].eq("1")
    return out


@pytest.fixture(autouse=True)
def chinese():
    use_language("zh")


@pytest.fixture
def facts():
    settings = CountySettings(
        "990101", "青禾县", "云岭市", "national", date(2024, 11, 20), None, Path()
    )
    states = pd.DataFrame(
        {
            "subject": ["c1", "c2", "c3", "c4"],
            "state": ["in_school", "in_school", "to_review", "in_school"],
            "explanation": [
                "attends_own_school",
                "on_leave",
                "possible_match",
                "attends_own_school",
            ],
            "in_population": [True, True, True, False],
        }
    )
    totals = pd.DataFrame({"union": [4], "sum_of_states": [4]})
    tried = pd.DataFrame({"tried": ["已核对：休学"], "not_tried": [""]})
    review = pd.DataFrame({"table_a": ["poverty"], "table_b": ["enrolment"], "subject_a": ["c3"]})
    tables = dict.fromkeys(("population", "enrolment", "attendance", "poverty"), pd.DataFrame())
    return Facts(
        settings,
        {
            **tables,
            "children": children_of(CHILDREN),
            "register_states": states,
            "states_total": totals,
            "explanations_tried": tried,
            "link_review": review,
        },
    )


def test_a_combination_counts_the_children_in_exactly_those_registers(facts):
    sizes, sets = register_story.overlap_counts(facts)
    assert sizes.tolist() == [2, 1, 1]  # c5 stands in none of the registers
    assert sets.index.tolist() == ["户籍适龄人口", "学籍", "考勤", "脱贫监测对象"]
    assert sets[0].tolist() == [True, True, True, False]
    assert sets[1].tolist() == [True, False, False, True]
    assert sets[2].tolist() == [False, True, True, False]


def test_a_register_that_was_not_handed_in_is_not_drawn(facts):
    frames = {name: frame for name, frame in facts.frames.items() if name != "poverty"}
    _, sets = register_story.overlap_counts(Facts(facts.county, frames))
    assert "脱贫监测对象" not in sets.index


def test_rare_combinations_are_left_out_of_the_picture(facts):
    sizes, sets = register_story.overlap_counts(facts, most=1)
    assert sizes.tolist() == [2]
    assert sets.shape == (4, 1)


def test_the_overlap_does_not_depend_on_the_order_of_children(facts):
    turned = facts.with_frames(children=facts["children"].iloc[::-1])
    first, second = register_story.overlap_counts(facts), register_story.overlap_counts(turned)
    pd.testing.assert_series_equal(first[0], second[0])
    pd.testing.assert_frame_equal(first[1], second[1])


def test_who_is_in_one_register_only_is_told(facts):
    text = register_story.overlap_answer(facts).data
    assert "既在户籍又有学籍 **2** 人" in text
    assert "只在户籍 **1** 人，只有学籍 **1** 人，两者都不在 **1** 人" in text


def test_explanations_close_on_the_children(facts):
    table = register_story.explanations(facts)
    assert table["人数"].sum() == 4
    assert table.iloc[0].tolist() == ["在校", "在籍在校，近期有到校记录", 2]
    assert "**4**" in register_story.explanations_answer(facts).data


def test_states_that_do_not_close_are_called_so(facts):
    open_ = facts.with_frames(states_total=pd.DataFrame({"union": [5], "sum_of_states": [4]}))
    assert "不符" in register_story.explanations_answer(open_).data


def test_every_explanation_a_child_can_have_has_a_sentence():
    assert {line.explanation for line in TABLE} <= set(catalogue("registers"))


def test_children_without_a_usable_id_are_counted_and_not_accused(facts):
    table = register_story.id_states(facts)
    assert table["人数"].tolist() == [2, 1, 1, 1]
    assert "5 名儿童中 **2** 人没有可用的身份证件号" in register_story.ids_answer(facts).data


def test_the_review_list_shows_tables_and_no_child(facts):
    table = register_story.review_list(facts)
    assert table.to_numpy().tolist() == [["脱贫监测对象", "学籍", 1]]
    assert "**1** 对" in register_story.review_answer(facts).data


def test_with_no_pair_waiting_that_is_said(facts):
    none = facts.with_frames(link_review=facts["link_review"].iloc[:0])
    assert "没有须由人判定" in register_story.review_answer(none).data
    assert register_story.review_list(none).empty


def test_a_county_audited_alone_says_what_it_could_not_know(facts):
    assert "只核查了一个县" in register_story.exchange_answer(facts).data
    assert register_story.exchange_summary(facts).empty


def test_what_other_counties_know_is_counted_by_child(facts):
    exchange = pd.DataFrame(
        {
            "subject": ["c3", "c3", "c1"],
            "other_county": ["990102", "990102", "990103"],
            "how": ["enrolled", "attending", "not_arrived"],
        }
    )
    told = facts.with_frames(exchange=exchange)
    assert "**2** 个县知道本县 **2** 名" in register_story.exchange_answer(told).data
    assert register_story.exchange_summary(told)["人数"].tolist() == [1, 1, 1]


def test_every_rule_on_registers_is_listed_with_its_state():
    rules = pd.DataFrame(
        {
            "rule": ["ATT-01", "REG-01", "REG-02"],
            "state": ["found", "found", "not_tested"],
            "subjects_tested": [1, 9, 0],
            "found": [1, 2, 0],
            "reason": ["", "", "缺少考勤"],
        }
    )
    findings = pd.DataFrame({"rule": ["REG-01", "REG-01", "ATT-01"]})
    table = register_story.register_findings(findings, rules)
    assert table["规则"].tolist() == ["REG-01", "REG-02"]
    assert table["条数"].tolist() == [2, 0]
    assert "共 **2** 条发现；0 条未发现问题，1 条未检查" in (
        register_story.findings_answer(findings, rules).data
    )
