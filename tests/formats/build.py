"""One builder a format. The texts are ours; what each contains on purpose stands beside it."""

# ruff: noqa: E501 - samples keep the lines that their programs write

from __future__ import annotations

import gzip
import io
import json
import plistlib
import zipfile
from collections.abc import Mapping, Sequence

GULLS = (
    "The gulls came back to the breakwater in the second week of March, a little earlier than last year. Nobody had "
    "counted them before, so nobody could say whether there were more of them. The baker thought so, and the baker is "
    "up early enough to know."
)
BREAD = (
    "He leaves the first loaf of the day on the wall behind the shop. By the time the church clock strikes six there "
    "is nothing left of it but crumbs, and by seven the crumbs are gone as well. It is, he says, the cheapest concert "
    "in town."
)
FERRY = (
    "The ferry makes its last crossing on the thirtieth of October. After that the island belongs to the people who "
    "live on it, eleven in all, and to a mail boat that comes when the weather lets it. They say that winter is the "
    "best time of the year."
)


def jpeg(side: int = 64) -> bytes:
    """A small picture, but not a tracking pixel."""
    from PIL import Image

    out = io.BytesIO()
    picture = Image.effect_noise((side, side), 60).convert("RGB")
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def page(title: str = "The gulls are back", body: str = "", head: str = "") -> str:
    inner = body or f"<p>{GULLS}</p><p>{BREAD}</p>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<nav><ul><li><a href='/'>Home</a></li><li><a href='/a'>Archive</a></li></ul></nav>"
        f"<article><h1>{title}</h1>{inner}</article><footer>© 2024 The Quay</footer></body></html>"
    )


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


# ---------------------------------------------------------------- books


def epub(
    chapters: Sequence[tuple[str, str, str]] = (),
    *,
    title: str = "Letters from the Quay",
    extra: Mapping[str, bytes | str] | None = None,
    manifest: str = "",
    toc: str = "",
) -> bytes:
    """Names that sort differently from the spine, a cover page, a contents page, a footnote that closes itself."""
    texts = list(chapters) or [
        ("text/z.xhtml", "The gulls are back", f'<p><a id="p1"/>{GULLS}</p><p>{BREAD}</p><img src="../img/gull.jpg" alt="A gull"/>'),
        ("text/a.xhtml", "The last ferry", f'<p>{FERRY} See <a href="z.xhtml">the gulls</a>.</p>'),
    ]  # fmt: skip
    items = "".join(
        f'<item id="c{i}" href="{n}" media-type="application/xhtml+xml"/>' for i, (n, _, _) in enumerate(texts)
    )
    refs = "".join(f'<itemref idref="c{i}"/>' for i in range(len(texts)))
    opf = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f'<dc:identifier id="i">x</dc:identifier><dc:title>{title}</dc:title><dc:creator>Anna Reed</dc:creator>'
        "<dc:language>en</dc:language><dc:date>2024-03-18</dc:date></metadata><manifest>"
        '<item id="cover" href="text/cover.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'<item id="pic" href="img/gull.jpg" properties="cover-image" media-type="image/jpeg"/>{items}{manifest}</manifest>'
        f'<spine><itemref idref="cover"/><itemref idref="nav"/>{refs}</spine></package>'
    )
    wrap = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        "<body><h1>{0}</h1>{1}</body></html>"
    )
    links = toc or "".join(f'<li><a href="{name}">{label}</a></li>' for name, label, _ in texts)
    members: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container"><rootfiles><rootfile full-path="O/c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "O/c.opf": opf,
        "O/nav.xhtml": wrap.format("Contents", f'<nav epub:type="toc"><ol>{links}</ol></nav>'),
        "O/text/cover.xhtml": wrap.format("", '<img src="../img/gull.jpg" alt="Cover"/>'),
        "O/img/gull.jpg": jpeg(),
    }
    members |= {f"O/{name}": wrap.format(label, body) for name, label, body in texts}
    return zipped(members | dict(extra or {}))


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def pdf(
    pages: Sequence[Sequence[tuple[float, float, float, str]]], *, title: str = "", author: str = "", fields: int = 0
) -> bytes:
    """Pages of (x, y, size, text): enough of PDF to place lines as a printer driver does."""
    objects: list[bytes] = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % (b"/AcroForm<</Fields[]>>" if fields else b""),
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in pages:
        content = (
            b"BT\n"
            + b"".join(
                b"/F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n"
                % (
                    size,
                    x,
                    y,
                    _escaped(text),
                )
                for x, y, size, text in lines
            )
            + b"ET"
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        widgets = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(f)/Rect[0 0 9 9]>>" * fields
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R"
            b"/Annots[%s]>>" % (len(objects), widgets)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    objects.append(b"<</Title (%s)/Author (%s)>>" % (_escaped(title), _escaped(author)))
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer<</Root 1 0 R/Size %d/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(objects), start)
    )
    return out.getvalue()


def printed(text: str, width: int = 60) -> list[str]:
    """Text as it is set: lines of a width, a long word cut by a hyphen now and then."""
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width and len(word) > 7 and width - len(line) > 5:
            cut = 4
            lines.append(f"{line} {word[:cut]}-".strip())
            line = word[cut:]
        elif len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


# ---------------------------------------------------------------- mail


def newsletter() -> bytes:
    """A hidden preheader with fillers, a pixel, layout tables, buttons, and the ways out of the mailing."""
    html = (
        '<html><body><div style="display:none;max-height:0">Gulls, bread and the sea &#847;&zwnj;&nbsp;&#847;&zwnj;</div>'
        '<img src="https://t.example.com/o.gif" width="1" height="1"><table width="100%"><tr><td>'
        '<p><a href="https://example.com/p/gulls">View in browser</a></p></td></tr><tr><td>'
        f"<h1>The gulls are back</h1><p>{GULLS}</p><p>Caf\xe9 au lait \u2014 \u201chot\u201d.</p></td></tr><tr><td><p>{BREAD}</p>"
        "<p><a href='https://example.com/sub'>Subscribe now</a></p></td></tr>"
        "<tr><td><p>Follow us on Mastodon</p><p>You are receiving this because you signed up at the quay.</p>"
        "<p><a href='https://example.com/u'>Unsubscribe</a></p><p>12 Harbour Road</p></td></tr></table></body></html>"
    )
    plain = f"View this post at https://example.com/p/gulls?token=abc\n\n{GULLS}\n"
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"] = '"Anna Reed from Letters from the Quay" <quay@example.com>'
    message["To"] = "you@example.com"
    message["Subject"] = "Fwd: The gulls are back \u2013 at last"
    message["Date"] = "Mon, 18 Mar 2024 08:00:00 +0000"
    message["Message-ID"] = "<1@example.com>"
    message["List-Id"] = "Letters <letters.example.com>"
    message.set_content(plain)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary("gulls-and-bread")  # else a random one, and tests are named after what they read
    return message.as_bytes()


def plain_mail() -> bytes:
    return (
        f"From: Anna Reed <anna@example.com>\r\nTo: you@example.com\r\nSubject: =?utf-8?q?The_gulls_are_back?=\r\n"
        f"Date: Mon, 18 Mar 2024 08:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        f"{GULLS} <https://t.example.com/c?u=1&token=abcdefghijklmnop>\r\n\r\n{BREAD}\r\n\r\n-- \r\nAnna\r\n"
        "Unsubscribe: https://t.example.com/u\r\n"
    ).encode()


def mhtml(*, charset: str = "") -> bytes:
    """As Chrome writes it: quoted-printable, no charset, a curly quote, a picture by its address, an advert in a frame."""
    import base64
    import quopri

    html = page(
        body=f"<p>\u201c{GULLS}\u201d</p><figure><img src='gull.jpg' alt='A gull' width='640'></figure><p>{BREAD}</p>"
    )
    kind = f"text/html; charset={charset}" if charset else "text/html"
    text = quopri.encodestring(html.encode(charset or "utf-8")).decode()
    picture = base64.encodebytes(jpeg()).decode()
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/letters/gulls\r\n"
        "Subject: =?utf-8?Q?The=20gulls=20are=20back?=\r\nDate: Mon, 18 Mar 2024 08:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n\r\n'
        f"----x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: https://example.com/letters/gulls\r\n\r\n{text}\r\n"
        "----x\r\nContent-Type: text/html\r\nContent-Location: cid:frame\r\n\r\n<p>Buy our boats, they are cheap today.</p>\r\n"
        "----x\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: https://example.com/letters/gull.jpg\r\n\r\n{picture}\r\n----x--\r\n"
    ).encode()


# ---------------------------------------------------------------- feeds


def rss() -> str:
    """A full item with the plug-in's last line, a teaser, an item escaped twice, an empty one, a login as author."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Letters from the Quay</title><link>https://example.com/</link><language>en-GB</language>
<item><title>The gulls are back &amp;#8211; at last</title><link>https://example.com/gulls</link><guid>g1</guid>
<dc:creator>Anna Reed</dc:creator><pubDate>Mon, 18 Mar 2024 08:00:00 +0000</pubDate><category>birds</category>
<description>Short.</description><content:encoded><![CDATA[<p>{GULLS}</p><p>{BREAD}</p>
<p>The post <a href="https://example.com/gulls">The gulls are back</a> appeared first on <a href="/">Letters from the Quay</a>.</p>
]]></content:encoded></item>
<item><title>A teaser</title><link>https://example.com/teaser</link><description>{FERRY[:150]} [&#8230;]</description></item>
<item><title>Twice</title><guid>g3</guid><description>&amp;lt;p&amp;gt;{FERRY}&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;{BREAD}&amp;lt;/p&amp;gt;</description></item>
<item><title>Nothing</title><guid>g4</guid></item>
</channel></rss>"""


def atom() -> str:
    return f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Letters</title>
<link href="https://example.com/"/><entry><title type="html">Gulls &amp;amp; bread</title><id>tag:1</id>
<link rel="alternate" href="https://example.com/gulls"/><published>2024-03-18T08:00:00Z</published>
<author><name>Anna Reed</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{GULLS}</p>
<p>{BREAD}</p></div></content></entry>
<entry><title>Settings</title><id>tag:2</id><category scheme="http://schemas.google.com/g/2005#kind"
term="http://schemas.google.com/blogger/2008/kind#settings"/><content>true</content></entry></feed>"""


def wxr() -> str:
    """Bodies without paragraphs, shortcodes, block comments; pages, attachments and drafts; private comments."""
    body = (
        f"<!-- wp:paragraph -->\n{GULLS}\n<!-- /wp:paragraph -->\n\n[caption id='a' width='300']<img src='https://example.com/g.jpg'"
        f" alt='A gull' /> A gull at work[/caption]\n\n{BREAD} [sic]\n\n[gallery ids='1,2']\n\n[contact-form-7 id=\"5\"]\n\n"
        '<ul>\n<li>bread</li>\n<li>butter</li>\n</ul>\n<!--more-->\n[code language="python"]loaves = 3\n\nprint(loaves < 4)[/code]'
    )

    def item(title: str, kind: str, status: str, text: str, number: int) -> str:
        return (
            f"<item><title>{title}</title><link>https://example.com/?p={number}</link><dc:creator>areed</dc:creator>"
            f'<guid isPermaLink="false">https://example.com/?p={number}</guid><content:encoded><![CDATA[{text}]]></content:encoded>'
            f"<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2024-03-18 08:00:00</wp:post_date_gmt>"
            f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
            '<category domain="post_tag">birds</category><wp:comment><wp:comment_author_email>secret@example.com'
            "</wp:comment_author_email><wp:comment_content>First!</wp:comment_content></wp:comment></item>"
        )

    items = (
        item("The gulls are back", "post", "publish", body, 1)
        + item("About", "page", "publish", FERRY, 2)
        + item("gull.jpg", "attachment", "inherit", "", 3)
        + item("Not ready", "post", "draft", FERRY, 4)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Quay</title>'
        "<language>en-GB</language><wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login>areed</wp:author_login>"
        f"<wp:author_display_name>Anna Reed</wp:author_display_name></wp:author>{items}</channel></rss>"
    )


# ---------------------------------------------------------------- exports


def substack() -> bytes:
    rows = (
        "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
        '101.gulls,2024-03-18T08:00:00.000Z,true,,,newsletter,everyone,"The gulls are back, at last",A small count,\n'
        "102.ferry,2024-03-19T08:00:00.000Z,false,,,newsletter,everyone,The last ferry,,\n"
        "103.lost,2024-03-20T08:00:00.000Z,true,,,newsletter,everyone,Lost,,\n"
    )
    widget = '<div class="subscription-widget-wrap"><form><input value="x"/><p>Subscribe to read on</p></form></div>'
    return zipped(
        {
            "posts.csv": rows,
            "posts/101.gulls.html": f"<p>{GULLS}</p>{widget}<p>{BREAD}</p>",
            "posts/101.delivers.csv": "a,b\n",
            "posts/102.ferry.html": f"<p>{FERRY}</p>",
        }
    )


def medium() -> bytes:
    def post(title: str, body: str, footer: str) -> str:
        return (
            f'<!DOCTYPE html><html><head><title>{title}</title></head><body><article class="h-entry"><header><h1 class="p-name">'
            f'{title}</h1></header><section data-field="subtitle" class="p-summary">A small count</section>'
            f'<section data-field="body" class="e-content"><section><div>{body}</div></section></section><footer>{footer}</footer>'
            "</article></body></html>"
        )

    foot = (
        '<p>By <a href="https://medium.com/@areed" class="p-author h-card">Anna Reed</a> on '
        '<a href="https://medium.com/p/1"><time class="dt-published" datetime="2024-03-18T08:00:00.000Z">March 18, 2024</time></a>.'
        '</p><p><a href="https://medium.com/@areed/gulls-1" class="p-canonical">Canonical link</a></p>'
        "<p>Exported from <a>Medium</a> on May 1, 2024.</p>"
    )
    return zipped(
        {
            "README.html": "<html><body><p>Your archive</p></body></html>",
            "posts/2024-03-18_The-gulls-are-back-1.html": post(
                "The gulls are back", f"<h3>The gulls are back</h3><p>{GULLS}</p><p>{BREAD}</p>", foot
            ),
            "posts/draft_The-last-ferry-2.html": post(
                "The last ferry", f"<h3>The last ferry</h3><p>{FERRY}</p>", "<p></p>"
            ),
            "posts/2024-03-20_Well-said--I-agree-3.html": post(
                "Well said, I agree", "<p>Well said, I agree with every word of it.</p>", foot
            ),
        }
    )


def ghost() -> str:
    lexical = {"root": {"children": [{"type": "paragraph", "children": [{"type": "extended-text", "text": FERRY}]}]}}
    posts = [
        {"id": "1", "title": "The gulls are back", "slug": "gulls", "html": f'<p>{GULLS}</p><p><a href="__GHOST_URL__/b/">B</a></p>',
         "status": "published", "type": "post", "published_at": "2024-03-18T08:00:00.000Z"},
        {"id": "2", "title": "The last ferry", "slug": "ferry", "html": None, "lexical": json.dumps(lexical), "status": "draft",
         "type": "post"},
        {"id": "3", "title": "About", "slug": "about", "html": f"<p>{BREAD}</p>", "status": "published", "type": "page"},
    ]  # fmt: skip
    data = {
        "posts": posts,
        "users": [{"id": "u", "name": "Anna Reed"}],
        "posts_authors": [{"post_id": "1", "author_id": "u"}],
        "tags": [{"id": "t", "name": "birds"}, {"id": "h", "name": "#hidden"}],
        "posts_tags": [{"post_id": "1", "tag_id": "t"}, {"post_id": "1", "tag_id": "h"}],
        "settings": [{"key": "title", "value": "The Quay"}, {"key": "url", "value": "https://example.com/"}],
    }
    return json.dumps({"db": [{"meta": {"version": "5.0"}, "data": data}]})


def wallabag() -> str:
    return json.dumps(
        [
            {"is_archived": 1, "is_starred": 0, "tags": ["birds"], "id": 7, "title": "The gulls are back", "url":
             "https://example.com/gulls", "content": f"<p>{GULLS}</p><p>{BREAD}</p>", "published_by": ["Anna Reed"],
             "published_at": "2024-03-18 08:00:00", "reading_time": 2, "domain_name": "www.example.com", "language": "en_GB"},
            {"is_archived": 0, "is_starred": 0, "id": 8, "title": "Gone", "url": "https://example.com/gone",
             "content": "wallabag can't retrieve contents for this article.", "domain_name": "example.com"},
        ]
    )  # fmt: skip


def omnivore() -> bytes:
    items = [
        {"id": "1", "slug": "gulls-1", "title": "The gulls are back", "author": "Anna Reed", "url": "https://example.com/gulls",
         "labels": ["birds"], "publishedAt": "2024-03-18T08:00:00.000Z", "state": "Archived"},
        {"id": "2", "slug": "gone-2", "title": "Gone", "url": "https://example.com/gone", "state": "Failed"},
    ]  # fmt: skip
    return zipped(
        {
            "metadata_0_to_20.json": json.dumps(items),
            "content/gulls-1.html": f"<div><p>{GULLS}</p><p>{BREAD}</p></div>",
            "highlights/gulls-1.md": "> crumbs",
        }
    )


# ---------------------------------------------------------------- whole pages, elsewhere


def webarchive(*, binary: bool = True) -> bytes:
    html = page(body=f"<p>\u201c{GULLS}\u201d</p><figure><img src='gull.jpg' alt='A gull'></figure><p>{BREAD}</p>")
    tree = {
        "WebMainResource": {
            "WebResourceData": html.replace('<meta charset="utf-8">', "").encode("cp1252"),
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "windows-1252",
            "WebResourceURL": "https://example.com/letters/gulls",
        },
        "WebSubresources": [
            {
                "WebResourceData": jpeg(),
                "WebResourceMIMEType": "image/jpeg",
                "WebResourceURL": "https://example.com/letters/gull.jpg",
            }
        ],
    }
    return plistlib.dumps(tree, fmt=plistlib.FMT_BINARY if binary else plistlib.FMT_XML)


def warc(*, packed: bool = True) -> bytes:
    """A page in chunks, the same page again, a redirect, a picture, an error page, a frame without text."""
    html = page().encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (html[:100], html[100:])) + b"0\r\n\r\n"

    def http_record(address: str, head: str, body: bytes, kind: str = "response") -> bytes:
        content = f"HTTP/1.1 {head}\r\n\r\n".encode() + body
        return (
            (
                f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-18T08:00:00Z\r\n"
                f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(content)}\r\n\r\n"
            ).encode()
            + content
            + b"\r\n\r\n"
        )

    ok = "200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    records = [
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 9\r\n\r\nsoftware:\r\n\r\n",
        http_record("https://example.com/gulls", "GET /gulls", b"", "request"),
        http_record("https://example.com/gulls", ok + "Transfer-Encoding: chunked", chunked),
        http_record(
            "https://example.com/gulls",
            ok + f"Content-Encoding: gzip\r\nContent-Length: {len(html)}",
            gzip.compress(html),
        ),
        http_record(
            "https://example.com/old", "301 Moved\r\nContent-Type: text/html\r\nLocation: /gulls", b"<p>moved</p>"
        ),
        http_record("https://example.com/g.jpg", "200 OK\r\nContent-Type: image/jpeg", jpeg()),
        http_record("https://example.com/lost", "404 Not Found\r\nContent-Type: text/html", html),
        http_record("https://example.com/frame", ok.strip(), b"<html><body></body></html>"),
        http_record(
            "https://example.com/ferry", ok.strip(), page("The last ferry", f"<p>{FERRY}</p><p>{BREAD}</p>").encode()
        ),
    ]
    return b"".join(gzip.compress(r) for r in records) if packed else b"".join(records)
