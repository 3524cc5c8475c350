"""A case drawn in one line, its attempts, and a county drawn in full for what attendance decides."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.ledgers import build_ledgers
from kcbx_lib.policy import Policy
from tests.spec.ledgers.county import policy_of, registered
from tests.spec_helpers import Drawn

ATTEMPTS = "name case_no level attempt_no date method people result evidence\n"


def case(**cells: str) -> str:
    """The table of one case of 甲, suspected on 10 September 2024 unless said otherwise."""
    row = {"name": "甲", "case_no": "1", "opened_on": "2024-09-10", "stage": "suspected"} | cells
    return " ".join(row) + "\n" + " ".join(row.values())


def attempts(
    *dates: str, level: str = "school", case_no: str = "1", result: str = "继续动员"
) -> str:
    """Numbered attempts on 甲, one a date, each with all its parts."""
    return "\n".join(
        f"甲 {case_no} {level} {number} {day} 家访 张老师 {result} 照片"
        for number, day in enumerate(dates, start=1)
    )


def assuming(**values: Any) -> Policy:
    """The national profile with some values assumed: ``case__verify_within_days=3``."""
    return policy_of("national").with_values(
        {key.replace("__", "."): value for key, value in values.items()}
    )


def exchange_of(how: str) -> dict[str, pd.DataFrame]:
    """What another county of the run knows of 甲: ``enrolled`` or ``attending`` there."""
    row = {"subject": ["甲"], "other_county": ["990102"], "how": [how]}
    return {"exchange": pd.DataFrame(row, dtype="str")}


def noted(table: str, column: str, raw: str) -> dict[str, pd.DataFrame]:
    """The quality note on a cell of the table's first row that held ``raw`` and could not be read."""
    row = {
        "row_id": [f"{table}-2"],
        "column": [column],
        "code": ["unreadable"],
        "raw": [raw],
        "cleaned": [None],
    }
    return {"quality": pd.DataFrame(row, dtype="str")}


def found_in_full(rule: str, *, values: dict[str, Any] | None = None, **tables: Any) -> list[str]:
    """The names a rule finds in a county whose streaks, states and ledgers are all derived."""
    drawn = Drawn(values=values, **tables)
    facts = drawn.facts.with_frames(**build_ledgers(drawn.facts, drawn.policy))
    subjects = registered(rule).find(facts, drawn.policy).rows["subject"]
    return sorted(subjects.map(drawn.name_of).fillna(subjects))
