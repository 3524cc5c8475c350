"""Keys under which two spellings of one name meet.

``exact``: the same characters once simplified, without separators and case. ``sound``: the same pinyin
without tones, so that homophones, and names typed in pinyin, meet. A sign that stands for a character
nobody could type (``?``, 〓, private-use code points) is kept as ``?`` and matches any one character.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

UNREADABLE = "?"
_UNREADABLE = re.compile("[?？〓□■*＊\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")
_SEPARATORS = re.compile(r"(?:[^\S\n]|[·•・．‧∙●.\-])+")
_UNREADABLE_LINE = re.compile(r"^[^?\n]*\?.*$", re.MULTILINE)


def exact_keys(names: pd.Series) -> pd.Series:
    """The comparable spelling of each name; '' where there is none."""
    return _of_distinct(names, _simplified)


def _of_distinct(texts: pd.Series, rewrite: Callable[[str], str]) -> pd.Series:
    """Each text rewritten, '' for none. ``rewrite`` gets the distinct ones at once, a line each: its
    cost lies in the call, not in the text.
    """
    codes, distinct = pd.factorize(texts, use_na_sentinel=True)
    lines = "\n".join(distinct.astype("object"))
    if lines.count("\n") >= len(distinct):  # a cell that was typed on two lines
        lines = "\n".join(text.replace("\n", " ") for text in distinct)
    written = [*rewrite(lines).split("\n"), ""] if len(distinct) else [""]
    return pd.Series(pd.array(written, dtype="str").take(codes), index=texts.index)


def _simplified(lines: str) -> str:
    bare = _SEPARATORS.sub("", _UNREADABLE.sub(UNREADABLE, lines)).casefold()
    if bare.isascii():
        return bare
    from opencc import OpenCC

    return str(OpenCC("t2s").convert(bare))


def sound_keys(exact: pd.Series) -> pd.Series:
    """The pinyin of each exact key, letters kept as they are; '' where a character is unreadable."""
    return _of_distinct(exact, _sounding)


def _sounding(lines: str) -> str:
    syllables = {ord(character): _syllable(character) for character in set(lines)}
    if UNREADABLE in lines:
        lines = _UNREADABLE_LINE.sub("", lines)
    return lines.translate(syllables)


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
