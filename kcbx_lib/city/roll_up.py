"""What stands above the counties: ``summary.csv``, ``run.json`` and the city's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.city.counties import CityOptions, CountyRun
from kcbx_lib.city_overview import write_overview
from kcbx_lib.messages import language
from kcbx_lib.privacy.identity import fingerprint
from kcbx_lib.reports.writer import write_csv, write_json


def roll_up(aside: Path, counties: Sequence[CountyRun], options: CityOptions, key: bytes) -> None:
    """``summary.csv``, ``run.json`` and the city's page."""
    done = [county for county in counties if county.summary]
    write_csv(aside / "summary.csv", pd.DataFrame([county.summary for county in done]))
    write_json(aside / "run.json", describe_run(aside, counties, options, key))
    write_overview(aside, root=options.root, lang=language())


def describe_run(
    aside: Path, counties: Sequence[CountyRun], options: CityOptions, key: bytes
) -> dict[str, Any]:
    """What went in and how each county ended; only ``clock`` differs between equal runs."""
    return {
        "kit": version("kcbx"),
        "versions": {name: version(name) for name in ("pandas", "numpy", "pyarrow", "papermill")},
        "key_fingerprint": fingerprint(key),
        "parameters": {
            "root": options.root.resolve().name,
            "counties": list(options.counties),
            "policy": options.policy,
            "as_of": options.as_of,
            "lang": language(),
            "previous": options.previous.name if options.previous else None,
        },
        "counties": [
            {
                "code": county.code,
                "name": county.name,
                "folder": county.label if county.summary else None,
                "policy": county.policy,
                "as_of": county.as_of,
                "state": "done" if county.state == "resumed" else county.state,
                "message": county.message,
                "inputs": input_hashes(aside / county.label),
            }
            for county in counties
        ],
        "clock": {"finished_at": datetime.now(UTC).isoformat(timespec="seconds")},
    }


def input_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 by input file, from the county's manifest."""
    path = folder / "manifest.json"
    if not path.exists():
        return {}
    inputs = json.loads(path.read_text("utf-8"))["inputs"]
    return {entry["file"]: entry["sha256"] for entry in inputs}
