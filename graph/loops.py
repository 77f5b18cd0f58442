"""Strongly connected components: which nodes lie in a loop together, and which come first."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.columns import Ints


def components(customer: Ints, source: Ints, n: int) -> tuple[int, Ints]:
    """Return the number of components of the edges source -> customer, and each node's, suppliers first.

    Parameters
    ----------
    customer, source
        Ends of the edges, 0..n-1, shape (m,). An edge may be there more than once.
    n
        Number of nodes.

    Returns
    -------
    tuple
        Count, and a number for each node, shape (n,): a node's suppliers outside its component have smaller ones.
    """
    # Made from pairs, so that none is in it twice: SciPy's search never ends on a matrix that holds one twice.
    graph = csr_array((np.ones(len(source), dtype=np.int8), (customer, source)), (n, n))
    graph.sum_duplicates()
    count, label = connected_components(graph, directed=True, connection="strong")
    return int(count), _suppliers_first(label[source], label[customer], int(count))[label]


def _suppliers_first(up: Ints, down: Ints, count: int) -> Ints:
    """Return the rank of each component, suppliers before customers.

    SciPy numbers components in the order in which its search leaves them. That is not documented, so it is
    verified, and made anew if it should ever change.
    """
    between = up != down
    up, down = up[between], down[between]
    if (up < down).all():
        return np.arange(count)
    if (up > down).all():
        return count - 1 - np.arange(count)
    depth = np.zeros(count, dtype=np.int64)
    while True:
        deeper = depth.copy()
        np.maximum.at(deeper, down, depth[up] + 1)
        if (deeper == depth).all():
            return np.argsort(np.argsort(depth, kind="stable"), kind="stable")
        depth = deeper
