"""Days as each language writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from podcaster.text import dates

DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "1. März 2026"),
        ("de-AT", "1. März 2026"),
        ("en", "March 1, 2026"),
        ("en-PH", "March 1, 2026"),
        ("en_GB", "1 March 2026"),
        ("en-AU", "1 March 2026"),
        ("es-MX", "1 de marzo de 2026"),
        ("fr", "1er mars 2026"),
        ("it", "1º marzo 2026"),
        ("nl-BE", "1 maart 2026"),
        ("pt-BR", "1º de março de 2026"),
    ],
)
def test_a_day_is_written_as_the_language_does(language, text):
    """The order of the parts, the small words between them, and the first of a month."""
    assert dates.written(DAY, language) == text
    assert dates.written(dt.date(2026, 3, 21), language) == text.replace("1er", "1").replace("1º", "1").replace(
        "1", "21"
    )


@pytest.mark.parametrize("language", ["", "xx", "a b", "../de"])
def test_a_day_in_an_unknown_language_is_written_in_figures(language):
    assert dates.written(DAY, language) == "2026-03-01"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        ("en", "January February March April May June July August September October November December"),
        ("es", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
        ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
        ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
        ("nl", "januari februari maart april mei juni juli augustus september oktober november december"),
        ("pt", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    ],
)
def test_the_months_that_are_spoken_stay_as_they_are(language, names):
    """Another version of CLDR must not change what a voice says."""
    assert dates.months(language) == tuple(names.split())


@pytest.mark.parametrize(("name", "number"), [("May", 5), ("Sept.", 9), ("dec", 12), ("Mayor", 0), ("", 0)])
def test_a_month_is_known_by_its_english_name(name, number):
    assert dates.month_number(name) == number
