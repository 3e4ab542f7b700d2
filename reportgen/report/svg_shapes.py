"""How many shapes an SVG drawing asks for, counted without drawing any.

A drawing may use its parts again and again, and parts may use parts: eleven groups that use one
another ten times each ask for a hundred billion shapes. So the shapes of each element are counted
once and multiplied wherever the element is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from reportgen.util.picture_limits import (
    MAX_SVG_DEPTH,
    MAX_SVG_LOOKUPS,
    MAX_SVG_SELECTOR_TESTS,
    MAX_SVG_SHAPES,
)

MAX_EXPONENT = 20
"""The most parts of a selector that are counted."""

_PART_ADDRESS = re.compile(
    r"""
    url\( \s*+['"]?+\s*+ \#          # url(#shade), url( "#shade" )
    ([^'")\s]++)                     # shade
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAME = re.compile(r"[\w-]+|\*")
"""A name in a selector: `g.wall > *` has three."""
_NUMBER = re.compile(r"[\d.]+")
_BETWEEN_PARTS = re.compile(r"[\s>]+")
"""What separates the parts of a selector: `g .wall > path` has three parts."""
_WIDE = re.compile(r"[:~+\[]")
"""A sign in a selector that looks at more than an element and those around it: `g:has(path)`."""

_LINKS_AND_MOVEMENTS = frozenset(
    {"a", "animate", "animateMotion", "animateTransform", "mpath", "set"}
)
"""Elements whose address is a link or belongs to a movement, and draws nothing."""


@dataclass
class SvgElement:
    """An element of a drawing, and the ids of the parts that it refers to."""

    tag: str
    attributes: dict[str, str]
    children: list[SvgElement] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    """Parts that it draws once."""
    paints: list[str] = field(default_factory=list)
    """Parts that each shape inside it may be painted with: patterns are inherited."""
    markers: list[str] = field(default_factory=list)
    """Parts that may be drawn at each corner of each shape inside it."""


class _EndlessDrawingError(Exception):
    """Raised where counting meets something that no drawing needs."""


def find_endless_drawing(root: SvgElement, style: str) -> str:
    """Say why drawing would take too long. An empty text means that it ends soon."""
    elements = _list_elements(root)
    all_rules = list(_split_rules(style))
    steps = _count_selector_tests(all_rules, len(elements), _measure_depth(root))
    if steps > MAX_SVG_SELECTOR_TESTS or len(all_rules) * len(elements) > MAX_SVG_LOOKUPS:
        return (
            f"its styles have {style.count('{'):,} rules for {len(elements):,} elements, and select"
            " them in too many ways"
        )
    rules = [
        (set(_NAME.findall(selector)), rule)
        for selector, rule in all_rules
        if "url(" in rule.lower()
    ]
    for element in elements:
        _collect_references(element, rules)
    used = {id for element in elements for id in element.uses + element.paints + element.markers}
    if len(used) * len(elements) > MAX_SVG_LOOKUPS:
        return f"it uses {len(used):,} different parts among {len(elements):,} elements"
    try:
        count = _ShapeCounter(elements).count(root)
    except _EndlessDrawingError as reason:
        return str(reason)
    if count.shapes > MAX_SVG_SHAPES:
        return f"it repeats its parts until it has more than {MAX_SVG_SHAPES:,} shapes"
    return ""


def _list_elements(root: SvgElement) -> list[SvgElement]:
    elements, waiting = [], [root]
    while waiting:
        elements.append(waiting.pop())
        waiting += elements[-1].children
    return elements


def _measure_depth(root: SvgElement) -> int:
    """How many elements are nested, at most."""
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for element in level for child in element.children]
    return depth


def _split_rules(style: str) -> Iterator[tuple[str, str]]:
    """The rules of a style, selector and declarations: `.wall { fill: url(#brick) }`. Split at the
    braces, since a pattern that looks for them takes the square of a style without any."""
    *pieces, _ = style.split("}")
    for piece in pieces:
        selector, brace, rule = piece.rpartition("{")
        if brace:
            yield selector.rpartition("{")[2], rule


def _count_selector_tests(rules: list[tuple[str, str]], elements: int, depth: int) -> int:
    """In how many steps the styles find their elements, at worst: each part of a selector is
    compared with all elements around an element."""
    steps = 0
    for selectors, _ in rules:
        for selector in selectors.split(","):
            ancestors = min(MAX_EXPONENT, len(_BETWEEN_PARTS.split(selector.strip())) - 1)
            wide = min(MAX_EXPONENT, len(_WIDE.findall(selector)))
            steps += depth**ancestors * elements**wide
    return steps * elements


def _collect_references(element: SvgElement, rules: list[tuple[set[str], str]]) -> None:
    """Collect the parts that an element refers to: in its attributes, in its own style, and in the
    style rules that may be meant for it."""
    attributes = element.attributes
    names = {"*", element.tag, attributes.get("id", ""), *attributes.get("class", "").split()}
    styles = [
        ";".join(rule for selected, rule in rules if names & selected),
        attributes.get("style", ""),
    ]
    declarations = [
        *attributes.items(),
        *(tuple(part.partition(":")[::2]) for style in styles for part in style.split(";")),
    ]
    for key, value in declarations:
        if key.rpartition(":")[2] == "href" and element.tag not in _LINKS_AND_MOVEMENTS:
            element.uses.append(value.strip().removeprefix("#"))
        elif key.strip().startswith(("fill", "stroke")):
            element.paints += _PART_ADDRESS.findall(value)
        elif key.strip().startswith("marker"):
            element.markers += _PART_ADDRESS.findall(value)
        elif key != "style":
            element.uses += _PART_ADDRESS.findall(value)


class _ShapeCount(NamedTuple):
    shapes: int
    corners: int
    depth: int


class _ShapeCounter:
    """Counts the shapes of the elements of one drawing, those of each element once."""

    def __init__(self, elements: list[SvgElement]) -> None:
        self.by_id: dict[str, list[SvgElement]] = {}
        for element in elements:
            if id := element.attributes.get("id"):
                self.by_id.setdefault(id, []).append(element)
        self.has_markers = any(element.markers for element in elements)
        self.counts: dict[int, _ShapeCount] = {}
        self.around: set[int] = set()
        """The elements that are being counted around the current one."""

    def count(self, element: SvgElement, depth: int = 0) -> _ShapeCount:
        """Count what an element draws: all that it holds and uses, painted each time, with a marker
        at each corner."""
        if (count := self.counts.get(id(element))) is not None:
            return count
        if id(element) in self.around:
            raise _EndlessDrawingError("it draws itself inside itself")
        if depth > MAX_SVG_DEPTH:
            raise _too_deep()
        self.around.add(id(element))
        inside = [
            *(self.count(part, depth + 1) for part in element.children),
            *self._count_parts(element.uses, depth),
        ]
        paints = [*self._count_parts(element.paints, depth)]
        markers = [*self._count_parts(element.markers, depth)]
        corners = min(
            MAX_SVG_SHAPES, self._count_corners(element) + sum(part.corners for part in inside)
        )
        shapes = (1 + sum(part.shapes for part in inside)) * (
            1 + sum(part.shapes for part in paints)
        ) + corners * sum(part.shapes for part in markers)
        height = 1 + max((part.depth for part in inside + paints + markers), default=0)
        if depth + height > MAX_SVG_DEPTH:
            raise _too_deep()
        self.around.discard(id(element))
        self.counts[id(element)] = _ShapeCount(min(shapes, MAX_SVG_SHAPES + 1), corners, height)
        return self.counts[id(element)]

    def _count_parts(self, ids: list[str], depth: int) -> Iterator[_ShapeCount]:
        return (self.count(part, depth + 1) for id in ids for part in self.by_id.get(id, ()))

    def _count_corners(self, element: SvgElement) -> int:
        """Count the numbers of an outline: it has at most that many corners."""
        if not self.has_markers:
            return 0
        attributes = element.attributes
        outline = f"{attributes.get('d', '')} {attributes.get('points', '')}"
        return len(_NUMBER.findall(outline))


def _too_deep() -> _EndlessDrawingError:
    return _EndlessDrawingError(f"its parts use one another more than {MAX_SVG_DEPTH} deep")
