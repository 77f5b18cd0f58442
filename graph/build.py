"""A network made of a supply chain: nodes numbered, rules applied, edges put in order, closed loops refused."""

from collections.abc import Collection
from datetime import date

import numpy as np

from graph.columns import shown
from graph.edges import closed_loops, joined
from graph.errors import NetworkError
from graph.mixes import twins, world_mix
from graph.network import KINDS, Network
from graph.nodes import Nodes
from graph.origins import origins
from graph.parameters import Parameters
from graph.rules import Rules
from graph.supply import Supply, supply
from graph.tables import Tables


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
    return of_supply(supply(tables, as_of, parameters), tables, as_of, parameters, listed)


def of_supply(
    chain: Supply, tables: Tables, as_of: date, parameters: Parameters, listed: Collection[str] = ()
) -> Network:
    """Return the network of a supply chain that was read from the tables already."""
    world = origins(tables, chain.materials, as_of, parameters)
    nodes = Nodes(chain, world, parameters, frozenset(listed))
    rules = Rules(nodes)
    edges = joined(
        [
            *rules.own(),
            *rules.parts(),
            *rules.ores(),
            rules.gaps(),
            rules.missing(nodes.item(np.arange(len(chain.process)))),
            *world_mix(nodes),
            *twins(nodes, rules),
        ]
    )
    edges = edges.where(np.lexsort((edges.slot, edges.source, edges.customer)))
    ids = np.concatenate(nodes.ids)
    kind = np.repeat(np.arange(len(KINDS), dtype=np.int8), np.diff(nodes.first))
    closed = np.flatnonzero(closed_loops(edges, nodes.size))
    if len(closed):
        names = [f"{KINDS[kind[node]]}:{ids[node]}" for node in closed]
        raise NetworkError(
            f"a closed loop: {shown(names, 20)} have no work of their own and no outside input;"
            " give one of them an own weight or an input from outside"
        )
    return Network(
        kind=kind,
        id=ids,
        start=np.searchsorted(edges.customer, np.arange(nodes.size + 1)),
        source=edges.source,
        weight=edges.weight,
        share=edges.share,
        confidence=edges.confidence,
        level=edges.level,
        slot=edges.slot,
        slots=nodes.slots,
        material=edges.material,
        row=edges.row,
        materials=chain.materials,
        **nodes.terminals(),
    )
