"""Whether an SVG file only draws: it runs nothing, fetches nothing, and drawing it ends.

Whether drawing it ends is counted in svg_shapes.py.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from reportgen.report.svg_shapes import SvgElement, find_endless_drawing
from reportgen.report.svg_values import find_sheet_problem, find_value_problem
from reportgen.util.picture_limits import MAX_SVG_BYTES, MAX_SVG_DEPTH

HARMFUL = frozenset(
    {
        "script",
        "foreignObject",
        "iframe",
        "embed",
        "object",
        "audio",
        "video",
        "handler",
        "listener",
    }
)
"""Elements that can do more than draw."""

_ENCODINGS = frozenset(("utf-8", "us-ascii", "ascii", "iso-8859-1"))

_ELSEWHERE = re.compile(
    r"""
    url\( (?!\s*+['"]?+\s*+\#) [^)]*+  # url(map.png), url('https://example.org'); not url(#part)
    | @import [^;]*+                 # @import "more.css"
    | image-set\( [^)]*+             # image-set("map.png" 1x)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A reference of a style to another file. Attributes can be styles too, as `fill` is."""


def svg_problem(drawing: bytes) -> str:
    """Say what makes a file more than a drawing, unreadable or endless. An empty text means that
    nothing does."""
    if len(drawing) > MAX_SVG_BYTES:
        return f"it has more than {MAX_SVG_BYTES:,} bytes"
    reader = _SvgReader()
    reader.read(drawing)
    return (
        reader.problems[0] if reader.problems else find_endless_drawing(reader.root, reader.style)
    )


class _SvgReader:
    """Reads a drawing into its elements and its styles, and lists what does more than draw."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.root = SvgElement("", {})
        self.styles: list[str] = []
        """The text of all `style` elements, in pieces."""
        self._open = [self.root]
        """The elements around the one that is read."""

    @property
    def style(self) -> str:
        return "".join(self.styles)

    def read(self, drawing: bytes) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._begin_element
        parser.EndElementHandler = self._end_element
        parser.CharacterDataHandler = self._add_text
        parser.ProcessingInstructionHandler = self._check_instruction
        parser.XmlDeclHandler = self._check_encoding
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        try:
            parser.Parse(drawing, True)
        except expat.ExpatError as reason:
            self.problems.append(f"it is not XML ({reason})")
        self.problems += _find_style_problems(self.style)

    def _begin_element(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if len(self._open) == 1 and tag != "svg":
            self.problems.append(f"it begins with the element {tag[:60]}, not with svg")
        if tag in HARMFUL:
            self.problems.append(f"it holds the element {tag}")
        for key, value in attributes.items():
            if problem := _find_attribute_problem(key, value):
                self.problems.append(problem)
        element = SvgElement(tag, attributes)
        if len(self._open) > MAX_SVG_DEPTH:
            self.problems.append(f"its elements are nested more than {MAX_SVG_DEPTH} deep")
        else:
            self._open[-1].children.append(element)
        self._open.append(element)

    def _end_element(self, _: str) -> None:
        self._open.pop()

    def _add_text(self, text: str) -> None:
        if self._open[-1].tag == "style":
            self.styles.append(text)

    def _check_instruction(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            self.problems.append("it asks for a style sheet")

    def _check_encoding(self, _: str, encoding: str | None, *__: object) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            self.problems.append(f"its encoding is {encoding[:40]}, not UTF-8")

    def _refuse_document_type(self, *_: object) -> None:
        self.problems.append("it declares a document type")


def _find_attribute_problem(key: str, value: str) -> str:
    """Say what an attribute does that no drawing needs; an empty text if it only draws."""
    name = key.rpartition(":")[2].lower()
    if name.startswith("on"):
        return f"it holds the attribute {key}"
    if key == "spreadMethod" and value.strip() != "pad":
        return "it has a gradient that repeats, which may be drawn without end"
    if name in ("href", "src") and not value.strip().startswith("#"):
        return f"it refers to {value[:60]}"
    if key == "attributeName" and value.strip().lower().endswith("href"):
        return "it changes what it refers to"
    if elsewhere := _ELSEWHERE.search(value):
        return f"it refers to {elsewhere[0][:60]}"
    if "\\" in value and key == name:
        return "its styles hold a backslash, which can hide what they refer to"
    return find_value_problem(key, value)


def _find_style_problems(style: str) -> list[str]:
    problems = []
    if elsewhere := _ELSEWHERE.search(style):
        problems.append(f"it refers to {elsewhere[0][:60]}")
    if "\\" in style:
        problems.append("its styles hold a backslash, which can hide what they refer to")
    if problem := find_sheet_problem(style):
        problems.append(problem)
    return problems
