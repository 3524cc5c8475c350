"""GOV-05: the step that a failed inspection calls for was not taken.

Failed inspections are counted from the last one that was met: the first calls for rectification by a
date, the second for the yellow card and public criticism, the third and later for accountability. Only
the latest inspection is judged, so a step that a later success made idle is not dug up; a harsher
measure than called for is a measure taken, and an inspection of the audit day itself still has time.
Several rows of one organisation and day are one inspection: it failed if one of them says so.

An earlier run of the kit is an inspection too: where it found a fault of a school or township itself,
and run after run finds it again after the day it was to be mended, the step of that number is due.
Faults that concern single children, and those of low severity, call for no step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.earlier import followed, found_again
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label, rule_title
from kcbx_lib.rules.organisations import placed

RULE = Rule(
    id="GOV-05",
    needs=("inspections",),
    uses=("inspection.ladder",),
    serves=("Y8", "Z10", "S9", "T7"),
    demands=("inspection.ladder",),
    instead=("follow_up",),
)
WHO = ["subject_kind", "subject", "school_code", "township"]
SEPARATORS = re.compile(r"[、;；,，|\s]+")


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation whose latest failed inspection lacks its measure."""
    ladder = sorted(policy["inspection.ladder"], key=lambda step: int(step["failed"]))
    named = _inspections(facts)
    rows = []
    for _, history in named.groupby("org_key", sort=True):
        failed = failed_in_a_row(history["result"])
        if failed and history["date"].iloc[-1] < facts.as_of:
            run = history.iloc[-failed:]
            lacking = _lacking(measures_in(run["measure"].iloc[-1]), failed, ladder)
            if lacking:
                rows.append(_row(run, failed, lacking, policy))
    known = {str(row["subject"]) for row in rows}
    rows += [
        row for row in _found_again(facts, named, ladder, policy) if row["subject"] not in known
    ]
    tested = int(named["org_key"].nunique()) + followed(facts)
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)


def _inspections(facts: Facts) -> pd.DataFrame:
    """One row an organisation and day with a result, in their order; none without the table."""
    columns = ["org_key", *WHO, "date", "result", "measure", "measure_on", "row_ids"]
    if not facts.has("inspections"):
        return pd.DataFrame(columns=columns)
    inspections = facts["inspections"]
    judged = inspections[inspections["result"].notna() & inspections["date"].notna()]
    named = placed(judged, facts).rename_axis("row_id").reset_index()
    rows = [
        {
            **items.iloc[0][["org_key", *WHO, "date"]],
            "result": "not_met" if items["result"].eq("not_met").any() else "met",
            "measure": sorted(set().union(*map(measures_in, items["measure"]))),
            "measure_on": items["measure_on"].max(),
            "row_ids": sorted(items["row_id"].astype("str")),
        }
        for _, items in named.groupby(["org_key", "date"], sort=True)
    ]
    return pd.DataFrame(rows, columns=columns)


def _found_again(
    facts: Facts, inspections: pd.DataFrame, ladder: list[dict[str, object]], policy: Policy
) -> list[dict[str, object]]:
    """Organisations that an earlier run found at fault, and this one again after the day it gave."""
    again = found_again(facts)
    again = again[again["is_own"] & again["severity_now"].isin(["high", "medium"])]
    rows: list[dict[str, object]] = []
    for subject, faults in again.groupby("subject", sort=True):
        worst = faults.sort_values(["times", "rule"], ascending=[False, True]).iloc[0]
        own = inspections[inspections["subject"].eq(str(subject))]
        since = own[own["measure_on"].fillna(own["date"]).ge(worst["due_before"])]
        taken = {code for cell in since["measure"] for code in measures_in(cell)}
        lacking = _lacking(taken, int(worst["times"]), ladder)
        if lacking:
            rows.append(
                {
                    **{name: worst[name] for name in WHO},
                    "case_key": f"found-again-{worst['rule']}",
                    "what": label("rules_gov.found_by_runs", title=rule_title(worst["rule"])),
                    "failed": int(worst["times"]),
                    "inspected_on": facts.as_of.date().isoformat(),
                    "lacking": policy.names("inspection.ladder", lacking),
                    "severity": "high" if worst["times"] >= 3 else None,
                    "evidence": _rows_of(since),
                }
            )
    return rows


def failed_in_a_row(results: Iterable[str]) -> int:
    """How many inspections failed since the last that was met."""
    count = 0
    for result in results:
        count = count + 1 if result == "not_met" else 0
    return count


def _lacking(taken: set[str], failed: int, ladder: list[dict[str, object]]) -> list[str]:
    """The measures the latest step calls for that were not taken, nor those of a harsher step."""
    reached = [step for step in ladder if int(str(step["failed"])) <= failed]
    harsher = [step for step in ladder if int(str(step["failed"])) > failed]
    if not reached:
        return []
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
        **{name: last[name] for name in WHO},
        "what": "",
        "case_key": last["date"].date().isoformat(),
        "failed": failed,
        "inspected_on": last["date"].date().isoformat(),
        "lacking": policy.names("inspection.ladder", lacking),
        "severity": "high" if failed >= 3 else None,
        "evidence": _rows_of(run),
    }


def _rows_of(inspections: pd.DataFrame) -> list[str]:
    return sorted(row_id for rows in inspections["row_ids"] for row_id in rows)
