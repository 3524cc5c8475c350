"""What the data were like: what came, what was mended, what was set aside, and what to mend first.

Cells are shown masked as ``quality.csv`` shows them: their shape, never their content.
"""

from __future__ import annotations

import pandas as pd
from IPython.display import Markdown
from matplotlib.ticker import MaxNLocator

from kcbx_lib.county import County
from kcbx_lib.messages import catalogue, language, say
from kcbx_lib.reports import charts
from kcbx_lib.reports.county_files import masked_quality
from kcbx_lib.reports.story.shared import table_if_any
from kcbx_lib.rules.registry import text_of_rule
from kcbx_lib.tables import load_table

__all__ = ["table_if_any"]
NO_DATA = ("total_row", "footer", "repeated_header", "group_label")
"""Rows set aside that describe the sheet and hold no child, report or school."""
FATES = ("as_written", "normalised", "repaired", "doubted", "no_data", "unusable")
FATE_COLOURS = dict(
    zip(
        FATES,
        (charts.BLUE, charts.GREEN, charts.PURPLE, charts.ORANGE, charts.GREY, charts.RED),
        strict=True,
    )
)


def row_flow(county: County) -> pd.DataFrame:
    """What became of every row read: ``source, target, count``; closes on the rows read.

    An accepted row counts once, under the gravest thing said of any of its cells: doubted, repaired,
    written otherwise, as it stands.
    """
    read = int(county.sources["read"].sum())
    accepted = int(county.sources["accepted"].sum())
    place = ["file", "sheet", "row"]
    aside = pd.MultiIndex.from_frame(county.quarantined[place])
    cells = county.quality
    cells = cells[~pd.MultiIndex.from_frame(cells[place]).isin(aside)]
    kind = cells["code"].where(cells["code"].isin(["normalised", "repaired"]), "doubted")
    rank = kind.map({"normalised": 1, "repaired": 2, "doubted": 3})
    gravest = rank.groupby([cells[name] for name in place]).max().value_counts()
    counts = {
        "normalised": int(gravest.get(1, 0)),
        "repaired": int(gravest.get(2, 0)),
        "doubted": int(gravest.get(3, 0)),
    }
    counts["as_written"] = accepted - sum(counts.values())
    counts["no_data"] = int(county.quarantined["reason"].isin(NO_DATA).sum())
    counts["unusable"] = read - accepted - counts["no_data"]
    shown = [fate for fate in FATES if counts[fate]]
    return pd.DataFrame(
        {
            "source": say("quality_story.rows_read"),
            "target": [say(f"quality_story.fate_{fate}") for fate in shown],
            "count": [counts[fate] for fate in shown],
        }
    )


def draw_row_flow(county: County) -> None:
    """Every row read and what became of it."""
    flows = row_flow(county)
    colours = {say(f"quality_story.fate_{fate}"): tint for fate, tint in FATE_COLOURS.items()}
    _, axis = charts.new_figure(height=max(4.0, 0.5 * len(flows) + 1.4))
    title = say("quality_story.flow_title", count=f"{int(flows['count'].sum()):,}")
    charts.flow(flows, axis, title=title, colours=colours)


def changes_by_column(county: County) -> pd.DataFrame:
    """One row a column in which something was changed: how many cells, in what way."""
    cells = county.quality[county.quality["code"].isin(["normalised", "repaired"])]
    counts = pd.crosstab([cells["table"], cells["column"]], cells["code"])
    counts = counts.reindex(columns=["normalised", "repaired"], fill_value=0)
    counts["all"] = counts.sum(axis=1)
    counts = counts.reset_index().sort_values(
        ["repaired", "all", "table", "column"], ascending=[False, False, True, True], kind="stable"
    )
    return pd.DataFrame(
        {
            say("quality_story.table"): [_title(name) for name in counts["table"]],
            say("quality_story.column"): _headers(counts),
            say("quality_story.normalised"): counts["normalised"].to_numpy(),
            say("quality_story.repaired"): counts["repaired"].to_numpy(),
        }
    )


def changes_answer(county: County) -> Markdown:
    """How many cells were written otherwise and how many repairs are proposed."""
    codes = county.quality["code"].value_counts()
    return Markdown(
        say(
            "quality_story.changes_answer",
            normalised=f"{int(codes.get('normalised', 0)):,}",
            repaired=f"{int(codes.get('repaired', 0)):,}",
        )
    )


def masked_examples(county: County) -> pd.DataFrame:
    """One cell of each column and kind of note, masked: what it looked like, what it became, why."""
    cells = masked_quality(county.quality).reset_index(drop=True)
    reasons = county.quality.sort_values(
        ["table", "file", "sheet", "row", "column", "code"], kind="stable"
    )["reason"].to_numpy()
    cells = cells.assign(reason=reasons)
    shape = cells["raw_masked"].fillna("")
    # The longest shape tells most; ties go by the shape itself, so that no row order matters.
    cells = cells.assign(length=-shape.str.len(), shape=shape)
    cells = cells.sort_values(["column", "code", "reason", "length", "shape", "file", "row"])
    first = cells.drop_duplicates(["column", "code", "reason"])
    return pd.DataFrame(
        {
            say("quality_story.column"): _headers(first),
            say("quality_story.kind"): [kind_of(code) for code in first["code"]],
            say("quality_story.raw"): first["raw_masked"].to_numpy(),
            say("quality_story.cleaned"): first["cleaned_masked"].to_numpy(),
            say("quality_story.why"): [reason_of(reason) for reason in first["reason"]],
        }
    )


def set_aside(county: County) -> pd.DataFrame:
    """Why rows were set aside: one row a table and reason, those that hold data first."""
    rows = county.quarantined
    counts = rows.groupby(["reason", "table"]).size().rename("count").reset_index()
    counts["is_data"] = ~counts["reason"].isin(NO_DATA)
    counts = counts.sort_values(
        ["is_data", "count", "reason", "table"], ascending=[False, False, True, True], kind="stable"
    )
    return pd.DataFrame(
        {
            say("quality_story.table"): [_title(name) for name in counts["table"]],
            say("quality_story.why"): [reason_of(reason) for reason in counts["reason"]],
            say("quality_story.rows"): counts["count"].to_numpy(),
            say("quality_story.to_mend"): [
                say("quality_story.yes" if is_data else "quality_story.no")
                for is_data in counts["is_data"]
            ],
        }
    )


def set_aside_answer(county: County) -> Markdown:
    """How many rows were set aside, and how many of them somebody has to mend."""
    count = len(county.quarantined)
    to_mend = int((~county.quarantined["reason"].isin(NO_DATA)).sum())
    return Markdown(say("quality_story.set_aside_answer", count=f"{count:,}", to_mend=to_mend))


def header_confidence(county: County) -> pd.DataFrame:
    """How the headers were understood: one row a way, with the lowest confidence."""
    columns = [say(f"quality_story.{name}") for name in ("how", "headers", "confidence")]
    headers = county.headers
    grouped = headers.groupby("how")["confidence"].agg(["size", "min"]).reset_index()
    grouped = grouped.sort_values(["min", "how"], kind="stable")
    known = catalogue("quality_story")
    return pd.DataFrame(
        {
            columns[0]: [
                say(f"quality_story.how_{how}") if f"how_{how}" in known else how
                for how in grouped["how"]
            ],
            columns[1]: grouped["size"].to_numpy(),
            columns[2]: [f"{value:.0%}" if value else "—" for value in grouped["min"]],
        }
    )


def doubtful_headers(county: County) -> pd.DataFrame:
    """Headers that a person should confirm: not the dictionary's own word nor a known other word."""
    headers = county.headers
    doubtful = headers[headers["column"].ne("") & headers["confidence"].lt(SURE)]
    counts = doubtful.groupby(["table", "header", "column"]).size().rename("sheets").reset_index()
    return pd.DataFrame(
        {
            say("quality_story.table"): [_title(name) for name in counts["table"]],
            say("quality_story.header"): counts["header"].to_numpy(),
            say("quality_story.column"): _headers(counts),
            say("quality_story.sheets"): counts["sheets"].to_numpy(),
        }
    )


SURE = 0.95
"""A header written as in the dictionary (1) or as one of its aliases (0.97) needs no confirming."""


def headers_answer(county: County) -> Markdown:
    """How many headings need a look."""
    count = len(doubtful_headers(county))
    return Markdown(say("quality_story.headers_answer", count=count))


def fix_first(county: County, *, most: int = 10) -> pd.Series:
    """Doubted cells by what is wrong with which column, most frequent first; index is a label."""
    cells = county.quality
    doubted = cells[~cells["code"].isin(["normalised", "repaired"])]
    counts = doubted.groupby(["code", "column", "table"]).size().rename("count").reset_index()
    counts = counts.sort_values(
        ["count", "code", "column", "table"], ascending=[False, True, True, True], kind="stable"
    ).head(most)
    labels = [
        say("quality_story.place", table=_title(table), column=header, kind=kind_of(code))
        for table, header, code in zip(
            counts["table"], _headers(counts), counts["code"], strict=True
        )
    ]
    return pd.Series(counts["count"].to_numpy(), index=pd.Index(labels), name="count")


def draw_fix_first(county: County) -> None:
    """What to mend first."""
    counts = fix_first(county)
    _, axis = charts.new_figure(height=max(2.4, 0.36 * len(counts) + 1.1))
    total = int((~county.quality["code"].isin(["normalised", "repaired"])).sum())
    title = say("quality_story.fix_title", count=total)
    charts.bars(counts, axis, title=title, unit=say("quality_story.cells"), colours=charts.ORANGE)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))


def fix_answer(county: County) -> Markdown:
    """The first thing to mend and where most of it stands."""
    counts = fix_first(county)
    if counts.empty:
        return Markdown(say("quality_story.nothing_to_fix"))
    cells = county.quality
    doubted = cells[~cells["code"].isin(["normalised", "repaired"])]
    files = doubted["file"].value_counts()
    worst = sorted(files[files.eq(files.max())].index)[0]
    return Markdown(
        say(
            "quality_story.fix_answer",
            first=counts.index[0],
            count=int(counts.iloc[0]),
            file=worst,
            cells=int(files.max()),
        )
    )


def notices(county: County) -> pd.DataFrame:
    """What else the reader should know of the files: hidden sheets, unknown columns, copies."""
    told = county.notices[~county.notices["kind"].isin(["supplied"])]
    return pd.DataFrame(
        {
            say("quality_story.file"): told["file"].to_numpy(),
            say("quality_story.sheet"): told["sheet"].to_numpy(),
            say("quality_story.notice"): told["detail"].to_numpy(),
        }
    )


def notices_answer(county: County) -> Markdown:
    """How many notices there are, and how many sheets took a column from their title."""
    kinds = county.notices["kind"].value_counts()
    supplied = int(kinds.get("supplied", 0))
    return Markdown(
        say(
            "quality_story.notices_answer",
            count=len(county.notices) - supplied,
            supplied=supplied,
        )
    )


def kind_of(code: str) -> str:
    """A note's kind as people read it: the DQ rule's title, or how a value was changed."""
    if code in ("normalised", "repaired", "doubtful"):
        return say(f"quality_story.{code}")
    return text_of_rule(code, "title", language())


def reason_of(reason: object) -> str:
    """A reason as a sentence; one that has no wording stands as it is."""
    text = "" if reason is None or pd.isna(reason) else str(reason)
    for room, key in (("quality_story", f"reason_{text}"), ("clean", f"reason_{text}"),
                      ("quality", text)):  # fmt: skip
        if key in catalogue(room):
            return say(f"{room}.{key}")
    if text.startswith("day_"):
        return say("quality_story.reason_day", day=text[4:])
    return text


def _title(table: str) -> str:
    return load_table(table).title[language()]


def _headers(cells: pd.DataFrame) -> list[str]:
    """The Chinese header (or, in English, the column's name) of each row's table and column."""
    return [
        _header(table, column)
        for table, column in zip(cells["table"], cells["column"], strict=True)
    ]


def _header(table: str, column: str) -> str:
    if language() == "en":
        return column
    known = {entry.name: entry.header for entry in load_table(table).columns}
    return known.get(column, column)
