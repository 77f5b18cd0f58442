"""A server that is down, silent, slow, wrong or shut is one line, soon; the password is in none of them."""

import dataclasses
import logging
import socket
import time

import pytest

from graph.database.answers import Limits
from graph.database.connection import Settings
from graph.database.neo4j import Neo4j
from graph.errors import DatabaseError
from tests.graph.database.answerable import whole
from tests.neo4j.proxy import Proxy
from tests.neo4j.server import free_port

pytestmark = pytest.mark.neo4j
ACTIONS = {
    "query": lambda database: database.query("MATCH (n) RETURN count(n) AS n"),
    "state": lambda database: database.state(),
    "publish": lambda database: database.publish(whole()),
}


def wrong(settings):
    """Return settings of a stranger: the server shuts a known name out after some wrong passwords."""
    return dataclasses.replace(settings, username="stranger", password="canary-7f3a")


def refused(settings, action, seconds):
    """Return the one line with which an action ends; it must not take longer than some seconds."""
    begun = time.monotonic()
    with Neo4j(settings, "tests") as database, pytest.raises(DatabaseError) as caught:
        ACTIONS[action](database)
    assert time.monotonic() - begun < seconds
    assert "\n" not in str(caught.value)
    assert settings.password not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_refused_port_is_said_within_six_seconds(action):
    line = refused(Settings(f"bolt://127.0.0.1:{free_port()}", password="canary-7f3a"), action, 6)
    assert "cannot be reached" in line or "no answer" in line


@pytest.mark.parametrize("action", ACTIONS)
def test_a_silent_port_is_said_within_twelve_seconds(action):
    with Proxy(None) as proxy:
        line = refused(Settings(proxy.uri, password="canary-7f3a"), action, 12)
    assert "no answer within" in line or "cannot be reached" in line


def test_a_server_that_falls_silent_after_connecting_is_given_up(neo4j, neo4j_settings):
    host, port = neo4j_settings.uri.removeprefix("bolt://").split(":")
    with Proxy((host, int(port))) as proxy:
        through = dataclasses.replace(neo4j_settings, uri=proxy.uri)
        with Neo4j(through, "tests") as database:
            assert database.query("RETURN 1 AS n").rows == ((1,),)
            proxy.frozen.set()
            begun = time.monotonic()
            with pytest.raises(DatabaseError, match="no answer within 3 s"):
                database.query("RETURN 1 AS n", limits=Limits(seconds=2))
            assert time.monotonic() - begun < 4
            proxy.frozen.clear()
            # The same object goes on once the server is back.
            assert database.query("RETURN 1 AS n").rows == ((1,),)


def test_a_restarted_server_is_found_again_without_a_new_program(neo4j, neo4j_settings):
    host, port = neo4j_settings.uri.removeprefix("bolt://").split(":")
    with Proxy((host, int(port))) as proxy:
        through = dataclasses.replace(neo4j_settings, uri=proxy.uri)
        with Neo4j(through, "tests") as database:
            assert database.query("RETURN 1 AS n").rows == ((1,),)
            proxy.cut()
            assert database.query("RETURN 1 AS n").rows == ((1,),)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_wrong_password_is_said(neo4j_settings, action):
    line = refused(wrong(neo4j_settings), action, 6)
    assert "wrong name or password; check NEO4J_USERNAME and NEO4J_PASSWORD" in line


@pytest.mark.parametrize("action", ACTIONS)
def test_a_missing_database_is_said(neo4j_settings, action):
    line = refused(dataclasses.replace(neo4j_settings, database="none.such"), action, 6)
    assert "no database 'none.such'; check NEO4J_DATABASE" in line


def test_a_database_that_only_reads_is_said(neo4j, neo4j_settings, monkeypatch):
    system = dataclasses.replace(neo4j_settings, database="system")
    assert "\n" not in refused(system, "publish", 6)


@pytest.mark.parametrize("uri", ["http://127.0.0.1:7474", "127.0.0.1", "bolt://", "nonsense://x", ""])
def test_an_address_that_is_none_is_said(uri):
    refused(Settings(uri, password="canary-7f3a"), "query", 12)


def test_something_else_behind_the_port_is_said():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        import threading  # noqa: PLC0415  only here

        def answer():
            while True:
                try:
                    other, _ = listener.accept()
                except OSError:
                    return
                with other:
                    other.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        refused(Settings(f"bolt://127.0.0.1:{listener.getsockname()[1]}", password="canary-7f3a"), "query", 12)


def test_an_old_version_is_refused(neo4j, monkeypatch):
    monkeypatch.setattr("graph.database.connection.OLDEST", (99, 0))
    with pytest.raises(DatabaseError, match=r"too old or no Neo4j; version 99\.0 or newer is needed"):
        neo4j.query("RETURN 1 AS n")


def test_the_password_is_in_no_text_and_no_log(neo4j_settings, neo4j, caplog):
    with caplog.at_level(logging.DEBUG):
        neo4j.query("RETURN 1 AS n")
        refused(wrong(neo4j_settings), "query", 6)
    assert "canary-7f3a" not in caplog.text
    assert neo4j_settings.password not in caplog.text + repr(neo4j_settings) + str(vars(neo4j))
    named = Settings("bolt://someone:canary-7f3a@127.0.0.1:1", password="other-canary")
    assert "canary-7f3a" not in named.address


@pytest.mark.parametrize("missing", ["NEO4J_URI", "NEO4J_PASSWORD"])
def test_a_missing_setting_is_named(missing):
    known = {"NEO4J_URI": "bolt://127.0.0.1:7687", "NEO4J_PASSWORD": "x"}
    assert Settings.of_environment(known) == Settings("bolt://127.0.0.1:7687", "neo4j", "x", "neo4j")
    with pytest.raises(DatabaseError, match=f"{missing} is not set"):
        Settings.of_environment({name: value for name, value in known.items() if name != missing})
