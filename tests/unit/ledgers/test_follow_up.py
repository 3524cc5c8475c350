"""Findings of an earlier run read back."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.ledgers import follow_up


def findings(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["rule", "subject", "severity"], dtype="str")
    kind = frame["subject"].str.startswith("c").map({True: "child", False: "school"})
    ids = frame["rule"] + "-" + frame["subject"]
    return frame.assign(subject_kind=kind, finding_id=ids, township="东河镇", school_code="S1")


RULES = pd.DataFrame(
    {
        "rule": ["ATT-01", "ATT-04", "DQ-01", "RES-01"],
        "state": ["found", "clear", "not_tested", "found"],
    }
)
BEFORE = findings(
    ("ATT-01", "c1", "high"), ("ATT-01", "c2", "medium"), ("ATT-01", "c3", "high"), ("ATT-04", "c4", "high"),
    ("ATT-04", "c9", "high"), ("DQ-01", "c5", "low"), ("RES-01", "S1", "low"),
)  # fmt: skip
NOW = findings(
    ("ATT-01", "c1", "high"), ("ATT-01", "c2", "high"), ("ATT-01", "c3", "high"), ("ATT-01", "c3", "high"),
    ("ATT-01", "c6", "high"), ("RES-01", "S1", "low"),
)  # fmt: skip
AS_OF = pd.Timestamp("2024-11-20")
KNOWN = ["c1", "c2", "c3", "c4", "c5", "c6"]


def told(frame: pd.DataFrame, column: str) -> dict[tuple[str, str], object]:
    return dict(zip(zip(frame["rule"], frame["subject"], strict=True), frame[column], strict=True))


def test_each_earlier_finding_is_repeated_worsened_cured_or_not_told() -> None:
    frame = follow_up(NOW, BEFORE, RULES, subjects=KNOWN, as_of=AS_OF)
    assert told(frame, "outcome") == {
        ("ATT-01", "c1"): "repeated",
        ("ATT-01", "c2"): "worsened",  # more severe
        ("ATT-01", "c3"): "worsened",  # twice now
        ("ATT-01", "c6"): "new",
        ("ATT-04", "c4"): "cured",
        ("ATT-04", "c9"): "not_seen",  # no table mentions the child any more: no cure
        ("DQ-01", "c5"): "not_tested",
        ("RES-01", "S1"): "repeated",
    }


def test_runs_in_a_row_are_counted() -> None:
    first = follow_up(NOW, BEFORE, RULES, subjects=KNOWN, as_of=AS_OF)
    assert told(first, "times")[("ATT-01", "c1")] == 2
    assert told(first, "times")[("ATT-01", "c6")] == 1
    assert told(first, "times")[("ATT-04", "c4")] == 0
    second = follow_up(NOW, NOW, RULES, subjects=KNOWN, as_of=AS_OF, previous_follow_up=first)
    assert told(second, "times")[("ATT-01", "c1")] == 3
    assert told(second, "times")[("ATT-01", "c6")] == 2


def test_the_same_findings_in_another_order_give_the_same_follow_up() -> None:
    forwards = follow_up(NOW, BEFORE, RULES, subjects=KNOWN, as_of=AS_OF)
    backwards = follow_up(
        NOW.iloc[::-1], BEFORE.iloc[::-1], RULES, subjects=KNOWN[::-1], as_of=AS_OF
    )
    pd.testing.assert_frame_equal(forwards, backwards)


def test_nothing_found_before_or_now_is_an_empty_follow_up() -> None:
    assert len(follow_up(NOW.iloc[:0], BEFORE.iloc[:0], RULES, subjects=KNOWN, as_of=AS_OF)) == 0


LADDER = [
    {"failed": 1, "measures": ["rectify"]},
    {"failed": 2, "measures": ["yellow_card", "criticism"]},
    {"failed": 3, "measures": ["accountability"]},
]


def test_found_in_run_after_run_climbs_the_profiles_ladder() -> None:
    first = follow_up(NOW, BEFORE, RULES, subjects=KNOWN, as_of=AS_OF, ladder=LADDER)
    assert told(first, "measures")[("ATT-01", "c6")] == "rectify"
    assert told(first, "measures")[("ATT-01", "c1")] == "yellow_card;criticism"
    assert told(first, "measures")[("ATT-04", "c4")] == ""
    run = first
    for expected in ("accountability", "accountability"):
        run = follow_up(
            NOW, NOW, RULES, subjects=KNOWN, as_of=AS_OF, ladder=LADDER, previous_follow_up=run
        )
        assert told(run, "measures")[("ATT-01", "c1")] == expected


def test_a_finding_that_is_found_again_after_its_due_date_is_an_overdue_task() -> None:
    def overdue(due: str) -> bool:
        before = BEFORE.assign(due=due)
        frame = follow_up(NOW, before, RULES, subjects=KNOWN, as_of=AS_OF)
        assert told(frame, "is_overdue")[("ATT-04", "c4")] == False  # noqa: E712 — cured
        return bool(told(frame, "is_overdue")[("ATT-01", "c1")])

    assert [overdue(day) for day in ("2024-11-19", "2024-11-20", "2024-11-21")] == [
        True,
        False,
        False,
    ]


def test_what_no_later_work_undoes_is_no_task_and_climbs_no_ladder() -> None:
    before = BEFORE.assign(due="2024-10-01")
    frame = follow_up(
        NOW, before, RULES, subjects=KNOWN, as_of=AS_OF, ladder=LADDER, past=["ATT-01-c1"]
    )
    assert not told(frame, "is_overdue")[("ATT-01", "c1")]
    assert told(frame, "measures")[("ATT-01", "c1")] == ""
    assert told(frame, "times")[("ATT-01", "c1")] == 2
    assert told(frame, "is_overdue")[("RES-01", "S1")]


def test_a_subject_all_of_whose_findings_are_of_the_past_has_no_task_left() -> None:
    before = BEFORE.assign(due="2024-10-01")
    now = NOW.assign(finding_id=[f"f{number}" for number in range(len(NOW))])  # c3 has f2 and f3

    def overdue(*past: str) -> set[str]:
        frame = follow_up(now, before, RULES, subjects=KNOWN, as_of=AS_OF, ladder=LADDER, past=past)
        late = frame[frame["is_overdue"]]
        assert late["measures"].ne("").all()
        return set(late.loc[late["rule"].eq("ATT-01"), "subject"])

    assert overdue() == {"c1", "c2", "c3"}
    assert overdue("f0") == {"c2", "c3"}
    assert overdue("f2") == {"c1", "c2", "c3"}
    assert overdue("f2", "f3") == {"c1", "c2"}


def test_a_run_in_between_puts_no_day_off() -> None:
    first = follow_up(NOW, BEFORE.assign(due="2024-10-01"), RULES, subjects=KNOWN, as_of=AS_OF)
    second = follow_up(
        NOW, NOW.assign(due="2024-12-20"), RULES, subjects=KNOWN, as_of=AS_OF, previous_follow_up=first
    )  # fmt: skip
    assert told(second, "due_before")[("ATT-01", "c1")] == pd.Timestamp("2024-10-01")
    assert told(second, "is_overdue")[("ATT-01", "c1")]
    assert told(second, "due_before")[("ATT-01", "c6")] == pd.Timestamp(
        "2024-12-20"
    )  # was new then
    assert not told(second, "is_overdue")[("ATT-01", "c6")]
