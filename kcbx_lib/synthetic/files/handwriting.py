"""How a clerk writes values: one ``Hand`` a file, drawn at random; every form can be read back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.tables import Column, load_codes

_CHINESE = "〇一二三四五六七八九十"
_SEPARATORS = ("·", "•", "・", "．", "‧", "●")
# Further ways of writing a code, beside its label.
_OTHER_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("student_status", "in_school"): ("在读", "在校", "在籍"),
    ("movement_kind", "suspend"): ("休学",),
    ("boarding", "day"): ("走读",),
    ("boarding", "boarder"): ("住校", "住宿"),
    ("notice_kind", "urge"): ("催促入学通知书",),
    ("persuasion_level", "school"): ("学校", "校级"),
    ("disability_kind", "none"): ("无", "无残疾"),
}
_SEX = {
    "word": {"male": "男", "female": "女"},
    "long": {"male": "男性", "female": "女性"},
    "digit": {"male": "1", "female": "2"},
    "letter": {"male": "M", "female": "F"},
}
_FLAGS = {
    "word": ("是", "否"),
    "digit": ("1", "0"),
    "tick": ("√", "×"),
    "letter": ("Y", "N"),
}


@dataclass(frozen=True)
class Hand:
    """The habits of one file."""

    dates: str = "dash"
    grades: str = "word"
    classes: str = "digit"
    sexes: str = "word"
    flags: str = "word"
    schools: str = "full"
    short_ethnicity: bool = False
    padded_names: bool = False
    separator: str = "·"
    untidy_ids: float = 0.0
    text_numbers: bool = False
    terms: str = "words"
    periods: str = "dash"


def draw_hand(rng: np.random.Generator, *, tidy: bool = False) -> Hand:
    """The habits of the next file; a tidy one comes from a system's export."""
    if tidy:
        return Hand(dates=_pick(rng, "dash", "compact", "excel"))
    return Hand(
        dates=_pick(rng, "dash", "dot", "compact", "chinese", "slash", "excel", "mixed"),
        grades=_pick(rng, "word", "digit", "number", "old"),
        classes=_pick(rng, "digit", "suffix", "brackets", "word"),
        sexes=_pick(rng, "word", "word", "long", "digit", "letter"),
        flags=_pick(rng, "word", "word", "digit", "tick", "letter"),
        schools=_pick(rng, "full", "alias", "bare"),
        short_ethnicity=bool(rng.random() < 0.5),
        padded_names=bool(rng.random() < 0.5),
        separator=_pick(rng, *_SEPARATORS),
        untidy_ids=0.06,
        text_numbers=bool(rng.random() < 0.3),
        terms=_pick(rng, "words", "numbers", "season"),
        periods=_pick(rng, "dash", "compact", "chinese"),
    )


def _pick(rng: np.random.Generator, *choices: str) -> str:
    return choices[int(rng.integers(0, len(choices)))]


def write_column(
    values: pd.Series,
    column: Column,
    hand: Hand,
    rng: np.random.Generator,
    *,
    school_words: dict[str, dict[str, str]],
) -> list[Any]:
    """The cells of one column: text, numbers, dates or None, in the file's hand.

    ``school_words`` maps a way of naming schools to {full name: what is written}.
    """
    if column.codes and column.kind in ("code", "flag") and column.codes != "left_behind_kind":
        return _codes(values, column.codes, hand)
    writer = _WRITERS.get(column.kind)
    if column.kind == "school_name":
        words = school_words[hand.schools]
        return _each(values, lambda text: words.get(text, text))
    if column.name == "ethnicity":
        return _each(values, lambda text: text[:-1] if hand.short_ethnicity else text)
    if writer is None:
        return _each(values, str)
    return writer(values, hand, rng)


def _each(values: pd.Series, write: Callable[[Any], Any]) -> list[Any]:
    blank = values.isna().to_numpy()
    return [None if no else write(value) for value, no in zip(values, blank, strict=True)]


def _codes(values: pd.Series, name: str, hand: Hand) -> list[Any]:
    if name == "sex":
        return _each(values, _SEX[hand.sexes].__getitem__)
    codes = load_codes(name)
    words = {
        code: _OTHER_WORDS.get((name, code), (codes.label(code, "zh"),)) for code in codes.codes
    }
    turn = len(hand.dates) % 3
    return _each(
        values, lambda code: words[code][turn % len(words[code])] if code in words else code
    )


def write_names(values: pd.Series, hand: Hand) -> list[Any]:
    """Names: two characters padded with a wide space, the minority dot as the clerk types it."""

    def write(name: str) -> str:
        if "·" in name:
            return name.replace("·", hand.separator)
        if hand.padded_names and len(name) == 2:
            return f"{name[0]}　{name[1]}"
        return name

    return _each(values, write)


def write_ids(values: pd.Series, hand: Hand, rng: np.random.Generator) -> list[Any]:
    """Ids as text, a few with an apostrophe, wide digits, spaces or a small x: all readable."""
    cells = _each(values, str)
    untidy = np.flatnonzero(rng.random(len(cells)) < hand.untidy_ids)
    kinds = rng.integers(0, 5, len(untidy))
    for position, kind in zip(untidy, kinds, strict=True):
        text = cells[position]
        if text is None:
            continue
        cells[position] = (
            f"'{text}",
            text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
            f"{text[:6]} {text[6:14]} {text[14:]}",
            text.replace("X", "x"),
            f" {text}\u00a0",
        )[kind]
    return cells


def write_dates(values: pd.Series, hand: Hand, rng: np.random.Generator) -> list[Any]:
    """Dates as Excel dates or as text in one of five forms, or in all of them."""
    forms = list(_DATE_FORMS) if hand.dates == "mixed" else [hand.dates]
    turn = rng.integers(0, len(forms), len(values))

    def write(item: tuple[pd.Timestamp, int]) -> Any:
        day, which = item
        form = forms[which]
        return day.to_pydatetime() if form == "excel" else _DATE_FORMS[form](day)

    blank = values.isna().to_numpy()
    return [
        None if no else write((day, int(which)))
        for day, which, no in zip(values, turn, blank, strict=True)
    ]


_DATE_FORMS: dict[str, Callable[[datetime], Any]] = {
    "dash": lambda d: f"{d.year}-{d.month:02d}-{d.day:02d}",
    "dot": lambda d: f"{d.year}.{d.month}.{d.day}",
    "compact": lambda d: f"{d.year}{d.month:02d}{d.day:02d}",
    "chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "slash": lambda d: f"{d.year}/{d.month}/{d.day}",
}


def write_months(values: pd.Series, hand: Hand) -> list[Any]:
    """Months as 2021-09, 202109 or 2021年9月."""
    form = {"compact": "compact", "chinese": "chinese", "dot": "chinese"}.get(hand.dates, "dash")
    return _each(values, lambda d: month_text(d, form))


def month_text(month: datetime, form: str) -> str:
    """One month in a form: ``dash``, ``compact`` or ``chinese``."""
    if form == "compact":
        return f"{month.year}{month.month:02d}"
    if form == "chinese":
        return f"{month.year}年{month.month}月"
    return f"{month.year}-{month.month:02d}"


def write_grade(grade: int, hand: Hand) -> Any:
    """A grade: 三年级, 3, 3年级, or 三年级 and 初一 by the old count."""
    if hand.grades == "digit":
        return str(grade)
    if hand.grades == "number":
        return f"{grade}年级"
    if hand.grades == "old" and grade >= 7:
        return f"初{_CHINESE[grade - 6]}"
    return f"{_CHINESE[grade]}年级"


def write_class(number: str, hand: Hand) -> Any:
    """A class: 2, 2班, (2)班, 二班."""
    if not number.isdigit():
        return number
    forms = {
        "digit": number,
        "suffix": f"{number}班",
        "brackets": f"（{number}）班",
        "word": f"{_CHINESE[int(number)] if int(number) <= 10 else number}班",
    }
    return forms[hand.classes]


def _flags(values: pd.Series, hand: Hand) -> list[Any]:
    yes, no = _FLAGS[hand.flags]
    return _each(values, lambda flag: yes if flag else no)


def _numbers(values: pd.Series, hand: Hand) -> list[Any]:
    def write(number: float) -> Any:
        plain = int(number) if float(number).is_integer() else float(number)
        return str(plain) if hand.text_numbers else plain

    return _each(values, write)


def _money(values: pd.Series, hand: Hand) -> list[Any]:
    if hand.text_numbers:
        return _each(values, lambda amount: f"{float(amount):,.2f}元")
    return _each(values, float)


def write_term(term: str, hand: Hand) -> str:
    """A term ``2024-2025-1``: in words, numbers or by its season."""
    first, second, half = term.split("-")
    if hand.terms == "numbers":
        return term
    if hand.terms == "season":
        return f"{first}年秋季学期" if half == "1" else f"{second}年春季学期"
    return f"{first}-{second}学年第{'一' if half == '1' else '二'}学期"


def write_period(period: str, hand: Hand) -> str:
    """A period: 2024-09, 2024-W37, 2024-autumn, 2024-Q3."""
    year, rest = period.split("-", 1)
    if rest.startswith("W"):
        return f"{year}年第{int(rest[1:])}周"
    if rest in ("autumn", "spring"):
        return f"{year}年{'秋' if rest == 'autumn' else '春'}季"
    if rest.startswith("Q"):
        return f"{year}年第{_CHINESE[int(rest[1:])]}季度"
    return month_text(pd.Timestamp(int(year), int(rest), 1), hand.periods)


_WRITERS: dict[str, Callable[[pd.Series, Hand, np.random.Generator], list[Any]]] = {
    "name": lambda values, hand, rng: write_names(values, hand),
    "resident_id": write_ids,
    "student_no": lambda values, hand, rng: _each(values, str),
    "disability_no": write_ids,
    "date": write_dates,
    "month": lambda values, hand, rng: write_months(values, hand),
    "grade": lambda values, hand, rng: _each(values, lambda grade: write_grade(int(grade), hand)),
    "class_no": lambda values, hand, rng: _each(values, lambda one: write_class(str(one), hand)),
    "flag": lambda values, hand, rng: _flags(values, hand),
    "integer": lambda values, hand, rng: _numbers(values, hand),
    "number": lambda values, hand, rng: _numbers(values, hand),
    "subject_score": lambda values, hand, rng: _numbers(values, hand),
    "money": lambda values, hand, rng: _money(values, hand),
    "term": lambda values, hand, rng: _each(values, lambda term: write_term(term, hand)),
    "school_year": lambda values, hand, rng: _each(
        values, lambda year: year if hand.terms == "numbers" else f"{year}学年"
    ),
    "period": lambda values, hand, rng: _each(values, lambda period: write_period(period, hand)),
}
