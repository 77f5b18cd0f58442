"""Weakest link: the worst single chain, weakened by multi-sourcing alone.

y = max(r, max q·y over all suppliers): a slot's weight does not matter, only the share of the slot that a source
fills. A grave source that a product cannot do without counts in full, however small it is.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import Floats, Ints
from graph.network import Network
from graph.propagation.strongest import strongest


@dataclass(frozen=True)
class WeakestLink:
    """The model in one dimension.

    Parameters
    ----------
    network
        Its shares q are read.
    risk
        r of the terminals, 0 elsewhere, shape (n,), 0..1.
    """

    network: Network
    risk: Floats

    @cached_property
    def exposure(self) -> Floats:
        """The largest value of any chain that ends at each node, shape (n,), 0..1, never below r."""
        net = self.network
        return strongest(net.customer, net.source, net.share, self.risk)

    @cached_property
    def _customers(self) -> tuple[Ints, Ints]:
        """Nodes with edges into them, and where these start."""
        net = self.network
        customers = np.flatnonzero(np.diff(net.start))
        return customers, net.start[customers]

    @cached_property
    def _hops(self) -> Ints:
        """Length of the shortest chain that has each node's value, shape (n,)."""
        net, best = self.network, self.exposure
        far = net.size + 1
        hops = np.where(self.risk == best, 0, far)
        tight = net.share * best[net.source] == best[net.customer]
        customers, starts = self._customers
        while len(customers):
            onward = np.minimum.reduceat(np.where(tight, hops[net.source] + 1, far), starts)
            shorter = np.minimum(hops[customers], onward)
            if (shorter == hops[customers]).all():
                break
            hops[customers] = shorter
        return hops

    def witness(self, node: int) -> list[int]:
        """Return the chain behind a node's value, from the node up to its source; its shares times r are the value.

        Of equal chains the shortest, then the one through the first nodes.
        """
        net, best, hops = self.network, self.exposure, self._hops
        chain = [node]
        while hops[chain[-1]] > 0:
            at = chain[-1]
            edges = np.arange(net.start[at], net.start[at + 1])
            sources = net.source[edges]
            leads = (net.share[edges] * best[sources] == best[at]) & (hops[sources] == hops[at] - 1)
            chain.append(int(sources[leads].min()))
        return chain
