"""Where a run is built and how it gets to its place: beside it first, then whole in one step."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from kcbx_lib.reports.writer import private_folder


def start_aside(place: Path, *, resume: bool) -> Path:
    """The folder the run is built in. With ``resume``, what an earlier run finished is taken over."""
    put_back(place)
    aside = place.with_name(f".{place.name}.partial")
    if not resume:
        shutil.rmtree(aside, ignore_errors=True)
    elif not aside.exists() and place.exists():
        shutil.copytree(place, aside)
    return private_folder(aside)


def put_back(place: Path) -> None:
    """After a run that died while changing places: the last complete run stands there again."""
    left = sorted(
        path for path in place.parent.iterdir() if path.name.startswith(f".{place.name}.old-")
    )
    if left and not place.exists():
        os.replace(left.pop(), place)
    for path in left:
        shutil.rmtree(path, ignore_errors=True)


def drop_others(aside: Path, labels: Collection[str]) -> None:
    """Folders of counties that this run does not have, from an earlier one that was taken over."""
    for path in aside.iterdir():
        if path.is_dir() and path.name not in labels:
            shutil.rmtree(path)


def finish(aside: Path, place: Path) -> None:
    """Put the finished run in its place; the run that stood there goes last."""
    old = place.with_name(f".{place.name}.old-{os.getpid()}")
    if place.exists():
        os.replace(place, old)
    os.replace(aside, place)
    shutil.rmtree(old, ignore_errors=True)
