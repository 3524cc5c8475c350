"""The published page: where the children are, which targets are met, what is hidden and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
import pandas as pd

from kcbx_lib.messages import has_message, say
from kcbx_lib.policy import policy_keys
from kcbx_lib.publication.notes import note_lines
from kcbx_lib.publication.rows import ALL, CITY, WHOLES
from kcbx_lib.publication.tables import measure_title

if TYPE_CHECKING:
    from kcbx_lib.publication.publish import Publication

HIDDEN, NONE = "＊", "—"
# Rates with a share of all as their scale; a limit near 0 would be a sliver on it.
LOWEST_TARGET_DRAWN = 50
UNIT_INDICATORS = (
    "net_enrolment_primary", "net_enrolment_junior", "retention_adjusted", "dropout",
    "chronic_absence", "aid_coverage",
)  # fmt: skip
GROUP_INDICATORS = (
    "net_enrolment_primary", "net_enrolment_junior", "dropout_upper", "chronic_absence",
    "aid_coverage",
)  # fmt: skip


def publication_page(publication: Publication, *, lang: str, pages: Mapping[str, str]) -> str:
    """One self-contained page in one language, with a link to the other."""

    def told(key: str, **values: object) -> str:
        return say(f"publish.{key}", lang=lang, **values)

    counties = [county["code"] for county in publication.note["counties"]]
    columns = [CITY, *counties] if len(counties) > 1 else counties
    heads = [told("city") if code == CITY else publication.names[code] for code in columns]
    return _template().render(
        lang="zh-CN" if lang == "zh" else "en",
        told=told,
        title=told("page_title", names=_places(publication, lang)),
        as_of=publication.note["as_of"],
        other=pages["en" if lang == "zh" else "zh"],
        tiles=_tiles(publication, columns, lang),
        lead=_lead(publication, columns[0], lang),
        heads=heads,
        states=_states(publication.summary, columns, lang),
        targets=_targets(publication.indicators, counties, publication.names, lang),
        rates=_rates(publication.indicators, columns, lang),
        groups=_groups(publication.indicators, counties, publication.names, lang),
        units=_units(publication.indicators, counties, publication.names, lang),
        notes=note_lines(publication.note, lang=lang),
        limits=[one | {"title": _limit(one["key"], lang)} for one in publication.note["limits"]],
    )


@cache
def _template() -> jinja2.Template:
    text = (files(__package__) / "templates" / "page.html.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return environment.from_string(text)


def _limit(key: str, lang: str) -> str:
    return str(policy_keys()[key].title[lang])


def _places(publication: Publication, lang: str, most: int = 3) -> str:
    names = [county["name"] for county in publication.note["counties"]]
    if len(names) > most:
        return say("publish.counties", lang=lang, count=len(names))
    return ("、" if lang == "zh" else ", ").join(names)


def count_of(table: pd.DataFrame, county: str, measure: str) -> str:
    """A count by state as it is told; the star where it is hidden, a dash where there is none."""
    row = table[table["unit_code"].eq(county) & table["measure"].eq(measure)]
    if row.empty:
        return NONE
    value = row["count"].iloc[0]
    return HIDDEN if pd.isna(value) else f"{int(value):,}"


def _lead(publication: Publication, place: str, lang: str) -> str:
    table = publication.summary
    return say(
        "publish.lead",
        lang=lang,
        as_of=publication.note["as_of"],
        population=count_of(table, place, "in_population"),
        children=count_of(table, place, "children"),
        in_school=count_of(table, place, "in_school"),
        out=count_of(table, place, "out_of_school"),
    )


def _tiles(publication: Publication, columns: Sequence[str], lang: str) -> list[tuple[str, str]]:
    table = publication.summary
    names = (*WHOLES, "in_school", "out_of_school")
    return [(count_of(table, columns[0], name), measure_title(name, lang)) for name in names]


def _states(table: pd.DataFrame, columns: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """A line a state: its name, its count in each place, the width of its bar (of the first place)."""
    totals = table[table["unit_code"].eq(columns[0])].set_index("measure")["count"]
    most = int(totals.drop(list(WHOLES)).fillna(0).max()) or 1
    names = [name for name in totals.index if name not in WHOLES]
    names.sort(key=lambda name: (-(int(totals[name]) if pd.notna(totals[name]) else 0), name))
    titles = table.drop_duplicates("measure").set_index("measure")[f"title_{lang}"]
    lines = [
        {
            "title": titles[name],
            "counts": [count_of(table, place, name) for place in columns],
            "width": 0 if pd.isna(totals[name]) else round(int(totals[name]) / most * 100, 1),
            "is_total": False,
        }
        for name in names
    ]
    for name in WHOLES:
        counts = [count_of(table, place, name) for place in columns]
        lines.append({"title": titles[name], "counts": counts, "width": 0, "is_total": True})
    return lines


def _targets(
    table: pd.DataFrame, counties: Sequence[str], names: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """An indicator with a target, and the counties' bars on the scale from 0 to 100."""
    rows = table[table["level"].eq("county") & table["group"].eq(ALL) & table["target"].notna()]
    lines = []
    for title, inside in rows.groupby(f"title_{lang}", sort=False):
        bars = [
            _bar(row, names[code], lang)
            for code in counties
            for row in inside[inside["county"].eq(code)].to_dict("records")
        ]
        drawn = any(bar["state"] for bar in bars)
        if drawn and max(bar["target"] for bar in bars) >= LOWEST_TARGET_DRAWN:
            lines.append({"title": title, "bars": bars})
    return lines


def _bar(row: Mapping[Any, Any], name: str, lang: str) -> dict[str, Any]:
    """One county's bar; without a state where its rate is hidden or means nothing."""
    shown = pd.notna(row["rate"])
    return {
        "name": name,
        "rate": f"{row['rate']:.1f}%" if shown else (HIDDEN if row["hidden"] else NONE),
        "width": min(float(row["rate"]), 100.0) if shown else 0,
        "target": float(row["target"]),
        "state": row["state"] if shown else "",
        "word": _state(row["state"], lang),
    }


def _state(state: str, lang: str) -> str:
    key = f"indicators.state_{state}"
    return say(key, lang=lang) if state and has_message(key) else ""


def _rates(table: pd.DataFrame, columns: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """A line an indicator: in each place its counts and its rate."""
    rows = table[table["level"].isin(["county", CITY]) & table["group"].eq(ALL)]
    lines = []
    for title, inside in rows.groupby(f"title_{lang}", sort=False):
        by_place = {row.county: row for row in inside.itertuples(index=False)}
        lines.append({"title": title, "cells": [_cell(by_place.get(code)) for code in columns]})
    return lines


def _cell(row: Any) -> dict[str, str]:
    """Rate and counts of a row as text."""
    if row is None:
        return {"rate": NONE, "counts": ""}
    top, base = (_count(row.numerator), _count(row.denominator))
    if pd.isna(row.denominator) and row.hidden in ("", "numerator"):
        return {"rate": top, "counts": ""}  # a plain count, of nothing
    rate = HIDDEN if row.hidden else (NONE if pd.isna(row.rate) else f"{float(row.rate):.1f}%")
    return {"rate": rate, "counts": f"{top} / {base}"}


def _count(value: Any) -> str:
    return HIDDEN if pd.isna(value) else f"{int(value):,}"


def _groups(
    table: pd.DataFrame, counties: Sequence[str], names: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """A block a county: groups down, some indicators across, rates inside."""
    inside = table[table["level"].eq("county") & table["indicator"].isin(GROUP_INDICATORS)]
    return _blocks(inside, counties, names, lang, rows=f"group_{lang}", wanted=GROUP_INDICATORS)


def _units(
    table: pd.DataFrame, counties: Sequence[str], names: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """A block a county: townships and schools down, some indicators across, rates inside."""
    inside = table[table["level"].isin(["township", "school"])].copy()
    # A unit has several cohorts; the newest stands for it in the overview, all are in the tables.
    inside = inside[inside["indicator"].isin(UNIT_INDICATORS)]
    inside = inside.drop_duplicates(["county", "level", "unit_code", "indicator"], keep="last")
    kinds = {level: say(f"publish.{level}", lang=lang) for level in ("township", "school")}
    split = 0 if lang == "zh" else -1
    inside["row"] = (
        inside["level"].map(kinds) + " " + inside["unit_name"].str.split("／").str[split]
    )
    return _blocks(inside, counties, names, lang, rows="row", wanted=UNIT_INDICATORS)


def _blocks(
    table: pd.DataFrame,
    counties: Sequence[str],
    names: Mapping[str, str],
    lang: str,
    *,
    rows: str,
    wanted: Sequence[str],
) -> list[dict[str, Any]]:
    blocks = []
    for code in counties:
        here = table[table["county"].eq(code)]
        found = [name for name in wanted if here["indicator"].eq(name).any()]
        titles = here.drop_duplicates("indicator").set_index("indicator")[f"title_{lang}"]
        lines = []
        for label in here[rows].drop_duplicates():
            of = {row.indicator: row for row in here[here[rows].eq(label)].itertuples(index=False)}
            cells = [_cell(of.get(name))["rate"] for name in found]
            # A line of stars says nothing that the note does not say.
            if any(cell not in (HIDDEN, NONE) for cell in cells):
                lines.append({"label": label, "cells": cells})
        if lines:
            heads = [titles[name] for name in found]
            blocks.append({"name": names[code], "heads": heads, "lines": lines})
    return blocks
