"""The strongest exposure paths to a node, in exact order.

A walk from a terminal to the node is worth the terminal's risk times the weights on the way; all walks add up to
the score. Best first: what a partial walk can still become is bounded by the strongest way on from its end.
"""

import heapq
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import Floats, Ints
from graph.network import Network
from graph.propagation.attribution import reach
from graph.propagation.strongest import strongest


@dataclass(frozen=True)
class Path:
    """One walk from a terminal down to the node.

    Attributes
    ----------
    value
        Its contribution to the score.
    edges
        Edges of the network, from the terminal to the node.
    nodes
        Nodes, one more than edges.
    """

    value: float
    edges: tuple[int, ...]
    nodes: tuple[int, ...]


@dataclass(frozen=True)
class Strongest:
    """Search for the strongest paths in one dimension; prepared once, asked for any number.

    Parameters
    ----------
    network, node
        Where the paths lead.
    risk
        r of the terminals, 0 elsewhere, shape (n,).
    """

    network: Network
    node: int
    risk: Floats

    @cached_property
    def _bound(self) -> Floats:
        """M: the largest value of any walk that ends at each node upstream, shape (n,)."""
        net = self.network
        inside = reach(net, self.node)[net.customer] & (net.weight > 0)
        carried = np.where(net.is_terminal, self.risk, 0.0)
        return strongest(net.customer[inside], net.source[inside], net.weight[inside], carried)

    @cached_property
    def _ranked(self) -> dict[int, Ints]:
        return {}

    def _edges(self, node: int) -> Ints:
        """Return the edges into a node, most promising first."""
        if node not in self._ranked:
            net = self.network
            edges = np.arange(net.start[node], net.start[node + 1])
            promise = net.weight[edges] * self._bound[net.source[edges]]
            edges, promise = edges[promise > 0], promise[promise > 0]
            self._ranked[node] = edges[np.argsort(-promise, kind="stable")]
        return self._ranked[node]

    def first(self, count: int) -> list[Path]:
        """Return the `count` strongest paths, strongest first; equal ones in the order of the edges."""
        net, bound = self.network, self._bound
        # An entry is a partial walk: its last edge is the rank-th choice at the customer of that edge.
        heap: list[tuple[float, tuple[int, ...], int, float]] = []

        def offer(walk: tuple[int, ...], at: int, rank: int, weight: float) -> None:
            edges = self._edges(at)
            if rank < len(edges):
                edge = int(edges[rank])
                longer = weight * float(net.weight[edge])
                heapq.heappush(heap, (-longer * float(bound[net.source[edge]]), (*walk, edge), rank, weight))

        if net.is_terminal[self.node]:
            return [Path(float(self.risk[self.node]), (), (self.node,))][:count]
        offer((), self.node, 0, 1.0)
        found: list[Path] = []
        while heap and len(found) < count:
            negative, walk, rank, weight = heapq.heappop(heap)
            edge = walk[-1]
            source = int(net.source[edge])
            offer(walk[:-1], int(net.customer[edge]), rank + 1, weight)
            if net.is_terminal[source]:
                found.append(self._path(-negative, walk))
            else:
                offer(walk, source, 0, weight * float(net.weight[edge]))
        return found

    def _path(self, value: float, walk: tuple[int, ...]) -> Path:
        net = self.network
        edges = walk[::-1]
        return Path(value, edges, (*(int(net.source[edge]) for edge in edges), self.node))

    def weakest_link(self, path: Path) -> int:
        """Return the edge of a path that is least sure; of equal ones the one with the smallest weight."""
        net = self.network
        return min(path.edges, key=lambda edge: (net.confidence[edge], net.weight[edge], edge))
