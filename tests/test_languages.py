"""What a language tag says."""

from __future__ import annotations

import pytest

from podcaster.text import languages


@pytest.mark.parametrize(
    ("tag", "primary", "region"),
    [("en", "en", ""), ("en-GB", "en", "GB"), ("sr_Latn_RS", "sr", "RS"), ("es-419", "es", "419"), ("", "", "")],
)
def test_a_tag_has_a_language_and_a_region(tag, primary, region):
    assert (languages.primary(tag), languages.region(tag)) == (primary, region)


@pytest.mark.parametrize(
    ("written", "tag"),
    [("en_us", "en-US"), ("EN", "en"), ("en_GB.UTF-8", "en-GB"), ("zh-hans", "zh-Hans"), ("de, en", "de")]
    + [(none, "") for none in ("und", "english", "", "xx")],
)
def test_a_language_is_understood_as_people_write_it(written, tag):
    assert languages.tidy(written) == tag


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        *(("en", "eng"), ("de-AT", "deu"), ("zh-Hans", "zho"), ("yue", "zho"), ("fil", "fil"), ("sr_Latn", "srp")),
        *(("iw", "heb"), ("mo", "ron"), ("", "und"), ("x", "und")),
    ],
)
def test_languages_have_three_letters(tag, code):
    assert languages.three_letters(tag) == code


@pytest.mark.parametrize(("tag", "answer"), [("ar-EG", True), ("he", True), ("de", False)])
def test_some_languages_are_read_from_the_right(tag, answer):
    assert languages.right_to_left(tag) is answer
