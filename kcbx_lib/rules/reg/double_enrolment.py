"""REG-03: more than one record of one child, in the county or across the counties of the run.

Reading: two records that are open or paused at two schools, or under two student numbers at one school
(the same row handed in twice is a fault of the file, not a second record). A transfer still within its
time explains two records. Linking sees to it that twins and namesakes are not taken for one child.
Source: Z6; the rules on enrolment (one child, one number).
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import joined

Note = tuple[str, dict[str, object]] | None

RULE = Rule(
    id="REG-03",
    needs=("enrolment", "children", "state_evidence"),
    uses=("transfer.arrival_within_days",),
    serves=("Z6",),
)
STANDS = (
    "in_school", "transferred_in", "suspended", "home_teaching", "studying_elsewhere", "delayed",
)  # fmt: skip


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child with two records."""
    rows = facts["enrolment"]
    stands = rows["subject"].notna() & (rows["status"].isna() | rows["status"].isin(STANDS))
    records = rows[stands]
    school = records["school_code"].astype("str").fillna(records["school_name"].astype("str"))
    records = records.assign(school=school)
    by_child = records.groupby("subject")
    double = (by_child["school"].nunique() > 1) | _two_numbers_at_one_school(records)
    known = double.index[double]
    elsewhere = _in_other_counties(facts, set(records["subject"]))
    subjects = pd.Index(sorted(set(known) | set(elsewhere.index)), dtype="str")
    moving = _is_moving(facts).reindex(subjects).eq(True).fillna(False)
    subjects = subjects[~moving.to_numpy(dtype=bool)]
    own = records[records["subject"].isin(subjects)]
    places = own.assign(place=own["school_name"].astype("str").fillna(own["school"]))
    names = places.groupby("subject")["place"].agg(lambda schools: sorted(set(schools.dropna())))
    found = pd.DataFrame({"subject": subjects})
    found["schools"] = [
        joined([*names.get(one, []), *elsewhere.get(one, [])]) for one in found["subject"]
    ]
    found["evidence"] = found["subject"].map(evidence_of(own))
    note: Note = None if facts.has("exchange") else ("reg.only_this_county", {})
    return Found(found, len(by_child), note)


def _two_numbers_at_one_school(records: pd.DataFrame) -> pd.Series:
    numbers = records.groupby(["subject", "school"])["student_no"].nunique()
    return numbers.groupby(level="subject").max().gt(1)


def _in_other_counties(facts: Facts, enrolled: set[str]) -> pd.Series:
    """Subject → the schools of other counties where it is enrolled too."""
    if not facts.has("exchange"):
        return pd.Series(dtype=object)
    told = facts["exchange"]
    told = told[told["how"].eq("enrolled") & told["subject"].isin(enrolled)]
    place = told["other_county"].astype("str")
    if "school_name" in told:
        place = place + told["school_name"].astype("str").fillna("")
    return place.groupby(told["subject"]).agg(lambda places: sorted(set(places)))


def _is_moving(facts: Facts) -> pd.Series:
    """Children whose latest movement is a transfer within its time."""
    moves = facts["state_evidence"]
    is_transfer = moves["move_kind"].isin(["transfer_in", "transfer_out"])
    return is_transfer & moves["is_recent_move"].eq(True).fillna(False)
