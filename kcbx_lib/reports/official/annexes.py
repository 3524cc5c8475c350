"""The tables behind the draft report: states, indicators, findings, what was not tested, townships."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import language, say
from kcbx_lib.reports.official.blocks import Block, Table
from kcbx_lib.reports.official.figures import (
    NONE,
    cut,
    of_the_county,
    percent,
    whole,
)
from kcbx_lib.reports.story.states import AT_SCHOOL, EXPLAINED, OPEN
from kcbx_lib.rules.registry import all_rules, text_of_rule

SEVERITIES = ("high", "medium", "low")


def of_report(facts: Facts, findings: pd.DataFrame, rules: pd.DataFrame) -> list[tuple[str, Block]]:
    """The report's annexes, title and table, in their order."""
    return [
        (say("official.annex_states"), states_table(facts["register_states"])),
        (say("official.annex_rates"), rates_table(facts["indicators"])),
        (say("official.annex_findings"), findings_table(findings)),
        (say("official.annex_untested"), untested_table(rules)),
        (say("official.annex_places"), places_table(findings)),
    ]


def states_table(states: pd.DataFrame) -> Table:
    """Children by state, over all registers and within the household register, with totals."""
    whole_of = states["state"].value_counts()
    within = states.loc[states["in_population"].eq(True), "state"].value_counts()
    rows = [
        (say(f"story.state_{name}"), str(whole_of[name]), str(int(within.get(name, 0))))
        for name in (*AT_SCHOOL, *EXPLAINED, *OPEN)
        if whole_of.get(name, 0)
    ]
    total = (say("official.column_total"), str(len(states)), str(int(within.sum())))
    return Table(_head("state", "all", "population"), [*rows, total], (2, 1, 1.4))


def rates_table(indicators: pd.DataFrame) -> Table:
    """Every indicator of the county as a whole; what is no rate shows its count."""
    rows = [
        (
            say(f"indicators.{row['indicator']}"),
            whole(row["numerator"]),
            whole(row["denominator"]),
            cut(row["rate"]),
            percent(row["target"]),
            NONE if pd.isna(row["state"]) else say(f"indicators.state_{row['state']}"),
        )
        for row in of_the_county(indicators).to_dict("records")
    ]
    head = _head("indicator", "numerator", "denominator", "rate", "target", "result")
    return Table(head, rows, (3, 1, 1, 1.2, 1, 1.6))


def findings_table(findings: pd.DataFrame) -> Table:
    """One row a rule with findings: how many of which weight, whose task, by when."""
    rows = []
    numbers = [entry.rule.id for entry in all_rules()]
    for rule in sorted(findings["rule"].unique(), key=numbers.index):
        own = findings[findings["rule"].eq(rule)]
        levels = own["severity"].value_counts()
        due = pd.to_datetime(own["due"]).min()
        rows.append(
            (
                str(rule),
                text_of_rule(str(rule), "title", language()),
                *(str(int(levels.get(name, 0))) for name in SEVERITIES),
                say("policy.list_joined").join(dict.fromkeys(own["owner"].dropna())),
                NONE if pd.isna(due) else due.date().isoformat(),
            )
        )
    total = findings["severity"].value_counts()
    rows.append(
        (
            "",
            say("official.column_total"),
            *(str(int(total.get(name, 0))) for name in SEVERITIES),
            "",
            "",
        )
    )
    head = _head("rule", "problem", "high", "medium", "low", "owner", "due")
    return Table(head, rows, (1.5, 3, 0.7, 0.7, 0.7, 2.4, 2.2))


def untested_table(rules: pd.DataFrame) -> Table:
    """The rules that could not be tested, with the reason."""
    own = rules[rules["state"].eq("not_tested")]
    rows = [
        (rule, text_of_rule(rule, "title", language()), reason)
        for rule, reason in own[["rule", "reason"]].astype("str").itertuples(index=False)
    ]
    return Table(_head("rule", "problem", "reason"), rows, (1.3, 2.4, 4))


def places_table(findings: pd.DataFrame) -> Table:
    """Findings by township and weight."""
    where = findings["township"].fillna("").replace("", say("official.no_township"))
    counts = pd.crosstab(where, findings["severity"]).reindex(
        columns=list(SEVERITIES), fill_value=0
    )
    rows = [(str(place), *map(str, row), str(sum(row))) for place, row in zip(
        counts.index, counts.itertuples(index=False), strict=True
    )]  # fmt: skip
    total = [int(counts[name].sum()) for name in SEVERITIES]
    rows.append((say("official.column_total"), *map(str, total), str(sum(total))))
    return Table(_head("township", "high", "medium", "low", "total"), rows, (2, 1, 1, 1, 1))


def _head(*names: str) -> tuple[str, ...]:
    return tuple(say(f"official.column_{name}") for name in names)
