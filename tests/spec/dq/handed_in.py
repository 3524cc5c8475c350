"""A small folder of files, read by the real intake, and what one data-quality rule says of it.

What a cell may hold is judged on reading, so the limits of these rules are tested there: a sheet is
written the way an office writes it, and the finding is asked for at the end.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pandas as pd

from kcbx_lib.audit import with_subjects
from kcbx_lib.facts import Facts
from kcbx_lib.intake import read_county
from kcbx_lib.link import link_children
from kcbx_lib.policy import load_policy
from kcbx_lib.rules import registry
from kcbx_lib.rules.finding import Found
from tests.folders import Rows, county, write_xlsx

KEY = b"k" * 32
COUNTY = """code: "990177"
name: 溪口县
as_of: 2024-12-20
term: {start: 2024-09-02, end: 2025-01-17}
"""


def handed_in(folder: Path, settings: str, sheets: dict[str, Rows]) -> tuple[Facts, pd.Series]:
    """The linked facts of a folder of ``{file name: rows}``, and each subject's name."""
    place = county(folder, COUNTY + settings, enrolment=False)
    for name, rows in sheets.items():
        write_xlsx(place / f"{name}.xlsx", {"Sheet1": rows})
    read = read_county(place)
    linked = link_children(read, key=KEY)
    facts = Facts(read.settings, dict(linked.tables)).with_frames(
        quality=with_subjects(read.quality, linked), quarantined=read.quarantined
    )
    return facts, linked.people["name"]


def outcome(
    rule: ModuleType, folder: Path, *, settings: str = "", **sheets: Rows
) -> tuple[Found, pd.Series]:
    """What a rule finds in the folder, and each subject's name."""
    facts, names = handed_in(folder, settings, sheets)
    return rule.find(facts, load_policy("national", on=facts.county.as_of)), names


def worded(rule: ModuleType, folder: Path, **sheets: Rows) -> pd.DataFrame:
    """The rule's findings in the contract's columns, in Chinese."""
    facts, _ = handed_in(folder, "", sheets)
    alone = (registry.RegisteredRule(rule.RULE, rule.find),)
    with patch.object(registry, "all_rules", return_value=alone):
        policy = load_policy("national", on=facts.county.as_of)
        return registry.run_rules(facts, policy).findings


def found(
    rule: ModuleType, folder: Path, *, settings: str = "", **sheets: Rows
) -> list[tuple[str, str]]:
    """Who (a child's name, else the file) and in which column, sorted."""
    result, names = outcome(rule, folder, settings=settings, **sheets)
    subjects = result.rows["subject"]
    who = subjects.map(names).fillna(subjects)
    columns = result.rows["column"] if len(result.rows) else who
    return sorted(zip(who, columns, strict=True))
