"""What on a page is no part of its text: running heads, page numbers, leader dots, repeated table
heads, decoration.

It goes by the boxes that WeasyPrint has laid out. How artifacts are written, and all the rest, is
for tags.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

SVG = "{http://www.w3.org/2000/svg}"

ARTIFACT = pydyf.Dictionary()
HEAD, FOOT, REPEATED = (
    pydyf.Dictionary({"Type": "/Pagination", **more})
    for more in ({"Subtype": "/Header"}, {"Subtype": "/Footer"}, {})
)


def laid(box: Any) -> Any:
    """The box itself, where a placeholder stands for an absolutely placed one."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


@dataclass
class Artifacts:
    """The boxes of a document that are no part of its text."""

    boxes: dict[Any, Any] = field(default_factory=dict)
    """Text and pictures that are artifacts, with the properties they are marked with."""
    repeated: set[int] = field(default_factory=set)
    """Table heads that have been read once."""

    @classmethod
    def of(cls, document: Any) -> Artifacts:
        """Finds them, and takes from each page the links that no reader should meet: inside
        artifacts, inside another link."""
        found = cls()
        for page in document.pages:
            unwanted: set[int] = set()
            heads: set[int] = set()
            for box in page._page_box.children:
                found.walk(laid(box), None, False, heads, unwanted)
            found.repeated |= heads
            if unwanted:
                page.links[:] = [link for link in page.links if id(link[3]) not in unwanted]
        return found

    def walk(
        self, box: Any, properties: Any, linked: bool, heads: set[int], unwanted: set[int]
    ) -> None:
        if properties is None:
            properties = self.properties_of(box, heads)
        if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
            if properties is not None:
                self.boxes[box] = properties
            if box.link and (linked or properties is not None):
                unwanted.add(id(box))
            return
        if linked or properties is not None:
            unwanted.add(id(box))
        if isinstance(box, boxes.LineBox) and properties is None:
            self.boxes.update((text, ARTIFACT) for text in _spaces(box))
        linked = linked or bool(box.link and box.element is not None and box.element.tag == "a")
        for child in box.children:
            self.walk(laid(child), properties, linked, heads, unwanted)

    def properties_of(self, box: Any, heads: set[int]) -> Any:
        """What makes this box an artifact, or None."""
        if isinstance(box, boxes.MarginBox):
            return HEAD if box.at_keyword.startswith("@top") else FOOT
        if box.is_leader:
            return ARTIFACT
        if isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer):
            if id(box.element) in self.repeated:
                return REPEATED
            heads.add(id(box.element))
        if box.style["position"] == "fixed":
            return REPEATED
        return ARTIFACT if box.element is not None and _decorative(box.element) else None


def _spaces(line: Any) -> list[Any]:
    """The spaces of a line that holds nothing but pictures: read, they would be an empty paragraph."""
    texts = [child for child in line.children if isinstance(child, boxes.TextBox)]
    others = [
        child
        for child in line.children
        if not isinstance(child, (boxes.TextBox, boxes.ReplacedBox))
    ]
    return texts if not others and not any(text.text.strip() for text in texts) else []


def _decorative(element: Any) -> bool:
    """Whether a picture or a passage is for the eye alone."""
    attribute = element.attrib.get
    if attribute("aria-hidden") == "true":
        return True
    if element.tag == "img" and attribute("alt") == "":
        return True
    return element.tag in ("img", f"{SVG}svg") and attribute("role") in ("presentation", "none")
