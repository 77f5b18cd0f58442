"""The risk that each terminal of a network carries: sites, origins and unknowns, by dimension.

The bridge between `graph.risk`, which knows places and sites, and the models, which know nodes.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import LEVELS, UNKNOWN, Bools, Floats, Levels
from graph.network import MIX, ORIGIN, SITE, TWIN, UNKNOWN_NODE, Network
from graph.parameters import Parameters
from graph.risk import Risk


@dataclass(frozen=True)
class Terminals:
    """Risk by node and dimension; inner nodes are 0 and dimensions without data NaN.

    Attributes
    ----------
    risk, low, high
        r and the ends that it may have, shape (n, D), 0..1.
    level
        Level of confidence of each terminal, shape (n, D): the lower of its row's and of what its score reaches.
    has_data
        Which dimensions have data, shape (D,).
    """

    risk: Floats
    low: Floats
    high: Floats
    level: Levels
    has_data: Bools

    @cached_property
    def known(self) -> "Terminals":
        """The dimensions that have data, alone."""
        keep = self.has_data
        return Terminals(self.risk[:, keep], self.low[:, keep], self.high[:, keep], self.level[:, keep], keep[keep])

    def subset(self, keep: Bools) -> "Terminals":
        """Return the risk of some nodes."""
        return Terminals(self.risk[keep], self.low[keep], self.high[keep], self.level[keep], self.has_data)


def terminals(network: Network, risk: Risk, parameters: Parameters) -> Terminals:
    """Return the risk of each node of the network.

    Notes
    -----
    In the ends, every Unknown, Mix and Twin reads `Unknown:*`, whose ends are the extremes of all risks: so opacity
    never pays. `Origin` nodes stand behind a Mix only and keep their own ends.
    """
    n, d = network.size, len(parameters.dimensions)
    value, low, high, confidence = (np.zeros((n, d)) for _ in range(4))
    origin = network.of(ORIGIN)
    countries = [str(name).partition(":")[0] for name in network.id[origin]]
    materials = list(network.materials[network.of_material[origin]])
    scores = risk.origin(countries, materials, list(network.process[origin]))
    for target, given in (
        (value, scores.value),
        (low, scores.low),
        (high, scores.high),
        (confidence, scores.confidence),
    ):
        target[origin] = given
    site = network.of(SITE)
    residual = risk.residual
    for target, given in (
        (value, residual.value),
        (low, residual.low),
        (high, residual.high),
        (confidence, residual.confidence),
    ):
        target[site] = given
    _unknown(network, risk, value)
    opaque_low, opaque_high = risk.extremes(value[origin])
    for kind in (UNKNOWN_NODE, MIX, TWIN):
        low[network.of(kind)], high[network.of(kind)] = opaque_low, opaque_high
    # Sites of kind transit or warehouse have no score and pass nothing on.
    for target in (value, low, high):
        scored = target[:, risk.has_data]
        target[:, risk.has_data] = np.nan_to_num(scored)
    level = np.maximum(network.terminal_level[:, None], reached(confidence, parameters))
    level[network.of(UNKNOWN_NODE)] = UNKNOWN
    return Terminals(value, low, high, level.astype(np.int8), risk.has_data)


def reached(confidence: Floats, parameters: Parameters) -> Levels:
    """Return the best level whose number a confidence reaches; unknown below all of them."""
    level = np.full(confidence.shape, UNKNOWN, dtype=np.int8)
    for position in range(UNKNOWN - 1, -1, -1):
        level[confidence >= parameters[f"confidence.{LEVELS[position]}"] - 1e-12] = position
    return level


def _unknown(network: Network, risk: Risk, value: Floats) -> None:
    """Fill in the risk of the unknowns: of a process, of any, and of one material."""
    unknown = network.of(UNKNOWN_NODE)
    value[unknown] = risk.unknown(list(network.process[unknown])).value
    origin = network.of(ORIGIN)
    for node in range(unknown.start, unknown.stop):
        material = network.of_material[node]
        if material >= 0:
            behind = value[origin][network.of_material[origin] == material]
            scores = risk.unknown_material(network.process[node], network.materials[material], behind)
            value[node] = scores.value[0]
