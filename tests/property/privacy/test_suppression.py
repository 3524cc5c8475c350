"""No small count can be worked out: an attacker of our own tries every table that fits."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from kcbx_lib.privacy.suppression import Relation, exposed, protect, reach


def as_cells(table):
    """A two-way table with its margins: counts by cell, and the sums among them."""
    rows, columns = table.shape
    counts = {f"{i}.{j}": int(table[i, j]) for i in range(rows) for j in range(columns)}
    counts |= {f"{i}.all": int(table[i].sum()) for i in range(rows)}
    counts |= {f"all.{j}": int(table[:, j].sum()) for j in range(columns)}
    counts["all.all"] = int(table.sum())
    sums = [Relation.sum_of(f"{i}.all", [f"{i}.{j}" for j in range(columns)]) for i in range(rows)]
    sums += [Relation.sum_of(f"all.{j}", [f"{i}.{j}" for i in range(rows)]) for j in range(columns)]
    sums.append(Relation.sum_of("all.all", [f"{i}.all" for i in range(rows)]))
    return counts, sums


# Every filling of a table of two by two up to 15, with its margins. Beyond that nothing is gained:
# whatever is possible for a small cell shows with smaller tables.
INNER = np.array(list(product(range(16), repeat=4)))
EVERY_TABLE = {
    **{f"{i}.{j}": INNER[:, 2 * i + j] for i in range(2) for j in range(2)},
    **{f"{i}.all": INNER[:, 2 * i] + INNER[:, 2 * i + 1] for i in range(2)},
    **{f"all.{j}": INNER[:, j] + INNER[:, 2 + j] for j in range(2)},
    "all.all": INNER.sum(axis=1),
}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_by_trying_every_table_of_two_by_two(values):
    below = 3
    counts, sums = as_cells(np.array(values).reshape(2, 2))
    hidden = protect(counts, published=counts, relations=sums, below=below)
    fits = np.ones(len(INNER), bool)
    for cell in counts.keys() - hidden:
        fits &= EVERY_TABLE[cell] == counts[cell]
    for cell, count in counts.items():
        if 0 < count < below:
            assert cell in hidden
            possible = set(EVERY_TABLE[cell][fits])
            assert set(range(1, below)) <= possible, (cell, values, hidden)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda rows: st.integers(2, 5).flatmap(
            lambda columns: st.lists(
                st.sampled_from([0, 0, 1, 3, 6, 7, 8, 12, 30, 400]),
                min_size=rows * columns,
                max_size=rows * columns,
            ).map(lambda values: np.array(values).reshape(rows, columns))
        )
    )
)
def test_by_linear_programming_over_tables_with_all_their_margins(table):
    counts, sums = as_cells(table)
    hidden = protect(counts, published=counts, relations=sums, below=8)
    names = sorted(counts)
    place = {name: number for number, name in enumerate(names)}
    equal = np.zeros((len(sums), len(names)))
    for number, one in enumerate(sums):
        for cell, sign in one.terms:
            equal[number, place[cell]] = sign
    limits = [(0, None) if name in hidden else (counts[name], counts[name]) for name in names]
    for cell in names:
        if not 0 < counts[cell] < 8:
            continue
        goal = np.zeros(len(names))
        goal[place[cell]] = 1
        least = linprog(goal, A_eq=equal, b_eq=np.zeros(len(sums)), bounds=limits)
        most = linprog(-goal, A_eq=equal, b_eq=np.zeros(len(sums)), bounds=limits)
        assert least.fun <= 1 + 1e-6, cell
        assert most.status != 0 or -most.fun >= 7 - 1e-6, cell


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([0, 2, 5, 9, 20, 60]), min_size=6, max_size=6))
def test_the_choice_is_the_same_however_the_cells_are_listed(values):
    counts, sums = as_cells(np.array(values).reshape(2, 3))
    first = protect(counts, published=counts, relations=sums, below=8)
    turned = dict(reversed(counts.items()))
    again = protect(turned, published=list(turned), relations=sums[::-1], below=8)
    assert first == again


def test_one_blank_in_a_row_takes_the_cheapest_other_with_it():
    counts = {"boys": 3, "girls": 40, "unknown": 20, "all": 63}
    sums = [Relation.sum_of("all", ["boys", "girls", "unknown"])]
    assert protect(counts, published=counts, relations=sums, below=8) == {"boys", "unknown"}


def test_what_is_never_published_is_protected_too():
    # All 50, of a group 46: the four others would follow.
    counts = {"all": 50, "group": 46, "others": 4}
    sums = [Relation.sum_of("all", ["group", "others"])]
    assert protect(counts, published=["all", "group"], relations=sums, below=8) == {"group"}


def test_a_small_total_of_a_single_part_hides_both():
    counts = {"school": 5, "township": 5}
    sums = [Relation.sum_of("township", ["school"])]
    assert protect(counts, published=counts, relations=sums, below=8) == {"school", "township"}


@pytest.mark.parametrize(("count", "is_hidden"), [(0, False), (1, True), (7, True), (8, False)])
def test_the_threshold_itself(count, is_hidden):
    hidden = protect({"one": count}, published=["one"], relations=[], below=8)
    assert bool(hidden) is is_hidden


def test_an_attacker_who_can_subtract_is_seen():
    counts = {"boys": 3, "girls": 40, "all": 43}
    sums = [Relation.sum_of("all", ["boys", "girls"])]
    options = {"published": counts, "relations": sums}
    assert exposed(counts, hidden={"boys"}, below=8, **options) == ["boys"]
    assert reach("boys", counts, hidden={"boys", "girls"}, **options) == (0, 43)


def test_counts_that_contradict_their_sums_are_no_table():
    with pytest.raises(ValueError, match="contradict"):
        protect(
            {"a": 1, "b": 2, "all": 9},
            published=["all"],
            relations=[Relation.sum_of("all", ["a", "b"])],
            below=8,
        )
