"""Every figure of the kit in one run, each beside a peer or a limit, with its target and verdict.

    make bench [ARGS="NAME …"]             installs the peers first, and writes the pages
    kcbx bench [NAME …]                    prints only; a peer that is not installed is skipped

Each benchmark runs in a process of its own, so that its peak memory is its own. ``make bench`` keeps the
results in ``benchmarks/results.json`` and writes them as pages into ``docs/``; a run of some names
replaces those only.
Exit code 0 when all of them ran, whatever they found; 1 when one could not run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, figures_of
from benchmarks.machine import machine, versions
from benchmarks.page import write_pages

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
NAMES = (
    "intake",
    "reading",
    "resident_id",
    "linking",
    "county",
    "start",
    "streaks",
    "scoring",
    "features",
    "statements",
    "interval_coverage",
    "sampling_coverage",
)
PRINT_ONLY = "--print-only"
# This one prints a line a bound for people; what it measured is asked of its ``run``.
PRINTED_AS_JSON = {
    "sampling_coverage": (
        "-c",
        "import json; from benchmarks.sampling_coverage import run; print(json.dumps(run()))",
    )
}


def main(names: list[str]) -> int:
    """Run the named benchmarks (all without a name), print each figure, and write the pages but
    with ``--print-only``.
    """
    keep = PRINT_ONLY not in names
    names = [name for name in names if name != PRINT_ONLY]
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no such benchmark: {', '.join(unknown)}; known: {', '.join(NAMES)}\n")
        return 2
    failed = []
    for name in names or NAMES:
        sys.stderr.write(f"{name} …\n")
        try:
            result = run_one(name)
        except (subprocess.CalledProcessError, json.JSONDecodeError) as problem:
            sys.stderr.write(f"{name}: {problem}\n")
            failed.append(name)
            continue
        for figure in figures_of(name, result):
            sys.stdout.write(line_of(figure) + "\n")
            sys.stdout.flush()
        if keep:
            keep_results({name: result})
    return 1 if failed else 0


def keep_results(fresh: dict[str, Any]) -> None:
    """Put results in the place of earlier ones of the same names, and write the pages."""
    known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {}
    known |= fresh
    ordered = {name: known[name] for name in NAMES if name in known}
    RESULTS.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", "utf-8")
    write_pages(HERE.parent / "docs", ordered)


def run_one(name: str) -> dict[str, Any]:
    """One benchmark in its own process: what it printed, and what it cost."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *(PRINTED_AS_JSON.get(name) or ("-m", f"benchmarks.{name}"))],
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None
    printed = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    child.returncode = code
    if code:
        raise subprocess.CalledProcessError(code, f"benchmarks.{name}")
    return {
        "measured": parsed(printed),
        "on": datetime.now(UTC).date().isoformat(),
        "wall_seconds": round(time.perf_counter() - begun, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "peak_gb": round(used.ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6), 2),
        "machine": machine(),
        "versions": versions(),
    }


def parsed(printed: str) -> Any:
    """What a benchmark printed: one JSON document, or one a line."""
    try:
        return json.loads(printed)
    except json.JSONDecodeError:
        return [json.loads(line) for line in printed.splitlines() if line.strip()]


def line_of(figure: Figure) -> str:
    """A figure on one line."""
    verdict = {True: "met", False: "NOT MET", None: "–"}[figure.met]
    return (
        f"{figure.benchmark:18} {figure.name:28} {figure.value:>12}   {figure.target}   {verdict}"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
