"""The page of benchmarks says what was measured, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.figures import figures_of
from benchmarks.page import WORDS, page
from benchmarks.run import NAMES, RESULTS, parsed

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("lang", sorted(WORDS))
def test_the_committed_page_is_what_the_results_give(lang):
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    written = (DOCS / WORDS[lang]["file"]).read_text(encoding="utf-8")
    assert written == page(results, WORDS[lang])


def test_every_result_belongs_to_a_benchmark_and_gives_figures():
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert set(results) <= set(NAMES)
    for name, result in results.items():
        figures = figures_of(name, result)
        assert figures, name
        assert all(figure.value and figure.target for figure in figures)


def test_a_missed_target_is_written_as_missed():
    comparisons = {"peer": {"ratio": 3.1, "target": "at most 2", "met": False}}
    result = {
        "measured": {"comparisons": comparisons},
        "on": "2024-11-20",
        "wall_seconds": 1.0,
        "processor_seconds": 1.0,
        "peak_gb": 0.1,
        "machine": "a machine",
        "versions": {"python": "3"},
    }
    assert "| reading | peer | 3.1 × | at most 2 | **not met** |" in page(
        {"reading": result}, WORDS["en"]
    )


def test_json_is_read_whole_or_line_by_line():
    assert parsed('{"a": 1}') == {"a": 1}
    assert parsed('{"a": 1}\n{"a": 2}\n') == [{"a": 1}, {"a": 2}]
