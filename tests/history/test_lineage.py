"""Shares of roots against a slow walk in plain Python, on graphs that nobody would draw."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.history.lineage import MOST_ROOTS, UNITS, share_out


def shared(n_nodes, edges, precedence=None):
    """What `share_out` gives: of each node its roots with their units; and how many were cut."""
    child, base = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in (0, 1))
    ranks = np.array(range(n_nodes) if precedence is None else precedence, dtype=np.int64)
    found = share_out(n_nodes, child, base, ranks, unknown=n_nodes)
    parts = {}
    for node, root, units in zip(found.node.tolist(), found.root.tolist(), found.units.tolist(), strict=True):
        assert root not in parts.setdefault(node, {})
        parts[node][root] = units
    return parts, found.n_cut


def reaches(start, goal, bases):
    waiting, seen = [*bases[start]], set()
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        if node not in seen:
            seen.add(node)
            waiting += bases[node]
    return False


def walked(n_nodes, edges, precedence):
    """The same as exact fractions, by definition: circles looked for node by node, shares by walking."""
    bases = {node: [base for child, base in edges if child == node] for node in range(n_nodes)}
    n_cut = 0
    while True:
        circling = [node for node in range(n_nodes) if reaches(node, node, bases)]
        circles = {
            frozenset(other for other in circling if reaches(node, other, bases) and reaches(other, node, bases))
            for node in circling
        }
        if not circles:
            break
        for circle in circles:
            first = min(circle, key=lambda node: precedence[node])
            bases[first] = [base for base in bases[first] if base not in circle]
            n_cut += 1

    def roots(node):
        if not bases[node]:
            return {node: Fraction(1)}
        total = {}
        for base in bases[node]:
            for root, part in roots(base).items():
                total[root] = total.get(root, 0) + part / len(bases[node])
        return total

    return {node: roots(node) for node in range(n_nodes)}, n_cut


@st.composite
def graphs(draw):
    n_nodes = draw(st.integers(1, 9))
    node = st.integers(0, n_nodes - 1)
    edges = draw(st.sets(st.tuples(node, node).filter(lambda edge: edge[0] != edge[1]), max_size=16))
    return n_nodes, sorted(edges), draw(st.permutations(range(n_nodes)))


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_shares_are_those_of_a_slow_walk_and_add_up(graph):
    n_nodes, edges, precedence = graph
    found, n_cut = shared(n_nodes, edges, precedence)
    expected, n_expected = walked(n_nodes, edges, precedence)
    assert n_cut == n_expected
    assert found.keys() == expected.keys()
    for node, parts in expected.items():
        assert sum(found[node].values()) == UNITS
        assert found[node].keys() == parts.keys()
        # Each sharing rounds by less than a unit, and there are at most nine on the way.
        assert all(abs(found[node][root] - UNITS * part) <= 9 for root, part in parts.items())


def test_a_chain_leads_to_its_end_and_a_merge_is_shared_out():
    # 1 -> 0; 2 -> 1; 4 merges 2 and 3; 5 -> 4.
    found, n_cut = shared(6, [(1, 0), (2, 1), (4, 2), (4, 3), (5, 4)])
    half = UNITS // 2
    assert found == {
        0: {0: UNITS},
        1: {0: UNITS},
        2: {0: UNITS},
        3: {3: UNITS},
        4: {0: half, 3: half},
        5: {0: half, 3: half},
    }
    assert n_cut == 0


def test_a_merge_of_two_of_one_root_is_wholly_its_own():
    found, _ = shared(4, [(1, 0), (2, 0), (3, 1), (3, 2)])
    assert found[3] == {0: UNITS}


def test_the_units_that_thirds_leave_over_are_given_out():
    found, _ = shared(4, [(3, 0), (3, 1), (3, 2)])
    assert sum(found[3].values()) == UNITS and max(found[3].values()) - min(found[3].values()) <= 1


@pytest.mark.parametrize(("precedence", "root"), [((0, 1, 2), 0), ((2, 1, 0), 2)])
def test_a_circle_is_cut_at_the_member_that_comes_first(precedence, root):
    found, n_cut = shared(4, [(0, 1), (1, 2), (2, 0), (3, 1)], (*precedence, 3))
    assert {next(iter(parts)) for parts in found.values()} == {root} and n_cut == 1


def test_a_circle_that_is_left_within_a_circle_is_cut_too():
    # 0 <-> 1 <-> 2: cut at 0, 1 and 2 still name one another.
    found, n_cut = shared(3, [(0, 1), (1, 0), (1, 2), (2, 1)])
    assert n_cut == 2 and found == {node: {0: UNITS} for node in range(3)}


def test_a_member_of_a_circle_with_another_base_goes_back_to_that_one():
    # 1 <-> 2, and 1 names 0 too.
    found, n_cut = shared(3, [(1, 0), (1, 2), (2, 1)], (9, 1, 2))
    assert n_cut == 1 and found == {node: {0: UNITS} for node in range(3)}


def test_a_long_chain_and_no_edge_at_all_take_no_time():
    n = 100_000
    found = share_out(n, np.arange(1, n), np.arange(n - 1), np.arange(n), unknown=n)
    assert not found.root.any() and (found.units == UNITS).all() and found.n_cut == 0
    alone = share_out(3, np.array([], dtype=np.int64), np.array([], dtype=np.int64), np.arange(3), unknown=3)
    assert alone.root.tolist() == [0, 1, 2]


def test_a_chain_of_merges_carries_no_root_along_of_which_nothing_is_left():
    # Merge i is of merge i - 1 and of a root of its own: half of it goes to that one, a quarter to the one before, and so on.
    n = 3_000
    merges = np.arange(1, n + 1)
    found = share_out(
        2 * n + 1,
        np.repeat(merges, 2),
        np.stack((merges - 1, n + merges), axis=1).ravel(),
        np.arange(2 * n + 1),
        unknown=2 * n + 1,
    )
    assert found.units.min() == 1 and (np.bincount(found.node, weights=found.units) == UNITS).all()
    assert found.node.size < 25 * n
    last = dict(zip(found.root[found.node == n].tolist(), found.units[found.node == n].tolist(), strict=True))
    assert [last[2 * n - back] for back in range(18)] == [UNITS // 2 ** (back + 1) for back in range(18)]


def test_of_more_bases_than_are_told_apart_the_rest_is_of_an_unknown_root():
    n = UNITS + 5  # more bases than there are units, too
    found = share_out(n + 2, np.full(n, n), np.arange(n), np.arange(n + 2), unknown=n + 1)
    units = dict(zip(found.root[found.node == n].tolist(), found.units[found.node == n].tolist(), strict=True))
    assert len(units) == MOST_ROOTS and sum(units.values()) == UNITS
    assert units.pop(n + 1) == UNITS - (MOST_ROOTS - 1) and set(units.values()) == {1}


def test_as_many_bases_as_are_told_apart_leave_nothing_unknown():
    n = MOST_ROOTS
    found = share_out(n + 2, np.full(n, n), np.arange(n), np.arange(n + 2), unknown=n + 1)
    assert set(found.units[found.node == n].tolist()) == {UNITS // n} and n + 1 not in found.root[found.node == n]


def test_wide_merges_of_wide_merges_take_no_more_rows_than_there_are_roots_to_tell_apart():
    wide, many = 500, 90
    bases = np.arange(many * wide)
    merges = many * wide + np.arange(many)
    again = merges + many
    child = np.concatenate((np.repeat(merges, wide), np.repeat(again, many)))
    base = np.concatenate((bases, np.tile(merges, many)))
    n = int(again[-1]) + 2
    found = share_out(n, child, base, np.arange(n), unknown=n - 1)
    assert found.node.size <= bases.size + 2 * many * MOST_ROOTS + 1
    assert (np.bincount(found.node, weights=found.units) == UNITS).all()
