"""The outcome of a study as 0 and 1: a column, or an expression over columns.

One row in, one value out: 1 where the event happened, 0 where it did not, NaN where it is unknown.
Unknown is never 0.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.columns import FALSE_WORDS, TRUE_WORDS, as_text, numbers_of, typed_column

MOST_SHOWN = 6
TOKEN = re.compile(r"`([^`]+)`|'[^']*'|\"[^\"]*\"|([^\W\d]\w*)")


def outcome_of(
    frame: pd.DataFrame, outcome: str, positive: str = ""
) -> tuple[pd.Series, tuple[str, ...]]:
    """The outcome and the columns it was made from.

    ``outcome`` is a column's name or an expression as in ``DataFrame.eval``; ``positive`` the value
    that means the event, where the column is not plainly yes/no. Raises WrongUse with what was found.
    """
    used: tuple[str, ...]
    if outcome in frame.columns:
        values, used = _of_column(frame[outcome], outcome, positive), (outcome,)
    else:
        used = columns_named(outcome, list(frame.columns))
        values = _of_expression(frame, outcome, used, positive)
    known = values.dropna()
    if known.empty:
        raise WrongUse(say("research.outcome_empty", outcome=outcome))
    if known.nunique() == 1:
        key = "one_class" if used == (outcome,) else "one_class_expression"
        found = "；".join(f"{name}：{_some(as_text(frame[name]))}" for name in used)
        raise WrongUse(
            say(
                f"research.{key}", outcome=outcome, n=len(known), values=found,
                value=int(known.iloc[0]),
            )
        )  # fmt: skip
    return values, used


def columns_named(expression: str, columns: list[str]) -> tuple[str, ...]:
    """The table's columns that an expression uses, backticks or none."""
    named = [quoted or plain for quoted, plain in TOKEN.findall(expression)]
    return tuple(column for column in columns if column in named)


def _of_expression(
    frame: pd.DataFrame, expression: str, used: tuple[str, ...], positive: str
) -> pd.Series:
    shown = "、".join(list(frame.columns)[:40])
    if not used:
        raise WrongUse(say("research.no_outcome", outcome=expression, columns=shown))
    typed = pd.DataFrame({column: _for_eval(column, frame[column]) for column in used})
    if "@" in expression or "__" in expression:
        raise WrongUse(say("research.bad_expression", outcome=expression, columns=shown))
    try:
        values = typed.eval(expression, engine="python", local_dict={}, global_dict={})
    except Exception as problem:
        raise WrongUse(
            say("research.bad_expression", outcome=expression, columns=shown)
        ) from problem
    if not isinstance(values, pd.Series) or len(values) != len(frame):
        raise WrongUse(say("research.bad_expression", outcome=expression, columns=shown))
    values = _of_column(values, expression, positive)
    # A comparison with a blank answers "no"; the outcome of such a row is unknown.
    return values.mask(typed.isna().any(axis=1))


def _for_eval(name: str, raw: pd.Series) -> pd.Series:
    """Numbers as numbers, all else as text: ``G3 < 10`` and ``状态 == '辍学'`` both work."""
    text = as_text(raw)
    if set(text.dropna().str.casefold().unique()) <= {"true", "false"}:
        return text.str.casefold().eq("true").astype("object").mask(text.isna())
    numbers = numbers_of(text)
    if numbers.notna().sum() >= 0.95 * max(int(text.notna().sum()), 1):
        return numbers.astype("float64")
    return text.astype("object")


def _of_column(raw: pd.Series, name: str, positive: str) -> pd.Series:
    text = as_text(raw)
    if positive != "":
        return _against(text, name, str(positive))
    words = set(text.dropna().str.casefold().unique())
    if words <= TRUE_WORDS | FALSE_WORDS:
        out = pd.Series(np.nan, index=text.index, dtype="float64")
        folded = text.str.casefold()
        out[folded.isin(TRUE_WORDS)] = 1.0
        out[folded.isin(FALSE_WORDS)] = 0.0
        return out
    column = typed_column(name, raw)
    if column.refused in ("personal", "identifier"):
        why = say(f"research.why_{column.refused}")
        raise WrongUse(say("research.outcome_refused", outcome=name, why=why))
    key = "research.outcome_numeric" if column.kind == "number" else "research.outcome_values"
    raise WrongUse(say(key, outcome=name, values=_some(text)))


def _against(text: pd.Series, name: str, positive: str) -> pd.Series:
    wanted = positive.strip()
    equal = text.eq(wanted)
    if not equal.fillna(False).any():
        numbers, number = (
            pd.to_numeric(text, errors="coerce"),
            pd.to_numeric(wanted, errors="coerce"),
        )
        equal = (
            numbers.eq(number) if pd.notna(number) else text.str.casefold().eq(wanted.casefold())
        )
    if not equal.fillna(False).any():
        raise WrongUse(
            say("research.no_positive", outcome=name, positive=positive, values=_some(text))
        )
    return equal.fillna(False).astype("float64").mask(text.isna())


def _some(text: pd.Series) -> str:
    """The commonest values, a few; long texts cut, since a value may be a person's."""
    common = text.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = "、".join(str(value)[:12] for value in common.index[:MOST_SHOWN])
    return shown + (" …" if len(common) > MOST_SHOWN else "")
