"""WordprocessingML as strings: runs and the properties of paragraphs, in the order that the format
asks for. It knows nothing of reports."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_ORDER = (
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "numPr",
    "pBdr",
    "shd",
    "tabs",
    "spacing",
    "ind",
    "contextualSpacing",
    "jc",
    "outlineLvl",
    "sectPr",
)


def escape_text(text: str) -> str:
    """Text inside an element."""
    return escape(_NOT_XML.sub("", text))


def quote_value(text: str) -> str:
    """Text as the value of an attribute, with its quotation marks."""
    return quoteattr(_NOT_XML.sub("", text))


def make_run(
    text: str, *, bold: bool = False, italic: bool = False, style: str | None = None
) -> str:
    """Text in one type."""
    if not text:
        return ""
    properties = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/>" if bold else "")
        + ("<w:i/>" if italic else "")
    )
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    words = escape_text(" ".join(re.split(r"[\n\t]+", text)))
    return f'<w:r>{inner}<w:t xml:space="preserve">{words}</w:t></w:r>'


LINE_BREAK = "<w:r><w:br/></w:r>"


def make_field(instruction: str, text: str, *, style: str | None = None) -> str:
    """A field, which the reader's program may bring up to date, and what it shows until then."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""

    def part(kind: str) -> str:
        return f'<w:r>{properties}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    instruction_runs = (
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
        "</w:r>"
    )
    return (
        part("begin")
        + instruction_runs
        + part("separate")
        + f"<w:r>{properties}<w:t>{escape_text(text)}</w:t></w:r>"
        + part("end")
    )


def make_paragraph(
    content: str, style: str | None = None, properties: dict[str, str] | None = None
) -> str:
    """A paragraph. `properties` has the XML of each property by the name of its element."""
    values = properties or {}
    ordered = "".join(values[name] for name in _ORDER if name in values)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    head = f"<w:pPr>{named}{ordered}</w:pPr>" if named or ordered else ""
    return f"<w:p>{head}{content}</w:p>"


def make_section(*, landscape: bool, kind: str = "nextPage") -> str:
    """The end of a section: A4, upright or turned. The first one names the head and foot of the
    pages, which all others take over."""
    size = '<w:pgSz w:w="11906" w:h="16838"/>'
    if landscape:
        size = '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/>'
        '<w:footerReference w:type="default" r:id="rIdFooter"/>'
        f'<w:type w:val="{kind}"/>{size}'
        '<w:pgMar w:top="1304" w:right="1418" w:bottom="1304" w:left="1418" w:header="567"'
        ' w:footer="567" w:gutter="0"/></w:sectPr>'
    )


UPRIGHT_WIDTH, TURNED_WIDTH = 11906 - 2 * 1418, 16838 - 2 * 1418
"""The width of the text on a page, in twips."""


def plain_text(xml: str) -> str:
    """The words in a stretch of markup."""
    words = re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:br/>)", xml)
    return "".join(" " if line else text for text, line in words)
