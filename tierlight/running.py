"""Runs of a workspace: found or computed, and opened again to be asked why.

The command line and the dashboard both come through here, so both give the same numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from graph.analysis import Analysis
from graph.parameters import Parameter, Parameters, defaults
from graph.run import reopened, run, run_id
from graph.tables import Tables
from graph.workspace import Workspace
from tierlight.export.heatmap import Heatmap, heatmap
from tierlight.export.provenance import Provenance, licences


@dataclass(frozen=True)
class KeptRun:
    """A run that the workspace keeps.

    Attributes
    ----------
    workspace
        Where it is kept.
    record, scores
        What `run.json` and `scores.parquet` hold.
    """

    workspace: Workspace
    record: dict[str, Any]
    scores: pd.DataFrame

    @property
    def id(self) -> str:
        """SHA-256 (hex) of all that the numbers depend on."""
        return str(self.record["id"])

    @property
    def products(self) -> list[dict[str, Any]]:
        """Answers by product and dimension, in the shape of `run --json`."""
        return list(self.record["products"])

    @cached_property
    def parameters(self) -> Parameters:
        """The parameters that it was made with."""
        values = self.record["parameters"].items()
        return Parameters({name: Parameter(value, "the run") for name, value in values}, defaults().dimensions)

    @cached_property
    def analysis(self) -> Analysis:
        """What the numbers were made from, worked out again when it is first asked for."""
        return reopened(self.tables, self.record)

    @property
    def tables(self) -> Tables:
        """The tables that it was made from."""
        return self.workspace.tables(self.record["snapshot"])

    def name(self, table: str, identifier: str) -> str:
        """Return the name of a node of a table, its id if it has none."""
        frame = self.tables[table]
        found = frame.loc[frame["id"] == identifier, "name"]
        return str(found.iloc[0]) if len(found) else identifier

    def gravest_dimension(self, product: str) -> str | None:
        """Return the dimension in which a product's headline is highest; None if there is no such product."""
        known = [(e["headline"], e["dimension"]) for e in self.products if e["id"] == product and e["headline"]]
        return max(known, key=lambda entry: entry[0])[1] if known else None

    def provenance(self, **filters: str) -> Provenance:
        """Return what a file with these numbers was made from; `filters` are what the reader chose.

        The time of the run is left out: two runs of the same inputs give the same bytes. `tierlight runs` has it.
        """
        record = {name: value for name, value in self.record.items() if name != "time"}
        return Provenance.of(record, filters=filters, licences=licences(self.tables))

    def heatmap(self, *, rows: str = "product", top: int | None = None, sort: str | None = None) -> Heatmap:
        """Return a kind of thing by dimensions; parameters and errors as in `tierlight.export.heatmap`."""
        chosen = {"rows": rows, "top": str(top or ""), "sort": sort or ""}
        provenance = self.provenance(**{name: value for name, value in chosen.items() if value})
        return heatmap(self.scores, self.tables, self.parameters, provenance, rows=rows, top=top, sort=sort)

    def evidence(self, node: Mapping[str, str], dimension: str) -> list[dict[str, Any]]:
        """Return the assessments in force about a site or its operator; none for any other node."""
        if node["label"] != "Site":
            return []
        found = self.analysis.risk.why(node["id"], dimension).evidence
        return [
            {"id": one.id, "kind": one.kind, "issued_on": one.issued_on, "expires_on": one.expires_on} for one in found
        ]


def model(record: dict[str, Any]) -> str:
    """Return the models of a run with their versions, such as `share 1`."""
    return ", ".join(f"{name} {version}" for name, version in sorted(record["models"].items()))


def current_run(workspace: Workspace) -> KeptRun:
    """Return the current run.

    Raises
    ------
    WorkspaceError
        If there is none yet.
    """
    return KeptRun(workspace, *workspace.run())


def computed(
    workspace: Workspace,
    parameters: Parameters,
    as_of: date,
    *,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> KeptRun:
    """Return the run of the current snapshot with these inputs, now the current one.

    A run whose inputs are unchanged is found, not computed again.

    Raises
    ------
    WorkspaceError
        If nothing is loaded yet.
    NetworkError
        If the tables do not make a network.
    """
    snapshot = workspace.snapshot().id
    wanted = run_id(snapshot, as_of, parameters, seed)
    if workspace.has_run(wanted):
        workspace.adopt_run(wanted)
    else:
        tables = workspace.tables(snapshot)
        made = run(tables, snapshot=snapshot, as_of=as_of, parameters=parameters, seed=seed, progress=progress)
        workspace.write_run(made.record, made.scores)
    return KeptRun(workspace, *workspace.run(wanted))
