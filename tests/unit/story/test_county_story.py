"""What the county's page says of findings: in full, by place, and since the earlier run."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.county import CountySettings
from kcbx_lib.facts import Facts
from kcbx_lib.messages import use_language
from kcbx_lib.reports import story

FINDINGS = """
    rule    severity township school_code subject_kind subject
    REG-01  high     石桥镇   2990101001  child        c1
    REG-01  high     石桥镇   2990101001  child        c2
    ATT-04  high     柳泉镇   2990101002  child        c1
    ATT-04  medium   石桥镇   2990101001  child        c1
    GOV-02  low      石桥镇   -           township     石桥镇
    TGT-01  high     -        -           county       990101
"""


@pytest.fixture(autouse=True)
def chinese():
    use_language("zh")


def findings():
    lines = [line.split() for line in FINDINGS.strip().splitlines()]
    frame = pd.DataFrame(lines[1:], columns=lines[0]).replace("-", pd.NA)
    for column in ("condition", "criterion", "basis", "action", "owner", "due", "evidence"):
        frame[column] = f"<{column}>"
    return frame


def facts(**frames):
    settings = CountySettings(
        "990101", "青禾县", "云岭市", "national", date(2024, 11, 20), None, Path()
    )
    return Facts(settings, frames)


def test_the_first_findings_are_one_of_each_gravest_rule():
    first = story.gravest_findings(findings())
    assert list(first["rule"]) == ["ATT-04", "REG-01", "TGT-01", "REG-01"]


def test_without_a_grave_finding_the_next_severity_is_shown():
    mild = findings().query("severity == 'low'")
    assert list(story.gravest_findings(mild)["rule"]) == ["GOV-02"]


def test_a_card_carries_every_part_of_the_finding_and_no_markup_of_the_data():
    card = story.finding_cards(findings().head(1)).data
    for part in ("condition", "criterion", "basis", "action", "owner", "due", "evidence"):
        assert f"&lt;{part}&gt;" in card
        assert f"<{part}>" not in card
    assert "适龄未入学" in card


def test_findings_beyond_the_shown_ones_are_counted():
    assert "另有 4 条" in story.finding_cards(findings(), most=2).data


def test_no_finding_is_said_in_a_word():
    assert story.finding_cards(findings().head(0)).data == "无"


def test_townships_stand_by_their_grave_findings_and_the_county_is_in_none():
    counts = story.findings_by_township(findings())
    assert list(counts.index) == ["石桥镇", "柳泉镇"]
    assert counts.to_numpy().sum() == 5


def test_a_school_is_named_and_its_children_counted_once():
    schools = pd.DataFrame({"school_code": ["2990101001"], "school_name": ["石桥小学"]})
    rows = story.schools_first(findings(), facts(schools=schools))
    assert rows["学校"].to_list() == ["石桥小学", "2990101002"]
    assert rows["涉及儿童"].to_list() == [2, 1]


def test_without_an_earlier_run_the_page_says_how_to_give_one():
    assert "--previous" in story.draw_outcomes(facts()).data
    assert story.since_answer(facts()).data == ""


def test_findings_since_the_earlier_run_are_told_apart():
    rows = pd.DataFrame(
        {
            "outcome": ["cured", "repeated", "worsened", "new", "cured"],
            "is_overdue": [False, True, False, False, False],
        }
    )
    known = facts(follow_up=rows)
    assert story.outcomes(known).to_dict() == {"worsened": 1, "repeated": 1, "new": 1, "cured": 2}
    answer = story.since_answer(known).data
    assert "**2** 条已整改" in answer
    assert "2 条仍在" in answer
    assert "**1** 条已过整改期限" in answer


def test_reasons_are_counted_by_factor_whatever_their_figures():
    risk = pd.DataFrame(
        {
            "band": ["high", "medium", "low"],
            "reasons": [
                "缺勤率 33%（严重缺勤，界线 20%）（6 分）；留守（1 分）",
                "缺勤率 24%（严重缺勤，界线 20%）（6 分）",
                "留守（1 分）",
            ],
        }
    )
    assert story.risk_reasons(risk).to_dict() == {"严重缺勤": 2, "留守": 1}


def test_counts_beside_a_blank_stay_whole_numbers():
    shown = story.table(pd.DataFrame({"n": [3.0, None], "share": [0.5, 1.0]})).data
    assert ">3<" in shown
    assert ">0.50<" in shown
