"""``docs/measured.csv``: precision and recall of each rule on fictional counties, as last measured.

The figures say that a rule does what it was built for; real counties hold what nobody planted.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kcbx_lib.documents.markdown import ROOT
from kcbx_lib.synthetic.measure import measure_run

FILE = "measured.csv"
FIGURES = ("planted", "found", "missed", "false_alarms", "near_misses")


def write_measured(path: Path, run: Path, answer_key: Path, *, made_by: str) -> Path:
    """Measure a run against its answer key; ``made_by`` names the counties' arguments and seed.

    Raises FileNotFoundError where the run holds no county or the key is not there.
    """
    if not list(run.glob("*/findings.csv")) or not list(answer_key.glob("[0-9]*.csv")):
        raise FileNotFoundError(f"no findings under {run.name}, or no key in {answer_key.name}")
    figures = measure_run(run, answer_key)
    for column in ("precision", "recall"):
        figures[column] = figures[column].map(
            lambda value: "" if pd.isna(value) else f"{value:.3f}"
        )
    figures = figures.sort_values("rule", kind="stable").assign(made_by=made_by)
    figures.to_csv(path, index=False, lineterminator="\n")
    return path


def read_measured(path: Path | None = None) -> pd.DataFrame:
    """The figures as last measured, one row a rule; no row where nothing was measured yet."""
    place = path or ROOT / "docs" / FILE
    if not place.is_file():
        return pd.DataFrame(columns=["rule", *FIGURES, "precision", "recall", "made_by"])
    return pd.read_csv(place, dtype="str", keep_default_na=False)
