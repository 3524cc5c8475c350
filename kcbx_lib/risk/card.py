"""A scorecard on paper: the YAML in which its whole points, reasons, sources and standings are written.

The kit's own cards lie in ``policy/scorecards/``; a county's re-weighted card is a file of the same form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from kcbx_lib.errors import PolicyError, WrongUse
from kcbx_lib.messages import language, say
from kcbx_lib.risk.features import FEATURES

STATUSES = ("literature", "unconfirmed", "contested", "local_data")


@dataclass(frozen=True)
class Factor:
    """One line of the scorecard. ``excludes`` names milder factors that it replaces."""

    name: str
    title: Mapping[str, str]
    points: int
    reason: Mapping[str, str]
    source: Mapping[str, str]
    status: str
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scorecard:
    """Factors with whole points, band limits from the highest down, and words for what is missing."""

    id: str
    title: Mapping[str, str]
    bands: Mapping[str, int]
    factors: tuple[Factor, ...]
    missing_reason: Mapping[str, str]
    missing_fields: Mapping[str, Mapping[str, str]]


@cache
def load_scorecard(name: str = "default") -> Scorecard:
    """A scorecard by name, or by the path of a YAML file.

    Raises WrongUse where there is none, PolicyError for a file that is no scorecard: an unknown
    factor or status, points that are not whole or below 0.
    """
    if name.endswith((".yml", ".yaml")):
        if not Path(name).is_file():
            raise WrongUse(say("risk.no_scorecard", found=Path(name).name))
        text = Path(name).read_text(encoding="utf-8")
    else:
        path = files("kcbx_lib.policy") / "scorecards" / f"{name}.yml"
        if not path.is_file():
            raise WrongUse(say("risk.no_scorecard", found=name))
        text = path.read_text(encoding="utf-8")
    try:
        return card_of(yaml.safe_load(text), name=Path(name).name)
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as problem:
        raise PolicyError(say("risk.bad_scorecard", scorecard=Path(name).name)) from problem


def card_of(content: Mapping[str, Any], *, name: str) -> Scorecard:
    """A scorecard from its YAML, each factor checked."""
    factors = tuple(
        Factor(
            entry["factor"],
            entry["title"],
            entry["points"],
            entry["reason"],
            entry["source"],
            entry["status"],
            tuple(entry.get("excludes", ())),
        )
        for entry in content["factors"]
    )
    for factor in factors:
        sound = (
            factor.name in FEATURES and factor.status in STATUSES and all(factor.source.values())
        )
        whole = isinstance(factor.points, int) and factor.points >= 0
        if not sound or not whole:
            raise PolicyError(say("risk.bad_factor", scorecard=name, factor=factor.name))
    limits = {band: limit["at_least"] for band, limit in content["bands"].items()}
    bands = dict(sorted(limits.items(), key=lambda item: -item[1]))
    missing = content["missing"]
    return Scorecard(
        content["id"], content["title"], bands, factors, missing["reason"], missing["fields"]
    )


def card_as_yaml(card: Scorecard) -> str:
    """The scorecard as the file it can be read back from."""
    factors = [
        {
            "factor": factor.name,
            "title": dict(factor.title),
            "points": factor.points,
            "reason": dict(factor.reason),
            "source": dict(factor.source),
            "status": factor.status,
            **({"excludes": list(factor.excludes)} if factor.excludes else {}),
        }
        for factor in card.factors
    ]
    content = {
        "id": card.id,
        "title": dict(card.title),
        "bands": {band: {"at_least": limit} for band, limit in card.bands.items()},
        "factors": factors,
        "missing": {
            "reason": dict(card.missing_reason),
            "fields": {name: dict(words) for name, words in card.missing_fields.items()},
        },
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def card_table(card: Scorecard) -> pd.DataFrame:
    """One row a factor: ``factor, title, points, status, source, replaces``, in the language in force."""
    titles = {factor.name: factor.title[language()] for factor in card.factors}
    rows = [
        (
            factor.name, factor.title[language()], factor.points, factor.status, factor.source[language()],
            "、".join(titles.get(name, name) for name in factor.excludes),
        )
        for factor in card.factors
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["factor", "title", "points", "status", "source", "replaces"])
