"""What was done in a case: persuasion attempts and notices, each with the case it belongs to.

Rows in: ``persuasions`` or ``notices`` (a row is one attempt, one notice). Rows out: the same rows with
``case_row``, the ``row_id`` of the case; NA where the records do not say which.
"""

from __future__ import annotations

import pandas as pd

PERSUADED = r"(?<![未不没无])(?:已经?返校|已经?复学|已返|返校就读|复学就读|劝返成功|成功劝返|成功复学|成功返校)"
"""Words of a result that say the child came back; a promise to return is none."""


def with_case(rows: pd.DataFrame, cases: pd.DataFrame, *, day: str) -> pd.DataFrame:
    """The rows with ``case_row``, by case number and child, else by number, else by child and date.

    Columns used: ``case_no``, ``subject`` of both, ``opened_on`` of cases, ``day`` of the rows (the
    column with their date). Numbers restart in every township: a number alone decides only where one
    case bears it and the row names no child of another case. A row without a number goes to the
    child's case that was open by then, the latest first; before every case, to the earliest.
    """
    found = pd.Series(pd.NA, index=rows.index, dtype="str")
    if cases.empty or rows.empty:
        return rows.assign(case_row=found)
    known = cases.reindex(columns=["case_no", "subject", "opened_on"]).assign(
        case_row=cases.index.astype("str")
    )
    known = known.sort_values(["opened_on", "case_row"], na_position="first", kind="stable")
    both = known.dropna(subset=["case_no", "subject"]).drop_duplicates(
        ["case_no", "subject"], keep="last"
    )
    found = _looked_up(rows, both, ["case_no", "subject"])
    single = known.dropna(subset=["case_no"])
    single = single[~single["case_no"].duplicated(keep=False)]
    other_child = rows["subject"].isin(known["subject"].dropna())
    found = found.where(found.notna() | other_child, _looked_up(rows, single, ["case_no"]))
    numbered = rows["case_no"].isin(known["case_no"].dropna()) & rows["case_no"].notna()
    return rows.assign(case_row=found.where(found.notna() | numbered, _by_date(rows, known, day)))


def _looked_up(rows: pd.DataFrame, known: pd.DataFrame, on: list[str]) -> pd.Series:
    keys = rows[on].merge(known[[*on, "case_row"]], on=on, how="left", validate="many_to_one")
    missing = rows[on].isna().any(axis=1).to_numpy()
    return pd.Series(keys["case_row"].to_numpy(), index=rows.index, dtype="str").mask(missing)


def _by_date(rows: pd.DataFrame, known: pd.DataFrame, day: str) -> pd.Series:
    """The child's case that was open on the day: among those opened by then the latest."""
    left = rows.reset_index(drop=True).reset_index(names="at")[["at", "subject", day]]
    pairs = left.merge(
        known.dropna(subset=["subject"]), on="subject", how="inner", validate="many_to_many"
    )
    was_open = pairs["opened_on"].le(pairs[day]) | pairs["opened_on"].isna() | pairs[day].isna()
    pairs["rank"] = pairs["opened_on"].fillna(pd.Timestamp.min.as_unit("us"))
    pairs["later"] = ~was_open
    before = pairs[was_open].drop_duplicates("at", keep="last")
    after = pairs[~was_open & ~pairs["at"].isin(before["at"])].drop_duplicates("at", keep="first")
    chosen = pd.concat([before, after]).set_index("at")["case_row"]
    out = chosen.reindex(range(len(rows)))
    return pd.Series(out.to_numpy(), index=rows.index, dtype="str")


def ladder(attempts: pd.DataFrame, *, school: int, joint: int) -> pd.DataFrame:
    """One row per case with attempts: how far persuasion went.

    In: attempts with ``case_row``, ``level``, ``attempt_no``, ``date``, ``result``. Only dated
    attempts count (Suiyang notice, part three: every attempt is dated); the same attempt written
    twice counts once. Out, by ``case_row``: ``school_attempts``, ``joint_attempts``,
    ``school_met_on`` and ``joint_met_on`` (day of the attempt that made up the number),
    ``last_attempt_on``, ``has_persuaded`` (the last attempt's result says the child came back).
    """
    dated = attempts[attempts["case_row"].notna() & attempts["date"].notna()]
    dated = dated.sort_values(
        ["case_row", "date", "level", "attempt_no"], kind="stable"
    ).drop_duplicates(["case_row", "level", "date", "attempt_no"])
    out = pd.DataFrame(index=pd.Index(dated["case_row"].unique(), name="case_row", dtype="str"))
    for level, needed in (("school", school), ("joint", joint)):
        own = dated[dated["level"].eq(level).fillna(False)]
        by_case = own.groupby("case_row")
        counts = by_case.size().reindex(out.index).fillna(0).astype("Int64")
        met = own[by_case.cumcount() == needed - 1].set_index("case_row")["date"]
        out[f"{level}_attempts"] = counts
        out[f"{level}_met_on"] = met.reindex(out.index)
    last = dated.drop_duplicates("case_row", keep="last").set_index("case_row")
    out["last_attempt_on"] = last["date"].reindex(out.index)
    said = last["result"].astype("str").str.contains(PERSUADED, regex=True)
    out["has_persuaded"] = said.fillna(False).astype(bool).reindex(out.index).astype("boolean")
    return out.sort_index()
