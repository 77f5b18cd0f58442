import datetime as dt
from pathlib import Path

import pytest

from graph.database.dialect import faults
from graph.database.embedded import Embedded
from graph.errors import ParameterError, StatementError, UnknownNameError
from queries import catalogue, parse, question
from queries.asking import ask, bound
from queries.manual import page
from tests.graph.database.answerable import TODAY, given, whole

ROOT = Path(__file__).parents[2]
ALL = sorted(catalogue())


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return Embedded(tmp_path_factory.mktemp("graph"), "s1", "r1", TODAY, whole).open()


def text(**changed):
    header = {
        "title": "Sites",
        "group": "Places",
        "answers": "Which sites?",
        "param": "limit (int, default 100) most rows",
        "returns": "site_id",
        "body": "MATCH (s:Site)\nRETURN s.id AS site_id\nORDER BY site_id\nLIMIT $limit",
    } | changed
    body = header.pop("body")
    return "\n".join([*(f"// {key}: {value}" for key, value in header.items()), body]) + "\n"


def test_there_are_64_questions():
    assert len(ALL) == 64


@pytest.mark.parametrize("name", ALL)
def test_a_question_answers_with_the_columns_that_it_promises(database, name):
    answer = ask(database, name, given(catalogue()[name]), today=TODAY)
    assert answer.columns == catalogue()[name].returns
    assert answer.rows


@pytest.mark.parametrize("name", ALL)
def test_a_question_keeps_to_the_shared_dialect(name):
    assert list(faults(catalogue()[name].statement)) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"returns": "site"}, "returns site_id, but the header says site"),
        ({"param": "top (int, default 100) most rows"}, "limit is used but not in the header"),
        ({"param": "limit (whole, default 100) most rows"}, "no type of parameter limit"),
        ({"param": "limit int"}, "is not 'name"),
        ({"colour": "red"}, "unknown header line"),
        ({"title": ""}, "unknown header line"),
        ({"body": "MATCH (s:Site) RETURN s.id AS site_id LIMIT $limit"}, "ORDER BY"),
        ({"body": "MATCH (s:Site) RETURN s.id AS site_id ORDER BY site_id LIMIT $limit SKIP 1"}, "LIMIT"),
        (
            {"body": "MATCH (s)-[:OWNS*]->() RETURN s.id AS site_id ORDER BY site_id LIMIT $limit"},
            "upper bound",
        ),
    ],
)
def test_a_header_that_says_something_else_is_refused(changed, fault):
    assert parse("sites", text()).returns == ("site_id",)
    with pytest.raises((StatementError, UnknownNameError), match=fault.replace("(", r"\(")):
        parse("sites", text(**changed))


def test_an_unknown_question_offers_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'site_profile'"):
        question("site_profil")


@pytest.mark.parametrize(
    ("name", "values", "fault"),
    [
        (
            "product_exposure",
            {"product": "PX1-27"},
            "no Product .parameter product. called 'PX1-27'. Did you mean 'PX1-26'",
        ),
        ("exposure_ranking", {"dimension": "LABOUR"}, "no dimension called 'LABOUR'"),
        ("exposure_ranking", {}, "parameter dimension .dimension. is missing"),
        ("exposure_ranking", {"dimension": "LAB", "limit": "0"}, "limit must lie in 1..10000"),
        ("exposure_ranking", {"dimension": "LAB", "limit": "10001"}, "limit must lie in 1..10000"),
        ("exposure_ranking", {"dimension": "LAB", "limit": "1e3"}, "allowed: a whole number"),
        ("exposure_ranking", {"dimension": "LAB", "limits": "5"}, "Did you mean 'limit'"),
        ("contracts_at_risk", {"dimension": "LAB", "high": "nan"}, "allowed: a number"),
        ("concentration_ranking", {"risk_only": "yes"}, "allowed: true or false"),
        ("new_incidents", {"since": "1.6.2026"}, "allowed: a date such as"),
        ("shared_sites", {"product": "PX1-26", "other_product": ""}, "other_product"),
    ],
)
def test_a_wrong_parameter_is_an_error_that_names_it(database, name, values, fault):
    with pytest.raises((ParameterError, UnknownNameError), match=fault):
        ask(database, name, values, today=TODAY)


def test_defaults_stand_in_and_today_is_the_as_of_date():
    values = bound(question("high_risk_unaudited"), {"dimension": "GOV"}, TODAY)
    assert values == {"dimension": "GOV", "high": 0.7, "today": dt.date(2026, 11, 23), "limit": 100}


def test_values_of_their_own_type_are_taken_too():
    values = bound(question("contracts_at_risk"), {"dimension": "LAB", "high": 1, "limit": 5}, TODAY)
    assert (values["high"], values["limit"]) == (1.0, 5)


def test_what_stands_in_a_value_is_never_read_as_cypher(database):
    with pytest.raises(UnknownNameError):
        ask(database, "product_exposure", {"product": "x'}) DETACH DELETE n //"}, today=TODAY)


def test_an_ended_watch_is_not_being_watched(database):
    watched = ask(database, "watched", {"today": "2026-11-17"}, today=TODAY)
    assert watched.rows == ()
    assert [row[0] for row in ask(database, "watched", {}, today=TODAY).rows] == ["W1"]


def test_the_manual_lists_every_question_as_it_is():
    # python -c "from queries.manual import page; print(page(), end='')" > docs/queries.md
    assert (ROOT / "docs" / "queries.md").read_text(encoding="utf-8") == page()
