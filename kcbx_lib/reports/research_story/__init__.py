"""What the research notebooks say and draw: one file a notebook, the opening shared by all.

A cell calls one of these; the frame behind a picture and the sentence under it come from the same
function.
"""

from kcbx_lib.reports.research_results import Results
from kcbx_lib.reports.research_story import (
    comparison,
    factors,
    fairness,
    local_points,
    timing,
    what_if,
)
from kcbx_lib.reports.research_story.opening import open_table, opened, predictors, warned

__all__ = [
    "Results",
    "comparison",
    "factors",
    "fairness",
    "local_points",
    "open_table",
    "opened",
    "predictors",
    "timing",
    "warned",
    "what_if",
]
