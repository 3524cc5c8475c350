"""The machine a figure was taken on, without its name, and the versions that took part."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "kcbx", "pandas", "numpy", "pyarrow", "python-calamine", "openpyxl", "rapidfuzz", "python-stdnum",
    "splink", "duckdb",
)  # fmt: skip


def machine() -> str:
    """Processor, cores and memory."""
    return f"{_processor()}, {os.cpu_count()} cores, {_memory_gb()} GB, {platform.system()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _memory_gb() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)
    except (AttributeError, ValueError, OSError):
        return 0


def versions() -> dict[str, str]:
    """Python's version and those of the packages compared; absent ones are left out."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
