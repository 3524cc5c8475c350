"""Bad input: the exit code and message of the contract, no traceback, the other counties done."""

from __future__ import annotations

import shutil

import pytest

from tests.e2e.conftest import run_kcbx

pytestmark = pytest.mark.e2e
ENROLMENT = "姓名,身份证件号,学校名称,年级,班级\n甲一一,990101201505050013,青禾县一小,三年级,1\n"
COUNTY_YML = (
    "code: '{code}'\nname: {name}\ncity: 云岭市\npolicy: national\nas_of: 2024-11-20\n"
    "term: {{start: 2024-09-02, end: 2025-01-17}}\n"
)


def small_county(root, *, code="990108", name="小样县"):
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "county.yml").write_text(COUNTY_YML.format(code=code, name=name), encoding="utf-8")
    (folder / "学籍.csv").write_text(ENROLMENT, encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path):
    small_county(tmp_path / "data")
    return tmp_path / "data"


def audit(root, *options):
    return run_kcbx("audit", root, "--out", root.parent / "out", "--run", "r", *options)


def says(done, *words):
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def test_a_county_without_county_yml_fails_and_the_others_are_done(root):
    other = root / "无说明县"
    other.mkdir()
    shutil.copy(root / "小样县" / "学籍.csv", other)
    done = audit(root)
    says(done, "county.yml", "无说明县")
    assert done.returncode == 4
    assert (root.parent / "out" / "r" / "990108_小样县" / "findings.csv").is_file()
    assert done.stdout.strip().endswith("index.html")


def test_an_unknown_profile_names_the_known_ones(root):
    done = audit(root, "--policy", "suiyang_2042")
    says(done, "suiyang_2024")
    assert done.returncode == 2


def test_an_unknown_profile_in_one_county_leaves_the_others_done(root):
    folder = small_county(root, code="990109", name="错方案县")
    text = (folder / "county.yml").read_text("utf-8").replace("national", "no_such_profile")
    (folder / "county.yml").write_text(text, encoding="utf-8")
    done = audit(root)
    says(done, "no_such_profile", "错方案县")
    assert done.returncode == 4


def test_an_unreadable_workbook_is_named(root):
    (root / "小样县" / "学籍.csv").unlink()
    (root / "小样县" / "学籍.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    done = audit(root)
    says(done, "学籍.xlsx")
    assert done.returncode == 3


def test_a_missing_required_column_is_named_with_file_and_headers(root):
    (root / "小样县" / "学籍.csv").write_text(
        "学校标识码,学校名称,年级,班级,学生状态,就读方式\n2990101001,青禾县一小,三年级,1,在读,走读\n",
        encoding="utf-8",
    )
    done = audit(root)
    says(done, "学籍.csv")
    assert done.returncode == 3


def test_an_unknown_option_is_wrong_use(root):
    done = audit(root, "--no-such-option")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("option", "value"), [("--as-of", "20-11-2024"), ("--fail-on", "grave"), ("--lang", "fr")]
)
def test_a_wrong_value_names_the_option_or_what_was_found(root, option, value):
    done = audit(root, option, value)
    says(done, value)
    assert done.returncode == 2


def test_an_empty_data_folder_says_what_a_county_folder_needs(tmp_path):
    done = run_kcbx("audit", tmp_path, "--out", tmp_path / "out")
    says(done, "county.yml")
    assert done.returncode == 3


def test_a_notebook_parameter_that_does_not_exist_stops_the_run():
    from kcbx_lib.batch.notebooks import NOTEBOOKS, check_parameters
    from kcbx_lib.errors import WrongUse

    with pytest.raises(WrongUse, match="data_root"):
        check_parameters(NOTEBOOKS / "county_audit.ipynb", {"data_rot": "x"})


def test_check_tells_what_each_header_was_taken_for_and_takes_a_correction(root):
    roll = root / "小样县" / "学籍.csv"
    roll.write_text(ENROLMENT.replace("学校名称", "读书地点"), encoding="utf-8")
    done = run_kcbx("check", root)
    (line,) = [one for one in done.stdout.splitlines() if "读书地点" in one and "—" in one]
    assert "认不出" in line
    assert "columns: {表名: {表头: 列名}}" in done.stdout
    settings = root / "小样县" / "county.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + "columns: {enrolment: {读书地点: school_name}}\n", encoding="utf-8")
    done = run_kcbx("check", root)
    (line,) = [one for one in done.stdout.splitlines() if "读书地点" in one]
    assert line.split()[2:4] == ["school_name", "100%"]
    assert done.returncode == 0
