"""A code from a list, found by its label: 肢体 before 4, because systems number differently.

The caller gives the aliases of the list (they live in the data dictionary). A cell that holds both
(4-肢体, 肢体(4)) is read by its label. What is not in the list is UNKNOWN_CODE, never the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from kcbx_lib.clean import lists
from kcbx_lib.clean.cells import is_missing
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import plain, unread

_DASH = re.compile(r"(?<=\w)[-‐-―－~～]+(?=\w)")
"""县-乡镇, 县–乡镇 and 县——乡镇 are one link."""
_NUMBERED = re.compile(r"(?P<code>[0-9A-Z]{1,6})[\s.、,:：\-—_)|/]*(?P<label>[^\s0-9A-Z.].*)", re.I)
_LABELLED = re.compile(
    r"(?P<label>.*?[^\s0-9A-Z(])[\s\-—_:：|/]*\(?(?P<code>[0-9A-Z]{1,6})\)?", re.I
)
_NEGATIONS = ("非", "不", "无", "未", "没")


def compact(raw: Any) -> str:
    """The cell as labels are compared: no spaces, plain width and brackets, one dash, small letters."""
    return _DASH.sub("—", re.sub(r"\.0+$", "", plain(raw).casefold()))


def compact_aliases(aliases: Mapping[str, str]) -> dict[str, str]:
    """The aliases and the codes themselves, compacted. Raises ValueError if one wording would mean
    two codes: a fault of the list, not of the data.
    """
    table: dict[str, str] = {}
    for alias, code in aliases.items():
        if table.setdefault(compact(alias), code) != code:
            raise ValueError(f"the alias {alias!r} stands for two codes of the list")
    for code in aliases.values():
        table.setdefault(compact(code), code)
    return table


def read(raw: Any, *, aliases: Mapping[str, str], contains: bool = False) -> Reading:
    """The code and the reason. ``aliases`` maps every wording to its code; with ``contains`` the
    longest alias inside the cell counts, unless it is negated or two of that length disagree.
    """
    return _read(raw, compact_aliases(aliases), contains)


def _read(raw: Any, table: Mapping[str, str], contains: bool) -> Reading:
    text = compact(raw)
    code = table.get(text) if text else None
    if code is None:
        fault = unread(text)
        if fault is not None or is_missing(raw):
            return None, fault or Reason.BLANK
        code = _by_label(text, table)
    if code is not None:
        return code, Reason.OK if isinstance(raw, str) and raw == code else Reason.NORMALISED
    return _longest_inside(text, table) if contains else (None, Reason.UNKNOWN_CODE)


def _by_label(text: str, table: Mapping[str, str]) -> str | None:
    for form in (_NUMBERED, _LABELLED):
        match = form.fullmatch(text)
        if match is not None and match["label"] in table:
            return table[match["label"]]
    return None


def _longest_inside(text: str, table: Mapping[str, str]) -> Reading:
    found = [alias for alias in table if len(alias) > 1 and _stands_in(alias, text)]
    longest = max(map(len, found), default=0)
    codes = {table[alias] for alias in found if len(alias) == longest}
    if len(codes) == 1:
        return codes.pop(), Reason.NORMALISED
    return None, Reason.AMBIGUOUS if codes else Reason.UNKNOWN_CODE


def _stands_in(alias: str, text: str) -> bool:
    place = text.find(alias)
    return place >= 0 and not text[:place].endswith(_NEGATIONS)


def validate(raw: Any, *, aliases: Mapping[str, str], contains: bool = False) -> str:
    """The code. Raises CleanError where there is none."""
    value, reason = read(raw, aliases=aliases, contains=contains)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any, *, aliases: Mapping[str, str], contains: bool = False) -> bool:
    """Whether the cell is in the list."""
    return read(raw, aliases=aliases, contains=contains)[0] is not None


def clean_column(
    column: pd.Series,
    *,
    aliases: Mapping[str, str],
    contains: bool = False,
    multiple: bool = False,
) -> Cleaned:
    """A column of codes as text. ``multiple``: a cell may hold several, parted as in ``lists``; they
    come out joined by 、, INCOMPLETE where only some of them are in the list.
    """
    read_one = partial(_read, table=compact_aliases(aliases), contains=contains)
    if multiple:
        return clean_each_unique(column, partial(_read_several, read_one=read_one), dtype="str")
    return clean_each_unique(column, read_one, dtype="str")


def _read_several(raw: Any, read_one: Callable[[Any], Reading]) -> Reading:
    whole = read_one(raw)
    parts = lists.split(raw)
    if whole[0] is not None or len(parts) < 2:
        return whole
    readings = [read_one(part) for part in parts]
    known = list(dict.fromkeys(code for code, _ in readings if code is not None))
    if not known:
        return None, readings[0][1]
    is_whole = all(code is not None for code, _ in readings)
    return lists.SEPARATOR.join(known), Reason.NORMALISED if is_whole else Reason.INCOMPLETE
