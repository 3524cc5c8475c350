"""``kcbx panel``: audits of several terms become one pseudonymous, coarsened research table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.audit import audit_county, policy_of
from kcbx_lib.errors import WrongUse
from kcbx_lib.facts import Facts
from kcbx_lib.intake import read_county
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy
from kcbx_lib.privacy.identity import choose_key
from kcbx_lib.reports.writer import write_aside, write_json
from kcbx_lib.risk.coarsening import coarsened
from kcbx_lib.risk.panel import OUTCOME, build_panel


def write_panel(
    roots: Sequence[Path],
    out: Path,
    *,
    policy: str | None = None,
    as_of: str | None = None,
    k: int = 5,
    key_file: Path | None = None,
) -> dict[str, Any]:
    """Write the table and beside it ``<name>.log.json``: every column that left or stayed, and why.

    ``roots`` are data roots (a folder per county) or county folders, one a term. Counties with a single
    date give rows without an outcome. Raises WrongUse where no county is found.
    """
    folders = [folder for root in roots for folder in county_folders(root)]
    if not folders:
        raise WrongUse(say("risk.no_county", found="、".join(root.name for root in roots)))
    counties = [read_county(folder, policy=policy, as_of=as_of) for folder in folders]
    key, _ = choose_key([county.settings.code for county in counties], key_file=key_file)
    audits: dict[str, list[tuple[Facts, Policy]]] = {}
    for county in counties:
        rules = policy_of(county.settings)
        facts = audit_county(county, rules, key=key).facts
        audits.setdefault(county.settings.code, []).append((facts, rules))
    parts = [build_panel(audits[code], alone=True) for code in sorted(audits)]
    table, log = coarsened(pd.concat(parts, ignore_index=True), k=k, key=key)
    write_aside(out, lambda aside: table.to_parquet(aside, index=False))
    summary = {
        "rows": len(table),
        "children": int(table["subject"].nunique()),
        "known_outcomes": int(table[OUTCOME].notna().sum()),
        "events": int(table[OUTCOME].fillna(0).sum()),
        "k": k,
        "log": [
            {
                **entry,
                "what": say(f"risk.left_{entry['what']}", rows=entry["rows"], k=k),
                "why": say(f"risk.why_{entry['why']}"),
            }
            for entry in log
        ],
    }
    write_json(out.with_suffix(".log.json"), summary)
    return summary


def county_folders(root: Path) -> list[Path]:
    """The root itself where it is a county, else the county folders in it."""
    if (root / "county.yml").is_file():
        return [root]
    if not root.is_dir():
        raise WrongUse(say("risk.no_county", found=root.name))
    return sorted(path for path in root.iterdir() if (path / "county.yml").is_file())
