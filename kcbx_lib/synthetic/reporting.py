"""Periodic reports drawn up from the records: they carry over, and agree with what happened."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kcbx_lib.county import Term
from kcbx_lib.synthetic.paper import Offices
from kcbx_lib.synthetic.term_days import report_dates, report_weeks

# Statuses whose holders a school counts as its pupils at the end of a period.
ON_ROLL = ("in_school", "home_teaching", "studying_elsewhere", "transferred_in")
_COUNTS = (
    "start_count", "moved_in", "moved_out", "suspended", "resumed", "died", "end_count", "suspected_new",
    "dropout_new", "returned", "outstanding",
)  # fmt: skip


def events(
    movements: pd.DataFrame,
    cases: pd.DataFrame,
    enrolled: pd.DataFrame,
    schools: pd.DataFrame,
    people: pd.DataFrame,
) -> pd.DataFrame:
    """One row per thing a report counts: ``school_code, date, what``.

    A case is counted by the school of the child's record, else by the school the child attends.
    """
    code = schools.set_index("school_name")["school_code"]
    leaving = {"suspend": "suspended", "transfer_out": "moved_out", "death": "died"}
    joining = {"resume": "resumed", "transfer_in": "moved_in"}
    parts = []
    for kinds, column in ((leaving, "from_school"), (joining, "to_school")):
        moves = movements[movements["kind"].isin(list(kinds))]
        parts.append(
            pd.DataFrame(
                {
                    "school_code": moves[column].map(code),
                    "date": moves["date"],
                    "what": moves["kind"].map(kinds),
                }
            )
        )
    home = enrolled[enrolled["status"].ne("transferred_out")].drop_duplicates("child")
    home_code = home.set_index("child")["school_code"]
    attends = cases["child"].map(people["school_code"])
    case_school = cases["child"].map(home_code).fillna(attends)
    is_dropout = cases["stage"].eq("dropout")
    for column, what, rows in (
        ("opened_on", "suspected_new", cases["stage"].notna()),
        ("verified_on", "dropout_new", is_dropout),
        ("returned_on", "returned", cases["returned_on"].notna()),
        ("closed_on", "settled", cases["returned_on"].isna() & cases["closed_on"].notna()),
    ):
        parts.append(
            pd.DataFrame(
                {"school_code": case_school[rows], "date": cases.loc[rows, column], "what": what}
            )
        )
    whole = pd.concat(parts, ignore_index=True)
    return whole.dropna().reset_index(drop=True)


def reports(
    happened: pd.DataFrame,
    enrolled: pd.DataFrame,
    schools: pd.DataFrame,
    offices: Offices,
    *,
    term: Term,
    as_of: pd.Timestamp,
    weekly: bool,
) -> pd.DataFrame:
    """One row per organisation and period: monthly by every school and the bureau, weekly by the
    bureau where the profile asks for it, at term start by all, and the bureau's third quarter.
    """
    day = as_of.date()
    now = enrolled[enrolled["status"].isin(ON_ROLL)].groupby("school_code")["child"].size()
    codes = schools["school_code"].to_list()
    month_periods = [
        (f"{month}", month.start_time, month.end_time.floor("D"), sent)
        for month, sent in report_dates(term, day).items()
    ]
    start = pd.Timestamp(term.start)
    autumn = f"{start.year}-{'autumn' if start.month >= 7 else 'spring'}"
    first_days = [
        (autumn, start, start - pd.Timedelta(days=1), min(start + pd.Timedelta(days=4), as_of))
    ]
    parts = []
    for school in schools.itertuples():
        own = happened[happened["school_code"].eq(str(school.school_code))]
        count = int(now.get(school.school_code, 0))
        to = f"{school.township}人民政府、{offices.bureau}"
        name = str(school.school_name)
        parts += _lines(name, to, "monthly", month_periods, own, count)
        parts += _lines(name, to, "term_start", first_days, own, count)
    everything = happened[happened["school_code"].isin(codes)]
    total = int(now.reindex(codes).fillna(0).sum())
    to = f"{offices.government}、云岭市教育局"
    parts += _lines(offices.bureau, to, "monthly", month_periods, everything, total)
    parts += _lines(offices.bureau, to, "term_start", first_days, everything, total)
    if weekly:
        weeks = [
            (week, monday, monday + pd.Timedelta(days=6), sent)
            for week, (monday, sent) in report_weeks(term, day).items()
        ]
        parts += _lines(offices.bureau, "云岭市教育局", "weekly", weeks, everything, total)
    third = pd.Period(start, freq="Q")
    sent = third.end_time.floor("D") - pd.Timedelta(days=5)
    if sent <= as_of:
        quarter = [
            (f"{third.year}-Q{third.quarter}", third.start_time, third.end_time.floor("D"), sent)
        ]
        parts += _lines(offices.bureau, to, "quarterly", quarter, everything, total)
    frame = pd.DataFrame(parts)
    text = dict.fromkeys(("org", "period_kind", "period", "recipients"), "str")
    return frame.astype(text | dict.fromkeys(_COUNTS, "Int64") | {"submitted_on": "datetime64[us]"})


def _lines(
    org: str,
    recipients: str,
    kind: str,
    periods: Iterable[tuple[str, pd.Timestamp, pd.Timestamp, pd.Timestamp]],
    happened: pd.DataFrame,
    count_now: int,
) -> list[dict[str, object]]:
    lines = []
    for period, first, last, sent in periods:
        inside = happened[happened["date"].between(first, last)]["what"].value_counts()
        later = happened[happened["date"].gt(last)]["what"].value_counts()
        up_to = happened[happened["date"].le(last)]["what"].value_counts()
        end = count_now - _change(later)
        lines.append(
            {
                "org": org,
                "period_kind": kind,
                "period": period,
                "submitted_on": sent,
                "recipients": recipients,
                "start_count": end - _change(inside),
                "moved_in": int(inside.get("moved_in", 0)),
                "moved_out": int(inside.get("moved_out", 0)),
                "suspended": int(inside.get("suspended", 0)),
                "resumed": int(inside.get("resumed", 0)),
                "died": int(inside.get("died", 0)),
                "end_count": end,
                "suspected_new": int(inside.get("suspected_new", 0)),
                "dropout_new": int(inside.get("dropout_new", 0)),
                "returned": int(inside.get("returned", 0)),
                "outstanding": int(
                    up_to.get("suspected_new", 0)
                    - up_to.get("returned", 0)
                    - up_to.get("settled", 0)
                ),
            }
        )
    return lines


def _change(counts: pd.Series) -> int:
    """How much those events changed the number of pupils."""
    joined = int(counts.get("moved_in", 0)) + int(counts.get("resumed", 0))
    left = sum(int(counts.get(what, 0)) for what in ("moved_out", "suspended", "died"))
    return joined - left
