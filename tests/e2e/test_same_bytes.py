"""The same inputs and policy give the same bytes, whatever the machine is doing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import SAMPLE, run_kcbx

pytestmark = pytest.mark.e2e
COUNTY = "990101"


def contents(run: Path) -> dict[str, bytes]:
    """Every file of a run by name, its clock left out."""
    found: dict[str, bytes] = {}
    for path in sorted(run.rglob("*")):
        if not path.is_file() or ".stage" in path.parts:
            continue
        data = path.read_bytes()
        if path.suffix == ".json":
            content = json.loads(data)
            content.pop("clock", None)
            data = json.dumps(content, sort_keys=True).encode()
        found[str(path.relative_to(run))] = data
    return found


@pytest.fixture(scope="module")
def one_county(tmp_path_factory):
    root = tmp_path_factory.mktemp("data") / "city"
    source = next(SAMPLE.glob(f"{COUNTY}_*"))
    shutil.copytree(source, root / source.name)
    return root


def test_another_place_zone_language_and_file_order_change_nothing(one_county, tmp_path):
    first = run_kcbx("audit", one_county, "--out", tmp_path / "a", "--run", "r", "--jobs", "1")
    elsewhere = tmp_path / "elsewhere"
    copy = elsewhere / "city"
    shutil.copytree(one_county, copy)
    for path in sorted(copy.rglob("*.xlsx"), reverse=True):  # written in another order
        again = path.read_bytes()
        path.unlink()
        path.write_bytes(again)
    second = run_kcbx(
        "audit", copy, "--out", tmp_path / "b", "--run", "r", "--jobs", "2",
        cwd=elsewhere, TZ="Asia/Shanghai", LANG="zh_CN.UTF-8", PYTHONHASHSEED="7",
    )  # fmt: skip
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    a, b = contents(tmp_path / "a" / "r"), contents(tmp_path / "b" / "r")
    assert sorted(a) == sorted(b)
    assert [name for name in a if a[name] != b[name]] == []
