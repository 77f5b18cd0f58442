"""Imports point one way: graph <- loaders, queries <- tierlight <- app.py."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("graph", "loaders", "queries", "tierlight")
MAY_IMPORT = {
    "graph": {"graph"},
    "loaders": {"graph", "loaders"},
    "queries": {"graph", "queries"},
    "tierlight": {"graph", "loaders", "queries", "tierlight"},
}
# The one loader that reads a database rather than a file.
DATABASE_LOADER = "loaders/neo4j.py"


def imports(source: str) -> set[str]:
    """Return the dotted names of all modules that a source text imports, at whatever depth."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide the layer they reach into"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def faults(path: str, source: str) -> list[str]:
    """Return what a file imports against the direction."""
    layer = path.split("/", 1)[0]
    wrong = [
        name
        for name in sorted(imports(source))
        if (top := name.split(".", 1)[0]) in {*LAYERS, "app"} and top not in MAY_IMPORT[layer]
    ]
    if layer == "loaders" and path != DATABASE_LOADER:
        wrong += [name for name in sorted(imports(source)) if name.startswith("graph.database")]
    if path.startswith("tierlight/export/"):
        wrong += [name for name in sorted(imports(source)) if name.split(".")[0] == "streamlit"]
    return wrong


FILES = sorted(path.relative_to(ROOT).as_posix() for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


@pytest.mark.parametrize("path", FILES)
def test_a_file_imports_only_its_own_layer_and_those_below(path):
    assert faults(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("graph/tables.py", "def f():\n    import loaders.reading", "loaders.reading"),
        ("loaders/eto.py", "from graph.database import neo4j", "graph.database"),
        ("loaders/eto.py", "from tierlight import template", "tierlight"),
        ("queries/catalogue.py", "import loaders", "loaders"),
        ("tierlight/demo.py", "import app", "app"),
        ("tierlight/export/heatmap.py", "import streamlit as st", "streamlit"),
    ],
)
def test_an_import_against_the_direction_is_found(path, source, fault):
    assert fault in faults(path, source)


def test_the_loader_of_neo4j_may_read_a_database():
    assert faults(DATABASE_LOADER, "from graph.database import neo4j") == []


def test_no_file_is_longer_than_four_hundred_lines():
    python = [*FILES, *(p.relative_to(ROOT).as_posix() for p in (ROOT / "benchmarks").glob("*.py"))]
    assert [p for p in python if len((ROOT / p).read_text(encoding="utf-8").splitlines()) > 400] == []
