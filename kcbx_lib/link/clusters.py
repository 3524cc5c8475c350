"""Nodes joined into children, level by level, each level allowed only what its guards permit.

A level joins all nodes that share a key. Before it does, the guards look at everything known of the
children that would become one: two ids, two births, two rows of the household register forbid it, and
then nothing is joined: the pairs are left for people to decide.

Most nodes are settled after the first levels; every step below works on the contested ones alone, in
plain arrays: keys, labels and codes are all small whole numbers.
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
NOTHING: Codes = np.empty(0, dtype=np.int64)


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

    def contested(self, nodes: Codes, keys: Codes) -> NDArray[np.bool_]:
        """Which of ``nodes`` have a key that nodes of another child have too."""
        labels = self.label[nodes]
        is_shared = np.zeros(int(keys.max(initial=-1)) + 1, dtype=bool)
        one_label = np.empty(len(is_shared), dtype=np.int64)
        one_label[keys] = labels
        is_shared[keys[one_label[keys] != labels]] = True
        return is_shared[keys]

    def join(self, key: Codes, level: str, guards: Sequence[Guard]) -> Codes:
        """Join the nodes of each key ≥ 0 where no guard objects; returns the keys objected to.

        Joins of two keys can together break a guard that each keeps alone; such joins are undone.
        """
        nodes = np.flatnonzero(key >= 0)
        nodes = nodes[self.contested(nodes, key[nodes])]
        if not len(nodes):
            return NOTHING
        keys = pd.factorize(key[nodes])[0]
        pairs = _distinct(keys, self.label[nodes])
        refused = self._refused(*pairs, guards)
        allowed = ~refused[pairs[0]]
        before = self.label
        self.label = self._joined(pairs[0][allowed], pairs[1][allowed], guards)
        fresh = nodes[~refused[keys] & self._has_grown(before, nodes)]
        self.level[fresh[self.level[fresh] == "alone"]] = level
        return np.unique(key[nodes[refused[keys]]])

    def join_edges(
        self, left: Codes, right: Codes, level: str, guards: Sequence[Guard]
    ) -> NDArray[np.bool_]:
        """Join node pairs; returns which of them are one child afterwards."""
        if len(left):
            edges = np.repeat(np.arange(len(left)), 2)
            ends = np.column_stack([self.label[left], self.label[right]]).ravel()
            self.label = self._joined(edges, ends, guards)
            now_one = self.label[left] == self.label[right]
            for side in (left, right):
                fresh = side[now_one & (self.level[side] == "alone")]
                self.level[fresh] = level
        return self.label[left] == self.label[right]

    def _has_grown(self, before: Codes, nodes: Codes) -> NDArray[np.bool_]:
        """Which nodes belong to a child that some node has newly come to."""
        grown = np.zeros(len(before), dtype=bool)
        grown[self.label[self.label != before]] = True
        return grown[self.label[nodes]]

    def _refused(self, keys: Codes, labels: Codes, guards: Sequence[Guard]) -> NDArray[np.bool_]:
        """Per key whether a guard objects to joining its labels, all their nodes considered."""
        refused = np.zeros(int(keys.max(initial=-1)) + 1, dtype=bool)
        members = self._members(labels)
        for guard in guards:
            known = members[guard.codes[members] >= 0]
            codes, of = guard.codes[known], self.label[known]
            if isinstance(guard, OneValue):
                low, high = _ends(of, codes, len(self.label))
                least, most = _ends(keys, low[labels], len(refused), high[labels])
                refused |= (most >= 0) & (least != most)
            else:
                said = pd.DataFrame(dict(zip(("label", "code"), _distinct(of, codes), strict=True)))
                whole = pd.DataFrame({"key": keys, "label": labels}).merge(said, on="label")
                refused[whole.loc[whole.duplicated(["key", "code"]), "key"].to_numpy()] = True
        return refused

    def _joined(self, keys: Codes, labels: Codes, guards: Sequence[Guard]) -> Codes:
        """Each node's label once the labels of each key are one, guards kept as a whole."""
        if not len(keys):
            return self.label
        involved, place = np.unique(labels, return_inverse=True)
        first = np.empty(int(keys.max()) + 1, dtype=np.int64)
        first[keys] = place
        graph = coo_matrix(
            (np.ones(len(keys), dtype=np.int8), (first[keys], place)), shape=(len(involved),) * 2
        )
        _, component = connected_components(graph, directed=False)
        # Name each component after its smallest label, so that untouched nodes keep theirs.
        smallest = np.full(len(involved), len(self.label), dtype=np.int64)
        np.minimum.at(smallest, component, involved)
        joined = np.arange(len(self.label))
        joined[involved] = smallest[component]
        members = self._members(involved)
        broken = self._broken(members, joined[self.label[members]], guards)
        joined[involved[broken[smallest[component]]]] = involved[broken[smallest[component]]]
        return joined[self.label]

    def _broken(self, members: Codes, joined: Codes, guards: Sequence[Guard]) -> NDArray[np.bool_]:
        """Per label whether the child so named would break a guard."""
        size = len(self.label)
        broken = np.zeros(size, dtype=bool)
        for guard in guards:
            codes = guard.codes[members]
            known = codes >= 0
            codes, child, before = codes[known], joined[known], self.label[members[known]]
            if isinstance(guard, OneValue):
                low, high = _ends(child, codes, size)
                broken |= (high >= 0) & (low != high)
            elif len(codes):
                places = pd.factorize(child * (int(codes.max()) + 1) + codes)[0]
                low, high = _ends(places, before, int(places.max()) + 1)
                broken[child[(low != high)[places]]] = True
        return broken

    def _members(self, labels: Codes) -> Codes:
        """The nodes of these labels."""
        wanted = np.zeros(len(self.label), dtype=bool)
        wanted[labels] = True
        return np.flatnonzero(wanted[self.label])


def _distinct(one: Codes, other: Codes) -> tuple[Codes, Codes]:
    """The distinct pairs of two columns of numbers ≥ 0."""
    if not len(one):
        return one, other
    whole = pd.unique(one * (int(other.max()) + 1) + other)
    return np.divmod(whole, int(other.max()) + 1)


def _ends(groups: Codes, low: Codes, size: int, high: Codes | None = None) -> tuple[Codes, Codes]:
    """The least of ``low`` and the most of ``high`` (``low`` itself) in each group; a group without
    any has (a large number, −1).
    """
    least = np.full(size, np.iinfo(np.int64).max)
    most = np.full(size, -1, dtype=np.int64)
    np.minimum.at(least, groups, low)
    np.maximum.at(most, groups, low if high is None else high)
    return least, most
