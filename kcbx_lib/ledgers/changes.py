"""The ledgers kept from run to run: what an earlier run listed, and what became of it.

Nothing leaves a ledger by being forgotten. An entry of the earlier run that has neither a case nor a
lawful state now stays in the suspected ledger as ``unaccounted`` until somebody says what happened.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx_lib.ledgers.lookup import looked_up

CHANGE_COLUMNS = (
    "ledger", "subject", "case_no", "change", "state_before", "state_now", "listed_since", "township",
    "school_code",
)  # fmt: skip
CASE_LEDGERS = ("ledger_suspected", "ledger_dropout")
SETTLED = (
    "in_school", "attends_elsewhere", "transfer_in_progress", "suspended", "home_teaching",
    "special_school", "studying_elsewhere", "abroad", "died", "graduated", "delayed_entry",
    "moved_away", "over_age", "under_age",
)  # fmt: skip
"""Register states that say where the child is; the rest leave an entry open."""


def carry_over(ledger: pd.DataFrame, previous: pd.DataFrame | None) -> pd.DataFrame:
    """The ledger with ``listed_since`` of the entry's first run.

    The school-age ledger by child; the others by child and case number, by child and opening day
    where the case got another number.
    """
    if previous is None or previous.empty or ledger.empty:
        return ledger
    by_child = pd.to_datetime(previous.groupby("subject")["listed_since"].min())
    of_child = looked_up(ledger["subject"], by_child)
    if not {"case_no", "opened_on"} <= set(previous) & set(ledger):
        earlier = of_child
    else:
        same = _renumbered(_entries(previous, by_child=False), _entries(ledger, by_child=False))
        keys = same.reindex(previous.index).fillna(_key(previous))
        since = pd.to_datetime(previous["listed_since"]).groupby(keys).min()
        earlier = looked_up(_key(ledger), since)
        earlier = earlier.where(earlier.notna() | ledger["case_no"].notna(), of_child)
    return ledger.assign(
        listed_since=earlier.where(earlier.notna(), ledger["listed_since"]).astype("datetime64[us]")
    )


def unaccounted(
    previous: pd.DataFrame,
    now: Mapping[str, pd.DataFrame],
    case_files: pd.DataFrame | None,
    states: pd.Series,
) -> pd.DataFrame:
    """Entries of an earlier case ledger of which the records no longer say anything.

    Not unaccounted: a child listed now, with a case row now, or whose register state says where the
    child is (``states``, by subject).
    """
    listed = {subject for frame in now.values() for subject in frame["subject"].dropna()}
    with_case = set() if case_files is None else set(case_files["subject"].dropna())
    settled = set(states.index[states.isin(SETTLED)])
    gone = previous[~previous["subject"].isin(listed | with_case | settled)]
    return gone.sort_values(["subject", "case_no"], kind="stable").drop_duplicates("subject")


def ledger_changes(
    now: Mapping[str, pd.DataFrame],
    before: Mapping[str, pd.DataFrame],
    case_files: pd.DataFrame | None,
    states: pd.Series,
) -> pd.DataFrame:
    """One row per entry that is new, changed or closed since the earlier run.

    In: the ledgers now and before, by name. ``change``: ``new``, ``changed`` (another state of the
    case, or of the child), ``closed`` (no longer listed; ``state_now`` says why). Entries are the
    same when child and case number are; a case that got a number, or another number, is the same where
    the child, and with another number the day it was opened, are the only ones on both sides.
    """
    parts = []
    for name in ("ledger_school_age", *CASE_LEDGERS):
        if name in before:
            parts.append(_changes(name, now[name], before[name], case_files, states))
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    whole = whole.reindex(columns=list(CHANGE_COLUMNS))
    whole["listed_since"] = pd.to_datetime(whole["listed_since"]).astype("datetime64[us]")
    text = [column for column in CHANGE_COLUMNS if column != "listed_since"]
    whole[text] = whole[text].astype("str")
    return whole.sort_values(["ledger", "change", "subject", "case_no"], kind="stable").reset_index(
        drop=True
    )


def _changes(
    name: str,
    now: pd.DataFrame,
    before: pd.DataFrame,
    case_files: pd.DataFrame | None,
    states: pd.Series,
) -> pd.DataFrame:
    by_child = name == "ledger_school_age"
    left, right = _entries(before, by_child=by_child), _entries(now, by_child=by_child)
    if not by_child:
        left, right = _same_numbers(left, right)
    both = left.merge(
        right, on="key", how="outer", suffixes=("_before", "_now"), validate="one_to_one"
    )
    is_new = both["subject_before"].isna()
    is_closed = both["subject_now"].isna()
    moved = ~is_new & ~is_closed & both["state_before"].fillna("").ne(both["state_now"].fillna(""))
    kind = pd.Series(pd.NA, index=both.index, dtype="str")
    kind = kind.mask(is_new, "new").mask(is_closed, "closed").mask(moved, "changed")
    subject = both["subject_now"].where(~is_closed, both["subject_before"])
    case_no = both["case_no_now"].where(both["case_no_now"].notna(), both["case_no_before"])
    became = _what_became(subject, case_no, case_files, states, by_child=by_child)
    out = pd.DataFrame(
        {
            "ledger": name,
            "subject": subject,
            "case_no": case_no,
            "change": kind,
            "state_before": both["state_before"],
            "state_now": both["state_now"].where(~is_closed, became),
            "listed_since": both["listed_since_now"].where(~is_closed, both["listed_since_before"]),
            "township": both["township_now"].where(~is_closed, both["township_before"]),
            "school_code": both["school_code_now"].where(~is_closed, both["school_code_before"]),
        }
    )
    return out[out["change"].notna()]


def _entries(ledger: pd.DataFrame, *, by_child: bool) -> pd.DataFrame:
    wanted = ["subject", "case_no", "opened_on", "listed_since", "township", "school_code"]
    frame = ledger.reindex(columns=wanted)
    case_state = ledger.reindex(columns=["case_state"])["case_state"]
    child_state = ledger.reindex(columns=["state"])["state"]
    frame["state"] = child_state if by_child else case_state.where(case_state.notna(), child_state)
    frame["key"] = ledger["subject"] if by_child else _key(ledger)
    return frame.drop_duplicates("key")


def _same_numbers(left: pd.DataFrame, right: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An entry without a number is the same child's entry that bears one on the other side.

    So is one that bears another number there and was opened on the same day.
    """
    left = left.assign(key=_renumbered(left, right))
    out = []
    for one, other in ((left, right), (right, left)):
        numbered = other[other["case_no"].notna()].drop_duplicates("subject").set_index("subject")
        other_bare = set(other.loc[other["case_no"].isna(), "subject"])
        takes = one["case_no"].isna() & ~one["subject"].isin(other_bare)
        keys = one["key"].mask(takes, looked_up(one["subject"], numbered["key"]).fillna(one["key"]))
        out.append(one.assign(key=keys).drop_duplicates("key"))
    return out[0], out[1]


def _renumbered(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """The keys of ``left``; of a case that has another number in ``right``, the key it has there."""

    def single(frame: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
        alone = frame[~frame["key"].isin(other["key"]) & frame["opened_on"].notna()]
        return alone[~alone.duplicated(["subject", "opened_on"], keep=False)]

    pairs = single(left, right).merge(
        single(right, left), on=["subject", "opened_on"], how="inner", validate="one_to_one"
    )
    new = pairs.set_index("key_x")["key_y"]
    return looked_up(left["key"], new).astype("str").fillna(left["key"])


def _what_became(
    subject: pd.Series,
    case_no: pd.Series,
    case_files: pd.DataFrame | None,
    states: pd.Series,
    *,
    by_child: bool,
) -> pd.Series:
    child = looked_up(subject, states)
    if case_files is None or by_child:
        return child
    keyed = case_files.assign(_key=_key(case_files)).drop_duplicates("_key", keep="last")
    keys = _key(pd.DataFrame({"subject": subject, "case_no": case_no}))
    by_case = looked_up(keys, keyed.set_index("_key")["state"])
    return by_case.where(by_case.notna(), child)


def _key(frame: pd.DataFrame) -> pd.Series:
    number = (
        frame["case_no"] if "case_no" in frame else pd.Series(pd.NA, index=frame.index, dtype="str")
    )
    return (frame["subject"].astype("str") + "|" + number.astype("str").fillna("")).astype("str")
