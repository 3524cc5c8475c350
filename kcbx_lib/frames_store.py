"""Frames by name, kept as parquet between stages: exact types, one file a frame, written aside."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd


def save_frames(folder: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Replace ``folder`` by these frames in one step; the index of each frame is kept."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    for name, frame in sorted(frames.items()):
        frame.to_parquet(aside / f"{name}.parquet", compression="zstd")
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(aside, folder)


def load_frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The frames kept in ``folder``; none if the stage left none."""
    if not folder.is_dir():
        return {}
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
