"""Where the links and pictures of a page lead."""

from __future__ import annotations

from urllib.parse import urljoin

_LONGEST = 4000  # characters
_NOWHERE = ("javascript:", "data:", "blob:", "about:")


def whole(base: str, address: str | None) -> str:
    """An absolute web or mail address, or nothing. *base*: the address of the page."""
    address = (address or "").strip()
    if not address or address.lower().startswith(_NOWHERE):
        return ""
    try:
        if "[" in address or "]" in address or not address.startswith(("http://", "https://", "mailto:")):
            address = urljoin(base, address)
    except ValueError:  # "http://[broken", "http://broken]"
        return ""
    return address if address.startswith(("http://", "https://", "mailto:", "#")) and len(address) < _LONGEST else ""
