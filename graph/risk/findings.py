"""Findings: problems that somebody raised about a site or about the supplier that operates it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from graph.columns import Floats, Ints, positions, words
from graph.parameters import Parameters
from graph.risk.evidence import subjects
from graph.tables import Tables


@dataclass(frozen=True)
class Findings:
    """Findings raised by one day, sorted by id; every array has shape (f,).

    Attributes
    ----------
    row
        Position in the table `findings`.
    subject
        Position of the site, or number of sites + position of the supplier.
    dimension
        Position of the dimension.
    severity, status, overdue, repeated
        The four numbers whose product counts; the last two are 1 where they do not apply.
    factor
        `min(cap, severity·status·overdue·repeat)`.
    """

    row: Ints
    subject: Ints
    dimension: Ints
    severity: Floats
    status: Floats
    overdue: Floats
    repeated: Floats
    factor: Floats

    def left(self, subjects: int, dimensions: int) -> Floats:
        """Return Π(1 - factor) of each subject and dimension, shape (subjects, D)."""
        product = np.ones((subjects, dimensions))
        np.multiply.at(product, (self.subject, self.dimension), 1 - self.factor)
        return product


def findings(tables: Tables, as_of: date, parameters: Parameters, sites: pa.Array, suppliers: pa.Array) -> Findings:
    """Return the findings about sites and suppliers raised by `as_of`."""
    frame = tables["findings"]
    names = pa.array([dimension.id for dimension in parameters.dimensions], pa.string())
    subject, dimension = subjects(frame, sites, suppliers), positions(frame, "dimension", names)
    raised = frame["raised_on"].le(as_of).to_numpy(dtype=np.bool_, na_value=False)
    row = np.flatnonzero(raised & (subject >= 0) & (dimension >= 0))
    row = row[np.argsort(words(frame, "id")[row].astype(str), kind="stable")]
    frame = frame.iloc[row]
    status = words(frame, "status")
    late = frame["due_on"].lt(as_of).to_numpy(dtype=np.bool_, na_value=False) & (status != "closed")
    again = frame["repeat_of"].notna().to_numpy(dtype=np.bool_)
    by_severity, by_status = parameters["findings.severity"], parameters["findings.status"]
    weight = np.array([float(by_severity[name]) for name in words(frame, "severity")])
    state = np.array([float(by_status[name]) for name in status])
    overdue = np.where(late, float(parameters["findings.overdue"]), 1.0)
    repeated = np.where(again, float(parameters["findings.repeat"]), 1.0)
    cap = min(float(parameters["findings.cap"]), 1.0)
    return Findings(
        row,
        subject[row],
        dimension[row],
        weight,
        state,
        overdue,
        repeated,
        np.minimum(weight * state * overdue * repeated, cap),
    )
