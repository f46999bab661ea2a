"""An encyclopedia's page, saved as MHTML: its date is not one of the infobox."""

# ruff: noqa: E501 - the page keeps the lines that its program writes

from __future__ import annotations

import datetime as dt
import quopri

from podcaster import reading
from tests.formats.build import BREAD, FERRY, GULLS

ADDRESS = "https://en.wikipedia.org/wiki/Saltmouth_Pier"


def saved() -> bytes:
    """As MediaWiki writes an article and a browser saves it; the words are ours."""
    infobox = (
        '<table class="infobox vcard"><caption class="infobox-title">Saltmouth Pier</caption><tbody>'
        '<tr><th scope="row" class="infobox-label">Opened</th><td class="infobox-data">14 May 1891<span style='
        '"display:none"> (<span class="bday dtstart published updated">1891-05-14</span>)</span></td></tr>'
        '<tr><th scope="row" class="infobox-label">Rebuilt</th><td class="infobox-data">3 October 2009</td></tr></tbody></table>'
    )
    cite = '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup>'
    edit = '<span class="mw-editsection">[<a href="/w/index.php?action=edit">edit</a>]</span>'
    toc = '<div id="toc" class="toc" role="navigation"><h2>Contents</h2><ul><li><a href="#Gulls">1 Gulls</a></li></ul></div>'
    html = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Saltmouth Pier - Wikipedia</title>'
        f'<link rel="canonical" href="{ADDRESS}"></head><body class="mediawiki ns-0"><div id="content" class="mw-body">'
        '<h1 id="firstHeading" class="firstHeading">Saltmouth Pier</h1><div id="bodyContent"><div id="siteSub">From Wikipedia, '
        f'the free encyclopedia</div><div id="mw-content-text"><div class="mw-parser-output">{infobox}'
        f"<p><b>Saltmouth Pier</b> is a pier. {GULLS}{cite}</p>{toc}<h2><span id='Gulls'>Bread</span>{edit}</h2><p>{BREAD}</p>"
        f"<h2><span>Ferry</span>{edit}</h2><p>{FERRY}</p><h2><span>References</span>{edit}</h2><div class='reflist'><ol "
        "class='references'><li id='cite_note-1'><a href='#cite_ref-1'>^</a> Reed, Ada (5 March 2004). <i>Letters</i>.</li></ol>"
        '</div></div><div class="printfooter">Retrieved from "<a href="x">https://en.wikipedia.org/w/index.php?oldid=12</a>"'
        '</div></div><div id="catlinks" class="catlinks"><a href="/c">Categories</a>: <a href="/p">Piers</a></div></div></div>'
        '<div id="mw-navigation"><h2>Navigation menu</h2><ul><li><a href="/m">Main page</a></li></ul></div><div id="footer"><ul>'
        "<li id='footer-info-lastmod'> This page was last edited on 9 June 2021, at 10:12 (UTC).</li><li>Text is available "
        "under the Creative Commons Attribution-ShareAlike License.</li></ul></div></body></html>"
    )
    return (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}\r\nSubject: Saltmouth Pier - Wikipedia\r\n"
        "Date: Tue, 6 Feb 2024 08:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        '\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n\r\n----x\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml>\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: {ADDRESS}\r\n\r\n"
        f"{quopri.encodestring(html.encode()).decode()}\r\n----x--\r\n"
    ).encode()


def test_an_article_of_an_encyclopedia_is_not_as_old_as_its_subject():
    """The days in the infobox are the pier's, the day of the save is the browser's; the page says when it was edited."""
    (found,) = reading.read_bytes(saved(), "pier.mhtml")
    assert (found.title, found.authors, found.address) == ("Saltmouth Pier", (), ADDRESS)
    assert found.date == dt.date(2021, 6, 9)
    said = [block.text for block in found.blocks if block.kind not in ("footnote", "table")]
    assert [said[0].startswith(f"Saltmouth Pier is a pier. {GULLS}"), *said[1:]] == [
        True,
        "Bread",
        BREAD,
        "Ferry",
        FERRY,
    ]
