"""``--scheduler``: the same jobs on a Dask cluster, to the same bytes; what is missing is told."""

from __future__ import annotations

import sys

import pytest

from kcbx_lib.batch.cluster import run_on_cluster
from kcbx_lib.errors import WrongUse
from kcbx_lib.stages import CountyJob
from tests.e2e.conftest import run_kcbx
from tests.e2e.test_bad_input import small_county
from tests.e2e.test_same_bytes import contents

pytestmark = pytest.mark.e2e
JOB = CountyJob(source="/nowhere", folder="/nowhere", key_file="/dev/stdin")


def test_a_cluster_gives_the_same_bytes_as_this_machine(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
    root = tmp_path / "city"
    small_county(root, code="990108", name="甲县")
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        address = cluster.scheduler_address
        there = run_kcbx(
            "audit", root, "--out", tmp_path / "a", "--run", "r", "--scheduler", address
        )
    here = run_kcbx("audit", root, "--out", tmp_path / "b", "--run", "r", "--jobs", "1")
    assert (there.returncode, here.returncode) == (0, 0), there.stderr + here.stderr
    assert contents(tmp_path / "a" / "r") == contents(tmp_path / "b" / "r")


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WrongUse, match="pip install dask distributed"):
        list(run_on_cluster("intake", [JOB], "tcp://127.0.0.1:1", key=b""))


def test_an_address_that_is_none_is_named():
    pytest.importorskip("distributed", reason="the extra “cluster” is not installed")
    with pytest.raises(WrongUse, match="nothing-of-the-kind"):
        list(run_on_cluster("intake", [JOB], "nothing-of-the-kind://x", key=b""))
