"""Runs county jobs side by side, each in its own process, on this machine or on a Dask cluster.

A process that dies takes nobody with it: its county failed, the others go on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kcbx_lib.errors import WrongUse
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
    """The processes under way, so that an interrupt can end them."""

    processes: set[subprocess.Popen[str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def end_all(self) -> None:
        """Stop every process under way."""
        with self.lock:
            for process in self.processes:
                process.kill()


Told = Callable[[CountyJob, str], None]


def run_jobs(
    stage: str,
    jobs: Iterable[CountyJob],
    *,
    workers: int,
    scheduler: str | None = None,
    told: Told = lambda job, text: None,
) -> Iterator[JobOutcome]:
    """Yield each outcome as it is done, in whatever order."""
    if scheduler:
        yield from _on_cluster(stage, list(jobs), scheduler)
        return
    running = Running()
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        pending: set[Future[JobOutcome]] = {
            pool.submit(run_in_process, stage, job, told, running) for job in jobs
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
    stage: str, job: CountyJob, told: Told | None = None, running: Running | None = None
) -> JobOutcome:
    """One stage of one county in a process of its own."""
    job_file = write_job(job, stage, Path(job.folder) / "restricted" / f".{stage}.json")
    # The parent-death signal follows the thread that forked, so the worker also polls its parent.
    process = subprocess.Popen(
        [sys.executable, "-m", "kcbx_lib.batch.worker", str(job_file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **QUIET_ENVIRONMENT},
    )
    if running is not None:
        with running.lock:
            running.processes.add(process)
    outcome = JobOutcome(job)
    errors: list[str] = []
    drain = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
    drain.start()
    for line in process.stdout or ():
        _take(line, outcome, told)
    code = process.wait()
    drain.join(timeout=5)
    if running is not None:
        with running.lock:
            running.processes.discard(process)
    job_file.unlink(missing_ok=True)
    if outcome.result is None and not outcome.failed:
        log = Path(job.folder) / "restricted" / "error.log"
        log.write_text("".join(errors), encoding="utf-8")
        outcome.failed = say("batch.died", code=code)
        outcome.kind, outcome.exit_code = "Died", 4
    return outcome


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


def _on_cluster(stage: str, jobs: list[CountyJob], scheduler: str) -> Iterator[JobOutcome]:
    try:
        from dask.distributed import Client, as_completed
    except ImportError as problem:
        raise WrongUse(say("batch.no_dask")) from problem
    try:
        client = Client(scheduler, timeout="15s")
    except OSError as problem:
        raise WrongUse(say("batch.no_scheduler", address=scheduler)) from problem
    with client:
        futures = [client.submit(run_in_process, stage, job, pure=False) for job in jobs]
        for future in as_completed(futures):
            yield future.result()
