"""The roots of a lineage: where the chains of base models end, over all repositories of a listing at once.

A repository that names no base is a root. One that names k bases is shared out to the roots of each, 1/k a base, so that everything shared
out adds up to the repositories there are. Shares are whole units of 1/UNITS: sums over them are the same in any order, to the last bit.
Where repositories name one another in a circle, it is cut at the one of them that comes first: what that one names within the circle is
left out, and with nothing else named it is a root. Of circles within circles this is done again until none is left.

Chains are followed by doubling (each round jumps twice as far), and only repositories with several bases are taken one by one.
"""

from collections import defaultdict
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Indices = NDArray[np.int64]
# Of one repository; merges of merges that name hundreds of bases each would else have more roots than fit a machine.
MOST_ROOTS = 256
# A power of two, so that a share is exact as a double; sums of up to 2**35 downloads are.
UNITS = 2**18


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of which node goes to which root, in units; nodes in their order, and of one node its roots.

    n_cut: nodes at which a circle was cut.
    """

    node: Indices
    root: Indices
    units: Indices
    n_cut: int


def share_out(n_nodes: int, child: Indices, base: Indices, precedence: Indices, *, unknown: int) -> Shares:
    """Share every node out to its roots.

    child, base: an edge for each base that a node names, none twice and none to the node itself. precedence: a number for each node; a
    circle is cut at the node with the smallest. unknown: the root to which goes what a node has beyond its MOST_ROOTS largest.
    """
    is_out, n_cut = _cut_circles(n_nodes, child, base, precedence)
    order = np.lexsort((base, child))
    order = order[~is_out[order]]
    child, base = child[order], base[order]
    n_bases = np.bincount(child, minlength=n_nodes)
    end = np.arange(n_nodes)
    is_single = n_bases[child] == 1
    end[child[is_single]] = base[is_single]
    while not np.array_equal(further := end[end], end):
        end = further
    starts = np.concatenate(([0], np.cumsum(n_bases)))
    several = _share_several(
        {int(node): end[base[starts[node] : starts[node + 1]]] for node in np.flatnonzero(n_bases > 1)}, unknown
    )
    return _spread(end, n_bases > 1, several, n_cut)


def _cut_circles(n_nodes: int, child: Indices, base: Indices, precedence: Indices) -> tuple[NDArray[np.bool_], int]:
    """Which edges are to be left out so that no circle is left, and of how many nodes they are."""
    is_out = np.zeros(child.size, dtype=bool)
    edges, n_cut = np.arange(child.size), 0
    while True:
        # Only what is a base and has one can be in a circle: most repositories are not both.
        is_inner = np.bincount(child[edges], minlength=n_nodes).astype(bool) & np.bincount(
            base[edges], minlength=n_nodes
        ).astype(bool)
        edges = edges[is_inner[child[edges]] & is_inner[base[edges]]]
        nodes, places = np.unique(np.concatenate((child[edges], base[edges])), return_inverse=True)
        ends = places[: edges.size], places[edges.size :]
        graph = csr_array((np.ones(edges.size, dtype=np.int8), ends), shape=(nodes.size, nodes.size))
        circle = connected_components(graph, directed=True, connection="strong")[1] if edges.size else ends[0]
        is_inside = circle[ends[0]] == circle[ends[1]]
        edges = edges[is_inside]
        if not edges.size:
            return is_out, n_cut
        circles = circle[ends[0]][is_inside]
        order = np.lexsort((precedence[child[edges]], circles))
        is_first = np.concatenate(([True], np.diff(circles[order]) > 0))
        first = np.zeros(n_nodes, dtype=bool)
        first[child[edges[order[is_first]]]] = True
        n_cut += int(is_first.sum())
        is_out[edges[first[child[edges]]]] = True
        edges = edges[~first[child[edges]]]


def _share_several(bases: dict[int, Indices], unknown: int) -> dict[int, dict[int, int]]:
    """The shares of each node with several bases, by root. bases: where each chain ends, at a root or at another such node."""
    shares: dict[int, dict[int, int]] = {}
    graph = {node: [end for end in ends.tolist() if end in bases] for node, ends in bases.items()}
    for node in TopologicalSorter(graph).static_order():
        ends, total = bases[node].tolist(), defaultdict[int, int](int)
        for end in ends:
            for root, units in shares[end].items() if end in bases else ((end, UNITS),):
                total[root] += units
        whole = {root: units // len(ends) for root, units in sorted(total.items())}
        # What division leaves, less than a unit a root, goes to the first of them.
        rest = UNITS - sum(whole.values())
        for root in list(whole)[:rest]:
            whole[root] += 1
        # A root of less than a unit has none: in a chain of merges each adds one, and all of them would be carried along.
        shares[node] = _largest({root: units for root, units in whole.items() if units}, unknown)
    return shares


def _largest(shares: dict[int, int], unknown: int) -> dict[int, int]:
    """The largest shares of a node, and all the others as of an unknown root."""
    if len(shares) <= MOST_ROOTS:
        return shares
    own = sorted(shares.items(), key=lambda share: (share[0] == unknown, -share[1], share[0]))
    return dict(own[: MOST_ROOTS - 1]) | {unknown: sum(units for _, units in own[MOST_ROOTS - 1 :])}


def _spread(end: Indices, is_several: NDArray[np.bool_], several: dict[int, dict[int, int]], n_cut: int) -> Shares:
    """A row for each node and root: a chain that ends at a node with several bases has that node's shares."""
    places = {node: place for place, node in enumerate(several)}
    lengths = np.array([len(shares) for shares in several.values()], dtype=np.int64)
    roots = np.array([root for shares in several.values() for root in shares], dtype=np.int64)
    units = np.array([part for shares in several.values() for part in shares.values()], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    plain = np.flatnonzero(~is_several[end])
    shared = np.flatnonzero(is_several[end])
    place = np.array([places[node] for node in end[shared].tolist()], dtype=np.int64)
    count = lengths[place]
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    taken = np.repeat(starts[place], count) + within
    node = np.concatenate((plain, np.repeat(shared, count)))
    order = np.argsort(node, kind="stable")
    root = np.concatenate((end[plain], roots[taken]))
    parts = np.concatenate((np.full(plain.size, UNITS, dtype=np.int64), units[taken]))
    return Shares(node[order], root[order], parts[order], n_cut)
