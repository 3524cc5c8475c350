"""A rule and what it finds.

A rule is one file with a ``RULE`` and one pure ``find(facts, policy) -> Found``. It only finds;
title, wording, severity, owner, action and due period are data in
``messages/catalogue/rules_<family>.yml``. The registry turns each row found into a finding that
stands alone: criterion, condition, basis, effect, action, owner, due date, evidence rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

SUBJECT_KINDS = ("child", "school", "township", "county", "report")
FOLLOW_UP = "follow_up"
"""The frame that sets an earlier run's findings beside this one's; absent without an earlier run."""
COMMON = ("subject_kind", "subject", "township", "school_code", "evidence")


@dataclass(frozen=True)
class Rule:
    """What the registry must know of a rule before it runs.

    id
        the contract's rule id, ``ATT-01``.
    needs
        frames without which the rule cannot be tested.
    uses
        policy keys the rule rests on; the first confirmed-or-not value with a document is printed
        as the basis. A rule whose ``demands`` key is null in the profile is "not tested: the
        profile asks for none".
    serves
        ids of the mechanisms in the source documents (Y1 … S9, N1).
    demands
        those of ``uses`` that must not be null for the rule to apply.
    instead
        frames any one of which is enough where ``needs`` is not met. A rule that names ``follow_up``
        here follows the findings of an earlier run and runs after the rules it follows.
    """

    id: str
    needs: tuple[str, ...]
    uses: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()

    @property
    def follows_up(self) -> bool:
        """Whether the rule also judges what came of an earlier run's findings."""
        return FOLLOW_UP in self.instead

    @property
    def family(self) -> str:
        """``ATT`` of ``ATT-01``."""
        return self.id.split("-")[0]


@dataclass(frozen=True)
class Found:
    """The outcome of one rule in one county.

    rows
        one row per finding: ``subject`` (pseudonym, school code, township or organisation name),
        optional ``subject_kind`` (default ``child``), ``township``, ``school_code``, ``due`` (date,
        else computed from the rule's due period), ``severity`` (else the rule's), ``clause`` (a
        policy key, else the first of ``uses``), ``evidence`` (list of row ids), ``case_key`` (text
        that tells two findings on one subject apart, such as a streak's first day), ``is_past`` (what
        the row says has happened and no later work undoes it, else the wording's ``past``), and
        every column that the wording's ``{fields}`` name.
    tested
        how many subjects were looked at; with none, the rule is "not tested" for want of subjects.
    note
        why some could not be tested, as a message ``(key, values)``, or None.
    """

    rows: pd.DataFrame
    tested: int
    note: tuple[str, dict[str, Any]] | None = None

    @classmethod
    def nothing(cls, tested: int) -> Found:
        """Looked at ``tested`` subjects, all clear."""
        return cls(pd.DataFrame({"subject": pd.Series(dtype="str")}), tested)

    @classmethod
    def untested(cls, key: str, **values: object) -> Found:
        """Could not be tested, for the reason given as a catalogue key."""
        return cls(pd.DataFrame({"subject": pd.Series(dtype="str")}), 0, (key, dict(values)))


def evidence_of(*frames: pd.DataFrame, by: str = "subject") -> pd.Series:
    """Row ids per subject over several frames whose index is ``row_id``; sorted, without repeats."""
    parts = [
        pd.DataFrame({"by": frame[by].to_numpy(), "id": frame.index.astype("str")})
        for frame in frames
    ]
    if not parts:
        return pd.Series(dtype=object)
    whole = pd.concat(parts, ignore_index=True).dropna(subset=["by"]).drop_duplicates()
    whole = whole.sort_values(["by", "id"], ignore_index=True)
    keys = whole["by"]
    starts = np.flatnonzero(keys.ne(keys.shift()).to_numpy())
    ids = whole["id"].to_list()
    lists = [ids[a:b] for a, b in pairwise([*starts.tolist(), len(ids)])]
    index = pd.Index(keys.iloc[starts])
    return pd.Series(lists, index=index.rename(None), dtype=object)


@dataclass(frozen=True)
class Wording:
    """A rule's text in one language, ``{fields}`` unfilled."""

    title: str
    condition: str
    criterion: str
    effect: str
    action: str
    owner: str
    severity: str
    due_days: int | None
    fields: Sequence[str] = field(default_factory=tuple)
