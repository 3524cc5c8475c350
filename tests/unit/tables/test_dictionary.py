"""The dictionary keeps its own rules: no header means two columns, every code list can be read."""

import re
from pathlib import Path

import pytest

from kcbx_lib.clean.codes import compact_aliases
from kcbx_lib.errors import WrongUse
from kcbx_lib.tables import (
    PERSON_COLUMNS,
    code_list_names,
    load_codes,
    load_table,
    load_tables,
    schema_of,
    table_names,
    write_templates,
)
from kcbx_lib.tables.document import PAGES, page
from kcbx_lib.tables.wording import bare_header, compact_header

CONTRACT = {
    "population": (
        "ethnicity household_no household_address township village cancelled_on cancel_reason"
    ),
    "enrolment": (
        "ethnicity school_code school_name grade class_no status enrolled_on hukou_kind "
        "household_address address boarding left_behind migrant orphan disability_kind "
        "inclusive poor guardian phone"
    ),
    "attendance": "school_name grade class_no date mark month due_days present_days",
    "scores": "term score full_score absent",
    "poverty": ("household_no household_kind monitor_kind risk_cleared schooling township village"),
    "disability": "disability_no disability_kind disability_grade schooling",
    "welfare": "child_kind guardian_kind guardian",
    "aid": "program school_year term amount_yuan paid_on",
    "movements": "kind date from_school to_school document reviewed_on",
    "cases": (
        "case_no list_version opened_on source stage category_code cause destination "
        "verified_on reported_township_on reported_bureau_on approval_no returned_on "
        "placement closed_on closing_evidence"
    ),
    "persuasions": "case_no level attempt_no date method people result evidence",
    "notices": "case_no kind number issued_on served_on deadline outcome",
    "home_teaching": "date hours teachers signed",
    "reports": (
        "org period_kind period submitted_on recipients start_count moved_in moved_out "
        "suspended resumed died end_count suspected_new dropout_new returned outstanding"
    ),
    "schools": (
        "school_code school_name aliases stage township pupils funded_pupils classes "
        "teachers rotation_eligible rotated backbone_rotated special_places"
    ),
    "plans": "kind made_on measures responsible",
    "exam_entries": "school_name",
    "surveys": "topic asked aware date",
    "helpers": "role helper since until end_reason",
    "agreements": "link party_a party_b signed_on",
    "activities": "kind date org recipients evidence",
    "inspections": "org date result measure measure_on deadline",
    "tasks": "item owner person due done_on evidence accepted_by closed_on",
    "cohorts": (
        "school_code school_name stage intake_year intake moved_in moved_out died graduates"
    ),
}


def test_every_table_of_the_contract_is_there_with_its_columns():
    assert set(table_names()) == set(CONTRACT)
    for name, columns in CONTRACT.items():
        assert set(columns.split()) <= set(load_table(name).column_names), name


def test_tables_about_children_begin_with_the_five_person_columns():
    for table in load_tables().values():
        if table.person:
            assert tuple(table.column_names[:5]) == PERSON_COLUMNS


@pytest.mark.parametrize("name", table_names())
def test_no_header_means_two_columns_of_one_table(name):
    owners: dict[str, str] = {}
    for column in load_table(name).columns:
        if not column.derived:
            for header in column.headers:
                assert owners.setdefault(compact_header(header), column.name) == column.name, header


@pytest.mark.parametrize("name", table_names())
def test_a_header_that_is_read_is_not_also_passed_over(name):
    table = load_table(name)
    read = {compact_header(header) for column in table.columns for header in column.headers}
    assert not read & {compact_header(text) for text in table.ignored}


@pytest.mark.parametrize("name", table_names())
def test_the_columns_that_recognise_a_table_are_its_own(name):
    table = load_table(name)
    assert table.recognised_by
    for signature in table.recognised_by:
        assert set(signature) <= set(table.column_names)


@pytest.mark.parametrize("name", code_list_names())
def test_no_wording_of_a_code_list_stands_for_two_codes(name):
    compact_aliases(load_codes(name).aliases)  # raises on a wording of two codes
    assert len(set(load_codes(name).codes)) == len(load_codes(name).codes)


def test_every_coded_column_has_its_list_and_every_list_is_used():
    used = {
        column.codes for table in load_tables().values() for column in table.columns if column.codes
    }
    assert used <= set(code_list_names())
    assert set(code_list_names()) - used == {"course"}  # read from the header of a column of marks


def test_forbidden_statuses_are_codes_of_their_own():
    find = load_codes("student_status").find
    assert [find(text) for text in ("开除", "退学", "劝退", "自动退学")] == [
        "expelled", "withdrawn", "persuaded_out", "auto_withdrawn",
    ]  # fmt: skip


def test_where_a_child_lives_and_where_it_is_registered_are_never_one_column():
    enrolment = load_table("enrolment")
    assert enrolment.find_column("现住址").name == "address"
    assert enrolment.find_column("户籍地址").name == "household_address"


def test_brackets_spaces_and_numbering_do_not_change_a_header():
    assert compact_header(" 1. 学校（机构）标识码 * ") == compact_header("学校机构标识码")
    assert bare_header("金额（元/学期）") == "金额"


def test_an_unknown_table_is_told_with_those_that_exist():
    with pytest.raises(WrongUse, match=re.compile("attendence.*attendance", re.DOTALL)):
        load_table("attendence")


def test_the_pages_are_what_the_dictionary_gives():
    docs = Path(__file__).parents[3] / "docs"
    for lang, name in PAGES.items():
        assert (docs / name).read_text(encoding="utf-8") == page(lang), (
            f"docs/{name} is out of date: run python -m kcbx_lib.tables.document docs"
        )


def test_a_schema_holds_the_codes_and_the_types_of_its_table():
    schema = schema_of("enrolment")
    assert str(schema.columns["grade"].dtype) == "Int64"
    assert str(schema.columns["orphan"].dtype) == "boolean"
    assert set(schema.columns) >= {*load_table("enrolment").column_names, "file", "sheet", "row"}


def test_templates_are_the_same_bytes_every_time(tmp_path):
    one, two = write_templates(tmp_path / "一"), write_templates(tmp_path / "二")
    assert [path.name for path in one] == [path.name for path in two]
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(one, two, strict=True))
