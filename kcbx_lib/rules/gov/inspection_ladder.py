"""GOV-05: the step that a failed inspection calls for was not taken.

Failed inspections are counted from the last one that was met: the first calls for rectification by a
date, the second for the yellow card and public criticism, the third and later for accountability. Only
the latest inspection is judged, so a step that a later success made idle is not dug up; a harsher
measure than called for is a measure taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import placed

RULE = Rule(
    id="GOV-05",
    needs=("inspections",),
    uses=("inspection.ladder",),
    serves=("Y8", "Z10", "S9", "T7"),
    demands=("inspection.ladder",),
)
SEPARATORS = re.compile(r"[、;；,，|\s]+")


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation whose latest failed inspection lacks its measure."""
    inspections = facts["inspections"]
    judged = inspections[inspections["result"].notna() & inspections["date"].notna()]
    named = placed(judged, facts)
    named = named.assign(row_id=named.index.astype("str")).reset_index(drop=True)
    named = named.sort_values(["org_key", "date", "row_id"], kind="stable")
    ladder = sorted(policy["inspection.ladder"], key=lambda step: int(step["failed"]))
    rows = []
    for _, history in named.groupby("org_key", sort=True):
        failed = failed_in_a_row(history["result"])
        if failed:
            run = history.iloc[-failed:]
            lacking = _lacking(run, failed, ladder)
            if lacking:
                rows.append(_row(run, failed, lacking, policy))
    tested = int(named["org_key"].nunique())
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)


def failed_in_a_row(results: Iterable[str]) -> int:
    """How many inspections failed since the last that was met."""
    count = 0
    for result in results:
        count = count + 1 if result == "not_met" else 0
    return count


def _lacking(run: pd.DataFrame, failed: int, ladder: list[dict[str, object]]) -> list[str]:
    """The measures the latest step calls for that neither it nor a harsher step has."""
    reached = [step for step in ladder if int(str(step["failed"])) <= failed]
    harsher = [step for step in ladder if int(str(step["failed"])) > failed]
    if not reached:
        return []
    taken = measures_in(run["measure"].iloc[-1])
    if any(code in taken for step in harsher for code in _codes(step)):
        return []
    return [code for code in _codes(reached[-1]) if code not in taken]


def _codes(step: dict[str, object]) -> list[str]:
    return [str(code) for code in step["measures"]]  # type: ignore[attr-defined]


def measures_in(cell: object) -> set[str]:
    """The measures of one cell, written as one text or held as a list."""
    if isinstance(cell, str):
        return {part for part in SEPARATORS.split(cell) if part}
    if isinstance(cell, Iterable):
        return {str(part) for part in cell}
    return set()


def _row(run: pd.DataFrame, failed: int, lacking: list[str], policy: Policy) -> dict[str, object]:
    last = run.iloc[-1]
    return {
        "subject_kind": last["subject_kind"],
        "subject": last["subject"],
        "school_code": last["school_code"],
        "township": last["township"],
        "case_key": last["date"].date().isoformat(),
        "failed": failed,
        "inspected_on": last["date"].date().isoformat(),
        "lacking": policy.names("inspection.ladder", lacking),
        "severity": "high" if failed >= 3 else None,
        "evidence": sorted(run["row_id"]),
    }
