"""The synthetic chain has the size, the shape and the loops that the benchmarks promise."""

import csv
from collections import Counter, defaultdict

import pytest

from benchmarks.generate import TIERS, generate
from graph.dictionary import dictionary


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("chain")
    generate(path, parts=1000, inputs=5000, seed=7)
    return path


def rows(folder, table):
    with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_it_has_as_many_parts_and_inputs_as_asked_for(folder):
    assert len(rows(folder, "parts")) == 1000
    assert len(rows(folder, "input_to")) == 5000


def test_its_columns_are_those_of_the_dictionary(folder):
    for path in folder.glob("*.csv"):
        table = dictionary()[path.stem]
        columns = set(rows(folder, path.stem)[0])
        assert columns <= {field.name for field in table.loadable}
        assert {field.name for field in table.fields if field.required} <= columns


def test_shares_of_a_slot_and_weights_of_an_item_fit(folder):
    shares, weights = defaultdict(float), {}
    for row in rows(folder, "input_to"):
        slot = (row["output_kind"], row["output_id"], row["slot"])
        shares[slot] += float(row["share"])
        assert weights.setdefault(slot, row["weight"]) == row["weight"]
    total = defaultdict(float)
    for (kind, item, _), weight in weights.items():
        total[kind, item] += float(weight)
    own = {("part", row["id"]): float(row["own_weight"]) for row in rows(folder, "parts")}
    assert max(shares.values()) <= 1.0
    assert max(total[item] + own.get(item, 0.0) for item in total) <= 1.0 + 1e-9


def test_a_few_suppliers_serve_very_many_and_tiers_have_their_sizes(folder):
    served = Counter(row["input_id"] for row in rows(folder, "input_to"))
    counts = sorted(served.values(), reverse=True)
    assert sum(counts[:100]) > 0.3 * sum(counts)
    assert sum(TIERS) == pytest.approx(1.0)


def test_inputs_that_run_back_close_loops(folder):
    edges = defaultdict(set)
    for row in rows(folder, "input_to"):
        edges[row["input_id"]].add(row["output_id"])

    def reach(start):
        seen, todo = set(), [start]
        while todo:
            for item in edges[todo.pop()]:
                if item not in seen:
                    seen.add(item)
                    todo.append(item)
        return seen

    assert any(item in reach(item) for item in sorted(edges)[:300])


def test_the_same_seed_gives_the_same_files(folder, tmp_path):
    generate(tmp_path, parts=1000, inputs=5000, seed=7)
    assert all((tmp_path / path.name).read_bytes() == path.read_bytes() for path in folder.glob("*.csv"))
