"""All that bears on a child's state, one column each: what was said, by whom, and what was seen."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kcbx_lib.children import school_year_cutoff
from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.registers.claims import case_claims, list_claims, registration
from kcbx_lib.registers.movements import latest_movement
from kcbx_lib.registers.presence import attendance_evidence, scored_elsewhere, scored_this_term
from kcbx_lib.registers.school_kinds import at_special_school, only_at_kindergarten

DAYS_OF_GRACE = 3
"""Seen to the end of the sheets means: seen as late as anybody, a long weekend allowed."""

STATUS_STANDING = {
    "in_school": "open",
    "transferred_in": "open",
    "suspended": "suspended",
    "home_teaching": "home_teaching",
    "studying_elsewhere": "studying_elsewhere",
    "delayed": "delayed",
    "transferring_out": "transferred_out",
    "transferred_out": "transferred_out",
    "graduated": "graduated",
    "dead": "dead",
    "abroad": "abroad",
    "missing": "missing",
    "other_leave": "other_leave",
    "dropped_out": "dropped_out",
    "expelled": "forbidden",
    "withdrawn": "forbidden",
    "persuaded_out": "forbidden",
    "auto_withdrawn": "forbidden",
}
"""What a status in the enrolment system says of where the child should be; blank counts as open."""

ENDED = ("other_leave", "transferred_out", "missing", "dropped_out", "forbidden")
FINAL = ("dead", "abroad", "moved_away", "special_school")
"""What a movement says of a child whose record has ended, more exactly than the record does: these are
not taken back but by a later movement. (A suspension is: an old one explains no later leave.)
"""


def gather_evidence(facts: Facts, policy: Policy) -> pd.DataFrame:
    """One row per child (index ``subject``) with the columns that ``states.py`` decides on."""
    children = facts["children"]
    index = children.index
    ev = children[
        ["in_population", "in_enrolment", "in_attendance", "school_code", "grade", "status",
         "age_on_cutoff", "is_of_age", "has_graduated", "has_possible_match", "birth_date"]
    ].copy()  # fmt: skip
    ev = ev.join(latest_movement(facts, policy).reindex(index))
    ev = ev.join(attendance_evidence(facts, policy))
    ev["scored_this_term"] = scored_this_term(facts).reindex(index).eq(True).fillna(False)
    ev["scored_elsewhere"] = scored_elsewhere(facts, ev["from_school_code"])
    ev = ev.join(list_claims(facts).reindex(index))
    ev = ev.join(registration(facts).reindex(index))
    ev = ev.join(case_claims(facts).reindex(index))
    ev = ev.join(exchange_claims(facts).reindex(index))
    ev["at_special_school"] = index.isin(at_special_school(facts))
    ev["at_kindergarten"] = index.isin(only_at_kindergarten(facts))
    visited = _recently_visited(facts, policy)
    ev["is_visited_at_home"] = index.isin(visited)
    ev["was_seen_since"] = ev["last_present_on"].gt(ev["moved_on"])
    latest = ev["last_present_on"].max() - pd.Timedelta(days=DAYS_OF_GRACE)
    ev["was_seen_to_the_end"] = ev["last_present_on"].ge(latest)
    ev["standing"] = standing(ev)
    ev["is_under_age"] = ev["age_on_cutoff"].lt(policy["age.from"]).fillna(False).astype(bool)
    ev["is_over_age"] = _is_over_age(ev["birth_date"], policy["age.until"], facts.as_of)
    return ev


def standing(ev: pd.DataFrame) -> pd.Series:
    """Where the enrolment system or, failing that, the latest movement says the child should be.

    ``open``: in school here. A movement counts against an open record only while the child has not been
    seen since and stands in no record of another school: records are often late, never early. A
    kindergarten's record is none of a school's.
    """
    has_record = ev["in_enrolment"] & ~(ev["at_kindergarten"] & ~ev["attends"].astype(bool))
    by_status = ev["status"].map(STATUS_STANDING).fillna("open").where(has_record, "none")
    by_move = ev["move_standing"].fillna("")
    # Being seen at another school is what study elsewhere means.
    elsewhere = by_move.eq("studying_elsewhere") & ~ev["attends_at_a_record"].astype(bool)
    contradicted = ev["was_seen_since"] & ~elsewhere | ev["has_arrived"].eq(True).fillna(False)
    moved = by_move.ne("") & ~by_move.isin(["open"]) & ~contradicted
    out = by_status.mask(by_status.eq("open") & moved, by_move)
    out = out.mask(by_status.isin(ENDED) & by_move.isin(FINAL), by_move)
    out = out.mask(by_status.eq("other_leave") & by_move.eq("transferred_out"), by_move)
    return out.mask(by_status.eq("none") & by_move.ne("") & by_move.ne("open"), by_move)


def exchange_claims(facts: Facts) -> pd.DataFrame:
    """What the other counties of the run know: ``enrolled_in_county, attends_in_county,
    not_arrived`` (not there, though it is where the child was to go).
    """
    columns = ["enrolled_in_county", "attends_in_county", "not_arrived"]
    if not facts.has("exchange") or facts["exchange"].empty:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    rows = facts["exchange"].sort_values(["subject", "other_county"])
    out = pd.DataFrame(index=pd.Index(rows["subject"].unique(), dtype="str"))
    for how, column in (("enrolled", "enrolled_in_county"), ("attending", "attends_in_county")):
        known = rows[rows["how"].eq(how)].drop_duplicates("subject").set_index("subject")
        out[column] = known["other_county"].reindex(out.index)
    out["not_arrived"] = out.index.isin(rows.loc[rows["how"].eq("not_arrived"), "subject"])
    return out


def _recently_visited(facts: Facts, policy: Policy) -> Collection[str]:
    """Children taught at home in this school year, by the visits on record."""
    if not facts.has("home_teaching"):
        return []
    rows = facts["home_teaching"]
    since = school_year_cutoff(facts.county, policy["age.cutoff"])
    inside = rows["date"].isna() | rows["date"].between(since, facts.as_of)
    return set(rows.loc[inside, "subject"].dropna())


def _is_over_age(births: pd.Series, until: int, as_of: pd.Timestamp) -> pd.Series:
    later = births.dt.month * 100 + births.dt.day > as_of.month * 100 + as_of.day
    years = as_of.year - births.dt.year - later.astype("int64")
    return years.ge(until).fillna(False).astype(bool)
