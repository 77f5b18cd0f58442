"""Countries are found by exact names and codes alone; everything else says why not."""

import pytest

from graph.countries import Unresolved, countries, resolve, subdivision


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NA", "NA"),
        ("Namibia", "NA"),
        ("Niger", "NE"),
        ("niger", "NE"),
        ("SWE", "SE"),
        ("752", "SE"),
        ("36", "AU"),
        ("Burma", "MM"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Tu\u0308rkiye", "TR"),
        ("Russia", "RU"),
        ("Kosovo", "XK"),
        ("XK", "XK"),
        ("DR\u00a0Congo", "CD"),
        ("  DR   Congo ", "CD"),
        ("UK", "GB"),
        ("The Gambia", "GM"),
        ("Congo (Kinshasa)", "CD"),
    ],
)
def test_a_name_or_code_gives_one_country(text, code):
    assert resolve(text) == code


@pytest.mark.parametrize(
    ("text", "kind", "rule"),
    [
        ("Global", "pseudo", "pseudo"),
        ("Various", "pseudo", "pseudo"),
        ("Congo", "ambiguous", "country"),
        ("Korea", "ambiguous", "country"),
        ("Nigr", "unknown", "country"),
        ("", "unknown", "country"),
        ("Atlantis", "unknown", "country"),
    ],
)
def test_a_text_that_names_no_single_country_says_why(text, kind, rule):
    found = resolve(text)
    assert isinstance(found, Unresolved)
    assert (found.kind, found.rule, found.text) == (kind, rule, text)
    assert found.reason.endswith(".")
    assert found.remedy.endswith(".")


def test_an_ambiguous_name_offers_the_codes_that_it_may_mean():
    found = resolve("Congo")
    assert isinstance(found, Unresolved)
    assert found.candidates == ("CD", "CG")
    assert found.reason == "'Congo' may mean CD (DR Congo) or CG (Congo Republic)."
    assert found.remedy == "Write CD or CG."


def test_a_name_means_what_its_dataset_says():
    assert resolve("Congo", "wgi") == "CG"
    assert resolve("R20", "wmd") == "XK"
    assert resolve("MAL", "eto") == "MY"
    assert isinstance(resolve("MAL"), Unresolved)
    assert resolve("No", "usdol").kind == "pseudo"
    assert resolve("No") == "NO"


def test_every_country_is_found_by_each_of_its_codes_and_its_name():
    for code, country in countries().items():
        for text in filter(None, (code, country.alpha3, country.numeric, country.name)):
            assert resolve(text) == code


def test_a_subdivision_is_found_by_its_code_alone():
    assert subdivision("CD-LU").name == "Lualaba"
    assert subdivision("CD-LU").country == "CD"
    assert subdivision("CD-ZZ") is None
    assert subdivision("Lualaba") is None
    assert subdivision("cd-lu") is None
