"""Files leave whole, neutralised, and the same for the same input."""

import pandas as pd
import pytest

from kcbx_lib.reports.writer import neutralised, private_folder, write_aside, write_csv, write_json


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-cmd", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    out = neutralised(pd.DataFrame({"a": [cell, "ok"]}))
    assert out["a"].tolist() == [f"'{cell}", "ok"]


def test_a_negative_number_stays_a_number():
    out = neutralised(pd.DataFrame({"gap": [-1.5]}))
    assert out["gap"].tolist() == [-1.5]


def test_a_csv_opens_in_chinese_and_repeats_its_bytes(tmp_path):
    frame = pd.DataFrame({"名": ["甲", None], "日": pd.to_datetime(["2024-09-02", None])})
    first = write_csv(tmp_path / "a.csv", frame).read_bytes()
    assert first == "\ufeff名,日\n甲,2024-09-02\n,\n".encode()
    assert write_csv(tmp_path / "b.csv", frame).read_bytes() == first


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path):
    target = write_json(tmp_path / "run.json", {"done": 1})
    before = target.read_bytes()

    def fail(aside):
        aside.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_aside(target, fail)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_a_private_folder_is_for_its_owner(tmp_path):
    folder = private_folder(tmp_path / "restricted")
    assert folder.stat().st_mode & 0o777 == 0o700
