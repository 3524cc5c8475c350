"""Where every child is: the flow from the household register to the states."""

from __future__ import annotations

import pandas as pd
from IPython.display import Markdown

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.reports import charts

AT_SCHOOL = ("in_school", "attends_elsewhere", "attends_no_record")
EXPLAINED = (
    "transfer_in_progress", "suspended", "home_teaching", "special_school", "studying_elsewhere",
    "abroad", "died", "graduated", "delayed_entry", "moved_away", "under_age", "over_age",
)  # fmt: skip
OPEN = ("enrolled_not_attending", "to_review", "out_of_school", "unknown")


def state_flow(facts: Facts) -> pd.DataFrame:
    """The household register's children by state: ``source, target, count``; closes on the register."""
    states = facts["register_states"]
    known = states[states["in_population"].eq(True)]
    if known.empty:
        known = states
    counts = known["state"].value_counts()
    order = [state for state in (*AT_SCHOOL, *EXPLAINED, *OPEN) if counts.get(state, 0)]
    return pd.DataFrame(
        {
            "source": say("story.population")
            if len(known) < len(states)
            else say("story.registers"),
            "target": [say(f"story.state_{state}") for state in order],
            "count": [int(counts[state]) for state in order],
        }
    )


def draw_state_flow(facts: Facts) -> None:
    """The flow from the household register to the states."""
    flows = state_flow(facts)
    colours = {say(f"story.state_{s}"): charts.BLUE for s in AT_SCHOOL}
    colours |= {say(f"story.state_{s}"): charts.GREEN for s in EXPLAINED}
    colours |= {say(f"story.state_{s}"): charts.ORANGE for s in OPEN}
    colours[say("story.state_out_of_school")] = charts.RED
    _, axis = charts.new_figure(height=max(3.4, 0.3 * len(flows) + 1.2))
    title = say("story.flow_title", count=f"{int(flows['count'].sum()):,}")
    charts.flow(flows, axis, title=title, colours=colours)


def state_answer(facts: Facts) -> Markdown:
    """How many are at school, lawfully elsewhere, unexplained; and that the sum closes."""
    states = facts["register_states"]
    own = states[states["in_population"].eq(True)]
    counts = own["state"].value_counts()
    total = {part: int(sum(counts.get(s, 0) for s in group)) for part, group in _GROUPS.items()}
    return Markdown(
        say(
            "story.state_answer",
            population=f"{len(own):,}",
            union=f"{len(states):,}",
            at_school=f"{total['at_school']:,}",
            explained=f"{total['explained']:,}",
            out=int(counts.get("out_of_school", 0)),
            review=int(counts.get("to_review", 0)),
            open=total["open"],
        )
    )


_GROUPS = {"at_school": AT_SCHOOL, "explained": EXPLAINED, "open": OPEN}
