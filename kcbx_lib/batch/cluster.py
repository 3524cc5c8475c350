"""The same county jobs on a Dask cluster (``--scheduler``): each a process beside a Dask worker.

The counties' folders must be reachable under the same paths on every machine of the cluster. A run
that is interrupted or lost takes its processes on the cluster with it.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from typing import Any

from kcbx_lib.batch.jobs import JobOutcome, Running, run_in_process
from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import language, say, use_language
from kcbx_lib.stages import CountyJob

POLL_SECONDS = 0.5


def run_on_cluster(
    stage: str, jobs: Sequence[CountyJob], scheduler: str, *, key: bytes
) -> Generator[JobOutcome]:
    """Yield each outcome as it is done; a worker that is lost fails its county alone.

    Raises WrongUse where Dask is not installed or nobody answers at the address.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as problem:
        raise WrongUse(say("batch.no_dask")) from problem
    if not jobs:
        return
    try:
        client = Client(scheduler, timeout="15s")
    except (OSError, ValueError) as problem:
        raise WrongUse(say("batch.no_scheduler", address=scheduler)) from problem
    with client:
        futures = {
            client.submit(stage_on_worker, stage, job, key, language(), pure=False, retries=0): job
            for job in jobs
        }
        try:
            for future in as_completed(futures):
                yield _outcome(future, futures[future])
        except BaseException:
            client.cancel(list(futures), force=True)
            raise


def _outcome(future: Any, job: CountyJob) -> JobOutcome:
    """The future's outcome; a lost worker or a fault in handing over is that county's failure."""
    try:
        outcome: JobOutcome = future.result()
    except Exception as problem:
        kind = type(problem).__name__
        failed = say("batch.lost_on_cluster", kind=kind)
        return JobOutcome(job, failed=failed, kind=kind, exit_code=4)
    return outcome


def stage_on_worker(stage: str, job: CountyJob, key: bytes, lang: str) -> JobOutcome:
    """Runs on the Dask worker: the job's process, ended as soon as nobody waits for it any more."""
    from distributed import get_worker

    use_language(lang)
    worker = get_worker()
    running, done = Running(), threading.Event()
    watch = threading.Thread(
        target=_end_with_task, args=(worker, worker.get_current_task(), running, done), daemon=True
    )
    watch.start()
    try:
        return run_in_process(stage, job, key=key, running=running)
    finally:
        done.set()


def _end_with_task(worker: Any, name: str, running: Running, done: threading.Event) -> None:
    """End the process once the scheduler has dropped its task, or the worker itself is closing."""
    while not done.wait(POLL_SECONDS):
        task = worker.state.tasks.get(name)
        dropped = task is None or task.state in ("cancelled", "released", "forgotten")
        if dropped or str(worker.status).rpartition(".")[2] in ("closing", "closed", "failed"):
            running.end_all()
            return
