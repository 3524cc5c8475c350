"""The pages of docs/ say what the kit does, no more and no less."""

import re

import pandas as pd
import pytest

from kcbx_lib.documents import PAGES, measured, page
from kcbx_lib.documents.coverage_page import is_made, mechanisms, service
from kcbx_lib.documents.facts_page import frames
from kcbx_lib.documents.glossary_page import glossary
from kcbx_lib.documents.guide_pages import exit_codes, floors
from kcbx_lib.documents.markdown import ROOT, data, table
from kcbx_lib.documents.measured_cities import City
from kcbx_lib.ledgers.life_cycle import STATES as CASE_STATES
from kcbx_lib.messages import catalogue
from kcbx_lib.policy import policy_keys
from kcbx_lib.registers import STATES
from kcbx_lib.rules.registry import all_rules
from kcbx_lib.tables import table_names
from tests.helpers import county_of

DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_committed_page_is_what_would_be_written(name):
    written = page(name)
    assert (DOCS / name).read_text(encoding="utf-8") == written, "run: make docs"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_to_a_file_or_a_place_leads_somewhere(name):
    text = page(name)
    for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", text):
        assert not target or (DOCS / target).exists(), target
    anchors = set(re.findall(r'<a id="([^"]+)"', text))
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in anchors, anchor


@pytest.mark.parametrize("page_name", ["rules.md", "rules.zh-CN.md"])
def test_every_rule_stands_in_the_reference_once(page_name):
    headings = re.findall(r"^### ([A-Z]+-\d\d) ", page(page_name), flags=re.MULTILINE)
    assert headings == [entry.rule.id for entry in all_rules()]


def test_a_profile_that_differs_is_named_with_its_own_value():
    section = page("rules.md").split("### ATT-01 ")[1].split("\n### ")[0]
    assert "`hanzhong_2018`: 2" in section
    assert "confirmed" in section


@pytest.mark.parametrize("mechanism", sorted(mechanisms()))
def test_every_mechanism_is_carried_by_something_the_kit_makes(mechanism):
    assert service(mechanism).is_carried


def test_every_mechanism_that_a_rule_or_a_value_serves_is_described():
    served = {name for entry in all_rules() for name in entry.rule.serves}
    served |= {name for key in policy_keys().values() for name in key.mechanisms}
    assert served <= set(mechanisms())


def test_outputs_named_for_a_mechanism_exist():
    for name, entry in mechanisms().items():
        for ledger in entry.get("ledgers", ()):
            assert ledger in frames(), (name, ledger)
        for indicator in entry.get("indicators", ()):
            assert indicator in catalogue("indicators"), (name, indicator)


def test_a_form_that_the_kit_does_not_make_is_not_claimed():
    assert not is_made("coloured_certificates.docx")
    assert is_made("findings.csv")


def test_every_state_of_a_child_and_of_a_case_is_in_the_glossary():
    assert set(glossary()["states"]) == set(STATES)
    assert set(glossary()["case_states"]) == set(CASE_STATES)


def test_every_frame_that_a_rule_needs_is_described():
    needed = {name for entry in all_rules() for name in entry.rule.needs}
    derived = {name for name in needed if name not in table_names()}
    derived = {name for name in derived if not name.startswith("previous_")}
    assert derived <= set(frames())


def test_every_floor_of_the_house_is_described_in_its_order():
    assert set(floors()) == set(data("rooms.yml"))
    assert floors()[0] == "errors"
    assert floors()[-1] == "cli"


def test_the_guide_names_the_exit_codes_of_the_errors_themselves():
    codes = exit_codes()
    assert (codes["WrongUse"], codes["UnreadableInput"]) == (2, 3)
    assert "| 2 | wrong use" in page("user-guide.md")


def test_a_bar_or_a_line_end_in_a_cell_does_not_break_the_table():
    assert table(["a"], [["x | y\nz"]]).splitlines()[-1] == r"| x \| y z |"


def finding(rule, subject, found="true"):
    where = {"county": "990101", "rule": rule, "subject": subject}
    return where | {"found": found, "why": "", "words": "", "condition": ""}


def test_measured_figures_are_written_with_the_city_that_they_come_from(tmp_path, monkeypatch):
    found = pd.DataFrame([finding("ATT-01", "c1"), finding("ATT-01", "c3")])
    key = pd.DataFrame([finding("ATT-01", "c1"), finding("ATT-01", "c2")])
    monkeypatch.setattr(measured, "findings_and_key", lambda city: (found, key))
    told = []
    path = measured.write_measured(
        tmp_path / "m.csv", [City("unseen", 7)], wrong=lambda city, wrong: told.append(len(wrong))
    )
    table = measured.read_measured(path)
    assert set(table["rule"]) == {entry.rule.id for entry in all_rules()}
    row = table.set_index("rule").loc["ATT-01"]
    assert list(row[list(measured.FIGURES)]) == ["2", "2", "1", "1", "0"]
    assert (row["precision"], row["recall"]) == ("0.500", "0.500")
    assert row["city"] == "unseen"
    assert row["made_by"] == "synth --counties 8 --lawful 4 --pupils 600 --seed 7"
    assert told == [2]


def test_a_rule_that_falls_short_has_its_reason_beside_it():
    for _, row in measured.read_measured().iterrows():
        if measured.falls_short(row):
            assert data("measured_reasons.yml").get(row["rule"]), row["rule"]


def test_the_columns_described_are_those_of_an_audit():
    from kcbx_lib.audit import audit_county
    from kcbx_lib.policy import load_policy
    from kcbx_lib.privacy.identity import sample_key

    county = county_of(
        population="""name birth_date resident_id
            王小明 2014-03-05 birth""",
        enrolment="""name birth_date resident_id school_code grade class_no status
            王小明 2014-03-05 birth S1 4 1 in_school""",
        attendance="""name school_code grade class_no marks
            王小明 S1 4 1 √√√旷旷旷""",
        cases="""name birth_date resident_id case_no stage opened_on
            王小明 2014-03-05 birth K1 suspected 2024-10-01""",
        persuasions="""name birth_date resident_id case_no level attempt_no date
            王小明 2014-03-05 birth K1 school 1 2024-10-08""",
        notices="""name birth_date resident_id case_no kind issued_on
            王小明 2014-03-05 birth K1 urge 2024-10-09""",
        aid="""name birth_date resident_id program amount_yuan paid_on
            王小明 2014-03-05 birth 补助 500 2024-10-09""",
    )
    policy = load_policy("national", on=county.settings.as_of)
    audit = audit_county(county, policy, key=sample_key())
    known = frames()
    for name, frame in audit.facts.frames.items():
        if name in table_names() or name in ("sources", "quarantined", "school_days"):
            continue  # the first two are empty here, the last has no term's sheet to read
        assert name in known, f"{name} is not described in frames.yml"
        described = set(known[name]["columns"])
        assert described <= {*frame.columns, frame.index.name}, (name, described - {*frame.columns})
