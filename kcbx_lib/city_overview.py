"""The city's page: the overview notebook executed on a run, beside every county's own page."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from kcbx_lib.batch.notebooks import NOTEBOOKS, person_columns, publish_notebook, run_notebook
from kcbx_lib.frames_store import load_frames
from kcbx_lib.privacy.release import ReleaseCheck
from kcbx_lib.reports.writer import private_folder


def write_overview(run: Path, *, root: Path, lang: str) -> None:
    """``index.html`` (and the notebook behind it) for the run folder ``run``."""
    published = root / "published_figures"
    executed = run_notebook(
        NOTEBOOKS / "city_overview.ipynb",
        {
            "run_folder": str(run.resolve()),
            "published": str(published.resolve()) if published.is_dir() else "",
            "lang": lang,
        },
        aside=private_folder(run / "restricted") / "index.running.ipynb",
    )
    publish_notebook(executed, run / "index", check=ReleaseCheck(everybody(run)), lang=lang)


def everybody(run: Path) -> pd.DataFrame:
    """The persons of every county in the run, for the release check."""
    parts = [
        person_columns(load_frames(folder / "restricted" / ".stage" / "linked")["people"])
        for folder in county_folders(run)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def county_folders(run: Path) -> list[Path]:
    """The folders of the counties that were done, in the run's order."""
    counties = json.loads((run / "run.json").read_text(encoding="utf-8"))["counties"]
    return [run / county["folder"] for county in counties if county["folder"]]
