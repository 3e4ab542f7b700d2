"""What to say when YAML cannot be parsed: the parser's messages in plain words, and their place."""

from __future__ import annotations

from typing import NamedTuple

import yaml

from reportgen.problems import Place, Problem, error
from reportgen.reading.yaml_causes import find_cause


class _Advice(NamedTuple):
    """What a message of the parser means, and what to do."""

    part: str
    """The words that the message is recognised by."""
    message: str
    hint: str


_ADVICE = (
    _Advice(
        "found character '\\t'",
        "a tab is not allowed here",
        "indent with spaces; this line begins with a tab",
    ),
    _Advice(
        "found character that cannot start any token",
        "this value begins with a character that YAML reserves (a tab, %, @ or `)",
        "put quotation marks around the value",
    ),
    _Advice(
        "mapping values are not allowed",
        "a colon followed by a space is not allowed in this text",
        "put quotation marks around the text, or write | after its key and start the text on the"
        " next line",
    ),
    _Advice(
        "could not find expected ':'",
        "in this line, or in one above it, there is text where a key and a colon should be",
        "write a colon and a space after a key; write | after the key of a text of several lines,"
        " and indent the text",
    ),
    _Advice(
        "did not find expected key",
        "this line does not fit the lines above it",
        "indent it like the lines above; look for a quotation mark that is not closed, or that is"
        " closed before the end of a value",
    ),
    _Advice(
        "did not find expected '-' indicator",
        "this line is within a list, but does not begin with -",
        "begin every item of a list with - at the same indentation",
    ),
    _Advice(
        "did not find expected ',' or",
        "a bracket is not closed, or a comma is missing between two values",
        "close the bracket, or add the comma; put quotation marks around a text that contains"
        " brackets",
    ),
    _Advice(
        "found undefined alias",
        "a value that begins with * needs quotation marks",
        "put quotation marks around the value",
    ),
    _Advice(
        "found unexpected end of stream",
        "a quotation mark or a bracket is not closed",
        "close it at the end of the value",
    ),
    _Advice(
        "found unknown escape",
        "in double quotation marks, \\ has a meaning of its own, and this is not one that it can"
        " have",
        "use single quotation marks, or write \\ twice",
    ),
    _Advice(
        "did not find expected alphabetic or numeric",
        "a value that begins with * or & needs quotation marks",
        "put quotation marks around the value",
    ),
    _Advice(
        "but found another document",
        "the file has more than one YAML document",
        "delete the line ---",
    ),
    _Advice(
        "expected a single document",
        "the file has more than one YAML document",
        "delete the line ---",
    ),
    _Advice(
        "did not find expected <document start>",
        "this line does not belong to the rest of the file",
        "check the indentation of this line and of the lines above it",
    ),
    _Advice(
        "block sequence entries are not allowed",
        "a list cannot begin in the middle of this line",
        "begin the list on a line of its own",
    ),
    _Advice(
        "duplicate anchor",
        "two anchors have the same name",
        "give each anchor (&name) a name of its own",
    ),
)


def describe_syntax_error(problem: yaml.YAMLError, text: str, display_path: str) -> Problem:
    """Describe what the parser found, at its place, with what to do about it."""
    line, column = _find_place(problem, text)
    written = text.split("\n")[line - 1]
    if written.lstrip(" ").startswith("\t"):
        column = written.index("\t") + 1
        return error(
            "yaml-syntax",
            Place(display_path, line, column, column + 1),
            "there is a tab where spaces are needed",
            "indent with spaces; most editors can replace all tabs with them",
        )
    if cause := find_cause(text, line, display_path):
        return cause
    token = str(
        getattr(problem, "problem", None) or getattr(problem, "reason", None) or problem
    ).strip()
    default = _Advice(
        "",
        f"this is not YAML: {token}",
        "compare the indentation and quotation marks with the lines around it",
    )
    advice = next((advice for advice in _ADVICE if advice.part in token), default)
    place = Place(display_path, line, column, column + 1)
    return error("yaml-syntax", place, advice.message, advice.hint)


def _find_place(problem: yaml.YAMLError, text: str) -> tuple[int, int]:
    """Find the line and column of a syntax error. If the file ends too early, that is where the
    quotation mark or bracket was opened."""
    context = getattr(problem, "context_mark", None)
    mark = getattr(problem, "problem_mark", None) or context
    if context and "end of stream" in str(getattr(problem, "problem", "")):
        mark = context
    lines = text.split("\n")
    line = min((mark.line if mark else 0) + 1, len(lines))
    column = min((mark.column if mark else 0) + 1, len(lines[line - 1]) + 1)
    return line, column
