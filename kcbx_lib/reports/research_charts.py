"""Pictures of the research notebooks: each takes the frame that it draws and an axis."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from kcbx_lib.reports.charts import BLUE, GREEN, GREY, GRID, INK, MUTED, ORANGE, PURPLE, RED

TINTS = (BLUE, ORANGE, GREEN, PURPLE, RED, GREY)
MARKS = ("o", "s", "^", "D", "v", "P")
STATE_TINTS = {"gap": RED, "within margin": GREEN, "insufficient evidence": GREY, "reference": INK}
WIDEST_RATIO = 50.0
LEGEND_BELOW = 0.5
"""Inches between the axis and the legend under it."""


def forest(
    rows: pd.DataFrame, axis: Axes, *, title: str, unit: str, crude: str, adjusted: str
) -> Axes:
    """Odds ratios on a log axis: ``label, odds_ratio, low, high, crude_odds_ratio, clear``, first on top.

    ``clear`` rows, those that the title counts, are coloured.
    """
    shown = rows.iloc[::-1].reset_index(drop=True)
    y = np.arange(len(shown))
    limits = shown[["low", "high"]].clip(1 / WIDEST_RATIO, WIDEST_RATIO)
    value = shown["odds_ratio"].clip(1 / WIDEST_RATIO, WIDEST_RATIO)
    sure = shown["clear"].to_numpy(bool)
    for place in y:
        tint = BLUE if sure[place] else GREY
        axis.plot(limits.iloc[place], [place, place], color=tint, linewidth=2.2, zorder=2)
        axis.plot(value.iloc[place], place, "o", color=tint, markersize=7, zorder=3)
    ratio = shown["crude_odds_ratio"].clip(1 / WIDEST_RATIO, WIDEST_RATIO)
    axis.plot(
        ratio, y, "d", color=ORANGE, markersize=5, markerfacecolor="none", label=crude, zorder=4
    )
    axis.plot([], [], "o-", color=BLUE, label=adjusted)
    axis.axvline(1, color=INK, linewidth=1)
    axis.set_xscale("log")
    ticks = (0.02, 0.1, 0.25, 0.5, 1, 2, 4, 10, 50)
    low, high = float(limits["low"].min()) * 0.9, float(limits["high"].max()) * 1.1
    axis.set_xlim(min(low, 0.8), max(high, 1.25))
    axis.set_xticks([t for t in ticks if axis.get_xlim()[0] <= t <= axis.get_xlim()[1]])
    axis.xaxis.set_major_formatter(lambda v, _: f"{v:g}")
    axis.xaxis.set_minor_formatter(lambda v, _: "")
    axis.set_yticks(y, [str(label) for label in shown["label"]])
    axis.set_ylim(-0.7, len(shown) - 0.3)
    return _finish(axis, title, unit, legend="upper center")


def rates(rows: pd.DataFrame, axis: Axes, *, title: str, unit: str) -> Axes:
    """Rates with intervals over ordered slices: ``label, rate, low, high``."""
    x = np.arange(len(rows))
    value = rows["rate"].to_numpy(float) * 100
    reach = np.abs(np.vstack([value - rows["low"] * 100, rows["high"] * 100 - value]))
    axis.errorbar(x, value, yerr=reach, fmt="o-", color=BLUE, capsize=4, linewidth=1.6)
    axis.set_xticks(x, [str(label) for label in rows["label"]])
    axis.set_ylim(0, None)
    axis.set_title(title)
    axis.set_ylabel(unit)
    axis.yaxis.grid(visible=True, color=GRID)
    return axis


def model_dots(
    rows: pd.DataFrame, axis: Axes, *, title: str, unit: str, chance: float | None
) -> Axes:
    """One metric of each model under each validation: ``label, group, value, low, high``."""
    labels, groups = list(dict.fromkeys(rows["label"])), list(dict.fromkeys(rows["group"]))
    for number, group in enumerate(groups):
        part = rows[rows["group"].eq(group)].set_index("label").reindex(labels)
        y = np.arange(len(labels))[::-1] + (len(groups) / 2 - 0.5 - number) * 0.22
        value = part["value"].to_numpy(float)
        reach = np.abs(np.vstack([value - part["low"], part["high"] - value]))
        axis.errorbar(value, y, xerr=reach, fmt=MARKS[number % 6], color=TINTS[number % 6],
                      capsize=3, markersize=6, linewidth=1.6, label=group)  # fmt: skip
    if chance is not None:
        axis.axvline(chance, color=MUTED, linewidth=1, linestyle="--")
    axis.set_yticks(np.arange(len(labels))[::-1], labels)
    axis.set_ylim(-0.6, len(labels) - 0.4)
    return _finish(axis, title, unit, legend="best")


def calibration(curves: pd.DataFrame, axis: Axes, *, title: str, x: str, y: str) -> Axes:
    """Observed against expected by model: ``label, expected, observed, low, high``."""
    top = 0.0
    for number, (label, rows) in enumerate(curves.groupby("label", sort=False)):
        part = rows.sort_values("expected")
        top = max(top, float(part["expected"].max()), float(part["observed"].max()))
        axis.plot(part["expected"] * 100, part["observed"] * 100, marker=MARKS[number % 6],
                  color=TINTS[number % 6], linewidth=1.4, markersize=5, label=label)  # fmt: skip
        axis.vlines(part["expected"] * 100, part["low"] * 100, part["high"] * 100,
                    color=TINTS[number % 6], alpha=0.35, linewidth=2)  # fmt: skip
    limit = top * 108 or 1.0
    axis.plot([0, limit], [0, limit], color=MUTED, linestyle="--", linewidth=1)
    axis.set_xlim(0, limit)
    axis.set_ylim(0, limit)
    axis.set_ylabel(y)
    return _finish(axis, title, x, legend="upper left")


def curves(
    rows: pd.DataFrame, axis: Axes, *, title: str, x: str, y: str, legend: str = "best"
) -> Axes:
    """Lines with bands: ``label, x, y`` and ``low, high`` where known."""
    for number, (label, part) in enumerate(rows.groupby("label", sort=False)):
        tint = TINTS[number % 6]
        axis.plot(
            part["x"], part["y"], color=tint, marker=MARKS[number % 6], markersize=4, label=label
        )
        if part["low"].notna().any():
            axis.fill_between(part["x"].to_numpy(float), part["low"].to_numpy(float),
                              part["high"].to_numpy(float), color=tint, alpha=0.13, linewidth=0)  # fmt: skip
    axis.set_ylabel(y)
    axis.yaxis.grid(visible=True, color=GRID)
    return _finish(axis, title, x, legend=legend)


def group_dots(
    rows: pd.DataFrame, axis: Axes, *, title: str, unit: str, states: dict[str, str]
) -> Axes:
    """One rate by group with its interval, coloured by what may be said: ``label, value, low, high, state``."""
    shown = rows.iloc[::-1].reset_index(drop=True)
    told: set[str] = set()
    for place, row in enumerate(shown.to_dict("records")):
        tint = STATE_TINTS.get(str(row["state"]), GREY)
        label = states[str(row["state"])] if row["state"] not in told else None
        told.add(str(row["state"]))
        hollow = "white" if row["state"] == "insufficient evidence" else tint
        axis.plot([row["low"], row["high"]], [place, place], color=tint, linewidth=2.2, alpha=0.7)
        axis.plot(
            row["value"], place, "o", color=tint, markerfacecolor=hollow, markersize=7, label=label
        )
    axis.set_yticks(range(len(shown)), [str(label) for label in shown["label"]])
    axis.set_ylim(-0.7, len(shown) - 0.3)
    axis.set_xlim(0, 100)
    return _finish(axis, title, unit, legend="outside")


def _finish(axis: Axes, title: str, unit: str, *, legend: str) -> Axes:
    axis.set_title(title)
    axis.set_xlabel(unit)
    axis.xaxis.grid(visible=True, color=GRID)
    axis.set_axisbelow(True)
    axis.tick_params(axis="y", length=0)
    handles, labels = axis.get_legend_handles_labels()
    if len(handles) > 0 and legend in ("outside", "upper center"):
        # A fixed distance below the axis, whatever the height of the picture.
        inches = axis.bbox.height / axis.figure.dpi
        axis.legend(frameon=False, fontsize=9, loc="upper center",
                    bbox_to_anchor=(0.5, -LEGEND_BELOW / inches), ncols=min(4, len(labels)))  # fmt: skip
    elif len(handles) > 1:
        axis.legend(frameon=False, fontsize=9, loc=legend)
    return axis
