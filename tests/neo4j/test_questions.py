"""All questions give equal rows in equal order on both databases."""

import datetime as dt

import pytest

from graph.database.embedded import Embedded
from graph.database.projection import projection
from graph.errors import UnknownNameError
from queries import catalogue
from queries.asking import ask
from tests.graph.database import answerable
from tests.graph.database.canonical import DEMO, scores_of, tables_from

pytestmark = pytest.mark.neo4j
ALL = sorted(catalogue())
TODAY = answerable.TODAY


def both(tmp_path_factory, neo4j_settings, admin, make):
    from graph.database.neo4j import Neo4j  # noqa: PLC0415  its fixture is per test; here it serves a module

    admin("MATCH (n) DETACH DELETE n")
    server = Neo4j(neo4j_settings, "questions")
    server.publish(make())
    return Embedded(tmp_path_factory.mktemp("graph"), "s1", "r1", TODAY, make).open(), server


@pytest.fixture(scope="class")
def small(tmp_path_factory, neo4j_settings, admin):
    embedded, server = both(tmp_path_factory, neo4j_settings, admin, answerable.whole)
    yield embedded, server
    server.close()


def demo():
    tables = tables_from(DEMO)
    return projection(tables, "s1", TODAY, run="r1", scores=scores_of(tables))


@pytest.fixture(scope="class")
def shipped(tmp_path_factory, neo4j_settings, admin):
    embedded, server = both(tmp_path_factory, neo4j_settings, admin, demo)
    yield embedded, server
    server.close()


def equal(databases, name, values):
    embedded, server = (ask(each, name, values, today=TODAY) for each in databases)
    assert embedded.columns == server.columns == catalogue()[name].returns
    assert comparable(embedded.rows) == comparable(server.rows)
    return embedded.rows


def comparable(rows):
    """Return rows in which a sum of floats may differ in its last digits: the order of adding is the engine's."""
    return [[round(cell, 9) if isinstance(cell, float) else cell for cell in row] for row in rows]


class TestEveryQuestion:
    @pytest.mark.parametrize("name", ALL)
    def test_gives_equal_rows_in_equal_order_and_at_least_one(self, small, name):
        assert equal(small, name, answerable.given(catalogue()[name]))

    def test_refuses_an_unknown_id_on_both(self, small):
        for database in small:
            with pytest.raises(UnknownNameError):
                ask(database, "site_profile", {"site": "S-NONE"}, today=TODAY)

    def test_takes_a_date_as_a_date(self, small):
        for database in small:
            rows = ask(database, "new_incidents", {"since": dt.date(2026, 1, 1)}, today=TODAY).rows
            assert rows[0][4] == dt.date(2026, 11, 18)


class TestEveryQuestionOfTheDemo:
    @pytest.mark.parametrize("name", ALL)
    def test_gives_equal_rows_in_equal_order(self, shipped, name):
        ids = {
            "Product": "EV-622",
            "Site": "icmm:ICMM00026",
            "Country": "CN",
            "Material": "co",
            "Supplier": "DEMO-SUP-01",
        }
        tables = tables_from(DEMO)
        ids["Part"] = tables["parts"]["id"].iloc[-1]
        if ids["Site"] not in set(tables["sites"]["id"]):
            ids["Site"] = tables["makes"]["site_id"].iloc[0]
        equal(shipped, name, answerable.given(catalogue()[name], ids | {"dimension": "LAB", "date": "2025-01-01"}))
