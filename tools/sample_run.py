"""Make ``reports/sample``: a run of the sample city as it may be committed and read without running.

``python tools/sample_run.py`` audits ``data_samples``; with the folder of a finished run of it, that run
is taken. ``restricted/`` (names) and the executed notebooks (the pages hold the same) are left out, and
so are the clocks: the same kit and the same sample give the same bytes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
SAMPLE = HERE / "reports" / "sample"
LEFT_OUT = shutil.ignore_patterns("restricted", "*.ipynb", ".*")


def main() -> int:
    """Audit the sample city and put what may be committed into ``reports/sample``."""
    if sys.argv[1:]:
        copy_run(Path(sys.argv[1]), SAMPLE)
        return 0
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "kcbx_lib.cli", "audit", "data_samples"]
        command += ["--out", place, "--run", "sample", "--jobs", "2"]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC"}
        done = subprocess.run(
            command, cwd=HERE, env=environment, check=False, stdout=subprocess.DEVNULL
        )
        if done.returncode:
            return done.returncode
        copy_run(Path(place) / "sample", SAMPLE)
    sys.stdout.write(f"{SAMPLE.relative_to(HERE).as_posix()}\n")
    return 0


def copy_run(run: Path, target: Path) -> None:
    """What may be committed of ``run``, without clocks, in place of what ``target`` held."""
    about = json.loads((run / "run.json").read_text(encoding="utf-8"))
    if not all(str(county["code"]).startswith("99") for county in about["counties"]):
        sys.exit("Only fictional counties (99xxxx) may be committed.")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(run, target, ignore=LEFT_OUT)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in target.rglob("*.json"):
        content = json.loads(path.read_text(encoding="utf-8"))
        content.pop("clock", None)
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
