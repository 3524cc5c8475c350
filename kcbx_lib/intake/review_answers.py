"""Answers to a review list: which pairs of records a person called one child, and which not.

They stand in ``review.xlsx`` itself, its column 判定 filled in: in the run that wrote it, or dropped into
the county's folder. Each pair is named by its two source rows; where the list also shows the names, an
answer counts only while the rows still bear them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kcbx_lib.clean.cells import as_text
from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read.headers import header_text
from kcbx_lib.read.sheet import RawSheet

ANSWER_COLUMNS = ("row_a", "row_b", "is_same", "name_a", "name_b")
DECISION_WORDS = {
    "same": ("same", "是", "同一人", "相同", "1", "yes", "y"),
    "different": ("different", "否", "不是同一人", "不同", "0", "no", "n"),
}
HEADERS = {
    "row_a": ("row_a", "记录a"),
    "row_b": ("row_b", "记录b"),
    "decision": ("decision", "判定"),
    "name_a": ("name_a", "姓名a", "namea"),
    "name_b": ("name_b", "姓名b", "nameb"),
}
_NEEDED = ("row_a", "row_b", "decision")
_SEARCHED = 12


def is_review(sheets: Sequence[RawSheet]) -> bool:
    """Whether a workbook is a review list: its sheets name two rows and a decision."""
    return any(_header(sheet) is not None for sheet in sheets[:2])


def read_answers(sheets: Sequence[RawSheet]) -> pd.DataFrame:
    """ANSWER_COLUMNS, one row per pair decided; undecided lines are left out.

    Raises UnreadableInput, naming file, sheet and row, for a word that is neither yes nor no.
    """
    rows = []
    for sheet in sheets:
        header = _header(sheet)
        if header is None:
            continue
        start, places = header
        lines = sheet.frame.iloc[start + 1 :]
        for number, line in zip(lines.index, lines.to_numpy(dtype=object), strict=True):
            cells = {key: as_text(line[at]).strip() for key, at in places.items()}
            if not cells["decision"] or not cells["row_a"]:
                continue
            same = meaning_of(cells["decision"])
            if same is None:
                raise UnreadableInput(say("link.decisions_word", file=sheet.place, row=number))
            rows.append(
                (
                    cells["row_a"],
                    cells["row_b"],
                    same,
                    cells.get("name_a") or None,
                    cells.get("name_b") or None,
                )
            )
    return answers_frame(rows)


def answers_frame(rows: Sequence[tuple[str, str, bool, str | None, str | None]]) -> pd.DataFrame:
    """The rows typed."""
    frame = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))
    return frame.astype(dict.fromkeys(ANSWER_COLUMNS, "str") | {"is_same": "bool"})


def meaning_of(word: str) -> bool | None:
    """Whether an answer says that the two are one; None for a word that says neither."""
    plain = word.strip().lower().removesuffix(".0")
    if plain in DECISION_WORDS["same"]:
        return True
    return False if plain in DECISION_WORDS["different"] else None


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The answers of several lists; where two differ on a pair, the later list has the word."""
    frames = [part.reindex(columns=list(ANSWER_COLUMNS)) for part in parts if len(part)]
    if not frames:
        return answers_frame([])
    whole = pd.concat(frames, ignore_index=True)
    pair = [tuple(sorted(rows)) for rows in zip(whole["row_a"], whole["row_b"], strict=True)]
    return whole[~pd.Series(pair).duplicated(keep="last").to_numpy()].reset_index(drop=True)


def still_holding(answers: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Which answers are about rows that exist and, where names were given, still bear them.

    A row added to a list moves the rows below it: an answer must not travel to another child.
    """
    names = pd.concat(
        [frame["name"].astype("str") for frame in tables.values() if "name" in frame]
        or [pd.Series(dtype="str")]
    )
    names = names[~names.index.duplicated()]
    holds = pd.Series(True, index=answers.index)
    for side in ("a", "b"):
        row, name = answers[f"row_{side}"], answers[f"name_{side}"]
        holds &= row.isin(names.index)
        now = pd.Series(names.reindex(row).to_numpy(), index=answers.index, dtype="str")
        holds &= name.isna() | now.fillna("").eq(name.fillna(""))
    return holds


def _header(sheet: RawSheet) -> tuple[int, dict[str, int]] | None:
    for number, line in enumerate(sheet.head(_SEARCHED)):
        texts = [header_text(cell).casefold() for cell in line]
        found = {
            key: texts.index(text)
            for key, words in HEADERS.items()
            for text in [next((text for text in texts if text in words), None)]
            if text is not None
        }
        if all(key in found for key in _NEEDED):
            return number, found
    return None
