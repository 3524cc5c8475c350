"""CASE-11: a returned pupil has no placement.

Reading: the case says the child is back and names no placement, or says that there is none yet (未安置).
Any placement named counts, the four of the profile or another; one that could not be read is a fault of
data quality. A child who relapsed
is no longer placed, and one gone for good by the registers (died, graduated, abroad, moved away) or past
compulsory age is placed by nobody, so only standing returns are judged. The stage may still say dropout:
the return date says that the child is back. Source: X3, Z9.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows, is_written
from kcbx_lib.rules.since_the_case import is_gone_for_good

RULE = Rule(
    id="CASE-11",
    needs=("cases", "children"),
    uses=("case.placements",),
    serves=("X3", "Z9"),
    demands=("case.placements",),
)
NONE_YET = r"(?:尚|还|暂)?(?:未|没有?|待)(?:安置|落实|确定|定)"


def find(facts: Facts, policy: Policy) -> Found:
    """One row per returned case without a placement."""
    files = facts["case_files"]
    over_age = files["of_age_until"].le(facts.as_of)
    returned = files["is_returned"] & files["relapsed_on"].isna() & ~over_age
    returned &= ~is_gone_for_good(files, facts)
    placed = is_written(facts, files, "placement").astype(bool) & ~_says_none(facts, files)
    return Found(case_rows(files, returned & ~placed), int(returned.sum()))


def _says_none(facts: Facts, files: pd.DataFrame) -> pd.Series:
    """Whether the cell held words for no placement, which no code stands for."""
    if not facts.has("quality") or "row_id" not in facts["quality"]:
        return pd.Series(False, index=files.index)
    notes = facts["quality"]
    notes = notes[notes["column"].eq("placement").fillna(False)]
    none = notes["raw"].astype("str").str.strip().str.fullmatch(NONE_YET).fillna(False)
    return pd.Series(files.index.isin(notes.loc[none.astype(bool), "row_id"]), index=files.index)
