"""What a report ought to count: every enrolment change and case as an event of a school on a day."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.rules.organisations import normal, school_names

OF_MOVEMENTS = ("moved_in", "moved_out", "suspended", "resumed", "died")
OF_CASES = ("suspected_new", "dropout_new", "returned")
FIELDS = (*OF_MOVEMENTS, *OF_CASES)
LEAVES = {"transfer_out": "moved_out", "suspend": "suspended", "death": "died"}
JOINS = {"transfer_in": "moved_in", "resume": "resumed"}
GONE = ("transferred_out", "graduated", "dead", "abroad", "expelled")


def report_events(facts: Facts) -> pd.DataFrame:
    """One row an event: ``field, school_code, subject, date, is_certain, within_county, row_id``.

    ``is_certain`` is false where a school might rightly not have counted it: the other half of a
    transfer that only one school booked, a pupil gone abroad, a case that is no longer merely
    suspected, a verified dropout who has returned or whose case was opened in another period.
    ``attrs``: ``tested``, the fields whose table was handed in, and ``since``, the first day of each.
    """
    columns = ["field", "school_code", "subject", "date", "is_certain", "within_county", "row_id"]
    parts: list[pd.DataFrame] = []
    tested: list[str] = []
    if facts.has("movements"):
        parts += _of_movements(facts)
        tested += OF_MOVEMENTS
    if facts.has("cases"):
        parts += _of_cases(facts)
        tested += OF_CASES
    whole = pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
    whole = whole.dropna(subset=["date", "subject"]).astype(
        {"is_certain": bool, "within_county": bool}
    )
    first_movement = facts["movements"]["date"].min() if facts.has("movements") else pd.NaT
    first_case = facts["cases"]["opened_on"].min() if facts.has("cases") else pd.NaT
    whole.attrs["tested"] = [
        name for name in tested if pd.notna(first_movement if name in OF_MOVEMENTS else first_case)
    ]
    whole.attrs["since"] = {
        name: first_movement if name in OF_MOVEMENTS else first_case for name in tested
    }
    return whole


def _code(frame: pd.DataFrame, side: str, names: dict[str, str]) -> pd.Series:
    """The county's code of the school left (``from``) or entered (``to``)."""
    by_name = (
        frame[f"{side}_school"]
        .map(lambda text: names.get(normal(text)) if isinstance(text, str) else None)
        .astype("str")
    )
    column = f"{side}_school_code"
    return frame[column].fillna(by_name) if column in frame else by_name


def _of_movements(facts: Facts) -> list[pd.DataFrame]:
    movements, names = facts["movements"], school_names(facts)
    own = (
        movements["school_code"]
        if "school_code" in movements
        else pd.Series(pd.NA, index=movements.index)
    )
    home = movements["subject"].map(facts["children"]["school_code"]).astype("str")
    left, entered = _code(movements, "from", names), _code(movements, "to", names)
    base = pd.DataFrame(
        {
            "subject": movements["subject"],
            "date": movements["date"],
            "row_id": movements.index.astype("str"),
            "within_county": (left.notna() & entered.notna()).to_numpy(),
        },
        index=movements.index,
    )
    parts = []
    for kinds, here in ((LEAVES, left), (JOINS, entered)):
        fits = movements["kind"].isin(list(kinds))
        # A transfer is counted at the school it names; other changes at the pupil's own if none is named.
        at = here.where(
            movements["kind"].isin(["transfer_out", "transfer_in"]), here.fillna(own).fillna(home)
        ).fillna(own)
        parts.append(
            base[fits].assign(
                field=movements.loc[fits, "kind"].map(kinds), school_code=at[fits], is_certain=True
            )
        )
    for kind, other, field, there in (
        ("transfer_out", "transfer_in", "moved_in", entered),
        ("transfer_in", "transfer_out", "moved_out", left),
    ):
        booked = set(movements.loc[movements["kind"].eq(other), "subject"].dropna())
        half = (
            movements["kind"].eq(kind).fillna(False)
            & ~movements["subject"].isin(booked)
            & there.notna()
        )
        parts.append(base[half].assign(field=field, school_code=there[half], is_certain=False))
    # The form has no column for a child gone abroad, yet the roll is shorter: it may stand under those
    # who left, so that the counts carry over.
    parts.append(
        base[movements["kind"].eq("abroad").fillna(False)].assign(
            field="moved_out", school_code=left.fillna(own).fillna(home), is_certain=False
        )
    )
    back = movements["kind"].eq("return_abroad").fillna(False)
    for field in ("moved_in", "resumed"):
        parts.append(
            base[back].assign(field=field, school_code=entered.fillna(own)[back], is_certain=False)
        )
    return parts


def _of_cases(facts: Facts) -> list[pd.DataFrame]:
    cases = facts["cases"]
    home = cases["subject"].map(facts["children"]["school_code"]).astype("str")
    school = cases["school_code"].fillna(home) if "school_code" in cases else home
    base = pd.DataFrame(
        {
            "subject": cases["subject"],
            "school_code": school,
            "row_id": cases.index.astype("str"),
            "within_county": False,
        },
        index=cases.index,
    )
    # A school need not count a child who is not on its roll, unless the case itself names the school.
    on_roll = cases["subject"].map(facts["children"]["in_enrolment"]).eq(True).fillna(False)
    is_the_school_s = on_roll | (cases["school_code"].notna() if "school_code" in cases else False)
    stage = cases["stage"]
    was_verified = stage.isin(["dropout", "returned"]) & cases["verified_on"].notna()
    return [
        base.assign(
            field="suspected_new",
            date=cases["opened_on"],
            is_certain=stage.eq("suspected").fillna(False) & is_the_school_s,
        ),
        base[was_verified].assign(
            field="dropout_new",
            date=cases["verified_on"],
            is_certain=(stage.eq("dropout").fillna(False) & is_the_school_s)[was_verified],
        ),
        base[stage.eq("dropout").fillna(False)].assign(
            field="dropout_new", date=cases["opened_on"], is_certain=False
        ),
        base.assign(field="returned", date=cases["returned_on"], is_certain=is_the_school_s),
    ]


def pupil_ranges(facts: Facts, events: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """For each report (columns ``school_code, last, sent``): fewest and most pupils the records allow.

    Fewest: children in school in grades 1–9, each once. Most: every record that is not of one who is
    gone, of any grade. Changes after the report are undone, once from its last day and once from the day
    before it was sent, and the wider range holds. The roll may be older than a change: who has left and
    still stands on it is in the fewest already, who has joined and does not is not in the most.
    """
    enrolment = facts["enrolment"]
    core = enrolment[
        enrolment["status"].eq("in_school").fillna(False)
        & enrolment["grade"].between(1, 9).fillna(False)
    ]
    still = enrolment[~enrolment["status"].isin(GONE)]
    fewest = core.groupby("school_code")["subject"].nunique()
    most = still.groupby("school_code").size()
    names = ("in_school", "on_roll")
    events = events.assign(
        **{
            name: [
                pair in known for pair in zip(events["school_code"], events["subject"], strict=True)
            ]
            for name, known in zip(names, map(_pupils_of, (core, still)), strict=True)
        }
    )
    rows = []
    for school, last, sent in zip(
        reports["school_code"], reports["last"], reports["sent"], strict=True
    ):
        own = events[events["school_code"].eq(school).fillna(False)]
        low, high = int(fewest.get(school, 0)), int(most.get(school, 0))
        undone = [_undo(own, moment) for moment in (last, sent) if pd.notna(moment)]
        rows.append(
            {
                "low": low + min(change[0] for change in undone),
                "high": high + max(change[1] for change in undone),
            }
        )
    return pd.DataFrame(rows, index=reports.index)


def _pupils_of(records: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(records["school_code"], records["subject"], strict=True))


def _undo(events: pd.DataFrame, moment: pd.Timestamp) -> tuple[int, int]:
    """How many pupils more there were at the moment than today: at least and at most."""
    later = events[events["date"].gt(moment)]
    left = later[later["field"].isin(["moved_out", "suspended", "died"])]
    joined = later[later["field"].isin(["moved_in", "resumed"])]
    low = int((left["is_certain"] & ~left["in_school"]).sum()) - len(joined)
    high = len(left) - int((joined["is_certain"] & joined["on_roll"]).sum())
    return low, high
