"""Everything that is worked out from one snapshot on one day: risks, network, exposures, answers for products.

Each piece is computed when it is first asked for and kept, so a run, an explanation and a what-if share them.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph.build import of_supply
from graph.columns import Bools, Floats, Ints, flags, words
from graph.errors import TierlightError, UnknownNameError
from graph.network import PART, SITE, Network
from graph.parameters import Parameters
from graph.propagation.attribution import Attribution
from graph.propagation.content import Content, contents, network_of
from graph.propagation.paths import Strongest
from graph.propagation.share import Exposure, exposure, not_found
from graph.propagation.solver import System
from graph.propagation.terminals import Terminals, terminals
from graph.propagation.worst_site import Chains, WorstSites, worst_sites
from graph.risk import Risk, assess
from graph.supply import Supply, supply
from graph.tables import Tables


@dataclass(frozen=True)
class Chain:
    """A network with the exposures on it: of all weights, or of the kilograms of one material.

    `place` gives the node of each of the whole network's nodes, -1 where it is not in this one.
    """

    network: Network
    terminals: Terminals
    exposure: Exposure
    place: Ints


@dataclass(frozen=True)
class Analysis:
    """One snapshot, analysed on one day.

    Parameters
    ----------
    tables, as_of, parameters
        All that the results depend on.
    """

    tables: Tables
    as_of: date
    parameters: Parameters

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Name of every node of a table by label and id."""
        return {
            (label, identifier): name
            for table, label in self.tables.dictionary.labels.items()
            for identifier, name in zip(words(self.tables[table], "id"), words(self.tables[table], "name"), strict=True)
        }

    @cached_property
    def risk(self) -> Risk:
        """Risk of every place and site."""
        return assess(self.tables, self.as_of, self.parameters)

    @cached_property
    def supply(self) -> Supply:
        """Who makes what, and what goes into what."""
        return supply(self.tables, self.as_of, self.parameters)

    @cached_property
    def network(self) -> Network:
        """The network of all weights."""
        listed = {material for _, material in self.risk.listed}
        return of_supply(self.supply, self.tables, self.as_of, self.parameters, listed)

    @cached_property
    def system(self) -> System:
        """Its matrix, prepared for solving."""
        return System(self.network.matrix)

    @cached_property
    def mean(self) -> Chain:
        """The exposed-share model on all weights."""
        carried = terminals(self.network, self.risk, self.parameters)
        found = exposure(self.network, carried, self.parameters, self.system)
        return Chain(self.network, carried, found, np.arange(self.network.size))

    @cached_property
    def risk_materials(self) -> tuple[str, ...]:
        """Ids of the materials whose origin has to be followed, sorted."""
        frame = self.tables["materials"]
        return tuple(sorted(frame["id"][flags(frame, "risk_material")]))

    @cached_property
    def _held(self) -> dict[str, Content]:
        wanted = [self._material(material) for material in self.risk_materials]
        return dict(zip(self.risk_materials, contents(self.supply, wanted), strict=True))

    @cached_property
    def _by_material(self) -> dict[str, Chain]:
        return {}

    def held(self, material: str) -> Content:
        """Return how much of a material each item holds."""
        if material not in self._held:
            self._held[material] = contents(self.supply, [self._material(material)])[0]
        return self._held[material]

    def of_material(self, material: str) -> Chain:
        """Return the exposed-share model on the kilograms of one material."""
        if material not in self._by_material:
            whole = network_of(self.network, self.supply, self._material(material), self.held(material))
            used = np.diff(whole.start) > 0
            used[whole.source] = True
            network, carried = whole.subset(used), self.mean.terminals.subset(used)
            place = np.where(used, np.cumsum(used) - 1, -1)
            self._by_material[material] = Chain(network, carried, exposure(network, carried, self.parameters), place)
        return self._by_material[material]

    def _material(self, material: str) -> int:
        position = int(np.searchsorted(self.supply.materials, material))
        if position == len(self.supply.materials) or self.supply.materials[position] != material:
            raise UnknownNameError("material", material, self.supply.materials)
        return position

    @cached_property
    def worst(self) -> WorstSites:
        """The worst site on any chain to each item."""
        return worst_sites(Chains.of(self.supply, self.parameters), self.risk.residual.value)

    @cached_property
    def content_unknown(self) -> Floats:
        """How much of each item stands on items of which no content is known, shape (items,)."""
        has_inputs: Bools = np.zeros(self.network.size, dtype=np.bool_)
        has_inputs[self.supply.inputs.item + self.network.offsets[PART]] = True
        return not_found(self.network, has_inputs, self.system)[self.network.offsets[PART] : self.network.offsets[SITE]]

    def product(self, product: str) -> int:
        """Return the item of a product or part id; a product comes first.

        Raises
        ------
        UnknownNameError
            If there is no such product.
        """
        for ids, first in ((self.supply.products, len(self.supply.parts)), (self.supply.parts, 0)):
            position = int(np.searchsorted(ids, product))
            if position < len(ids) and ids[position] == product:
                return first + position
        raise UnknownNameError("product", product, self.supply.products)

    def dimension(self, dimension: str) -> int:
        """Return the position of a dimension.

        Raises
        ------
        UnknownNameError
            If there is no such dimension.
        """
        if dimension not in self.risk.dimensions:
            raise UnknownNameError("dimension", dimension, self.risk.dimensions)
        return self.risk.dimensions.index(dimension)

    def chain(self, measure: str) -> Chain:
        """Return the chain that a measure is worked out on: `mean` or `material:ID`."""
        if measure == "mean":
            return self.mean
        kind, _, material = measure.partition(":")
        if kind != "material":
            raise UnknownNameError("measure", measure, ["mean", *(f"material:{m}" for m in self.risk_materials)])
        return self.of_material(material)

    def attribution(self, product: str, dimension: str, measure: str = "mean") -> Attribution:
        """Return the parts of a product's score.

        Raises
        ------
        UnknownNameError
            If the product, dimension or material does not exist.
        TierlightError
            If there is no score to explain.
        """
        node, chain, column = self._scored(product, dimension, measure)
        return Attribution(chain.network, node, chain.exposure.mean[:, column], _carried(chain, column))

    def strongest(self, product: str, dimension: str, measure: str = "mean") -> Strongest:
        """Return the search for the strongest paths to a product; errors as in `attribution`."""
        node, chain, column = self._scored(product, dimension, measure)
        return Strongest(chain.network, node, _carried(chain, column))

    def _scored(self, product: str, dimension: str, measure: str) -> tuple[int, Chain, int]:
        item, column = self.product(product), self.dimension(dimension)
        if not self.risk.has_data[column]:
            raise TierlightError(
                f"{dimension}: no data: neither an indicator nor a listing of this dimension is loaded;"
                " load one, such as country indicators, and run again"
            )
        chain = self.chain(measure)
        node = int(chain.place[item + self.network.offsets[PART]])
        if node < 0 or chain.network.start[node] == chain.network.start[node + 1]:
            reason = self.held(measure.partition(":")[2]).reason.get(item, "none was found in it")
            raise TierlightError(f"{product} has no exposure by {measure}: {reason}")
        return node, chain, column

    def node(self, item: int) -> int:
        """Return the node of an item in the network of all weights."""
        return item + int(self.network.offsets[PART])


def _carried(chain: Chain, column: int) -> Floats:
    return np.where(chain.network.is_terminal, chain.terminals.risk[:, column], 0.0)
