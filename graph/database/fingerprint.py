"""A short hash of each node and relationship, by which two databases are compared without reading them whole.

`tl_hash` is 16 hex digits of the SHA-256 of the canonical properties, `tl_check` an integer below 2**32 from
the same hash; its low ten bits are the bucket. A null property does not count: a new field changes no hash.
"""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BUCKETS = 1024

Inventory = dict[int, tuple[int, int]]
"""Number of rows and sum of `tl_check` by bucket."""


@dataclass(frozen=True)
class Fingerprints:
    """Hash, check number and identity (`id` or `key`) of each row."""

    names: list[str]
    hashes: list[str]
    checks: npt.NDArray[np.int64]

    def inventory(self) -> Inventory:
        """Return rows and sum per bucket, buckets without rows left out."""
        buckets = self.checks % BUCKETS
        counts = np.bincount(buckets, minlength=BUCKETS)
        # Exact: float64 would round sums above 2**53, and bincount weighs in floats.
        sums = np.zeros(BUCKETS, dtype=np.int64)
        np.add.at(sums, buckets, self.checks)
        return {int(b): (int(counts[b]), int(sums[b])) for b in np.flatnonzero(counts)}


def fingerprints(rows: pa.Table, name: str) -> Fingerprints:
    """Return the fingerprint of each row over all columns but `start_id` and `end_id`, which the key holds."""
    texts = _canonical(rows).to_pylist()
    digests = b"".join(sha256(text.encode()).digest()[:8] for text in texts)
    whole = digests.hex()
    hashes = [whole[place : place + 16] for place in range(0, len(whole), 16)]
    checks = np.frombuffer(digests, dtype=">u4")[1::2].astype(np.int64)
    return Fingerprints(rows[name].to_pylist(), hashes, checks)


def _canonical(rows: pa.Table) -> pa.ChunkedArray:
    """Return each row as one text: name, unit separator, value, record separator, sorted by name.

    No cell holds a control character: admission refuses them.
    """
    pieces = [
        pc.if_else(pc.is_valid(column), pc.binary_join_element_wise(name, _text(column), "\x1f"), "")
        for name in sorted(rows.column_names)
        if name not in {"start_id", "end_id"}
        for column in [rows[name]]
    ]
    return pc.binary_join_element_wise(*pieces, "\x1e")


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.cast(column, pa.string()), "")
