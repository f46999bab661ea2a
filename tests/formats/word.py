"""A document of Word, built from the parts that the program writes."""

# ruff: noqa: E501 - markup as programs write it

from __future__ import annotations

from tests.formats.build import zipped

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = {
    "Title": "Title", "Heading1": "heading 1", "Heading2": "heading 2", "Quote": "Quote", "TOC1": "toc 1",
    "Author": "Author", "SourceCode": "Source Code", "Normal": "Normal",
}  # fmt: skip


def run(text: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", more: str = "") -> str:
    """A paragraph; a run without markup is plain text."""
    inner = "".join(r if r.startswith("<") else run(r) for r in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{inner}</w:p>"


def item(text: str, *, number: int = 1, depth: int = 0) -> str:
    return paragraph(text, more=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: tuple[str, ...]) -> str:
    def row(cells: tuple[str, ...], head: bool) -> str:
        mark = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
        return f"<w:tr>{mark}{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"

    return f"<w:tbl>{''.join(row(cells, at == 0) for at, cells in enumerate(rows))}</w:tbl>"


def link(text: str) -> str:
    return f'<w:hyperlink r:id="rLink">{run(text)}</w:hyperlink>'


def picture(alt: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1" descr="{alt}"/><a:graphic><a:graphicData>'
        '<pic:pic><pic:blipFill><a:blip r:embed="rPicture"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def document(
    *body: str,
    title: str = "",
    creator: str = "",
    created: str = "",
    note: str = "",
    image: bytes = b"",
    styles: str = "",
) -> bytes:
    """The file. *note*: the text of its one footnote, number 2; *styles*: definitions beside the usual ones."""
    usual = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in _STYLES.items()
    )
    levels = "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="%s"/></w:lvl>' for n in range(3))
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{levels.replace("%s", kind)}</w:abstractNum>'
        for n, kind in ((1, "bullet"), (2, "decimal"))
    ) + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/{kind}" Target="{target}"{more}/>'
        for key, kind, target, more in (
            ("rStyles", "styles", "styles.xml", ""),
            ("rNumbers", "numbering", "numbering.xml", ""),
            ("rNotes", "footnotes", "footnotes.xml", ""),
            ("rComments", "comments", "comments.xml", ""),
            ("rPicture", "image", "media/image1.jpeg", ""),
            ("rLink", "hyperlink", "https://example.com/count", ' TargetMode="External"'),
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    return zipped({
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{relations}</Relationships>',
        "word/document.xml": f"<w:document {_NS}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_NS}>{usual}{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_NS}>{numbering}</w:numbering>",
        "word/footnotes.xml": f'<w:footnotes {_NS}><w:footnote w:id="2">{paragraph(note)}</w:footnote></w:footnotes>',
        "word/comments.xml": f'<w:comments {_NS}><w:comment w:id="0" w:author="mv">{paragraph("Is this true?")}</w:comment></w:comments>',
        "word/media/image1.jpeg": image,
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><cp:lastModifiedBy>mvane</cp:lastModifiedBy>"
        f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>",
    })  # fmt: skip


NOTE_MARK = '<w:r><w:footnoteReference w:id="2"/></w:r>'
COMMENT_MARK = '<w:r><w:commentReference w:id="0"/></w:r>'
HIDDEN = "<w:vanish/>"
