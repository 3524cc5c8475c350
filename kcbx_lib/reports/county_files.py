"""The files of one county in a run: tables for everybody in the office, and ``restricted/`` for few.

Outside ``restricted/`` a child is a pseudonym and a doubtful cell is masked; every table passes the
release check before it is written.
"""

from __future__ import annotations

import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from kcbx_lib.county import County
from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy
from kcbx_lib.privacy.identity import mask
from kcbx_lib.privacy.release import ReleaseCheck
from kcbx_lib.reports.official.blocks import text_of
from kcbx_lib.reports.official.papers import write_report, write_restricted_papers
from kcbx_lib.reports.official.self_check import self_check_report
from kcbx_lib.reports.workbooks import (
    forgotten_people,
    write_ledgers,
    write_quarantine,
    write_review,
)
from kcbx_lib.reports.writer import private_folder, write_csv, write_json
from kcbx_lib.tables import load_table, table_names

QUALITY_COLUMNS = (
    "table", "file", "sheet", "row", "column", "code", "severity", "raw_masked", "cleaned_masked",
)  # fmt: skip
STATE_COLUMNS = ("subject", "state", "explanation", "in_population")
RISK_COLUMNS = ("subject", "school_code", "grade", "score", "band", "reasons")
KEY_COLUMNS = (
    "subject", "name", "resident_id", "student_no", "school_name", "grade", "class_no",
)  # fmt: skip
PERSON_SENSITIVITIES = ("name", "id", "student_no", "phone", "address")
PLACE_COLUMNS = ("township", "village", "org", "from_school", "to_school", "aliases")
ORGANISATION = re.compile(
    r".(?:政府|委员会|村委会|居委会|教育局|教体局|学校|小学|中学|教学点|办公室|办事处|街道办|社区|小组|中心)$"
)
"""A village committee that signs an agreement is a party by the same column as a parent."""
LEDGERS = ("ledger_school_age", "ledger_suspected", "ledger_dropout")
SINCE_LAST_RUN = ("ledger_changes", "follow_up")
"""Written where an earlier run was read back; the next run reads ``follow_up.csv`` in its turn."""


def write_county_files(
    folder: Path,
    *,
    county: County,
    policy: Policy,
    facts: Facts,
    findings: pd.DataFrame,
    rules: pd.DataFrame,
) -> None:
    """Write every table of the contract for one county.

    Raises PrivacyBreach before anything is written outside ``restricted/`` that holds a person.
    """
    restricted = private_folder(private_folder(folder) / "restricted")
    children = facts["children"]
    write_csv(restricted / "key.csv", key_table(children, earlier=forgotten_people(facts)))
    write_ledgers(restricted / "ledgers.xlsx", facts=facts)
    write_quarantine(restricted / "quarantine.xlsx", county=county)
    write_review(restricted / "review.xlsx", facts=facts)
    write_restricted_papers(restricted, facts=facts, policy=policy)

    check = ReleaseCheck(persons_of(county), words_allowed=places_of(county))
    tables = {
        "findings": findings,
        "rules": rules,
        "indicators": facts["indicators"],
        "bridge": bridge_in_words(facts["bridge"]),
        "register_states": states_in_words(facts["register_states"]),
        "risk": facts["risk"].reindex(columns=list(RISK_COLUMNS)),
        "quality": masked_quality(county.quality),
        **{name: without_persons(facts[name]) for name in LEDGERS},
        **{name: facts[name] for name in SINCE_LAST_RUN if facts.has(name)},
    }
    for name, table in tables.items():
        check.check_frame(table, where=f"{name}.csv")
    report = self_check_report(facts, policy, findings, rules)
    check.check_text(text_of(report), where="report.docx")
    for name, table in tables.items():
        write_csv(folder / f"{name}.csv", table)
    write_report(folder / "report.docx", report, facts=facts)
    write_json(folder / "manifest.json", manifest(county, policy, facts))


def key_table(children: pd.DataFrame, *, earlier: pd.DataFrame | None = None) -> pd.DataFrame:
    """Pseudonym to person, one row a child: the only way back, so it stays in ``restricted/``.

    ``earlier`` are the children whom only an earlier run's ledger still knows.
    """
    table = children.rename_axis(index="subject").reset_index()
    if earlier is not None and len(earlier):
        table = pd.concat([table.reindex(columns=list(KEY_COLUMNS)).astype("str"), earlier])
    return table.reindex(columns=list(KEY_COLUMNS)).sort_values("subject", kind="stable")


def masked_quality(quality: pd.DataFrame) -> pd.DataFrame:
    """Each doubtful or changed cell with its values masked by the column's sensitivity."""
    table = quality.copy()
    sensitivity = pd.Series(
        {
            (name, column.name): column.sensitivity
            for name in table_names()
            for column in load_table(name).columns
        }
    )
    keys = pd.MultiIndex.from_frame(table[["table", "column"]])
    table["sensitivity"] = sensitivity.reindex(keys).fillna("free_text").to_numpy()
    for column in ("raw", "cleaned"):
        table[f"{column}_masked"] = pd.Series(pd.NA, index=table.index, dtype="str")
        for kind, rows in table.groupby("sensitivity").groups.items():
            values = table.loc[rows, column].astype("str").where(table.loc[rows, column].notna())
            table.loc[rows, f"{column}_masked"] = mask(values, str(kind))
    order = ["table", "file", "sheet", "row", "column", "code"]
    return table.sort_values(order, kind="stable").reindex(columns=list(QUALITY_COLUMNS))


def states_in_words(states: pd.DataFrame) -> pd.DataFrame:
    """Each child's state with its explanation as a sentence."""
    known = {key: say(f"registers.{key}") for key in states["explanation"].dropna().unique()}
    words = states["explanation"].map(known).astype("str")
    return states.assign(explanation=words).reindex(columns=list(STATE_COLUMNS))


def bridge_in_words(bridge: pd.DataFrame) -> pd.DataFrame:
    """The bridge with each line's name beside its code."""
    names = [say(f"indicators.bridge_{line}") for line in bridge["line"]]
    rest = [column for column in bridge.columns if column not in ("line", "kind")]
    return bridge.assign(name=pd.Series(names, index=bridge.index, dtype="str"))[
        ["line", "name", "kind", *rest]
    ]


def without_persons(ledger: pd.DataFrame) -> pd.DataFrame:
    """A ledger with its person columns left out; the pseudonym stays."""
    named = {"name", "resident_id", "student_no", "guardian", "phone", "address",
             "household_address", "disability_no", "household_no", "birth_date"}  # fmt: skip
    return ledger[[column for column in ledger.columns if column not in named]]


def persons_of(county: County) -> pd.DataFrame:
    """Every value in the county's tables that names or locates somebody, for the release check."""
    found: dict[str, list[pd.Series]] = {}
    for name, frame in county.tables.items():
        if name not in table_names():
            continue
        for column in load_table(name).columns:
            if column.sensitivity in PERSON_SENSITIVITIES and column.name in frame:
                kind = "name" if column.sensitivity == "name" else column.name
                values = frame[column.name].dropna().astype("str")
                is_office = values.str.strip().str.contains(ORGANISATION)
                found.setdefault(kind, []).append(values[~is_office.astype(bool)])
    columns = {
        kind: pd.Series(pd.concat(parts).unique(), dtype="str") for kind, parts in found.items()
    }
    return pd.DataFrame(columns)


def places_of(county: County) -> set[str]:
    """Schools, townships and offices by name: a party to an agreement may be one, and is no person."""
    found: set[str] = set()
    for name, frame in county.tables.items():
        if name not in table_names():
            continue
        for column in load_table(name).columns:
            is_place = column.kind in ("school_name", "school_code") or column.name in PLACE_COLUMNS
            if is_place and column.name in frame:
                found |= set(frame[column.name].dropna().astype("str"))
    return found


def manifest(county: County, policy: Policy, facts: Facts) -> dict[str, object]:
    """What came in, by file and by table, the policy values used, and the versions."""
    sources = county.sources.sort_values(["file", "sheet", "table"], kind="stable")
    counts = ["read", "accepted", "quarantined"]
    known = sources[sources["table"].notna() & sources["table"].ne("")]
    return {
        "inputs": [
            {
                "file": row.file,
                "sheet": row.sheet,
                "table": row.table,
                "sha256": row.sha256,
                **{name: int(getattr(row, name)) for name in counts},
            }
            for row in sources.itertuples()
        ],
        "tables": {
            str(table): {name: int(total) for name, total in totals.items()}
            for table, totals in known.groupby("table")[counts].sum().iterrows()
        },
        "later_than_as_of": {
            str(table): int(rows) for table, rows in facts["later_rows"]["rows"].items()
        },
        "previous": facts["previous_sources"].astype("str").to_dict("records")
        if facts.has("previous_sources")
        else [],
        "policy": {
            "profile": policy.name,
            "values": {key: policy[key] for key in policy.keys()},  # noqa: SIM118
        },
        "notices": county.notices.astype("str").to_dict("records"),
        "versions": {
            "kcbx": version("kcbx"),
            "python": ".".join(platform.python_version_tuple()[:2]),
            "pandas": version("pandas"),
        },
        "clock": {"written_at": datetime.now(UTC).isoformat(timespec="seconds")},
    }
