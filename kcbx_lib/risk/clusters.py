"""Which rows belong together: a person's several rows, a class's pupils, found even where nobody says so.

A row in, a cluster's code out. Rows of one person on both sides of a validation are recognised, not
predicted, and the result looks better than it is; so a key that repeats is taken unasked, and said.
"""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.columns import FEWEST_FOR_IDENTIFIER, IDENTIFIER_NAME, Column, as_text

Codes = NDArray[np.int64]
KEY_NAME = re.compile(rf"{IDENTIFIER_NAME.pattern}|^(full[ _]?)?name$|姓名", re.IGNORECASE)
"""A full name will do where there is no better key; a surname names nobody."""
MOST_DISTINCT = 0.98
"""Of the filled cells: beyond this hardly a key repeats, and grouping by it would group nothing."""
MOST_LEVELS = 20
FEWEST_KEYS_A_LEVEL = 5
SHUFFLED = 0.3
"""A key that was dealt out says nothing of a trait: sorted by it, the trait changes about as often as by
chance. Below this share of that number the trait follows the column's size, as an age group does."""
FEWEST_CLUSTERS = 10


def cluster_codes(
    frame: pd.DataFrame, typed: dict[str, Column], cluster: str, notes: list[str]
) -> tuple[pd.Series, str]:
    """Codes of the clusters, and their column.

    Without ``cluster`` the coarsest key that repeats is taken. Where rows of one person would still
    stand in two clusters, these clusters become one. Rows whose cluster is blank stand for
    themselves. All of it is noted. Raises WrongUse where a single cluster, or too few, would be left.
    """
    keys = {
        name: codes for name in typed if (codes := repeating_key(frame, typed, name)) is not None
    }
    if not cluster and keys:
        cluster = min(keys, key=lambda name: (keys[name].nunique(), name))
        notes.append(say("research.grouped_unasked", column=cluster))
    if not cluster:
        return pd.Series(np.arange(len(frame)), index=frame.index), ""
    codes = pd.Series(pd.factorize(as_text(frame[cluster]), sort=True)[0], index=frame.index)
    alone = codes.eq(-1)
    codes = codes.mask(alone, codes.max() + 1 + np.arange(len(frame)))
    if codes.nunique() < 2:
        raise WrongUse(say("research.one_cluster", column=cluster))
    if alone.any():
        notes.append(say("research.cluster_blank", column=cluster, n=int(alone.sum())))
    for name, key in keys.items():
        codes = together(codes, key, cluster=cluster, key_name=name, notes=notes)
    return codes, cluster


def repeating_key(frame: pd.DataFrame, typed: dict[str, Column], name: str) -> pd.Series | None:
    """Codes (−1 where blank) of a column that names persons or units with several rows; else None."""
    column = typed[name]
    filled = column.values.notna()
    distinct = column.values.nunique()
    if filled.mean() <= 0.5 or distinct > MOST_DISTINCT * filled.sum():
        return None
    named = bool(KEY_NAME.search(name)) and column.refused in ("identifier", "personal")
    if not named and (
        distinct <= FEWEST_FOR_IDENTIFIER or column.kind not in ("number", "category", "unusable")
    ):
        return None
    codes = pd.Series(pd.factorize(column.values, sort=True)[0], index=frame.index)
    if named or (is_whole(column) and fixes_traits(codes, typed, column)):
        return codes
    return None


def is_whole(column: Column) -> bool:
    """Whether the column is text, or whole numbers: a measured quantity with decimals names nobody."""
    return column.kind != "number" or bool(column.values.dropna().mod(1).eq(0).all())


def fixes_traits(codes: pd.Series, typed: dict[str, Column], column: Column) -> bool:
    """Whether some yes/no or category never differs within a key, and is dealt out over the keys.

    Sex, ethnicity and a school's kind do so within a person or a school. An age group never differs
    within an age either, but follows it in order, so age is no key. Texts have no such order, and a
    trade never differs in its branch: of them two traits are asked, neither given by the other.
    """
    traits: list[Codes] = []
    for name, other in typed.items():
        if name == column.name or other.refused or other.values.nunique() > MOST_LEVELS:
            continue
        trait = pd.factorize(other.values, sort=True)[0]
        known = (trait >= 0) & codes.ge(0).to_numpy()
        if known.any() and _fixed(codes.to_numpy()[known], trait[known]):
            traits.append(trait)
    if column.kind == "number":
        return bool(traits)
    return any(_are_apart(one, other) for one, other in combinations(traits, 2))


def _are_apart(one: Codes, other: Codes) -> bool:
    """Whether neither trait follows from the other."""
    pairs = len(np.unique(np.column_stack([one, other]), axis=0))
    return pairs > max(len(np.unique(one)), len(np.unique(other)))


def _fixed(key: Codes, trait: Codes) -> bool:
    """One trait: the same in all rows of each key, shared by enough repeating keys, and shuffled."""
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    sorted_trait = trait[order]
    lowest = np.minimum.reduceat(sorted_trait, starts)
    if (lowest != np.maximum.reduceat(sorted_trait, starts)).any():
        return False
    repeats = np.diff(np.r_[starts, len(key)]) > 1
    levels = np.bincount(lowest[repeats])
    if (levels >= FEWEST_KEYS_A_LEVEL).sum() < 2:
        return False
    share = np.bincount(lowest) / len(lowest)
    by_chance = (len(lowest) - 1) * (1 - (share**2).sum())
    return bool((np.diff(lowest) != 0).sum() >= SHUFFLED * by_chance)


def together(
    codes: pd.Series, key: pd.Series, *, cluster: str, key_name: str, notes: list[str]
) -> pd.Series:
    """Clusters joined so that no key stands in two of them; unchanged where none does."""
    known = key.ge(0)
    split = codes[known].groupby(key[known]).nunique().gt(1)
    if not split.any():
        return codes
    people = key[known].to_numpy() + int(codes.max()) + 1
    size = int(people.max()) + 1
    links = coo_matrix(
        (np.ones(len(people)), (codes[known].to_numpy(), people)), shape=(size, size)
    )
    _, component = connected_components(links, directed=False)
    joined = pd.Series(component[codes.to_numpy()], index=codes.index)
    if joined.nunique() < FEWEST_CLUSTERS:
        raise WrongUse(
            say(
                "research.key_in_two_clusters",
                cluster=cluster, column=key_name, n=int(split.sum()), left=joined.nunique(),
            )
        )  # fmt: skip
    notes.append(
        say(
            "research.clusters_joined",
            cluster=cluster, column=key_name, n=int(split.sum()), left=joined.nunique(),
        )
    )  # fmt: skip
    return joined
