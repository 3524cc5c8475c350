"""A run's own tables, as far as a publication uses them: no column that names or codes a child."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say

INDICATOR_COLUMNS = (
    "indicator", "level", "unit_code", "group", "numerator", "denominator", "target", "state",
)  # fmt: skip


@dataclass(frozen=True)
class CountyOfRun:
    """One county of the run that was audited."""

    code: str
    name: str
    as_of: str
    policy: str
    folder: Path


@dataclass(frozen=True)
class RunTables:
    """The run: its counties, and their tables under each other with the column ``county``.

    ``indicators``: ``INDICATOR_COLUMNS``; ``states``: a row a child, ``state, in_population``;
    ``pupils``: a row a child, ``township, school_code``. ``failed`` names counties without a result.
    """

    counties: tuple[CountyOfRun, ...]
    failed: tuple[str, ...]
    indicators: pd.DataFrame
    states: pd.DataFrame
    pupils: pd.DataFrame


def read_run(run: Path) -> RunTables:
    """Read the run's folder. Raises UnreadableInput where it is none or lacks a table."""
    try:
        about: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
        listed: list[dict[str, Any]] = about["counties"]
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise UnreadableInput(say("publish.no_run", found=run)) from problem
    counties = tuple(
        CountyOfRun(
            str(one["code"]),
            str(one["name"]),
            str(one["as_of"]),
            str(one["policy"]),
            run / one["folder"],
        )
        for one in listed
        if one.get("folder")
    )
    if not counties:
        raise UnreadableInput(say("publish.nothing_done", found=run))
    failed = tuple(str(one["name"] or one["code"]) for one in listed if not one.get("folder"))
    indicators = _gather(counties, "indicators.csv", INDICATOR_COLUMNS)
    for column in ("numerator", "denominator"):
        indicators[column] = pd.to_numeric(indicators[column], errors="coerce").astype("Int64")
    indicators["target"] = pd.to_numeric(indicators["target"], errors="coerce")
    states = _gather(counties, "register_states.csv", ("state", "in_population"))
    states["in_population"] = states["in_population"].str.lower().eq("true")
    pupils = _gather(counties, "ledger_school_age.csv", ("township", "school_code"))
    return RunTables(counties, failed, indicators, states, pupils)


def _gather(counties: Sequence[CountyOfRun], file: str, columns: Sequence[str]) -> pd.DataFrame:
    parts = []
    for county in counties:
        path = county.folder / file
        try:
            frame = pd.read_csv(
                path,
                usecols=list(columns),
                dtype="str",
                encoding="utf-8-sig",
                keep_default_na=False,
            )
        except (OSError, ValueError) as problem:
            named = f"{county.folder.name}/{file}"
            wanted = "、".join(columns)
            raise UnreadableInput(say("publish.bad_table", file=named, columns=wanted)) from problem
        parts.append(frame[list(columns)].assign(county=county.code))
    return pd.concat(parts, ignore_index=True)
