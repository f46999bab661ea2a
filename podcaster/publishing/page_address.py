"""The address of the feed on the page of a show: as text and as a QR code, for readers with and without scripts.

A show with a `base_url` has it on the page from the start. For any other show only the server knows the address, and
puts it in when the page is asked for.
"""

from __future__ import annotations

from html import escape

from podcaster.network.reach import Reach, reach

QR_VERSION = 10  # 57 modules a side and 271 bytes; on a phone's screen a larger code is too fine for a camera
_LATER = "<!--code-->"


def field(address: str) -> str:
    """The text field with the address; "" if it is not known yet."""
    return (
        f'<input id="address" type="text" readonly value="{escape(address)}" aria-label="Address of the feed" '
        'placeholder="podcaster serve shows the address">'
    )


def code(address: str) -> str:
    """The address as a QR code, or the reason for not showing one."""
    if not address:
        return _LATER
    if reach(address) is Reach.MACHINE:
        return (
            '<p class="soft">Only this computer reaches this address. For your phone: '
            "<code>podcaster serve --host 0.0.0.0</code></p>"
        )
    drawn = _drawn(address)
    if not drawn:
        return ""
    return (
        f'<div class="qr"><span id="code" role="img" aria-label="QR code of the address">{drawn}</span>'
        '<span class="soft">Or point the camera of your phone here.</span></div>'
    )


def put_in(page: bytes, address: str, old: str = "") -> bytes:
    """The page of a show with *address* filled in, instead of *old*; unchanged if it has another one."""
    now = field(old).encode(), (code(old) if old else _LATER).encode()
    if address == old or not all(part in page for part in now):
        return page
    for before, after in zip(now, (field(address), code(address)), strict=True):
        page = page.replace(before, after.encode(), 1) if before else page
    return page


def _drawn(address: str) -> str:
    """A QR code as SVG, black on white with its margin in dark pages too; "" if *address* is too long for one."""
    import segno

    try:
        drawn = segno.make_qr(address, error="l")
    except segno.DataOverflowError:
        return ""
    if int(drawn.version) > QR_VERSION:
        return ""
    svg = drawn.svg_inline(border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return svg.replace("<svg ", '<svg shape-rendering="crispEdges" ', 1)
