"""Policy as dated, cited data: what a county has to meet, and which document says so.

>>> from datetime import date
>>> policy = load_policy("yangquan_2018", on=date(2024, 11, 20))
>>> policy["target.retention"]
98.85
>>> policy.value("target.retention").document
'yangquan_plan'
"""

from kcbx_lib.policy.comparison import compare_profiles, demands, differences, sources_of
from kcbx_lib.policy.deadlines import (
    due_day,
    next_period,
    period_kind,
    period_of,
    period_span,
    periods_between,
    season_due_day,
)
from kcbx_lib.policy.loader import Policy, load_policy
from kcbx_lib.policy.profiles import profile_names
from kcbx_lib.policy.rulebook import documents, policy_keys
from kcbx_lib.policy.values import Document, Key, Value

__all__ = [
    "Document",
    "Key",
    "Policy",
    "Value",
    "compare_profiles",
    "demands",
    "differences",
    "documents",
    "due_day",
    "load_policy",
    "next_period",
    "period_kind",
    "period_of",
    "period_span",
    "periods_between",
    "policy_keys",
    "profile_names",
    "season_due_day",
    "sources_of",
]
