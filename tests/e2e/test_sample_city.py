"""The main job on the sample city: every file of the contract, accounts that close, no person outside."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.privacy.release import check_folder
from kcbx_lib.rules.registry import FINDING_COLUMNS, RULE_COLUMNS, all_rules
from kcbx_lib.synthetic.measure import disagreements, measure_run

pytestmark = pytest.mark.e2e
ANSWER_KEY = Path(__file__).resolve().parents[2] / "data_samples" / "answer_key"
COUNTY_FILES = (
    "audit.ipynb", "audit.html", "findings.csv", "rules.csv", "indicators.csv", "ledger_school_age.csv",
    "ledger_suspected.csv", "ledger_dropout.csv", "bridge.csv", "register_states.csv", "risk.csv",
    "quality.csv",
    "manifest.json", "restricted/key.csv", "restricted/ledgers.xlsx", "restricted/quarantine.xlsx",
    "report.docx", "restricted/pupil_forms.docx", "restricted/notices.docx",
)  # fmt: skip
STATES = {
    "in_school", "attends_elsewhere", "attends_no_record", "enrolled_not_attending",
    "transfer_in_progress", "suspended", "home_teaching", "special_school", "studying_elsewhere",
    "abroad", "died", "graduated", "delayed_entry", "moved_away", "under_age", "over_age", "to_review",
    "out_of_school", "unknown",
}  # fmt: skip


def counties(run: Path) -> list[Path]:
    return sorted(path for path in run.iterdir() if path.name.startswith("99"))


def table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)


def test_every_county_has_every_file_of_the_contract(sample_run):
    assert len(counties(sample_run)) == 3
    for county in counties(sample_run):
        missing = [name for name in COUNTY_FILES if not (county / name).is_file()]
        assert missing == []
    assert all((sample_run / name).is_file() for name in ("index.html", "summary.csv", "run.json"))


def test_the_run_and_what_names_children_are_for_their_owner_alone(sample_run):
    folders = [sample_run, *(county / "restricted" for county in counties(sample_run))]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_every_source_row_is_accepted_or_set_aside(sample_run):
    for county in counties(sample_run):
        manifest = json.loads((county / "manifest.json").read_text("utf-8"))
        for entry in [*manifest["inputs"], *manifest["tables"].values()]:
            assert entry["read"] == entry["accepted"] + entry["quarantined"], entry


def test_each_child_stands_once_in_one_known_state(sample_run):
    for county in counties(sample_run):
        states = table(county / "register_states.csv")
        assert states["subject"].is_unique
        assert set(states["state"]) <= STATES


def test_findings_stand_alone(sample_run):
    for county in counties(sample_run):
        findings = table(county / "findings.csv")
        assert list(findings.columns) == list(FINDING_COLUMNS)
        assert findings["finding_id"].is_unique
        for column in ("condition", "criterion", "effect", "action", "owner", "subject"):
            assert findings[column].ne("").all(), column
        assert not findings["condition"].str.contains(r"[{}]|<NA>|nan|NaT", regex=True).any()


def test_every_rule_says_found_clear_or_not_tested_with_the_reason(sample_run):
    for county in counties(sample_run):
        rules = table(county / "rules.csv")
        assert list(rules.columns) == list(RULE_COLUMNS)
        assert list(rules["rule"]) == [entry.rule.id for entry in all_rules()]
        assert rules.loc[rules["state"].eq("not_tested"), "reason"].ne("").all()
        assert set(rules["state"]) <= {"found", "clear", "not_tested"}


def test_nobody_planted_stands_outside_restricted(sample_run):
    with (ANSWER_KEY / "people.csv").open(encoding="utf-8") as file:
        planted = {row["value"]: row["kind"] for row in csv.DictReader(file)}
    # A name of two characters may be an ordinary word; longer ones, ids and phones may not occur.
    told_apart = {value: kind for value, kind in planted.items() if len(value) > 2}
    hits = check_folder(sample_run, told_apart)
    assert [(path.name, kind) for path, kind in hits] == []


def test_two_character_names_stand_in_no_cell(sample_run):
    people = table(ANSWER_KEY / "people.csv")
    names = set(people.loc[people["kind"].isin(["name", "guardian", "staff"]), "value"])
    for county in counties(sample_run):
        for path in county.glob("*.csv"):
            cells = table(path)
            for column in cells:
                assert not set(cells[column]) & names, (path.name, column)


def test_every_built_rule_is_measured_against_the_answer_key(sample_run, capsys):
    measured = measure_run(sample_run, ANSWER_KEY)
    with capsys.disabled():
        print("\n" + measured.to_string(index=False, na_rep="—"))
    wrong = disagreements(sample_run, ANSWER_KEY)
    assert measured["recall"].dropna().eq(1).all(), wrong[wrong["kind"].eq("missed")].to_string()
    assert measured["precision"].dropna().ge(0.98).all(), wrong.to_string()
