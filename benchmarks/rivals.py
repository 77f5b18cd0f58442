"""The exposed-share model in plain networkx loops: what one would write first, and what ours is measured by."""

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

from graph.columns import Floats

MOST_SWEEPS = 10_000


class Loops:
    """x = b + A·x by Gauss-Seidel over the edges of a networkx graph, in the same order as the compiled solver.

    Parameters
    ----------
    matrix
        A[j, i], shape (n, n).
    """

    def __init__(self, matrix: csr_array) -> None:
        self.graph: nx.DiGraph[int] = nx.DiGraph()
        self.graph.add_nodes_from(range(matrix.shape[0]))
        customer = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        for source, target, weight in zip(
            matrix.indices.tolist(), customer.tolist(), matrix.data.tolist(), strict=True
        ):
            if self.graph.has_edge(source, target):
                self.graph.edges[source, target]["weight"] += weight
            else:
                self.graph.add_edge(source, target, weight=weight)
        # Tarjan's algorithm gives components customers first.
        self.components = [sorted(part) for part in nx.strongly_connected_components(self.graph)][::-1]

    def solve(self, b: Floats, change: float) -> Floats:
        """Return x to where a sweep of a component changes no number by more than `change`."""
        x = [list(row) for row in b.tolist()]
        width = range(b.shape[1])
        for part in self.components:
            for _ in range(MOST_SWEEPS if len(part) > 1 else 1):
                moved = 0.0
                for node in part:
                    fresh = list(b[node])
                    for source, data in self.graph.pred[node].items():
                        weight, passed = data["weight"], x[source]
                        for k in width:
                            fresh[k] += weight * passed[k]
                    moved = max(moved, *(abs(fresh[k] - x[node][k]) for k in width))
                    x[node] = fresh
                if moved <= change:
                    break
        return np.array(x)
