"""The rules by which a supply chain becomes a network: one function for each kind of edge.

Every inner node's weights add up to 1. What nobody knows is an edge from an unknown, never a gap.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.columns import ESTIMATED, INFERRED, LEVELS, UNKNOWN, Bools, Floats, Ints, Levels, Words, shown
from graph.errors import NetworkError
from graph.network import KINDS, MIX, ORIGIN, PART, PRODUCT, SITE, TWIN, UNKNOWN_NODE, Network
from graph.origins import Origins, origins
from graph.parameters import Parameters
from graph.shares import CUT
from graph.supply import Supply, supply
from graph.tables import Tables

LEAK = 1e-6
"""A loop that passes on less than this to the outside is closed."""


def network(tables: Tables, as_of: date, parameters: Parameters, listed: Collection[str] = ()) -> Network:
    """Return the network in force on `as_of`.

    Parameters
    ----------
    tables
        A snapshot.
    as_of
        Rows whose interval holds this day count.
    parameters
        `[propagation]`, `[confidence]` and `[imputation]` are read.
    listed
        Materials listed for any country: what the known origins leave of them is a terminal of its own.

    Raises
    ------
    NetworkError
        If the tables do not make a network; names every faulty row at once.

    Notes
    -----
    O(rows log rows): a few sorts and joins over integer arrays.
    """
    chain = supply(tables, as_of, parameters)
    return Rules(chain, origins(tables, chain.materials, as_of, parameters), parameters, frozenset(listed)).network()


@dataclass(frozen=True)
class Edges:
    """A batch of edges of one kind; scalars stand for all of them."""

    customer: Ints
    source: Ints
    share: Floats
    weight: Floats
    confidence: Floats
    level: Levels
    slot: Ints
    material: Ints

    @classmethod
    def of(
        cls,
        customer: Ints,
        source: Ints,
        share: Floats,
        *,
        factor: Floats | float = 1.0,
        confidence: Floats | float,
        level: Levels | int,
        slot: Ints | int,
        material: Ints | int = -1,
    ) -> "Edges":
        """Return edges of weight `factor · share`."""
        n = len(customer)
        return cls(
            customer,
            source,
            share,
            share * factor,
            np.broadcast_to(np.asarray(confidence, dtype=np.float64), n),
            np.broadcast_to(np.asarray(level, dtype=np.int8), n),
            np.broadcast_to(np.asarray(slot, dtype=np.int64), n),
            np.broadcast_to(np.asarray(material, dtype=np.int64), n),
        )

    def where(self, keep: Bools) -> "Edges":
        """Return some of the edges."""
        return Edges(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Weighing:
    """What an item's exposure is shared out by: weights of slots, or kilograms of one material.

    Attributes
    ----------
    own
        Weight of each item's own making, shape (items,).
    row
        Weight of each input row, before its share of the slot, shape (rows,).
    material
        The material whose kilograms are meant, or None. An unmapped source then reads the material's mix: that is
        where its kilograms come from.
    """

    own: Floats
    row: Floats
    material: int | None = None


@dataclass(frozen=True)
class Rules:
    """The supply chain, the origins and the parameters that the edges are made of."""

    chain: Supply
    world: Origins
    parameters: Parameters
    listed: frozenset[str]

    # --- nodes -----------------------------------------------------------------------------------

    @cached_property
    def _own_unknown(self) -> Bools:
        """Materials whose unknown origins are a terminal of their own."""
        peers = self.world.count >= self.parameters["imputation.minimum_peers"]
        return peers | np.isin(self.chain.materials.astype(str), sorted(self.listed))

    @cached_property
    def _rest_of_mix(self) -> Words:
        """Id of the unknown that each material's Mix reads."""
        named = self.world.process + ":" + self.chain.materials
        return np.where(self._own_unknown, named, self.world.process)

    @cached_property
    def _ids(self) -> list[Words]:
        """Ids of the nodes of each kind, in the order of `KINDS`."""
        chain, world = self.chain, self.world
        origin = world.country + ":" + chain.materials[world.material]
        unknown = np.unique(np.concatenate([np.array([*chain.processes, "*"], dtype=object), self._rest_of_mix]))
        by_kind = {
            MIX: chain.materials,
            ORIGIN: np.sort(origin),
            PART: chain.parts,
            PRODUCT: chain.products,
            SITE: chain.sites,
            TWIN: chain.parts[np.flatnonzero(self.twins)],
            UNKNOWN_NODE: unknown,
        }
        return [by_kind[kind] for kind in range(len(KINDS))]

    @cached_property
    def _offsets(self) -> Ints:
        return np.concatenate([[0], np.cumsum([len(ids) for ids in self._ids])])

    @cached_property
    def _twin_node(self) -> Ints:
        """Node of each part's twin; -1 where there is none."""
        return np.where(self.twins, np.cumsum(self.twins) - 1 + self._offsets[TWIN], -1)

    def _unknown(self, names: Words) -> Ints:
        return np.searchsorted(self._ids[UNKNOWN_NODE].astype(str), names.astype(str)) + self._offsets[UNKNOWN_NODE]

    @cached_property
    def _origin_node(self) -> Ints:
        names = self.world.country + ":" + self.chain.materials[self.world.material]
        return np.searchsorted(self._ids[ORIGIN].astype(str), names.astype(str)) + self._offsets[ORIGIN]

    @cached_property
    def _unknown_process(self) -> Ints:
        """Node of `Unknown:process` for each process."""
        return self._unknown(np.array(self.chain.processes, dtype=object))

    @cached_property
    def _unknown_any(self) -> int:
        return int(self._unknown(np.array(["*"], dtype=object))[0])

    @cached_property
    def _unknown_recycler(self) -> int:
        return int(self._unknown_process[self.chain.processes.index("recycling")])

    @cached_property
    def _slot_names(self) -> Words:
        return np.unique(np.concatenate([self.chain.slot_names, np.array(["own", "mix", "rest"], dtype=object)]))

    def _slot_position(self, names: Words) -> Ints:
        return np.searchsorted(self._slot_names, names)

    @cached_property
    def _slot(self) -> Ints:
        """Name of each slot of the supply chain."""
        return self._slot_position(self.chain.slot_names)[self.chain.slot_name]

    @cached_property
    def _slot_own(self) -> int:
        return int(self._slot_position(np.array(["own"], dtype=object))[0])

    @cached_property
    def _slot_mix(self) -> int:
        return int(self._slot_position(np.array(["mix"], dtype=object))[0])

    @cached_property
    def _slot_rest(self) -> int:
        return int(self._slot_position(np.array(["rest"], dtype=object))[0])

    # --- rows ------------------------------------------------------------------------------------

    @cached_property
    def _number(self) -> Floats:
        """Confidence number of each level; unknown is 0."""
        return np.array([*(self.parameters[f"confidence.{level}"] for level in LEVELS[:UNKNOWN]), 0.0])

    @cached_property
    def _made(self) -> Floats:
        """σ of each maker row, 0 for sites that carry no score."""
        return np.where(self.chain.makers.counts, self.chain.makers.share, 0.0)

    def _sum_made(self, rows: Bools | None = None) -> Floats:
        """Σσ of each item over some maker rows; one that is nearly whole is 1."""
        made = self._made if rows is None else np.where(rows, self._made, 0.0)
        total = np.bincount(self.chain.makers.item, made, len(self.chain.process))
        return np.where(total > 1 - CUT, 1.0, total)

    @cached_property
    def _extracts(self) -> Bools:
        """Maker rows whose site extracts."""
        return self.chain.is_of(self.parameters["propagation.extraction"])[self.chain.makers.site]

    @cached_property
    def _recycles(self) -> Bools:
        """Maker rows whose site recycles."""
        return self.chain.is_of(self.parameters["propagation.recycling"])[self.chain.makers.site]

    @cached_property
    def recovered(self) -> Floats:
        """ρ of each input row: recycled_post times the row's confidence; a material's blank one is κ_r."""
        rows = self.chain.inputs
        blank = np.where(rows.is_material, self._sum_made(self._recycles)[rows.item], 0.0)
        return np.where(np.isnan(rows.recycled), blank, rows.recycled) * self._number[rows.level]

    @cached_property
    def twins(self) -> Bools:
        """Parts upstream of an unmapped slot, shape (parts,)."""
        rows = self.chain.inputs
        n = len(self.chain.parts)
        part = ~rows.is_material
        open_slot = part & (self.chain.slot_unmapped[rows.slot] > 0) & (rows.split > 0)
        found = np.zeros(len(self.chain.process), dtype=np.bool_)
        fresh = np.unique(rows.source[open_slot])
        used = part & (rows.share > 0)
        while len(fresh):
            found[fresh] = True
            upstream = np.unique(rows.source[used & found[rows.item]])
            fresh = upstream[~found[upstream]]
        return found[:n]

    def _joined(self, row_item: Ints, makers: Bools) -> tuple[Ints, Ints]:
        """Return each pair of an input row and a maker row (among `makers`) of the item `row_item`."""
        at = np.flatnonzero(makers & self.chain.makers.counts)
        item = self.chain.makers.item[at]
        first, last = np.searchsorted(item, row_item, "left"), np.searchsorted(item, row_item, "right")
        count = last - first
        row = np.repeat(np.arange(len(row_item)), count)
        within = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        return row, at[np.repeat(first, count) + within]

    # --- edges into items ------------------------------------------------------------------------

    @cached_property
    def by_weight(self) -> Weighing:
        """The weights that the network is made with."""
        return Weighing(self.chain.own_weight, self.chain.slot_weight[self.chain.inputs.slot])

    def own(self) -> list[Edges]:
        """Return the edges from an item's own makers, known and unknown."""
        chain, made = self.chain, self._made
        rows = np.flatnonzero(chain.makers.counts)
        item = chain.makers.item[rows]
        known = Edges.of(
            self._item_node(item),
            chain.makers.site[rows] + self._offsets[SITE],
            made[rows],
            factor=chain.own_weight[item],
            confidence=self._number[chain.makers.level[rows]],
            level=chain.makers.level[rows],
            slot=self._slot_own,
        )
        items = np.arange(len(chain.process))
        rest = Edges.of(
            self._item_node(items),
            self._unknown_process[chain.process],
            1 - self._sum_made(),
            factor=chain.own_weight,
            confidence=self._number[ESTIMATED],
            level=ESTIMATED,
            slot=self._slot_own,
        )
        return [known, rest.where(rest.weight > 0)]

    def parts(self, by: Weighing) -> list[Edges]:
        """Return the edges from parts in slots, and from those who recycle what goes into them."""
        rows = self.chain.inputs
        at = np.flatnonzero(~rows.is_material)
        known = self._of_rows(by, at, rows.source[at] + self._offsets[PART], 1 - self.recovered[at])
        back = at[self.recovered[at] > 0]
        row, maker = self._joined(rows.source[back], np.ones(len(self._made), dtype=np.bool_))
        recycled = self._of_makers(by, back[row], maker, self.recovered[back[row]])
        left = 1 - self._sum_made()[rows.source[back]]
        rest = self._of_rows(
            by, back, np.full(len(back), self._unknown_recycler), self.recovered[back] * left, ESTIMATED
        )
        return [known, recycled, rest.where(rest.share > 0)]

    def ores(self, by: Weighing) -> list[Edges]:
        """Return the edges from materials: the mine or recycler that takes them in, else the world's mix."""
        rows = self.chain.inputs
        at = np.flatnonzero(rows.is_material)
        material, item = rows.source[at], rows.item[at]
        back = at[self.recovered[at] > 0]
        mix = self._of_rows(
            by,
            at,
            material + self._offsets[MIX],
            (1 - self.recovered[at]) * (1 - self._sum_made(self._extracts)[item]),
            material=material,
        )
        left = 1 - self._sum_made(self._recycles)[rows.item[back]]
        rest = self._of_rows(
            by,
            back,
            np.full(len(back), self._unknown_recycler),
            self.recovered[back] * left,
            ESTIMATED,
            material=rows.source[back],
        )
        mined, mine = self._joined(item, self._extracts)
        regained, recycler = self._joined(rows.item[back], self._recycles)
        return [
            self._of_makers(by, at[mined], mine, 1 - self.recovered[at[mined]], material=material[mined]),
            mix.where((1 - self._sum_made(self._extracts)[item]) > 0),
            self._of_makers(
                by,
                back[regained],
                recycler,
                self.recovered[back[regained]],
                material=rows.source[back[regained]],
            ),
            rest.where(rest.share > 0),
        ]

    def gaps(self, by: Weighing) -> Edges:
        """Return the edges for the share of a slot that nobody mapped: an unknown maker of the same item."""
        chain, rows = self.chain, self.chain.inputs
        at = np.flatnonzero((chain.slot_unmapped[rows.slot] > 0) & (rows.split > 0))
        material = np.where(rows.is_material[at], rows.source[at], -1)
        twin = self._twin_node[np.where(rows.is_material[at], 0, rows.source[at])] if len(chain.parts) else material
        source = np.where(rows.is_material[at], rows.source[at] + self._offsets[MIX], twin)
        if by.material is not None:
            source = np.full(len(at), by.material + self._offsets[MIX])
            material = np.full(len(at), by.material)
        return Edges.of(
            self._item_node(rows.item[at]),
            source,
            chain.slot_unmapped[rows.slot[at]] * rows.split[at],
            factor=by.row[at],
            confidence=self._number[ESTIMATED],
            level=ESTIMATED,
            slot=self._slot[rows.slot[at]],
            material=material,
        )

    def rest(self) -> Edges:
        """Return the edges for the weight of an item that no slot has."""
        return self._missing(self._item_node(np.arange(len(self.chain.process))))

    def _missing(self, node: Ints) -> Edges:
        """Return the edges from `Unknown:*` for the weight of each item that no slot has; nodes below 0 are left out."""
        chain = self.chain
        rest = 1 - chain.own_weight - np.bincount(chain.slot_item, chain.slot_weight, len(chain.process))
        edges = Edges.of(
            node,
            np.full(len(node), self._unknown_any),
            np.where(rest > CUT, rest, 0.0)[: len(node)],
            confidence=self._number[ESTIMATED],
            level=ESTIMATED,
            slot=self._slot_rest,
        )
        return edges.where((edges.share > 0) & (node >= 0))

    def _item_node(self, item: Ints) -> Ints:
        # Parts and products stand one after the other among the nodes as among the items.
        return item + self._offsets[PART]

    def _of_rows(
        self,
        by: Weighing,
        at: Ints,
        source: Ints,
        factor: Floats,
        level: int | None = None,
        material: Ints | int = -1,
    ) -> Edges:
        """Return one edge per input row in `at`, with `factor` of its share."""
        chain, rows = self.chain, self.chain.inputs
        row_level = rows.level[at] if level is None else np.full(len(at), level, dtype=np.int8)
        return Edges.of(
            self._item_node(rows.item[at]),
            source,
            rows.share[at] * factor,
            factor=by.row[at],
            confidence=self._number[row_level],
            level=row_level,
            slot=self._slot[rows.slot[at]],
            material=material,
        )

    def _of_makers(self, by: Weighing, at: Ints, maker: Ints, factor: Floats, material: Ints | int = -1) -> Edges:
        """Return one edge per pair of an input row and a maker row, with `factor·σ` of the row's share."""
        chain, rows = self.chain, self.chain.inputs
        row_level, maker_level = rows.level[at], chain.makers.level[maker]
        return Edges.of(
            self._item_node(rows.item[at]),
            chain.makers.site[maker] + self._offsets[SITE],
            rows.share[at] * factor * self._made[maker],
            factor=by.row[at],
            confidence=self._number[row_level] * self._number[maker_level],
            level=np.maximum(row_level, maker_level),
            slot=self._slot[rows.slot[at]],
            material=material,
        )

    # --- edges into mixes and twins ---------------------------------------------------------------

    def world_mix(self) -> list[Edges]:
        """Return the edges into `Mix:m`: the material's origins, and what they leave."""
        world = self.world
        known = Edges.of(
            world.material + self._offsets[MIX],
            self._origin_node,
            world.share,
            confidence=self._number[world.level],
            level=world.level,
            slot=self._slot_mix,
            material=world.material,
        )
        materials = np.arange(len(self.chain.materials))
        rest = Edges.of(
            materials + self._offsets[MIX],
            self._unknown(self._rest_of_mix),
            world.rest,
            confidence=self._number[ESTIMATED],
            level=ESTIMATED,
            slot=self._slot_mix,
            material=materials,
        )
        return [known, rest.where(rest.share > 0)]

    def twin_edges(self) -> list[Edges]:
        """Return the edges into `Twin:i`, the part i from an unknown maker; a closed loop of twins reads `Unknown:*`."""
        chain, rows = self.chain, self.chain.inputs
        twin = np.append(self._twin_node, np.full(len(chain.products), -1))
        items = np.flatnonzero(twin >= 0)
        at = np.flatnonzero(twin[rows.item] >= 0)
        gap = chain.slot_unmapped[rows.slot] * rows.split
        part, ore = at[~rows.is_material[at]], at[rows.is_material[at]]
        own = self._of_twin(twin[items], self._unknown_process[chain.process[items]], chain.own_weight[items])
        edges = [
            own.where(own.weight > 0),
            self._into_twin(part[rows.share[part] > 0], rows.share, twin[rows.source[part[rows.share[part] > 0]]]),
            self._into_twin(ore, rows.share, rows.source[ore] + self._offsets[MIX]),
            self._into_twin(
                part[gap[part] > 0], gap, np.full(int((gap[part] > 0).sum()), self._unknown_any), ESTIMATED
            ),
            self._into_twin(ore[gap[ore] > 0], gap, rows.source[ore[gap[ore] > 0]] + self._offsets[MIX], ESTIMATED),
            self._missing(twin),
        ]
        return self._opened(joined(edges))

    def _of_twin(self, node: Ints, source: Ints, own: Floats) -> Edges:
        return Edges.of(
            node,
            source,
            np.ones(len(node)),
            factor=own,
            confidence=self._number[ESTIMATED],
            level=ESTIMATED,
            slot=self._slot_own,
        )

    def _into_twin(self, at: Ints, share: Floats, source: Ints, level: int | None = None) -> Edges:
        chain, rows = self.chain, self.chain.inputs
        row_level = rows.level[at] if level is None else np.full(len(at), level, dtype=np.int8)
        return Edges.of(
            self._twin_node[rows.item[at]],
            source,
            share[at],
            factor=chain.slot_weight[rows.slot[at]],
            confidence=self._number[row_level],
            level=row_level,
            slot=self._slot[rows.slot[at]],
            material=np.where(rows.is_material[at], rows.source[at], -1),
        )

    def _opened(self, edges: Edges) -> list[Edges]:
        """Return the twins' edges with each closed loop of twins reading `Unknown:*` instead."""
        closed = closed_loops(edges, int(self._offsets[-1]))
        loop = np.flatnonzero(closed)
        instead = Edges.of(
            loop,
            np.full(len(loop), self._unknown_any),
            np.ones(len(loop)),
            confidence=self._number[ESTIMATED],
            level=ESTIMATED,
            slot=self._slot_rest,
        )
        return [edges.where(~closed[edges.customer]), instead]

    # --- the whole -------------------------------------------------------------------------------

    def network(self) -> Network:
        """Return the network.

        Raises
        ------
        NetworkError
            If some items have no work of their own and no outside input.
        """
        by = self.by_weight
        edges = joined(
            [
                *self.own(),
                *self.parts(by),
                *self.ores(by),
                self.gaps(by),
                self.rest(),
                *self.world_mix(),
                *self.twin_edges(),
            ]
        )
        made = self._assembled(edges)
        closed = np.flatnonzero(closed_loops(edges, made.size))
        if len(closed):
            raise NetworkError(
                f"a closed loop: {shown([made.key(node) for node in closed], 20)} have no work of their own and no"
                " outside input; give one of them an own weight or an input from outside"
            )
        return made

    def of_material(self, by: Weighing) -> Network:
        """Return the network of one material: the same nodes, and the edges through which its kilograms come."""
        edges = joined([*self.parts(by), *self.ores(by), self.gaps(by), *self.world_mix()])
        return self._assembled(edges.where(edges.weight > 0))

    def _assembled(self, edges: Edges) -> Network:
        """Return a network of some edges, in order."""
        ids = np.concatenate(self._ids)
        kind = np.repeat(np.arange(len(KINDS), dtype=np.int8), np.diff(self._offsets))
        order = np.lexsort((edges.slot, edges.source, edges.customer))
        edges = edges.where(order)
        start = np.searchsorted(edges.customer, np.arange(len(ids) + 1))
        return Network(
            kind=kind,
            id=ids,
            start=start,
            source=edges.source,
            weight=edges.weight,
            share=edges.share,
            confidence=edges.confidence,
            level=edges.level,
            slot=edges.slot,
            slots=self._slot_names,
            material=edges.material,
            materials=self.chain.materials,
            **self._terminals(),
        )

    def _terminals(self) -> dict[str, Any]:
        """Return what is known of each node beyond its edges."""
        n, offsets, world = int(self._offsets[-1]), self._offsets, self.world
        level, process, material = np.zeros(n, dtype=np.int8), np.full(n, "", dtype=object), np.full(n, -1)
        level[offsets[TWIN] :] = UNKNOWN
        level[offsets[SITE] : offsets[TWIN]] = self.chain.site_level
        origin = self._origin_node
        level[origin] = np.maximum(world.level, INFERRED)
        process[origin], material[origin] = world.process[world.material], world.material
        unknown = self._ids[UNKNOWN_NODE]
        process[offsets[UNKNOWN_NODE] :] = [name.partition(":")[0] for name in unknown]
        of_material = np.flatnonzero(self._own_unknown)
        material[self._unknown(self._rest_of_mix[of_material])] = of_material
        return {"terminal_level": level, "process": process, "of_material": material}


def joined(edges: list[Edges]) -> Edges:
    """Return several batches as one."""
    return Edges(*(np.concatenate([getattr(part, name) for part in edges]) for name in Edges.__dataclass_fields__))


def closed_loops(edges: Edges, n: int) -> Bools:
    """Return which nodes lie in a loop that keeps its whole weight inside, shape (n,)."""
    used = edges.weight > 0
    customer, source, weight = edges.customer[used], edges.source[used], edges.weight[used]
    graph = csr_array((np.ones(len(source), dtype=np.int8), (customer, source)), (n, n))
    count, component = connected_components(graph, directed=True, connection="strong")
    inside = component[customer] == component[source]
    kept = np.bincount(customer[inside], weight[inside], n)
    leak = np.bincount(component, 1 - kept > LEAK, count)
    return (leak == 0)[component] & (kept > 0)
