"""One run at a time in one place: a lock that only its living owner holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say


@contextmanager
def run_lock(place: Path) -> Iterator[None]:
    """Hold the run's lock; the system drops it when the owner dies, so a dead run never blocks.

    Raises WrongUse when another process is working on the same run.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(place.with_name(f".{place.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as problem:
        raise WrongUse(say("city.run_busy", run=place.name)) from problem
    try:
        yield
    finally:
        lock.release()
