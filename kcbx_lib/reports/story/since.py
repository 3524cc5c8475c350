"""What changed since the earlier run: findings cured or still there, ledger entries new or closed."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.reports import charts
from kcbx_lib.reports.story.shared import table

OUTCOME_COLOURS = {
    "worsened": charts.RED,
    "repeated": charts.ORANGE,
    "new": charts.PURPLE,
    "cured": charts.GREEN,
    "not_tested": charts.GREY,
    "not_seen": charts.GREY,
}
CHANGES = ("new", "changed", "closed")


def outcomes(facts: Facts) -> pd.Series:
    """How many findings are new, repeated, worsened, cured, or could not be looked at again."""
    counts = facts["follow_up"]["outcome"].value_counts()
    counts = counts.reindex(list(OUTCOME_COLOURS), fill_value=0)
    return counts[counts > 0]


def draw_outcomes(facts: Facts) -> Markdown | None:
    """Findings by what became of them since the earlier run; a sentence where there is none."""
    if not facts.has("follow_up"):
        return Markdown(say("story.since_none"))
    counts = outcomes(facts)
    _, axis = charts.new_figure(height=max(2.2, 0.4 * len(counts) + 1))
    shown = counts.rename(index={name: say(f"story.outcome_{name}") for name in counts.index})
    charts.bars(
        shown,
        axis,
        title=say("story.since_title", cured=int(counts.get("cured", 0))),
        unit=say("story.unit_findings"),
        colours=[OUTCOME_COLOURS[str(name)] for name in counts.index],
    )
    return None


def changes_table(facts: Facts) -> pd.DataFrame:
    """One row a ledger: entries new, changed and closed since the earlier run."""
    rows = facts["ledger_changes"]
    counts = pd.crosstab(rows["ledger"], rows["change"]).reindex(
        columns=list(CHANGES), fill_value=0
    )
    names = ["ledger_school_age", "ledger_suspected", "ledger_dropout"]
    counts = counts.reindex(names, fill_value=0)
    out = {say("story.since_ledger"): [say(f"story.{name}") for name in names]}
    return pd.DataFrame(
        out | {say(f"story.change_{c}"): counts[c].astype("int64").to_numpy() for c in CHANGES}
    )


def ledger_changes(facts: Facts) -> HTML | Markdown:
    """The ledgers' changes, or nothing where no earlier run was given."""
    return table(changes_table(facts)) if facts.has("ledger_changes") else Markdown("")


def since_answer(facts: Facts) -> Markdown:
    """How many were mended, how many stay past their due date."""
    if not facts.has("follow_up"):
        return Markdown("")
    rows = facts["follow_up"]
    counts = rows["outcome"].value_counts()
    still = int(counts.get("repeated", 0)) + int(counts.get("worsened", 0))
    return Markdown(
        say(
            "story.since_answer",
            cured=int(counts.get("cured", 0)),
            still=still,
            overdue=int(rows["is_overdue"].eq(True).sum()),
            new=int(counts.get("new", 0)),
        )
    )
