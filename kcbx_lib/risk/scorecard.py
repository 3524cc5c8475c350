"""The transparent scorecard: whole points in YAML, each with its reason, its source and its standing.

A score is the sum of the points of the factors that are known to hold. What is not known adds nothing
and is named as its own reason: a child of whom little is known is not thereby safe. Bias: missing
attendance or scores make a score too low, never too high.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.facts import Facts
from kcbx_lib.messages import language, say
from kcbx_lib.policy import Policy
from kcbx_lib.risk.card import Factor, Scorecard, load_scorecard
from kcbx_lib.risk.features import feature_table, scored_children

__all__ = [
    "RISK_COLUMNS", "Factor", "Scorecard", "band_of", "load_scorecard", "points_table", "reasons_of",
    "score_children",
]  # fmt: skip
RISK_COLUMNS = ("subject", "school_code", "grade", "score", "band", "reasons")


def score_children(
    facts: Facts, policy: Policy, *, scorecard: Scorecard | None = None
) -> pd.DataFrame:
    """Each child at school once: ``subject, school_code, grade, score, band, reasons``.

    Sorted by score from the highest, ties by subject. ``reasons`` are sentences joined by ``；``
    (``; `` in English), heaviest first, what is unknown last.
    """
    card = scorecard or load_scorecard()
    values = feature_table(facts, policy)
    points = points_table(values, card)
    children = scored_children(facts)
    out = pd.DataFrame(
        {
            "subject": children.index,
            "school_code": children["school_code"].to_numpy(),
            "grade": children["grade"].to_numpy(),
            "score": points.sum(axis=1).astype("int64").to_numpy(),
        }
    )
    out["band"] = band_of(out["score"], card).to_numpy()
    out["reasons"] = reasons_of(values, points, card, policy).to_numpy()
    # Two passes instead of one over both keys, which would first sort the texts of a million pseudonyms
    # into categories.
    order = out.sort_values("subject", kind="stable").sort_values(
        "score", ascending=False, kind="stable"
    )
    return order.reset_index(drop=True)[list(RISK_COLUMNS)]


def points_table(values: pd.DataFrame, card: Scorecard) -> pd.DataFrame:
    """Points by child and factor: the factor's points where it is known to hold, else 0."""
    holds = {
        factor.name: values[factor.name].astype("Float64").gt(0).fillna(False).to_numpy(bool)
        for factor in card.factors
    }
    for factor in card.factors:
        for milder in factor.excludes:
            holds[milder] = holds[milder] & ~holds[factor.name]
    points = {factor.name: holds[factor.name] * np.int64(factor.points) for factor in card.factors}
    return pd.DataFrame(points, index=values.index)


def band_of(scores: pd.Series, card: Scorecard) -> pd.Series:
    """The highest band whose limit a score reaches."""
    band = pd.Series(list(card.bands)[-1], index=scores.index, dtype="str")
    for name, limit in reversed(list(card.bands.items())):
        band = band.where(scores.lt(limit), name)
    return band


def reasons_of(
    values: pd.DataFrame, points: pd.DataFrame, card: Scorecard, policy: Policy
) -> pd.Series:
    """The child's reasons in words, heaviest first; what is unknown named at the end.

    Children share few distinct combinations of reasons, so each sentence is written once and dealt out.
    """
    lang, joiner = language(), say("risk.joiner")
    whole = np.full(len(values), "", dtype="object")
    for factor in sorted(card.factors, key=lambda factor: -factor.points):
        at = np.flatnonzero(points[factor.name].to_numpy() > 0)
        if not len(at):
            continue
        template = say("risk.reason", reason=factor.reason[lang], points=factor.points)
        known = np.asarray(values[factor.name].astype("Float64"), dtype="float64")[at]
        sentence, code = _sentences(template, known, policy)
        _append(whole, at, sentence, code, joiner)
    unknown = values[list(card.missing_fields)].isna().to_numpy()
    at = np.flatnonzero(unknown.any(axis=1))
    if len(at):
        binary = unknown[at] @ (1 << np.arange(unknown.shape[1]))
        patterns, code = np.unique(binary, return_inverse=True)
        names = [card.missing_fields[name][lang] for name in card.missing_fields]
        sentence = [
            card.missing_reason[lang].format(
                fields="、".join(name for n, name in enumerate(names) if pattern >> n & 1)
            )
            for pattern in patterns
        ]
        _append(whole, at, sentence, code, joiner)
    return pd.Series(whole, index=values.index, dtype="str")


def _sentences(
    template: str, known: NDArray[np.float64], policy: Policy
) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct sentences of a factor, and which belongs to each child.

    No sentence shows more than a hundredth, so values are told apart to a ten-thousandth only.
    """
    distinct, code = np.unique(np.round(known, 4), return_inverse=True)
    words = _Words(policy)
    written = [template.format(value=float(value), policy=words) for value in distinct]
    sentence, first = np.unique(np.array(written, dtype="object"), return_inverse=True)
    return [str(text) for text in sentence], first[code]


def _append(
    whole: NDArray[np.object_],
    at: NDArray[np.int64],
    sentence: list[str],
    code: NDArray[np.int64],
    joiner: str,
) -> None:
    """Put a sentence behind what is already said of the children at these places."""
    said = np.array(sentence, dtype="object")[code]
    before = whole[at]
    whole[at] = np.where(before == "", said, before + joiner + said)


class _Words:
    """``{policy[key]}`` in a reason reads as the profile's value in words."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def __getitem__(self, key: str) -> str:
        return self._policy.text(key)
