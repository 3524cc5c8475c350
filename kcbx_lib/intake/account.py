"""The account of every source row: read = accepted + quarantined, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx_lib.county import County
from kcbx_lib.intake.gather import Gathered

SOURCE_COLUMNS = (
    "file", "sheet", "table", "sha256", "read", "accepted", "quarantined", "layout",
)  # fmt: skip
QUARANTINE_COLUMNS = ("table", "file", "sheet", "row", "reason", "column", "raw")


def sources_frame(gathered: Gathered, counts: Mapping[str, tuple[int, int]]) -> pd.DataFrame:
    """One row per sheet: rows read, accepted and set aside; ``layout`` counts the titles, header
    rows and blank rows, which hold no data. A sheet that is no table has ``table`` ''.
    """
    rows = []
    for sheet in gathered.sheets:
        read, accepted = counts[sheet.sheet.place]
        rows.append(
            (
                sheet.sheet.file,
                sheet.sheet.name,
                sheet.table,
                gathered.sha256.get(sheet.sheet.file, ""),
                read,
                accepted,
                read - accepted,
                len(sheet.sheet.frame) - read,
            )
        )
    for other in gathered.others:
        file = other.sheet.file
        rows.append(
            (
                file,
                other.sheet.name,
                "",
                gathered.sha256.get(file, ""),
                0,
                0,
                0,
                len(other.sheet.frame),
            )
        )
    seen = {row[0] for row in rows}
    rows += [
        (file, "", "", digest, 0, 0, 0, 0)
        for file, digest in gathered.sha256.items()
        if file not in seen
    ]
    types = dict.fromkeys(SOURCE_COLUMNS[:4], "str") | dict.fromkeys(SOURCE_COLUMNS[4:], "int64")
    frame = pd.DataFrame(rows, columns=list(SOURCE_COLUMNS)).astype(types)
    return frame.sort_values(["file", "sheet", "table"], kind="stable", ignore_index=True)


def summarise(county: County) -> pd.DataFrame:
    """One row per sheet read: ``file, sheet, table, read, accepted, quarantined, reasons, doubts``.

    ``reasons`` counts why rows were set aside, ``doubts`` the quality entries by code.
    """
    columns = ["file", "sheet", "table", "read", "accepted", "quarantined"]
    frame = county.sources[columns].copy()
    frame["reasons"] = _tally(frame, county.quarantined, "reason")
    frame["doubts"] = _tally(frame, county.quality, "code")
    return frame


def _tally(frame: pd.DataFrame, entries: pd.DataFrame, column: str) -> list[str]:
    """How often each value of ``column`` stands in a sheet's entries: ``total_row 1、footer 2``."""
    places = ["file", "sheet", "table"]
    counts = entries.groupby([*places, column], sort=True).size().rename("count").reset_index()
    counts["words"] = counts[column].astype("str") + " " + counts["count"].astype("str")
    words = counts.groupby(places, sort=True)["words"].agg("、".join).rename("words").reset_index()
    told = frame[places].merge(words, on=places, how="left", validate="one_to_one")
    return [str(text) for text in told["words"].fillna("")]
