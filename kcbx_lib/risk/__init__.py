"""Who may leave school, with reasons: features, the transparent scorecard, and what a model adds."""

from kcbx_lib.risk.scorecard import Scorecard, load_scorecard, score_children

__all__ = ["Scorecard", "load_scorecard", "score_children"]
