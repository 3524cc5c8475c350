"""What the city's notebook says and draws: the counties side by side, read from a run's own files."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say, use_language
from kcbx_lib.reports import charts
from kcbx_lib.reports.charts import use_chinese_font
from kcbx_lib.reports.story.rates import headline_rates, near_one_scale
from kcbx_lib.reports.story.shared import table, tiles
from kcbx_lib.reports.story.states import AT_SCHOOL, EXPLAINED
from kcbx_lib.rules.registry import SEVERITIES
from kcbx_lib.statements.published import check_published

__all__ = ["table"]
STATE_GROUPS = ("at_school", "explained", "follow_up", "out_of_school")
GROUP_COLOURS = {
    "at_school": charts.BLUE,
    "explained": charts.GREEN,
    "follow_up": charts.ORANGE,
    "out_of_school": charts.RED,
}


@dataclass(frozen=True)
class Run:
    """A run as its files tell: the summary, how each county ended, and the counties' tables."""

    folder: Path
    about: dict[str, Any]
    summary: pd.DataFrame
    states: pd.DataFrame
    indicators: pd.DataFrame


def open_run(folder: str, *, lang: str = "zh") -> Run:
    """The run in ``folder``. Raises UnreadableInput where there is none."""
    use_language(lang)
    use_chinese_font()
    place = Path(folder)
    if not (place / "run.json").is_file():
        raise UnreadableInput(say("city_story.no_run", folder=place.name))
    about = json.loads((place / "run.json").read_text(encoding="utf-8"))
    done = [county for county in about["counties"] if county["folder"]]
    return Run(
        place,
        about,
        _read(place / "summary.csv", {"county": "str"}),
        _gather(place, done, "register_states"),
        _gather(place, done, "indicators"),
    )


def _read(path: Path, types: dict[str, str]) -> pd.DataFrame:
    if not path.is_file() or path.stat().st_size <= len("\ufeff\n".encode()):
        return pd.DataFrame()
    return pd.read_csv(path, dtype=types, encoding="utf-8-sig")


def _gather(place: Path, counties: list[dict[str, str]], name: str) -> pd.DataFrame:
    parts = [
        _read(place / county["folder"] / f"{name}.csv", {"unit_code": "str"}).assign(
            county=county["name"]
        )
        for county in counties
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def headline(run: Run) -> HTML:
    """Five figures over all counties."""
    total = run.summary.sum(numeric_only=True)
    values = {
        say("city_story.tile_counties"): len(run.summary),
        **{
            say(f"story.tile_{label}"): f"{int(total.get(column, 0)):,}"
            for label, column in (
                ("children", "children"),
                ("out_of_school", "out_of_school"),
                ("suspected", "suspected"),
                ("high_risk", "high_risk"),
            )
        },
        say("city_story.tile_high"): f"{int(total.get('findings_high', 0)):,}",
    }
    return tiles(dict(values))


def counties(run: Run) -> HTML:
    """One row a county, linked to its page, the one with most grave findings first."""
    if run.summary.empty:
        return HTML("")
    columns = ("children", "out_of_school", "suspected", "dropout", "high_risk", "findings_high", "findings_medium",
               "findings_low", "rules_not_tested")  # fmt: skip
    order = run.summary.sort_values(["findings_high", "county"], ascending=[False, True])
    head = "".join(
        f"<th{' class=num' if column in columns else ''}>{html.escape(say(f'city_story.{column}'))}</th>"
        for column in ("county", "policy", *columns)
    )
    rows = "".join(_county_row(row, columns) for row in order.to_dict("records"))
    return HTML(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")


def _county_row(row: Mapping[Any, Any], columns: tuple[str, ...]) -> str:
    address = quote(f"{row['county']}_{row['name']}/audit.html")
    numbers = "".join(f"<td class=num>{int(str(row[column])):,}</td>" for column in columns)
    name = html.escape(str(row["name"]))
    policy = html.escape(str(row["policy"]))
    return f'<tr><td><a href="{address}">{name}</a></td><td>{policy}</td>{numbers}</tr>'


def draw_findings(run: Run) -> None:
    """Findings by county and severity."""
    if run.summary.empty:
        return
    counts = run.summary.set_index("name")[[f"findings_{name}" for name in SEVERITIES]]
    counts.columns = pd.Index(SEVERITIES)
    _, axis = charts.new_figure(height=1.4 + 0.5 * len(counts))
    worst = counts["high"].idxmax()
    charts.stacked_bars(
        counts,
        axis,
        title=say("city_story.findings_title", county=worst, count=int(counts["high"].max())),
        unit=say("story.unit_findings"),
        colours=charts.SEVERITY_COLOURS,
        labels={name: say(f"cli.{name}") for name in SEVERITIES},
    )


def counties_answer(run: Run) -> Markdown:
    """Which county first, and why."""
    if run.summary.empty:
        return Markdown(say("city_story.none_done"))
    first = run.summary.sort_values(["findings_high", "county"], ascending=[False, True]).iloc[0]
    return Markdown(
        say(
            "city_story.counties_answer",
            county=first["name"],
            high=int(first["findings_high"]),
            out=int(first["out_of_school"]),
        )
    )


def states_by_county(run: Run) -> pd.DataFrame:
    """Children of the household register by county and group of states."""
    own = run.states[run.states["in_population"].astype("str").str.lower().eq("true")]
    groups = dict.fromkeys(AT_SCHOOL, "at_school") | dict.fromkeys(EXPLAINED, "explained")
    groups["out_of_school"] = "out_of_school"
    grouped = own["state"].map(groups).fillna("follow_up")
    counts = pd.crosstab(own["county"], grouped)
    return counts.reindex(columns=list(STATE_GROUPS), fill_value=0)


def draw_states(run: Run) -> None:
    """Where the counties' children are, leaving out those at school so that the rest can be seen."""
    if run.states.empty:
        return
    counts = states_by_county(run)[["explained", "follow_up", "out_of_school"]]
    _, axis = charts.new_figure(height=1.4 + 0.5 * len(counts))
    charts.stacked_bars(
        counts,
        axis,
        title=say("city_story.states_title", count=int(counts["out_of_school"].sum())),
        unit=say("story.unit_children"),
        colours=GROUP_COLOURS,
        labels={name: say(f"city_story.group_{name}") for name in counts.columns},
    )


def states_answer(run: Run) -> Markdown:
    """The city's children: at school, explained, to follow up, out of school."""
    if run.states.empty:
        return Markdown(say("city_story.none_done"))
    total = states_by_county(run).sum()
    return Markdown(
        say(
            "city_story.states_answer",
            total=f"{int(total.sum()):,}",
            **{name: f"{int(total[name]):,}" for name in STATE_GROUPS},
        )
    )


def rates_by_county(run: Run) -> pd.DataFrame:
    """Every county's rates that have a target, labelled with the county."""
    if run.indicators.empty:
        return pd.DataFrame(columns=["label", "rate", "low", "high", "target", "state"])
    parts = []
    for name, rows in run.indicators.groupby("county", sort=True):
        rates = headline_rates(rows)
        parts.append(rates.assign(label=[f"{name} {label}" for label in rates["label"]]))
    return pd.concat(parts, ignore_index=True)


def draw_rates(run: Run) -> None:
    """Rates against targets, county by county."""
    rates = rates_by_county(run)
    shown = near_one_scale(rates)
    if shown.empty:
        return
    _, axis = charts.new_figure(height=1.2 + 0.42 * len(shown))
    missed = int(rates["state"].eq("not_met").sum())
    title = say("story.rates_title", missed=missed, count=len(rates))
    charts.gaps(shown, axis, title=title)


def rates_answer(run: Run) -> Markdown:
    """Which county misses which target."""
    rates = rates_by_county(run)
    missed = "、".join(rates.loc[rates["state"].eq("not_met"), "label"]) or say("story.none")
    count = int(rates["state"].eq("not_met").sum())
    return Markdown(say("story.rates_answer", count=len(rates), missed=count, names=missed))


def published_figures(folder: str) -> pd.DataFrame:
    """Each relation among published figures: what it says, the arithmetic, and its grade."""
    if not folder or not Path(folder).is_dir():
        return pd.DataFrame()
    checked = check_published(Path(folder))
    columns = ("source", "stated", "arithmetic", "grade", "reason")
    shown = checked[list(columns)].copy()
    # What does not hold comes first: that is what a reader looks for.
    rank = checked["grade"].map(["contradiction", "probably", "cannot_tell", "holds"].index)
    shown["grade"] = [say(f"cli.grade_{grade}") for grade in checked["grade"]]
    shown = shown.loc[rank.sort_values(kind="stable").index]
    return shown.rename(columns={c: say(f"city_story.published_{c}") for c in columns})


def published_answer(folder: str) -> Markdown:
    """How many published relations hold and how many do not."""
    if not folder or not Path(folder).is_dir():
        return Markdown(say("city_story.nothing_published"))
    grades = check_published(Path(folder))["grade"].value_counts()
    counts: dict[str, Any] = {
        g: int(grades.get(g, 0)) for g in ("holds", "contradiction", "probably", "cannot_tell")
    }
    return Markdown(say("city_story.published_answer", total=int(grades.sum()), **counts))


def failures(run: Run) -> Markdown:
    """The counties that were not done, each with its reason and what to do."""
    failed = [c for c in run.about["counties"] if c["state"] == "failed"]
    if not failed:
        return Markdown(say("city_story.no_failures"))
    return Markdown("\n".join(f"- **{c['name']}**: {c['message']}" for c in failed))
