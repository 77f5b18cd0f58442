"""The worst site on any chain to an item, and the shortest chain that proves it.

Says nothing of amounts: a site counts however little of it arrives, as long as every row of the chain is sure
enough and the share is not 0.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import LEVELS, UNKNOWN, Bools, Floats, Ints
from graph.parameters import Parameters
from graph.supply import Supply

_ID_BITS, _STEP_BITS = 24, 16
NONE = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Chains:
    """The rows that a chain may use: part of `Supply`, sorted by item.

    Attributes
    ----------
    supply
        The whole.
    item, source
        Input rows between items that count, sorted by item.
    made, maker
        Item and site of the maker rows that count.
    """

    supply: Supply
    item: Ints
    source: Ints
    made: Ints
    maker: Ints

    @classmethod
    def of(cls, supply: Supply, parameters: Parameters) -> "Chains":
        """Return the rows whose confidence is at least `propagation.reach_confidence` and whose share is not 0."""
        number = np.array([*(parameters[f"confidence.{level}"] for level in LEVELS[:UNKNOWN]), 0.0])
        least = parameters["propagation.reach_confidence"] - 1e-12
        rows, makers = supply.inputs, supply.makers
        used = ~rows.is_material & ((rows.share > 0) | rows.blank) & (number[rows.level] >= least)
        makes = makers.counts & ((makers.share > 0) | makers.blank) & (number[makers.level] >= least)
        return cls(supply, rows.item[used], rows.source[used], makers.item[makes], makers.site[makes])

    @cached_property
    def groups(self) -> tuple[Ints, Ints]:
        """Items that have input rows, and where their rows start."""
        return np.unique(self.item, return_index=True)


@dataclass(frozen=True)
class WorstSites:
    """The worst site of every item, by dimension.

    Attributes
    ----------
    site
        Position in `Supply.sites`, shape (items, D); -1 where no chain reaches a site.
    key
        Rank of the risk, length of the chain and site in one number: smaller is worse, then shorter, then first.
    """

    chains: Chains
    site: Ints
    key: Ints

    def witness(self, item: int, dimension: int) -> list[str]:
        """Return the shortest chain from an item up to its worst site, as node keys."""
        supply, key = self.chains.supply, self.key[:, dimension]
        if key[item] == NONE:
            return []
        keys, at = [_key(supply, item)], item
        one = np.int64(1) << _ID_BITS
        while (key[at] >> _ID_BITS) & ((1 << _STEP_BITS) - 1) > 1:
            first, last = np.searchsorted(self.chains.item, [at, at + 1])
            up = self.chains.source[first:last]
            at = int(up[key[up] == key[at] - one].min())
            keys.append(_key(supply, at))
        return [*keys, f"Site:{supply.sites[self.site[item, dimension]]}"]


def _key(supply: Supply, item: int) -> str:
    n = len(supply.parts)
    return f"Part:{supply.parts[item]}" if item < n else f"Product:{supply.products[item - n]}"


def worst_sites(chains: Chains, risk: Floats) -> WorstSites:
    """Return the worst site of every item.

    Parameters
    ----------
    chains
        The rows that count.
    risk
        R of each site, shape (sites, D), NaN without data.

    Notes
    -----
    The order (risk, shorter chain, smaller id) is one integer, so the search is Bellman-Ford with (min, +1):
    O(longest shortest chain · rows), loops included.
    """
    supply = chains.supply
    key = np.full((len(supply.process), risk.shape[1]), NONE)
    for dimension in range(risk.shape[1]):
        values = risk[:, dimension]
        worst_first = np.unique(-values[~np.isnan(values)])
        rank = np.searchsorted(worst_first, -values)
        own = (rank << (_ID_BITS + _STEP_BITS)) + (1 << _ID_BITS) + np.arange(len(values))
        usable = ~np.isnan(values)[chains.maker]
        np.minimum.at(key[:, dimension], chains.made[usable], own[chains.maker[usable]])
    items, starts = chains.groups
    step = np.int64(1) << _ID_BITS
    while len(items):
        onward = key[chains.source]
        best = np.minimum.reduceat(np.where(onward == NONE, NONE, onward + step), starts, axis=0)
        better = np.minimum(key[items], best)
        if (better == key[items]).all():
            break
        key[items] = better
    site = np.where(key == NONE, -1, key & ((1 << _ID_BITS) - 1))
    return WorstSites(chains, site, key)


def reached_products(chains: Chains, sites: Ints) -> Bools:
    """Return which items each site's output reaches, shape (items, len(sites))."""
    reached = np.zeros((len(chains.supply.process), len(sites)), dtype=np.bool_)
    for column, site in enumerate(sites):
        reached[chains.made[chains.maker == site], column] = True
    items, starts = chains.groups
    while len(items):
        onward = reached[items] | np.logical_or.reduceat(reached[chains.source], starts, axis=0)
        if (onward == reached[items]).all():
            break
        reached[items] = onward
    return reached
