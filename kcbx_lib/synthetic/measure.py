"""How well the rules do on fictional counties: precision and recall against the answer key.

Planted faults and near-misses come from the kit's own generator, so these figures say that a rule does
what it was built for, not how it does on a real county.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

MEASURES = (
    "rule",
    "planted",
    "found",
    "missed",
    "false_alarms",
    "near_misses",
    "precision",
    "recall",
)


def measure_run(run: Path, answer_key: Path) -> pd.DataFrame:
    """One row a rule over all counties of a run: see ``measure_rules``."""
    findings = [_read(path) for path in sorted(run.glob("*/findings.csv"))]
    rules = [_read(path) for path in sorted(run.glob("*/rules.csv"))]
    keys = [_read(path) for path in sorted(answer_key.glob("[0-9]*.csv"))]
    return measure_rules(pd.concat(findings), pd.concat(keys), pd.concat(rules)["rule"].unique())


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)


def measure_rules(findings: pd.DataFrame, key: pd.DataFrame, rules: Iterable[str]) -> pd.DataFrame:
    """One row a rule: subjects planted, found, missed, false alarms, near-misses offered.

    A subject counts once a rule and county. A finding that the key does not expect is a false alarm,
    whether it is a near-miss or a child nobody touched. ``precision`` and ``recall`` are NA where
    there was nothing to find.
    """
    where = ["county", "rule", "subject"]
    actual = findings[where].drop_duplicates()
    expected = key.loc[key["found"].eq("true"), where].drop_duplicates()
    avoided = key.loc[key["found"].eq("false"), where].drop_duplicates()
    hits = actual.merge(expected, on=where, validate="one_to_one")
    table = pd.DataFrame({"rule": list(rules)})
    for name, frame in (
        ("planted", expected),
        ("hits", hits),
        ("found", actual),
        ("near_misses", avoided),
    ):
        table[name] = table["rule"].map(frame["rule"].value_counts()).fillna(0).astype("int64")
    table["missed"] = table["planted"] - table["hits"]
    table["false_alarms"] = table["found"] - table["hits"]
    table["precision"] = (table["hits"] / table["found"]).where(table["found"].gt(0))
    table["recall"] = (table["hits"] / table["planted"]).where(table["planted"].gt(0))
    return table[list(MEASURES)]


def disagreements(run: Path, answer_key: Path) -> pd.DataFrame:
    """Every missed subject and every false alarm, with the key's reason or the finding's condition."""
    where = ["county", "rule", "subject"]
    findings = pd.concat([_read(path) for path in sorted(run.glob("*/findings.csv"))])
    key = pd.concat([_read(path) for path in sorted(answer_key.glob("[0-9]*.csv"))])
    expected = key[key["found"].eq("true")].drop_duplicates(where)
    actual = findings.drop_duplicates(where)
    both = expected[[*where, "why"]].merge(
        actual[[*where, "condition"]], on=where, how="outer", indicator=True, validate="one_to_one"
    )
    both = both[both["_merge"].ne("both")]
    near = key[key["found"].eq("false")].drop_duplicates(where)[[*where, "why"]]
    both = both.merge(
        near, on=where, how="left", suffixes=("", "_near_miss"), validate="one_to_one"
    )
    both["kind"] = (
        both["_merge"].map({"left_only": "missed", "right_only": "false_alarm"}).astype("str")
    )
    return both.drop(columns="_merge").sort_values(["kind", *where], kind="stable")
