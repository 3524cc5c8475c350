"""ATT-04: a tenth and a fifth of the kept school days, and what a finding says of the reasons."""

import pytest

from kcbx_lib.rules.att import chronic_absence
from tests.spec.att.county import CHILD, RECORD, SHEET, drawn
from tests.spec.ledgers.county import conditions
from tests.spec_helpers import Drawn


def judged(marks: str, *, as_of: str = "2024-12-10", **further) -> str | None:
    """``high`` or ``medium`` where 王小明 is found; None where not."""
    county = drawn(marks, as_of=as_of, **further)
    rows = chronic_absence.find(county.facts, county.policy).rows
    if rows.empty:
        return None
    return "high" if rows.get("severity", rows["subject"]).iloc[0] == "high" else "medium"


@pytest.mark.walks("ATT-04", "rule", "found", "clear")
@pytest.mark.walks("ATT-04", "absence.chronic_rate", "below", "at", "above")
@pytest.mark.walks("ATT-04", "absence.severe_rate", "below", "at", "above")
@pytest.mark.walks("ATT-04", "lawful", "lateness", "unrecorded_days")
@pytest.mark.parametrize(
    ("marks", "severity"),
    [
        ("√*19病", None),
        ("√*18病病", "medium"),
        ("√*17旷病×", "medium"),
        ("√*17公公公", "medium"),
        ("√*16旷病×事", "high"),
        ("√*15旷病×事旷", "high"),
        ("√*18迟迟", None),
        ("√*18病.", None),
    ],
)
def test_att_04_a_tenth_and_a_fifth_of_twenty_kept_days(marks, severity):
    assert judged(marks, as_of="2024-10-08") == severity


@pytest.mark.walks("ATT-04", "absence.chronic_rate", "below", "at", "above")
@pytest.mark.walks("ATT-04", "absence.severe_rate", "below", "at", "above")
@pytest.mark.parametrize(
    ("absent", "severity"),
    [
        (6, None),
        (7, "medium"),  # 0.14 × 50 is a little more than 7 in a computer's arithmetic
        (8, "medium"),
        (13, "medium"),
        (14, "high"),  # and so is 0.28 × 50
        (15, "high"),
    ],
)
def test_att_04_at_exactly_a_limit_that_no_double_holds(absent, severity):
    values = {"absence.chronic_rate": 0.14, "absence.severe_rate": 0.28}
    marks = f"√*{50 - absent}" + "病" * absent
    assert judged(marks, as_of="2024-11-20", values=values) == severity


def test_att_04_a_profile_without_a_severe_share_has_none():
    assert judged("√*10" + "病" * 10, values={"absence.severe_rate": None}) == "medium"


@pytest.mark.walks("ATT-04", "rule", "below", "at", "above")
@pytest.mark.walks("ATT-04", "lawful", "too_few_days")
@pytest.mark.parametrize(("present", "severity"), [(6, None), (7, "high"), (8, "high")])
def test_att_04_nine_kept_days_prove_nothing(present, severity):
    marks = f"√*{present}旷旷旷"
    county = Drawn(
        as_of="2024-10-08",
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
        attendance=f"{SHEET}\n王小明 S1 4 1 {marks}",
    )
    rows = chronic_absence.find(county.facts, county.policy).rows
    assert (rows["severity"].tolist() if len(rows) else []) == ([severity] if severity else [])


@pytest.mark.walks("ATT-04", "lawful", "gone")
@pytest.mark.parametrize(
    ("status", "marks", "severity"),
    [
        ("in_school", "√*10" + "病" * 10, "high"),
        ("suspended", "√*10" + "病" * 10, None),
        ("home_teaching", "√*10" + "病" * 10, None),
        ("in_school", "√*8" + "休" * 10 + "迟病", "medium"),  # days of suspension are not due
        ("in_school", "√*8" + "休" * 10 + "迟√", None),
    ],
)
def test_att_04_a_child_that_is_not_due_at_school_is_not_judged(status, marks, severity):
    pupil = f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 {status}"
    assert judged(marks, enrolment=pupil, as_of="2024-10-08") == severity


@pytest.mark.parametrize(
    ("marks", "as_of", "said"),
    [
        ("√*16旷病×事", "10-08", "(20.0%): 1 unexcused, 2 excused, 1 without a reason on record"),
        ("√*18病事", "10-08", "(10.0%): 2 excused"),
        ("√*17×××", "10-08", "(15.0%): the sheets give no reason"),
        ("√*10××", "09-19", "(16.6%): the sheets give no reason"),  # 16.67, cut off
    ],
)
def test_att_04_the_finding_names_only_reasons_that_are_on_record(marks, as_of, said):
    county = drawn(marks, as_of=f"2024-{as_of}")
    [(_, text)] = conditions("ATT-04", county.facts, county.policy)
    assert text.endswith(said)


@pytest.mark.parametrize(
    ("present", "listed", "said"),
    [
        (30, "-", "(16.6%): the sheets give no reason"),
        (30, "病病", "(16.6%): 2 excused, 4 without a reason on record"),
        (30, "病*7", None),  # more listed than the totals miss: they contradict each other
    ],
)
def test_att_04_totals_without_days_say_how_many_and_not_why(present, listed, said):
    county = Drawn(
        as_of="2024-11-05",
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
        attendance=f"""name school_code grade class_no due_days present_days marks
                       王小明 S1 4 1 36 {present} {listed}""",
    )
    texts = [text for _, text in conditions("ATT-04", county.facts, county.policy)]
    assert len(texts) == (said is not None)
    assert all(text.endswith(str(said)) for text in texts)


def test_att_04_a_child_of_another_sheet_is_judged_by_its_own_days():
    # Suspended in September, back in October: only the days since count.
    moves = f"""{CHILD} kind date
                王小明 2014-03-05 birth suspend 2024-03-01
                王小明 2014-03-05 birth resume 2024-10-08"""
    assert judged("." * 20 + "√*18病病", movements=moves, as_of="2024-11-05") == "medium"
    assert judged("." * 20 + "√*19病", movements=moves, as_of="2024-11-05") is None
