"""What the county's notebook says and draws: each question with its frame, its sentence, its picture.

A notebook cell calls one of these; the frame behind a chart and the sentence under it come from the
same function, so that words and picture cannot disagree.
"""

from kcbx_lib.reports.story.found import (
    draw_findings,
    finding_cards,
    findings_answer,
    findings_by_family,
    findings_by_rule,
    gravest_findings,
    not_tested,
)
from kcbx_lib.reports.story.headline import headline
from kcbx_lib.reports.story.loaded import loaded, loaded_answer
from kcbx_lib.reports.story.places import draw_places, findings_by_township, schools_first
from kcbx_lib.reports.story.rates import (
    bridge_answer,
    bridge_table,
    county_rates,
    draw_rates,
    headline_rates,
    rates_answer,
    rates_table,
)
from kcbx_lib.reports.story.risk import (
    draw_reasons,
    draw_risk,
    risk_answer,
    risk_by_grade,
    risk_reasons,
)
from kcbx_lib.reports.story.shared import folded, table, tiles
from kcbx_lib.reports.story.since import (
    changes_table,
    draw_outcomes,
    ledger_changes,
    outcomes,
    since_answer,
)
from kcbx_lib.reports.story.states import draw_state_flow, state_answer, state_flow

__all__ = [
    "bridge_answer",
    "bridge_table",
    "changes_table",
    "county_rates",
    "draw_findings",
    "draw_outcomes",
    "draw_places",
    "draw_rates",
    "draw_reasons",
    "draw_risk",
    "draw_state_flow",
    "finding_cards",
    "findings_answer",
    "findings_by_family",
    "findings_by_rule",
    "findings_by_township",
    "folded",
    "gravest_findings",
    "headline",
    "headline_rates",
    "ledger_changes",
    "loaded",
    "loaded_answer",
    "not_tested",
    "outcomes",
    "rates_answer",
    "rates_table",
    "risk_answer",
    "risk_by_grade",
    "risk_reasons",
    "schools_first",
    "since_answer",
    "state_answer",
    "state_flow",
    "table",
    "tiles",
]
