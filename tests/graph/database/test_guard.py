import pytest

from graph.database.guard import DENIED, LENGTH, guarded
from graph.errors import StatementError
from queries import catalogue
from tests.graph.database.attacks import ATTACKS, HARMLESS


@pytest.mark.parametrize("statement", ATTACKS)
def test_an_attack_is_refused(statement):
    with pytest.raises(StatementError):
        guarded(statement)


def test_there_are_at_least_66_attacks():
    assert len(set(ATTACKS)) >= 66


@pytest.mark.parametrize("statement", HARMLESS)
def test_a_harmless_statement_passes(statement):
    guarded(statement)


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_named_question_passes(name):
    statement = catalogue()[name].statement
    assert guarded(statement) == statement.strip()


@pytest.mark.parametrize("word", sorted(DENIED))
def test_a_denied_word_may_be_a_property_and_nothing_else(word):
    assert guarded(f"MATCH (n) WHERE n.{word} = 1 RETURN n.id AS id")
    for form in (
        f"MATCH (n) {word} n",
        f"MATCH (n) {word.lower()} n",
        f"RETURN 1.{word} AS x",
        f"RETURN 1 AS {word}",
    ):
        with pytest.raises(StatementError):
            guarded(form)


def test_a_carriage_return_does_not_hide_what_follows_a_comment():
    with pytest.raises(StatementError, match="DELETE"):
        guarded("MATCH (n) //\r DELETE n")
    assert guarded("MATCH (n)\r\nRETURN n.id AS id;") == "MATCH (n)\nRETURN n.id AS id"


def test_a_refusal_says_which_word_and_where():
    with pytest.raises(StatementError, match=r"^SET at character 11 is refused: only reading is allowed$"):
        guarded("MATCH (n) SET n.name = 'x'")


def test_too_long_a_statement_is_refused():
    with pytest.raises(StatementError, match="at most 10000"):
        guarded("RETURN '" + "a" * LENGTH + "' AS a")
