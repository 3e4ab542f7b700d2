"""Links in the structure tree of a PDF: which element a link has, where on the pages it is active,
and what a screen reader says of it.

It must not know footnotes: their links are made in footnotes.py.
"""

from __future__ import annotations

from typing import Any

import pydyf

from reportgen.render.pdf.structure import MarkedContent, StructureElement

PRINTED = 4
"""The flag of an annotation that is printed with its page. PDF/UA asks for it."""


class LinkAreas:
    """The links of one document, each with the areas of its pages that are active."""

    def __init__(self) -> None:
        self.links: dict[StructureElement, tuple[Any, list[pydyf.Dictionary]]] = {}
        """For each link its HTML element and its areas."""

    def add_link(self, html: Any, host: StructureElement) -> StructureElement:
        """Add a link to the element that holds it."""
        link = StructureElement("Link", host)
        self.links[link] = (html, [])
        return link

    def add_area(self, element: StructureElement, box: Any, page: int) -> None:
        """Add the area of a box to its link. A link has one area for each line that it is on."""
        annotation = box.link_annotation
        if element not in self.links:
            element = self.add_link(box.element, element.text_host())
        annotation["F"] = PRINTED
        element.kids.append(MarkedContent(page, annotation=annotation))
        self.links[element][1].append(annotation)

    def describe(self) -> None:
        """Describe each link by its label, its title or its text, not by its address."""
        for html, areas in self.links.values():
            text = " ".join("".join(html.itertext()).split())
            if description := html.attrib.get("aria-label") or html.attrib.get("title") or text:
                for annotation in areas:
                    annotation["Contents"] = pydyf.String(description)
