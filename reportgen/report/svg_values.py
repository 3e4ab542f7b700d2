"""Whether the values of an SVG drawing can be drawn: numbers, lengths, movements and the rules of
its styles.

A value counts the same as an attribute, in a `style` attribute and in a style sheet. What a drawing
may refer to is for svg.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_N = r"[-+]?(?:[0-9]+\.?[0-9]*+|\.[0-9]++)(?:[eE][-+]?[0-9]{1,2})?"
_GAP = r"(?:\s*+,\s*+|\s++)"

_FOUR_NUMBERS = re.compile(rf"{_N}(?:{_GAP}{_N}){{3}}")
_TRANSFORMS = re.compile(
    rf"""none|(?:(?:matrix|translate|scale|rotate|skewX|skewY)\s*+
    \(\s*+{_N}(?:(?:\s*+,\s*+|\s++|(?=[-+])){_N})*+\s*+\)[\s,]*+)*+""",
    re.VERBOSE,
)
_LENGTHS = re.compile(
    rf"(?:{_N}(?:%|px|pt|pc|cm|mm|in|em|rem|ex|Q|q)?[\s,]*+)*+|auto|none|normal|inherit"
)
_SHARE = re.compile(rf"{_N}\s*+%?")
_ANGLES = re.compile(rf"(?:{_N}(?:{_GAP}{_N})*+)?+|auto|auto-start-reverse")
_SLANT = re.compile(r"normal|italic|oblique")
_TYPE_SIZE = re.compile(
    r"(?=\.?[0-9])[0-9]{0,5}(?:\.[0-9]*+)?(?:%|px|pt|pc|cm|mm|in|em|rem|ex|Q)?|inherit"
    r"|(?:xx?-)?(?:small|large)|medium|smaller|larger"
)

_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "viewbox": (_FOUR_NUMBERS, "four numbers"),
    **dict.fromkeys(
        ("transform", "gradienttransform", "patterntransform"),
        (_TRANSFORMS, "a list of movements, as rotate(45)"),
    ),
    **dict.fromkeys(
        (
            *("x", "y", "dx", "dy", "cx", "cy", "r", "rx", "ry", "x1", "x2", "y1", "y2"),
            *("fx", "fy", "fr", "width", "height", "offset", "refx", "refy"),
            *("markerwidth", "markerheight", "startoffset", "textlength"),
            *("stroke-width", "stroke-dasharray", "stroke-dashoffset"),
            *("letter-spacing", "word-spacing"),
        ),
        (_LENGTHS, "a number, with or without a unit"),
    ),
    **dict.fromkeys(
        (
            *("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "flood-opacity"),
            "stroke-miterlimit",
        ),
        (_SHARE, "a number"),
    ),
    **dict.fromkeys(("rotate", "orient"), (_ANGLES, "a number of degrees")),
    "font-style": (_SLANT, "normal, italic or oblique"),
    "font-size": (_TYPE_SIZE, "a size of type below 100,000"),
}
"""The form of each value that WeasyPrint reads as numbers, and what to say where it has another."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_SIMPLE = r"[.#][\w-]++|\[[\w:-]++(?:[~|^$*]?=(?:\"[^\"]*+\"|'[^']*+'|[\w-]++))?\]|:[a-z-]++"
_PART = rf"(?:(?:\*|[A-Za-z][\w-]*+)(?:{_SIMPLE})*+|(?:{_SIMPLE})++)"
_SELECTORS = re.compile(rf"{_PART}(?:\s*+[>+~,]\s*+{_PART}|\s++{_PART})*+")
_KNOWN_STATES = frozenset(("root", "first-child", "last-child", "only-child", "empty", "link"))


def find_value_problem(name: str, value: str) -> str:
    """Say why a value cannot be drawn. An empty text means that it can."""
    if name == "style":
        return find_declaration_problem(value)
    form = _FORMS.get(name.lower())
    if form is None or form[0].fullmatch(value.strip()):
        return ""
    return f"its {name} `{value.strip()[:60]}` is not {form[1]}"


def find_declaration_problem(declarations: str) -> str:
    """Say why a list of declarations cannot be drawn: `fill: red; opacity: 0.5`. An empty text
    means that it can."""
    for declaration in _COMMENT.sub("", declarations).split(";"):
        name, _, value = declaration.partition(":")
        value = value.strip().removesuffix("!important")
        if problem := find_value_problem(name.strip(), value) if name.strip() != "style" else "":
            return problem
    return ""


def find_sheet_problem(style: str) -> str:
    """Say why a style sheet cannot be drawn or read. An empty text means that it can."""
    style = _COMMENT.sub("", style)
    for selectors, declarations in _split_blocks(style):
        states = re.findall(r":([a-z-]+)", re.sub(r"\[[^\]]*\]", "", selectors))
        if not _SELECTORS.fullmatch(selectors) or not _KNOWN_STATES.issuperset(states):
            return f"its styles have a rule that cannot be read: {selectors[:60] or '{'}"
        if problem := find_declaration_problem(declarations):
            return problem
    return ""


def _split_blocks(style: str) -> Iterator[tuple[str, str]]:
    """The rules of a style sheet, selectors and declarations. Rules like @media are passed over.
    A brace too many or too few gives a rule without selectors."""
    depth, begin, inside, selectors = 0, 0, 0, ""
    for brace in _BRACE.finditer(style):
        if brace[0] == "{":
            if depth == 0:
                selectors = style[begin : brace.start()].rpartition(";")[2].strip()
                inside = brace.end()
            depth += 1
            continue
        depth -= 1
        if depth == 0:
            if not selectors.startswith("@"):
                yield selectors, style[inside : brace.start()]
            begin = brace.end()
        elif depth < 0:
            break
    if depth:
        yield "", ""
