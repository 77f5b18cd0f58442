"""What makes up one score: parts by site, supplier, country, material or part that add up to it.

One adjoint solve gives the weight g with which each node's risk counts in the score. The node parts are g·r, the
flow of an edge is g·a·x, and both add up to the score whatever they are grouped by.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from graph.columns import Bools, Floats, Ints
from graph.errors import NetworkError
from graph.network import KINDS, ORIGIN, SITE, Network

MOST_SWEEPS = 10_000
RESIDUAL = 1e-13
BY = ("site", "supplier", "country", "material", "part")


@dataclass(frozen=True)
class Attribution:
    """The parts of one node's exposure in one dimension.

    Attributes
    ----------
    network, node
        Where.
    exposure, risk
        x of every node and r of the terminals (0 elsewhere) in this dimension, shape (n,).
    """

    network: Network
    node: int
    exposure: Floats
    risk: Floats

    @property
    def score(self) -> float:
        """The score that is explained."""
        return float(self.exposure[self.node])

    @cached_property
    def weight(self) -> Floats:
        """g: how much each node's risk counts in the score, shape (n,)."""
        return adjoint(self.network, self.node)

    @cached_property
    def flow(self) -> Floats:
        """What comes through each edge, g·a·x, shape (m,)."""
        net = self.network
        return self.weight[net.customer] * net.weight * self.exposure[net.source]

    @cached_property
    def _from_terminal(self) -> Bools:
        return self.network.is_terminal[self.network.source]

    def by_node(self) -> Floats:
        """Return the part of each node, shape (n,); only terminals have one."""
        return np.where(self.network.is_terminal, self.weight * self.risk, 0.0)

    def by_material(self) -> dict[str, float]:
        """Return the parts by material; what is not about a material is `work`."""
        net, ends = self.network, self._from_terminal
        parts = np.bincount(net.material[ends] + 1, self.flow[ends], len(net.materials) + 1).astype(np.float64)
        return _filled(["work", *net.materials], parts)

    def by_part(self) -> dict[str, float]:
        """Return the parts by the inner node that the risk enters, by key."""
        net, ends = self.network, self._from_terminal
        parts = np.bincount(net.customer[ends], self.flow[ends], net.size)
        return {net.key(int(node)): float(parts[node]) for node in np.flatnonzero(parts)}

    def by_group(self, group: dict[str, str], *, origins: bool) -> dict[str, float]:
        """Return the parts by what each site belongs to.

        Parameters
        ----------
        group
            Supplier or country of each site id. All else that has none stands under `unknown`.
        origins
            Count an origin to its country.
        """
        net, parts = self.network, self.by_node()
        found: dict[str, float] = {}
        for node in np.flatnonzero(parts):
            name = "unknown"
            if net.kind[node] == SITE:
                name = group.get(str(net.id[node]), name)
            elif origins and net.kind[node] == ORIGIN:
                name = str(net.id[node]).partition(":")[0]
            found[name] = found.get(name, 0.0) + float(parts[node])
        return found


def _filled(names: list[str], parts: Floats) -> dict[str, float]:
    return {str(name): float(part) for name, part in zip(names, parts, strict=True) if part}


def adjoint(network: Network, node: int) -> Floats:
    """Return g = e + Aᵀ·g for one node, shape (n,): the weight of each node's risk in its exposure.

    Notes
    -----
    Swept over what lies upstream of the node alone. The sum of what is left out times any exposure is at most the
    sum of the residual, so the parts add up to the score within that.
    """
    upstream = reach(network, node)
    inside = upstream[network.customer]
    edges = np.flatnonzero(inside & (network.weight > 0))
    place = np.cumsum(upstream) - 1
    n = int(upstream.sum())
    matrix = csr_array((network.weight[edges], (place[network.source[edges]], place[network.customer[edges]])), (n, n))
    g = np.zeros(n)
    fresh = np.zeros(n)
    fresh[place[node]] = 1.0
    for _ in range(MOST_SWEEPS):
        g += fresh
        fresh = np.asarray(matrix @ fresh)
        if float(fresh.sum()) <= RESIDUAL:
            break
    else:
        raise NetworkError(f"{KINDS[network.kind[node]]} {network.id[node]}: a loop keeps what goes round in it")
    whole = np.zeros(network.size)
    whole[upstream] = g
    return whole


def reach(network: Network, node: int) -> Bools:
    """Return which nodes lie upstream of a node, itself among them, over weights above 0; shape (n,)."""
    found = np.zeros(network.size, dtype=np.bool_)
    fresh: Ints = np.array([node])
    while len(fresh):
        found[fresh] = True
        counts = network.start[fresh + 1] - network.start[fresh]
        first = np.repeat(network.start[fresh] - np.cumsum(counts) + counts, counts)
        edges = first + np.arange(len(first))
        sources = np.unique(network.source[edges[network.weight[edges] > 0]])
        fresh = sources[~found[sources]]
    return found
