"""Tierlight's own tables as CSV files, in a folder or a ZIP archive.

One file per table of the dictionary, named after it; columns in any order. Exporting the tables and loading
them again changes nothing.
"""

from graph.dictionary import dictionary
from loaders.dictionary_files import file_specs
from loaders.loader import Loader, Sniff

LOADER = Loader(
    name="canonical",
    title="Tierlight tables (CSV)",
    reads="a folder or ZIP archive of CSV files, one per table, or single files of them",
    where="'tierlight template DIR' writes examples, 'tierlight export tables DIR' the current data",
    sniff=Sniff(suffixes=(".csv",), names=tuple(f"{name}.csv" for name in dictionary().tables)),
    files=file_specs("csv"),
    tables=tuple(dictionary().tables),
    complete=True,
)
