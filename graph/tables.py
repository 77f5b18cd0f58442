"""One validated pandas frame per table of the dictionary.

Columns have Arrow types and null is `pd.NA`; every table and every column is there, if only empty.
Frames are never changed in place.
"""

from collections.abc import Iterator, Mapping

import pandas as pd
import pyarrow as pa

from graph.dictionary import Dictionary, dictionary


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of a snapshot, by name, in the order of the dictionary.

    Parameters
    ----------
    frames
        Frames by table name; a table that is missing is empty. Columns that are missing are null; a column
        that the dictionary does not know is an error.
    of
        The dictionary; the shipped one by default.

    Raises
    ------
    UnknownNameError
        If a table or a column is not in the dictionary.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], of: Dictionary | None = None) -> None:
        self.dictionary = of or dictionary()
        for name in frames:
            self.dictionary[name]
        self._frames = {
            name: typed(frames[name], name, self.dictionary) if name in frames else table.empty()
            for name, table in self.dictionary.tables.items()
        }

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return the frame of one table."""
        self.dictionary[name]
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the table names, in the order of the dictionary."""
        return iter(self._frames)

    def __len__(self) -> int:
        """Return the number of tables."""
        return len(self._frames)

    def replaced(self, frames: Mapping[str, pd.DataFrame]) -> "Tables":
        """Return a copy in which some tables are others."""
        return Tables(self._frames | dict(frames), self.dictionary)

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows by table."""
        return {name: len(frame) for name, frame in self._frames.items()}


def typed(frame: pd.DataFrame, table: str, of: Dictionary | None = None) -> pd.DataFrame:
    """Return `frame` with every column of the dictionary, in order and in its Arrow type.

    Missing columns are null. A value that does not fit its type raises `pyarrow.ArrowInvalid`: frames
    come from validated tables or from tests, so that is a bug and not a fault of a user.
    """
    spec = (of or dictionary())[table]
    for name in frame.columns:
        spec[str(name)]
    columns: dict[str, pd.Series] = {}
    for field in spec.fields:
        dtype = pd.ArrowDtype(field.arrow)
        if field.name in frame.columns:
            column = frame[field.name]
            if column.dtype == dtype:
                columns[field.name] = column.reset_index(drop=True)
                continue
            values = pa.array(column, type=field.arrow, from_pandas=True)
        else:
            values = pa.nulls(len(frame), field.arrow)
        columns[field.name] = pd.Series(pd.arrays.ArrowExtensionArray(values))
    return pd.DataFrame(columns)
