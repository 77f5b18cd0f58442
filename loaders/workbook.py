"""Tierlight's own tables as one workbook: a sheet per table, and a README that is not read."""

from graph.dictionary import dictionary
from loaders.dictionary_files import file_specs
from loaders.loader import Loader, Sniff

LOADER = Loader(
    name="workbook",
    title="Tierlight tables (Excel)",
    reads="a workbook (.xlsx) with a sheet per table",
    where="'tierlight template DIR --excel' writes an example",
    sniff=Sniff(suffixes=(".xlsx", ".xlsm"), sheets=("parts", "suppliers")),
    files=file_specs("workbook"),
    tables=tuple(dictionary().tables),
    complete=True,
)
