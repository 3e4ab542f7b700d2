"""Drawings: whether an SVG file does no more than draw, and whether drawing it ends.

A drawing may use its parts again and again, and parts may use parts: eleven groups that use one
another ten times each ask for a hundred billion shapes. So each element has a weight, the shapes
that it stands for, reckoned without drawing any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

MAX_SVG_BYTES = 1_000_000
"""Bytes."""

MAX_SHAPES = 30_000
"""Shapes that a drawing may ask for, with all that it repeats."""

MAX_DEPTH = 100
"""Elements within elements, and parts within the parts they use."""

MAX_LOOKUPS = 2_000_000
"""Different parts that a drawing uses, each of which is looked for among all its elements."""

MAX_SELECTOR_TESTS = 20_000_000
"""Steps by which the selectors of its styles are held against its elements."""

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
"""Elements of a drawing that can do more than draw."""

_URL = re.compile(r"""url\(\s*['"]?\s*#([^'")\s]+)""", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"""url\((?!\s*['"]?\s*#)[^)]*|@import[^;]*|image-set\([^)]*""", re.IGNORECASE
)
"""What in a style refers to another file. Attributes can be styles too, as `fill` is."""
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_NAME = re.compile(r"[\w-]+|\*")
_NUMBER = re.compile(r"[\d.]+")
_BETWEEN = re.compile(r"[\s>]+")
_WIDE = re.compile(r"[:~+\[]")
"""What in a selector looks at more than an element and those around it."""
_LEADS = ("a", "animate", "animateMotion", "animateTransform", "mpath", "set")
"""Elements whose address is a link, or of a movement, and not of something to draw."""


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    children: list[_Element] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    """Ids of what it draws once."""
    paints: list[str] = field(default_factory=list)
    """Ids of what each shape within it may be painted with: an element passes its patterns on to
    all that it holds."""
    markers: list[str] = field(default_factory=list)
    """Ids of what may stand at each corner of each shape within it."""


class _EndlessError(Exception):
    """Raised where weighing meets what no drawing needs."""


def svg_problem(drawing: bytes) -> str:
    """What makes an SVG drawing more than a drawing, unreadable or endless; nothing if it is none
    of these."""
    if len(drawing) > MAX_SVG_BYTES:
        return f"it has more than {MAX_SVG_BYTES:,} bytes"
    found: list[str] = []
    open_: list[_Element] = [_Element("", {})]
    styles: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag in HARMFUL:
            found.append(f"it holds the element {tag}")
        for key, value in attributes.items():
            plain = key.rpartition(":")[2].lower()
            if plain.startswith("on"):
                found.append(f"it holds the attribute {key}")
            elif key == "spreadMethod" and value.strip() != "pad":
                found.append("it has a gradient that repeats, which may be drawn without end")
            elif plain in ("href", "src") and not value.strip().startswith("#"):
                found.append(f"it refers to {value[:60]}")
            elif key == "attributeName" and value.strip().lower().endswith("href"):
                found.append("it changes what it refers to")
            elif elsewhere := _ELSEWHERE.search(value):
                found.append(f"it refers to {elsewhere[0][:60]}")
            elif "\\" in value and key == plain:
                found.append("its styles hold a backslash, which can hide what they refer to")
        if len(open_) > MAX_DEPTH:
            found.append(f"its elements stand more than {MAX_DEPTH} deep in one another")
        element = _Element(tag, attributes)
        if len(open_) <= MAX_DEPTH:
            open_[-1].children.append(element)
        open_.append(element)

    def end(_: str) -> None:
        open_.pop()

    def text(data: str) -> None:
        if open_[-1].tag == "style":
            styles.append(data)

    def instruction(target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            found.append("it asks for a style sheet")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        begin,
        end,
        text,
    )
    parser.ProcessingInstructionHandler = instruction
    parser.StartDoctypeDeclHandler = lambda *declared: found.append("it declares a document type")
    try:
        parser.Parse(drawing, True)
    except expat.ExpatError as reason:
        found.append(f"it is not XML ({reason})")
    style = "".join(styles)
    if elsewhere := _ELSEWHERE.search(style):
        found.append(f"it refers to {elsewhere[0][:60]}")
    if "\\" in style:
        found.append("its styles hold a backslash, which can hide what they refer to")
    return found[0] if found else _endless(open_[0], style)


def _endless(root: _Element, style: str) -> str:
    """Why drawing it would hardly end, or nothing."""
    elements = _all(root)
    rules = [
        (set(_NAME.findall(selector)), rule)
        for selector, rule in _RULE.findall(style)
        if "url(" in rule.lower()
    ]
    for element in elements:
        _refer(element, rules)
    if _choosing(style, len(elements), _depth(root)) > MAX_SELECTOR_TESTS:
        return (
            f"its styles hold {style.count('{'):,} rules for {len(elements):,} elements, and choose"
            " among them in too many ways"
        )
    used = {id for element in elements for id in element.uses + element.paints + element.markers}
    if len(used) * len(elements) > MAX_LOOKUPS:
        return f"it uses {len(used):,} different parts among {len(elements):,} elements"
    try:
        weight = _ShapeCounter(elements).weigh(root).shapes
    except _EndlessError as reason:
        return str(reason)
    return (
        f"it repeats its parts until it has more than {MAX_SHAPES:,} shapes"
        if weight > MAX_SHAPES
        else ""
    )


def _all(root: _Element) -> list[_Element]:
    elements, waiting = [], [root]
    while waiting:
        elements.append(waiting.pop())
        waiting += elements[-1].children
    return elements


def _depth(root: _Element) -> int:
    """How many elements stand within one another, at most."""
    depth, level = 0, [root]
    while level:
        depth, level = depth + 1, [child for element in level for child in element.children]
    return depth


def _choosing(style: str, elements: int, depth: int) -> int:
    """In how many steps the styles find their elements, at worst: each part of a selector is held
    against all that an element stands in."""
    steps = 0
    for selectors, _ in _RULE.findall(style):
        for selector in selectors.split(","):
            steps += depth ** min(20, len(_BETWEEN.split(selector.strip())) - 1) * elements ** min(
                20, len(_WIDE.findall(selector))
            )
    return steps * elements


def _refer(element: _Element, rules: list[tuple[set[str], str]]) -> None:
    """Notes what an element refers to: in its attributes, its own style, and the style rules that
    may be meant for it."""
    attributes = element.attributes
    names = {"*", element.tag, attributes.get("id", ""), *attributes.get("class", "").split()}
    declared = [
        ";".join(rule for selected, rule in rules if names & selected),
        attributes.get("style", ""),
    ]
    stated = [
        *attributes.items(),
        *(tuple(part.partition(":")[::2]) for text in declared for part in text.split(";")),
    ]
    for key, value in stated:
        if key.rpartition(":")[2] == "href" and element.tag not in _LEADS:
            element.uses.append(value.strip().removeprefix("#"))
        elif key.strip().startswith(("fill", "stroke")):
            element.paints += _URL.findall(value)
        elif key.strip().startswith("marker"):
            element.markers += _URL.findall(value)
        elif key != "style":
            element.uses += _URL.findall(value)


class _ShapeCount(NamedTuple):
    shapes: int
    corners: int
    deep: int


class _ShapeCounter:
    """Weighs the elements of one drawing, each once."""

    def __init__(self, elements: list[_Element]) -> None:
        self.named: dict[str, list[_Element]] = {}
        for element in elements:
            if id := element.attributes.get("id"):
                self.named.setdefault(id, []).append(element)
        self.marked = any(element.markers for element in elements)
        self.known: dict[int, _ShapeCount] = {}
        self.above: set[int] = set()

    def weigh(self, element: _Element, depth: int = 0) -> _ShapeCount:
        """What an element draws: all it holds and uses, painted each time, with a marker at each
        corner."""
        if (known := self.known.get(id(element))) is not None:
            return known
        if id(element) in self.above:
            raise _EndlessError("it draws itself within itself")
        if depth > MAX_DEPTH:
            raise _EndlessError(f"its parts use one another more than {MAX_DEPTH} deep")
        self.above.add(id(element))
        within = [
            *(self.weigh(part, depth + 1) for part in element.children),
            *self._parts(element.uses, depth),
        ]
        paint, marker = (
            [*self._parts(names, depth)] for names in (element.paints, element.markers)
        )
        corners = min(MAX_SHAPES, self._corners(element) + sum(part.corners for part in within))
        shapes = (1 + sum(part.shapes for part in within)) * (
            1 + sum(part.shapes for part in paint)
        ) + corners * sum(part.shapes for part in marker)
        deep = 1 + max((part.deep for part in within + paint + marker), default=0)
        if depth + deep > MAX_DEPTH:
            raise _EndlessError(f"its parts use one another more than {MAX_DEPTH} deep")
        self.above.discard(id(element))
        self.known[id(element)] = _ShapeCount(min(shapes, MAX_SHAPES + 1), corners, deep)
        return self.known[id(element)]

    def _parts(self, names: list[str], depth: int) -> Iterator[_ShapeCount]:
        return (self.weigh(part, depth + 1) for name in names for part in self.named.get(name, ()))

    def _corners(self, element: _Element) -> int:
        return (
            len(
                _NUMBER.findall(
                    f"{element.attributes.get('d', '')} {element.attributes.get('points', '')}"
                )
            )
            if self.marked
            else 0
        )
