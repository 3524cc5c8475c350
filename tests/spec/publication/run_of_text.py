"""A run's folder written from a few lines: what a publication reads, and nothing else."""

import json

import pandas as pd

COLUMNS = [
    "indicator",
    "level",
    "unit_code",
    "group",
    "numerator",
    "denominator",
    "target",
    "state",
]
PSEUDONYM = "c22k2guihr2o2iydl"


def write_run(folder, counties, *, policy="national", failed=()):
    """``counties``: ``{code: {"rows": [...], "states": {...}, "pupils": {(township, school): n}}}``."""
    listed = [
        {"code": code, "name": f"县{code[-1]}", "as_of": "2024-11-20", "policy": policy,
         "folder": f"{code}_县"} for code in counties
    ]  # fmt: skip
    listed += [
        {"code": code, "name": name, "as_of": "", "policy": "", "folder": None}
        for code, name in failed
    ]
    folder.mkdir(parents=True)
    (folder / "run.json").write_text(json.dumps({"counties": listed}), encoding="utf-8")
    for code, county in counties.items():
        place = folder / f"{code}_县"
        place.mkdir()
        save(pd.DataFrame(county["rows"], columns=COLUMNS), place / "indicators.csv")
        states = [state for state, count in county["states"].items() for _ in range(count)]
        frame = pd.DataFrame({"subject": PSEUDONYM, "state": states, "in_population": True})
        save(frame, place / "register_states.csv")
        pupils = [
            (PSEUDONYM, *where) for where, count in county["pupils"].items() for _ in range(count)
        ]
        frame = pd.DataFrame(pupils, columns=["subject", "township", "school_code"])
        save(frame, place / "ledger_school_age.csv")
    return folder


def save(frame, path):
    frame.to_csv(path, index=False, encoding="utf-8-sig")


def read(path):
    return pd.read_csv(path, encoding="utf-8-sig", dtype={"unit_code": "str", "county": "str"})
