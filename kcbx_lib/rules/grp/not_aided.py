"""GRP-02: entitled to support and nothing was paid this term.

Reading: judged by the county of enrolment once the profile's days from term start have passed. The
child's group is proved by an office's list (by the school's flag only where there is no such list
here), the child is enrolled here and in school, and no payment may be for this term: one under
another id counts once the records are linked, one without a term counts if its year or date fits, one
of another term does not. Not judged: joined or left during the term, also enrolled in another
county, a possible match awaiting a human. Programmes for everybody (meals, textbooks) are no support
of living costs. Where no payment of this term is in the table at all, this term's sheet was not
handed in and nothing can be said. Source: D5, T5, Z1.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import joined, label

RULE = Rule(
    id="GRP-02",
    needs=("aid", "enrolment", "children"),
    uses=("aid.due_within_days", "aid.eligible_groups"),
    serves=("D5", "T5", "Z1"),
    demands=("aid.due_within_days", "aid.eligible_groups"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per entitled pupil without any payment for the current term."""
    if not facts.has("support_terms"):
        return Found.untested("rules_grp.no_term")
    terms = facts["support_terms"]
    now = terms[terms["is_current"]]
    if now.empty:
        return Found.nothing(0)
    due = now["due_on"].iloc[0]
    if facts.as_of <= due:
        return Found.untested("rules_grp.not_due", due=due.date().isoformat())
    if not now["payments"].gt(0).any():
        return Found.untested("rules_grp.no_payment_this_term", term=str(now["term"].iloc[0]))
    judged = now[now["excuse"].isna()]
    rows = judged[~judged["is_aided"]].reset_index(drop=True)
    rows["case_key"] = rows["term"]
    rows["group_names"] = [
        joined(label(f"rules_grp.{group}") for group in groups.split(";"))
        for groups in rows["groups"]
    ]
    lists = [
        facts[name] for name in ("enrolment", "poverty", "welfare", "disability") if facts.has(name)
    ]
    rows["evidence"] = rows["subject"].map(
        evidence_of(*(frame[frame["subject"].isin(rows["subject"])] for frame in lists))
    )
    return Found(rows.drop(columns=["rows", "boarding", "stage"]), len(judged))
