"""What is known of a child on a day, one small documented function a feature: frame in, Series out.

``absence``, ``learning``, ``circumstances``, ``schooling``, ``missing`` are pure functions over one
table, each with the day on which it is asked: a row dated later never enters. ``of_facts`` takes them
from an audit's facts for the scorecard.
"""

from kcbx_lib.risk.features.of_facts import FEATURES, Feature, feature_table, scored_children

__all__ = ["FEATURES", "Feature", "feature_table", "scored_children"]
