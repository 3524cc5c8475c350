"""What the county's data say of the counts and rates that its reports state.

One count has several honest definitions: pupils by the schools' monthly reports, by enrolment records,
by children, by official age. All are known here by name, so that a figure which equals one of them
holds and says which, and one that lies among them is "cannot tell".
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.life_cycle import OPEN_STATES
from kcbx_lib.statements import compare_with_data

COUNT_COLUMNS = ("measure", "basis", "value")
# lines of the bridge up to which a number of pupils stands → basis
_BRIDGE = {
    "reported_pupils": "monthly_reports",
    "records_beyond_reports": "enrolment_records",
    "enrolment_records": "enrolment_records",
    "further_records_of_a_child": "children_on_roll",
    "official_age_in_school": "official_age",
}
# state of a child → measure
_STATES = {
    "home_teaching": "home_teaching",
    "suspended": "suspended",
    "delayed_entry": "delayed_entry",
    "died": "died",
}


def with_county_data(relations: pd.DataFrame, numbers: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The relations within each report, then one row for each figure that the data can be asked for.

    ``numbers`` is one row a figure, as ``read_figures`` gives it. Needs ``indicators``, ``bridge`` and
    ``children`` among the facts.
    """
    compared = compare_with_data(
        numbers, facts["indicators"], counts=known_counts(facts), as_of=facts.county.as_of
    )
    whole = pd.concat([relations, compared], ignore_index=True)
    return whole.drop(columns="indicator", errors="ignore")


def known_counts(facts: Facts) -> pd.DataFrame:
    """One row for each count and definition: ``measure, basis, value``; whole county."""
    rows = [*_pupils(facts), *_schools(facts), *_children(facts), *_ledgers(facts)]
    frame = pd.DataFrame(rows, columns=list(COUNT_COLUMNS)).astype({"value": "Int64"})
    return frame.drop_duplicates().reset_index(drop=True)


_Row = tuple[str, str, int]


def _pupils(facts: Facts) -> Iterator[_Row]:
    steps = facts["bridge"]
    for line, standing, population in zip(
        steps["line"], steps["standing"], steps["denominator"], strict=True
    ):
        if line in _BRIDGE:
            yield "pupils", _BRIDGE[line], int(standing)
        if line == "official_age_in_school" and not pd.isna(population):
            yield "school_age", "official_cohorts", int(population)
    children = facts["children"]
    on_roll = children["in_enrolment"].eq(True).fillna(False) & children["status"].eq(
        "in_school"
    ).fillna(False)
    for stage, measure in (("primary", "primary_pupils"), ("junior", "junior_pupils")):
        belongs = children["stage"].eq(stage).fillna(False)
        yield measure, "children_on_roll", int((on_roll & belongs).sum())
    yield from _of_official_age(facts["indicators"])


def _of_official_age(indicators: pd.DataFrame) -> Iterator[_Row]:
    """The numerators of net enrolment: what a report may mean by a stage's pupils."""
    county = indicators[indicators["level"].eq("county") & indicators["group"].eq("all")]
    for stage in ("primary", "junior"):
        rows = county[county["indicator"].eq(f"net_enrolment_{stage}")]
        for value in rows["numerator"].dropna():
            yield f"{stage}_pupils", "official_age", int(value)


def _schools(facts: Facts) -> Iterator[_Row]:
    if facts.has("schools"):
        yield "schools", "school_list", int(facts["schools"]["school_code"].nunique())
    enrolled = facts["enrolment"]
    if "school_code" in enrolled:
        yield "schools", "enrolment_records", int(enrolled["school_code"].nunique())


def _children(facts: Facts) -> Iterator[_Row]:
    children = facts["children"]
    registered = children["in_population"].eq(True).fillna(False)
    yield (
        "school_age",
        "of_age",
        int((registered & children["is_of_age"].eq(True).fillna(False)).sum()),
    )
    for state, measure in _STATES.items():
        yield measure, "states", int(children["state"].eq(state).fillna(False).sum())
    status = children["status"].eq("suspended").fillna(False)
    yield "suspended", "enrolment_records", int(status.sum())
    if facts.has("home_teaching"):
        yield "home_teaching", "visit_sheets", int(facts["home_teaching"]["subject"].nunique())


def _ledgers(facts: Facts) -> Iterator[_Row]:
    for ledger, measure in (("ledger_suspected", "suspected"), ("ledger_dropout", "dropouts")):
        if not facts.has(ledger):
            continue
        listed = facts[ledger]
        yield measure, "ledger", len(listed)
        yield measure, "ledger_open", int(listed["case_state"].isin(OPEN_STATES).sum())
