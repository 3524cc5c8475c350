"""Keys under which two spellings of one name meet.

``exact``: the same characters once simplified, without separators and case. ``sound``: the same pinyin
without tones, so that homophones, and names typed in pinyin, meet. A sign that stands for a character
nobody could type (``?``, 〓, private-use code points) is kept as ``?`` and matches any one character.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

UNREADABLE = "?"
_UNREADABLE = re.compile("[?？〓□■*＊\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_SEPARATORS = re.compile(r"[\s·•・．‧∙●.\-]+")


def exact_keys(names: pd.Series) -> pd.Series:
    """The comparable spelling of each name; '' where there is none."""
    distinct = pd.Series(names.dropna().unique(), dtype="object")
    keys = dict(zip(distinct, _simplified(distinct), strict=True))
    return names.map(keys).astype("object").where(names.notna(), "")


def _simplified(names: pd.Series) -> list[str]:
    bare = [
        _SEPARATORS.sub("", _UNREADABLE.sub(UNREADABLE, str(name))).casefold() for name in names
    ]
    if all(name.isascii() for name in bare):
        return bare
    from opencc import OpenCC

    # One call for all: the converter's cost lies in the call, not in the text.
    return str(OpenCC("t2s").convert("\n".join(bare))).split("\n") if bare else []


def sound_keys(exact: pd.Series) -> pd.Series:
    """The pinyin of each exact key, letters kept as they are; '' where a character is unreadable."""
    distinct = pd.Series(exact.unique(), dtype="object")
    return exact.map({name: sound_of(name) for name in distinct})


def sound_of(exact: str) -> str:
    """The pinyin of one exact key, '' for a blank or unreadable one."""
    if not exact or UNREADABLE in exact:
        return ""
    return "".join(_syllable(character) for character in exact)


@lru_cache(maxsize=1 << 16)
def _syllable(character: str) -> str:
    if character.isascii():
        return character
    from pypinyin import lazy_pinyin

    # "ü" is typed as v, u or yu by different hands.
    return lazy_pinyin(character)[0].replace("ü", "u").replace("v", "u")


def is_same_spelling(one: str, other: str) -> bool:
    """Whether two exact keys are one name otherwise written: sound, or an unreadable character."""
    if not one or not other:
        return False
    if one == other:
        return True
    if UNREADABLE in one or UNREADABLE in other:
        return len(one) == len(other) and all(
            a == b or UNREADABLE in (a, b) for a, b in zip(one, other, strict=True)
        )
    return sound_of(one) == sound_of(other)


def is_alike(one: str, other: str) -> bool:
    """Whether two exact keys could be one person's names: a shared character, or nearly one sound."""
    if is_same_spelling(one, other):
        return True
    if not one or not other:
        return False
    if set(one) & set(other):
        return True
    return OSA.normalized_similarity(sound_of(one), sound_of(other)) >= 0.8


def is_miswritten(one: str, other: str) -> bool:
    """Whether one exact key may be the other with a character wrong: more than the surname agrees."""
    if is_same_spelling(one, other):
        return True
    shares_given = bool(set(one[1:]) & set(other[1:]))
    if shares_given and OSA.normalized_similarity(one, other) >= 0.5:
        return True
    return OSA.normalized_similarity(sound_of(one), sound_of(other)) >= 0.8


def similarity(one: str, other: str) -> float:
    """How alike two exact keys are, 0 to 1: the better of characters and sound."""
    if is_same_spelling(one, other):
        return 1.0
    by_sound = OSA.normalized_similarity(sound_of(one), sound_of(other))
    return float(max(OSA.normalized_similarity(one, other), np.round(by_sound * 0.9, 4)))
