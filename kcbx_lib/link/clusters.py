"""Nodes joined into children, level by level, each level allowed only what its guards permit.

A level joins all nodes that share a key. Before it does, the guards look at everything known of the
children that would become one: two ids, two births, two rows of the household register forbid it, and
then nothing is joined: the pairs are left for people to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class OneValue:
    """A child may have only one value of ``codes`` (−1 is unknown and contradicts nothing)."""

    codes: Codes


@dataclass(frozen=True)
class OneChildPer:
    """Nodes that share a code ≥ 0 under one key must already be one child."""

    codes: Codes


Guard = OneValue | OneChildPer


class Clusters:
    """Which nodes are one child so far: ``label`` per node, and how each node came in."""

    def __init__(self, size: int) -> None:
        self.label: Codes = np.arange(size, dtype=np.int64)
        self.level = np.full(size, "alone", dtype=object)

    def has_work(self, key: Codes) -> bool:
        """Whether any key is shared by nodes that are not one child yet."""
        inside = key >= 0
        keys, labels = key[inside], self.label[inside]
        order = np.argsort(keys, kind="stable")
        keys, labels = keys[order], labels[order]
        return bool(np.any((keys[1:] == keys[:-1]) & (labels[1:] != labels[:-1])))

    def join(self, key: Codes, level: str, guards: Sequence[Guard]) -> Codes:
        """Join the nodes of each key ≥ 0 where no guard objects; returns the keys objected to.

        Joins of two keys can together break a guard that each keeps alone; such joins are undone.
        """
        pairs = _distinct_pairs(key, self.label)
        pairs = pairs[pairs["key"].duplicated(keep=False).to_numpy()]
        if pairs.empty:
            return np.empty(0, dtype=np.int64)
        refused = self._refused(pairs, guards)
        allowed = pairs[~pairs["key"].isin(refused)]
        joined = self._components(allowed)
        joined = self._undo_contradictions(joined, guards)
        changed = joined != self.label
        touched = np.isin(joined, joined[changed]) & (key >= 0) & np.isin(key, allowed["key"])
        self.level[touched & (self.level == "alone")] = level
        self.label = joined
        return refused

    def join_edges(
        self, left: Codes, right: Codes, level: str, guards: Sequence[Guard]
    ) -> NDArray[np.bool_]:
        """Join node pairs; returns which of them are one child afterwards."""
        if len(left):
            pairs = pd.DataFrame(
                {
                    "key": np.repeat(np.arange(len(left)), 2),
                    "label": np.column_stack([self.label[left], self.label[right]]).ravel(),
                }
            )
            joined = self._undo_contradictions(self._components(pairs), guards)
            now_one = joined[left] == joined[right]
            for side in (left, right):
                fresh = side[now_one & (self.level[side] == "alone")]
                self.level[fresh] = level
            self.label = joined
        return self.label[left] == self.label[right]

    def _refused(self, pairs: pd.DataFrame, guards: Sequence[Guard]) -> Codes:
        """Keys under which a guard objects to joining the labels, all their nodes considered."""
        refused: list[Codes] = []
        for guard in guards:
            known = guard.codes >= 0
            codes = pd.DataFrame(
                {"label": self.label[known], "code": guard.codes[known]}
            ).drop_duplicates()
            of_keys = pairs.merge(codes, on="label", how="inner")
            if isinstance(guard, OneValue):
                values = of_keys.drop_duplicates(["key", "code"])
                refused.append(values.loc[values["key"].duplicated(), "key"].to_numpy())
            else:
                refused.append(of_keys.loc[of_keys.duplicated(["key", "code"]), "key"].to_numpy())
        return np.unique(np.concatenate(refused)) if refused else np.empty(0, dtype=np.int64)

    def _components(self, pairs: pd.DataFrame) -> Codes:
        size = len(self.label)
        if pairs.empty:
            return self.label.copy()
        first = pairs.groupby("key")["label"].transform("min").to_numpy()
        graph = coo_matrix(
            (np.ones(len(pairs), dtype=np.int8), (first, pairs["label"].to_numpy())),
            shape=(size, size),
        )
        _, component = connected_components(graph, directed=False)
        # Name each component after its smallest label, so that untouched nodes keep theirs.
        smallest = np.full(size, size, dtype=np.int64)
        np.minimum.at(smallest, component, np.arange(size))
        return smallest[component][self.label]

    def _undo_contradictions(self, joined: Codes, guards: Sequence[Guard]) -> Codes:
        """``joined`` without the components in which a guard is broken."""
        broken: list[Codes] = []
        for guard in guards:
            known = guard.codes >= 0
            parts = pd.DataFrame(
                {"joined": joined[known], "code": guard.codes[known], "before": self.label[known]}
            )
            if isinstance(guard, OneValue):
                parts = parts.drop_duplicates(["joined", "code"])
                broken.append(parts.loc[parts["joined"].duplicated(), "joined"].to_numpy())
            else:
                parts = parts.drop_duplicates()
                twice = parts.duplicated(["joined", "code"])
                broken.append(parts.loc[twice, "joined"].to_numpy())
        if not broken:
            return joined
        return np.where(np.isin(joined, np.concatenate(broken)), self.label, joined)


def _distinct_pairs(key: Codes, label: Codes) -> pd.DataFrame:
    inside = key >= 0
    return pd.DataFrame({"key": key[inside], "label": label[inside]}).drop_duplicates()
