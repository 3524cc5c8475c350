"""The publication as a workbook: the note first, then each table in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from kcbx_lib.messages import LANGUAGES, say
from kcbx_lib.publication.notes import note_lines
from kcbx_lib.reports.workbooks import Sheet

if TYPE_CHECKING:
    from kcbx_lib.publication.publish import Publication


def publication_sheets(publication: Publication) -> list[Sheet]:
    """Note, counts by state, indicators of the counties, of their townships and schools."""
    lines = pd.DataFrame(
        {
            lang_title: note_lines(publication.note, lang=lang)
            for lang, lang_title in (("zh", "中文"), ("en", "English"))
        }
    )
    rates = publication.indicators
    counties = rates[rates["level"].isin(["city", "county"])]
    units = rates[rates["level"].isin(["township", "school"])]
    return [
        _sheet("note", lines),
        _sheet("summary", _headed(publication.summary)),
        _sheet("county_indicators", _headed(counties)),
        _sheet("unit_indicators", _headed(units)),
    ]


def _sheet(name: str, frame: pd.DataFrame) -> Sheet:
    return Sheet(
        name=say(f"publish.sheet_{name}", lang="zh"),
        title=_both(f"publish.sheet_{name}"),
        note=_both("publish.sheet_line"),
        frame=frame,
    )


def _headed(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with both languages in its headers."""
    return frame.rename(columns={column: _both(f"publish.col_{column}") for column in frame})


def _both(key: str) -> str:
    return " · ".join(say(key, lang=lang) for lang in LANGUAGES)
