"""TGT-05: a rate that cannot be: above 100 %, or nothing in its denominator.

An intake that all moved away has no retention, and calling it 100 % would be false; more graduates
than the intake and its moves explain means that a count is wrong. Raw retention may pass 100 % by
transfers in, and the junior gross rate by neighbouring cohorts: neither is found.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="TGT-05",
    needs=("indicators",),
    uses=("report.true_counts",),
    serves=("T1", "Y1", "X2"),
)
UNDEFINED = ("retention_adjusted",)
OUT_OF_RANGE = ("retention_adjusted", "teacher_rotation", "backbone_share", "awareness")


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school's (or the county's) rate that cannot be."""
    rates = facts["indicators"]
    is_school = rates["level"].eq("school")
    # A county's sum is out of range only because a school's count is, and that school is found.
    judged = rates[
        rates["indicator"].isin(OUT_OF_RANGE) & (is_school | rates["indicator"].eq("awareness"))
    ]
    wrong = judged[
        judged["state"].eq("out_of_range").fillna(False)
        | (judged["state"].eq("undefined").fillna(False) & judged["indicator"].isin(UNDEFINED))
    ]
    of_school = wrong["level"].eq("school")
    county = county_subject(facts)
    rows = wrong.assign(
        subject_kind=of_school.map({True: "school", False: county["subject_kind"]}),
        subject=wrong["unit_code"].where(of_school, county["subject"]),
        school_code=wrong["unit_code"].where(of_school),
        case_key=wrong["indicator"] + "-" + wrong["group"],
        name=[label(f"indicators.{name}") for name in wrong["indicator"]],
        state_name=[label(f"indicators.state_{state}") for state in wrong["state"]],
        evidence=_evidence(facts, wrong),
    )
    return Found(rows, len(judged))


def _evidence(facts: Facts, wrong: pd.DataFrame) -> pd.Series:
    rows: list[list[str]] = []
    for name, code, group in zip(
        wrong["indicator"], wrong["unit_code"], wrong["group"], strict=True
    ):
        table = "cohorts" if name in UNDEFINED else "surveys" if name == "awareness" else "schools"
        frame = facts[table]
        if table == "surveys":
            rows.append(sorted(frame.index.astype("str")))
            continue
        school = frame["school_code"].astype("str")
        if "school_name" in frame:
            school = school.fillna(frame["school_name"].astype("str"))
        here = school.eq(code).fillna(False).astype(bool)
        if table == "cohorts":
            whole = (
                frame["stage"].fillna("all").astype("str")
                + "_"
                + frame["intake_year"].astype("str")
            )
            here &= whole.eq(group)
        rows.append(sorted(frame.index[here].astype("str")))
    return pd.Series(rows, index=wrong.index, dtype=object)
