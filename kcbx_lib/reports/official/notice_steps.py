"""Which notice a child's case waits for next: one row a child, or none.

Drafted only for a child who is provably out: in no register state that explains it, not under review,
not seen in class since, and either never enrolled, or verified by a person after the school's own
attempts; what holds something against a guardian, only for a verified case. The next notice is the one
that follows, in the profile's sequence, the last one that was served and whose day has passed. Beyond
the four that an office issues by itself (penalty, court) nothing is drafted: that is decided by people.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy

DRAFTED = ("admission", "urge", "return_by", "correct_by")
OUT = ("out_of_school", "enrolled_not_attending")
ENTRY_ONLY = ("admission",)  # nobody is admitted again who has a record
RETURN_ONLY = ("return_by",)  # nobody returns who never was enrolled
INVITATIONS = ("admission", "urge")  # the others hold something against a guardian: verified first
WAITING_STATES = ("verified", "escalated")
COLUMNS = ("subject", "kind", "case_no", "earlier", "waits_for")


def next_notices(facts: Facts, policy: Policy) -> pd.DataFrame:
    """``subject, kind, case_no, earlier`` (kinds served before), ``waits_for``.

    ``kind`` is the notice to draft, NA where an earlier one is still to be served (``waits_for``
    ``service``), its day has not passed (``deadline``), or no person has verified yet what the next
    one would state (``verification``).
    """
    sequence = [kind for kind in policy["notices.sequence"] or () if kind in DRAFTED]
    rows = [
        _step(child, served, sequence, facts.as_of)
        for child, served in _with_notices(facts, candidates(facts, policy))
    ]
    frame = pd.DataFrame([row for row in rows if row is not None], columns=list(COLUMNS))
    return frame.astype("str").sort_values("subject", kind="stable").reset_index(drop=True)


def candidates(facts: Facts, policy: Policy) -> pd.DataFrame:
    """Children to whom a notice may go: ``subject, case_no`` (NA without a case), ``was_enrolled`` and
    ``is_verified``.
    """
    children = facts["children"]
    of_age = children["is_of_age"].eq(True).fillna(False)
    doubted = children["has_possible_match"].eq(True).fillna(False)
    able = children[of_age & ~doubted]
    without_record = able["in_enrolment"].eq(False).fillna(False)
    never = able[without_record & able["state"].eq("out_of_school").fillna(False)]
    parts = [
        pd.DataFrame({"subject": never.index.astype("str"), "case_no": pd.NA, "is_verified": False})
    ]
    if facts.has("case_files"):
        parts.insert(0, _verified_cases(facts, policy, able))
    found = pd.concat(parts).drop_duplicates("subject", keep="first").reset_index(drop=True)
    record = children["in_enrolment"].ne(False).fillna(True)
    return found.assign(was_enrolled=found["subject"].map(record).to_numpy(dtype=bool))


def _verified_cases(facts: Facts, policy: Policy, able: pd.DataFrame) -> pd.DataFrame:
    """Open cases that a person verified, the school's attempts done, the child not seen since."""
    cases = facts["case_files"]
    own = cases[
        cases["is_open"].eq(True)
        & cases["state"].isin(WAITING_STATES)
        & cases["verified_on"].notna()
        & cases["school_attempts"].ge(int(policy["persuasion.school_attempts"] or 0))
        & cases["subject"].isin(able.index)
    ]
    state = own["subject"].map(able["state"])
    since = own[["opened_on", "verified_on"]].max(axis=1)
    seen_on = pd.Series(pd.NaT, index=own.index, dtype="datetime64[us]")
    if facts.has("presence"):
        seen_on = own["subject"].map(facts["presence"]["last_present_on"])
    still_away = seen_on.isna() | seen_on.lt(since)
    is_out = state.isin(OUT) | (state.eq("in_school") & seen_on.notna())
    own = own[is_out & still_away].sort_values("opened_on", kind="stable")
    latest = own.drop_duplicates("subject", keep="last")
    return latest[["subject", "case_no"]].assign(is_verified=True).reset_index(drop=True)


def _with_notices(
    facts: Facts, children: pd.DataFrame
) -> list[tuple[dict[str, object], pd.DataFrame]]:
    notices = facts["notices"] if facts.has("notices") else pd.DataFrame()
    out = []
    for child in children.to_dict("records"):
        own = notices
        if len(notices):
            own = notices[notices["subject"].eq(child["subject"]).fillna(False)]
            if pd.notna(child["case_no"]):  # notices of an earlier, closed case begin anew
                own = own[own["case_no"].isna() | own["case_no"].eq(child["case_no"])]
        out.append(({str(key): value for key, value in child.items()}, own))
    return out


def _step(
    child: dict[str, object], notices: pd.DataFrame, sequence: list[str], as_of: pd.Timestamp
) -> dict[str, object] | None:
    not_for = ENTRY_ONLY if child["was_enrolled"] else RETURN_ONLY
    steps = [kind for kind in sequence if kind not in not_for]
    known = [kind for kind in steps if len(notices) and notices["kind"].eq(kind).any()]
    row = {name: child[name] for name in ("subject", "case_no")} | {"earlier": ";".join(known)}
    if len(notices) and notices["kind"].isin(["penalty", "court"]).any():
        return None  # already with those who decide
    if not known:
        return _due(row, steps, is_verified=bool(child["is_verified"]))
    last = notices[notices["kind"].eq(known[-1])].sort_values("issued_on", kind="stable").iloc[-1]
    if pd.isna(last["served_on"]):
        return row | {"kind": pd.NA, "waits_for": "service"}
    if pd.isna(last["deadline"]) or last["deadline"] >= as_of:
        return row | {"kind": pd.NA, "waits_for": "deadline"}
    following = steps[steps.index(known[-1]) + 1 :]
    return _due(row, following, is_verified=bool(child["is_verified"]))


def _due(
    row: dict[str, object], steps: list[str], *, is_verified: bool
) -> dict[str, object] | None:
    if not steps:
        return None
    if not is_verified and steps[0] not in INVITATIONS:
        return row | {"kind": pd.NA, "waits_for": "verification"}
    return row | {"kind": steps[0], "waits_for": pd.NA}
