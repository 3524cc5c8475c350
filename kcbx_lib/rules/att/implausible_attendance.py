"""ATT-06: attendance that looks copied, or marks on days without school.

Reading: in one class and month at least five pupils, and at least half of those recorded, have the very
same string of marks with presence and absence in it (a full house of presence is ordinary, and pupils
who never came all month are alike without any copying); or marks stand on days on which there was no
school, at least one for each ten pupils of the class. An outing that sends the whole class on official leave looks
alike and is left out upstream. Something to ask the school about, no proof.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label

RULE = Rule(id="ATT-06", needs=("class_months",), serves=("S6", "D7"))
FEWEST_COPIES, COPIED_SHARE, MARKED_SHARE = 5, 0.5, 0.1


def find(facts: Facts, policy: Policy) -> Found:
    """One row per class and month that cannot be as written."""
    months = facts["class_months"]
    judged = months[months["recorded_pupil_days"].gt(0) & months["school_code"].notna()]
    copied = judged["identical_rows"].ge(FEWEST_COPIES) & judged["identical_rows"].ge(
        COPIED_SHARE * judged["full_rows"]
    )
    marked = judged["marks_on_no_school_days"].gt(0) & judged["marks_on_no_school_days"].ge(
        MARKED_SHARE * judged["pupils"]
    )
    odd = judged[copied | marked]
    rows = odd.assign(
        subject_kind="school",
        subject=odd["school_code"],
        month=odd["month"].dt.strftime("%Y-%m"),
        class_no=odd["class_no"].fillna("—"),
        what=[
            label("att.copied", count=int(n)) if is_copied else label("att.off_days", count=int(m))
            for is_copied, n, m in zip(
                copied[odd.index],
                odd["identical_rows"],
                odd["marks_on_no_school_days"],
                strict=True,
            )
        ],
    )
    parts = [rows["grade"].astype("str"), rows["class_no"].astype("str"), rows["month"]]
    rows["case_key"] = parts[0] + "|" + parts[1] + "|" + parts[2]
    return Found(rows.reset_index(drop=True), len(judged))
