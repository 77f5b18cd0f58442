import os

import pandas as pd
import pytest

from graph.database import embedded
from graph.database.answers import Limits
from graph.database.embedded import Embedded, build, sweep
from graph.database.projection import projection
from graph.errors import DatabaseError, ProjectionError, StatementError
from tests.graph.database.answerable import TODAY, whole
from tests.graph.database.generated import chains

COUNT = "MATCH (a)-[r:INPUT_TO]->(b) RETURN count(r) AS n"


def opened(folder, make=whole):
    return Embedded(folder, "s1", "r1", TODAY, make).open()


def test_the_file_is_built_when_first_asked_for_and_opened_afterwards(tmp_path):
    made = []
    opened(tmp_path, lambda: made.append(1) or whole())
    again = opened(tmp_path, lambda: made.append(1) or whole())
    assert made == [1]
    assert again.query(COUNT).rows == ((14,),)


def test_parallel_relationships_to_another_label_are_kept(tmp_path):
    # 1,000 rows go from parts to products, some of them between the same two: the engine's bulk call merges those.
    tables = chains(1_000, 200, 50, 3)
    ends = tables["input_to"][tables["input_to"]["output_kind"] == "product"]
    assert ends.duplicated(["input_id", "output_id"]).any()
    found = projection(tables, "s", TODAY)
    graph = build(found)
    assert graph.cypher(COUNT).to_list()[0]["n"] == len(tables["input_to"])


def test_a_build_that_lost_rows_is_never_current(tmp_path, monkeypatch):
    frame = embedded._frame
    monkeypatch.setattr(embedded, "_frame", lambda rows: frame(rows).iloc[1:])
    with pytest.raises(ProjectionError):
        Embedded(tmp_path, "s1", "r1", TODAY, whole).open()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_built_again(tmp_path):
    path = opened(tmp_path).path
    path.write_bytes(path.read_bytes()[:1000])
    assert opened(tmp_path).query(COUNT).rows == ((14,),)


def test_without_a_file_and_without_a_source_it_says_so(tmp_path):
    with pytest.raises(DatabaseError, match="no embedded graph"):
        Embedded(tmp_path, "s1", "r1", TODAY).open()


def test_values_keep_their_types(tmp_path):
    found = opened(tmp_path).query(
        "MATCH (s:Site {id: 'S-PACK'}), (e:CustodyEvent {id: 'E3'}), (c:Country {id: 'CD-LU'}), "
        "(p:Product {id: 'PX1-26'}) "
        "RETURN s.opened AS opened, s.workers AS workers, e.occurred_at AS at, c.cahra AS cahra, p.model_year AS year, "
        "s.closed AS closed, s.lat AS lat"
    )
    opened_on, workers, at, cahra, year, closed, lat = found.rows[0]
    assert (opened_on.isoformat(), workers, cahra, year, closed, lat) == (
        "2019-04-01",
        900,
        True,
        2026,
        None,
        30.2,
    )
    assert at.isoformat() == "2026-05-03T08:00:00.250000+00:00"


def test_an_answer_longer_than_the_limit_says_so(tmp_path):
    database = opened(tmp_path)
    statement = "MATCH (s:Site) RETURN s.id AS id ORDER BY id"
    cut = database.query(statement, limits=Limits(rows=2))
    assert cut.truncated
    assert [row[0] for row in cut.rows] == ["S-BOX", "S-CAM"]
    assert not database.query(statement, limits=Limits(rows=9)).truncated


def test_a_statement_that_runs_too_long_is_stopped(tmp_path):
    with pytest.raises(StatementError, match=r"stopped after 0\.2 s"):
        opened(tmp_path).query("MATCH (a), (b), (c), (d) RETURN count(*) AS n", limits=Limits(seconds=0.2))


@pytest.mark.parametrize(
    "statement", ["CREATE (n:Site {id: 'x'})", "MATCH (n) DETACH DELETE n", "MATCH (n) SET n.name = 'x'"]
)
def test_the_engine_itself_refuses_to_write(tmp_path, statement):
    with pytest.raises(StatementError):
        opened(tmp_path).query(statement)


def test_what_dead_builds_left_is_swept_and_old_projections_go(tmp_path):
    for number in range(8):
        path = tmp_path / f"s{number}-facts-0.kgl"
        path.write_bytes(b"")
        os.utime(path, (number, number))
    left = tmp_path / "a.kgl.tmp.77"
    left.write_bytes(b"")
    os.utime(left, (0, 0))
    keep = tmp_path / "s0-facts-0.kgl"
    sweep(tmp_path, keep)
    assert sorted(path.name[:2] for path in tmp_path.iterdir()) == ["s0", "s4", "s5", "s6", "s7"]


def test_the_state_names_snapshot_and_run(tmp_path):
    database = Embedded(tmp_path, "s1", "r1", TODAY, whole)
    assert database.state().snapshot is None
    database.open()
    assert (database.state().snapshot, database.state().run, database.state().publishing) == (
        "s1",
        "r1",
        None,
    )


def test_an_empty_snapshot_gives_an_empty_graph(tmp_path):
    tables = chains(1_000, 2, 5, 1)
    empty = tables.replaced({name: pd.DataFrame() for name in tables})
    found = Embedded(tmp_path, "s", None, TODAY, lambda: projection(empty, "s", TODAY)).open()
    assert found.query("MATCH (n) RETURN labels(n)[0] AS n").rows == (("Tierlight",),)
