"""Which nodes a supply chain has, and where each stands: sorted by (kind, id)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from graph.columns import INFERRED, LEVELS, UNKNOWN, Bools, Floats, Ints, Words
from graph.network import KINDS, MIX, ORIGIN, PART, PRODUCT, SITE, TWIN, UNKNOWN_NODE
from graph.origins import Origins
from graph.parameters import Parameters
from graph.supply import Supply

OWN, WORLD_MIX, NOBODY = "own", "mix", "rest"
"""Names of the slots that no file names: own making, origins of a material, weight that no slot has."""


@dataclass(frozen=True)
class Nodes:
    """The nodes of a supply chain.

    Parameters
    ----------
    chain, world, parameters
        What the network is made of.
    listed
        Materials listed for any country.
    """

    chain: Supply
    world: Origins
    parameters: Parameters
    listed: frozenset[str]

    @cached_property
    def number(self) -> Floats:
        """Confidence number of each level; unknown is 0."""
        return np.array([*(self.parameters[f"confidence.{level}"] for level in LEVELS[:UNKNOWN]), 0.0])

    @cached_property
    def has_twin(self) -> Bools:
        """Parts upstream of an unmapped slot, shape (parts,)."""
        rows = self.chain.inputs
        part = ~rows.is_material
        open_slot = part & (self.chain.slot_unmapped[rows.slot] > 0) & (rows.split > 0)
        used = part & (rows.share > 0)
        return spread(rows.source[open_slot], rows.item[used], rows.source[used], len(self.chain.process))[
            : len(self.chain.parts)
        ]

    @cached_property
    def _own_unknown(self) -> Bools:
        """Materials whose unknown origins are a terminal of their own."""
        peers: Bools = self.world.count >= self.parameters["imputation.minimum_peers"]
        return peers | np.isin(self.chain.materials.astype(str), sorted(self.listed))

    @cached_property
    def _rest_of_mix(self) -> Words:
        """Id of the unknown that each material's mix reads."""
        named = self.world.process + ":" + self.chain.materials
        return np.where(self._own_unknown, named, self.world.process)

    @cached_property
    def _origin_ids(self) -> Words:
        names: Words = self.world.country + ":" + self.chain.materials[self.world.material]
        return names

    @cached_property
    def ids(self) -> Sequence[Words]:
        """Ids of the nodes of each kind, in the order of `KINDS`."""
        chain = self.chain
        unknown = np.unique(np.concatenate([np.array([*chain.processes, "*"], dtype=object), self._rest_of_mix]))
        by_kind = {
            MIX: chain.materials,
            ORIGIN: np.sort(self._origin_ids),
            PART: chain.parts,
            PRODUCT: chain.products,
            SITE: chain.sites,
            TWIN: chain.parts[self.has_twin],
            UNKNOWN_NODE: unknown,
        }
        return [by_kind[kind] for kind in range(len(KINDS))]

    @cached_property
    def first(self) -> Ints:
        """Where each kind starts, and the number of nodes."""
        return np.concatenate([[0], np.cumsum([len(ids) for ids in self.ids])])

    @property
    def size(self) -> int:
        """Number of nodes."""
        return int(self.first[-1])

    def item(self, item: Ints) -> Ints:
        """Return the node of each item: parts and products stand one after the other in both."""
        node: Ints = item + self.first[PART]
        return node

    @cached_property
    def twin(self) -> Ints:
        """Node of each item's twin, shape (items,); -1 where there is none."""
        place = np.where(self.has_twin, np.cumsum(self.has_twin) - 1 + self.first[TWIN], -1)
        twin: Ints = np.append(place, np.full(len(self.chain.products), -1))
        return twin

    @cached_property
    def origin(self) -> Ints:
        """Node of each origin, in the order of `world`."""
        found: Ints = np.searchsorted(self.ids[ORIGIN].astype(str), self._origin_ids.astype(str)) + self.first[ORIGIN]
        return found

    def _unknown(self, names: Words) -> Ints:
        found: Ints = np.searchsorted(self.ids[UNKNOWN_NODE].astype(str), names.astype(str)) + self.first[UNKNOWN_NODE]
        return found

    @cached_property
    def rest_of_mix(self) -> Ints:
        """Node that each material's mix reads for what its origins leave."""
        return self._unknown(self._rest_of_mix)

    @cached_property
    def unknown_process(self) -> Ints:
        """Node of the unknown of each process."""
        return self._unknown(np.array(self.chain.processes, dtype=object))

    @cached_property
    def unknown_any(self) -> int:
        """Node of `Unknown:*`."""
        return int(self._unknown(np.array(["*"], dtype=object))[0])

    @cached_property
    def unknown_recycler(self) -> int:
        """Node of `Unknown:recycling`."""
        return int(self.unknown_process[self.chain.processes.index("recycling")])

    @cached_property
    def slots(self) -> Words:
        """Names of all slots, sorted."""
        return np.unique(np.concatenate([self.chain.slot_names, np.array([OWN, WORLD_MIX, NOBODY], dtype=object)]))

    def slot(self, name: str) -> int:
        """Return the position of a slot's name."""
        return int(np.searchsorted(self.slots, np.array([name], dtype=object))[0])

    @cached_property
    def slot_of_chain(self) -> Ints:
        """Position of the name of each slot of the supply chain."""
        return np.searchsorted(self.slots, self.chain.slot_names)[self.chain.slot_name]

    def terminals(self) -> dict[str, Any]:
        """Return what is known of each node beyond its edges: level, process and material."""
        first, world = self.first, self.world
        level, process = np.zeros(self.size, dtype=np.int8), np.full(self.size, "", dtype=object)
        material = np.full(self.size, -1)
        level[first[TWIN] :] = UNKNOWN
        level[first[SITE] : first[TWIN]] = self.chain.site_level
        level[self.origin] = np.maximum(world.level, INFERRED)
        process[self.origin], material[self.origin] = world.process[world.material], world.material
        process[first[UNKNOWN_NODE] :] = [name.partition(":")[0] for name in self.ids[UNKNOWN_NODE]]
        of_material = np.flatnonzero(self._own_unknown)
        material[self.rest_of_mix[of_material]] = of_material
        return {"terminal_level": level, "process": process, "of_material": material}


def spread(first: Ints, start: Ints, end: Ints, n: int) -> Bools:
    """Return which of n nodes are reached from the first ones over the pairs (start, end), shape (n,)."""
    found = np.zeros(n, dtype=np.bool_)
    found[first] = True
    reached = int(found.sum())
    while True:
        found[end[found[start]]] = True
        now = int(found.sum())
        if now == reached:
            return found
        reached = now
