"""Edges into what stands for the unknown: a material's world mix, and a part from an unknown maker."""

import numpy as np

from graph.columns import ESTIMATED, Floats, Ints
from graph.edges import Edges, closed_loops, joined
from graph.network import MIX
from graph.nodes import NOBODY, OWN, WORLD_MIX, Nodes
from graph.rules import Rules


def world_mix(nodes: Nodes) -> list[Edges]:
    """Return the edges into `Mix:m`: the material's origins, and what they leave."""
    world = nodes.world
    known = Edges.of(
        world.material + nodes.first[MIX],
        nodes.origin,
        world.share,
        confidence=nodes.number[world.level],
        level=world.level,
        slot=nodes.slot(WORLD_MIX),
        material=world.material,
    )
    materials = np.arange(len(nodes.chain.materials))
    rest = Edges.of(
        materials + nodes.first[MIX],
        nodes.rest_of_mix,
        world.rest,
        confidence=nodes.number[ESTIMATED],
        level=ESTIMATED,
        slot=nodes.slot(WORLD_MIX),
        material=materials,
    )
    return [known, rest.where(rest.share > 0)]


def twins(nodes: Nodes, rules: Rules) -> list[Edges]:
    """Return the edges into `Twin:i`, the part i from an unknown maker.

    Its slots are those of i, filled by twins and mixes. A closed loop of twins reads `Unknown:*` instead.
    """
    chain, rows = nodes.chain, nodes.chain.inputs
    at = np.flatnonzero(nodes.twin[rows.item] >= 0)
    gap = chain.slot_unmapped[rows.slot] * rows.split
    part, ore = at[~rows.is_material[at]], at[rows.is_material[at]]
    used, open_part, open_ore = part[rows.share[part] > 0], part[gap[part] > 0], ore[gap[ore] > 0]
    items = np.flatnonzero(nodes.twin >= 0)
    own = Edges.of(
        nodes.twin[items],
        nodes.unknown_process[chain.process[items]],
        np.ones(len(items)),
        factor=chain.own_weight[items],
        confidence=nodes.number[ESTIMATED],
        level=ESTIMATED,
        slot=nodes.slot(OWN),
    )
    edges = joined(
        [
            own.where(own.weight > 0),
            _into_twin(nodes, used, nodes.twin[rows.source[used]], rows.share),
            _into_twin(nodes, ore, rows.source[ore] + nodes.first[MIX], rows.share),
            _into_twin(nodes, open_part, nodes.unknown_any, gap, ESTIMATED),
            _into_twin(nodes, open_ore, rows.source[open_ore] + nodes.first[MIX], gap, ESTIMATED),
            rules.missing(nodes.twin),
        ]
    )
    closed = closed_loops(edges, nodes.size)
    loop = np.flatnonzero(closed)
    instead = Edges.of(
        loop,
        nodes.unknown_any,
        np.ones(len(loop)),
        confidence=nodes.number[ESTIMATED],
        level=ESTIMATED,
        slot=nodes.slot(NOBODY),
    )
    return [edges.where(~closed[edges.customer]), instead]


def _into_twin(nodes: Nodes, at: Ints, source: Ints | int, share: Floats, level: int | None = None) -> Edges:
    """Return one edge per input row in `at` into the twin of its item."""
    chain, rows = nodes.chain, nodes.chain.inputs
    row_level = rows.level[at] if level is None else np.full(len(at), level, dtype=np.int8)
    return Edges.of(
        nodes.twin[rows.item[at]],
        source,
        share[at],
        factor=chain.slot_weight[rows.slot[at]],
        confidence=nodes.number[row_level],
        level=row_level,
        slot=nodes.slot_of_chain[rows.slot[at]],
        material=np.where(rows.is_material[at], rows.source[at], -1),
    )
