"""What the county's notebook says and draws: each question with its frame, its sentence, its picture.

A notebook cell calls one of these; the frame behind a chart and the sentence under it come from the
same function, so that words and picture cannot disagree.
"""

from kcbx_lib.reports.story.found import (
    draw_findings,
    findings_answer,
    findings_by_family,
    findings_by_rule,
    gravest_findings,
    not_tested,
)
from kcbx_lib.reports.story.headline import headline
from kcbx_lib.reports.story.loaded import loaded, loaded_answer
from kcbx_lib.reports.story.rates import (
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
from kcbx_lib.reports.story.shared import table, tiles
from kcbx_lib.reports.story.states import draw_state_flow, state_answer, state_flow

__all__ = [
    "county_rates",
    "draw_findings",
    "draw_rates",
    "draw_reasons",
    "draw_risk",
    "draw_state_flow",
    "findings_answer",
    "findings_by_family",
    "findings_by_rule",
    "gravest_findings",
    "headline",
    "headline_rates",
    "loaded",
    "loaded_answer",
    "not_tested",
    "rates_answer",
    "rates_table",
    "risk_answer",
    "risk_by_grade",
    "risk_reasons",
    "state_answer",
    "state_flow",
    "table",
    "tiles",
]
