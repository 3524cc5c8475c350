"""What an audit ought to find in a fictional county, and what it must not.

``data_samples/answer_key/<code>.csv``: one row per expectation, ``county, rule, subject_kind,
subject, found, why, words``. A child is named by the pseudonym under the published sample key, a school
by its code, a township or office by its name, a report by its file. ``words`` tell several expectations
of one rule and report apart: words that the finding's condition quotes, ``|`` between alternatives.
What is not in the key was not planted: a finding there is judged wrong unless a careful reader would
make it too, and then the key is at fault.
``people.csv`` lists every name, id, number, telephone and address in the files, all invented, so
that the release check can search outputs for them.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kcbx_lib.privacy.identity import pseudonyms, sample_key
from kcbx_lib.synthetic.world import World

COLUMNS = ("county", "rule", "subject_kind", "subject", "found", "why", "words")


def subjects(world: World) -> pd.Series:
    """Child → pseudonym under the published sample key, as linking will know the child.

    A child whose number is damaged or missing in every table is known by name, birth date, sex and
    guardian; planters that take the number away change ``world.people`` too.
    """
    return pseudonyms(world.people, sample_key())


def answer_key(world: World) -> pd.DataFrame:
    """One row per expectation of the world, in a fixed order."""
    known = subjects(world)
    rows = []
    for entry in world.expectations:
        subject = entry["school_code"] or entry["org"]
        if entry["child"] is not None:
            subject = known.at[entry["child"]]
        rows.append(
            {
                "county": world.settings.code,
                "rule": entry["rule"],
                "subject_kind": entry["subject_kind"],
                "subject": subject,
                "found": "true" if entry["found"] else "false",
                "why": entry["why"],
                "words": entry["words"],
            }
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")
    return frame.sort_values(list(COLUMNS), kind="stable").reset_index(drop=True)


def people_named(world: World) -> pd.DataFrame:
    """Every invented person's details in the files: ``county, kind, value``, each once."""
    parts = {
        "name": [world.people["name"]],
        "guardian": [world.people["guardian"]],
        "staff": [pd.Series([one for names in world.staff.values() for one in names], dtype="str")],
        "resident_id": [world.people["resident_id"]],
        "student_no": [world.people["student_no"]],
        "phone": [world.people["phone"]],
        "address": [world.people["household_address"], world.people["address"]],
    }
    for frame in world.tables.values():
        for kind in ("name", "resident_id", "student_no", "phone", "address"):
            if kind in frame:
                parts[kind].append(frame[kind])
    rows = [
        pd.DataFrame({"kind": kind, "value": pd.concat(values).dropna().astype("str").unique()})
        for kind, values in parts.items()
    ]
    frame = pd.concat(rows, ignore_index=True)
    frame.insert(0, "county", world.settings.code)
    return frame.sort_values(["county", "kind", "value"], kind="stable").reset_index(drop=True)


def write_answer_key(worlds: list[World], folder: Path) -> None:
    """Write ``<code>.csv`` for each county and ``people.csv`` for all, as UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    for world in worlds:
        _write(answer_key(world), folder / f"{world.settings.code}.csv")
    people = pd.concat([people_named(world) for world in worlds], ignore_index=True)
    _write(people, folder / "people.csv")


def _write(frame: pd.DataFrame, path: Path) -> None:
    path.write_bytes(frame.to_csv(index=False, lineterminator="\n").encode("utf-8"))
