"""One real server for all tests here: `TIERLIGHT_TEST_NEO4J_URI` if set, else one started on this machine."""

import os

import pytest

from graph.database.connection import Settings, driver
from graph.database.neo4j import Neo4j
from tests.neo4j.server import ServerMissingError, start


@pytest.fixture(scope="session")
def neo4j_settings():
    """Return how to reach the server. Without Java the tests are skipped; in CI that is a failure."""
    uri = os.environ.get("TIERLIGHT_TEST_NEO4J_URI")
    if uri:
        yield Settings(
            uri,
            os.environ.get("TIERLIGHT_TEST_NEO4J_USERNAME", "neo4j"),
            os.environ.get("TIERLIGHT_TEST_NEO4J_PASSWORD", ""),
        )
        return
    try:
        server = start()
    except ServerMissingError as fault:
        if os.environ.get("CI") == "true":
            pytest.fail(str(fault))
        pytest.skip(str(fault))
    yield Settings(server.uri, server.username, server.password)
    server.stop()


@pytest.fixture(scope="session")
def admin(neo4j_settings):
    """Return a function that runs any statement and gives its rows as dicts."""
    opened = driver(neo4j_settings, 5)

    def run(statement, **parameters):
        return opened.execute_query(statement, parameters).records

    yield run
    opened.close()


@pytest.fixture
def neo4j(neo4j_settings, admin):
    """Return an empty database of the server."""
    admin("MATCH (n) CALL (n) { DETACH DELETE n } ")
    with Neo4j(neo4j_settings, "workspace of the tests") as database:
        yield database
