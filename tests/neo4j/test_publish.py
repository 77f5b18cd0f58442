"""Publishing writes the difference and nothing else, and nothing of other people's."""

import pytest

from graph.database.answers import Changes
from graph.database.neo4j import Neo4j
from graph.database.projection import projection
from graph.errors import DatabaseError, ProjectionError
from tests.graph.database.answerable import TODAY, tables, whole
from tests.graph.database.canonical import scores_of, with_rows
from tests.graph.database.generated import chains
from tests.neo4j.contents import counts, ours, wanted

pytestmark = pytest.mark.neo4j


def changed(found, table, row, field, value, snapshot="s2"):
    """Return the projection of a snapshot in which one cell is another."""
    frame = found[table].copy()
    frame.loc[row, field] = value
    other = found.replaced({table: frame})
    return projection(other, snapshot, TODAY, run="r1", scores=scores_of(other))


def test_the_database_holds_as_many_of_each_as_the_snapshot(neo4j, admin):
    report = neo4j.publish(whole())
    assert counts(admin) == wanted(whole())
    assert (report.nodes, report.relationships) == (Changes(created=63), Changes(created=100))
    state = neo4j.state()
    assert (state.snapshot, state.run, state.as_of, state.publishing) == ("s1", "r1", TODAY, None)


def test_publishing_again_writes_nothing(neo4j, admin):
    neo4j.publish(whole())
    before = ours(admin)
    report = neo4j.publish(whole())
    assert (report.nodes, report.relationships) == (Changes(), Changes())
    assert ours(admin) == before


def test_one_changed_row_is_one_changed_node(neo4j, admin):
    neo4j.publish(whole())
    report = neo4j.publish(changed(tables(), "suppliers", 0, "name", "New name"))
    assert (report.nodes, report.relationships) == (Changes(changed=1), Changes())
    assert admin("MATCH (s:Supplier {id: 'OEM'}) RETURN s.name AS name")[0]["name"] == "New name"


def test_a_cleared_cell_is_gone_from_the_node_and_from_the_relationship(neo4j, admin):
    neo4j.publish(whole())
    neo4j.publish(changed(tables(), "sites", 0, "workers", None))
    assert admin("MATCH (s:Site {id: 'S-OEM'}) RETURN s.workers AS n")[0]["n"] is None
    neo4j.publish(changed(tables(), "input_to", 0, "share", None, "s3"))
    row = admin("MATCH (:Part {id: 'PACK-78'})-[r:INPUT_TO]->(:Product {id: 'PX1-26'}) RETURN r.share AS n")
    assert [each["n"] for each in row] == [None]


def test_what_is_gone_from_the_snapshot_goes_from_the_database(neo4j, admin):
    more = with_rows(tables(), suppliers=[{"id": "GONE", "name": "Gone", "country": "SE"}])
    neo4j.publish(projection(more, "s0", TODAY))
    report = neo4j.publish(projection(tables(), "s1", TODAY))
    assert (report.nodes, report.relationships) == (Changes(deleted=1), Changes(deleted=1))
    assert counts(admin) == wanted(whole())
    assert report.notes == ("published facts only: there is no run of this snapshot",)


def test_data_of_others_survive(neo4j, admin):
    neo4j.publish(whole())
    admin("MATCH (s:Site {id: 'S-MINE'}) SET s.my_note = 'mine' CREATE (s)<-[:SAW {when: 1}]-(:Person {id: 'p'})")
    admin("MATCH (:Part {id: 'PACK-78'})-[r:INPUT_TO]->(:Product {id: 'PX1-26'}) SET r.my_note = 'mine too'")
    admin("MATCH (a:Supplier {id: 'OEM'}), (b:Supplier {id: 'HOLD'}) CREATE (a)-[:OWNS {percent: 1.0}]->(b)")
    admin("CREATE (:Site {id: 'S-OTHER', name: 'theirs'})")
    neo4j.publish(changed(tables(), "sites", 6, "name", "Mine renamed"))
    neo4j.publish(changed(tables(), "input_to", 0, "share", 0.5, "s3"), full=True)
    assert admin("MATCH (s:Site {id: 'S-MINE'})<-[:SAW]-(p) RETURN s.my_note AS n, s.name AS m")[0].data() == {
        "n": "mine",
        "m": "Mine A",
    }
    assert admin("MATCH ()-[r:INPUT_TO]->() WHERE r.my_note IS NOT NULL RETURN r.share AS n")[0]["n"] == 0.5
    assert admin("MATCH (:Supplier {id: 'OEM'})-[r:OWNS]->() RETURN r.percent AS n")[0]["n"] == 1.0
    assert admin("MATCH (s:Site {id: 'S-OTHER'}) RETURN s.name AS n")[0]["n"] == "theirs"


def test_a_node_on_which_someone_elses_relationship_hangs_stays_and_is_named(neo4j, admin):
    more = with_rows(tables(), suppliers=[{"id": "GONE", "name": "Gone", "country": "SE"}])
    neo4j.publish(projection(more, "s0", TODAY))
    admin("MATCH (s:Supplier {id: 'GONE'}) CREATE (:Person {id: 'p'})-[:KNOWS]->(s)")
    for _ in range(2):
        report = neo4j.publish(whole())
        assert report.kept == ("Supplier GONE",)
        assert report.nodes.deleted == 0
    admin("MATCH (p:Person) DETACH DELETE p")
    assert neo4j.publish(whole()).nodes.deleted == 1


def test_an_id_that_is_held_by_someone_elses_node_stops_the_publish_by_name(neo4j, admin):
    admin("CREATE (:Site {id: 'S-MINE', name: 'theirs'})")
    with pytest.raises(DatabaseError, match="Site S-MINE: the database has such a node"):
        neo4j.publish(whole())
    assert admin("MATCH (s:Site) RETURN s.name AS name")[0]["name"] == "theirs"
    assert neo4j.state().publishing == "s1"


def test_an_edit_by_hand_is_undone_by_a_full_publish_alone(neo4j, admin):
    neo4j.publish(whole())
    before = ours(admin)
    admin("MATCH (s:Site {id: 'S-MINE'}) SET s.name = 'edited', s.workers = 'many'")
    admin("MATCH ()-[r:OWNS]->() SET r.percent = 1")
    assert neo4j.publish(whole()).nodes == Changes()
    report = neo4j.publish(whole(), full=True)
    assert (report.nodes, report.relationships) == (Changes(changed=1), Changes(changed=2))
    assert ours(admin) == before
    assert neo4j.publish(whole(), full=True).nodes == Changes()


def test_what_someone_deleted_or_doubled_is_mended(neo4j, admin):
    neo4j.publish(whole())
    before = ours(admin)
    admin("MATCH (f:Finding {id: 'F1'}) DETACH DELETE f")
    admin("MATCH (a)-[r:MAKES]->(b) WITH a, r, b LIMIT 3 CREATE (a)-[c:MAKES]->(b) SET c = properties(r)")
    report = neo4j.publish(whole())
    assert report.nodes == Changes(created=1)
    assert report.relationships == Changes(created=2, deleted=3)
    assert ours(admin) == before


def test_another_workspaces_unfinished_publish_is_left_alone_unless_taken_over(neo4j, neo4j_settings, admin):
    neo4j.publish(whole())
    admin("MATCH (t:Tierlight) SET t.publishing = 's9', t.by = 'another workspace', t.since = '2026-11-23'")
    with pytest.raises(DatabaseError, match="busy: another workspace has been publishing since 2026-11-23"):
        neo4j.publish(whole("s2"))
    assert neo4j.state().publishing == "s9"
    neo4j.publish(whole("s2"), take_over=True)
    assert (neo4j.state().snapshot, neo4j.state().publishing) == ("s2", None)
    with Neo4j(neo4j_settings, "third") as third:
        third.publish(whole("s3"))
    assert neo4j.state().by == "third"


def test_someone_who_writes_meanwhile_is_noticed(neo4j, admin):
    def interfere(done, total):
        if done == total:
            admin("MATCH (s:Site {id: 'S-MINE'}) DETACH DELETE s")

    with pytest.raises(ProjectionError, match="Site 8 for 9"):
        neo4j.publish(whole(), progress=interfere)
    assert neo4j.state().publishing == "s1"
    neo4j.publish(whole())
    assert counts(admin) == wanted(whole())


def test_rows_in_another_order_are_the_same_rows(neo4j):
    found = chains(300, 5, 30, 3)
    neo4j.publish(projection(found, "s", TODAY))
    shuffled = found.replaced(
        {name: frame.sample(frac=1, random_state=3) for name, frame in found.items() if len(frame)}
    )
    report = neo4j.publish(projection(shuffled, "s", TODAY))
    assert (report.nodes, report.relationships) == (Changes(), Changes())


def test_a_row_that_moves_into_another_bucket_is_changed_and_not_created(neo4j, admin):
    found = chains(3_000, 5, 30, 3)
    neo4j.publish(projection(found, "s", TODAY))
    frame = found["input_to"].copy()
    frame.loc[range(50), "share"] = 0.25
    report = neo4j.publish(projection(found.replaced({"input_to": frame}), "t", TODAY))
    assert report.relationships == Changes(changed=50)
    assert admin("MATCH ()-[r:INPUT_TO {share: 0.25}]->() RETURN count(*) AS n")[0]["n"] == 50


def test_names_are_data_and_never_cypher(neo4j, admin):
    evil = "x'}) DETACH DELETE n //"
    more = with_rows(tables(), suppliers=[{"id": evil, "name": "`) \\u0027 }", "country": "SE"}])
    neo4j.publish(projection(more, "s", TODAY))
    assert admin("MATCH (s:Supplier) RETURN count(s) AS n")[0]["n"] == 11
    assert admin("MATCH (s:Supplier {id: $id}) RETURN s.name AS n", id=evil)[0]["n"] == "`) \\u0027 }"
