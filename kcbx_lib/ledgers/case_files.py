"""One row per case as known on the audit date: what was done, where it stands, what is due when."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.attempts import ladder, with_case
from kcbx_lib.ledgers.life_cycle import OPEN_STATES, follow
from kcbx_lib.ledgers.lookup import looked_up
from kcbx_lib.policy import Policy

CASE_COLUMNS = (
    "subject", "case_no", "name", "resident_id", "student_no", "sex", "birth_date", "list_version",
    "opened_on", "source", "stage", "category_code", "cause", "destination", "verified_on",
    "reported_township_on", "reported_bureau_on", "approval_no", "returned_on", "placement",
    "closed_on", "closing_evidence", "school_code", "school_name", "grade", "class_no", "guardian",
    "township", "village",
)  # fmt: skip
DATES = (
    "birth_date", "opened_on", "verified_on", "reported_township_on", "reported_bureau_on",
    "returned_on", "closed_on",
)  # fmt: skip
NO_EVIDENCE = (
    r"[\s/\\\-—–－_.。、,，×xX0]*|[（(]?(?:暂?无|没有|未提供|待补充?|空|无佐证|无材料|N/?A)[)）]?"
)
"""What a cell says that holds no evidence; anything else is taken for a document's name."""


def build_case_files(facts: Facts, policy: Policy) -> pd.DataFrame:
    """One row per row of ``cases`` (index ``row_id``), with the columns of ``cases`` and

    ``school_attempts, joint_attempts, school_met_on, joint_met_on, last_attempt_on, has_persuaded``
        how far persuasion went; after a relapse only the attempts since it count;
    ``counts_as, keeps_tracking, is_known_list, is_known_code``
        what the category code means in its own list (NA where the list is not known);
    ``is_returned``
        the records say the child is back (stage 复学, or a return date and no other stage since);
    ``has_evidence``
        the closing evidence names something;
    ``relapsed_on, of_age_until``
        first day at the absence limit after the return; the 16th birthday;
    ``state, state_since, irregular, is_open``
        the standing after every event, see ``life_cycle``;
    ``verify_due, report_due, decide_due``
        the profile's deadlines, NaT where none runs.
    """
    cases = _complete(facts["cases"])
    people = facts["children"] if facts.has("children") else pd.DataFrame()
    birth = (
        looked_up(cases["subject"], people["birth_date"])
        if "birth_date" in people
        else cases["birth_date"]
    )
    cases["birth_date"] = pd.to_datetime(birth.where(birth.notna(), cases["birth_date"]))
    cases["of_age_until"] = cases["birth_date"] + pd.DateOffset(years=int(policy["age.until"]))
    cases = cases.join(_meaning(cases, policy["case.category_lists"] or {}))
    cases["is_returned"] = _is_returned(cases)
    text = cases["closing_evidence"].astype("str").str.strip()
    cases["has_evidence"] = cases["closing_evidence"].notna() & ~text.str.fullmatch(
        NO_EVIDENCE
    ).fillna(False)
    cases["relapsed_on"] = _relapses(cases, facts)
    cases = cases.join(_attempts(cases, facts, policy))
    for column in ("school_attempts", "joint_attempts"):
        cases[column] = cases[column].fillna(0).astype("Int64")
    cases["has_persuaded"] = cases["has_persuaded"].fillna(False).astype("boolean")
    cases = cases.join(_standing(cases, facts.as_of))
    cases["is_open"] = cases["state"].isin(OPEN_STATES)
    return _deadlines(cases, policy)


def _complete(cases: pd.DataFrame) -> pd.DataFrame:
    frame = cases.reindex(
        columns=[*CASE_COLUMNS, *(c for c in ("file", "sheet", "row") if c in cases)]
    )
    for column in CASE_COLUMNS:
        if column in DATES:
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
        elif column != "grade":
            frame[column] = frame[column].astype("str")
    return frame.sort_index()


def _meaning(cases: pd.DataFrame, lists: dict[str, dict[str, dict[str, Any]]]) -> pd.DataFrame:
    """What each code means in the list that its case names (第一阶段, or with a year before it)."""
    out = pd.DataFrame(
        {
            "list_name": pd.Series(pd.NA, index=cases.index, dtype="str"),
            "counts_as": pd.Series(pd.NA, index=cases.index, dtype="str"),
            "keeps_tracking": pd.Series(pd.NA, index=cases.index, dtype="boolean"),
            "is_known_code": pd.Series(pd.NA, index=cases.index, dtype="boolean"),
        }
    )
    version = cases["list_version"].astype("str").str.replace(r"\s", "", regex=True)
    version = version.str.replace("1", "一").str.replace("3", "三").str.replace("2", "二")
    for name, codes in lists.items():
        here = version.str.contains(name, regex=False).fillna(False).to_numpy(dtype=bool)
        code = cases["category_code"]
        for column, part in (("counts_as", "counts_as"), ("keeps_tracking", "keep_tracking")):
            meaning = code.map({key: value.get(part) for key, value in codes.items()})
            out[column] = out[column].mask(here, meaning.astype(out[column].dtype))
        out["list_name"] = out["list_name"].mask(here, name)
        is_known = code.isin(list(codes)).astype("boolean").mask(code.isna())
        out["is_known_code"] = out["is_known_code"].mask(here, is_known)
    return out


def _is_returned(cases: pd.DataFrame) -> pd.Series:
    """The stage decides; a return date alone counts where the stage says nothing final."""
    of_this_case = cases["opened_on"].isna() | cases["returned_on"].ge(cases["opened_on"])
    dated = cases["returned_on"].notna() & of_this_case
    undecided = cases["stage"].isna() | cases["stage"].isin(["suspected", "dropout"])
    return cases["stage"].eq("returned").fillna(False) | (dated & undecided)


def _relapses(cases: pd.DataFrame, facts: Facts) -> pd.Series:
    """First day at the absence limit in a streak that began on or after the return."""
    empty = pd.Series(pd.NaT, index=cases.index, dtype="datetime64[us]")
    if not facts.has("streaks"):
        return empty
    back = cases.loc[
        cases["is_returned"] & cases["returned_on"].notna(), ["subject", "returned_on"]
    ]
    streaks = facts["streaks"].loc[
        facts["streaks"]["limit_reached_on"].notna(), ["subject", "start", "limit_reached_on"]
    ]
    pairs = back.reset_index(names="case_row").merge(
        streaks, on="subject", how="inner", validate="many_to_many"
    )
    pairs = pairs[pairs["start"].ge(pairs["returned_on"])]
    # a streak is a relapse of the child's latest return before it, not of every earlier one
    pairs = pairs.sort_values(["subject", "start", "returned_on", "case_row"], kind="stable")
    pairs = pairs.drop_duplicates(["subject", "start"], keep="last")
    first = pairs.groupby("case_row")["limit_reached_on"].min()
    return first.reindex(cases.index).astype("datetime64[us]")


def _attempts(cases: pd.DataFrame, facts: Facts, policy: Policy) -> pd.DataFrame:
    columns = {
        "school_attempts": "Int64", "school_met_on": "datetime64[us]",
        "joint_attempts": "Int64", "joint_met_on": "datetime64[us]",
        "last_attempt_on": "datetime64[us]", "has_persuaded": "boolean",
    }  # fmt: skip
    if not facts.has("persuasions"):
        return pd.DataFrame(
            {
                name: pd.Series(pd.NA, index=cases.index, dtype=kind)
                for name, kind in columns.items()
            }
        )
    rows = with_case(facts["persuasions"], cases, day="date")
    back = looked_up(rows["case_row"], cases["returned_on"].where(cases["relapsed_on"].notna()))
    rows = rows[back.isna() | rows["date"].gt(back)]
    done = ladder(
        rows,
        school=int(policy["persuasion.school_attempts"] or 1),
        joint=int(policy["persuasion.joint_attempts"] or 1),
    )
    return done.reindex(cases.index).reindex(columns=list(columns)).astype(columns)


def _standing(cases: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """State, its first day and irregular events; a county has thousands of cases at most."""
    rows = [follow(_events(case, as_of)) for case in cases.itertuples()]
    return pd.DataFrame(
        {
            "state": pd.Series([one.state for one in rows], index=cases.index, dtype="str"),
            "state_since": pd.Series(
                [one.since for one in rows], index=cases.index, dtype="datetime64[us]"
            ),
            "irregular": pd.Series(
                [";".join(one.irregular) for one in rows], index=cases.index, dtype="str"
            ),
        }
    )


def _events(case: Any, as_of: pd.Timestamp) -> list[tuple[str, pd.Timestamp | None]]:
    """The events that a case's records prove; a stage without its date is proved, but undated."""

    def day(value: Any) -> pd.Timestamp | None:
        return None if pd.isna(value) else value

    known = [day(case.opened_on), day(case.verified_on), day(case.returned_on), day(case.closed_on)]
    dates = [one for one in known if one is not None]
    opened = day(case.opened_on) or (min(dates) if dates else as_of)
    events: list[tuple[str, pd.Timestamp | None]] = [("open", opened)]
    verified = day(case.verified_on)
    deducts = case.stage == "deducted"
    if deducts:
        on_paper = bool(pd.notna(case.keeps_tracking) and case.keeps_tracking)
        when = max(opened, verified or opened)
        events.append(("deduct_on_paper" if on_paper else "deduct", when))
    elif verified is not None:
        events.append(("verify", max(opened, verified)))
    told = [day(case.reported_township_on), day(case.reported_bureau_on), day(case.school_met_on)]
    if all(one is not None for one in told) and not deducts:
        events.append(("escalate", max(opened, *(one for one in told if one is not None))))
    elif case.joint_attempts > 0 and not deducts:
        events.append(("escalate", max(opened, case.last_attempt_on)))
    if case.is_returned:
        events.append(("return", max(opened, day(case.returned_on) or opened)))
    if day(case.relapsed_on) is not None:
        events.append(("relapse", case.relapsed_on))
    if pd.notna(case.approval_no) and not deducts and not case.is_returned:
        events.append(
            ("approve", max(one for one in (opened, verified, day(case.last_attempt_on)) if one))
        )
    if day(case.closed_on) is not None and case.has_evidence:
        events.append(("close", max(opened, case.closed_on)))
    until = day(case.of_age_until)
    if until is not None and until <= as_of:
        events.append(("come_of_age", max(opened, until)))
    return events


def _deadlines(cases: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Which deadline runs, by state: to verify, to report after the school's attempts, to decide."""

    def after(day: pd.Series, key: str, runs: pd.Series) -> pd.Series:
        days = policy[key]
        if days is None:
            return pd.Series(pd.NaT, index=cases.index, dtype="datetime64[us]")
        return (day + pd.Timedelta(days=int(days))).where(runs).astype("datetime64[us]")

    unverified = cases["verified_on"].isna() & cases["stage"].isin(["suspected", "dropout"]) | (
        cases["stage"].isna() & cases["verified_on"].isna()
    )
    untold = cases["reported_township_on"].isna() | cases["reported_bureau_on"].isna()
    open_now = cases["is_open"]
    return cases.assign(
        verify_due=after(cases["opened_on"], "case.verify_within_days", unverified & open_now),
        report_due=after(
            cases["school_met_on"], "persuasion.report_within_days", untold & open_now
        ),
        decide_due=after(
            cases["joint_met_on"],
            "persuasion.decide_within_days",
            open_now & cases["state"].ne("approved"),
        ),
    )
