"""Where the findings are: by township, and the schools to look at first."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.reports import charts
from kcbx_lib.rules.registry import SEVERITIES

MOST_PLACES = 14


def findings_by_township(findings: pd.DataFrame) -> pd.DataFrame:
    """One row a township with findings, one column a severity, the most grave first.

    Findings of the county as a whole, or of an organisation without a township, are in no row.
    """
    placed = findings[findings["township"].fillna("").ne("")]
    counts = pd.crosstab(placed["township"], placed["severity"])
    counts = counts.reindex(columns=list(SEVERITIES), fill_value=0)
    order = counts.reset_index().sort_values(
        [*SEVERITIES, "township"], ascending=[False, False, False, True], kind="stable"
    )
    return order.set_index("township")


def draw_places(findings: pd.DataFrame) -> None:
    """Findings by township, severities stacked."""
    counts = findings_by_township(findings).head(MOST_PLACES)
    _, axis = charts.new_figure(height=max(2.2, 0.42 * len(counts) + 1.1))
    first = str(counts.index[0]) if len(counts) else say("story.none")
    high = int(counts["high"].iloc[0]) if len(counts) else 0
    charts.stacked_bars(
        counts,
        axis,
        title=say("story.places_title", township=first, high=high),
        unit=say("story.unit_findings"),
        colours=charts.SEVERITY_COLOURS,
        labels={name: say(f"cli.{name}") for name in SEVERITIES},
    )


def schools_first(findings: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The schools with findings: name, township, findings by severity, children concerned."""
    placed = findings[findings["school_code"].fillna("").ne("")]
    counts = pd.crosstab(placed["school_code"], placed["severity"])
    counts = counts.reindex(columns=list(SEVERITIES), fill_value=0)
    by_school = placed.groupby("school_code")
    children = placed[placed["subject_kind"].eq("child")].groupby("school_code")["subject"]
    frame = counts.assign(
        township=by_school["township"].first(), children=children.nunique()
    ).reset_index()
    frame["children"] = frame["children"].fillna(0).astype("int64")
    frame = frame.sort_values(
        [*SEVERITIES, "school_code"], ascending=[False, False, False, True], kind="stable"
    )
    return pd.DataFrame(
        {
            say("story.place_school"): frame["school_code"].map(_school_names(facts)),
            say("story.place_township"): frame["township"],
            say("cli.high"): frame["high"],
            say("cli.medium"): frame["medium"],
            say("cli.low"): frame["low"],
            say("story.place_children"): frame["children"],
        }
    )


def _school_names(facts: Facts) -> dict[str, str]:
    """School code to name, as the school list or else the enrolment says it; a code names itself."""
    names: dict[str, str] = {}
    for source in ("enrolment", "schools"):
        if not facts.has(source) or "school_name" not in facts[source]:
            continue
        known = facts[source][["school_code", "school_name"]].dropna()
        known = known.sort_values(["school_code", "school_name"], kind="stable")
        known = known.drop_duplicates("school_code")
        names |= dict(zip(known["school_code"], known["school_name"], strict=True))
    return _Named(names)


class _Named(dict[str, str]):
    def __missing__(self, code: str) -> str:
        return code
