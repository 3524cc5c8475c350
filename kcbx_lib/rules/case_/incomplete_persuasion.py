"""CASE-04: the record of the persuasion attempts is incomplete.

Reading (contract): an attempt lacks its date, method, people, result or evidence, or the numbering has
a gap within its level; how many attempts there are is not judged. A gap is a missing number between
others, or a school series that does not begin with 1; joint attempts may go on counting where the
school's ended. Where a number of the level is blank, the series is not judged: the blank may be the
missing one. A cell that could not be read is a fault of data quality, not a blank. One finding a
case. Source: S4, S8.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import is_written

RULE = Rule(
    id="CASE-04",
    needs=("persuasions",),
    serves=("S4", "S8"),
)
PARTS = ("date", "method", "people", "result", "evidence")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and case with an incomplete attempt or a gap in the numbering."""
    attempts = facts["case_persuasions"] if facts.has("case_persuasions") else facts["persuasions"]
    attempts = attempts[attempts["subject"].notna()]
    case = attempts["case_no"].fillna("").astype("str")
    attempts = attempts.assign(case_key=case, row_id=attempts.index.astype("str"))
    lacking = pd.DataFrame(
        {part: ~is_written(facts, attempts, part).astype(bool) for part in PARTS},
        index=attempts.index,
    )
    keys = [attempts["subject"], attempts["case_key"]]
    by_case = lacking.groupby(keys).any()
    by_case["numbering"] = _gaps(attempts).reindex(by_case.index).fillna(False).astype(bool)
    found = by_case[by_case.any(axis=1)]
    evidence = attempts.groupby(["subject", "case_key"])["row_id"].agg(sorted)
    incomplete = lacking.any(axis=1).groupby(keys).sum()
    rows = found.reset_index()[["subject", "case_key"]]
    rows["case_no"] = rows["case_key"].mask(rows["case_key"].eq(""))
    rows["lacking"] = [
        joined(label(f"rules_case.lacks_{part}") for part in found.columns[values])
        for values in found.to_numpy(dtype=bool)
    ]
    rows["incomplete"] = incomplete.reindex(found.index).to_numpy()
    rows["attempts"] = evidence.reindex(found.index).map(len).to_numpy()
    rows["evidence"] = evidence.reindex(found.index).to_list()
    return Found(rows, len(by_case))


def _gaps(attempts: pd.DataFrame) -> pd.Series:
    """Per child and case: whether a level's numbers leave one out."""
    level = attempts["level"].fillna("").astype("str")
    keys = [attempts["subject"], attempts["case_key"], level.rename("level")]
    number = attempts["attempt_no"].astype("Float64")
    by_level = number.groupby(keys)
    spans = pd.DataFrame(
        {
            "least": by_level.min(),
            "most": by_level.max(),
            "different": by_level.nunique(),
            "blank": number.isna().groupby(keys).any(),
        }
    ).reset_index()
    spans["hole"] = (spans["most"] - spans["least"] + 1).gt(spans["different"])
    school = spans[spans["level"].eq("school")].set_index(["subject", "case_key"])["most"]
    ends = pd.MultiIndex.from_frame(spans[["subject", "case_key"]])
    before = pd.Series(school.reindex(ends).to_numpy(), index=spans.index).fillna(0)
    goes_on = spans["level"].eq("joint") & spans["least"].eq(before + 1)
    unlabelled = (
        spans["level"].eq("").groupby([spans["subject"], spans["case_key"]]).transform("any")
    )
    late_start = spans["least"].gt(1) & ~goes_on & ~unlabelled
    spans["gap"] = (spans["hole"] | late_start).fillna(False).astype(bool) & ~spans["blank"]
    return spans.groupby(["subject", "case_key"])["gap"].any()
