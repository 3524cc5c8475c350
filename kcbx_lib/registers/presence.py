"""Who was seen at school, where, and of whom the sheets prove that nobody saw them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.children.namesakes import namesakes_all_seen
from kcbx_lib.facts import Facts
from kcbx_lib.link.status import OPEN, PAUSED
from kcbx_lib.policy import Policy

COLUMNS = (
    "attends", "attends_school_code", "attends_at_a_record", "last_present_on", "is_not_seen",
    "is_on_leave", "keeps_attendance", "is_new_in_class", "window_start",
)  # fmt: skip
FIRST_MONTH_OF_AUTUMN = 7


def attendance_evidence(facts: Facts, policy: Policy) -> pd.DataFrame:
    """Per child: COLUMNS.

    ``attends``: present on one of the last kept school days (or at all, where the class kept none).
    ``is_not_seen``: the class kept attendance on enough days, and on none of the last of them was the
    child present. A pupil missing from the sheets is judged by the class of the record.
    """
    children = facts["children"]
    out = pd.DataFrame(index=children.index)
    if not facts.has("presence"):
        return _nothing_seen(out)
    presence = facts["presence"].reindex(children.index)
    needed = policy["phantom.no_presence_days"]
    by_class = _class_keeping(facts, children)
    on_sheets = presence["kept_in_last"].notna()
    kept = presence["kept_in_last"].where(
        on_sheets & presence["kept_in_last"].gt(0), by_class["kept_in_last"]
    )
    seen_recently = presence["present_in_last_kept"].eq(True).fillna(False)
    seen = presence["last_present_on"].notna()
    unkept = on_sheets & presence["kept_in_last"].eq(0).fillna(False)
    out["attends"] = (seen_recently | (unkept & seen)).astype(bool)
    out["last_present_on"] = presence["last_present_on"]
    out["attends_school_code"] = presence["school_code"]
    out["keeps_attendance"] = kept.gt(0).fillna(False).astype(bool)
    out["is_not_seen"] = (kept.ge(needed).fillna(False) & ~seen_recently).astype(bool)
    shared = out.index.isin(namesakes_all_seen(facts, children))
    out["attends"] |= shared
    out["is_not_seen"] &= ~shared
    out["is_on_leave"] = presence["excused_in_last"].gt(0).fillna(False).astype(bool)
    out["window_start"] = by_class["window_start"]
    out["is_new_in_class"] = _is_new(facts, children, by_class["window_start"])
    pairs = pd.DataFrame(
        {"subject": out.index, "school_code": out["attends_school_code"].to_numpy()}
    )
    records = _standing_records(facts)
    at_record = pairs.merge(records, on=["subject", "school_code"], how="inner")
    unknown = out["attends_school_code"].isna() | out.index.isin(_records_anywhere(facts))
    out["attends_at_a_record"] = out.index.isin(at_record["subject"]) | unknown.to_numpy()
    return out[list(COLUMNS)]


def _nothing_seen(out: pd.DataFrame) -> pd.DataFrame:
    for column in COLUMNS:
        out[column] = False
    out["last_present_on"] = pd.Series(pd.NaT, index=out.index, dtype="datetime64[us]")
    out["window_start"] = out["last_present_on"]
    out["attends_school_code"] = pd.Series(pd.NA, index=out.index, dtype="str")
    return out


def _standing_records(facts: Facts) -> pd.DataFrame:
    if not facts.has("enrolment"):
        return pd.DataFrame(
            {"subject": pd.Series(dtype="str"), "school_code": pd.Series(dtype="str")}
        )
    rows = facts["enrolment"]
    kept = _stands(rows) & rows["school_code"].notna()
    return rows.loc[kept, ["subject", "school_code"]].drop_duplicates()


def _stands(rows: pd.DataFrame) -> pd.Series:
    is_open = rows["status"].isna() | rows["status"].isin([*OPEN, *PAUSED])
    return is_open & rows["subject"].notna()


def _records_anywhere(facts: Facts) -> set[str]:
    """Children with a record whose school could not be resolved: it may be the very school they attend."""
    if not facts.has("enrolment"):
        return set()
    rows = facts["enrolment"]
    return set(rows.loc[_stands(rows) & rows["school_code"].isna(), "subject"])


def _class_keeping(facts: Facts, children: pd.DataFrame) -> pd.DataFrame:
    """Kept days of the class a child belongs to by its record; of the grade where no class is known.

    For a grade the class that kept the fewest days counts: nobody is accused by another class's sheet.
    """
    keeping = facts["class_keeping"].dropna(subset=["school_code"])
    place = ["school_code", "grade", "class_no"]
    grade_place = ["school_code", "grade"]
    values = ["kept_in_last", "window_start"]
    own = children[place].astype({"school_code": "str", "class_no": "str", "grade": "Int64"})
    typed = keeping.astype({"school_code": "str", "class_no": "str", "grade": "Int64"})
    exact = _matched(own, typed.dropna(subset=place), place, values)
    fewest = (
        typed.dropna(subset=grade_place)
        .groupby(grade_place, as_index=False)[values]
        .agg({"kept_in_last": "min", "window_start": "max"})
    )
    in_grade = _matched(own, fewest, grade_place, values)
    no_class = own["class_no"].isna()
    return exact.mask(no_class.to_numpy()[:, None] & exact.isna(), in_grade)


def _matched(
    own: pd.DataFrame, keeping: pd.DataFrame, place: list[str], values: list[str]
) -> pd.DataFrame:
    found = own.reset_index(names="subject").merge(
        keeping[[*place, *values]], on=place, how="left", validate="many_to_one"
    )
    found = found.set_index("subject")[values]
    blank = own[place].isna().any(axis=1).to_numpy()
    return found.mask(np.repeat(blank[:, None], len(values), axis=1))


def _is_new(facts: Facts, children: pd.DataFrame, window_start: pd.Series) -> pd.Series:
    """Pupils who came after the days looked at began: the record's entry month, or a movement in."""
    new = pd.Series(False, index=children.index)
    if facts.has("enrolment"):
        entered = facts["enrolment"].groupby("subject")["enrolled_on"].max().reindex(children.index)
        month_end = entered + pd.offsets.MonthEnd(0)
        new |= month_end.ge(window_start).fillna(False) & entered.notna()
    if facts.has("movements"):
        rows = facts["movements"]
        came = rows[rows["kind"].isin(["transfer_in", "resume", "return_abroad"])]
        came = came[~came["date"].gt(facts.as_of)]
        last = came.groupby("subject")["date"].max().reindex(children.index)
        new |= last.ge(window_start).fillna(False)
    return new.astype(bool)


def scored_this_term(facts: Facts) -> pd.Series:
    """True for children with a score in the term under audit (or in a term that is not stated)."""
    subjects = _sat_this_term(facts)["subject"].unique()
    return pd.Series(True, index=subjects, dtype="bool")


def scored_elsewhere(facts: Facts, left: pd.Series) -> pd.Series:
    """Whether a child sat this term's exams at another school than the one it left (``left``, a code)."""
    rows = _sat_this_term(facts)
    school = rows["school_code"].astype("str")
    other = school.ne(rows["subject"].map(left).astype("str")) & school.notna()
    known = rows["subject"].map(left).notna()
    return pd.Series(left.index.isin(rows.loc[other & known, "subject"]), index=left.index)


def _sat_this_term(facts: Facts) -> pd.DataFrame:
    if not facts.has("scores"):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in ("subject", "school_code")})
    rows = facts["scores"]
    term = current_term(facts)
    stated = rows["term"]
    this = stated.isna() | stated.eq(term) | stated.eq(term[-1])
    sat = rows["score"].notna() & ~rows["absent"].eq(True).fillna(False)
    return rows.loc[this & sat & rows["subject"].notna(), ["subject", "school_code"]]


def current_term(facts: Facts) -> str:
    """The term under audit as the dictionary writes terms: 2024-2025-1 (autumn), -2 (spring)."""
    start = facts.county.term.start if facts.county.term is not None else facts.county.as_of
    if start.month >= FIRST_MONTH_OF_AUTUMN:
        return f"{start.year}-{start.year + 1}-1"
    if facts.county.term is None and start.month == 1:
        return f"{start.year - 1}-{start.year}-1"
    return f"{start.year - 1}-{start.year}-2"
