"""``kcbx check``: read and clean only; every row accounted for, every header's meaning told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import typer

from kcbx_lib.cli.audit import AsOf, Policy, Root
from kcbx_lib.cli.options import SAMPLE_CITY, AsJson, Lang, iso_date, print_json, print_table
from kcbx_lib.errors import CountiesFailed
from kcbx_lib.messages import has_message, say, use_language

if TYPE_CHECKING:
    from kcbx_lib.county import County

ACCOUNT = ["county", "file", "sheet", "table", "read", "accepted", "quarantined"]
SURE = 0.95
"""A header written as in the dictionary (1) or as one of its aliases (0.97) needs no confirming."""
NEEDS_NO_WORD = ("day", "course", "usual_unused")


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command("check")(check)


def check(
    root: Root = SAMPLE_CITY,
    policy: Policy = None,
    as_of: AsOf = None,
    lang: Lang = "zh",
    as_json: AsJson = False,
) -> None:
    """只读取和清洗：各文件收下和搁置的行、表头对应的列、要注意的事。 Read and clean only."""
    use_language(lang)
    from kcbx_lib.city import CityOptions, find_counties
    from kcbx_lib.errors import KcbxError, UnreadableInput
    from kcbx_lib.intake import read_county

    options = CityOptions(root=root, out=Path(), policy=policy, as_of=iso_date(as_of, "--as-of"))
    items = find_counties(options)
    trouble = [item.message for item in items if item.state == "failed"]
    counties: list[County] = []
    for item in items:
        if item.state == "failed":
            continue
        try:
            counties.append(read_county(item.source, policy=policy, as_of=options.as_of))
        except KcbxError as problem:
            trouble.append(f"{item.name}: {problem}")
    if as_json:
        print_json([row for county in counties for row in _as_json(county)])
    elif counties:
        _print(counties)
    if trouble and not counties:
        raise UnreadableInput("\n".join(trouble))
    if trouble:
        raise CountiesFailed("\n".join([say("city.counties_failed", count=len(trouble)), *trouble]))


def _print(counties: list[County]) -> None:
    from kcbx_lib.intake import summarise

    rows = [
        row
        for county in counties
        for row in summarise(county).assign(county=county.settings.code).to_dict("records")
    ]
    print_table(
        ([row[column] for column in ACCOUNT] for row in rows),
        [say(f"cli.check_{column}") for column in ACCOUNT],
    )
    for county in counties:
        _print_headers(county)
        _print_notices(county)


def _print_headers(county: County) -> None:
    """What each header was taken for, those that a person should confirm first."""
    title = say("cli.check_headers_title", county=county.settings.name)
    sys.stdout.write(f"\n{title}\n")
    told = header_meanings(county)
    columns = ["table", "header", "column", "confidence", "how", "sheets"]
    print_table(
        ([row[column] for column in columns] for row in told),
        [say(f"cli.check_{column}") for column in columns],
    )
    if any(row["doubtful"] for row in told):
        sys.stdout.write(say("cli.check_headers_correct") + "\n")


def header_meanings(county: County) -> list[dict[str, Any]]:
    """One entry a table and header: the column, how surely, how, on how many sheets, whether a person
    should confirm it. Days, courses and the usual unused columns are left out.
    """
    headers = county.headers
    headers = headers[~headers["how"].isin(NEEDS_NO_WORD)]
    keys = ["table", "header", "column", "confidence", "how"]
    counts = headers.groupby(keys, sort=True).size().rename("sheets").reset_index()
    doubtful = counts["confidence"].lt(SURE) & counts["how"].ne("user")
    counts = counts.assign(doubtful=doubtful).sort_values(
        ["doubtful", "table", "confidence", "header"], ascending=[False, True, True, True]
    )
    return [
        {
            "table": row.table,
            "header": row.header,
            "column": row.column or "—",
            "confidence": f"{row.confidence:.0%}" if row.column else "—",
            "how": _how(str(row.how)),
            "sheets": row.sheets,
            "doubtful": bool(row.doubtful),
        }
        for row in counts.itertuples()
    ]


def _how(how: str) -> str:
    key = f"quality_story.how_{how}"
    return say(key) if has_message(key) else how


def _print_notices(county: County) -> None:
    notices = county.notices
    if notices.empty:
        return
    title = say("cli.check_notices_title", county=county.settings.name)
    sys.stdout.write(f"\n{title}\n")
    for file, sheet, detail in notices[["file", "sheet", "detail"]].to_numpy().tolist():
        place = "#".join(part for part in (file, sheet) if part)
        sys.stdout.write(f"- {place}：{detail}\n" if place else f"- {detail}\n")


def _as_json(county: County) -> list[dict[str, Any]]:
    """One entry a sheet: its account, its headers and what there is to say of it."""
    from kcbx_lib.intake import summarise

    rows = summarise(county).assign(county=county.settings.code)
    return [
        {str(key): value for key, value in row.items()}
        | {
            "headers": _of_sheet(county.headers, row).drop(columns=["file", "sheet", "table"]).to_dict("records"),
            "notices": _of_sheet(county.notices, row)["detail"].tolist(),
        }
        for row in rows.to_dict("records")
    ]  # fmt: skip


def _of_sheet(frame: pd.DataFrame, row: dict[Any, Any]) -> pd.DataFrame:
    return frame[frame["file"].eq(row["file"]) & frame["sheet"].isin([row["sheet"], ""])]
