"""The decision table: from the first line that fits, a child has its one state.

The order is the argument. First whoever is dead; then whoever was seen in a class, for a child in class
is never out of school; then every lawful explanation; then records without a child; and only a child of
age whom none of it fits, and who may be nobody else, is out of school.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from kcbx_lib.registers.movements import CAME

STATES = (
    "in_school",
    "attends_elsewhere",
    "attends_no_record",
    "enrolled_not_attending",
    "transfer_in_progress",
    "suspended",
    "home_teaching",
    "special_school",
    "studying_elsewhere",
    "abroad",
    "died",
    "graduated",
    "delayed_entry",
    "moved_away",
    "under_age",
    "over_age",
    "to_review",
    "out_of_school",
    "unknown",
)

Test = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Line:
    """``state`` for ``explanation`` (a key of the catalogue's room ``registers``) where ``test`` holds."""

    state: str
    explanation: str
    test: Test


def is_standing(*kinds: str) -> Test:
    """The enrolment system, or the latest movement, says one of ``kinds``."""
    return lambda ev: ev["standing"].isin(kinds)


def attends(ev: pd.DataFrame) -> pd.Series:
    """Seen in class lately; where the record has paused or ended, since then.

    Of a pause without a date, only presence to the very end of the sheets shows that it is over.
    """
    gone = ~ev["standing"].isin(["open", "none"])
    since = ev["was_seen_since"].where(ev["moved_on"].notna(), ev["was_seen_to_the_end"])
    return ev["attends"] & (~gone | since.astype(bool))


def is_recent(ev: pd.DataFrame) -> pd.Series:
    """The latest movement is no older than a transfer may take."""
    return ev["is_recent_move"].eq(True).fillna(False)


def came_lately(ev: pd.DataFrame) -> pd.Series:
    """A transfer under way, in or out; or home from abroad, with the record yet to be made."""
    return is_recent(ev) & ev["move_kind"].isin(["transfer_in", "transfer_out", "return_abroad"])


def is_arriving(ev: pd.DataFrame) -> pd.Series:
    """Came in lately by the movement, and the record is yet to come."""
    return ev["standing"].eq("none") & is_recent(ev) & ev["move_kind"].isin(CAME)


def has_left(ev: pd.DataFrame) -> pd.Series:
    """Transferred out by the latest movement or the record."""
    return ev["standing"].eq("transferred_out")


def is_under_way(ev: pd.DataFrame) -> pd.Series:
    """The record says that a transfer is being handled, and no movement says since when."""
    return ev["status"].eq("transferring_out") & ev["moved_on"].isna()


def claims(kind: str) -> Test:
    """A case was deducted as ``kind``."""
    return lambda ev: ev["case_claim"].eq(kind).fillna(False)


def cancelled(*reasons: str) -> Test:
    """The household registration ended for one of ``reasons``."""
    return lambda ev: ev["cancelled"].isin(reasons)


def flag(column: str) -> Test:
    """A nullable flag is known to be true."""
    return lambda ev: ev[column].eq(True).fillna(False).astype(bool)


def known(column: str) -> Test:
    """The column says something."""
    return lambda ev: ev[column].notna()


def any_of(*tests: Test) -> Test:
    """At least one of ``tests``."""

    def test(ev: pd.DataFrame) -> pd.Series:
        out = tests[0](ev).astype(bool)
        for one in tests[1:]:
            out = out | one(ev).astype(bool)
        return out

    return test


def all_of(*tests: Test) -> Test:
    """All of ``tests``."""

    def test(ev: pd.DataFrame) -> pd.Series:
        out = tests[0](ev).astype(bool)
        for one in tests[1:]:
            out = out & one(ev).astype(bool)
        return out

    return test


def none_of(*tests: Test) -> Test:
    """None of ``tests``."""
    return lambda ev: ~any_of(*tests)(ev)


has_moved_away = cancelled("moved_away", "other", "duplicate", "unstated")
is_dead = any_of(is_standing("dead"), cancelled("dead"), claims("dead"))
has_open_record = is_standing("open")
has_any_record = flag("in_enrolment")
at_own_school = flag("attends_at_a_record")
may_be_another = flag("has_possible_match")


def has_open_case(ev: pd.DataFrame) -> pd.Series:
    """The latest case is suspected or a dropout."""
    return ev["case_stage"].isin(["suspected", "dropout"])


is_nowhere_enrolled = none_of(has_open_record)


def is_phantom(ev: pd.DataFrame) -> pd.Series:
    """Not seen on the last kept school days, no score in the term, no leave, not new in the class."""
    return (
        ev["standing"].eq("open")
        & ev["is_not_seen"]
        & ~ev["scored_this_term"].astype(bool)
        & ~ev["is_on_leave"]
        & ~ev["is_new_in_class"]
    )


def is_at_large(ev: pd.DataFrame) -> pd.Series:
    """Left for a school outside the county, where one county cannot look."""
    return has_left(ev) & ev["to_school"].notna() & ~flag("stays_in_county")(ev)


TABLE: tuple[Line, ...] = (
    # Died, unless a class says otherwise
    Line("to_review", "dead_but_present", all_of(is_dead, flag("was_seen_since"))),
    Line("died", "died", is_dead),
    # Seen in class
    Line("special_school", "special_school_record",
         all_of(has_open_record, flag("at_special_school"), none_of(is_phantom))),
    Line("in_school", "attends_own_school", all_of(has_open_record, attends, at_own_school)),
    Line("studying_elsewhere", "studies_elsewhere",
         all_of(is_standing("studying_elsewhere"), attends)),
    Line("transfer_in_progress", "moving_between_schools",
         all_of(has_any_record, attends, none_of(at_own_school), came_lately)),
    Line("attends_elsewhere", "attends_other_school",
         all_of(is_standing("open", "suspended", "home_teaching", "delayed"), attends, none_of(at_own_school))),
    Line("in_school", "attends_though_paused",
         all_of(is_standing("suspended", "home_teaching", "delayed", "special_school"), attends)),
    Line("in_school", "attends_though_ended",
         all_of(is_standing("forbidden", "dropped_out", "other_leave", "missing"), attends)),
    Line("transfer_in_progress", "arriving_without_record", all_of(attends, came_lately)),
    Line("to_review", "attends_may_be_enrolled", all_of(attends, may_be_another)),
    Line("attends_elsewhere", "attends_here_enrolled_in_other_county",
         all_of(attends, known("enrolled_in_county"))),
    Line("transfer_in_progress", "left_on_record_seen_lately",
         all_of(attends, has_left, none_of(known("moved_on")))),
    Line("attends_no_record", "attends_no_record", attends),
    # Lawful explanations
    Line("abroad", "abroad", any_of(is_standing("abroad"), cancelled("abroad"), claims("abroad"))),
    Line("graduated", "graduated", flag("has_graduated")),
    Line("home_teaching", "home_teaching",
         any_of(is_standing("home_teaching"), flag("is_visited_at_home"))),
    Line("special_school", "special_school_move", is_standing("special_school")),
    Line("suspended", "suspended", is_standing("suspended")),
    Line("delayed_entry", "delayed", is_standing("delayed")),
    Line("studying_elsewhere", "studies_elsewhere", is_standing("studying_elsewhere")),
    Line("transfer_in_progress", "transfer_within_time", all_of(has_left, is_recent)),
    Line("transfer_in_progress", "arriving_without_record", is_arriving),
    Line("transfer_in_progress", "transfer_undated", all_of(has_left, is_under_way)),
    Line("studying_elsewhere", "enrolled_in_other_county",
         all_of(is_nowhere_enrolled, known("enrolled_in_county"))),
    Line("studying_elsewhere", "enrolled_in_other_county",
         all_of(known("attends_in_county"), known("enrolled_in_county"))),
    Line("attends_elsewhere", "attends_in_other_county", known("attends_in_county")),
    Line("to_review", "left_but_scored", all_of(has_left, flag("scored_elsewhere"))),
    Line("studying_elsewhere", "transferred_out_of_county",
         all_of(is_at_large, none_of(flag("not_arrived")))),
    Line("moved_away", "moved_away",
         all_of(is_nowhere_enrolled, any_of(is_standing("moved_away"), has_moved_away))),
    # A record and nobody in class
    Line("to_review", "not_seen_may_be_another", all_of(is_phantom, may_be_another)),
    Line("home_teaching", "home_teaching",
         all_of(is_phantom, any_of(flag("is_visited_at_home"), flag("list_home")))),
    Line("special_school", "list_special_school", all_of(is_phantom, flag("list_special"))),
    Line("suspended", "list_suspended", all_of(is_phantom, flag("list_suspended"))),
    Line("studying_elsewhere", "case_studies_elsewhere",
         all_of(is_phantom, claims("studying_elsewhere"))),
    Line("studying_elsewhere", "list_names_outside_school",
         all_of(is_phantom, flag("list_outside"))),
    Line("studying_elsewhere", "enrolled_in_other_county",
         all_of(is_phantom, known("enrolled_in_county"))),
    Line("moved_away", "moved_away",
         all_of(is_phantom, any_of(cancelled("moved_away"), claims("moved_away")))),
    Line("enrolled_not_attending", "not_seen_open_case", all_of(is_phantom, has_open_case)),
    Line("enrolled_not_attending", "not_seen", is_phantom),
    Line("in_school", "on_leave",
         all_of(has_open_record, flag("is_not_seen"), flag("is_on_leave"))),
    Line("in_school", "not_seen_but_scored",
         all_of(has_open_record, flag("is_not_seen"), flag("scored_this_term"))),
    Line("in_school", "new_in_class", all_of(has_open_record, flag("is_not_seen"))),
    Line("in_school", "too_few_kept_days", all_of(has_open_record, flag("keeps_attendance"))),
    Line("in_school", "attendance_not_kept", has_open_record),
    # No record: what other offices say
    Line("home_teaching", "list_home_teaching", flag("list_home")),
    Line("special_school", "list_special_school", flag("list_special")),
    Line("studying_elsewhere", "case_studies_elsewhere", claims("studying_elsewhere")),
    Line("moved_away", "case_moved_away", claims("moved_away")),
    Line("graduated", "case_graduated", claims("graduated")),
    Line("delayed_entry", "case_delayed", claims("delayed")),
    Line("delayed_entry", "list_delayed", flag("list_delayed")),
    Line("suspended", "list_suspended", flag("list_suspended")),
    Line("over_age", "over_age", any_of(flag("is_over_age"), claims("over_age"))),
    Line("under_age", "under_age", flag("is_under_age")),
    Line("studying_elsewhere", "list_names_outside_school", flag("list_outside")),
    # Somebody ought to know: nobody is accused
    Line("unknown", "arrived_nowhere", has_left),
    Line("unknown", "cannot_be_traced",
         any_of(is_standing("missing"), claims("missing"), cancelled("missing"))),
    Line("unknown", "left_for_another_reason", is_standing("other_leave")),
    Line("to_review", "possible_match", may_be_another),
    Line("attends_no_record", "scored_no_record",
         all_of(flag("scored_this_term"), none_of(has_any_record))),
    Line("out_of_school", "forbidden_status", all_of(is_standing("forbidden"), flag("is_of_age"))),
    Line("out_of_school", "dropped_out", all_of(is_standing("dropped_out"), flag("is_of_age"))),
    Line("to_review", "returned_without_record",
         lambda ev: ev["case_stage"].eq("returned").fillna(False)),
    Line("to_review", "deducted_unstated", claims("unstated")),
    Line("to_review", "list_says_in_school", flag("list_in_school")),
    Line("unknown", "age_unknown", lambda ev: ev["age_on_cutoff"].isna()),
    # Nothing explains it
    Line("out_of_school", "open_case", all_of(flag("is_of_age"), has_open_case)),
    Line("out_of_school", "no_explanation",
         all_of(flag("is_of_age"), any_of(flag("in_population"), flag("list_not")))),
    Line("unknown", "on_a_list_only", lambda ev: pd.Series(True, index=ev.index)),
)  # fmt: skip


def decide(evidence: pd.DataFrame) -> pd.DataFrame:
    """Per child ``state`` and ``explanation``: the first line of TABLE that fits; every child has one."""
    state = pd.Series(pd.NA, index=evidence.index, dtype="str")
    explanation = state.copy()
    undecided = pd.Series(True, index=evidence.index)
    for line in TABLE:
        fits = line.test(evidence).astype(bool) & undecided
        state = state.mask(fits, line.state)
        explanation = explanation.mask(fits, line.explanation)
        undecided &= ~fits
    return pd.DataFrame({"state": state, "explanation": explanation})
