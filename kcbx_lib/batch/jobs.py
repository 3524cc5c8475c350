"""Runs county jobs side by side, each in its own process, on this machine or on a Dask cluster.

A process that dies takes nobody with it: its county failed, the others go on. The key of the
pseudonyms goes to a process through its standard input and is written nowhere.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kcbx_lib.messages import say
from kcbx_lib.stages import CountyJob, write_job

QUIET_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
}
"""Set for workers and kernels, so that a run depends on its inputs alone."""
KEY_CHANNEL = "/dev/stdin"
"""Where a worker reads the key: its parent writes it there, once a stage."""


@dataclass
class JobOutcome:
    """How a county's stage ended: a ``result``, or the ``failed`` message and its exit code."""

    job: CountyJob
    result: dict[str, Any] | None = None
    failed: str = ""
    kind: str = ""
    exit_code: int = 0


@dataclass
class Running:
    """The processes under way, so that an interrupt can end them and no further one begins."""

    processes: set[subprocess.Popen[str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    has_ended: bool = False

    def start(self, command: list[str]) -> subprocess.Popen[str] | None:
        """A process of this run; None once the run has been interrupted."""
        with self.lock:
            if self.has_ended:
                return None
            # A group of its own: Ctrl-C reaches the run alone, which then ends its processes.
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, **QUIET_ENVIRONMENT},
                start_new_session=True,
            )
            self.processes.add(process)
            return process

    def forget(self, process: subprocess.Popen[str]) -> None:
        """The process is over."""
        with self.lock:
            self.processes.discard(process)

    def end_all(self) -> None:
        """Stop every process under way, and let none begin."""
        with self.lock:
            self.has_ended = True
            for process in self.processes:
                process.kill()


Told = Callable[[CountyJob, str], None]


def run_jobs(
    stage: str,
    jobs: Iterable[CountyJob],
    *,
    key: bytes,
    workers: int,
    scheduler: str | None = None,
    told: Told = lambda job, text: None,
) -> Generator[JobOutcome]:
    """Yield each outcome as it is done, in whatever order. Closing the generator ends all processes."""
    if scheduler:
        from kcbx_lib.batch.cluster import run_on_cluster

        yield from run_on_cluster(stage, list(jobs), scheduler, key=key)
        return
    running = Running()
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        pending: set[Future[JobOutcome]] = {
            pool.submit(run_in_process, stage, job, key=key, told=told, running=running)
            for job in jobs
        }
        try:
            while pending:
                done, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        except BaseException:
            for future in pending:
                future.cancel()
            running.end_all()
            raise


def run_in_process(
    stage: str,
    job: CountyJob,
    *,
    key: bytes,
    told: Told | None = None,
    running: Running | None = None,
) -> JobOutcome:
    """One stage of one county in a process of its own."""
    running = running or Running()
    outcome = JobOutcome(job)
    job_file = write_job(job, stage, Path(job.folder) / "restricted" / f".{stage}.json")
    # The parent-death signal follows the thread that forked, so the worker also polls its parent.
    process = running.start([sys.executable, "-m", "kcbx_lib.batch.worker", str(job_file)])
    if process is None:
        outcome.failed, outcome.kind, outcome.exit_code = say("city.interrupted"), "Interrupted", 4
        return outcome
    hand_over(process, key)
    errors: list[str] = []
    drain = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
    drain.start()
    for line in process.stdout or ():
        _take(line, outcome, told)
    code = process.wait()
    drain.join(timeout=5)
    running.forget(process)
    job_file.unlink(missing_ok=True)
    if outcome.result is None and not outcome.failed:
        if not running.has_ended:
            log = Path(job.folder) / "restricted" / "error.log"
            log.write_text("".join(errors), encoding="utf-8")
        outcome.failed = say("batch.died", code=code)
        outcome.kind, outcome.exit_code = "Died", 4
    return outcome


def hand_over(process: subprocess.Popen[str], key: bytes) -> None:
    """Write the key to the process's standard input, which is its ``key_file``."""
    if process.stdin is None:
        return
    with suppress(BrokenPipeError):  # it died already, which its exit code will tell
        os.write(process.stdin.fileno(), key)
        process.stdin.close()


def _take(line: str, outcome: JobOutcome, told: Told | None) -> None:
    try:
        message = json.loads(line)
    except ValueError:
        return  # a library printing to stdout is no message of ours
    if not isinstance(message, dict):
        return
    if "progress" in message and told is not None:
        told(outcome.job, message["progress"])
    if "result" in message:
        outcome.result = message["result"]
    if "failed" in message:
        outcome.failed = message["failed"]
        outcome.kind = message.get("kind", "")
        outcome.exit_code = int(message.get("exit_code", 4))
