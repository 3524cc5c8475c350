"""The values by which a linked child is known: those of the table with the first word."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from kcbx_lib.link.clusters import Codes
from kcbx_lib.link.levels import Comparison

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
    label = comparison.clusters.label
    labels = pd.Index(np.unique(label), name="label")
    people = pd.DataFrame(index=labels)
    for column in (*COLUMNS, "shared_id"):
        source = {"resident_id": "id", "birth_date": "birth"}.get(column, column)
        first = ("enrolment",) if column in SCHOOL_FIRST else ()
        node = comparison.node_of_first_word(source, first)[labels]
        said = comparison.frame[source].array.take(node, allow_fill=True)
        people[column] = pd.Series(said, index=labels)
    people.insert(len(COLUMNS), "id_state", _id_states(comparison.frame, label)[labels])
    of_row = comparison.nodes.of_row
    order = np.argsort(of_row.index.to_numpy(dtype=object), kind="stable")[::-1]
    first_row = np.empty(len(label), dtype=np.int64)
    first_row[label[of_row.to_numpy()[order]]] = order
    people["first_row"] = pd.Series(of_row.index.array.take(first_row[labels]), index=labels)
    return people


def _id_states(frame: pd.DataFrame, label: Codes) -> ExtensionArray:
    """Per label the best that is known of the child's id; ``blank`` only where no table has anything."""
    reason = frame["resident_id_reason"].fillna("blank").where(~frame["id"].notna(), "valid")
    known = pd.factorize(reason)
    rank = np.array([_rank(word) for word in known[1]], dtype=np.int64)[known[0]]
    nothing = frame["raw_id"].isna() & frame["id"].isna() & reason.eq("")
    rank[nothing.to_numpy()] = _rank("blank")
    rank[frame["is_grown_ups_id"].to_numpy(dtype=bool)] = _rank("invalid")
    rank[frame["id"].notna().to_numpy()] = _rank("valid")
    rank[frame["id_source"].eq("id_repaired").to_numpy()] = _rank("repaired")
    best = np.full(len(label), len(ID_STATES) - 1, dtype=np.int64)
    np.minimum.at(best, label, rank)
    return pd.Series(ID_STATES, dtype="str").array.take(best)


def _rank(state: str) -> int:
    """A state's place among ID_STATES; any other word says that the cell holds no valid id."""
    return ID_STATES.index(state if state in ID_STATES else "invalid")
