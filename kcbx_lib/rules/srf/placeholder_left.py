"""SRF-06: a placeholder left in the text.

Reading: the relations of a handed-in report's own figures that the text check graded as a
contradiction (no reading saves the text) or as probably wrong; what cannot be told, and what holds, is
no finding. One finding a relation; its subject is the file. Not tested where no report was handed in.
Source: D7.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.figures import figure_rows
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(id="SRF-06", needs=("report_figures",), serves=("D7",))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per relation of this kind that is wrong."""
    return figure_rows(facts["report_figures"], RULE.id)
