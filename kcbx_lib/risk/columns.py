"""What a column of a stranger's table is: a number, a yes/no flag, a category, or nothing to learn from.

One column in, one typed column out, with the reason where it cannot serve as a predictor. Bias of
the rules: rather one usable column too few (it is named, and can be asked for) than an identifier
learned by heart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

TRUE_WORDS = frozenset("1 1.0 true yes y t 是 有 √ ✓ 对 真".split())
FALSE_WORDS = frozenset("0 0.0 false no n f 否 无 × 没有 假".split())
NUMERIC_SHARE = 0.95
"""A column is a number when at least this share of its filled cells are; the rest become missing."""
IDENTIFIER_SHARE = 0.5
"""More distinct texts than this share of the rows: nothing repeats enough to be learned from."""
FEWEST_FOR_IDENTIFIER = 20
MOST_REMARKS = 3
FEWEST_CODES, MOST_CODES = 5, 60
IDENTIFIER_NAME = re.compile(
    r"(^|[\W_])(id|ids|uuid|guid|nr|nbr|number|no|idx|index|key|serial|subject|pupil|student|child|person)$"
    r"|^(student|pupil|child|person|people|pers|case|subject|respondent|learner|school|class|hh|household|idv?)"
    r"[\W_]?(id|ident|nr|nbr|no|num|number|code|key)$"
    r"|^\w{0,3}id$|[a-z]ID$|_id_|编号|序号|证号|学号|学籍号|身份证|化名|证件",
    re.IGNORECASE,
)
PERSONAL_NAME = re.compile(
    r"^(name|full[ _]?name|first[ _]?name|last[ _]?name|phone|mobile|tel|email|address)$"
    r"|姓名|电话|手机|住址|家庭地址|身份证",
    re.IGNORECASE,
)
THOUSANDS = r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$"
DATE_TEXT = re.compile(
    r"^(\d{4}[-/.年]\d{1,2}([-/.月](\d{1,2}日?)?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([ T]\d{1,2}:\d{2}.*)?$"
)


@dataclass(frozen=True)
class Column:
    """A typed column. ``kind``: number, flag (0/1), category, date, or unusable; ``refused`` says why.

    ``values`` are float64 with NaN (number, flag) or text with NA. ``unread`` counts filled cells
    that were no number in a column of numbers.
    """

    name: str
    kind: str
    values: pd.Series
    refused: str = ""
    unread: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether it may serve as a predictor."""
        return not self.refused


def typed_column(name: str, raw: pd.Series, *, as_category: bool = False) -> Column:
    """Decide what a column is from its content; its name matters only for identifiers.

    ``as_category``: its numbers are codes (of a course, an occupation), not quantities.
    """
    text = as_text(raw)
    filled = text.dropna()
    unusable = (
        "empty"
        if filled.empty
        else "constant"
        if filled.nunique() == 1
        else "personal"
        if PERSONAL_NAME.search(name) and filled.nunique() > 2
        else ""
    )
    if unusable:
        return Column(name, "unusable", text, unusable)
    if as_category:
        return Column(name, "category", text)
    words = set(filled.str.casefold().unique())
    if words <= TRUE_WORDS | FALSE_WORDS and words & TRUE_WORDS and words & FALSE_WORDS:
        return Column(name, "flag", yes_no(text))
    if is_date(raw, filled):
        return Column(name, "date", text, "date")
    return _number(name, text, filled) or Column(
        name, "category", text, "identifier" if is_text_key(name, filled) else ""
    )


def _number(name: str, text: pd.Series, filled: pd.Series) -> Column | None:
    """The column as a number, or None where too few cells are one."""
    numbers = numbers_of(text)
    readable = int(numbers.notna().sum())
    if readable < NUMERIC_SHARE * len(filled) and not _is_number_with_remarks(numbers, filled):
        return None
    refused = "identifier" if is_number_key(name, numbers.dropna()) else ""
    if numbers.nunique() == 1:
        refused = "constant"
    return Column(name, "number", numbers, refused, len(filled) - readable)


def _is_number_with_remarks(numbers: pd.Series, filled: pd.Series) -> bool:
    """Mostly numbers of many values, and few words among them, such as 缺考 and 免试."""
    readable = numbers[filled.index].notna()
    return (
        bool(readable.mean() >= 0.5)
        and numbers.nunique() > FEWEST_FOR_IDENTIFIER
        and filled[~readable].nunique() <= MOST_REMARKS
    )


def looks_coded(numbers: pd.Series) -> bool:
    """Whole numbers that may be codes: few of them, far apart at no regular step.

    A warning, never a decision: an income in round figures may look the same.
    """
    distinct = np.sort(numbers.dropna().unique())
    if not FEWEST_CODES <= len(distinct) <= MOST_CODES or (distinct % 1 != 0).any():
        return False
    steps = np.diff(distinct).astype("int64")
    middle = float(np.median(steps))
    return middle >= 2 and np.gcd.reduce(steps) < middle


def numbers_of(text: pd.Series) -> pd.Series:
    """Texts as float64, NaN where they are no number: ``1,234`` in thousands, ``13,5`` with a decimal comma,
    ``12%`` as 12.

    A comma marks thousands only where every comma of the column may: one ``13,5`` makes all of them
    decimal. Infinity is no number.
    """
    plain = text.str.removesuffix("%").str.strip()
    with_comma = plain[plain.str.contains(",", regex=False, na=False)]
    if len(with_comma):
        in_thousands = bool(with_comma.str.match(THOUSANDS).all())
        plain = plain.str.replace(",", "" if in_thousands else ".", regex=False)
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    return numbers.replace([np.inf, -np.inf], np.nan)


def as_text(raw: pd.Series) -> pd.Series:
    """Cells as trimmed text, NA where blank; whole floats lose their ``.0``."""
    if pd.api.types.is_float_dtype(raw):
        numbers = raw.astype("float64")
        whole = numbers.dropna().mod(1).eq(0).all()
        return (
            numbers.astype("Int64").astype("str")
            if whole
            else numbers.map(repr, na_action="ignore")
        )
    text = raw.map(str, na_action="ignore").astype("str").str.strip()
    return text.mask(text.eq(""))


def yes_no(text: pd.Series) -> pd.Series:
    """1.0 for a word of yes, 0.0 for a word of no, NaN for anything else."""
    folded = text.str.casefold()
    out = pd.Series(np.nan, index=text.index, dtype="float64")
    out[folded.isin(TRUE_WORDS)] = 1.0
    out[folded.isin(FALSE_WORDS)] = 0.0
    return out


def is_date(raw: pd.Series, filled: pd.Series) -> bool:
    """Whether the cells are dates."""
    if pd.api.types.is_datetime64_any_dtype(raw):
        return True
    return bool(filled.str.match(DATE_TEXT).mean() >= NUMERIC_SHARE)


def is_text_key(name: str, filled: pd.Series) -> bool:
    """Texts of which hardly one repeats, or repeating ones under an identifier's name."""
    distinct = filled.nunique()
    if distinct <= FEWEST_FOR_IDENTIFIER:
        return False
    return distinct > IDENTIFIER_SHARE * len(filled) or bool(IDENTIFIER_NAME.search(name))


def is_number_key(name: str, numbers: pd.Series) -> bool:
    """Whole numbers that name rows: an identifier's name, ten digits, or a count without gaps."""
    distinct = numbers.nunique()
    if distinct <= FEWEST_FOR_IDENTIFIER or not numbers.mod(1).eq(0).all():
        return False
    if IDENTIFIER_NAME.search(name):
        return True
    if distinct < len(numbers):
        return bool(numbers.min() >= 1e9)
    return bool(numbers.max() - numbers.min() < 1.05 * distinct or numbers.min() >= 1e9)
