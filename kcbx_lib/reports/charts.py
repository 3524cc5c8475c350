"""Charts for Chinese readers: readable in print, in grey too, each title saying what it shows.

Every function takes the frame that it draws and an axis, and returns the axis; the frames are tested,
since a notebook check does not look at pictures.
"""

from __future__ import annotations

from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
import pylopdf_fonts_zh_cn
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

FONT_FAMILY = "Noto Sans SC"
INK, MUTED, GRID = "#1f2933", "#6b7785", "#dde3ea"
BLUE, ORANGE, GREEN, RED, GREY, PURPLE = (
    "#2b6ca3", "#d9822b", "#3f8f5f", "#b83a3a", "#9aa5b1", "#7a5195",
)  # fmt: skip
SEVERITY_COLOURS = {"high": RED, "medium": ORANGE, "low": GREY}
BAND_COLOURS = {"high": RED, "medium": ORANGE, "low": GREEN, "unknown": GREY}


@cache
def use_chinese_font() -> str:
    """Make matplotlib write Chinese; call it before a figure is made. Returns the family's name."""
    font_manager.fontManager.addfont(str(pylopdf_fonts_zh_cn.sans_path()))
    mpl.rcParams.update(
        {
            "font.family": [FONT_FAMILY, "DejaVu Sans"],
            "axes.unicode_minus": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": MUTED,
            "axes.labelcolor": INK,
            "axes.titlelocation": "left",
            "axes.titlesize": 12,
            "axes.titlepad": 12,
            "axes.grid": False,
            "text.color": INK,
            "xtick.color": MUTED,
            "ytick.color": INK,
            "font.size": 10,
            "figure.dpi": 110,
            "savefig.dpi": 150,
            "figure.figsize": (8.4, 3.6),
            "figure.constrained_layout.use": True,
            "svg.hashsalt": "kcbx",
        }
    )
    return FONT_FAMILY


def new_figure(*, width: float = 8.4, height: float = 3.6) -> tuple[Figure, Axes]:
    """A figure with one axis, Chinese ready."""
    use_chinese_font()
    from matplotlib import pyplot as plt

    figure, axis = plt.subplots(figsize=(width, height))
    return figure, axis


def bars(
    values: pd.Series, axis: Axes, *, title: str, unit: str, colours: list[str] | str = BLUE
) -> Axes:
    """Horizontal bars, the first value on top, each labelled with its number."""
    shown = values.iloc[::-1]
    tints = list(reversed(colours)) if isinstance(colours, list) else colours
    drawn = axis.barh(
        [str(label) for label in shown.index], shown.to_numpy(float), color=tints, height=0.66
    )
    axis.bar_label(drawn, [f"{value:,.0f}" for value in shown], padding=4, color=INK)
    axis.set_title(title)
    axis.set_xlabel(unit)
    axis.set_xlim(0, max(1.0, float(shown.max()) * 1.14) if len(shown) else 1.0)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.grid(visible=True, color=GRID)
    axis.set_axisbelow(True)
    return axis


def stacked_bars(
    table: pd.DataFrame,
    axis: Axes,
    *,
    title: str,
    unit: str,
    colours: dict[str, str],
    labels: dict[str, str],
) -> Axes:
    """One bar a row of ``table``, its columns stacked in order; ``labels`` name the columns."""
    shown = table.iloc[::-1]
    left = np.zeros(len(shown))
    names = [str(name) for name in shown.index]
    for column in table.columns:
        values = shown[column].to_numpy(float)
        drawn = axis.barh(
            names, values, left=left, color=colours[column], height=0.66, label=labels[column]
        )
        axis.bar_label(
            drawn,
            [f"{v:.0f}" if v else "" for v in values],
            label_type="center",
            color="white",
            fontsize=8,
        )
        left = left + values
    axis.set_title(title)
    axis.set_xlabel(unit)
    place = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "borderaxespad": 0.2}
    axis.legend(frameon=False, ncols=len(table.columns), fontsize=9, **place)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.grid(visible=True, color=GRID)
    axis.set_axisbelow(True)
    return axis


def gaps(rates: pd.DataFrame, axis: Axes, *, title: str) -> Axes:
    """Rates against their targets: a dot for the rate with its interval, a tick for the target.

    Columns ``label, rate, low, high, target, state``, rates in percent.
    """
    shown = rates.iloc[::-1].reset_index(drop=True)
    for place, row in shown.iterrows():
        y = float(str(place))
        tint = {"met": GREEN, "not_met": RED}.get(str(row["state"]), GREY)
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            axis.plot([row["low"], row["high"]], [y, y], color=tint, linewidth=2, alpha=0.5)
        if pd.notna(row["rate"]):
            axis.plot(row["rate"], y, "o", color=tint, markersize=8)
            axis.annotate(
                f"{row['rate']:.2f}%",
                (row["rate"], y),
                (0, 8),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
        if pd.notna(row["target"]):
            axis.plot([row["target"]] * 2, [y - 0.3, y + 0.3], color=INK, linewidth=2)
    axis.set_yticks(range(len(shown)), [str(label) for label in shown["label"]])
    axis.set_ylim(-0.7, len(shown) - 0.3)
    axis.set_title(title)
    axis.set_xlabel("%")
    axis.xaxis.grid(visible=True, color=GRID)
    axis.set_axisbelow(True)
    return axis


def flow(flows: pd.DataFrame, axis: Axes, *, title: str, colours: dict[str, str]) -> Axes:
    """A flow picture: blocks on the left split into blocks on the right, sizes to one scale.

    Columns ``source, target, count``, in the order to draw; ``colours`` by target. Each block on the
    right has at least the height of its label, so that small ones can be read.
    """
    total = float(flows["count"].sum()) or 1.0
    sources = flows.groupby("source", sort=False)["count"].sum()
    targets = flows.groupby("target", sort=False)["count"].sum()
    slot = total * LABEL_HEIGHT
    right, height = _stack(targets, slot)
    left, left_height = _stack(sources, slot)
    left = {name: top + (height - left_height) / 2 for name, top in left.items()}
    for name, top in left.items():
        size = float(sources[name])
        axis.add_patch(_block(0.0, 0.03, top, top - size, INK))
        label = f"{name}\n{sources[name]:,.0f}"
        axis.text(-0.015, top - size / 2, label, ha="right", va="center")
    at_left, at_right = dict(left), dict(right)
    for source, target, count in flows[["source", "target", "count"]].itertuples(index=False):
        tint = colours.get(str(target), GREY)
        size = float(count)
        axis.add_patch(_ribbon(0.03, 0.6, at_left[source], at_right[target], size, tint))
        at_left[source] -= size
        at_right[target] -= size
    for name, top in right.items():
        size = float(targets[name])
        axis.add_patch(_block(0.6, 0.63, top, top - size, colours.get(str(name), GREY)))
        label = f"{name}  {targets[name]:,.0f}"
        axis.text(0.645, top - size / 2, label, ha="left", va="center", fontsize=9)
    axis.set_xlim(-0.2, 1.0)
    axis.set_ylim(-slot / 2, height + slot / 2)
    axis.set_title(title)
    axis.set_axis_off()
    return axis


LABEL_HEIGHT = 0.055
"""Share of the whole that a label needs: smaller blocks are drawn to size in a slot this high."""


def _stack(sizes: pd.Series, slot: float) -> tuple[dict[object, float], float]:
    """The top of each block, from the highest down, and the height of all."""
    room = [max(float(size), slot) for size in sizes]
    height = sum(room)
    top = height
    places: dict[object, float] = {}
    for (name, size), own in zip(sizes.items(), room, strict=True):
        places[name] = top - (own - float(size)) / 2
        top -= own
    return places, height


def _block(x0: float, x1: float, top: float, bottom: float, colour: str) -> PathPatch:
    corners = [(x0, bottom), (x1, bottom), (x1, top), (x0, top), (x0, bottom)]
    return PathPatch(Outline(corners), facecolor=colour, edgecolor="none")


def _ribbon(x0: float, x1: float, top0: float, top1: float, size: float, colour: str) -> PathPatch:
    middle = (x0 + x1) / 2
    points = [
        (x0, top0), (middle, top0), (middle, top1), (x1, top1),
        (x1, top1 - size), (middle, top1 - size), (middle, top0 - size), (x0, top0 - size), (x0, top0),
    ]  # fmt: skip
    codes = [1, 4, 4, 4, 2, 4, 4, 4, 79]
    return PathPatch(Outline(points, codes), facecolor=colour, edgecolor="none", alpha=0.35)


def overlaps(
    sizes: pd.Series, sets: pd.DataFrame, axes: tuple[Axes, Axes], *, title: str, unit: str
) -> None:
    """Which children stand in which registers together: bars above, the combination of dots below.

    ``sizes`` counts children by combination, ``sets`` is a true/false table, one row a register and
    one column a combination, in the same order.
    """
    above, below = axes
    x = np.arange(len(sizes))
    drawn = above.bar(x, sizes.to_numpy(float), color=BLUE, width=0.66)
    above.bar_label(drawn, [f"{v:,.0f}" for v in sizes], padding=2, fontsize=9)
    above.set_title(title)
    above.set_ylabel(unit)
    above.set_xticks([])
    names = list(sets.index)[::-1]
    for place in x:
        inside = sets.to_numpy(bool)[::-1, place]
        below.plot([place] * len(names), range(len(names)), "o", color=GRID, markersize=7)
        on = np.flatnonzero(inside)
        below.plot([place] * len(on), on, "o-", color=INK, markersize=7, linewidth=1.5)
    below.set_yticks(range(len(names)), names)
    below.set_xticks([])
    below.set_xlim(above.get_xlim())
    below.set_ylim(-0.6, len(names) - 0.4)
    for side in ("left", "bottom"):
        below.spines[side].set_visible(False)
    below.tick_params(axis="y", length=0)
