"""Names for files and addresses."""

from hypothesis import given
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
