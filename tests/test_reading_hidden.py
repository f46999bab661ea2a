"""Hidden text: preheaders and closed boxes stay silent, what a layout only wraps is read."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from podcaster.model import Omission, Region
from podcaster.reading import html
from podcaster.reading.containers import mail
from podcaster.reading.html import style as html_style

LETTER = (
    "The tram line along the river is closed until the plane trees have been cut back.",
    "Nobody had told the conductors, who stood at the stop with their bags and waited.",
    "A boy with a kite knew more than they did, and he was right about the bus as well.",
    "By evening the wires hung straight again and the first tram came through the leaves.",
)
PREHEADER = "A short line for the list of letters"


def letter(body: str) -> tuple[str, str]:
    """What a newsletter with that body says, and what of it was hidden."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Ann Tram <ann@tram.example>", "Trees"
    message.set_content("Read it online.")
    message.add_alternative(f"<!doctype html><html><head></head><body>{body}</body></html>", subtype="html")
    (article,) = mail.read(message.as_bytes(), "trees.eml", lambda where, error: None)
    return article.text, " ".join(n.text for n in article.left_out if n.reason is Omission.HIDDEN)


def page(body: str) -> tuple[str, str]:
    """The same for a saved page."""
    data = f"<!doctype html><html><head></head><body>{body}</body></html>".encode()
    article = html.read(data, "trees.html", region=Region(whole=True))
    return article.text, " ".join(n.text for n in article.left_out if n.reason is Omission.HIDDEN)


def rows(cell: str, inner: str) -> str:
    """A letter as programs for newsletters lay it out: tables in cells without size."""
    cells = "".join(f"<tr><td style='{cell}'>&nbsp;<div style='{inner}'>{text}</div></td></tr>" for text in LETTER)
    return f"<div style='font-size:0px;text-align:left'><table role='presentation'><tbody>{cells}</tbody></table></div>"


@pytest.mark.parametrize("read", [letter, page])
@pytest.mark.parametrize(
    ("cell", "inner"),
    [
        ("font-size:0px;padding:10px 25px", "font-family:Georgia;font-size:18px;line-height:1.5"),
        ("font-size:0;line-height:0", "font: italic 700 12px/1.5 Georgia, serif"),
        ("font:0/0 a", "font-size:large"),
        ("font-size:1px", "font-size: 1.1REM !important"),
        ("font-size:0em", "font-size:calc(1rem + 1vw)"),
        ("visibility:hidden;font-size:0", "visibility:visible;font-size:14pt"),
        ("line-height:0", ""),
        ("max-height:0", ""),
        ("height:0;overflow:hidden;padding-bottom:56.25%;padding-top:20px", "font-size:12px"),
        ("mso-hide:all;font-size:0", "font-size:12px"),
        ("color:transparent;background-clip:text;font-size:9px", ""),
    ],
)
def test_what_is_shown_inside_a_box_without_size_is_read(read, cell, inner):
    """A box without size is a means of layout as long as something inside it has a size again."""
    text, _ = read(rows(cell, inner))
    assert text == "\n\n".join(LETTER)


PREHEADERS = [
    "display:none;font-size:1px;color:#fff;line-height:1px;max-height:0px;max-width:0px;opacity:0;overflow:hidden",
    "display: none !important",
    "visibility:hidden",
    "font-size:0",
    "font-size:1px;line-height:1px",
    "font:0/0 a",
    "max-height:0;overflow:hidden",
    "overflow: hidden; height: 0px",
    "overflow-y:clip;max-height:0em",
]


@pytest.mark.parametrize("read", [letter, page])
@pytest.mark.parametrize("style", PREHEADERS)
@pytest.mark.parametrize(
    "inner", ["{}", "<div>{}</div>", "<span style='font-size:1em'>{}</span>", "{}" + "&nbsp;&zwnj;" * 99]
)
def test_a_preheader_stays_silent(read, style, inner):
    """However it is hidden, alone or around other elements, filled up with signs that nobody sees or not."""
    text, hidden = read(f"<div style='{style}'>{inner.format(PREHEADER)}</div>{rows('font-size:0', 'font-size:18px')}")
    assert text == "\n\n".join(LETTER)
    assert PREHEADER in hidden


def test_hidden_text_around_a_shown_part_goes_alone():
    """The stretch of a box that has no size is left out, and the part with a size stays."""
    body = f"<div style='font-size:0'>{PREHEADER}<p style='font-size:12px'>{LETTER[0]}</p><b>And a tail</b></div>"
    for read in (letter, page):
        text, hidden = read(f"{body}<p>{LETTER[1]}</p><p>{LETTER[2]}</p>")
        assert text == "\n\n".join(LETTER[:3])
        assert hidden == f"{PREHEADER} And a tail"


def test_a_transparent_box_is_hidden_in_a_mail_only():
    """A page may fade its text in with a script; no script runs in a mail."""
    body = f"<div style='opacity:0'>{LETTER[0]}</div><p>{LETTER[1]}</p><p>{LETTER[2]}</p>"
    assert LETTER[0] in page(body)[0]
    assert LETTER[0] not in letter(body)[0]


def test_so_much_is_no_secret():
    """Where all text seems to be hidden, a style sheet shows it: a letter is never silent as a whole."""
    for style in ("font-size:0", "visibility:hidden"):
        body = "".join(f"<div style='{style}'><p class=shown>{text * 2}</p></div>" for text in LETTER)
        for read in (letter, page):
            assert all(line in read(body)[0] for line in LETTER)


def test_pictures_in_a_box_without_size_are_shown():
    """The size of letters is not that of pictures."""
    body = "<div style='font-size:0'><img src='https://tram.example/a.jpg' alt='A tram'></div>"
    found = html.read_fragment(f"{body}<p>{LETTER[0]}</p>", mail=True)
    assert found.blocks[0].image is not None


@pytest.mark.parametrize(
    ("style", "hides"),
    [
        ("font-size:0", True),
        ("font-size:0.0em", True),
        ("font-size:.5px", True),
        ("font-size:12px", False),
        ("font-size:0;font-size:14px", False),
        ("padding:0;margin-font:0", False),
        ("-webkit-font-size:0;x-display:none", False),
        ("display:none", True),
        ("height:0", False),
        ("height:0;overflow:hidden;min-height:20px", False),
        ("height:100%;overflow:hidden", False),
        ("font:bold 0 Georgia", True),
        ("font:700 16px Georgia", False),
        ("", False),
        (";;:;a", False),
    ],
)
def test_which_styles_hide(style, hides):
    """A style is read by its declarations; the last one for a property counts."""
    assert html_style.look(style).hides is hides
