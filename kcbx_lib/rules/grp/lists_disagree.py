"""GRP-01: an office's list and the school's flag disagree about a child.

Reading (contract; Z7, Z8): child by child for poor household, orphan and disability. The office lists
the child and the school says no; or the school says yes and the office, whose list is here, does not
have the child. A blank flag is unknown and disagrees with nothing. Lawful explanations: the child is
registered in another county, whose lists are not here; a match awaits a human; a household whose risk
is cleared may be ticked either way; the school ticks orphan for a child whom civil affairs lists as
without de facto support (事实无人抚养), a kind the enrolment system does not know. Left-behind children
are compared as two counts of the same enrolled children, because the definitions differ.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import holds, subjects_where

RULE = Rule(
    id="GRP-01",
    needs=("enrolment", "children"),
    uses=("focus.groups",),
    serves=("Z7", "Z8", "H6"),
)
GONE = ("transferred_out", "graduated", "dead", "abroad")
POOR_KINDS = ("lifted", "monitored", "registered_poor")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and group on which office and school differ; one row for the two counts."""
    if not any(facts.has(table) for table in ("poverty", "welfare", "disability")):
        return Found.untested("rules_grp.no_lists")
    records = facts["enrolment"]
    records = records[~records["status"].isin(GONE) & records["subject"].notna()]
    parts, tested = [], set()
    for group, listed, either, has_list in _lists(facts):
        said = _said(records, group)
        comparable = said[said.notna() & ~said.index.isin(either)]
        tested |= set(comparable.index)
        no_but_listed = comparable.index[comparable.eq(False) & comparable.index.isin(listed)]
        yes = comparable.index[comparable.eq(True) & ~comparable.index.isin(listed)]
        yes = yes[yes.isin(_registered_here(facts))] if has_list else yes[:0]
        for subjects, side in ((no_but_listed, "listed"), (yes, "ticked")):
            parts.append(
                pd.DataFrame(
                    {
                        "subject": subjects.astype("str"),
                        "case_key": group,
                        "group": label(f"rules_grp.group_{group}"),
                        "side": label(
                            f"rules_grp.side_{side}", office=label(f"rules_grp.office_{group}")
                        ),
                    }
                )
            )
    rows = (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"subject": []}, dtype="str")
    )
    pending = facts["children"]["has_possible_match"].eq(True).fillna(False)
    rows = rows[~rows["subject"].isin(pending.index[pending])].reset_index(drop=True)
    sources = [facts[t] for t in ("poverty", "welfare", "disability") if facts.has(t)]
    proof = evidence_of(records, *(frame[frame["subject"].notna()] for frame in sources))
    rows["evidence"] = rows["subject"].map(proof)
    counts = _left_behind_counts(facts, records)
    if counts is not None:
        rows = pd.concat([rows, counts], ignore_index=True)
    return Found(rows, len(tested))


def _lists(facts: Facts) -> list[tuple[str, set[str], set[str], bool]]:
    """Per group: listed children, children of whom either answer is right, whether the list is here."""
    found = []
    if facts.has("poverty"):
        rows = facts["poverty"]
        kind = rows["household_kind"]
        monitored = rows["monitor_kind"].notna() & rows["monitor_kind"].ne("none").fillna(False)
        poor = kind.isna() | holds(kind, *POOR_KINDS) | monitored
        cleared = (holds(kind, "monitored") | monitored) & rows["risk_cleared"].eq(True)
        found.append(("poor", subjects_where(rows, poor), subjects_where(rows, cleared), True))
    if facts.has("welfare"):
        rows = facts["welfare"]
        listed = subjects_where(rows, holds(rows["child_kind"], "orphan"))
        near = subjects_where(rows, holds(rows["child_kind"], "unsupported")) - listed
        found.append(("orphan", listed, near, bool(listed)))
    if facts.has("disability"):
        rows = facts["disability"]
        real = rows["disability_kind"].ne("none").fillna(True)
        found.append(("disability", subjects_where(rows, real), set(), True))
    return found


def _said(records: pd.DataFrame, group: str) -> pd.Series:
    """What the school says of each child: yes if any record does, else no if one does, else blank."""
    if group == "disability":
        kind = records["disability_kind"]
        flag = kind.ne("none").astype("boolean").mask(kind.isna())
    else:
        flag = records[group].astype("boolean")
    return flag.groupby(records["subject"]).max()


def _registered_here(facts: Facts) -> pd.Index:
    """Children whose household registration, and with it their place on the lists, is here."""
    children = facts["children"]
    if facts.has("population"):
        return children.index[children["in_population"].eq(True).fillna(False)]
    return children.index[~children["is_migrant"].eq(True).fillna(False)]


def _left_behind_counts(facts: Facts, records: pd.DataFrame) -> pd.DataFrame | None:
    """One row with the two counts where they differ; None where either cannot be counted."""
    if not facts.has("welfare") or records["left_behind"].isna().all():
        return None
    rows = facts["welfare"]
    listed = subjects_where(rows, holds(rows["child_kind"], "left_behind"))
    by_office = len(listed & set(records["subject"]))
    by_school = len(subjects_where(records, records["left_behind"].eq(True)))
    if not listed or by_office == by_school:
        return None
    side = label("rules_grp.left_behind_counts", office=by_office, school=by_school)
    return pd.DataFrame(
        {
            "subject": [facts.county.code],
            "subject_kind": ["county"],
            "severity": ["low"],
            "case_key": ["left_behind"],
            "group": [label("rules_grp.group_left_behind")],
            "side": [side],
            "evidence": [[]],
        }
    )
