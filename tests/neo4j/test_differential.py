"""Generated statements of the shared dialect give the same rows on both databases."""

import os

import pytest

from graph.database.answers import Limits
from graph.database.console import ask
from graph.database.dialect import faults
from graph.database.embedded import Embedded
from graph.database.guard import guarded
from graph.database.projection import projection
from graph.errors import StatementError
from tests.graph.database.answerable import TODAY, whole
from tests.neo4j.forms import DIFFERENT, SHARED
from tests.neo4j.statements import Writer, graph

pytestmark = pytest.mark.neo4j
GRAPHS = 50 if os.environ.get("TIERLIGHT_TEST_FULL") == "1" else 6
STATEMENTS = 100


def answer(database, statement):
    """Return the rows with the types of their cells, or None where the statement is refused."""
    try:
        found = database.query(statement, limits=Limits(seconds=20))
    except StatementError:
        return None
    return [[typed(cell) for cell in row] for row in found.rows]


def typed(cell):
    if isinstance(cell, list):
        return [typed(each) for each in cell]
    # The order in which floats are added up is the engine's own.
    return (type(cell).__name__, round(cell, 9) if isinstance(cell, float) else cell)


@pytest.mark.parametrize("seed", range(GRAPHS))
def test_generated_statements_give_the_same_rows(neo4j, tmp_path, seed):
    found = projection(graph(seed), "s", TODAY)
    neo4j.publish(found)
    embedded = Embedded(tmp_path, "s", None, TODAY, lambda: found).open()
    writer, asked, filled = Writer(seed), 0, 0
    while asked < STATEMENTS:
        statement = guarded(writer.statement())
        if list(faults(statement)):
            continue
        here, there = answer(embedded, statement), answer(neo4j, statement)
        assert here == there, statement
        asked += 1
        filled += bool(there)
    assert filled > STATEMENTS / 2


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    return Embedded(tmp_path_factory.mktemp("graph"), "s1", "r1", TODAY, whole).open()


@pytest.mark.parametrize("statement", DIFFERENT)
def test_a_form_that_differs_is_refused_on_the_embedded_graph_with_a_word(embedded, statement):
    with pytest.raises(
        StatementError,
        match=r"not on the embedded graph: .{10,}|^the embedded graph refuses|^a whole node|^function apoc",
    ):
        ask(embedded, statement)


def test_forms_written_by_hand_give_the_same_rows(neo4j, embedded):
    neo4j.publish(whole())
    for statement in SHARED:
        assert list(faults(statement)) == [], statement
        assert ask(embedded, statement).rows == ask(neo4j, statement).rows, statement
