"""The manual says what the program says, and every dependency is accounted for."""

import re
import tomllib
from pathlib import Path

import pytest

from graph.dictionary import dictionary
from graph.parameters import defaults
from tierlight import reference
from tierlight.commandline import manual

ROOT = Path(__file__).parents[1]
PAGES = {**reference.pages(), **manual.pages()}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_what_make_docs_would_write(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name], "run make docs"


def test_no_page_of_a_command_outlives_its_command():
    kept = {f"commands/{path.name}" for path in (ROOT / "docs" / "commands").glob("*.md")}
    assert kept == {name for name in PAGES if name.startswith("commands/")}


def test_the_reference_has_every_field_and_parameter():
    tables, parameters = reference.tables(), reference.parameters()
    for table in dictionary().tables.values():
        for field in table.fields:
            assert field.description in tables
    assert all(f"| `{name}` |" in parameters for name in defaults())


def test_every_dependency_stands_in_the_page_of_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = [
        *project["project"]["dependencies"],
        *(line for extra in project["project"]["optional-dependencies"].values() for line in extra),
        *(line for group in project["dependency-groups"].values() for line in group),
    ]
    names = {re.split(r"[\s<>=!~\[;]", line)[0] for line in listed}
    page = set(re.findall(r"[\w.-]+", (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")))
    assert sorted(names - page) == []


def test_every_link_of_the_manual_leads_somewhere():
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if not target.startswith("http") and not (page.parent / target).exists()
    ]
    assert dead == []
