"""ATT-03: a case reported to one office only; below, at and above the time to report."""

import pandas as pd
import pytest

from kcbx_lib.rules.att import one_recipient
from tests.spec.att.county import CHILD, PUPIL
from tests.spec_helpers import Drawn

OPENED = "2024-09-05"


def county(
    told: str,
    *,
    stage: str = "suspected",
    opened: str = OPENED,
    as_of: str = "2024-09-18",
    **further,
) -> Drawn:
    """One case and the days on which township and bureau were told."""
    cases = f"""{CHILD} case_no stage opened_on reported_township_on reported_bureau_on
                王小明 2014-03-05 birth K1 {stage} {opened} {told}"""
    return Drawn(as_of=as_of, enrolment=PUPIL, cases=cases, **further)


@pytest.mark.walks("ATT-03", "rule", "found", "clear")
@pytest.mark.walks("ATT-03", "lawful", "nobody_told", "deducted")
@pytest.mark.parametrize(
    ("told", "stage", "found"),
    [
        ("2024-09-05 2024-09-05", "suspected", []),
        ("2024-09-05 2024-09-12", "suspected", []),  # late to one, but told
        ("2024-09-05 -", "suspected", ["王小明"]),
        ("- 2024-09-05", "suspected", ["王小明"]),
        ("- 2024-09-05", "dropout", ["王小明"]),
        ("- 2024-09-05", "returned", ["王小明"]),
        ("- 2024-09-05", "deducted", []),
        ("- -", "suspected", []),
    ],
)
def test_att_03_told_one_office_only(told, stage, found):
    assert county(told, stage=stage).found(one_recipient) == found


@pytest.mark.walks("ATT-03", "absence.report_within_days", "below", "at", "above")
@pytest.mark.walks("ATT-03", "lawful", "still_in_time")
@pytest.mark.parametrize(
    ("opened", "told", "as_of", "found"),
    [
        ("2024-09-05", "2024-09-05 -", "2024-09-07", []),
        ("2024-09-05", "2024-09-05 -", "2024-09-08", []),
        ("2024-09-05", "2024-09-05 -", "2024-09-09", ["王小明"]),
        ("2024-09-05", "2024-09-09 -", "2024-09-09", ["王小明"]),  # since the opening
        ("-", "2024-09-06 -", "2024-09-09", []),  # since the first report
        ("-", "2024-09-06 -", "2024-09-10", ["王小明"]),
    ],
)
def test_att_03_three_days_from_the_opening_or_the_first_report(opened, told, as_of, found):
    assert county(told, opened=opened, as_of=as_of).found(one_recipient) == found


@pytest.mark.walks("ATT-03", "absence.report_within_days", "below", "at", "above")
@pytest.mark.parametrize(("day", "found"), [(11, []), (12, []), (13, ["王小明"])])
def test_att_03_a_county_may_give_a_week(day, found):
    given = {"absence.report_within_days": 7}
    case = county("2024-09-05 -", as_of=f"2024-09-{day}", values=given)
    assert case.found(one_recipient) == found


@pytest.mark.walks("ATT-03", "lawful", "told_in_words")
@pytest.mark.parametrize(
    ("column", "raw", "found"),
    [
        ("reported_bureau_on", "已报", []),
        ("reported_bureau_on", "  ", ["王小明"]),
        ("verified_on", "已核实", ["王小明"]),
    ],
)
def test_att_03_a_cell_that_is_no_date_still_says_that_it_was_reported(column, raw, found):
    note = {
        "table": "cases", "file": "cases.xlsx", "sheet": "Sheet1", "row": 2, "row_id": "cases-2",
        "column": column, "code": "doubtful", "reason": "unparseable", "severity": "low",
        "raw": raw, "cleaned": None,
    }  # fmt: skip
    case = county("2024-09-05 -", quality=pd.DataFrame([note]))
    assert case.found(one_recipient) == found


@pytest.mark.walks("ATT-03", "lawful", "one_asked")
@pytest.mark.parametrize("recipients", [["township"], ["county_bureau"]])
def test_att_03_where_the_profile_asks_for_one_nothing_is_tested(recipients):
    case = county("2024-09-05 -", values={"absence.report_recipients": recipients})
    result = one_recipient.find(case.facts, case.policy)
    assert (len(result.rows), result.tested) == (0, 0)
    assert result.note == ("att.one_recipient_asked", {})


@pytest.mark.parametrize(
    ("told", "missing"), [("2024-09-05 -", "县教育局"), ("- 2024-09-05", "乡镇人民政府")]
)
def test_att_03_the_finding_names_the_office_that_was_not_told(told, missing):
    case = county(told, profile="hanzhong_2018")
    [row] = one_recipient.find(case.facts, case.policy).rows.to_dict("records")
    assert (row["missing"], row["case_no"], row["evidence"]) == (missing, "K1", ["cases-2"])
    assert row["told"] != missing
