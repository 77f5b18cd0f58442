import datetime as dt

import pytest

from graph.database.projection import projection
from graph.errors import ProjectionError
from tests.graph.database.answerable import TODAY
from tests.graph.database.canonical import DEMO, TEMPLATES, scores_of, tables_from, with_rows


@pytest.fixture(scope="module")
def templates():
    return tables_from(TEMPLATES)


def rows(found, name, start=None, end=None):
    return [
        row
        for each in found.relationships
        if each.type == name and start in {None, each.start} and end in {None, each.end}
        for row in each.rows.to_pylist()
    ]


def test_the_templates_give_52_nodes_and_84_relationships_watch_list_aside(templates):
    found = projection(templates, "s", TODAY)
    assert sum(found.node_counts.values()) - found.node_counts["Watch"] == 52
    watching = len(rows(found, "ABOUT", "Watch"))
    assert watching == 1
    assert sum(found.relationship_counts.values()) - watching == 84


def test_keys_are_unique_and_name_type_ends_and_identity(templates):
    found = projection(templates, "s", TODAY)
    keys = [row["key"] for each in found.relationships for row in each.rows.to_pylist()]
    assert len(keys) == len(set(keys)) == 85
    assert "INPUT_TO|Part|PACK-78|Product|PX1-26|pack|2025-01-01" in keys
    assert "WORLD_SHARE|Country|CD|Material|co|mine|2024" in keys
    assert "FLOW|Batch|B1|CustodyEvent|E2" in keys
    assert "FLOW|CustodyEvent|E2|Batch|B2" in keys


def test_the_separator_of_keys_cannot_be_forged(templates):
    parts = [{"id": "a|b%7C", "name": "x", "unit": "C62", "process": "cell"}]
    inputs = [
        {"input_kind": "part", "input_id": "a|b%7C", "output_kind": "part", "output_id": "CELL-A"}
        | {"slot": "|", "qty": "1", "unit": "C62"}
    ]
    found = projection(with_rows(templates, parts=parts, input_to=inputs), "s", TODAY)
    assert "INPUT_TO|Part|a%7Cb%257C|Part|CELL-A|%7C|" in {row["key"] for row in rows(found, "INPUT_TO")}


def test_a_site_lies_in_its_subdivision_else_in_its_country(templates):
    found = projection(templates, "s", TODAY)
    places = {row["start_id"]: row["end_id"] for row in rows(found, "LOCATED_IN", "Site")}
    assert places["S-MINE"] == "CD-LU"
    assert places["S-OEM"] == "SE"
    assert len(places) == 8


def test_an_operator_points_at_its_site_and_an_output_leaves_its_event(templates):
    found = projection(templates, "s", TODAY)
    assert {row["end_id"] for row in rows(found, "OPERATES", "Supplier", "Site") if row["start_id"] == "SUP6"} == {
        "S-MINE"
    }
    assert [(row["start_id"], row["end_id"]) for row in rows(found, "FLOW", "CustodyEvent", "Batch")] == [
        ("E1", "B1"),
        ("E2", "B2"),
    ]


@pytest.mark.parametrize(
    ("day", "held"),
    [("2024-12-31", False), ("2025-01-01", True), ("2025-12-31", True), ("2026-01-01", False)],
)
def test_a_relationship_is_held_from_its_first_day_until_before_its_last(templates, day, held):
    made = [{"site_id": "S-CAM", "item_kind": "part", "item_id": "INSUL"} | interval("2025-01-01", "2026-01-01")]
    found = projection(with_rows(templates, makes=made), "s", dt.date.fromisoformat(day))
    assert (("S-CAM", "INSUL") in {(row["start_id"], row["end_id"]) for row in rows(found, "MAKES")}) is held


def interval(first, last):
    return {"valid_from": first, "valid_to": last}


def test_facts_and_scores_never_mix(templates):
    found = projection(templates, "s", TODAY)
    sites = next(each.rows for each in found.nodes if each.label == "Site")
    derived = [name for name in sites.column_names if name.startswith(("r_", "x_"))]
    assert "r_lab_inherent" in derived
    assert "x_products" in derived
    assert all(sites[name].null_count == 8 for name in derived)


def test_a_run_fills_risks_and_exposures_and_is_named(templates):
    scores = scores_of(templates)
    found = projection(templates, "s", TODAY, run="r7", scores=scores)
    sites = {row["id"]: row for row in next(each.rows for each in found.nodes if each.label == "Site").to_pylist()}
    # scores_of: site number 1, dimension 1 (LAB): r = (37 + 11 + 5) / 100, inherent = (37 + 11) / 100.
    assert sites["S-PACK"]["r_lab"] == 0.53
    assert sites["S-PACK"]["r_lab_inherent"] == 0.48
    assert sites["S-PACK"]["r_run"] == "r7"
    assert sites["S-PACK"]["r_conf"] == pytest.approx(0.4)
    assert sites["S-PACK"]["x_products"] == 1
    assert sites["S-OEM"]["r_hse"] is None
    products = next(each.rows for each in found.nodes if each.label == "Product").to_pylist()
    assert (products[0]["x_gov"], products[0]["x_unmapped"], products[0]["x_run"]) == (0.0, 0.0, "r7")


def test_a_node_that_was_not_scored_names_no_run(templates):
    scores = scores_of(templates)
    found = projection(templates, "s", TODAY, run="r7", scores=scores[scores["id"] != "S-MINE"])
    sites = {row["id"]: row for row in next(each.rows for each in found.nodes if each.label == "Site").to_pylist()}
    assert (sites["S-MINE"]["r_lab"], sites["S-MINE"]["r_run"], sites["S-MINE"]["x_products"]) == (
        None,
        None,
        1,
    )


def test_sites_of_the_demo_reach_as_many_products_as_a_search_finds():
    tables = tables_from(DEMO)
    found = projection(tables, "s", TODAY, run="r", scores=scores_of(tables))
    steps: dict[str, set[str]] = {}
    for each in found.relationships:
        if each.type in {"INPUT_TO", "MAKES"}:
            for row in each.rows.to_pylist():
                steps.setdefault(each.start + row["start_id"], set()).add(each.end + row["end_id"])
    sites = next(each.rows for each in found.nodes if each.label == "Site").to_pylist()
    assert {row["id"]: row["x_products"] for row in sites} == {
        row["id"]: sum(node.startswith("Product") for node in reached(steps, "Site" + row["id"])) for row in sites
    }


def reached(steps, start):
    seen, todo = {start}, [start]
    while todo:
        for node in steps.get(todo.pop(), ()):
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return seen


def test_a_run_without_scores_is_refused(templates):
    with pytest.raises(ProjectionError, match="both the id and the scores"):
        projection(templates, "s", TODAY, run="r")


def test_two_relationships_of_one_key_are_refused(templates):
    doubled = templates.replaced({"owns": templates["owns"].iloc[[0, 0]]})
    with pytest.raises(ProjectionError, match="OWNS"):
        projection(doubled, "s", TODAY)
