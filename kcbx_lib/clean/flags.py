"""A yes or a no: 是 有 1 √ and 否 无 0 ×. A blank is unknown; so is a word that nobody agreed on.

Here / and — mean no, as officials fill in forms, though in every other column they mean "nothing
written". 未知 and 不详 are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import plain, unread

YES = frozenset("是 有 1 √ ✓ ✔ ☑ 对 y yes t true v 是的 有的 已 确认 属实 符合".split())
NO = frozenset(
    "否 无 無 0 × ✕ ✖ ✗ ✘ ╳ ☒ x 空 n no f false / - -- — —— 不 不是 非 没有 没 未 否定 不符合".split()
)
_UNKNOWN = frozenset("未知 不详 不清楚 不明 待查 待核实 未填 未填写 ? ?? null none nan n/a".split())
# 是(低保户), 否(2023年已脱贫): the answer stands first and the bracket explains it.
_ANSWER_FIRST = re.compile(r"(是|否|有|无)[(,，;；:：].*", re.DOTALL)
_NUMBERED = re.compile(r"[012][-.、:_]?(是|否|有|无)")  # the code and its label: the label counts
_DENIAL = re.compile(r"(?:非|不是|不属于|不属|无|没有|未|不)")


def compact(raw: Any) -> str:
    """The answer without spaces, in plain brackets and small letters."""
    text = re.sub(r"\.0+$", "", plain(raw).casefold())
    return re.sub(r"[–―−‐]", "-", text)


def read(
    raw: Any,
    *,
    labels: Collection[str] = (),
    yes: Collection[str] = (),
    no: Collection[str] = (),
    text_means: bool | None = None,
) -> Reading:
    """True, False or None, and the reason. ``labels``: words that mean yes in this column, and with
    非 or 不是 before them no (孤儿, 非孤儿); ``yes``, ``no``: further answers; ``text_means``: what any
    other text means (a signature means yes). Words are given compacted.
    """
    if isinstance(raw, bool | np.bool_):
        return bool(raw), Reason.OK
    text = compact(raw)
    if not text or text in _UNKNOWN:
        return None, Reason.BLANK
    first = _ANSWER_FIRST.fullmatch(text) or _NUMBERED.fullmatch(text)
    answer = first[1] if first else text
    value = _answer(answer, yes, no)
    if value is None:
        value = _label_answer(text, labels)
    if value is None and unread(text) is None and any(mark.isalpha() for mark in text):
        value = text_means
    if value is None:
        return None, unread(text) or Reason.UNKNOWN_CODE
    return value, Reason.OK if isinstance(raw, str) and raw in {"是", "否"} else Reason.NORMALISED


def _answer(answer: str, yes: Collection[str], no: Collection[str]) -> bool | None:
    """The column's own words before the common ones."""
    if answer in yes or answer in no:
        return answer in yes
    return True if answer in YES else False if answer in NO else None


def _label_answer(text: str, labels: Collection[str]) -> bool | None:
    for label in labels:
        if text == label:
            return True
        denial = _DENIAL.match(text)
        if denial is not None and text[denial.end() :] == label:
            return False
    return None


def validate(raw: Any, **options: Any) -> bool:
    """The answer. Raises CleanError where there is none."""
    value, reason = read(raw, **options)
    if value is None:
        raise CleanError(reason, raw)
    return bool(value)


def is_valid(raw: Any, **options: Any) -> bool:
    """Whether an answer can be read."""
    return read(raw, **options)[0] is not None


def clean_column(
    column: pd.Series,
    *,
    labels: Collection[str] = (),
    yes: Collection[str] = (),
    no: Collection[str] = (),
    text_means: bool | None = None,
) -> Cleaned:
    """A column of answers as nullable ``boolean``. Compare it with ``.eq(True).fillna(False)``:
    ``~`` would take unknown for something.
    """
    read_one = partial(
        read,
        labels=[compact(word) for word in labels],
        yes={compact(word) for word in yes},
        no={compact(word) for word in no},
        text_means=text_means,
    )
    return clean_each_unique(column, read_one, dtype="boolean")
