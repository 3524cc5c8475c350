"""A whole county of 50,000 pupils, stage by stage: what the audit takes beside its own intake.

The county comes from ``kcbx synth`` with every table, a workbook a school and month and a sheet a
class, read at the end of the term. Each stage is timed in the order of the audit; all rules together
may take 0.6 of the time of the intake. Of 56,000 children of all ages and states some 50,000 sit in a
class and are marked each day: five million marks.

Run: ``python -m benchmarks.county``.
"""

from __future__ import annotations

import json
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.audit import Audit, audit_county, policy_of
from kcbx_lib.intake import read_county
from kcbx_lib.link import link_children
from kcbx_lib.privacy.identity import sample_key
from kcbx_lib.reports.county_files import write_county_files
from kcbx_lib.rules.registry import run_rules
from kcbx_lib.synthetic.generate import synthesise

RULES_AT_MOST = 0.6
LAST_DAY = date(2025, 1, 17)


def run(*, children: int = 56_000, seed: int = 5) -> dict[str, Any]:
    """Seconds of every stage, and the rules beside the intake."""
    stages: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = synthesise(
            Path(name), counties=1, pupils=children, seed=seed, as_of=LAST_DAY, lawful=0
        )[0]
        clock = _Clock(stages)
        county = read_county(folder)
        clock.stop("intake")
        linked = link_children(county, key=sample_key())
        clock.stop("linking")
        policy = policy_of(county.settings)
        audit = audit_county(county, policy, key=sample_key(), linked=linked)
        clock.stop("derived_and_rules")
        run_rules(audit.facts, policy)
        clock.stop("rules")
        _write(Path(name) / "files", audit)
        clock.stop("files")
    ratio = stages["rules"] / stages["intake"]
    return {
        "children": children,
        "pupils": int(county.tables["enrolment"]["status"].eq("in_school").sum()),
        "marks": len(county.tables.get("attendance_marks", pd.DataFrame())),
        "rows_read": int(county.sources["read"].sum()),
        "findings": len(audit.findings),
        "stages": {name: round(seconds, 1) for name, seconds in stages.items()},
        "comparisons": {
            "all_rules": {
                "seconds": round(stages["rules"], 1),
                "ratio": round(ratio, 2),
                "target": f"at most {RULES_AT_MOST} of the time of the intake",
                "met": ratio <= RULES_AT_MOST,
            }
        },
    }


class _Clock:
    """Processor seconds from one stage to the next."""

    def __init__(self, stages: dict[str, float]) -> None:
        self.stages = stages
        self.begun = time.process_time()

    def stop(self, stage: str) -> None:
        """Note the stage that has just ended."""
        self.stages[stage] = time.process_time() - self.begun
        self.begun = time.process_time()


def _write(folder: Path, audit: Audit) -> None:
    write_county_files(
        folder,
        county=audit.county,
        policy=audit.policy,
        facts=audit.facts,
        findings=audit.findings,
        rules=audit.rules,
    )


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
