"""Joining nodes under guards."""

import numpy as np

from kcbx_lib.link.clusters import Clusters, OneChildPer, OneValue


def codes(*values):
    return np.array(values, dtype=np.int64)


def labels(clusters):
    return clusters.label.tolist()


def test_nodes_of_one_key_become_one():
    clusters = Clusters(4)
    clusters.join(codes(0, 0, 1, -1), "name", [])
    assert labels(clusters) == [0, 0, 2, 3]
    assert clusters.level.tolist() == ["name", "name", "alone", "alone"]


def test_two_values_forbid_it_and_unknown_does_not():
    clusters = Clusters(4)
    refused = clusters.join(codes(0, 0, 1, 1), "name", [OneValue(codes(5, 6, 7, -1))])
    assert labels(clusters) == [0, 1, 2, 2]
    assert refused.tolist() == [0]


def test_a_register_lists_a_child_once():
    clusters = Clusters(3)
    clusters.join(codes(0, 0, 0), "name", [OneChildPer(codes(0, 0, -1))])
    assert labels(clusters) == [0, 1, 2]


def test_two_keys_that_together_break_a_guard_are_both_undone():
    clusters = Clusters(3)
    clusters.join(codes(0, 0, 1), "first", [])
    # Node 0 and 1 are one child; the second key would join it to a child with another id.
    clusters.join(codes(-1, 2, 2), "second", [OneValue(codes(5, -1, 6))])
    assert labels(clusters) == [0, 0, 2]


def test_edges_join_pairs():
    clusters = Clusters(3)
    joined = clusters.join_edges(codes(0, 1), codes(1, 2), "pair", [OneValue(codes(5, -1, -1))])
    assert joined.all()
    assert labels(clusters) == [0, 0, 0]
