"""TGT-02: retention of an intake below target, at its own stage, on the adjusted rate.

The adjusted rate deducts lawful moves and deaths; the raw one is printed beside it. An intake whose
rate is undefined or out of range is TGT-05's alone.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="TGT-02",
    needs=("indicators", "cohorts"),
    uses=("target.retention",),
    serves=("Y1", "X1", "T1"),
    demands=("target.retention",),
)
KEYS = ["unit_code", "group"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an intake of a school whose adjusted rate misses the target."""
    rates = facts["indicators"]
    schools = rates[rates["level"].eq("school")]
    adjusted = schools[schools["indicator"].eq("retention_adjusted")]
    judged = adjusted[adjusted["state"].isin(["met", "not_met"])]
    missed = judged[judged["state"].eq("not_met")]
    raw = schools.loc[schools["indicator"].eq("retention_raw"), [*KEYS, "denominator", "rate"]]
    raw = raw.rename(columns={"denominator": "intake", "rate": "raw_rate"})
    rows = missed.merge(raw, on=KEYS, how="left", validate="one_to_one")
    evidence = _evidence(facts["cohorts"])
    stage_and_year = rows["group"].str.rsplit("_", n=1)
    names = list(zip(rows["unit_code"], rows["group"], strict=True))
    rows = rows.assign(
        subject_kind="school",
        subject=rows["unit_code"],
        school_code=rows["unit_code"],
        case_key=rows["group"],
        stage=[policy.names("target.retention", [parts[0]]) for parts in stage_and_year],
        intake_year=stage_and_year.str[-1],
        evidence=pd.Series([evidence.get(name, []) for name in names], dtype=object),
    )
    return Found(rows, len(judged))


def _evidence(cohorts: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Row ids by school and ``stage_year``, as the indicator names them."""
    found: dict[tuple[str, str], list[str]] = {}
    school = cohorts["school_code"].fillna(cohorts["school_name"]).fillna("").astype("str")
    group = (
        cohorts["stage"].fillna("all").astype("str") + "_" + cohorts["intake_year"].astype("str")
    )
    for row_id, code, name in zip(cohorts.index, school, group, strict=True):
        found.setdefault((code, name), []).append(str(row_id))
    return found
