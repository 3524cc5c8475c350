"""REP-07: a quarter ended without its recheck of the reported figures.

An activity counts for the quarter it was held in, a report for the quarter it names; one for the
quarter that came after its last day is late. A quarter that nobody rechecked is found once, on the
county; otherwise an office that rechecks is found for the quarter it left out.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import (
    Policy,
    due_day,
    period_kind,
    period_of,
    periods_between,
)
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import iso, label
from kcbx_lib.rules.organisations import county_subject
from kcbx_lib.rules.series import missing_periods
from kcbx_lib.rules.term_work import work_records

RULE = Rule(
    id="REP-07",
    needs=("activities",),
    uses=("report.quarterly_recheck",),
    serves=("S6", "N1", "H2"),
    demands=("report.quarterly_recheck",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a quarter without recheck, or with a late one."""
    deadline = policy["report.quarterly_recheck"]
    work = work_records(facts, activity="quarterly_recheck", report="quarterly")
    quarter = work["date"].map(lambda day: period_of(day.date(), "quarterly")).astype("str")
    is_named = work["period"].map(lambda text: period_kind(str(text)) == "quarterly").astype(bool)
    done = work.assign(period=work["period"].where(is_named, quarter))
    in_time = done[
        done["date"].le(pd.to_datetime(done["period"].map(lambda p: due_day(deadline, p))))
    ]
    asked = {"asked": policy.text("report.quarterly_recheck")}
    rows: list[dict[str, object]] = []
    tested = 0
    for period in _quarters(done, facts, deadline):
        tested += 1
        if in_time["period"].eq(period).any():
            continue
        late = done[done["period"].eq(period)]
        what = (
            label("rules_rep.reviewed_on", date=iso(late["date"].min()))
            if len(late)
            else label("rules_rep.not_rechecked")
        )
        due = pd.Timestamp(due_day(deadline, period))
        evidence = sorted(late["row_id"])
        rows.append(
            {**county_subject(facts), **asked, "period": period, "case_key": period, "deadline": due,
             "what": what, "evidence": evidence}
        )  # fmt: skip
    left_out, expected = missing_periods(
        in_time, facts, kind="quarterly", due=lambda period: due_day(deadline, period)
    )
    for gap in left_out[left_out["subject_kind"].ne("county")].to_dict("records"):
        if in_time["period"].eq(gap["period"]).any():
            what = label("rules_rep.not_rechecked")
            extra = {"case_key": gap["period"], "deadline": gap["due_on"], "what": what}
            rows.append({**{str(k): v for k, v in gap.items()}, **asked, **extra})
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, max(tested, expected))


def _quarters(done: pd.DataFrame, facts: Facts, deadline: dict[str, str]) -> list[str]:
    """Quarters that have ended: from the first recheck on record, or the term's first quarter."""
    starts = [str(period) for period in done["period"]]
    if facts.county.term is not None:
        starts.append(period_of(facts.county.term.start, "quarterly"))
    if not starts:
        return []
    as_of = facts.as_of.date()
    quarters = periods_between(min(starts), period_of(as_of, "quarterly"))
    return [period for period in quarters if due_day(deadline, period) < as_of]
