"""REP-03: what an organisation reported differs from what its records show.

Each count of a monthly or weekly report is set against the enrolment changes and cases of the same
organisation and period; the pupils at the end of the latest month against the enrolment records, with
later changes undone. The records give a range, not a number, wherever a reading is open: a transfer
that only one school booked, a case that was deducted or has returned since, what happened after the
report was sent. Only a count outside the range is found. Where fewer than half of the reports agree on
a count at all, the county counts it on another basis and that count is not judged.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, period_span
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.periodic import WHO, reports_of
from kcbx_lib.rules.report_events import pupil_ranges, report_events

RULE = Rule(
    id="REP-03",
    needs=("reports", "children"),
    uses=("report.true_counts",),
    serves=("S6", "N1", "X2", "D8", "D5", "H7"),
)
HIDDEN = ("suspected_new", "dropout_new")
SAME_BASIS = 0.5
"""Share of reports that must agree on a count before any of them is held against the records."""
KEYS = ["org_key", "period"]
DAY = pd.Timedelta(days=1)
RANGE = ["field", "reported", "low", "high"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a report with a count outside its range."""
    if not (facts.has("cases") or facts.has("movements")):
        return Found.untested("rules_rep.no_records")
    events = report_events(facts)
    compared = [
        pd.concat([_counts(reports, events), _pupils(reports, facts, events)], ignore_index=True)
        for kind in ("monthly", "weekly")
        if len(reports := _dated(reports_of(facts, kind)))
    ]
    if not compared:
        return Found.untested("rules_rep.no_periods")
    whole = pd.concat(compared, ignore_index=True)
    whole["agrees"] = whole["reported"].between(whole["low"], whole["high"])
    share = whole.groupby("field")["agrees"].transform("mean")
    judged = whole[share.ge(SAME_BASIS)]
    rows = _rows(judged[~judged["agrees"]])
    others = sorted(set(whole["field"]) - set(judged["field"]))
    note: tuple[str, dict[str, object]] | None = None
    if others:
        names = joined(label(f"rules_rep.field_{name}") for name in others)
        note = ("rules_rep.other_basis", {"fields": names})
    return Found(rows, int(judged.drop_duplicates(KEYS).shape[0]), note)


def _dated(reports: pd.DataFrame) -> pd.DataFrame:
    """The last version of each report of a school or the county, with its days and the one before.

    ``sent``: the last day whose events are surely in the report, the one before it was sent; ``since``:
    what happened after it may be in this one, from the day on which the report before was sent. What
    happens on such a day itself may stand in either.
    """
    ours = reports[reports["school_code"].notna() | reports["subject_kind"].eq("county")]
    last = (
        ours.reset_index(names="row_id")
        .sort_values([*KEYS, "submitted_on", "row_id"], kind="stable")
        .drop_duplicates(KEYS, keep="last")
    )
    spans = [period_span(period) for period in last["period"]]
    last = last.assign(
        first=pd.Series(
            [_day(span, 0) for span in spans], index=last.index, dtype="datetime64[us]"
        ),
        last=pd.Series([_day(span, 1) for span in spans], index=last.index, dtype="datetime64[us]"),
    ).sort_values(["org_key", "first"], kind="stable")
    before = last.groupby("org_key")["submitted_on"].shift(1)
    known = last["submitted_on"] - DAY
    return last.assign(
        since=(before.where(before.lt(last["first"]), last["first"]) - DAY),
        sent=known.where(known.lt(last["last"]), last["last"]),
    )


def _day(span: tuple[date, date] | None, end: int) -> pd.Timestamp | None:
    return None if span is None else pd.Timestamp(span[end])


def _counts(reports: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """One row a report and count: ``reported`` and the range ``low`` to ``high`` of the records."""
    parts = []
    for field in events.attrs["tested"]:
        known = reports[reports[field].notna() & reports["last"].ge(events.attrs["since"][field])]
        own = events[events["field"].eq(field) & events["school_code"].notna()]
        inside = _inside(known, own)
        by_report = inside.groupby("row_id")
        sure = inside[inside["is_sure"]].groupby("row_id")["subject"].nunique()
        # a case may count by its opening or its verification, but it is one case
        most = by_report["event_id"].nunique()
        records = by_report["event_id"].agg(lambda ids: sorted(set(ids)))
        ids = known["row_id"]
        parts.append(
            known[["org_key", *WHO, "period", "row_id"]].assign(
                field=field,
                reported=known[field].astype("int64"),
                low=sure.reindex(ids).fillna(0).astype("int64").to_numpy(),
                high=most.reindex(ids).fillna(0).astype("int64").to_numpy(),
                records=pd.Series(
                    [records.get(one, []) for one in ids], index=known.index, dtype=object
                ),
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _inside(reports: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """One row a report and event that may be in it: ``row_id, event_id, subject, is_sure``.

    Sure is what its school alone must have known by the day it was sent; of the county, a move between
    its own schools is not.
    """
    span = reports[["row_id", "subject_kind", "school_code", "first", "last", "since", "sent"]]
    what = events[
        ["school_code", "date", "subject", "is_certain", "within_county", "row_id"]
    ].rename(columns={"row_id": "event_id"})
    is_county = span["subject_kind"].eq("county")
    pairs = pd.concat(
        [
            span[~is_county].merge(what, on="school_code", validate="many_to_many"),
            span[is_county].drop(columns="school_code").merge(what, how="cross"),
        ],
        ignore_index=True,
    )
    inside = pairs[pairs["date"].gt(pairs["since"]) & pairs["date"].le(pairs["last"])]
    is_sure = inside["is_certain"] & inside["date"].between(inside["first"], inside["sent"])
    is_sure &= ~(inside["subject_kind"].eq("county") & inside["within_county"])
    return inside.assign(is_sure=is_sure.astype(bool))


def _pupils(reports: pd.DataFrame, facts: Facts, events: pd.DataFrame) -> pd.DataFrame:
    """The same for the pupils at the end of each school's latest period."""
    schools = reports[reports["school_code"].notna() & reports["end_count"].notna()]
    if not facts.has("enrolment") or not facts.has("movements") or schools.empty:
        return pd.DataFrame()
    latest = schools.sort_values(["org_key", "first"]).drop_duplicates("org_key", keep="last")
    ranges = pupil_ranges(facts, events, latest)
    return latest.assign(
        field="end_count",
        reported=latest["end_count"].astype("int64"),
        low=ranges["low"],
        high=ranges["high"],
        records=pd.Series([[] for _ in range(len(latest))], index=latest.index, dtype=object),
    )[["org_key", *WHO, "period", "row_id", "field", "reported", "low", "high", "records"]]


def _rows(wrong: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for _, report in wrong.groupby(KEYS, sort=True):
        first = report.iloc[0]
        differences = [
            label(
                "rules_rep.differs",
                name=label(f"rules_rep.field_{field}"),
                reported=reported,
                records=low if low == high else f"{low}–{high}",
            )
            for field, reported, low, high in report[RANGE].itertuples(index=False, name=None)
        ]
        is_hidden = report["field"].isin(HIDDEN) & report["reported"].lt(report["low"])
        evidence = set(report["row_id"].astype("str")) | {
            str(row_id) for ids in report["records"] for row_id in ids
        }
        rows.append(
            {**{name: first[name] for name in (*WHO, "period")},
             "case_key": first["period"], "differences": joined(differences),
             "severity": "high" if is_hidden.any() else None, "evidence": sorted(evidence)}
        )  # fmt: skip
    return pd.DataFrame(rows) if rows else Found.nothing(0).rows
