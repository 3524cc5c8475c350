"""A round of visits on disk: written before the visits, read back after them.

``plan.json`` and ``schools.csv`` (every school with its chance) hold all that is needed to repeat
the draw or to evaluate it months later; the route sheets carry the results home.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.sampling.county import CountySample
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.evaluate import Evaluation
from kcbx_lib.sampling.page import render_page
from kcbx_lib.sampling.route_sheets import write_route_sheets

PLAN_FILE = "plan.json"
SCHOOLS_FILE = "schools.csv"
KEPT_COLUMNS = (
    "school_code",
    "school_name",
    "stage",
    "township",
    "pupils",
    "stratum",
    "inclusion_probability",
    "is_certainty",
    "is_selected",
    "draw_order",
)


def write_sample(
    sample: CountySample,
    out: Path,
    *,
    as_of: str,
    pupils: pd.DataFrame | None = None,
    classes: pd.DataFrame | None = None,
    evaluation: Evaluation | None = None,
    lang: str | None = None,
) -> dict[str, Path]:
    """Lay the round down in ``out``; the written files by what they are.

    ``page`` and ``plan`` and ``schools`` name schools only. The route sheets go beside them; with a
    list of ``pupils`` they name children and go to ``restricted/``. The same sample gives the same
    bytes: ``as_of`` (ISO date) is the only date in them.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "page": out / "index.html",
        "plan": out / PLAN_FILE,
        "schools": out / SCHOOLS_FILE,
        "route_sheets": out / "route_sheets.xlsx",
    }
    if pupils is not None:
        (out / "restricted").mkdir(mode=0o700, exist_ok=True)
        files["route_sheets"] = out / "restricted" / "route_sheets.xlsx"
    files["page"].write_text(
        render_page(sample, evaluation, as_of=as_of, lang=lang), encoding="utf-8"
    )
    kept = [column for column in KEPT_COLUMNS if column in sample.design.schools.columns]
    # repr-precision: the evaluation months later must see the very same chances.
    sample.design.schools[kept].to_csv(
        files["schools"], index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    # The list is part of the evidence: changed afterwards, it must be noticed.
    digest = hashlib.sha256(files["schools"].read_bytes()).hexdigest()
    record = sample.record() | {"as_of": as_of, "schools_file_sha256": digest}
    files["plan"].write_text(
        json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n",
        encoding="utf-8",
    )
    write_route_sheets(
        sample, files["route_sheets"], as_of=as_of, pupils=pupils, classes=classes, lang=lang
    )
    return files


def load_record(folder: Path) -> dict[str, Any]:
    """What ``plan.json`` says of a round. Raises UnreadableInput if the folder holds none."""
    try:
        record = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableInput(say("sampling.no_round", folder=folder.name)) from error
    if not isinstance(record, dict) or record.get("kind") != "kcbx-sample":
        raise UnreadableInput(say("sampling.no_round", folder=folder.name))
    return record


def load_design(folder: Path) -> Design:
    """The design of a round written by ``write_sample``, for its evaluation.

    Raises UnreadableInput if the folder holds no such round, or its list was changed since.
    """
    record = load_record(folder)
    try:
        content = (folder / SCHOOLS_FILE).read_bytes()
        schools = pd.read_csv(
            io.BytesIO(content),
            dtype={
                "school_code": "str",
                "is_certainty": "boolean",
                "is_selected": "boolean",
                "draw_order": "Int64",
            },
            encoding="utf-8-sig",
        )
    except (OSError, ValueError) as error:
        raise UnreadableInput(say("sampling.no_round", folder=folder.name)) from error
    strata = tuple(record["strata"])
    chosen = schools[schools["is_selected"].eq(True)].sort_values("draw_order")
    digest = hashlib.sha256(content).hexdigest()
    changed = record.get("schools_file_sha256", digest) != digest
    if changed or chosen["school_code"].tolist() != record["selected"]:
        raise UnreadableInput(say("sampling.round_changed", folder=folder.name))
    return Design(
        schools=schools,
        method=record["method"],
        seed=record["seed"],
        strata=strata,
        frame_sha256=record["frame_sha256"],
    )
