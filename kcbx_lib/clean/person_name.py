"""A person's name: padding, width and separators set right; the characters are never touched.

张　三 becomes 张三; every dot between the parts of a minority name becomes U+00B7. Traditional and
rare characters, private-use ones too, stay as written: they are the child's name. A name in which a
character was lost (张?, 李〓) is kept and flagged. For linking there are two further forms:
``comparison_form`` (simplified, without separators) and ``pinyin_form`` (for blocking only).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import pandas as pd

from kcbx_lib.clean.cells import UNREADABLE
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import PLACEHOLDERS, unread, written
from kcbx_lib.clean.text import compact as compact_text

DOT = "\u00b7"
LONGEST = 60  # the longest names, of Tibetan and Uyghur children in Latin letters, are shorter

NO_NAME = PLACEHOLDERS | frozenset(
    "姓名 学生姓名 无名 无姓名 未取名 未命名 测试 测试数据 测试学生 某某 某某某 test xx xxx 同上".split()
)

_HAN = "\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U000323af"
_DOTS = "•・．‧∙●⋅･᛫⸱ꞏ．。"
_BETWEEN_LETTERS = re.compile(rf"\s*[{_DOTS}{DOT}]\s*")
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s*[.\-–—_‐﹣－]\s*(?=[{_HAN}])")
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}?〓□{DOT}])\s+(?=[{_HAN}?〓□{DOT}])")
_MANY_DOTS = re.compile(f"{DOT}{{2,}}")
_RADICALS = re.compile("[\u2e80-\u2fdf]")  # look like characters; PDF readers produce them
_LOST = re.compile(rf"[?〓□■▢◻*＊{UNREADABLE}]")
_LETTER = re.compile(r"[^\W\d_]|[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SUSPECT = re.compile(r"[0-9()（）、,，;；/]")
_WIDE_QUESTION = str.maketrans({"？": "?"})


def compact(raw: Any) -> str:
    """The name with plain spacing, width and separators; nothing else is changed."""
    name = compact_text(raw).replace("\n", " ").translate(_WIDE_QUESTION)
    name = _RADICALS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), name)
    name = _BETWEEN_HAN.sub(DOT, _BETWEEN_LETTERS.sub(DOT, name))
    name = _SPACE_AT_HAN.sub("", name)
    return _MANY_DOTS.sub(DOT, name).strip(f" {DOT}.,，、;；:：'\"-")


def read(raw: Any) -> Reading:
    """The name and the reason. AMBIGUOUS with the name kept: a character is missing, or a number or
    a bracket was added (张三1, 张三(小)), there is only one character, or there are two names.
    """
    name = compact(raw)
    fault = unread(name, NO_NAME)
    if fault is not None:
        return None, fault
    if not isinstance(raw, str) or not _LETTER.search(name):
        return None, Reason.BAD_CHARACTER  # a number, a date, or True
    if len(name) > LONGEST:
        return None, Reason.BAD_LENGTH
    if _LOST.search(name) or _SUSPECT.search(name) or len(name) == 1:
        return name, Reason.AMBIGUOUS
    return name, written(name, raw)


def validate(raw: Any) -> str:
    """The clean name. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a name can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of names."""
    return clean_each_unique(column, read, dtype="str")


_BRACKET = re.compile(r"[(（].*?[)）]")
_NOT_COMPARED = re.compile(rf"[\s{DOT}{_DOTS}.\-'’`_,，、*\ufe00-\ufe0f\U000e0100-\U000e01ef]+")


def comparison_text(name: str) -> str:
    """The name as it is compared: simplified, plain width, small letters, no separators, no remark
    in brackets. Two children may share it: it proves nothing alone.
    """
    text = unicodedata.normalize("NFKC", _BRACKET.sub("", name) or name)
    simplified = "".join(map(_simplified, text))
    return _NOT_COMPARED.sub("", simplified).casefold()


def comparison_form(column: pd.Series) -> pd.Series:
    """``comparison_text`` of a column of clean names; NA stays NA."""
    return _per_name(column, comparison_text)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _simplified(character: str) -> str:
    """One character at a time: phrases would make the same name different beside different others."""
    return character if character.isascii() else str(_converter().convert(character))


# Surnames whose reading differs from the character's usual one: typed pinyin follows the surname.
_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "解": "xie",
    "仇": "qiu",
    "查": "zha",
    "朴": "piao",
    "盖": "ge",
    "区": "ou",
    "翟": "zhai",
    "缪": "miao",
    "乐": "yue",
    "员": "yun",
    "覃": "qin",
    "种": "chong",
    "召": "shao",
    "折": "she",
    "洗": "xian",
    "隗": "wei",
    "郇": "xun",
}


def pinyin_text(name: str) -> str:
    """The name's sound in small letters without tones, a character always read alike: 张三 and
    "Zhang San" give zhangsan. For blocking, never for a decision.
    """
    text = comparison_text(name)
    sounds = [_SURNAMES.get(text[:1]) or _sound(text[:1]), *map(_sound, text[1:])]
    return "".join(sounds).replace("lü", "lv").replace("nü", "nv")


def pinyin_form(column: pd.Series) -> pd.Series:
    """``pinyin_text`` of a column of clean names; NA stays NA."""
    return _per_name(column, pinyin_text)


@cache
def _sound(character: str) -> str:
    if character.isascii():
        return character
    from pypinyin import Style, pinyin

    sound = pinyin(character, style=Style.NORMAL, heteronym=False)[0][0]
    if sound == character:  # no Chinese character: a letter loses its accent
        bare = unicodedata.normalize("NFKD", character.replace("ü", "v"))
        return "".join(mark for mark in bare if not unicodedata.combining(mark))
    return str(sound)


def _per_name(column: pd.Series, form: Any) -> pd.Series:
    codes, names = distinct_cells(column)
    forms = [form(name) or None if isinstance(name, str) else None for name in names]
    return pd.Series(pd.array(forms, dtype="str").take(codes), index=column.index, name=column.name)
