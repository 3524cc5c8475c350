"""Pairs that may be one child and that only a person can decide.

A pair stands here when something speaks for it and nothing known forbids it: no two valid ids (unless
name, birth and guardian all agree), no register that already lists both. While a pair waits, neither
child is called out of school.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

from kcbx_lib.clean.precision import surviving_digits
from kcbx_lib.errors import UnreadableInput
from kcbx_lib.intake.review_answers import meaning_of
from kcbx_lib.link.levels import SUPPORTING, Comparison
from kcbx_lib.link.names import is_alike, is_miswritten, is_same_spelling, similarity
from kcbx_lib.messages import say

REVIEW_COLUMNS = (
    "subject_a",
    "subject_b",
    "row_a",
    "row_b",
    "table_a",
    "table_b",
    "score",
    "evidence",
)
DECISIONS_FILE = "review_decisions.csv"
EXCLUSIVE = ("population", "enrolment", "attendance", "poverty", "disability")
MOST_CANDIDATES = 10
"""A name with more candidates than this is a common name, not a lead."""
ALIKE_ENOUGH = 0.6
_COMPARED = ("node", "label", "table", "name_key", "sound_key", "id", "grade", "known_birth",
             "known_sex", *SUPPORTING)  # fmt: skip
_READ = ("table", "name_key", "sound_key", "id", "birth", "grade", "class_no", *SUPPORTING, "raw_id",
         "resident_id_reason", "contradicts_id", "shared_id")  # fmt: skip


def possible_matches(comparison: Comparison) -> pd.DataFrame:
    """One row per pair of nodes that may be one child: ``left, right, score, evidence``.

    At most one pair of nodes stands for two children: the one with the most evidence.
    """
    label = comparison.clusters.label
    has_id = np.zeros(len(label), dtype=bool)
    has_id[label[comparison.id_codes >= 0]] = True
    frame = comparison.frame[list(_READ)].assign(
        node=comparison.frame.index,
        label=label,
        known_birth=_first_known(comparison, "birth"),
        known_sex=_first_known(comparison, "sex"),
        is_open=~has_id[label],
        whole=comparison.nodes.codes("name_key", "birth", "guardian_key"),
    )
    finders = (
        _same_birth, _near_birth, _no_birth, _same_class, _lost_digits, _two_ids, _contradicted_id,
        _shared_id,
    )  # fmt: skip
    pairs = pd.concat([finder(frame) for finder in finders], ignore_index=True)
    if pairs.empty:
        return pairs
    pairs = _not_forbidden(pairs, frame)
    low = np.minimum(pairs["label"], pairs["label_other"])
    high = np.maximum(pairs["label"], pairs["label_other"])
    pairs = pairs.assign(low=low, high=high).sort_values(
        ["low", "high", "score", "evidence", "left", "right"],
        ascending=[True, True, False, True, True, True],
        kind="stable",
    )
    return pairs.drop_duplicates(["low", "high"])[["left", "right", "score", "evidence"]]


def _first_known(comparison: Comparison, column: str) -> pd.Series:
    """Per node what its child is known by."""
    node = comparison.node_of_first_word(column, ())[comparison.clusters.label]
    said = comparison.frame[column]
    return pd.Series(said.array.take(node, allow_fill=True), index=said.index)


def _pairs(left: pd.DataFrame, right: pd.DataFrame, on: str) -> pd.DataFrame:
    """Nodes of two children that agree in ``on``; each pair of children may come more than once."""
    wanted = list(dict.fromkeys([*_COMPARED, on]))
    left, right = left[wanted], right[wanted]
    right = right[right[on].isin(left[on].unique())]
    pairs = left.merge(right, on=on, how="inner", suffixes=("", "_other"))
    if on in _COMPARED:
        pairs[f"{on}_other"] = pairs[on]
    pairs = pairs[pairs["label"] != pairs["label_other"]]
    return pairs.rename(columns={"node": "left", "node_other": "right"}).reset_index(drop=True)


def _supports(pairs: pd.DataFrame) -> pd.DataFrame:
    """Which of school, guardian, village and household agree, one column each."""
    agree = pd.DataFrame(index=pairs.index)
    for column in SUPPORTING:
        same = pairs[column].eq(pairs[f"{column}_other"])
        agree[column.removesuffix("_key").removesuffix("_no")] = same
    return agree


def _scored(pairs: pd.DataFrame, base: float, evidence: str) -> pd.DataFrame:
    agree = _supports(pairs)
    score = np.minimum(base + 0.05 * agree.sum(axis=1), 0.99)
    texts = pd.Series(evidence, index=pairs.index)
    for column in map(str, agree.columns):
        texts = texts.where(~agree[column], texts + "+" + column)
    return pairs.assign(score=score.round(2), evidence=texts)


def _same_birth(frame: pd.DataFrame) -> pd.DataFrame:
    """The same birth and a name that is nearly the same, in the same place or with one guardian."""
    named = frame[frame["birth"].notna() & frame["name_key"].notna()]
    pairs = _pairs(named[named["is_open"]], named, "birth")
    supported = _supports(pairs).any(axis=1)
    unreadable = pairs["sound_key"].isna() | pairs["sound_key_other"].isna()
    pairs = pairs[supported | unreadable | pairs["sound_key"].eq(pairs["sound_key_other"])]
    alike = [
        is_same_spelling(a, b) or (has_support and similarity(a, b) >= ALIKE_ENOUGH)
        for a, b, has_support in zip(
            pairs["name_key"], pairs["name_key_other"], supported[pairs.index], strict=True
        )
    ]
    pairs = pairs[np.array(alike, dtype=bool)]
    return _scored(pairs, 0.7, "name+birth")


def _near_birth(frame: pd.DataFrame) -> pd.DataFrame:
    """The same name and a birth date that differs as a slip of the pen does."""
    named = frame[frame["name_key"].notna() & frame["known_birth"].notna()]
    pairs = _pairs(named[named["is_open"]], named, "name_key")
    pairs = pairs[pairs["known_birth"] != pairs["known_birth_other"]]
    near = [
        _is_slip(one, other)
        for one, other in zip(pairs["known_birth"], pairs["known_birth_other"], strict=True)
    ]
    return _scored(pairs[np.array(near, dtype=bool)], 0.6, "name+birth_near")


def _is_slip(one: pd.Timestamp, other: pd.Timestamp) -> bool:
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return True
    return OSA.distance(one.strftime("%Y%m%d"), other.strftime("%Y%m%d")) <= 1


def _no_birth(frame: pd.DataFrame) -> pd.DataFrame:
    """The same name, where one side gives neither id nor birth; age and grade must fit."""
    named = frame[frame["name_key"].notna()]
    registers = named[named["table"].isin([*EXCLUSIVE, "welfare"])]
    unknown = registers[registers["is_open"] & registers["known_birth"].isna()]
    pairs = _pairs(unknown, registers, "name_key")
    pairs = pairs[_fits_grade(pairs)]
    candidates = pairs.groupby("label")["label_other"].transform("nunique")
    return _scored(pairs[candidates <= MOST_CANDIDATES], 0.4, "name")


def _fits_grade(pairs: pd.DataFrame) -> pd.Series:
    """Whether the side with a birth date may sit in the other's grade: no more than three years off.

    The school year is not known here, so the birth is compared with the births around it: a grade
    is compared only where both sides have one.
    """
    both = pairs["grade"].notna() & pairs["grade_other"].notna()
    apart = (pairs["grade"].astype("Float64") - pairs["grade_other"].astype("Float64")).abs()
    return ~(both & apart.gt(1).fillna(False))


def _same_class(frame: pd.DataFrame) -> pd.DataFrame:
    """A name on the class's sheets and a similar one on its roll, each missing from the other."""
    placed = frame[frame["name_key"].notna() & frame["school"].notna()]
    place = placed["school"] + "\x1f" + placed["grade"].astype("str") + "\x1f"
    placed = placed.assign(place=place + placed["class_no"].fillna(""))
    on_roll, on_sheet = placed["table"].eq("enrolment"), placed["table"].eq("attendance")
    rolled = on_roll.groupby(placed["label"]).transform("any").astype(bool)
    seen = on_sheet.groupby(placed["label"]).transform("any").astype(bool)
    sheet, roll = placed[on_sheet & ~rolled], placed[on_roll & ~seen]
    pairs = _pairs(sheet, roll, "place")
    alike = [
        is_miswritten(a, b) for a, b in zip(pairs["name_key"], pairs["name_key_other"], strict=True)
    ]
    return _scored(pairs[np.array(alike, dtype=bool)], 0.6, "similar name+class")


def _lost_digits(frame: pd.DataFrame) -> pd.DataFrame:
    """An id whose last digits a spreadsheet rounded away, and a child of that name whose id begins so."""
    lost = frame["resident_id_reason"].astype("object").eq("precision_lost")
    damaged = frame[lost & frame["raw_id"].notna() & frame["name_key"].notna()]
    digits = damaged["raw_id"].astype("str").str.replace(r"\D", "", regex=True)
    left = damaged.assign(prefix=digits.map(surviving_digits))
    left = left[left["prefix"].str.len() == 15]
    known = frame[frame["id"].notna() & frame["name_key"].notna()]
    right = known.assign(prefix=known["id"].astype("str").str[:15])
    pairs = _pairs(left, right, "prefix")
    alike = [
        is_alike(a, b) for a, b in zip(pairs["name_key"], pairs["name_key_other"], strict=True)
    ]
    return _scored(pairs[np.array(alike, dtype=bool)], 0.8, "id_first_15+name")


def _two_ids(frame: pd.DataFrame) -> pd.DataFrame:
    """Two valid ids, and name, birth and guardian all agree: one of the ids may be another's."""
    whole = frame[frame["id"].notna() & frame["whole"].ge(0)]
    whole = whole[whole["whole"].duplicated(keep=False)]
    twice = whole.groupby("whole")["label"].transform("nunique") > 1
    return _scored(_pairs(whole[twice], whole[twice], "whole"), 0.5, "name+birth, two ids")


def _contradicted_id(frame: pd.DataFrame) -> pd.DataFrame:
    """Two ids, one name and one birth as written, and one of the ids says another birth."""
    doubtful = frame[frame["contradicts_id"] & frame["name_key"].notna()]
    whole = frame[frame["id"].notna() & frame["name_key"].isin(doubtful["name_key"])]
    pairs = _pairs(doubtful, whole, "name_key")
    births = frame["birth"].to_numpy()
    same = births[pairs["left"].to_numpy(dtype=int)] == births[pairs["right"].to_numpy(dtype=int)]
    return _scored(pairs[same], 0.7, "name+birth, id says another birth")


def _shared_id(frame: pd.DataFrame) -> pd.DataFrame:
    """One id under two names in different tables: a change of name, or an id typed on a wrong row."""
    shared = frame[frame["shared_id"].notna()]
    return _scored(_pairs(shared, shared, "shared_id"), 0.5, "id, two names")


def _not_forbidden(pairs: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs that no register and no stated fact rules out."""
    sexes = pairs["known_sex"].notna() & pairs["known_sex_other"].notna()
    fine = ~(sexes & pairs["known_sex"].ne(pairs["known_sex_other"]))
    for table in EXCLUSIVE:
        listed = np.zeros(len(frame), dtype=bool)
        listed[frame.loc[frame["table"].eq(table), "label"].to_numpy()] = True
        fine &= ~(listed[pairs["label"].to_numpy()] & listed[pairs["label_other"].to_numpy()])
    return pairs[fine]


def read_review_decisions(path: Path) -> pd.DataFrame | None:
    """One row per pair a person decided: ``row_a, row_b, is_same`` (and the names, where the file
    has them); None where there is no such file.

    ``path`` is the county's folder or the file: the review list with its column ``decision`` filled in
    (same or different; 是 or 否). Undecided lines are left out. Raises UnreadableInput for a word that
    is neither.
    """
    file = path / DECISIONS_FILE if path.is_dir() else path
    if not file.is_file():
        return None
    table = pd.read_csv(file, dtype="str", encoding="utf-8-sig")
    missing = sorted({"row_a", "row_b", "decision"} - set(table.columns))
    if missing:
        raise UnreadableInput(
            say("link.decisions_columns", file=file.name, missing="、".join(missing))
        )
    said = table["decision"].fillna("").str.strip()
    decided = table[said.ne("")]
    meaning = [meaning_of(word) for word in said[said.ne("")]]
    if None in meaning:
        row = int(decided.index[meaning.index(None)]) + 2
        raise UnreadableInput(say("link.decisions_word", file=file.name, row=row))
    named = decided.reindex(columns=["row_a", "row_b", "name_a", "name_b"]).astype("str")
    return named.assign(is_same=np.array(meaning, dtype=bool)).reset_index(drop=True)
