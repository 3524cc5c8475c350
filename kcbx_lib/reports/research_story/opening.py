"""How every research notebook opens: the table, its predictors, what was refused; and how it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import has_message, say, use_language
from kcbx_lib.reports.charts import use_chinese_font
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk.encoding import MISSING
from kcbx_lib.risk.study import MISSING_GROUP, Defaults, Study, open_study


def open_table(*, lang: str = "zh", default: Callable[[int], Defaults], **parameters: Any) -> Study:
    """The study of the notebook's parameters, in the notebook's language; see ``open_study``."""
    use_language(lang)
    use_chinese_font()
    return open_study(default=default, **parameters)


def opened(study: Study) -> Markdown:
    """How many rows, how many events, over which periods and clusters."""
    lines = [
        say(
            "research.opened",
            n=f"{study.n:,}",
            events=f"{study.events:,}",
            share=f"{study.prevalence:.1%}",
            features=len(study.columns),
            outcome=words(study.outcome),
        )
    ]
    if study.is_clustered:
        lines.append(
            say(
                "research.opened_clusters",
                column=words(study.cluster_column),
                n=f"{study.cluster.nunique():,}",
            )
        )
    if study.period_names:
        lines.append(say("research.opened_periods", periods=" → ".join(study.period_names)))
    return Markdown("\n\n".join(lines))


def predictors(study: Study) -> HTML:
    """Every predictor with its kind and its blanks; what was refused, with the reason."""
    rows = [
        (words(name), say(f"research.kind_{column.kind}"), f"{column.values.isna().mean():.0%}", "")
        for name, column in study.columns.items()
    ]
    rows += [
        (words(name), "—", "—", say(f"research.why_{why}")) for name, why in study.refused.items()
    ]
    return table(
        labelled(pd.DataFrame(rows, columns=["column", "kind", "blank", "refused"])), most=60
    )


def warned(study: Study) -> Markdown:
    """Everything the reader must know before using a figure."""
    if not study.warnings:
        return Markdown(say("research.no_warnings"))
    return Markdown("\n".join(f"- {text}" for text in study.warnings))


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its columns named for people."""
    return frame.set_axis([say(f"research.col_{column}") for column in frame.columns], axis=1)


def name_of(model: object) -> str:
    """A model's name for people."""
    return say(f"research.model_{model}")


def percent(value: Any, digits: int = 1) -> str:
    """A share as a percentage; a dash where unknown."""
    return "—" if pd.isna(value) else f"{float(value):.{digits}%}"


def span(low: Any, high: Any, form: str = "{:.2f}") -> str:
    """An interval in words."""
    if pd.isna(low) or pd.isna(high):
        return "—"
    return say("research.span", low=number(low, form), high=number(high, form))


def number(value: Any, form: str = "{:.2f}") -> str:
    """A number; very large and very small ones as bounds."""
    if pd.isna(value):
        return "—"
    size = float(value)
    if form == "{:.2f}" and size >= 1000:
        return ">1000"
    return form.format(size)


def with_span(value: Any, low: Any, high: Any, form: str = "{:.2f}") -> str:
    """A number with its interval; a dash alone where it is unknown."""
    return "—" if pd.isna(value) else f"{number(value, form)} ({span(low, high, form)})"


def p_value(value: Any) -> str:
    """A p-value: three digits, never 0."""
    if pd.isna(value):
        return "—"
    return "<0.001" if float(value) < 0.001 else f"{float(value):.3f}"


def listed(parts: Iterable[str]) -> str:
    """Parts in a row, as the language in force sets them; a dash for none."""
    return say("research.comma").join(parts) or "—"


def bracketed(head: str, inside: str) -> str:
    """A word with something in brackets behind it."""
    return say("research.bracketed", head=head, inside=inside)


def words(term: object) -> str:
    """A column, a term (``sex=female``) or a product of two in words where the kit knows it, else as it is."""
    text = str(term)
    for joint in (" × ", "=", " ≥ "):
        if joint in text:
            return joint.join(words(part) for part in text.split(joint))
    key = f"research.name_{text}"
    return say(key) if has_message(key) else text


def level_words(column: object, level: object) -> str:
    """A group's level in words: 0 and 1 of the kit's own yes/no columns read as no and yes."""
    text = str(level)
    if text in (MISSING_GROUP, MISSING):
        return say("research.unknown")
    if has_message(f"research.name_{column}") and text in ("0", "1"):
        return say("research.yes" if text == "1" else "research.no")
    return words(text)
