"""What a user typed is guarded on both databases, and ends in time whatever it does."""

import contextlib
import time

import pytest

from graph.database.answers import Limits
from graph.database.console import ask
from graph.database.embedded import Embedded
from graph.database.neo4j import Neo4j
from graph.errors import DatabaseError, StatementError
from tests.graph.database.answerable import TODAY, whole
from tests.graph.database.attacks import ATTACKS
from tests.neo4j.contents import counts, ours

RUNAWAY = (
    "MATCH (a), (b), (c), (d), (e), (f) RETURN sum(size(a.id + b.id + c.id + d.id + e.id + f.id)) AS n",
    "UNWIND range(1, 1000000000) AS x RETURN count(DISTINCT x) AS n",
    "RETURN reduce(s = 'a', x IN range(1, 40) | s + s) AS s",
    "RETURN size(reduce(s = 'abcdefgh', x IN range(1, 60) | s + s)) AS s",
    "RETURN reduce(s = [1], x IN range(1, 40) | s + s) AS s",
    "UNWIND range(1, 5000) AS x UNWIND range(1, 5000) AS y RETURN collect([x, y]) AS l",
    "MATCH (a)-[*1..12]-(b)-[*1..12]-(c)-[*1..12]-(d) RETURN count(*) AS n",
)
PLAIN = "MATCH (s:Site) RETURN s.id AS id, s.opened AS opened ORDER BY id LIMIT 2"


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    return Embedded(tmp_path_factory.mktemp("graph"), "s1", "r1", TODAY, whole).open()


@pytest.fixture(scope="module")
def server(neo4j_settings, admin):
    admin("MATCH (n) DETACH DELETE n")
    with Neo4j(neo4j_settings, "console") as database:
        database.publish(whole())
        yield database


def ends(database, statement):
    """Run a statement with 2 s; it has to end in another second, and the database has to answer afterwards."""
    begun = time.monotonic()
    with contextlib.suppress(StatementError, DatabaseError):
        ask(database, statement, limits=Limits(seconds=2))
    # Half a second for two busy cores.
    assert time.monotonic() - begun < 3.5
    assert len(ask(database, PLAIN).rows) == 2


@pytest.mark.parametrize("statement", RUNAWAY)
def test_a_runaway_statement_ends_and_the_program_lives(embedded, statement):
    ends(embedded, statement)


@pytest.mark.neo4j
@pytest.mark.parametrize("statement", RUNAWAY)
def test_a_runaway_statement_ends_on_the_server_too(server, statement):
    ends(server, statement)


def test_memory_is_the_childs_own(embedded):
    with pytest.raises(StatementError, match=r"out of memory|stopped after"):
        ask(embedded, RUNAWAY[2], limits=Limits(seconds=5, memory=2 << 30))


def test_an_answer_that_is_too_large_is_refused(embedded):
    with pytest.raises(StatementError, match=r"larger than 0\.001 MB"):
        ask(embedded, "UNWIND range(1, 900) AS x RETURN x", limits=Limits(size=1000))


def test_dates_lists_and_maps_come_back_from_the_child(embedded):
    found = ask(
        embedded, "RETURN date('2026-01-01') AS d, [1, null, 'x'] AS l, {a: {b: 1.5}} AS m, $p AS p", {"p": TODAY}
    )
    assert [row[1:] for row in found.rows] == [([1, None, "x"], {"a": {"b": 1.5}}, TODAY)]
    assert found.rows[0][0].isoformat() == "2026-01-01"


def test_a_longer_answer_is_cut_and_says_so(embedded):
    found = ask(embedded, "UNWIND range(1, 50) AS x RETURN x ORDER BY x", limits=Limits(rows=3))
    assert (found.rows, found.truncated) == (((1,), (2,), (3,)), True)


@pytest.mark.parametrize("statement", ATTACKS)
def test_an_attack_is_refused_on_the_embedded_graph(embedded, statement):
    with pytest.raises(StatementError):
        ask(embedded, statement)


@pytest.mark.neo4j
def test_every_attack_is_refused_on_the_server_and_changes_nothing(server, admin):
    before = ours(admin), counts(admin)
    for statement in ATTACKS:
        with pytest.raises(StatementError):
            ask(server, statement)
    assert (ours(admin), counts(admin)) == before


@pytest.mark.neo4j
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (:Owned)",
        "MATCH (n) SET n.owned = true",
        "MATCH (n) DETACH DELETE n",
        "CREATE INDEX owned FOR (n:Site) ON (n.name)",
        "CREATE USER owned SET PASSWORD '12345678'",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "LOAD CSV FROM 'http://127.0.0.1:9/' AS line RETURN line",
    ],
)
def test_the_server_itself_refuses_what_would_pass_a_broken_guard(server, admin, statement):
    before = counts(admin)
    with pytest.raises((StatementError, DatabaseError)):
        server.query(statement)
    assert counts(admin) == before


@pytest.mark.neo4j
def test_a_statement_that_the_server_plans_as_writing_is_not_run(server, monkeypatch):
    monkeypatch.setattr("graph.database.console.guarded", lambda text: text)
    with pytest.raises((StatementError, DatabaseError)):
        ask(server, "MATCH (n) SET n.owned = true")


@pytest.mark.neo4j
def test_both_consoles_give_the_same_rows(server, embedded):
    assert ask(server, PLAIN) == ask(embedded, PLAIN)
