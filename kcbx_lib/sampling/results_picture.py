"""The picture of the results: every school of the county a square, in the colour of what is known."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kcbx_lib.messages import say
from kcbx_lib.sampling.evaluate import Evaluation

WIDTH = 640
INK = "#33414f"
CLEAN, FOUND, MISSING, POSSIBLE, REST = "#2d7d5a", "#b3541e", "#e0a458", "#f3d9c4", "#d5dde6"
LARGEST, SMALLEST = 30, 7


@dataclass(frozen=True)
class Squares:
    """How many schools are in each state; together all of the county."""

    found: int
    clean: int
    missing: int
    possible: int
    rest: int
    is_random: bool

    @classmethod
    def of(cls, evaluation: Evaluation) -> Squares:
        """Schools not visited are split into those that can still have a case and the others."""
        missing = len(evaluation.not_visited)
        found = evaluation.schools_with_findings
        clean = evaluation.schools_visited - found
        left = evaluation.schools - found - clean - missing
        possible = 0
        if evaluation.is_random:
            possible = min(left, max(0, evaluation.schools_upper - found - missing))
        return cls(found, clean, missing, possible, left - possible, evaluation.is_random)

    def groups(self) -> list[tuple[str, str, int]]:
        """Message, colour and number of each state, in the order drawn."""
        rest = "key_rest" if self.is_random else "key_unknown"
        return [
            ("key_found", FOUND, self.found),
            ("key_missing", MISSING, self.missing),
            ("key_clean", CLEAN, self.clean),
            ("key_possible", POSSIBLE, self.possible),
            (rest, REST, self.rest),
        ]


def results_picture(evaluation: Evaluation, *, lang: str | None = None) -> str:
    """Squares by state with their key, as SVG."""
    groups = [group for group in Squares.of(evaluation).groups() if group[2]]
    side = _side(evaluation.schools)
    per_row = WIDTH // (side + 4)
    parts, place = [], 0
    for key, colour, count in groups:
        edge = f' stroke="{FOUND}" stroke-dasharray="3 2"' if key == "key_possible" else ""
        for _ in range(count):
            x, y = place % per_row * (side + 4) + 1, place // per_row * (side + 4) + 1
            parts.append(
                f'<rect x="{x}" y="{y}" width="{side}" height="{side}" rx="3" fill="{colour}"{edge}/>'
            )
            place += 1
    top = (-(-place // per_row)) * (side + 4) + 16
    for number, (key, colour, count) in enumerate(groups):
        y = top + number * 24
        text = escape(say(f"sampling.{key}", lang=lang, count=count))
        edge = f' stroke="{FOUND}" stroke-dasharray="3 2"' if key == "key_possible" else ""
        parts.append(f'<rect x="1" y="{y - 7}" width="14" height="14" fill="{colour}"{edge}/>')
        parts.append(f'<text x="24" y="{y}" dominant-baseline="central" fill="{INK}">{text}</text>')
    height = top + len(groups) * 24
    title = escape(say("sampling.picture_results", lang=lang))
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}" '
        f'font-size="14">{"".join(parts)}</svg>'
    )


def _side(schools: int) -> int:
    """As large as lets the squares stand in some ten rows."""
    side = LARGEST
    while side > SMALLEST and -(-schools // (WIDTH // (side + 4))) > 10:
        side -= 1
    return side
