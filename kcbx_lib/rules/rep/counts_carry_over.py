"""REP-04: a report's counts do not carry over.

Within a report: start + transfers in + resumed − transfers out − suspended − deaths = end; pupils
brought back and new dropouts may or may not be in a county's form, so either reading that closes is
accepted. Between reports: the next month starts with what the month before ended with, but not across
the summer, when a year graduates (from June on a school may start with fewer) and another enters. A
blank that could make up the difference is unknown, and then nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, next_period, period_span
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.periodic import WHO, reports_of

RULE = Rule(
    id="REP-04",
    needs=("reports",),
    uses=("report.true_counts",),
    serves=("D7", "S6", "X2", "Z6"),
)
JOINING = ("moved_in", "resumed")
LEAVING = ("moved_out", "suspended", "died")
PERHAPS_JOINING = "returned"
PERHAPS_LEAVING = "dropout_new"


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a report that does not close, and one a pair of reports that do not meet."""
    parts, tested = [], 0
    for kind in ("monthly", "weekly"):
        reports = _latest(reports_of(facts, kind))
        parts += [_do_not_close(reports), _do_not_meet(reports)]
        tested += len(reports)
    filled = [part for part in parts if len(part)]
    return Found(pd.concat(filled, ignore_index=True) if filled else Found.nothing(0).rows, tested)


def _latest(reports: pd.DataFrame) -> pd.DataFrame:
    """The last version of each organisation's report of a period."""
    return (
        reports.reset_index(names="row_id")
        .sort_values(["org_key", "period", "submitted_on", "row_id"], kind="stable")
        .drop_duplicates(["org_key", "period"], keep="last")
    )


def _do_not_close(reports: pd.DataFrame) -> pd.DataFrame:
    known = reports[reports["start_count"].notna() & reports["end_count"].notna()]
    joined = known[list(JOINING)].fillna(0).sum(axis=1)
    left = known[list(LEAVING)].fillna(0).sum(axis=1)
    gap = known["end_count"] - (known["start_count"] + joined - left)
    back = known[PERHAPS_JOINING].fillna(0)
    gone = known[PERHAPS_LEAVING].fillna(0)
    closes = gap.eq(0) | gap.eq(back) | gap.eq(-gone) | gap.eq(back - gone)
    may_have_joined = known[[*JOINING, PERHAPS_JOINING]].isna().any(axis=1)
    may_have_left = known[[*LEAVING, PERHAPS_LEAVING]].isna().any(axis=1)
    is_unknown = (gap.gt(0) & may_have_joined) | (gap.lt(0) & may_have_left)
    wrong = known[~(closes | is_unknown)]
    return wrong.assign(
        case_key=wrong["period"] + "-sum",
        what=[
            label("rules_rep.does_not_close", start=start, expected=end - miss, end=end)
            for start, end, miss in zip(
                wrong["start_count"], wrong["end_count"], gap.reindex(wrong.index), strict=True
            )
        ],
        evidence=pd.Series(
            [[str(row_id)] for row_id in wrong["row_id"]], index=wrong.index, dtype=object
        ),
    )[["org_key", *WHO, "period", "case_key", "what", "evidence"]]


def _do_not_meet(reports: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for _, own in reports.groupby("org_key", sort=True):
        ordered = sorted(own.to_dict("records"), key=lambda report: _first_day(report["period"]))
        for earlier, later in pairwise(ordered):
            follows = next_period(earlier["period"]) == later["period"]
            if not follows or _is_summer(earlier["period"]) or _is_summer_end(later["period"]):
                continue
            if pd.isna(earlier["end_count"]) or pd.isna(later["start_count"]):
                continue
            if _has_graduated(earlier, later):
                continue
            if earlier["end_count"] != later["start_count"]:
                rows.append(
                    {name: later[name] for name in ("org_key", *WHO, "period")}
                    | {
                        "case_key": f"{later['period']}-start",
                        "what": label(
                            "rules_rep.does_not_meet",
                            period=earlier["period"],
                            end=earlier["end_count"],
                            start=later["start_count"],
                        ),
                        "evidence": sorted([str(earlier["row_id"]), str(later["row_id"])]),
                    }
                )
    return pd.DataFrame(rows)


def _has_graduated(earlier: Mapping[Any, Any], later: Mapping[Any, Any]) -> bool:
    """Whether a year may have graduated between the two: from June on pupils may be fewer, not more."""
    span = period_span(earlier["period"])
    return (
        span is not None
        and span[1].month == 6
        and bool(later["start_count"] < earlier["end_count"])
    )


def _first_day(period: str) -> date:
    span = period_span(period)
    return date.min if span is None else span[0]


def _is_summer(period: str) -> bool:
    span = period_span(period)
    return span is not None and span[0].month in (7, 8)


def _is_summer_end(period: str) -> bool:
    """Whether the period holds the first of September, when a new year has entered."""
    span = period_span(period)
    return (
        span is not None
        and (span[0].month, span[0].day) <= (9, 7)
        and span[1].month >= 9
        and (span[0].month >= 8)
    )
