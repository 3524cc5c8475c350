"""Raw cells → typed columns by the dictionary's kinds, each doubt logged under its rule's code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean import (
    address,
    class_no,
    codes,
    dates,
    disability_no,
    flags,
    grade,
    left_behind,
    lists,
    months,
    numbers,
    period,
    person_name,
    phone,
    resident_id,
    school,
    school_year,
    student_no,
    term,
    text,
)
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import FAULTS, Reading, Reason
from kcbx_lib.intake.aliases import Dictionary
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack
from kcbx_lib.tables import Column, dtype_of

_LOGGED_WHEN_NORMALISED = frozenset({"name", "resident_id", "student_no", "disability_no"})
_NUMBERS = frozenset({"resident_id", "student_no", "disability_no"})
_CODED = frozenset({"code", "flag", "grade", "day_mark", "category"})
_FOREIGN_DOCUMENTS = "通行证|护照|港澳|台湾|外国|永久居留|居住证|其他|军官"
_CATEGORY = re.compile(r"([A-Z])\s*[-—.]?\s*([0-9]?)(?![A-Z0-9])")
_FULL_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)})
_ABSENT = frozenset("缺考 缺 未考 缓考 缺席 免考 absent".split())


@dataclass(frozen=True)
class Hints:
    """What the reading of some cells needs beside them: the audit date and each row's stage."""

    as_of: dt.date
    stage: pd.Series | None = None


def type_columns(
    stack: Stack, dictionary: Dictionary, hints: Hints, log: QualityLog
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Every dictionary column of the table, typed (NA where no sheet has it), and the reasons."""
    typed: dict[str, pd.Series] = {}
    reasons: dict[str, pd.Series] = {}
    for column in stack.table.columns:
        if column.name not in stack.raw.columns:
            typed[column.name] = pd.Series(pd.NA, index=stack.raw.index, dtype=dtype_of(column))
            continue
        cleaned = clean_cells(stack.raw[column.name], column, dictionary, hints, stack.raw)
        value = cleaned.value
        if str(value.dtype) != dtype_of(column):
            value = value.astype(dtype_of(column))
        reason = cleaned.reason
        if column.kind == "resident_id":
            reason = reason.mask(_other_document(stack, reason), Reason.OTHER_DOCUMENT.value)
        typed[column.name], reasons[column.name] = value, reason
        log_reasons(stack, column, reason, value, log)
    if "left_behind_kind" in typed and "left_behind" in stack.raw.columns:
        typed["left_behind_kind"] = _left_behind_kind(
            stack.raw["left_behind"], typed["left_behind"]
        )
    return pd.DataFrame(typed), reasons


def _other_document(stack: Stack, reason: pd.Series) -> NDArray[np.bool_]:
    """Rows whose 身份证件类型 says that the faulty number is no resident id (a permit, a passport)."""
    if "id_type" not in stack.raw.columns:
        return np.zeros(len(stack.raw), dtype=bool)
    kinds = text.clean_column(stack.raw["id_type"]).value.fillna("")
    faulty = reason.isin([fault.value for fault in FAULTS - {Reason.PRECISION_LOST}])
    return (kinds.str.contains(_FOREIGN_DOCUMENTS) & faulty).to_numpy(dtype=bool)


def clean_cells(
    cells: pd.Series,
    column: Column,
    dictionary: Dictionary,
    hints: Hints,
    beside: pd.DataFrame | None = None,
) -> Cleaned:
    """One column cleaned by its kind. ``beside`` are the row's other raw cells (a term's 学年)."""
    if column.kind == "term" and beside is not None and "school_year" in beside.columns:
        return term.clean_column(cells, years=beside["school_year"])
    if column.kind == "grade":
        return grade.clean_column(cells, stage=hints.stage, as_of=hints.as_of)
    if column.kind == "resident_id":
        return resident_id.clean_column(cells, as_of=hints.as_of)
    if column.kind == "flag":
        return _flag(cells, column)
    if column.kind in {"code", "day_mark"} and column.codes:
        return _code(cells, column, dictionary.code_list(column.codes).aliases)
    clean: Callable[[pd.Series], Cleaned] = _BY_KIND.get(column.kind, text.clean_column)
    return clean(cells)


def log_reasons(
    stack: Stack, column: Column, reason: pd.Series, value: pd.Series, log: QualityLog
) -> None:
    """Entries for the cells of one column that were repaired, doubted or refused."""
    present = set(reason.cat.categories[np.unique(reason.cat.codes.to_numpy())])
    for name in sorted(present):
        code = code_for(column, Reason(name))
        if code is not None:
            rows = reason.eq(name).to_numpy() & stack.is_data
            log.add(stack, rows, column=column.name, code=code, reason=name, cleaned=value)


def code_for(column: Column, reason: Reason) -> str | None:
    """The quality code under which a reason is logged for a column; None for a quiet one."""
    if reason in {Reason.OK, Reason.BLANK, Reason.OTHER_DOCUMENT}:
        return None
    if reason is Reason.NORMALISED:
        return "normalised" if column.kind in _LOGGED_WHEN_NORMALISED else None
    if reason is Reason.REPAIRED:
        return "repaired"
    if reason is Reason.PRECISION_LOST and column.kind in _NUMBERS:
        return "DQ-02"
    if column.kind == "resident_id" and (reason in FAULTS or reason is Reason.AMBIGUOUS):
        return "DQ-01"
    return "DQ-09" if column.kind in _CODED else "doubtful"


def _flag(cells: pd.Series, column: Column) -> Cleaned:
    if column.codes == "left_behind_kind":
        return left_behind.clean_column(cells)
    cleaned = flags.clean_column(cells, labels=column.yes_words, no=column.no_words)
    if column.text_means is None:
        return cleaned
    unknown = cleaned.reason.eq(Reason.UNKNOWN_CODE.value)
    value = cleaned.value.mask(unknown, column.text_means)
    return Cleaned(value, cleaned.reason.mask(unknown, Reason.NORMALISED.value))


def _left_behind_kind(cells: pd.Series, flag: pd.Series) -> pd.Series:
    names = {0: "none", 1: "one_parent", 2: "both_parents"}
    kind = left_behind.parents_away(cells).map(names, na_action="ignore").astype("str")
    return kind.mask(flag.eq(False).fillna(False), "none")


def _code(cells: pd.Series, column: Column, aliases: Mapping[str, str]) -> Cleaned:
    if not column.multiple:
        return codes.clean_column(cells, aliases=aliases, contains=column.contains)
    table = codes.compact_aliases(aliases)

    def read(raw: Any) -> Reading:
        single = codes.read(raw, aliases=table)
        if single[0] is not None or single[1] is Reason.BLANK:
            return single
        found = [codes.read(part, aliases=table)[0] for part in lists.split(raw)]
        known = [code for code in found if code]
        if not known:
            return None, Reason.UNKNOWN_CODE
        return "、".join(dict.fromkeys(known)), (
            Reason.NORMALISED if len(known) == len(found) else Reason.UNKNOWN_CODE
        )

    return clean_each_unique(cells, read, dtype="str")


def _category(cells: pd.Series) -> Cleaned:
    """A2类 is A2, Ａ is A; words without a code are UNKNOWN_CODE and kept for nobody to guess."""

    def read(raw: Any) -> Reading:
        value, reason = text.read(raw)
        if value is None:
            return None, reason
        plain = str(value).translate(_FULL_WIDTH).strip().upper()
        found = _CATEGORY.match(plain)
        if found is None:
            return None, Reason.UNKNOWN_CODE
        code = found[1] + found[2]
        return code, Reason.OK if code == raw else Reason.NORMALISED

    return clean_each_unique(cells, read, dtype="str")


def _points(cells: pd.Series) -> Cleaned:
    """Marks of a course; a word that says absent leaves no number and no fault."""

    def read(raw: Any) -> Reading:
        if is_absent_word(raw):
            return None, Reason.BLANK
        return numbers.read(raw, minimum=0)

    return clean_each_unique(cells, read, dtype="Float64")


def is_absent_word(raw: Any) -> bool:
    """Whether a cell of marks says that the pupil was absent."""
    return isinstance(raw, str) and raw.strip().casefold() in _ABSENT


_BY_KIND: dict[str, Callable[[pd.Series], Cleaned]] = {
    "text": text.clean_column,
    "name": person_name.clean_column,
    "student_no": student_no.clean_column,
    "disability_no": disability_no.clean_column,
    "date": dates.clean_column,
    "month": months.clean_column,
    "number": partial(numbers.clean_column, minimum=0),
    "money": numbers.clean_column,
    "integer": partial(numbers.clean_column, integer=True, minimum=0),
    "phone": phone.clean_column,
    "address": address.clean_column,
    "school_code": text.clean_column,
    "school_name": school.clean_column,
    "class_no": class_no.clean_column,
    "list": lists.clean_column,
    "period": period.clean_column,
    "school_year": school_year.clean_column,
    "term": term.clean_column,
    "category": _category,
    "subject_score": _points,
}
