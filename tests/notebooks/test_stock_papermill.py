"""The county's notebook under papermill as it comes, called the way its own command line calls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


@pytest.mark.notebook
def test_the_county_audit_runs_under_stock_papermill_with_a_code_given_as_digits(tmp_path):
    out = tmp_path / "out.ipynb"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            "county_audit.ipynb",
            str(out),
            "-p",
            "county",
            "990102",
        ],
        cwd=NOTEBOOKS,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    cells = nbformat.read(out, 4).cells
    assert "白石县" in "".join(str(cell.get("outputs", "")) for cell in cells)
