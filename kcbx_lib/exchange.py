"""What the counties of one run may tell each other: who is enrolled or in class where, no names.

The same child has the same pseudonym in every county of a run, for it is made from the resident id with
one key. Only children with an id are exchanged: a name and a birth date are too little between counties.
A county audited alone says what it could not know.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx_lib.county import CountySettings
from kcbx_lib.link import Linked
from kcbx_lib.link.status import OPEN, PAUSED

INDEX_COLUMNS = ("kind", "subject", "school_code", "school_name", "since", "until")
EXCHANGE_COLUMNS = ("subject", "other_county", "how", "date", "school_code", "school_name")
RECENT_DAYS = 30
"""In class lately: present within so many days before the last day of the sheets."""
SEEN = ("enrolled", "attending", "transferred_in")
PRESENT = ("present", "late", "left_early")


def person_index(linked: Linked, settings: CountySettings) -> pd.DataFrame:
    """What this county tells the others: INDEX_COLUMNS.

    ``kind``: ``listed`` (known to the county at all), ``enrolled`` (an open or paused record),
    ``attending`` (in class lately, ``until`` the last day present), ``transferred_in``,
    ``transferred_out`` (``school_name`` the school named, ``since`` the day), ``school`` (the county's
    own schools, so that a transfer's destination can be told).
    """
    as_of = pd.Timestamp(settings.as_of)
    with_id = linked.people.index[linked.people["resident_id"].notna()]
    tables = {
        name: frame[frame["subject"].isin(with_id)] if "subject" in frame else frame
        for name, frame in linked.tables.items()
    }
    parts = [
        pd.DataFrame({"kind": "listed", "subject": with_id}),
        _enrolled(tables, pd.Timestamp(settings.entries_known_until)),
        _attending(tables, as_of),
        _moved(tables, as_of),
        _schools(tables),
    ]
    whole = pd.concat([part for part in parts if len(part)] or [_empty()], ignore_index=True)
    whole = whole.reindex(columns=list(INDEX_COLUMNS))
    text = ["kind", "subject", "school_code", "school_name"]
    whole[text] = whole[text].astype("str")
    for column in ("since", "until"):
        whole[column] = pd.to_datetime(whole[column]).astype("datetime64[us]")
    order = [*text, "since", "until"]
    return whole.drop_duplicates().sort_values(order, kind="stable", ignore_index=True)


def _empty() -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="object") for column in INDEX_COLUMNS})


def _enrolled(tables: Mapping[str, pd.DataFrame], until: pd.Timestamp) -> pd.DataFrame:
    if "enrolment" not in tables:
        return _empty()
    rows = tables["enrolment"]
    stands = rows["status"].isna() | rows["status"].isin([*OPEN, *PAUSED])
    rows = rows[stands & ~rows["enrolled_on"].gt(until).fillna(False).astype(bool)]
    columns = rows[["subject", "school_code", "school_name"]]
    return columns.assign(kind="enrolled", since=rows["enrolled_on"])


def _attending(tables: Mapping[str, pd.DataFrame], as_of: pd.Timestamp) -> pd.DataFrame:
    """Who was in class lately, by a mark of presence or by the present days of a recent month."""
    if "attendance" not in tables:
        return _empty()
    last = _last_present(tables, as_of)
    recent = last[last > last.max() - pd.Timedelta(days=RECENT_DAYS)]
    rows = tables["attendance"][["subject", "school_code", "school_name"]].drop_duplicates()
    rows = rows[rows["subject"].isin(recent.index)]
    # reindex, not map: a county of totals alone may have no such day, and map fails on no days at all.
    return rows.assign(kind="attending", until=recent.reindex(rows["subject"]).to_numpy())


def _last_present(tables: Mapping[str, pd.DataFrame], as_of: pd.Timestamp) -> pd.Series:
    """The last day each child was present; for totals, the last day the month can tell of."""
    days = [pd.Series(dtype="datetime64[us]")]
    if "attendance_marks" in tables:
        marks = tables["attendance_marks"]
        seen = marks[marks["mark"].isin(PRESENT) & (marks["date"] <= as_of)]
        days.append(seen.set_index("subject")["date"])
    rows = tables["attendance"]
    totals = rows[rows["present_days"].gt(0).fillna(False) & rows["month"].le(as_of)]
    ends = (totals["month"] + pd.offsets.MonthEnd(0)).clip(upper=as_of)
    days.append(ends.set_axis(totals["subject"]))
    whole = pd.concat([part.astype("datetime64[us]") for part in days if len(part)] or days)
    return whole.groupby(level=0).max()


def _moved(tables: Mapping[str, pd.DataFrame], as_of: pd.Timestamp) -> pd.DataFrame:
    if "movements" not in tables:
        return _empty()
    rows = tables["movements"]
    kinds = {"transfer_in": "transferred_in", "transfer_out": "transferred_out"}
    rows = rows[rows["kind"].isin(list(kinds)) & ~rows["date"].gt(as_of)]
    return pd.DataFrame(
        {
            "kind": rows["kind"].map(kinds),
            "subject": rows["subject"],
            "school_code": rows["to_school_code"],
            "school_name": rows["to_school"],
            "since": rows["date"],
        }
    )


def _schools(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    if "schools" not in tables:
        return _empty()
    rows = tables["schools"]
    aliases = rows.assign(school_name=rows["aliases"].str.split(r"[、;；,，]")).explode(
        "school_name"
    )
    whole = pd.concat([rows, aliases])[["school_code", "school_name"]].dropna(
        subset=["school_name"]
    )
    return whole.assign(kind="school", school_name=whole["school_name"].str.strip())


def match_across(indexes: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """For each county, what the others know of its children: EXCHANGE_COLUMNS.

    ``how``: ``enrolled``, ``attending`` or ``transferred_in`` there; ``not_arrived``: a transfer out
    names a school of that county, and that county knows nothing of the child (``date`` is the day it
    left). Rows are sorted by content; a county nobody tells anything gets an empty frame.
    """
    tagged = [frame.assign(county=code) for code, frame in sorted(indexes.items())]
    whole = pd.concat(tagged, ignore_index=True)
    known = whole[whole["kind"].isin(SEEN)]
    known = known.rename(columns={"kind": "how", "county": "other_county"})
    known = known.assign(date=known["until"].fillna(known["since"]))
    out = {}
    for code in sorted(indexes):
        own = set(indexes[code]["subject"].dropna())
        told = known[known["other_county"].ne(code) & known["subject"].isin(own)]
        missing = _not_arrived(indexes[code], whole[whole["county"].ne(code)])
        rows = pd.concat([told, missing], ignore_index=True).reindex(columns=list(EXCHANGE_COLUMNS))
        out[code] = rows.sort_values(list(EXCHANGE_COLUMNS), kind="stable", ignore_index=True)
    return out


def _not_arrived(own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Transfers out to a school of another county of the run that has not seen the child."""
    gone = own[own["kind"].eq("transferred_out") & own["school_name"].notna()]
    schools = others.loc[others["kind"].eq("school"), ["school_name", "county"]].drop_duplicates()
    # A name that two counties use says nothing of which one is meant.
    schools = schools[~schools["school_name"].duplicated(keep=False)]
    sent = gone.merge(schools, on="school_name", how="inner", validate="many_to_one")
    there = others.loc[others["kind"].isin(SEEN), ["subject", "county"]].drop_duplicates()
    seen = sent.merge(there, on=["subject", "county"], how="left", indicator=True)
    missing = seen[seen["_merge"].eq("left_only")]
    return pd.DataFrame(
        {
            "subject": missing["subject"],
            "other_county": missing["county"],
            "how": "not_arrived",
            "date": missing["since"],
            "school_name": missing["school_name"],
        }
    )
