"""Two pictures for the page, drawn as SVG by hand: small, exact, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from kcbx_lib.messages import say
from kcbx_lib.sampling.bounds import upper_bound
from kcbx_lib.sampling.words import percent

INK, SOFT, STRONG, MARK = "#33414f", "#d5dde6", "#1f5f8b", "#b3541e"
WIDTH = 640
MOST_POINTS = 80


def townships_table(schools: pd.DataFrame) -> pd.DataFrame:
    """One row a township: how many schools it has and how many are visited, most schools first."""
    place = schools["township"].astype("str").fillna("—") if "township" in schools else None
    if place is None:
        return pd.DataFrame({"township": [], "schools": [], "selected": []})
    frame = pd.DataFrame(
        {
            "township": place,
            "schools": 1,
            "selected": schools["is_selected"].eq(True).fillna(False).astype("int64"),
        }
    )
    rows = frame.groupby("township", as_index=False, sort=True).sum()
    return rows.sort_values(["schools", "township"], ascending=[False, True], ignore_index=True)


def proof_curve(population: int, *, confidence: float) -> pd.DataFrame:
    """One row a number of schools visited: the largest share that can still have a case.

    For a plain lottery in which nothing is found; sizes are thinned out for large counties.
    """
    step = max(1, -(-population // MOST_POINTS))
    sizes = sorted({*range(1, population + 1, step), population})
    return pd.DataFrame(
        {
            "visited": sizes,
            "share": [
                upper_bound(
                    0, n, confidence=confidence, method="hypergeometric", population=population
                )
                for n in sizes
            ],
        }
    )


def township_bars(table: pd.DataFrame, *, lang: str | None = None) -> str:
    """Bars: all schools of each township, and in dark those visited."""
    row, left, right = 26, 128, 92
    top = 30
    height = top + row * len(table) + 8
    longest = max(int(table["schools"].max()), 1)
    scale = (WIDTH - left - right) / longest
    parts = [
        _legend(left, 14, STRONG, say("sampling.picture_visited", lang=lang)),
        _legend(left + 130, 14, SOFT, say("sampling.picture_all", lang=lang)),
    ]
    for number, line in enumerate(table.to_dict("records")):
        y = top + number * row
        middle = y + row / 2
        parts += [
            _text(left - 10, middle, _short(str(line["township"])), anchor="end"),
            _bar(left, y + 5, line["schools"] * scale, row - 10, SOFT),
            _bar(left, y + 5, line["selected"] * scale, row - 10, STRONG),
            _text(
                left + line["schools"] * scale + 8,
                middle,
                f"{line['selected']} / {line['schools']}",
            ),
        ]
    return _svg(height, say("sampling.picture_townships", lang=lang), parts)


def curve_picture(
    curve: pd.DataFrame, *, visited: int, share: float, lang: str | None = None
) -> str:
    """The curve of what can be proved, with this round marked on it."""
    left, top, bottom, right = 58, 18, 44, 20
    height = 280
    across, down = WIDTH - left - right, height - top - bottom
    most = int(curve["visited"].max())

    def at(n: float, rate: float) -> tuple[float, float]:
        return left + across * (n - 1) / max(most - 1, 1), top + down * (1 - rate)

    parts = []
    for rate in (0, 0.25, 0.5, 0.75, 1):
        x, y = at(1, rate)
        parts.append(
            f'<line x1="{left}" x2="{WIDTH - right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{SOFT}"/>'
        )
        parts.append(_text(x - 8, y, percent(rate) if rate else "0%", anchor="end"))
    for n in _ticks(most):
        x, _ = at(n, 0)
        parts.append(_text(x, height - bottom + 16, str(n), anchor="middle"))
    points = " ".join(
        f"{x:.1f},{y:.1f}"
        for x, y in (at(n, r) for n, r in zip(curve["visited"], curve["share"], strict=True))
    )
    x, y = at(visited, share)
    label = say("sampling.picture_here", lang=lang, visited=visited, share=percent(share))
    # The label stands on the side of the point that has room.
    anchor, shift = ("start", 12) if x < WIDTH * 0.55 else ("end", -12)
    parts += [
        f'<polyline points="{points}" fill="none" stroke="{STRONG}" stroke-width="2.5"/>',
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y:.1f}" y2="{top + down}" stroke="{MARK}" '
        'stroke-dasharray="4 4"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{MARK}"/>',
        _text(x + shift, max(y - 16, top + 8), label, anchor=anchor, colour=MARK, weight=600),
        _text(left + across / 2, height - 8, say("sampling.picture_axis", lang=lang), "middle"),
    ]
    return _svg(height, say("sampling.picture_curve", lang=lang), parts)


def _ticks(most: int) -> Sequence[int]:
    """A handful of round numbers from 1 to the number of schools."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**6) if most / s <= 9)
    inner = [n for n in range(step, most, step) if n > 1 and most - n > step / 2]
    return sorted({1, *inner, most})


def _short(name: str, most: int = 8) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"


def _bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'rx="2" fill="{colour}"/>'
    )


def _legend(x: float, y: float, colour: str, label: str) -> str:
    return _bar(x, y - 6, 14, 12, colour) + _text(x + 20, y, label)


def _text(
    x: float, y: float, text: str, anchor: str = "start", colour: str = INK, weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" dominant-baseline="central" '
        f'font-weight="{weight}" fill="{colour}">{escape(text)}</text>'
    )


def _svg(height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}" '
        f'font-size="13">{"".join(parts)}</svg>'
    )
