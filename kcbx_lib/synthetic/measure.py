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
WHERE = ["county", "rule", "subject", "entry"]


def measure_run(run: Path, answer_key: Path) -> pd.DataFrame:
    """One row a rule over all counties of a run: see ``measure_rules``."""
    findings = [_read(path) for path in sorted(run.glob("*/findings.csv"))]
    rules = [_read(path) for path in sorted(run.glob("*/rules.csv"))]
    keys = [_read(path) for path in sorted(answer_key.glob("[0-9]*.csv"))]
    return measure_rules(
        pd.concat(findings, ignore_index=True),
        pd.concat(keys, ignore_index=True),
        pd.concat(rules)["rule"].unique(),
    )


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)


def measure_rules(findings: pd.DataFrame, key: pd.DataFrame, rules: Iterable[str]) -> pd.DataFrame:
    """One row a rule: subjects planted, found, missed, false alarms, near-misses offered.

    A subject counts once a rule and county; where the key gives words, each of its entries counts, and
    a finding is the entry whose words it quotes. A finding that the key does not expect is a false
    alarm, whether it is a near-miss or a child nobody touched. ``precision`` and ``recall`` are NA where
    there was nothing to find.
    """
    key = key.assign(entry=key["words"])
    actual = findings.assign(entry=_entries(findings, key))[WHERE].drop_duplicates()
    expected = key.loc[key["found"].eq("true"), WHERE].drop_duplicates()
    avoided = key.loc[key["found"].eq("false"), WHERE].drop_duplicates()
    hits = actual.merge(expected, on=WHERE, validate="one_to_one")
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


def _entries(findings: pd.DataFrame, key: pd.DataFrame) -> pd.Series:
    """For each finding the words of the key's entry it quotes, faults before near-misses.

    Empty where the key has no words for its rule and subject; its own condition where it has some and
    the finding quotes none of them: then it is about something nobody planted.
    """
    subject = ["county", "rule", "subject"]
    worded = key[key["words"].ne("")].sort_values("found", ascending=False, kind="stable")
    known = worded.groupby(subject)["words"].agg(list).to_dict()
    entries = []
    for *place, condition in (
        findings[[*subject, "condition"]].astype("str").itertuples(index=False)
    ):
        offered = known.get(tuple(place), [])
        quoted = [words for words in offered if any(w in condition for w in words.split("|"))]
        entries.append(quoted[0] if quoted else condition if offered else "")
    return pd.Series(entries, index=findings.index, dtype="str")


def disagreements(run: Path, answer_key: Path) -> pd.DataFrame:
    """Every missed subject and every false alarm, with the key's reason or the finding's condition."""
    findings = pd.concat([_read(path) for path in sorted(run.glob("*/findings.csv"))])
    key = pd.concat([_read(path) for path in sorted(answer_key.glob("[0-9]*.csv"))])
    return disagreements_of(findings.reset_index(drop=True), key.reset_index(drop=True))


def disagreements_of(findings: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """``disagreements`` of findings and a key in memory."""
    key = key.assign(entry=key["words"])
    expected = key[key["found"].eq("true")].drop_duplicates(WHERE)
    actual = findings.assign(entry=_entries(findings, key)).drop_duplicates(WHERE)
    both = expected[[*WHERE, "why"]].merge(
        actual[[*WHERE, "condition"]], on=WHERE, how="outer", indicator=True, validate="one_to_one"
    )
    both = both[both["_merge"].ne("both")]
    near = key[key["found"].eq("false")].drop_duplicates(WHERE)[[*WHERE, "why"]]
    both = both.merge(
        near, on=WHERE, how="left", suffixes=("", "_near_miss"), validate="one_to_one"
    )
    both["kind"] = (
        both["_merge"].map({"left_only": "missed", "right_only": "false_alarm"}).astype("str")
    )
    return both.drop(columns="_merge").sort_values(["kind", *WHERE], kind="stable")
