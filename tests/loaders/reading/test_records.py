"""JSON and XML as records: paths, digits, elements and what stands around them."""

import pytest

from graph.errors import FileError
from loaders import extract
from tests.loaders.conftest import made


def rows(loader, root):
    (table,) = extract(loader, [root]).tables
    return table.cells.to_pylist(), table.origin["row"].to_pylist()


def test_values_of_json_are_called_by_their_path_and_keep_their_digits(folder):
    content = '{"body": {"list": [{"name": "A", "n": {"v": [1.50, 12345678901234567890, true, null]}}]}}'
    found, places = rows(made("json", items="body.list"), folder(a__json=content))
    assert found == [
        {"id": "body.list[0]", "name": "A", "n.v.0": "1.50", "n.v.1": "12345678901234567890", "n.v.2": "true"}
    ]
    assert places == ["body.list[0]"]


def test_a_document_without_the_list_is_refused(folder):
    with pytest.raises(FileError, match=r"a.json: there is no body.list in the document"):
        extract(made("json", items="body.list"), [folder(a__json='{"body": {}}')])


def test_an_element_gets_the_texts_around_it_and_the_inner_one_wins(folder):
    content = (
        "<g><good><name>Cobalt</name><list><c code='CD'><name>Congo</name><x>1</x></c><c><x>2</x><x>3</x></c>"
        "</list></good></g>"
    )
    found, places = rows(made("xml", element="c"), folder(a__xml=content))
    assert [{k: v for k, v in row.items() if v is not None} for row in found] == [
        {"id": "1", "name": "Congo", "@code": "CD", "x": "1"},
        {"id": "2", "name": "Cobalt", "x": "2\n3"},
    ]
    assert places == ["1", "2"]


def test_a_document_without_the_element_is_refused(folder):
    with pytest.raises(FileError, match=r"a.xml has no element c"):
        extract(made("xml", element="c"), [folder(a__xml="<g><d/></g>")])
