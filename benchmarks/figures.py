"""What the benchmarks print, as figures of one shape: a value, a target, and whether it was met.

Most benchmarks hand out ``comparisons``, each with a ratio or a share, a target and a verdict. Those that
print plain lines get their targets here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

SCORING_AT_MOST_SECONDS = 5.0
FEATURES_AT_MOST = 2.0
COVERAGE_OF_200_SEEDS = (0.904, 0.996)


class Figure(NamedTuple):
    """One figure: its benchmark and name, the value as it reads, the target, the verdict (None for none)."""

    benchmark: str
    name: str
    value: str
    target: str
    met: bool | None


def figures_of(benchmark: str, result: dict[str, Any]) -> list[Figure]:
    """The figures of one benchmark's result."""
    measured = result["measured"]
    by_lines = {
        "scoring": _scoring,
        "statements": _statements,
        "features": _features,
        "interval_coverage": _interval_coverage,
        "sampling_coverage": _sampling_coverage,
    }
    if benchmark in by_lines:
        found = list(by_lines[benchmark](measured))
    else:
        found = [_compared(benchmark, *item) for item in measured.get("comparisons", {}).items()]
    if benchmark in ("intake", "county"):
        found.append(Figure(benchmark, "peak_memory", f"{result['peak_gb']} GB", "stated", None))
    return found


def _compared(benchmark: str, name: str, one: dict[str, Any]) -> Figure:
    if "skipped" in one:
        return Figure(benchmark, name, "–", str(one["skipped"]), None)
    if "ratio" in one:
        value = f"{one['ratio']} ×"
    elif "beside" in one:
        value = f"{one['share']} | {one['beside']}"
    else:
        value = str(one.get("share", one.get("seconds")))
    return Figure(benchmark, name, value, str(one["target"]), one["met"])


def _scoring(lines: list[dict[str, Any]]) -> Iterator[Figure]:
    half, whole = lines
    seconds = whole["processor_seconds"]
    met = seconds <= SCORING_AT_MOST_SECONDS
    target = f"1 M children in at most {SCORING_AT_MOST_SECONDS:g} s"
    yield Figure("scoring", "a_million_children", f"{seconds} s", target, met)
    growth = round(seconds / max(half["processor_seconds"], 1e-9), 2)
    yield Figure("scoring", "twice_the_children", f"{growth} ×", "linear: about 2 ×", None)


def _statements(measured: dict[str, Any]) -> Iterator[Figure]:
    scan, right = (measured["comparisons"][key] for key in ("bare_scan", "contradictions_right"))
    seconds = f"{measured['seconds']} s"
    yield Figure("statements", "a_report_of_30_pages", seconds, scan["target"], scan["met"])
    yield _compared("statements", "contradictions_right", right)


def _features(line: dict[str, Any]) -> Iterator[Figure]:
    met = line["ratio"] <= FEATURES_AT_MOST
    target = f"at most {FEATURES_AT_MOST:g} times the streaks alone"
    yield Figure("features", "all_absence_features", f"{line['ratio']} ×", target, met)


def _interval_coverage(lines: list[dict[str, Any]]) -> Iterator[Figure]:
    low, high = COVERAGE_OF_200_SEEDS
    whole = next(line for line in lines if line["term"] == "all")
    met = low <= whole["coverage"] <= high
    target = f"95 %: {low} to {high} over 200 seeds"
    yield Figure("interval_coverage", "odds_ratios", str(whole["coverage"]), target, met)


def _sampling_coverage(measured: dict[str, Any]) -> Iterator[Figure]:
    promised = [row for row in measured["bounds"] if row["promised"]]
    lowest = min(row["lowest"] for row in promised)
    target = "95 % less three errors of the simulation"
    met = all(row["passed"] for row in promised)
    yield Figure("sampling_coverage", "lowest_promised_bound", f"{lowest:.3f}", target, met)
