"""Names for files and addresses."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from podcaster.text.slugs import slug


@given(st.text())
def test_a_slug_is_ascii_letters_digits_and_hyphens(title: str) -> None:
    """Whatever the title, its file name is safe in every file system and address."""
    name = slug(title)
    assert len(name) <= 60
    assert all(c in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in name)
    assert not name.startswith("-")
    assert not name.endswith("-")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Привет, мир", "privet-mir"),
        ("北京。你好", "beijing-nihao"),
        ("안녕하세요 세계", "annyeonghaseyo-segye"),
        ("Ελληνικά", "ellinika"),
        ("Große Straße", "grosse-strasse"),
        ("Łódź", "lodz"),
        ("١٢٣ مرحبا", "123-mrhb"),
        ("Да — нет", "da-net"),
    ],
)
def test_letters_of_other_scripts_are_spelled_in_latin_ones(title: str, name: str) -> None:
    """So the files of an episode in any language can be told apart."""
    assert slug(title) == name


@given(st.text(alphabet=st.characters(max_codepoint=0x24F, categories=["L", "N", "P", "S", "Z"])))
def test_a_title_whose_letters_all_fold_has_the_name_that_it_always_had(title: str) -> None:
    """The names of a show in French or Czech do not change their style from one episode to the next."""
    assume(all(slug(letter, transliterated=False) for letter in title if letter.isalnum()))
    assert slug(title) == slug(title, transliterated=False)


def test_signs_are_not_spelled_out() -> None:
    """An emoji has a name, which nobody wrote; what was never part of a name is none now."""
    assert slug("🎉 Party für €5 — “à la carte”") == "party-fur-5-a-la-carte"
    assert slug("🎉") == ""
