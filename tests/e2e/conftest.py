"""One audit of the sample city, shared by every end-to-end test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data_samples"
Kcbx = Callable[..., "subprocess.CompletedProcess[str]"]


def run_kcbx(
    *arguments: str | Path, cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kcbx_lib.cli", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="session")
def kcbx() -> Kcbx:
    """Run the command with these arguments."""
    return run_kcbx


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run over the sample city."""
    out = tmp_path_factory.mktemp("reports")
    done = run_kcbx("audit", "--out", out, "--run", "sample", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == str(out / "sample" / "index.html")
    return out / "sample"
