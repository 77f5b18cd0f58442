"""A supply chain as integer arrays: who passes how much of its risk to whom. Built once, shared by every model.

An edge points downstream, from supplier to customer. *Terminals* carry risk (sites, origins, unknowns); *inner*
nodes mix it (parts, products, mixes, twins), and the weights into every inner node add up to 1: nothing is lost.
Nothing here reads files, talks to a database or knows what a risk dimension is; `graph.build` makes it.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from graph.columns import Floats, Ints, Levels, Words

KINDS = ("Mix", "Origin", "Part", "Product", "Site", "Twin", "Unknown")
"""Kinds of node, in the order in which they are numbered."""

MIX, ORIGIN, PART, PRODUCT, SITE, TWIN, UNKNOWN_NODE = range(len(KINDS))
TERMINALS = (ORIGIN, SITE, UNKNOWN_NODE)


@dataclass(frozen=True)
class Network:
    """Nodes sorted by (kind, id), edges by (customer, supplier, slot).

    Attributes
    ----------
    kind, id
        Position in `KINDS` and id of each node, shape (n,). The key of a node is `Kind:id`.
    start
        Edges into node j are `start[j]:start[j + 1]`, shape (n + 1,).
    source
        Supplier of each edge, shape (m,).
    weight
        a: share of the customer's exposure that comes through the edge, 0..1.
    share
        q: the same without the weight of the slot in the customer, 0..1.
    confidence, level
        Product of the confidence numbers of the rows behind the edge; level of the lowest.
    slot, slots
        Position in `slots`; names of the slots.
    material, materials
        Position in `materials` of the material that the edge carries, -1 if none; ids.
    row
        Input row behind the edge, as a position in `Supply.inputs`; -1 if there is none.
    terminal_level
        Level of the row behind each terminal, shape (n,): unknown for Unknown and Twin, at most inferred for
        Origin; 0 for other inner nodes.
    process, of_material
        Process of each Origin and Unknown ("" for others, "*" where any is meant); position of the material of
        an Origin and of an unknown of one material, else -1.
    """

    kind: Levels
    id: Words
    start: Ints
    source: Ints
    weight: Floats
    share: Floats
    confidence: Floats
    level: Levels
    slot: Ints
    slots: Words
    material: Ints
    materials: Words
    row: Ints
    terminal_level: Levels
    process: Words
    of_material: Ints

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.kind)

    @cached_property
    def customer(self) -> Ints:
        """Customer of each edge, shape (m,)."""
        return np.repeat(np.arange(self.size), np.diff(self.start))

    @cached_property
    def offsets(self) -> Ints:
        """Position of the first node of each kind, and the number of nodes: shape (len(KINDS) + 1,)."""
        return np.searchsorted(self.kind, np.arange(len(KINDS) + 1))

    @cached_property
    def is_terminal(self) -> npt.NDArray[np.bool_]:
        """Which nodes carry a risk of their own, shape (n,)."""
        return np.isin(self.kind, TERMINALS)

    @cached_property
    def matrix(self) -> csr_array:
        """A[j, i]: sum of the weights of the edges i -> j; shape (n, n)."""
        return csr_array(
            (self.weight, self.source.astype(np.int32), self.start.astype(np.int32)), (self.size, self.size)
        )

    def of(self, kind: int) -> slice:
        """Return where the nodes of one kind stand."""
        return slice(int(self.offsets[kind]), int(self.offsets[kind + 1]))

    def key(self, node: int) -> str:
        """Return the key of a node, such as `Site:S1`."""
        return f"{KINDS[self.kind[node]]}:{self.id[node]}"

    @cached_property
    def positions(self) -> dict[str, int]:
        """Position of each node by key."""
        return {self.key(node): node for node in range(self.size)}

    def subset(self, keep: npt.NDArray[np.bool_]) -> "Network":
        """Return the network of some nodes, with the edges between them."""
        place = np.cumsum(keep) - 1
        edges = keep[self.customer] & keep[self.source]
        return replace(
            self,
            kind=self.kind[keep],
            id=self.id[keep],
            start=np.searchsorted(place[self.customer[edges]], np.arange(int(keep.sum()) + 1)),
            source=place[self.source[edges]],
            weight=self.weight[edges],
            share=self.share[edges],
            confidence=self.confidence[edges],
            level=self.level[edges],
            slot=self.slot[edges],
            material=self.material[edges],
            row=self.row[edges],
            terminal_level=self.terminal_level[keep],
            process=self.process[keep],
            of_material=self.of_material[keep],
        )
