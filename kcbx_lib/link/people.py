"""The values by which a linked child is known: those of the table with the first word."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.link.levels import Comparison
from kcbx_lib.link.nodes import PRIORITY

COLUMNS = (
    "name",
    "resident_id",
    "student_no",
    "disability_no",
    "sex",
    "birth_date",
    "guardian",
    "household_no",
    "village",
    "school_code",
    "class_no",
)
SCHOOL_FIRST = ("student_no", "school_code", "class_no", "guardian")
"""Of these the enrolment system knows best."""
ID_STATES = ("valid", "repaired", "precision_lost", "invalid", "other_document", "blank")


def best_values(comparison: Comparison) -> pd.DataFrame:
    """One row per child (index: label) with COLUMNS, ``id_state``, ``shared_id`` and ``first_row``."""
    frame = comparison.frame.assign(label=comparison.clusters.label)
    frame["resident_id"] = frame["id"]
    frame["birth_date"] = frame["birth"]
    rank = frame["table"].map({name: n for n, name in enumerate(PRIORITY)}).fillna(len(PRIORITY))
    school_rank = rank.mask(frame["table"].eq("enrolment"), -1)
    labels = pd.Index(np.unique(frame["label"]), name="label")
    people = pd.DataFrame(index=labels)
    for column in COLUMNS:
        chosen = school_rank if column in SCHOOL_FIRST else rank
        people[column] = _first(frame, column, chosen).reindex(labels)
    people["birth_date"] = pd.to_datetime(people["birth_date"]).astype("datetime64[us]")
    people["id_state"] = _id_states(frame).reindex(labels)
    people["shared_id"] = _first(frame, "shared_id", rank).reindex(labels)
    text = [str(column) for column in people.columns if column != "birth_date"]
    people = people.astype(dict.fromkeys(text, "str"))
    first = pd.Series(
        comparison.nodes.of_row.index, index=comparison.clusters.label[comparison.nodes.of_row]
    )
    people["first_row"] = first.groupby(level=0).min().reindex(labels).astype("str")
    return people


def _first(frame: pd.DataFrame, column: str, rank: pd.Series) -> pd.Series:
    said = pd.DataFrame(
        {
            "label": frame["label"],
            "rank": rank,
            "text": frame[column].astype("str"),
            "value": frame[column],
        }
    )[frame[column].notna()]
    said = said.sort_values(["label", "rank", "text"], kind="stable").drop_duplicates("label")
    return said.set_index("label")["value"]


def _id_states(frame: pd.DataFrame) -> pd.Series:
    """The best that is known of each child's id; ``blank`` only where no table has anything."""
    reason = frame["resident_id_reason"].astype("object").fillna("blank").astype("str")
    state = pd.Series("invalid", index=frame.index, dtype="object")
    for known in ("precision_lost", "other_document", "blank"):
        state = state.mask(reason.eq(known), known)
    state = state.mask(frame["raw_id"].isna() & frame["id"].isna() & reason.eq(""), "blank")
    state = state.mask(frame["is_grown_ups_id"], "invalid")
    state = state.mask(frame["id"].notna(), "valid")
    state = state.mask(frame["id_source"].eq("id_repaired"), "repaired")
    rank = state.map({name: n for n, name in enumerate(ID_STATES)})
    best = rank.groupby(frame["label"]).min()
    return best.map(dict(enumerate(ID_STATES)))
