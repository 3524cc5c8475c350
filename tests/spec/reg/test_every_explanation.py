"""Each explanation a child may have: its state, and which rules of the registers then find the child."""

from __future__ import annotations

import pytest

from kcbx_lib.registers.states import TABLE
from kcbx_lib.rules.reg import (
    attends_elsewhere,
    attends_without_record,
    disabled_without_schooling,
    lost_in_transfer,
    not_entered_at_age,
    out_of_school,
    phantom_enrolment,
    unexplained_leave,
)
from tests.spec.reg.places import CASE, CHILD, cancelled, case, drawn, moved, subject_of
from tests.spec.reg.test_left import FOUND_AGAIN
from tests.spec.reg.test_nowhere_to_be_found import NOWHERE, SOMEWHERE
from tests.spec.reg.test_phantoms import AWAY

RULES = {
    "REG-01": out_of_school,
    "REG-02": phantom_enrolment,
    "REG-04": attends_without_record,
    "REG-05": attends_elsewhere,
    "REG-06": not_entered_at_age,
    "REG-08": disabled_without_schooling,
    "REG-09": lost_in_transfer,
    "REG-11": unexplained_leave,
}
TEN = "2014-03-05"
IN_S1, IN_S2 = ({"attendance": f"{{who}} {school} 4 1 √*50"} for school in ("S1", "S2"))
NEAR = "王小明 2014-05-03 - S1 4 2 in_school"
"""A record that may be the child's: day and month changed places."""


def other(destination: str) -> dict[str, str]:
    """A case deducted as "other", which says in words where the child is."""
    return {
        "cases": f"{CASE} destination\n{{who}} K1 第三阶段 deducted A8 2024-09-10 {destination}"
    }


LINES = [
    # (told, record, born, state, explanation, found by)
    (moved("death") | IN_S1, None, TEN, "to_review", "dead_but_present", ""),
    (IN_S1, "S1 4 1 in_school", TEN, "in_school", "attends_own_school", ""),
    (IN_S2, "S1 4 1 studying_elsewhere", TEN, "studying_elsewhere", "studies_elsewhere", ""),
    (IN_S2 | moved("transfer_out", "2024-11-01", to="第二小学 S2"), "S1 4 1 in_school", TEN,
     "transfer_in_progress", "moving_between_schools", ""),
    (IN_S2, "S1 4 1 in_school", TEN, "attends_elsewhere", "attends_other_school", "REG-05"),
    (IN_S1, "S1 4 1 suspended", TEN, "in_school", "attends_though_paused", ""),
    (IN_S1, "S1 4 1 home_teaching", TEN, "in_school", "attends_though_paused", ""),
    (IN_S1, "S1 4 1 dropped_out", TEN, "in_school", "attends_though_ended", ""),
    (IN_S1 | {"enrolment": NEAR}, None, TEN, "to_review", "attends_may_be_enrolled", ""),
    (IN_S1, "S1 4 1 transferred_out", TEN, "transfer_in_progress", "left_on_record_seen_lately", ""),
    (IN_S1, None, TEN, "attends_no_record", "attends_no_record", "REG-04"),
    ({}, "S1 9 1 graduated", "2009-03-05", "graduated", "graduated", ""),
    ({"exchange": "attending,enrolled"}, "S1 4 1 in_school", TEN,
     "studying_elsewhere", "enrolled_in_other_county", ""),
    ({"exchange": "attending"}, "S1 4 1 in_school", TEN,
     "attends_elsewhere", "attends_in_other_county", "REG-05"),
    ({"attendance": "王小明 2014-05-03 - S1 4 2 √*50"}, "S1 4 1 in_school", TEN,
     "to_review", "not_seen_may_be_another", ""),
    ({}, "S1 4 1 in_school", TEN, "enrolled_not_attending", "not_seen", "REG-02"),
    (case("suspected"), "S1 4 1 in_school", TEN, "enrolled_not_attending", "not_seen_open_case", ""),
    ({"attendance": "赵敏 2014-06-06 birth S1 5 1 √*19"}, "S1 5 1 in_school", TEN,
     "in_school", "too_few_kept_days", ""),
    ({}, "S2 4 1 in_school", TEN, "in_school", "attendance_not_kept", ""),
    ({"enrolment": NEAR}, None, TEN, "to_review", "possible_match", ""),
    ({}, None, "2019-03-05", "under_age", "under_age", ""),
    ({}, None, "2008-03-05", "over_age", "over_age", ""),
    ({}, "S1 4 1 expelled", TEN, "out_of_school", "forbidden_status", "REG-08"),
    ({}, "S1 4 1 dropped_out", TEN, "out_of_school", "dropped_out", "REG-08"),
    (case("dropout"), None, TEN, "out_of_school", "open_case", "REG-01 REG-08"),
    ({}, None, "2018-03-05", "out_of_school", "no_explanation", "REG-01 REG-06 REG-08"),
    ({"population": f"{CHILD}\n李丽 2014-01-01 birth"}, None, TEN, "unknown", "on_a_list_only", "REG-08"),
    (moved("transfer_out"), None, TEN, "unknown", "arrived_nowhere", "REG-09"),
    (moved("other_leave"), None, TEN, "unknown", "left_for_another_reason", "REG-11"),
    (cancelled("missing"), None, TEN, "unknown", "cannot_be_traced", ""),
    # what a deduction says in words
    (other("因病去世"), None, TEN, "died", "died", ""),
    (other("随父母出国"), None, TEN, "abroad", "abroad", ""),
    (other("已超龄"), None, TEN, "over_age", "over_age", ""),
    (other("户口迁出"), None, TEN, "moved_away", "case_moved_away", ""),
    (other("初中毕业"), None, TEN, "graduated", "case_graduated", ""),
    (other("在外省就读"), None, TEN, "studying_elsewhere", "case_studies_elsewhere", ""),
    (other("其他"), None, TEN, "to_review", "deducted_unstated", ""),
    (case("returned"), None, TEN, "to_review", "returned_without_record", ""),
]  # fmt: skip


@pytest.mark.walks("REG-01", "rule", "found", "clear")
@pytest.mark.walks("REG-02", "rule", "found", "clear")
@pytest.mark.walks("REG-06", "rule", "found", "clear")
@pytest.mark.walks("REG-08", "rule", "found", "clear")
@pytest.mark.parametrize(("told", "record", "born", "state", "explanation", "found"), LINES)
def test_a_child_has_one_explanation_and_the_rules_that_go_with_it(
    told: dict[str, str], record: str | None, born: str, state: str, explanation: str, found: str
) -> None:
    made = drawn(
        told, born=born, record=record and f"{{who}} {record}", disability=f"{CHILD}\n{{who}}"
    )
    states = made.facts["register_states"].set_index("subject")
    child = subject_of(born)
    assert states.loc[child, ["state", "explanation"]].tolist() == [state, explanation]
    finding = [
        rule
        for rule, module in RULES.items()
        if child in set(module.find(made.facts, made.policy).rows["subject"])
    ]
    assert " ".join(finding) == found


def test_no_explanation_of_the_table_is_left_out() -> None:
    here = {explanation for _, _, _, _, explanation, _ in LINES}
    others = {explanation for _, explanation in [*NOWHERE, *SOMEWHERE, *AWAY, *FOUND_AGAIN]}
    elsewhere = {"age_unknown"}  # a child without a birth date cannot be drawn by its id
    assert here | others | elsewhere == {line.explanation for line in TABLE}
