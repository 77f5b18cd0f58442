"""Exported tables pass admission again and change nothing."""

from pathlib import Path

import pytest

from graph.admission import admit
from graph.tables import Tables
from loaders import extract, get
from tierlight.export.table import tables_as_csv, tables_as_workbook
from tierlight.template import template

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("source", ["tests/data/templates", "tierlight/demo/ev-battery"])
@pytest.mark.parametrize("kind", ["canonical", "workbook"])
def test_loading_an_export_again_changes_nothing(source, kind, tmp_path):
    first = admit(extract(get("canonical"), [ROOT / source]), Tables({}), load_id=1)
    assert first.refused == ()
    if kind == "canonical":
        tables_as_csv(first.tables, tmp_path / "out")
    else:
        tables_as_workbook(first.tables, tmp_path / "out" / "tables.xlsx")
    second = admit(extract(get(kind), [tmp_path / "out"]), first.tables, load_id=2)
    assert second.refused == ()
    assert {name: (n.added, n.changed, n.removed) for name, n in second.counts.items() if n.read} == {
        name: (0, 0, 0) for name, n in second.counts.items() if n.read
    }
    assert sum(n.unchanged for n in second.counts.values()) == sum(first.tables.counts.values())


@pytest.mark.parametrize(("excel", "kind"), [(False, "canonical"), (True, "workbook")])
def test_a_template_is_admitted_without_a_refusal(tmp_path, excel, kind):
    template(tmp_path, excel=excel)
    admitted = admit(extract(get(kind), [tmp_path]), Tables({}), load_id=1)
    assert admitted.refused == ()
    assert admitted.tables.counts["sites"] == 8
