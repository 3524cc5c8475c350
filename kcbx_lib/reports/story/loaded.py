"""What came in: every row accepted or set aside."""

from __future__ import annotations

import pandas as pd
from IPython.display import Markdown

from kcbx_lib.county import County
from kcbx_lib.messages import language, say
from kcbx_lib.tables import load_table, table_names


def loaded(county: County) -> pd.DataFrame:
    """One row a table: how many files and rows came in, were accepted, were set aside."""
    sources = county.sources[county.sources["table"].isin(table_names())]
    grouped = sources.groupby("table", sort=True)
    frame = grouped[["read", "accepted", "quarantined"]].sum()
    frame.insert(0, "files", grouped["file"].nunique())
    frame = frame.reindex([name for name in table_names() if name in frame.index])
    frame.index = pd.Index([load_table(str(name)).title[language()] for name in frame.index])
    return (
        frame.rename_axis("table").reset_index().rename(columns=_headings("loaded", frame.columns))
    )


def _headings(part: str, columns: pd.Index) -> dict[str, str]:
    names = ["table", *[str(column) for column in columns]]
    return {name: say(f"story.{part}_{name}") for name in names}


def loaded_answer(county: County) -> Markdown:
    """Rows read, accepted and set aside, and that they close."""
    sources = county.sources
    missing = [name for name in table_names() if not county.has(name)]
    text = say(
        "story.loaded_answer",
        files=sources["file"].nunique(),
        read=f"{int(sources['read'].sum()):,}",
        accepted=f"{int(sources['accepted'].sum()):,}",
        quarantined=f"{int(sources['quarantined'].sum()):,}",
    )
    if missing:
        titles = "、".join(load_table(name).title[language()] for name in missing)
        text += say("story.loaded_missing", tables=titles)
    return Markdown(text)
