"""Every committed notebook was executed top to bottom, is clean, and takes parameters as agreed."""

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
COUNTY = ["county_audit", "data_quality", "registers", "start_here"]
AGREED = ["data_root", "county", "policy", "as_of", "previous", "out", "lang"]
PROGRESS = ("it/s]", "%|", "tqdm")


def notebook(name):
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def parameters(name):
    cell = next(c for c in notebook(name).cells if "parameters" in c.metadata.get("tags", []))
    return cell.source


@pytest.mark.parametrize("name", COUNTY)
def test_a_county_s_notebook_takes_the_agreed_parameters_as_literals(name):
    assigned = ast.parse(parameters(name)).body
    assert [line.target.id for line in assigned] == AGREED
    assert all(isinstance(ast.literal_eval(line.value), str) for line in assigned)


@pytest.mark.parametrize("name", COUNTY)
def test_every_parameter_says_what_it_is(name):
    assert all(" # " in line for line in parameters(name).splitlines())


@pytest.mark.parametrize("name", COUNTY)
def test_opened_alone_a_notebook_writes_nothing(name):
    assert 'out: str = ""' in parameters(name)


@pytest.mark.parametrize("name", ["data_quality", "registers", "start_here"])
def test_a_notebook_was_executed_from_top_to_bottom_without_an_error(name):
    cells = [cell for cell in notebook(name).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert "error" not in kinds
    assert "stream" not in kinds


@pytest.mark.parametrize("name", ["data_quality", "registers", "start_here"])
def test_a_notebook_holds_no_machine_path_no_runner_and_no_progress_bar(name):
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "papermill" not in text
    for path in ("/home/", "/root/", "/tmp/", "/Users/", "C:\\\\"):
        assert path not in text
    assert not any(mark in text for mark in PROGRESS)


@pytest.mark.parametrize("name", ["data_quality", "registers", "start_here"])
def test_text_is_in_both_languages(name):
    for cell in notebook(name).cells:
        if cell.cell_type == "markdown":
            assert "<!-- en -->" in cell.source, cell.source[:40]


@pytest.mark.parametrize("name", ["data_quality", "registers", "start_here"])
def test_a_cell_is_a_call_and_its_result(name):
    cells = [cell for cell in notebook(name).cells if cell.cell_type == "code"]
    assert all(len(cell.source.splitlines()) <= 8 for cell in cells)


@pytest.mark.parametrize("name", ["data_quality", "registers", "start_here"])
def test_no_invented_person_is_named(name):
    people = NOTEBOOKS.parent / "data_samples" / "answer_key" / "people.csv"
    rows = [line.split(",") for line in people.read_text(encoding="utf-8-sig").splitlines()[1:]]
    secrets = {value for county, kind, value in (row[:3] for row in rows) if len(value) > 2}
    shown = "\n".join(
        str(output.get("data", {}).get(kind, ""))
        for cell in notebook(name).cells
        for output in cell.get("outputs", [])
        for kind in ("text/html", "text/markdown", "text/plain")
    )
    named = sorted(value for value in secrets if value in shown)
    assert not named
