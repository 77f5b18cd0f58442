"""A publish that is killed or cut anywhere, then repeated, leaves what a fresh one leaves."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from graph.database import batches
from graph.database.connection import Settings
from graph.database.neo4j import Neo4j
from graph.database.projection import projection
from graph.errors import DatabaseError
from tests.graph.database.answerable import TODAY
from tests.graph.database.generated import chains
from tests.neo4j.contents import counts, ours, wanted
from tests.neo4j.proxy import Proxy

pytestmark = pytest.mark.neo4j
TIMES = 100 if os.environ.get("TIERLIGHT_TEST_FULL") == "1" else 10
CUTS = TIMES if TIMES == 100 else 6
ROWS = 150

CHILD = """
import sys
from graph.database import batches
from graph.database.connection import Settings
from graph.database.neo4j import Neo4j
from tests.neo4j.test_interrupted import ROWS, of
batches.ROWS = ROWS
database = Neo4j(Settings(sys.argv[1], sys.argv[2], sys.stdin.readline().strip()), "killed")
found = of(int(sys.argv[3]))
print("ready", flush=True)
database.publish(found)
print("done", flush=True)
"""


def of(number):
    """Return one of two projections: the second has other shares, other parts and a changed name."""
    tables = chains(250 + 40 * number, 10, 40, 4, seed=1)
    if number:
        frame = tables["input_to"].copy()
        frame.loc[::7, "share"] = 0.5
        tables = tables.replaced({"input_to": frame})
    return projection(tables, f"s{number}", TODAY)


@pytest.fixture
def fresh(neo4j, admin):
    """Return what a fresh publish of each of the two gives; someone else's data lie beside it afterwards."""
    found = []
    for number in (0, 1):
        admin("MATCH (n) DETACH DELETE n")
        neo4j.publish(of(number))
        assert counts(admin) == wanted(of(number))
        found.append(ours(admin))
    admin("MATCH (s:Site {id: 'S1'}) SET s.my_note = 'mine' CREATE (s)<-[:SAW]-(:Person {id: 'p'})")
    return found


def test_a_killed_publish_is_marked_and_the_next_one_mends_it(neo4j_settings, fresh, admin):
    marked = 0
    with Neo4j(neo4j_settings, "killed") as database:
        for time_of_death in range(TIMES):
            number = time_of_death % 2
            kill(neo4j_settings, number, random.Random(time_of_death).uniform(0.0, 0.9))
            marked += database.state().publishing is not None
            database.publish(of(number))
            assert ours(admin) == fresh[number]
            assert database.state().publishing is None
    assert marked >= TIMES // 3
    assert admin("MATCH (s:Site {my_note: 'mine'})<-[:SAW]-(p:Person) RETURN count(*) AS n")[0]["n"] == 1


def kill(settings, number, after):
    """Start a publish in another process and kill it some seconds after it began."""
    process = subprocess.Popen(
        [sys.executable, "-c", CHILD, settings.uri, settings.username, str(number)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        process.stdin.write(settings.password + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("comes_back", [True, False])
def test_a_cut_connection_doubles_nothing(neo4j_settings, fresh, admin, monkeypatch, comes_back):
    monkeypatch.setattr(batches, "ROWS", ROWS)
    if not comes_back and TIMES < 100:
        monkeypatch.setattr("graph.database.neo4j.RETRIES", 3.0)
    host, port = neo4j_settings.uri.removeprefix("bolt://").split(":")
    finished = 0
    for cut in range(CUTS if comes_back else TIMES // 10):
        number = cut % 2
        after = random.Random(cut).randrange(200, 250_000)
        with Proxy((host, int(port)), cut_after=after, comes_back=comes_back) as proxy:
            through = Settings(proxy.uri, neo4j_settings.username, neo4j_settings.password)
            with Neo4j(through, "cut") as database:
                finished += ended(database, of(number))
        with Neo4j(neo4j_settings, "cut") as database:
            database.publish(of(number))
        assert ours(admin) == fresh[number]
    if comes_back:
        assert finished >= CUTS * 0.9


def ended(database, found):
    """Publish and return whether it ended well; the only other way is one line that says to repeat it."""
    try:
        database.publish(found)
    except DatabaseError as fault:
        said = str(fault)
    else:
        return True
    assert "\n" not in said
    return False
