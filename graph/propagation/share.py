"""Exposed share: an item's exposure is the share-weighted mean of everything upstream of it.

x = b + A·x with b the risk of the terminals. Linear and additive, so every score splits exactly into parts; with
the ends that it may have, the share of it that rests on sure rows, and the share that nobody mapped.

References
----------
An absorbing Markov chain in the algebra of Leontief: R.E. Miller and P.D. Blair (2009), Input-Output Analysis,
2nd ed., Cambridge University Press, chapter 2.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from graph.columns import LEVELS, UNKNOWN, Bools, Floats
from graph.network import MIX, ORIGIN, PART, PRODUCT, TWIN, UNKNOWN_NODE, Network
from graph.parameters import Parameters
from graph.propagation.solver import System
from graph.propagation.terminals import Terminals


@dataclass(frozen=True)
class Exposure:
    """Exposure of every node; dimensions without data are NaN.

    Attributes
    ----------
    mean, low, high
        x and its ends, shape (n, D), 0..1.
    profile
        Share of the score that rests on chains of each level of `LEVELS`, shape (5, n, D); sums to 1.
    confidence
        Mean of the profile with the confidence numbers, unknown 0, shape (n, D).
    unmapped
        Share of the exposure that enters by an unknown or an origin, shape (n,), 0..1.
    error
        Certified: no mean is further than this from the exact answer.
    """

    mean: Floats
    low: Floats
    high: Floats
    profile: Floats
    confidence: Floats
    unmapped: Floats
    error: float


def exposure(network: Network, terminals: Terminals, parameters: Parameters, system: System | None = None) -> Exposure:
    """Return the exposure of every node of the network.

    Raises
    ------
    NetworkError
        If the answer cannot be certified to 1e-9.

    Notes
    -----
    Six solves over the same matrix: O(sweeps · edges · dimensions).
    """
    system = system or System(network.matrix)
    known = terminals.known
    hidden = np.isin(network.kind, (ORIGIN, UNKNOWN_NODE))
    source = np.where(network.is_terminal[:, None], np.column_stack([known.risk, hidden]), 0.0)
    solution = system.solve(source)
    mean, unmapped = solution.x[:, :-1], solution.x[:, -1]
    low, high = _ends(network, known, system)
    profile = _profile(network, known, system, mean)
    number = np.array([*(parameters[f"confidence.{level}"] for level in LEVELS[:UNKNOWN]), 0.0])
    return Exposure(
        mean=_spread(mean, terminals),
        low=_spread(low, terminals),
        high=_spread(high, terminals),
        profile=_spread(profile, terminals),
        confidence=_spread(np.tensordot(number, profile, axes=1), terminals),
        unmapped=np.clip(unmapped, 0.0, 1.0),
        error=solution.error,
    )


def _spread(values: Floats, terminals: Terminals) -> Floats:
    """Return columns of all dimensions, NaN where a dimension has no data."""
    whole = np.full((*values.shape[:-1], len(terminals.has_data)), np.nan)
    whole[..., terminals.has_data] = values
    return whole


def cut(network: Network, keep: Bools) -> csr_array:
    """Return A without the edges that are not kept."""
    whole = network.matrix
    return csr_array((np.where(keep, whole.data, 0.0), whole.indices, whole.indptr), whole.shape)


def _ends(network: Network, known: Terminals, system: System) -> tuple[Floats, Floats]:
    """Return the exposure at the low and the high ends of all risks, with whatever is opaque read as anything."""
    opaque = np.isin(network.kind, (MIX, TWIN))
    matrix = cut(network, ~opaque[network.customer])
    carries = (network.is_terminal | opaque)[:, None]
    both = np.where(carries, np.hstack([known.low, known.high]), 0.0)
    low, high = np.hsplit(system.solve(both, matrix).x, 2)
    return low, high


def _profile(network: Network, known: Terminals, system: System, mean: Floats) -> Floats:
    """Return the share of each score that rests on chains of each level."""
    profile = np.zeros((len(LEVELS), *mean.shape))
    resting = np.zeros_like(mean)
    # A twin stands for an unknown maker: what comes through one is unknown, however sure its rows are.
    edge_level = np.where(network.kind[network.source] == TWIN, UNKNOWN, network.level)
    terminal = network.is_terminal[:, None]
    before = (0, 0)
    for level in range(UNKNOWN):
        edges, ends = edge_level <= level, terminal & (known.level <= level)
        counts = (int(edges.sum()), int(ends.sum()))
        # A level that adds neither rows nor terminals adds nothing: most data have two or three levels.
        if counts != before and min(counts) > 0:
            reached = system.solve(np.where(ends, known.risk, 0.0), cut(network, edges)).x
            share = np.divide(reached, mean, out=np.zeros_like(mean), where=mean > 0)
            profile[level] = share - resting
            resting = share
        before = counts
    profile[UNKNOWN] = 1 - resting
    return profile


def not_found(network: Network, has_inputs: Bools, system: System) -> Floats:
    """Return how much of each item stands on items of which no content is known, shape (n,), 0..1.

    Parameters
    ----------
    has_inputs
        Which nodes have an input row, shape (n,).

    Notes
    -----
    An item without any input row counts whole; else the weight that enters it from `Unknown:*`. Twins and mixes do
    not count: they stand for items whose content is known.
    """
    items = np.isin(network.kind, (PART, PRODUCT))
    bare = items & ~has_inputs
    any_unknown = int(network.positions["Unknown:*"])
    enters = np.bincount(network.customer, np.where(network.source == any_unknown, network.weight, 0.0), network.size)
    matrix = cut(network, (items & has_inputs)[network.customer])
    return np.clip(system.solve(np.where(bare, 1.0, np.where(items, enters, 0.0)), matrix).x, 0.0, 1.0)
