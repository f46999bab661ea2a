"""An address as people type it: understood, or corrected with a question; never another one silently."""

import pytest

from podcaster.network import typed


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://quay.example/gulls", "https://quay.example/gulls"),
        ("  HTTPS://quay.example/Gulls ", "https://quay.example/Gulls"),
        ("<https://quay.example/gulls>", "https://quay.example/gulls"),
        ("“http://quay.example”", "http://quay.example"),
        ("'<http://quay.example>'", "http://quay.example"),
        ("www.quay.example/gulls", "https://www.quay.example/gulls"),
        ("http://nas/gulls", "http://nas/gulls"),
        ("https://quay.example/?q=a b", "https://quay.example/?q=a b"),
    ],
)
def test_what_is_surely_an_address(text: str, address: str) -> None:
    """Spaces, brackets, quotes and capitals do not matter, and nobody types the scheme before www."""
    assert typed.address(text) == typed.Typed(address, True)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("quay.example/gulls", "https://quay.example/gulls"),
        ("quay.example", "https://quay.example"),
        ("блог.рф/чайки", "https://блог.рф/чайки"),
        ("htps://quay.example", "https://quay.example"),
        ("hhtp://quay.example", "http://quay.example"),
        ("ttps://quay.example", "https://quay.example"),
        ("http:/quay.example", "http://quay.example"),
        ("https:quay.example", "https://quay.example"),
        ("https//quay.example", "https://quay.example"),
        ("https;//quay.example", "https://quay.example"),
        ("//quay.example/x", "https://quay.example/x"),
        ("feed://quay.example/feed", "https://quay.example/feed"),
        ("feed:https://quay.example/feed", "https://quay.example/feed"),
        ("view-source:https://quay.example/", "https://quay.example/"),
        ("192.168.1.4/post", "http://192.168.1.4/post"),
        ("localhost:8000", "http://localhost:8000"),
    ],
)
def test_what_may_be_meant_as_an_address_is_a_guess(text: str, address: str) -> None:
    """Somebody is asked before it is fetched."""
    assert typed.address(text) == typed.Typed(address, False)


@pytest.mark.parametrize(
    "text",
    [
        "", "post.html", "notes.md", "saved/post.html", "./quay.example", "../x", "/home/jo/post", r"C:\saved\post",
        "C:/saved/post", "export.zip#3", "2024.01.02", "version2.0", "ftp://quay.example/x", "sftp://quay.example",
        "s3://bucket/x", "file:///home/jo/post.html", "mailto:jo@quay.example", "https://", "nas/post", "a b.example",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    """Paths, and addresses that no page is at, are not guessed about."""
    assert typed.address(text) is None
