"""Source formats: one file each, found by its `LOADER`.

Nothing here knows a database, and no list of formats is kept: adding a file adds the format.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from graph.errors import UnknownNameError
from loaders.extraction import extract
from loaders.loader import Loader
from loaders.sniffing import sniff

__all__ = ["catalogue", "extract", "get", "sniff"]


@cache
def catalogue() -> dict[str, Loader]:
    """Return all formats by name, sorted."""
    modules = (import_module(f"loaders.{found.name}") for found in iter_modules(__path__) if not found.ispkg)
    found = [module.LOADER for module in modules if hasattr(module, "LOADER")]
    return {loader.name: loader for loader in sorted(found, key=lambda loader: loader.name)}


def get(name: str) -> Loader:
    """Return one format; an unknown name is an `UnknownNameError` that offers the nearest."""
    known = catalogue()
    if name not in known:
        raise UnknownNameError("format", name, known)
    return known[name]
