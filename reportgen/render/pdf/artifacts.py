"""What on a page is not part of its text: running heads, page numbers, leader dots, repeated table
heads, decoration.

It goes by the boxes that WeasyPrint has laid out. How artifacts are written, and everything else,
is the work of tagger.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pydyf
from weasyprint.formatting_structure import boxes

from reportgen.render.pdf.layout import SVG, follow_placeholder

Artifacts: TypeAlias = Mapping[Any, pydyf.Dictionary]
"""Boxes of text and pictures that are artifacts, with the properties they are marked with."""

ARTIFACT = pydyf.Dictionary()
HEAD, FOOT, REPEATED = (
    pydyf.Dictionary({"Type": "/Pagination", **more})
    for more in ({"Subtype": "/Header"}, {"Subtype": "/Footer"}, {})
)


def find_artifacts(document: Any) -> Artifacts:
    """Find the artifacts of a document, and take from its pages the links that no reader should
    meet: those inside artifacts and those inside another link."""
    artifacts: dict[Any, pydyf.Dictionary] = {}
    known_heads: set[int] = set()
    for page in document.pages:
        search = _PageSearch(artifacts, known_heads)
        for box in page._page_box.children:
            search.visit(follow_placeholder(box))
        known_heads |= search.heads
        if search.unlinked:
            page.links[:] = [link for link in page.links if id(link[3]) not in search.unlinked]
    return artifacts


def read_text(box: Any, artifacts: Artifacts) -> str:
    """The text of a box that is read aloud."""
    if isinstance(box, boxes.TextBox):
        return "" if box in artifacts else str(box.text)
    if isinstance(box, boxes.ReplacedBox):
        return ""
    return "".join(read_text(follow_placeholder(child), artifacts) for child in box.children)


class _PageSearch:
    """Searches the boxes of one page."""

    def __init__(self, artifacts: dict[Any, pydyf.Dictionary], known_heads: set[int]) -> None:
        self.artifacts = artifacts
        self.known_heads = known_heads
        """Heads and feet of tables that an earlier page has."""
        self.heads: set[int] = set()
        """Heads and feet of tables that are on this page for the first time."""
        self.unlinked: set[int] = set()
        """Boxes whose links are taken away."""

    def visit(
        self, box: Any, properties: pydyf.Dictionary | None = None, in_link: bool = False
    ) -> None:
        """Search a box. `properties` are those of the artifact that it is in."""
        if properties is None:
            properties = self._classify(box)
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            if properties is not None:
                self.artifacts[box] = properties
            if box.link and (in_link or properties is not None):
                self.unlinked.add(id(box))
            return
        if in_link or properties is not None:
            self.unlinked.add(id(box))
        if isinstance(box, boxes.LineBox) and properties is None:
            self.artifacts.update((text, ARTIFACT) for text in _spaces_between_pictures(box))
        in_link = in_link or bool(box.link and box.element is not None and box.element.tag == "a")
        for child in box.children:
            self.visit(follow_placeholder(child), properties, in_link)

    def _classify(self, box: Any) -> pydyf.Dictionary | None:
        """The properties of an artifact, or None if the box is not one by itself."""
        if isinstance(box, boxes.MarginBox):
            return HEAD if box.at_keyword.startswith("@top") else FOOT
        if box.is_leader:
            return ARTIFACT
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            if id(box.element) in self.known_heads:
                return REPEATED
            self.heads.add(id(box.element))
        if box.style["position"] == "fixed":
            return REPEATED
        return ARTIFACT if box.element is not None and _is_decorative(box.element) else None


def _spaces_between_pictures(line: Any) -> list[Any]:
    """The spaces of a line that holds only pictures. Without this they would become an empty
    paragraph."""
    texts = [child for child in line.children if isinstance(child, boxes.TextBox)]
    others = [
        child
        for child in line.children
        if not isinstance(child, (boxes.TextBox, boxes.ReplacedBox))
    ]
    return texts if not others and not any(text.text.strip() for text in texts) else []


def _is_decorative(html: Any) -> bool:
    """Whether a picture or a passage is only there to be looked at."""
    attribute = html.attrib.get
    if attribute("aria-hidden") == "true":
        return True
    if html.tag == "img" and attribute("alt") == "":
        return True
    return html.tag in ("img", f"{SVG}svg") and attribute("role") in ("presentation", "none")
