"""One child across the registers: who is who, on what evidence, and what only people can decide.

Ids first, then ids that a slip of the pen spoiled, student and disability numbers, then name with
birth or with class. A join that could be wrong is not made: the pair goes to ``Linked.review``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kcbx_lib.county import County
from kcbx_lib.intake.review_answers import ANSWER_COLUMNS, answers_frame
from kcbx_lib.link.levels import Comparison
from kcbx_lib.link.nodes import Nodes, children_tables, gather
from kcbx_lib.link.people import best_values
from kcbx_lib.link.review import REVIEW_COLUMNS, possible_matches, read_review_decisions
from kcbx_lib.link.shared_ids import drop_grown_ups_ids, settle_shared_ids
from kcbx_lib.privacy.identity import pseudonyms

SLIP_COLUMNS = ["row_a", "row_b", "evidence"]
SAME_WITHOUT_ID = ["name", "birth_date", "sex", "guardian"]
"""What tells children without an id apart; where all of it is the same, the other columns order them."""
__all__ = ["Linked", "compare_children", "link_children", "read_review_decisions"]


@dataclass(frozen=True)
class Linked:
    """The children of a county and where each of their rows stands.

    people
        one row per child, index ``subject``: ``name, resident_id, student_no, disability_no, sex,
        birth_date, guardian, household_no, village, school_code, class_no, id_state, shared_id`` (an
        id that several children bear, on each of them). Restricted.
    crosswalk
        one row per source row about a child, index ``row_id``: ``table, subject, level, evidence``.
        ``level`` is how the row came to its child (``alone``: nothing else is known of it).
    review
        one row per pair for people to decide: see ``REVIEW_COLUMNS``.
    tables
        every table handed in; children's tables and ``attendance_marks`` with ``subject``.
    decided
        the answers that were followed, so that the next list carries them on.
    on_slips
        one row per pair that was joined on slips of the pen: ``row_a, row_b, evidence``. A person can
        part them.
    """

    people: pd.DataFrame
    crosswalk: pd.DataFrame
    review: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    decided: pd.DataFrame = field(default_factory=lambda: answers_frame([]))
    on_slips: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=SLIP_COLUMNS))


def link_children(county: County, *, key: bytes, decisions: pd.DataFrame | None = None) -> Linked:
    """Every child of the county's tables, once.

    ``key`` makes the pseudonyms, ``decisions`` are the answers to an earlier review list
    (``row_a, row_b, is_same``). The result depends on the rows' content, never on their order.
    """
    comparison = compare_children(county, decisions=decisions)
    different = _decide(comparison, decisions)
    matches = possible_matches(comparison)
    people, subject_of_label = _name_people(comparison, key)
    crosswalk = _crosswalk(county, comparison, subject_of_label)
    review = _review(comparison, matches, subject_of_label, different)
    return Linked(
        people,
        crosswalk,
        review,
        _with_subjects(county, crosswalk),
        _followed(decisions, comparison.nodes),
        _on_slips(comparison),
    )


def compare_children(county: County, *, decisions: pd.DataFrame | None = None) -> Comparison:
    """Which rows of the county's tables are one child: ``clusters.label`` of each node.

    All of linking that decides; pseudonyms, questions and the children's values come after.
    """
    nodes = gather(county)
    frame = settle_shared_ids(nodes.frame)
    frame = drop_grown_ups_ids(frame, pd.Timestamp(county.settings.as_of))
    nodes = nodes.with_frame(frame)
    known = _known(decisions, nodes)
    comparison = Comparison(nodes, decided=_nodes_of_rows(nodes, known))
    if len(nodes.frame):
        comparison.run()
    return comparison


def _known(decisions: pd.DataFrame | None, nodes: Nodes) -> pd.DataFrame:
    """The answers about rows that are there."""
    if decisions is None or decisions.empty:
        return answers_frame([])
    rows = nodes.of_row.index
    return decisions[decisions["row_a"].isin(rows) & decisions["row_b"].isin(rows)]


def _nodes_of_rows(nodes: Nodes, pairs: pd.DataFrame) -> np.ndarray:
    """The two nodes of each pair of rows."""
    sides = [
        nodes.of_row.reindex(pairs[side]).to_numpy(dtype=np.int64) for side in ("row_a", "row_b")
    ]
    return np.column_stack(sides)


def _decide(comparison: Comparison, decisions: pd.DataFrame | None) -> set[frozenset[str]]:
    """Join what people called the same; return the row pairs they called different."""
    known = _known(decisions, comparison.nodes)
    same = _nodes_of_rows(comparison.nodes, known[known["is_same"]])
    comparison.clusters.join_edges(same[:, 0], same[:, 1], "decision", [])
    apart = known[~known["is_same"]]
    return {frozenset(pair) for pair in zip(apart["row_a"], apart["row_b"], strict=True)}


def _followed(decisions: pd.DataFrame | None, nodes: Nodes) -> pd.DataFrame:
    """The answers about rows that are there, in one order whatever list they came from."""
    known = _known(decisions, nodes).reindex(columns=list(ANSWER_COLUMNS))
    return known.sort_values(["row_a", "row_b"], kind="stable", ignore_index=True)


def _on_slips(comparison: Comparison) -> pd.DataFrame:
    """The pairs joined on slips of the pen, by their rows."""
    pairs = comparison.on_slips
    rows = _first_rows(comparison.nodes)
    out = pd.DataFrame(
        {
            "row_a": rows.reindex([left for left, _, _ in pairs]).to_numpy(dtype=object),
            "row_b": rows.reindex([right for _, right, _ in pairs]).to_numpy(dtype=object),
            "evidence": _evidence([level for _, _, level in pairs]),
        },
        columns=SLIP_COLUMNS,
    ).astype("str")
    return out.sort_values(["evidence", "row_a"], kind="stable", ignore_index=True)


def _first_rows(nodes: Nodes) -> pd.Series:
    """The first of the rows that each node stands for."""
    rows = pd.Series(nodes.of_row.index, index=nodes.of_row.to_numpy())
    return rows.groupby(level=0).min()


def _name_people(comparison: Comparison, key: bytes) -> tuple[pd.DataFrame, pd.Series]:
    """The people by subject, and the subject of each label."""
    people = best_values(comparison)
    alike = people["resident_id"].isna() & people.duplicated(SAME_WITHOUT_ID, keep=False)
    tied = people[alike].astype("str")
    order = tied.sort_values(list(tied.columns), kind="stable").index
    people = people.loc[[*people.index[~alike], *order]]
    subject = pseudonyms(people, key)
    named = people.drop(columns="first_row").set_axis(subject.to_numpy(), axis=0)
    named.index.name = "subject"
    return named.sort_index(), subject


def _crosswalk(county: County, comparison: Comparison, subject: pd.Series) -> pd.DataFrame:
    parts = []
    for table in children_tables(county.tables):
        index = county.tables[table].index
        node = comparison.nodes.of_row.reindex(index).to_numpy(dtype=np.int64)
        level = comparison.clusters.level[node]
        parts.append(
            pd.DataFrame(
                {
                    "table": pd.array([table] * len(index), dtype="str"),
                    "subject": subject.reindex(comparison.clusters.label[node]).to_numpy(),
                    "level": pd.array(level, dtype="str"),
                    "evidence": pd.array(_evidence(level), dtype="str"),
                },
                index=index,
            )
        )
    if not parts:
        columns = ["table", "subject", "level", "evidence"]
        return pd.DataFrame({c: pd.Series(dtype="str") for c in columns}, index=_no_rows())
    whole = pd.concat(parts)
    whole.index.name = "row_id"
    return whole.assign(subject=whole["subject"].astype("str"))


def _no_rows() -> pd.Index:
    return pd.Index([], dtype="str", name="row_id")


def _evidence(levels: Sequence[str]) -> list[str]:
    """What agreed, in the words of the level: ``name+birth+school``."""
    known = {
        level: "" if level == "alone" else str(level).replace("_", "+") for level in set(levels)
    }
    return [known[level] for level in levels]


def _review(
    comparison: Comparison,
    matches: pd.DataFrame,
    subject: pd.Series,
    different: set[frozenset[str]],
) -> pd.DataFrame:
    if matches.empty:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in REVIEW_COLUMNS})
    nodes = comparison.nodes
    first_row = _first_rows(nodes)
    label = comparison.clusters.label
    sides = {}
    for side, column in (("a", "left"), ("b", "right")):
        node = matches[column].to_numpy(dtype=np.int64)
        sides[f"subject_{side}"] = subject.reindex(label[node]).to_numpy()
        sides[f"row_{side}"] = first_row.reindex(node).to_numpy()
        sides[f"table_{side}"] = nodes.frame["table"].to_numpy()[node]
    out = pd.DataFrame({**sides, "score": matches["score"].to_numpy()})
    out["evidence"] = matches["evidence"].to_numpy()
    swap = out["subject_a"] > out["subject_b"]
    for column in ("subject", "row", "table"):
        one, other = f"{column}_a", f"{column}_b"
        out[one], out[other] = out[one].where(~swap, out[other]), out[other].where(~swap, out[one])
    undecided = [
        frozenset(pair) not in different for pair in zip(out["row_a"], out["row_b"], strict=True)
    ]
    out = out[np.array(undecided, dtype=bool)]
    order = ["score", "subject_a", "subject_b", "row_a", "row_b"]
    out = out.sort_values(order, ascending=[False, True, True, True, True], kind="stable")
    return out[list(REVIEW_COLUMNS)].reset_index(drop=True)


def _with_subjects(county: County, crosswalk: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every table; those about children with the child each row belongs to."""
    subject = crosswalk["subject"]
    tables = dict(county.tables)
    for table in children_tables(county.tables):
        rows = tables[table]
        tables[table] = rows.assign(subject=subject.reindex(rows.index).to_numpy())
    if "attendance_marks" in tables and "attendance" in tables:
        marks, rows = tables["attendance_marks"], tables["attendance"]
        place = rows.index.get_indexer(pd.Index(marks["row_id"]))
        tables["attendance_marks"] = marks.assign(
            subject=rows["subject"].array.take(place, allow_fill=True),
            school_code=rows["school_code"].array.take(place, allow_fill=True),
        )
    return tables
