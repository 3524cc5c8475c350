"""The three ledgers: who stands in which, what is due next, and what changed since the last run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from kcbx_lib.facts import Facts
from kcbx_lib.reports.county_files import key_table
from kcbx_lib.reports.workbooks import forgotten_people, write_ledgers
from tests.spec.ledgers.county import facts_of

CHILDREN = """
name is_of_age state                  is_migrant grade
在   yes       in_school              no         8
随   yes       in_school              yes        3
失   yes       out_of_school          no         -
空   yes       enrolled_not_attending no         7
幼   no        under_age              no         -
大   no        over_age               no         -
疑   -         in_school              no         5
"""


def listed(facts: Facts, ledger: str) -> dict[str, str]:
    return dict(zip(facts[ledger]["subject"], facts[ledger]["listed_because"], strict=True))


def test_the_school_age_ledger_lists_every_child_of_age_migrant_children_included() -> None:
    ledger = facts_of(children=CHILDREN)["ledger_school_age"]
    assert set(ledger["subject"]) == {"在", "随", "失", "空", "疑"}
    assert ledger.set_index("subject").loc["随", "is_migrant"] == True  # noqa: E712
    assert ledger.set_index("subject").loc["失", "state"] == "out_of_school"


def test_no_ledger_names_anybody() -> None:
    facts = facts_of(
        children=CHILDREN, cases="name case_no opened_on stage\n失 1 2024-10-01 suspected"
    )
    for name in ("ledger_school_age", "ledger_suspected", "ledger_dropout"):
        assert not {"name", "resident_id", "student_no", "guardian", "cause", "destination"} & set(
            facts[name]
        )


def test_children_out_of_school_and_at_the_limit_are_suspected_without_any_case() -> None:
    streaks = """
    name start      end        limit      open
    在   2024-11-15 2024-11-20 2024-11-19 yes
    随   2024-10-07 2024-10-10 2024-10-09 no
    疑   2024-11-19 2024-11-20 -          yes
    """
    facts = facts_of(children=CHILDREN, streaks=streaks)
    assert listed(facts, "ledger_suspected") == {
        "失": "out_of_school", "空": "enrolled_not_attending", "在": "streak",
    }  # fmt: skip
    assert len(facts["ledger_dropout"]) == 0


def test_the_word_dropout_needs_a_recorded_human_verification() -> None:
    cases = """
    name case_no opened_on  stage     verified_on returned_on
    甲   1       2024-10-01 dropout   2024-10-05  -
    乙   2       2024-10-01 dropout   -           -
    丙   3       2024-10-01 suspected 2024-10-05  -
    丁   4       2024-10-01 dropout   2024-10-05  2024-10-20
    失   5       2024-10-01 dropout   2024-10-05  -
    """
    facts = facts_of(children="name state\n失 out_of_school", cases=cases)
    assert set(listed(facts, "ledger_dropout")) == {"甲", "失"}
    # an unverified dropout stays suspected; a verified one is not listed twice
    assert listed(facts, "ledger_suspected") == {"乙": "open_case", "丙": "open_case"}


@pytest.mark.parametrize(("birth", "is_over"), [("2008-11-21", False), ("2008-11-20", True)])
@pytest.mark.parametrize(
    ("stage", "ledger", "because"),
    [
        ("dropout", "ledger_dropout", "verified_dropout"),
        ("suspected", "ledger_suspected", "open_case;out_of_school"),
    ],
)
def test_a_case_closed_on_an_approval_stays_in_its_ledger_until_the_sixteenth_birthday(
    birth: str, is_over: bool, stage: str, ledger: str, because: str
) -> None:
    """It is not listed anew as a suspicion without a case: everybody knows of this child."""
    cases = (
        "name case_no opened_on stage verified_on approval_no closed_on closing_evidence\n"
        f"甲 1 2024-03-01 {stage} 2024-03-05 睢政〔2024〕8号 2024-10-01 会议纪要"
    )
    state = "over_age" if is_over else "out_of_school"
    facts = facts_of(cases=cases, children=f"name birth_date state\n甲 {birth} {state}")
    other = {"ledger_dropout", "ledger_suspected"} - {ledger}
    assert listed(facts, ledger) == ({} if is_over else {"甲": because})
    assert listed(facts, other.pop()) == {}
    if not is_over:
        [entry] = facts[ledger].to_dict("records")
        assert (entry["case_no"], entry["case_state"], entry["irregular"]) == (
            "1",
            "approved",
            "close",
        )
        assert entry["next_step"].startswith("已批准")


def test_a_suspected_case_of_a_child_out_of_school_is_one_entry_with_both_reasons() -> None:
    facts = facts_of(
        children="name state\n失 out_of_school",
        cases="name case_no opened_on stage\n失 1 2024-11-10 suspected",
    )
    assert listed(facts, "ledger_suspected") == {"失": "open_case;out_of_school"}


def test_a_deduction_on_paper_stays_on_the_suspected_ledger_to_be_rechecked_each_quarter() -> None:
    cases = (
        "name case_no opened_on stage list_version category_code verified_on closed_on closing_evidence\n"
        "甲 1 2024-09-10 deducted 第一阶段 D 2024-09-20 2024-09-25 就读证明\n"
        "乙 2 2024-09-10 deducted 第一阶段 H 2024-09-20 2024-09-25 护照"
    )
    ledger = facts_of(cases=cases)["ledger_suspected"]
    assert ledger["subject"].tolist() == ["甲"]
    assert ledger["case_state"].tolist() == ["watched"]
    assert ledger["due"].tolist() == [pd.Timestamp("2024-12-31")]


def test_the_next_step_and_its_deadline_follow_from_the_state_and_the_profile() -> None:
    cases = """
    name case_no opened_on  stage     verified_on reported_township_on reported_bureau_on
    核   1       2024-11-10 suspected -           -                    -
    劝   2       2024-11-01 suspected 2024-11-05  -                    -
    报   3       2024-10-20 suspected 2024-10-25  -                    -
    联   4       2024-10-01 suspected 2024-10-05  2024-10-12           2024-10-12
    决   5       2024-10-01 suspected 2024-10-05  2024-10-12           2024-10-12
    """
    rows = ["name case_no level attempt_no date method people result evidence"]
    for name, case in (("报", 3), ("联", 4), ("决", 5)):
        rows += [f"{name} {case} school {n} 2024-11-{n:02d} 家访 张 继续 照片" for n in (1, 2, 3)]
    rows += [f"决 5 joint {n} 2024-11-{3 + n:02d} 家访 张 继续 照片" for n in (1, 2, 3)]
    ledger = facts_of(cases=cases, persuasions="\n".join(rows))["ledger_suspected"].set_index(
        "subject"
    )
    steps = ledger["next_step"].str[:4].to_dict()
    assert steps == {
        "核": "到户核实",
        "劝": "学校劝返",
        "报": "校级劝返",
        "联": "乡镇、教",
        "决": "联合劝返",
    }
    due = {name: None if pd.isna(day) else f"{day:%m-%d}" for name, day in ledger["due"].items()}
    assert due == {"核": "11-24", "劝": None, "报": "11-10", "联": None, "决": "12-06"}
    assert ledger.loc["报", "is_overdue"] == True  # noqa: E712
    assert set(ledger["owner"]) <= {
        "学校",
        "乡镇人民政府、县教育局",
        "乡镇人民政府、学校",
        "县教育局",
    }


def before(facts: Facts) -> dict[str, pd.DataFrame]:
    return {
        f"previous_{name}": facts[name]
        for name in ("ledger_school_age", "ledger_suspected", "ledger_dropout")
    }


EARLIER = """
name case_no opened_on  stage
甲   1       2024-09-10 suspected
乙   2       2024-09-10 suspected
丙   3       2024-09-10 suspected
丁   4       2024-09-10 suspected
"""
LATER = """
name case_no opened_on  stage     verified_on returned_on
甲   1       2024-09-10 suspected -           -
乙   2       2024-09-10 dropout   2024-10-05  -
丙   3       2024-09-10 returned  2024-10-05  2024-10-08
戊   5       2024-11-15 suspected -           -
"""


def test_the_ledgers_say_what_is_new_changed_and_closed_since_the_last_run() -> None:
    earlier = facts_of(as_of="2024-09-20", cases=EARLIER)
    now = facts_of(cases=LATER, children="name state\n丁 out_of_school", further=before(earlier))
    changes = now["ledger_changes"]
    rows = changes[changes["ledger"].eq("ledger_suspected")]
    cells = ["subject", "change", "state_before", "state_now"]
    told = [
        tuple(cell if isinstance(cell, str) else "" for cell in row)
        for row in rows[cells].to_numpy()
    ]
    assert sorted(told) == [
        ("丁", "changed", "opened", "out_of_school"),
        ("丙", "closed", "opened", "returned"),
        ("乙", "closed", "opened", "verified"),
        ("戊", "new", "", "opened"),
    ]
    dropout = changes[changes["ledger"].eq("ledger_dropout")]
    assert list(zip(dropout["subject"], dropout["change"], strict=True)) == [("乙", "new")]


def test_an_entry_keeps_the_day_on_which_it_was_first_listed() -> None:
    earlier = facts_of(as_of="2024-09-20", cases=EARLIER)
    now = facts_of(cases=LATER, further=before(earlier))
    since = now["ledger_suspected"].set_index("subject")["listed_since"]
    assert since["甲"] == pd.Timestamp("2024-09-20")
    assert since["戊"] == pd.Timestamp("2024-11-20")


def test_a_case_that_got_another_number_is_the_same_entry() -> None:
    earlier = facts_of(as_of="2024-09-20", cases=EARLIER)
    renumbered = EARLIER.replace("甲   1 ", "甲   2024-7 ").replace(
        "乙   2       2024-09-10", "乙   9       2024-10-10"
    )
    now = facts_of(cases=renumbered, further=before(earlier))
    changes = now["ledger_changes"]
    told = changes[changes["ledger"].eq("ledger_suspected")]
    # 甲 has the same case under another number; 乙 has another case, opened on another day
    assert sorted(zip(told["subject"], told["change"], strict=True)) == [
        ("乙", "closed"),
        ("乙", "new"),
    ]
    since = now["ledger_suspected"].set_index("subject")["listed_since"]
    assert since["甲"] == pd.Timestamp("2024-09-20")
    assert since["乙"] == pd.Timestamp("2024-11-20")


def test_a_child_stays_in_the_school_age_ledger_since_the_first_run_whatever_its_cases() -> None:
    earlier = facts_of(
        as_of="2024-09-20",
        cases="name case_no opened_on stage",
        children="name state\n甲 in_school",
    )
    now = facts_of(cases=EARLIER, children="name state\n甲 in_school", further=before(earlier))
    since = now["ledger_school_age"].set_index("subject")["listed_since"]
    assert since["甲"] == pd.Timestamp("2024-09-20")
    assert since["乙"] == pd.Timestamp("2024-11-20")


def test_an_entry_that_nobody_mentions_any_more_stays_until_it_is_accounted_for() -> None:
    earlier = facts_of(as_of="2024-09-20", cases=EARLIER)
    gone = facts_of(
        cases="name case_no opened_on stage\n戊 5 2024-11-15 suspected", further=before(earlier)
    )
    ledger = gone["ledger_suspected"].set_index("subject")
    assert ledger["case_state"].to_dict() == {
        "甲": "unaccounted", "乙": "unaccounted", "丙": "unaccounted", "丁": "unaccounted", "戊": "opened",
    }  # fmt: skip
    assert ledger.loc["甲", "next_step"] == "上次在册，本次材料未提及：说明去向"
    assert ledger.loc["甲", "listed_since"] == pd.Timestamp("2024-09-20")


def test_a_child_whom_the_registers_explain_is_accounted_for() -> None:
    earlier = facts_of(as_of="2024-09-20", cases=EARLIER)
    children = "name state\n甲 in_school\n乙 moved_away\n丙 unknown\n丁 died"
    now = facts_of(cases="name case_no opened_on stage", children=children, further=before(earlier))
    assert now["ledger_suspected"]["subject"].tolist() == ["丙"]


def test_without_an_earlier_run_there_are_no_changes() -> None:
    assert not facts_of(cases=EARLIER).has("ledger_changes")


def test_a_child_whom_only_the_earlier_run_knew_can_still_be_named_in_restricted(
    tmp_path: Path,
) -> None:
    earlier = facts_of(as_of="2024-09-20", cases=EARLIER)
    people = pd.DataFrame(
        {"subject": ["甲", "己"], "name": ["甲某", "己某"], "resident_id": ["id-1", "id-2"]},
        dtype="str",
    )
    now = facts_of(
        cases="name case_no opened_on stage\n戊 5 2024-11-15 suspected",
        further={**before(earlier), "previous_people": people},
    )
    kept = forgotten_people(now)
    assert kept["subject"].tolist() == ["甲"]  # 己 stands on no ledger
    table = key_table(now["children"], earlier=kept).set_index("subject")
    assert table.loc["甲", "name"] == "甲某"
    book = write_ledgers(tmp_path / "ledgers.xlsx", facts=now)
    cells = [row for sheet in load_workbook(book) for row in sheet.iter_rows(values_only=True)]
    assert [row[1] for row in cells if row[0] == "甲"] == ["甲某"]
