"""The words of a finished page as plain headings, paragraphs and tables, with no style but a font
and margins: the least that WeasyPrint can take for them."""

from __future__ import annotations

from lxml import etree
from lxml import html as lxml_html

BLOCKS = {"p", "li", "ul", "ol", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr"}
BLOCKS |= {"th", "td", "h1", "h2", "h3", "h4", "h5", "h6"}
WITHOUT_WORDS = ("head", "script", "style", "svg", "img", "template")
STYLE = "@page { size: A4; margin: 2cm } body { font-family: 'Reportgen Sans' }"


def make_plain(page: str, title: str) -> str:
    """Make the plain page of a finished one."""
    root = lxml_html.fromstring(page)
    etree.strip_elements(root, *WITHOUT_WORDS, with_tail=False)
    body = root.find(".//body")
    assert body is not None
    for element in reversed(list(body.iterdescendants(etree.Element))):
        for name in set(element.attrib) - {"colspan", "rowspan"}:
            del element.attrib[name]
        if element.tag in BLOCKS:
            continue
        if element.tag in ("div", "section", "figure", "figcaption", "blockquote", "aside"):
            has_blocks = any(child.tag in BLOCKS for child in element)
            if (element.text or "").strip() and not has_blocks:
                element.tag = "p"
                continue
        element.drop_tag()
    body.attrib.clear()
    words = lxml_html.tostring(body, encoding="unicode")
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head>{words}</html>"
    )
