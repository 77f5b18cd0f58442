"""Hazards of what is done at a site: of its process by table, of the materials taken in where one is scored."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.columns import Floats
from graph.parameters import Parameters
from graph.risk.indicators import Sums
from graph.risk.intake import Intake


@dataclass(frozen=True)
class Hazards:
    """Hazards by dimension, 0..1.

    Attributes
    ----------
    processes
        Names in the order of the parameters.
    process
        Hazard of each, and in the last row of a process that has no entry, shape (processes + 1, D).
    material
        Hazard of each material in the order of the sorted ids, and of none in the last row; 0 where no indicator is
        scored on it, shape (materials + 1, D).
    """

    processes: tuple[str, ...]
    process: Floats
    material: Floats

    @cached_property
    def largest_material(self) -> Floats:
        """Largest hazard of any material, shape (D,), 0 if none is scored."""
        largest: Floats = self.material.max(axis=0)
        return largest

    def of_processes(self, names: Sequence[str | None]) -> Floats:
        """Return the hazard of each process, shape (k, D)."""
        row = {name: position for position, name in enumerate(self.processes)}
        return self.process[np.array([row.get(name or "", -1) for name in names], dtype=np.int64)]

    def of_intake(self, intake: Intake, sites: int) -> Floats:
        """Return the largest hazard of the materials that each site takes in, shape (sites, D)."""
        largest = np.zeros((sites, self.material.shape[1]))
        np.maximum.at(largest, intake.site, self.material[intake.material])
        return largest


def hazards(material: Sums, parameters: Parameters) -> Hazards:
    """Return the hazards of the processes in `[process]` and of the scored materials.

    Parameters
    ----------
    material
        Sums over the indicators of each material, shape (materials + 1, D).
    parameters
        `[process]`, `score.power` and the dimensions are read.
    """
    table = parameters.section("process")
    defaults = [dimension.default_hazard for dimension in parameters.dimensions]
    names = [dimension.id for dimension in parameters.dimensions]
    rows = [
        [by_dimension.get(name, default) for name, default in zip(names, defaults, strict=True)]
        for by_dimension in (*table.values(), {})
    ]
    scored = material.mean(parameters["score.power"])
    return Hazards(tuple(table), np.array(rows, dtype=np.float64), np.where(np.isnan(scored), 0.0, scored))
