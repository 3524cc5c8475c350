"""SRF-01 to SRF-08: a report's own figures; only a wrong relation is a finding."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.facts import Facts
from tests.spec.ledgers.county import conditions, facts_of, found, outcome, state_of

RULES = [f"SRF-0{number}" for number in range(1, 9)]
COLUMNS = ["file", "rule", "kind", "grade", "stated", "computed", "quote", "place"]


def report(*rows: tuple[str, str]) -> Facts:
    cells = [
        ("自查报告.docx", rule, "sum", grade, "70885", "71597", f"在校{n}人", f"第{n}段")
        for n, (rule, grade) in enumerate(rows)
    ]
    frame = pd.DataFrame(cells, columns=COLUMNS, dtype="str")
    return facts_of(children="name\n甲", further={"report_figures": frame})


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("grade", "is_found"),
    [("contradiction", True), ("probably", True), ("cannot_tell", False), ("holds", False)],
)
def test_only_what_no_fair_reading_saves_is_found(rule: str, grade: str, is_found: bool) -> None:
    assert found(rule, report((rule, grade))) == ({"自查报告.docx"} if is_found else set())


def test_a_relation_belongs_to_one_rule() -> None:
    facts = report(("SRF-01", "contradiction"), ("SRF-03", "holds"))
    assert [rule for rule in RULES if found(rule, facts)] == ["SRF-01"]


def test_what_is_probably_wrong_weighs_less() -> None:
    rows = outcome("SRF-05", report(("SRF-05", "contradiction"), ("SRF-05", "probably"))).rows
    assert list(rows["severity"]) == ["medium", "low"]


def test_the_finding_states_both_figures_and_the_text() -> None:
    [(subject, text)] = conditions("SRF-01", report(("SRF-01", "contradiction")))
    assert subject == "自查报告.docx"
    assert "stated 70885, computed from the text 71597" in text
    assert "在校0人" in text


def test_a_report_without_such_relations_was_still_read() -> None:
    assert state_of("SRF-02", report(("SRF-01", "holds")))[0] == "clear"


def test_without_a_report_nothing_is_tested() -> None:
    assert state_of("SRF-01", facts_of(children="name\n甲"))[0] == "not_tested"


def unread(*rows: tuple[str, str]) -> Facts:
    frame = pd.DataFrame(rows, columns=["file", "grade"], dtype="str")
    frame = frame.reindex(columns=COLUMNS).astype("str")
    return facts_of(children="name\n甲", further={"report_figures": frame})


def test_a_report_that_could_not_be_read_is_not_tested_and_named() -> None:
    state, reason = state_of("SRF-01", unread(("扫描件.pdf", "unread")))
    assert state == "not_tested"
    assert "扫描件.pdf" in reason


def test_reports_read_beside_an_unread_one_are_judged_and_the_other_named() -> None:
    read = report(("SRF-01", "holds"))["report_figures"]
    frame = pd.concat([read, unread(("扫描件.pdf", "unread"))["report_figures"]], ignore_index=True)
    facts = facts_of(children="name\n甲", further={"report_figures": frame})
    state, reason = state_of("SRF-01", facts)
    assert state == "clear"
    assert "扫描件.pdf" in reason
