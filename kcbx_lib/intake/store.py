"""A county kept between stages: parquet with exact types, and its settings as JSON."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.county import County, CountySettings, Term
from kcbx_lib.errors import UnreadableInput
from kcbx_lib.frames_store import load_frames, save_frames
from kcbx_lib.messages import say

_ACCOUNT = ("sources", "quarantined", "quality", "notices", "headers")
_SETTINGS = "settings.json"


def save_county(county: County, folder: Path) -> None:
    """Keep the county in ``folder`` (replaced if it is there)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    save_frames(folder / "tables", {str(name): frame for name, frame in county.tables.items()})
    save_frames(folder / "account", {name: getattr(county, name) for name in _ACCOUNT})
    settings = asdict(county.settings) | {"folder": str(county.settings.folder)}
    text = json.dumps(settings, ensure_ascii=False, indent=1, default=_iso, sort_keys=True)
    (folder / _SETTINGS).write_text(text, encoding="utf-8")


def load_county(folder: Path) -> County:
    """The county kept in ``folder``. Raises UnreadableInput where there is none."""
    folder = Path(folder)
    try:
        kept = json.loads((folder / _SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UnreadableInput(say("intake.no_kept_county", folder=folder.name)) from None
    account = load_frames(folder / "account")
    return County(
        settings=_settings(kept),
        tables=load_frames(folder / "tables"),
        **{name: account.get(name, pd.DataFrame()) for name in _ACCOUNT},
    )


def _iso(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"settings hold a {type(value).__name__}")


def _settings(kept: dict[str, Any]) -> CountySettings:
    term = kept["term"]
    if term is not None:
        day = dt.date.fromisoformat
        term = Term(
            start=day(term["start"]),
            end=day(term["end"]),
            no_school=tuple(day(text) for text in term["no_school"]),
            extra_school=tuple(day(text) for text in term["extra_school"]),
        )
    return CountySettings(
        **{
            **kept,
            "as_of": dt.date.fromisoformat(kept["as_of"]),
            "term": term,
            "folder": Path(kept["folder"]),
        }
    )
