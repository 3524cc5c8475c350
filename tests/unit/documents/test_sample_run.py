"""What of a run may be committed: no names, no clocks, fictional counties only."""

import importlib.util
import json

import pytest

from kcbx_lib.documents.markdown import ROOT


def tool(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path):
    county = tmp_path / "run" / "990101_甲"
    (county / "restricted").mkdir(parents=True)
    (county / "restricted" / "key.csv").write_text("王小明")
    (county / "findings.csv").write_text("rule\n")
    (county / "audit.ipynb").write_text("{}")
    (county / "manifest.json").write_text(json.dumps({"clock": {"written_at": "now"}, "a": 1}))
    (tmp_path / "run" / "restricted").mkdir()
    about = {"clock": {"finished_at": "now"}, "counties": [{"code": "990101"}]}
    (tmp_path / "run" / "run.json").write_text(json.dumps(about))
    return tmp_path / "run"


def test_names_clocks_and_notebooks_stay_behind(run, tmp_path):
    target = tmp_path / "sample"
    tool("sample_run").copy_run(run, target)
    kept = sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.is_file())
    assert kept == ["990101_甲/findings.csv", "990101_甲/manifest.json", "run.json"]
    assert json.loads((target / "990101_甲" / "manifest.json").read_text()) == {"a": 1}


def test_what_stood_there_before_goes(run, tmp_path):
    target = tmp_path / "sample"
    target.mkdir()
    (target / "old.csv").write_text("")
    tool("sample_run").copy_run(run, target)
    assert not (target / "old.csv").exists()


def test_a_real_county_is_never_committed(run, tmp_path):
    (run / "run.json").write_text(json.dumps({"counties": [{"code": "410101"}]}))
    with pytest.raises(SystemExit, match="fictional"):
        tool("sample_run").copy_run(run, tmp_path / "sample")


def test_a_notebook_that_is_not_there_is_named():
    with pytest.raises(SystemExit, match="no_such_notebook"):
        tool("execute_notebooks").chosen(["no_such_notebook"])


def test_notebooks_are_found_by_name_in_any_folder():
    names = {path.stem for path in tool("execute_notebooks").chosen([])}
    assert {"county_audit", "data_quality", "registers", "start_here"} <= names
