"""Options that several commands share, and how results are printed."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say

SAMPLE_CITY = Path(__file__).resolve().parents[2] / "data_samples"

Lang = Annotated[str, typer.Option("--lang", help="zh 中文 | en English")]
AsJson = Annotated[bool, typer.Option("--json", help="以 JSON 输出 · as JSON")]


def iso_date(text: str | None, option: str) -> str | None:
    """A date as ISO text. Raises WrongUse, naming the option, for anything else."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise WrongUse(say("cli.bad_date", option=option, found=text)) from problem


def print_json(content: Any) -> None:
    """JSON on stdout, Chinese as it is."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(rows: Iterable[Sequence[object]], header: Sequence[str]) -> None:
    """A table whose columns line up, Chinese characters counted as two."""
    lines = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(display_width(line[n]) for line in lines) for n in range(len(header))]
    for number, line in enumerate(lines):
        cells = [
            cell + " " * (width - display_width(cell))
            for cell, width in zip(line, widths, strict=True)
        ]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
        if number == 0:
            sys.stdout.write("  ".join("─" * width for width in widths) + "\n")


def display_width(text: str) -> int:
    """How many columns a terminal needs for the text."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
