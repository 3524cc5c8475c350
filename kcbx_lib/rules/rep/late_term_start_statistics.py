"""REP-05: the statistics at term start came late, not at all, or to one office only.

Due so many days from the first day of term, in writing to the township and the county bureau. A school
answers by a line in the activities or by a report at term start; the earliest counts. Where no school
at all has either, the county is found once, not each of its schools. Recipients left blank are unknown.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import iso, label
from kcbx_lib.rules.organisations import county_subject, offices
from kcbx_lib.rules.series import expected_orgs
from kcbx_lib.rules.term_work import WHO, term_work

RULE = Rule(
    id="REP-05",
    needs=(),
    uses=("report.term_start_within_days", "report.term_start_recipients"),
    serves=("Z3",),
    demands=("report.term_start_within_days",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school whose statistics are late, missing or went to one office only."""
    term = facts.county.term
    if term is None or not (facts.has("activities") or facts.has("reports")):
        return Found.untested("rules_rep.no_term_or_tables")
    due = pd.Timestamp(term.start) + pd.Timedelta(days=int(policy["report.term_start_within_days"]))
    if facts.as_of <= due:
        return Found.untested("rules_rep.still_time", date=iso(due))
    work = term_work(facts, activity="term_start_statistics", report="term_start")
    schools = work[work["subject_kind"].eq("school")]
    asked = {"deadline": due, "asked": policy.text("report.term_start_within_days")}
    if schools.empty:
        nobody = {"what": label("rules_rep.nobody_sent"), "is_past": False}
        return Found(pd.DataFrame([county_subject(facts) | asked | nobody]), 1)
    who = expected_orgs(schools, facts)
    needed = set(policy["report.term_start_recipients"] or ())
    first = (
        schools.sort_values(["org_key", "date", "row_id"], kind="stable").groupby("org_key").first()
    )
    sent_to = schools.groupby("org_key")["recipients"].agg(lambda cells: "、".join(cells.dropna()))
    rows = []
    for org_key, org in who.iterrows():
        what, evidence, is_late = label("rules_rep.not_sent"), list[str](), False
        if org_key in first.index:
            day: Any = first.at[org_key, "date"]
            recipients = str(sent_to[org_key])
            evidence = sorted(schools.loc[schools["org_key"].eq(str(org_key)), "row_id"])
            lacking = needed - offices(recipients) if recipients else set()
            is_late = day > due
            if is_late:
                what = label("rules_rep.sent_on", date=iso(day))
            elif lacking:
                names = policy.names("report.term_start_recipients", sorted(lacking))
                what = label("rules_rep.not_sent_to", offices=names)
            else:
                continue
        row = {"what": what, "evidence": evidence, "is_past": is_late}
        rows.append({**dict(org[WHO]), **asked, **row})
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, len(who))
