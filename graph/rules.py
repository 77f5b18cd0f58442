"""The rules by which a supply chain becomes a network: one function for each kind of edge into an item.

The weights into every item add up to 1. What nobody knows is an edge from an unknown, never a gap.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import ESTIMATED, Bools, Floats, Ints
from graph.edges import Edges
from graph.network import MIX, PART, SITE
from graph.nodes import NOBODY, OWN, Nodes
from graph.shares import CUT


@dataclass(frozen=True)
class Rules:
    """Edges into parts and products."""

    nodes: Nodes

    @cached_property
    def _made(self) -> Floats:
        """σ of each maker row, 0 for sites that carry no score."""
        makers = self.nodes.chain.makers
        return np.where(makers.counts, makers.share, 0.0)

    def _sum_made(self, rows: Bools | None = None) -> Floats:
        """Return Σσ of each item over some maker rows; one that is nearly whole is 1."""
        made = self._made if rows is None else np.where(rows, self._made, 0.0)
        total = np.bincount(self.nodes.chain.makers.item, made, len(self.nodes.chain.process))
        return np.where(total > 1 - CUT, 1.0, total)

    @cached_property
    def _extracts(self) -> Bools:
        """Maker rows whose site extracts."""
        chain = self.nodes.chain
        return chain.is_of(self.nodes.parameters["propagation.extraction"])[chain.makers.site]

    @cached_property
    def _recycles(self) -> Bools:
        """Maker rows whose site recycles."""
        chain = self.nodes.chain
        return chain.is_of(self.nodes.parameters["propagation.recycling"])[chain.makers.site]

    @cached_property
    def _recovered(self) -> Floats:
        """ρ of each input row: recycled_post times the row's confidence; a material's blank one is κ_r."""
        rows = self.nodes.chain.inputs
        blank = np.where(rows.is_material, self._sum_made(self._recycles)[rows.item], 0.0)
        return np.where(np.isnan(rows.recycled), blank, rows.recycled) * self.nodes.number[rows.level]

    def own(self) -> list[Edges]:
        """Return the edges from an item's own makers, known and unknown."""
        nodes, chain, made = self.nodes, self.nodes.chain, self._made
        rows = np.flatnonzero(chain.makers.counts)
        item = chain.makers.item[rows]
        known = Edges.of(
            nodes.item(item),
            chain.makers.site[rows] + nodes.first[SITE],
            made[rows],
            factor=chain.own_weight[item],
            confidence=nodes.number[chain.makers.level[rows]],
            level=chain.makers.level[rows],
            slot=nodes.slot(OWN),
        )
        rest = Edges.of(
            nodes.item(np.arange(len(chain.process))),
            nodes.unknown_process[chain.process],
            1 - self._sum_made(),
            factor=chain.own_weight,
            confidence=nodes.number[ESTIMATED],
            level=ESTIMATED,
            slot=nodes.slot(OWN),
        )
        return [known, rest.where(rest.weight > 0)]

    def parts(self) -> list[Edges]:
        """Return the edges from parts in slots, and from those who recycle what goes into them."""
        nodes, rows = self.nodes, self.nodes.chain.inputs
        at = np.flatnonzero(~rows.is_material)
        back = at[self._recovered[at] > 0]
        row, maker = self._makers_of(rows.source[back], nodes.chain.makers.counts)
        left = 1 - self._sum_made()[rows.source[back]]
        rest = self._rows(back, nodes.unknown_recycler, self._recovered[back] * left, ESTIMATED)
        return [
            self._rows(at, rows.source[at] + nodes.first[PART], 1 - self._recovered[at]),
            self._made_by(back[row], maker, self._recovered[back[row]]),
            rest.where(rest.share > 0),
        ]

    def ores(self) -> list[Edges]:
        """Return the edges from materials: the mine or recycler that takes them in, else the world's mix."""
        nodes, rows = self.nodes, self.nodes.chain.inputs
        at = np.flatnonzero(rows.is_material)
        back = at[self._recovered[at] > 0]
        elsewhere = 1 - self._sum_made(self._extracts)[rows.item[at]]
        mix = self._rows(at, rows.source[at] + nodes.first[MIX], (1 - self._recovered[at]) * elsewhere)
        left = 1 - self._sum_made(self._recycles)[rows.item[back]]
        rest = self._rows(back, nodes.unknown_recycler, self._recovered[back] * left, ESTIMATED)
        mined, mine = self._makers_of(rows.item[at], self._extracts)
        regained, recycler = self._makers_of(rows.item[back], self._recycles)
        return [
            self._made_by(at[mined], mine, 1 - self._recovered[at[mined]]),
            mix.where(elsewhere > 0),
            self._made_by(back[regained], recycler, self._recovered[back[regained]]),
            rest.where(rest.share > 0),
        ]

    def gaps(self) -> Edges:
        """Return the edges for the share of a slot that nobody mapped: an unknown maker of the same item."""
        nodes, chain, rows = self.nodes, self.nodes.chain, self.nodes.chain.inputs
        at = np.flatnonzero((chain.slot_unmapped[rows.slot] > 0) & (rows.split > 0))
        ore = rows.is_material[at]
        twin = nodes.twin[np.where(ore, 0, rows.source[at])]
        return Edges.of(
            nodes.item(rows.item[at]),
            np.where(ore, rows.source[at] + nodes.first[MIX], twin),
            chain.slot_unmapped[rows.slot[at]] * rows.split[at],
            factor=chain.slot_weight[rows.slot[at]],
            confidence=nodes.number[ESTIMATED],
            level=ESTIMATED,
            slot=nodes.slot_of_chain[rows.slot[at]],
            material=np.where(ore, rows.source[at], -1),
            row=at,
        )

    def missing(self, node: Ints) -> Edges:
        """Return the edges from `Unknown:*` for the weight that no slot has.

        Parameters
        ----------
        node
            Node that stands for each item, shape (items,); below 0 for none.
        """
        nodes, chain = self.nodes, self.nodes.chain
        rest = 1 - chain.own_weight - np.bincount(chain.slot_item, chain.slot_weight, len(chain.process))
        edges = Edges.of(
            node,
            nodes.unknown_any,
            rest,
            confidence=nodes.number[ESTIMATED],
            level=ESTIMATED,
            slot=nodes.slot(NOBODY),
        )
        return edges.where((rest > CUT) & (node >= 0))

    def _makers_of(self, item: Ints, makers: Bools) -> tuple[Ints, Ints]:
        """Return each pair of a position in `item` and a maker row of that item, among some maker rows."""
        chain = self.nodes.chain
        at = np.flatnonzero(makers & chain.makers.counts)
        made = chain.makers.item[at]
        first, last = np.searchsorted(made, item, "left"), np.searchsorted(made, item, "right")
        count = last - first
        row = np.repeat(np.arange(len(item)), count)
        within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return row, at[np.repeat(first, count) + within]

    def _rows(self, at: Ints, source: Ints | int, factor: Floats, level: int | None = None) -> Edges:
        """Return one edge per input row in `at`, with `factor` of its share."""
        nodes, chain, rows = self.nodes, self.nodes.chain, self.nodes.chain.inputs
        row_level = rows.level[at] if level is None else np.full(len(at), level, dtype=np.int8)
        return Edges.of(
            nodes.item(rows.item[at]),
            source,
            rows.share[at] * factor,
            factor=chain.slot_weight[rows.slot[at]],
            confidence=nodes.number[row_level],
            level=row_level,
            slot=nodes.slot_of_chain[rows.slot[at]],
            material=np.where(rows.is_material[at], rows.source[at], -1),
            row=at,
        )

    def _made_by(self, at: Ints, maker: Ints, factor: Floats) -> Edges:
        """Return one edge per pair of an input row and a maker row, with `factor·σ` of the row's share."""
        nodes, chain, rows = self.nodes, self.nodes.chain, self.nodes.chain.inputs
        row_level, maker_level = rows.level[at], chain.makers.level[maker]
        return Edges.of(
            nodes.item(rows.item[at]),
            chain.makers.site[maker] + nodes.first[SITE],
            rows.share[at] * factor * self._made[maker],
            factor=chain.slot_weight[rows.slot[at]],
            confidence=nodes.number[row_level] * nodes.number[maker_level],
            level=np.maximum(row_level, maker_level),
            slot=nodes.slot_of_chain[rows.slot[at]],
            material=np.where(rows.is_material[at], rows.source[at], -1),
            row=at,
        )
