"""A labelled table made ready for research: outcome, predictors, groups, time and clusters, each checked.

What is refused is said and why; nothing is dropped in silence. Sources of the choices: TRIPOD+AI
(report what was left out), Kapoor & Narayanan 2023 (kinds of leakage).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.clusters import cluster_codes
from kcbx_lib.risk.columns import Column, as_text, looks_coded, typed_column
from kcbx_lib.risk.leakage import refusal
from kcbx_lib.risk.outcome import outcome_of
from kcbx_lib.risk.periods import ordered_periods
from kcbx_lib.risk.table_file import read_table, with_clean_headers

FEWEST_EVENTS = 5
FEW_EVENTS = 50
FEWEST_ROWS = 20
MOST_TOLD = 8
FEWEST_A_GROUP = 8
"""Rows a value: a key with fewer names persons; a school's code with more may well make groups."""
MISSING_GROUP = "(—)"
Names = str | Sequence[str]


@dataclass(frozen=True)
class Defaults:
    """A table with its parameters, used where the caller gave no ``data_path``."""

    frame: pd.DataFrame
    outcome: str
    features: tuple[str, ...]
    groups: tuple[str, ...] = ()
    time: str = ""
    cluster: str = ""
    site: str = ""


@dataclass(frozen=True)
class Study:
    """One row a person and period whose outcome is known. All parts share the index 0…n-1.

    ``y`` 0/1; ``columns`` the typed predictors; ``groups`` texts; ``period`` codes in order of time
    (empty without time); ``cluster`` codes (a row of its own without clusters); ``site`` texts to be
    left out one by one; ``raw`` the table as read; ``refused`` column → reason's code.
    """

    y: pd.Series
    columns: dict[str, Column]
    groups: pd.DataFrame
    period: pd.Series
    period_names: tuple[str, ...]
    cluster: pd.Series
    site: pd.Series
    raw: pd.DataFrame
    outcome: str
    seed: int
    refused: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    cluster_column: str = ""

    @property
    def n(self) -> int:
        """Rows with a known outcome."""
        return len(self.y)

    @property
    def events(self) -> int:
        """Rows in which the outcome happened."""
        return int(self.y.sum())

    @property
    def prevalence(self) -> float:
        """Share of rows in which the outcome happened."""
        return float(self.y.mean())

    @property
    def is_clustered(self) -> bool:
        """Whether several rows share a cluster."""
        return self.cluster.nunique() < self.n

    @property
    def features(self) -> list[str]:
        """Names of the predictors, in the table's order."""
        return list(self.columns)

    def warn(self, key: str, **values: Any) -> str:
        """Note something the reader must know, once; returns the sentence."""
        text = say(f"research.{key}", **values)
        if text not in self.warnings:
            self.warnings.append(text)
        return text


def open_study(  # noqa: PLR0913 (the notebooks' parameters, as the contract names them)
    data_path: str = "",
    *,
    outcome: str = "",
    positive: object = "",
    features: Names = (),
    drop: Names = (),
    groups: Names = (),
    time: str = "",
    cluster: str = "",
    site: str = "",
    categories: Names = (),
    seed: int = 1,
    default: Callable[[int], Defaults] | None = None,
) -> Study:
    """The study of a file, or of the default table where ``data_path`` is empty.

    Raises WrongUse for a column that is not there, an outcome that is not two-valued, a predictor that
    knows the answer, or too few events; UnreadableInput for a file that is no table.
    """
    drop = as_names(drop)
    features = as_names(features)
    groups = as_names(groups)
    notes: list[str] = []
    if data_path:
        frame = read_table(data_path, notes=notes)
        if not outcome:
            raise WrongUse(say("research.outcome_needed", columns="、".join(frame.columns[:40])))
    elif default is None:
        raise WrongUse(say("research.data_needed"))
    else:
        given = default(seed)
        frame = with_clean_headers(given.frame, name="synthetic")
        if not outcome:
            outcome, time, cluster = given.outcome, time or given.time, cluster or given.cluster
            features, groups = features or list(given.features), groups or list(given.groups)
            site = site or given.site
    return study_of(
        frame,
        outcome=outcome,
        positive=str(positive),
        features=features,
        drop=drop,
        groups=groups,
        time=time,
        cluster=cluster,
        site=site,
        categories=as_names(categories),
        seed=seed,
        notes=notes,
    )


def study_of(  # noqa: PLR0913 (as above)
    frame: pd.DataFrame,
    *,
    outcome: str,
    positive: str = "",
    features: Sequence[str] = (),
    drop: Sequence[str] = (),
    groups: Sequence[str] = (),
    time: str = "",
    cluster: str = "",
    site: str = "",
    categories: Sequence[str] = (),
    seed: int = 1,
    notes: Sequence[str] = (),
) -> Study:
    """The study of a frame; see ``open_study``. ``notes`` is what reading it already had to say."""
    check_columns(
        frame, features=features, drop=drop, groups=groups, time=time, cluster=cluster, site=site,
        categories=categories,
    )  # fmt: skip
    y, used = outcome_of(frame, outcome, positive)
    known = y.notna()
    frame, y = frame[known].reset_index(drop=True), y[known].astype("int64").reset_index(drop=True)
    notes = list(notes)
    if (unknown := int((~known).sum())) > 0:
        notes.append(say("research.outcome_unknown", n=unknown))
    check_size(y, outcome)
    typed = {
        name: typed_column(name, frame[name], as_category=name in categories)
        for name in frame.columns
    }
    kept = {name: column for name, column in typed.items() if name not in drop}
    clusters, cluster_column = cluster_codes(frame, kept, cluster, notes)
    keep_out = {time, cluster_column, site, *drop} - {""}
    wanted = list(features) or [name for name in frame.columns if name not in keep_out]
    refused = {
        name: reason
        for name in wanted
        if (reason := refusal(typed[name], y.astype("float64"), used_by_outcome=used))
    }
    refuse_asked(features, refused, typed, y)
    columns = {name: typed[name] for name in wanted if name not in refused}
    for name, why in refused.items():
        if name not in used:
            notes.append(say("research.refused", column=name, why=say(f"research.why_{why}")))
    for column in columns.values():
        if column.unread:
            notes.append(say("research.unread", column=column.name, n=column.unread))
        if column.kind == "number" and looks_coded(column.values):
            notes.append(say("research.looks_coded", column=column.name))
    if not columns:
        reasons = {name: say(f"research.why_{code}") for name, code in refused.items()}
        told = "；".join(f"{name}：{reason}" for name, reason in list(reasons.items())[:MOST_TOLD])
        raise WrongUse(say("research.no_features", outcome=outcome, refused=told))
    period, names = periods_of(frame, time, notes)
    study = Study(
        y=y,
        columns=columns,
        groups=group_texts(frame, groups),
        period=period,
        period_names=tuple(names),
        cluster=clusters,
        site=as_text(frame[site]).fillna(MISSING_GROUP) if site else pd.Series("", index=y.index),
        raw=frame,
        outcome=outcome,
        seed=int(seed),
        refused=refused,
        warnings=notes,
        cluster_column=cluster_column,
    )
    note_small(study)
    return study


def as_names(names: Names) -> list[str]:
    """Column names from a list, a JSON list, or a text with commas (``a, b`` or ``甲，乙``)."""
    if not isinstance(names, str):
        return [str(name).strip() for name in names if str(name).strip()]
    text = names.strip()
    if text.startswith("["):
        try:
            return [str(name).strip() for name in json.loads(text)]
        except ValueError:
            text = text.strip("[]").replace("'", "").replace('"', "")
    for mark in ("，", "、", ";"):
        text = text.replace(mark, ",")
    return [name.strip() for name in text.split(",") if name.strip()]


def check_columns(frame: pd.DataFrame, **asked: Sequence[str] | str) -> None:
    """Raise WrongUse for the first name that is no column of the table, naming those that are."""
    for parameter, names in asked.items():
        for name in [names] if isinstance(names, str) else names:
            if name and name not in frame.columns:
                raise WrongUse(
                    say(
                        "research.no_column",
                        parameter=parameter,
                        column=name,
                        columns="、".join(map(str, frame.columns[:40])),
                    )
                )


def asked_number(study: Study, parameter: str, name: str) -> str:
    """The predictor of this name, a number or a yes/no. Raises WrongUse, naming those there are."""
    known = [column.name for column in study.columns.values() if column.kind != "category"]
    return asked_name(parameter, name, known)


def asked_name(parameter: str, name: str, known: Sequence[str]) -> str:
    """The name, where it is among those known. Raises WrongUse, naming them, where it is not."""
    if name not in known:
        raise WrongUse(
            say(
                "research.not_among", parameter=parameter, found=name,
                known="、".join(map(str, known[:40])) or "—",
            )
        )  # fmt: skip
    return name


def check_share(parameter: str, share: float) -> float:
    """A share above 0 and up to 1. Raises WrongUse for anything else."""
    if not 0 < share <= 1:
        raise WrongUse(say("research.not_a_share", parameter=parameter, found=share))
    return share


def check_size(y: pd.Series, outcome: str) -> None:
    """Raise WrongUse where nothing honest can be said: under 20 rows, or under 5 of either class."""
    rarer = int(min(y.sum(), len(y) - y.sum()))
    if len(y) < FEWEST_ROWS or rarer < FEWEST_EVENTS:
        raise WrongUse(
            say(
                "research.too_small",
                outcome=outcome,
                n=len(y),
                events=int(y.sum()),
                rows=FEWEST_ROWS,
                least=FEWEST_EVENTS,
            )
        )


def refuse_asked(
    features: Sequence[str], refused: dict[str, str], typed: dict[str, Column], y: pd.Series
) -> None:
    """Raise WrongUse for a predictor asked for by name that may not be one.

    A column that merely ranks the outcome without error was asked for in the open: it stays, unless it
    is the outcome's twin, and the separation is reported with the estimates.
    """
    for name in features:
        why = refused.get(name, "")
        if why == "copy" and typed[name].values.nunique() > 2:
            del refused[name]
        elif why in ("target", "copy", "identifier", "personal", "post_event"):
            raise WrongUse(
                say("research.asked_refused", column=name, why=say(f"research.why_{why}"))
            )


def periods_of(frame: pd.DataFrame, time: str, notes: list[str]) -> tuple[pd.Series, list[str]]:
    """Period codes in order; rows without a period get the code NaN and are in no out-of-time fold."""
    if not time:
        return pd.Series(np.nan, index=frame.index), []
    codes, names, certain = ordered_periods(frame[time])
    if not certain:
        notes.append(say("research.order_uncertain", column=time, order=" < ".join(names)))
    if len(names) < 2:
        notes.append(say("research.one_period", column=time))
    return codes, names


def group_texts(frame: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    """The group columns as text; a number with many values is cut at its quartiles, blank is its own group.

    Raises WrongUse for a column that names persons: its groups would be printed.
    """
    out = pd.DataFrame(index=frame.index)
    for name in groups:
        column = typed_column(name, frame[name])
        rows_each = column.values.notna().sum() / max(column.values.nunique(), 1)
        few = column.refused == "identifier" and rows_each < FEWEST_A_GROUP
        if few or column.refused == "personal":
            why = say(f"research.why_{column.refused}")
            raise WrongUse(say("research.group_refused", column=name, why=why))
        text = as_text(frame[name])
        if column.kind == "number" and column.values.nunique() > 10:
            cut = pd.qcut(column.values, 4, duplicates="drop")
            text = cut.astype("str").mask(column.values.isna())
        out[name] = text.fillna(MISSING_GROUP).astype("str")
    return out


def note_small(study: Study) -> None:
    """Say where data are few: few events, few clusters, many predictors for the events."""
    rarer = min(study.events, study.n - study.events)
    if rarer < FEW_EVENTS:
        study.warn("few_events", events=rarer)
    if rarer < 10 * len(study.columns):
        study.warn("few_events_per_feature", events=rarer, features=len(study.columns))
    clusters = study.cluster.nunique()
    if study.is_clustered and clusters < 30:
        study.warn("few_clusters", n=clusters)
