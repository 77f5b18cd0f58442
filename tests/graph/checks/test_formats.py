"""Public numbers hold only as their standard writes them."""

import pytest

from graph.checks.formats import CHECKS, check
from graph.dictionary import dictionary
from graph.errors import UnknownNameError

GOOD = {
    "id": ["P1", "icmm:ICMM00026", "=x", "a b", "Ä", "x" * 256],
    "lei": ["549300EXAMPLE0000170", "HWUPKR0MPOU8FGXBT394"],
    "gtin": ["09506000134352", "4006381333931", "96385074"],
    "gln": ["9506000123455"],
    "cas": ["7440-48-4", "12001-26-2"],
    "vat": ["SE556677889901", "DE136695976", "BE0123.456.749"],
    "os_id": ["CN2024221G4W0WA", "CN2026032EX4MPS"],
    "unit": ["C62", "KGM", "4H"],
    "currency": ["EUR", "SEK", "XAU"],
    "ordinal_map": ["1:0.10;2:0.30", "0:0;1:1", "-1:0.5"],
}
BAD = {
    "id": ["x" * 257, "a\u2028b"],
    "lei": ["549300EXAMPLE0000171", "549300example0000170", "549300EXAMPLE00001 70", ""],
    "gtin": ["09506000134353", "123", "4006381333930", "978-0-471-11709-4", "9638507"],
    "gln": ["9506000123456", "09506000134352"],
    "cas": ["7440-48-5", "7440484", "0"],
    "vat": ["SE556677889902", "XX123", "556677889901", ""],
    "os_id": ["CN2024221G4W0WB", "CN2024221G4W0W", "cn2024221G4W0WA", "CN2024221G4W0WAA", "CNX024221G4W0WA"],
    "unit": ["kg", "kgm", "PCS"],
    "currency": ["eur", "EURO", "ZZZ"],
    "ordinal_map": ["1:1.1", "1:0.1;1:0.2", "a:0.1", "1:0.1;", "1=0.1", "1:nan"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_a_number_as_its_standard_writes_it_holds(name, text):
    assert check(name)(text) is None


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_any_other_text_is_answered_by_what_is_allowed(name, text):
    assert check(name)(text)


@pytest.mark.parametrize("text", GOOD["os_id"])
def test_a_wrong_symbol_anywhere_in_an_open_supply_hub_id_is_found(text):
    for place in range(2, 15):
        for symbol in "0123456789":
            if symbol != text[place]:
                assert check("os_id")(text[:place] + symbol + text[place + 1 :])


def test_every_check_that_the_dictionary_names_is_there():
    named = {
        token.removeprefix("check:")
        for table in dictionary().tables.values()
        for field in table.fields
        for token in field.allowed
        if token.startswith("check:")
    }
    assert named == set(CHECKS)
    with pytest.raises(UnknownNameError, match="no check called 'leu'"):
        check("leu")
