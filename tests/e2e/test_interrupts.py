"""A run that is stopped, killed or half lost: nothing half-made shows, nobody goes on, resume finishes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, run_kcbx
from tests.e2e.test_bad_input import small_county
from tests.e2e.test_same_bytes import contents

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not Path("/proc/self/environ").exists(), reason="looks for left processes in /proc"
    ),
]
FIRST, SECOND = "990108_甲县", "990109_乙县"
MARK = "KCBX_TEST_RUN"
PATIENCE = 240


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    root = tmp_path_factory.mktemp("interrupts") / "city"
    small_county(root, code="990108", name="甲县")
    small_county(root, code="990109", name="乙县")
    return root


@pytest.fixture(scope="module")
def uninterrupted(city, tmp_path_factory):
    """A run that nobody interrupts, and its folder; it is asked to say whether it found anything."""
    out = tmp_path_factory.mktemp("whole")
    options = ("--out", out, "--run", "r", "--jobs", "1", "--fail-on", "low")
    return run_kcbx("audit", city, *options), out / "r"


@pytest.fixture(scope="module")
def whole(uninterrupted):
    """The bytes of such a run."""
    return contents(uninterrupted[1])


def test_fail_on_ends_with_5_once_everything_is_written(uninterrupted):
    done, run = uninterrupted
    assert done.returncode == 5, done.stderr
    assert "--fail-on" in done.stderr
    assert done.stdout.strip().splitlines()[-1] == str(run / "index.html")
    assert (run / SECOND / "findings.csv").is_file()


class Run:
    """The command under way, its errors in a file, every descendant told by a mark."""

    def __init__(self, city: Path, out: Path, *options: str) -> None:
        self.out, self.mark = out, uuid.uuid4().hex
        out.mkdir(exist_ok=True)
        self.errors = out.parent / f"{out.name}.{self.mark}.txt"
        command = [sys.executable, "-m", "kcbx_lib.cli", "audit", str(city)]
        self.process = subprocess.Popen(
            [*command, "--out", str(out), "--run", "r", "--jobs", "1", *options],
            cwd=ROOT,
            env={**os.environ, MARK: self.mark},
            stdout=subprocess.DEVNULL,
            stderr=self.errors.open("wb"),
            start_new_session=True,
        )

    def partial(self, county: str) -> Path:
        return self.out / ".r.partial" / county / "restricted"

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for a moment of the run; fail where it ends before."""
        end = time.monotonic() + PATIENCE
        while not happened():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, "the moment never came"
            time.sleep(0.02)

    def ends(self) -> int:
        return self.process.wait(timeout=PATIENCE)

    def said(self) -> str:
        return self.errors.read_text("utf-8", errors="replace")

    def left(self) -> list[int]:
        """Processes of this run that are still alive, some seconds after it ended."""
        end = time.monotonic() + 15
        while (alive := list(self._alive())) and time.monotonic() < end:
            time.sleep(0.2)
        return alive

    def _alive(self):
        for place in Path("/proc").iterdir():
            if not place.name.isdigit() or int(place.name) == os.getpid():
                continue
            try:
                mine = f"{MARK}={self.mark}".encode() in (place / "environ").read_bytes()
                state = (place / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if mine and state != "Z":
                yield int(place.name)


def worker_of(run: Run, county: str) -> int | None:
    """The process that works on a county."""
    for pid in run._alive():
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", errors="replace")
        except OSError:
            continue
        if "kcbx_lib.batch.worker" in line and county in line:
            return pid
    return None


def visible(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir() if not path.name.startswith("."))


def keys_in(out: Path) -> list[Path]:
    """Files that could be the key: 32 bytes, or named so."""
    files = [path for path in out.rglob("*") if path.is_file()]
    return [path for path in files if path.name == "key" or path.stat().st_size == 32]


def test_a_terminated_run_says_how_to_go_on_and_resume_gives_the_same_bytes(city, whole, tmp_path):
    run = Run(city, tmp_path / "out")
    # The notebook of the second county is being executed: a worker and its kernel are alive.
    run.until((run.partial(SECOND) / "audit.running.ipynb").exists)
    first = run.partial(FIRST).parent / "findings.csv"
    written = first.stat().st_mtime_ns
    run.process.send_signal(signal.SIGTERM)
    assert run.ends() == 143, run.said()
    assert "--resume" in run.said()
    assert "Traceback" not in run.said()
    assert run.left() == []
    assert visible(run.out) == []
    assert keys_in(run.out) == []
    # Nothing of high severity was found there, so that --fail-on high is content.
    again = Run(city, run.out, "--resume", "--fail-on", "high")
    assert again.ends() == 0, again.said()
    assert visible(run.out) == ["r"]
    assert (run.out / "r" / FIRST / "findings.csv").stat().st_mtime_ns == written
    assert contents(run.out / "r") == whole


def test_ctrl_c_while_reading_ends_with_130_and_leaves_an_earlier_run_in_place(city, tmp_path):
    earlier = tmp_path / "out" / "r"
    earlier.mkdir(parents=True)
    (earlier / "run.json").write_text("{}", encoding="utf-8")
    run = Run(city, tmp_path / "out")
    run.until((run.partial(FIRST) / ".intake.json").exists)
    run.process.send_signal(signal.SIGINT)
    assert run.ends() == 130, run.said()
    assert "--resume" in run.said()
    assert run.left() == []
    assert visible(run.out) == ["r"]
    assert [path.name for path in earlier.iterdir()] == ["run.json"]


def test_a_run_killed_outright_takes_its_processes_along_and_can_be_resumed(city, whole, tmp_path):
    run = Run(city, tmp_path / "out")
    run.until((run.partial(FIRST) / "audit.running.ipynb").exists)
    run.process.kill()
    assert run.ends() == -signal.SIGKILL
    assert run.left() == []
    assert visible(run.out) == []
    assert keys_in(run.out) == []
    again = Run(city, run.out, "--resume")
    assert again.ends() == 0, again.said()
    assert contents(run.out / "r") == whole


def test_a_county_whose_process_dies_leaves_the_others_done(city, whole, tmp_path):
    run = Run(city, tmp_path / "out")
    run.until((run.partial(SECOND) / ".audit.json").exists)
    run.until(lambda: worker_of(run, SECOND) is not None)
    os.kill(worker_of(run, SECOND), signal.SIGKILL)
    assert run.ends() == 4, run.said()
    assert "乙县" in run.said()
    assert "--resume" in run.said()
    assert run.left() == []
    made = contents(run.out / "r")
    same = [name for name in whole if name.startswith(FIRST)]
    assert [name for name in same if made[name] != whole[name]] == []
    assert not (run.out / "r" / SECOND / "findings.csv").exists()
    again = Run(city, run.out, "--resume")
    assert again.ends() == 0, again.said()
    assert contents(run.out / "r") == whole


def test_two_runs_in_one_place_are_refused(city, tmp_path):
    run = Run(city, tmp_path / "out")
    run.until((run.partial(FIRST) / ".intake.json").exists)
    second = Run(city, run.out)
    assert second.ends() == 2
    assert "正由另一个进程处理" in second.said()
    run.process.send_signal(signal.SIGTERM)
    assert run.ends() == 143
    assert run.left() == []
