"""Turns what WeasyPrint warns of, and what a document may not use, into problems with a place."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from reportgen.problems import InputError, Place, Problem, error
from reportgen.render.pdf.resources import RESOURCE_HOST, PdfResources

_IGNORED_STYLE = re.compile(r"Ignored `+(.+?)`+ at")
"""Ignored `colour: red` at 12:3, unknown property."""


class _LogCollector(logging.Handler):
    """Collects the messages that are logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def collect_warnings() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs."""
    collector = _LogCollector()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(collector)
    try:
        yield collector.messages
    finally:
        logger.removeHandler(collector)


def refuse_faults(
    warnings: Sequence[str], refused: Sequence[str], document: Place, resources: PdfResources
) -> None:
    """Raise InputError with everything that was warned of or refused, if there is anything.

    Each problem is at the line that names the image or holds the style; if no line does, it is at
    the document.
    """
    problems = [_refused_problem(item, document, resources) for item in dict.fromkeys(refused)]
    problems += [
        _warning_problem(message, document, resources)
        for message in dict.fromkeys(warnings)
        if not (refused and message.startswith("Failed to load"))
    ]
    if problems:
        raise InputError(*problems)


def _refused_problem(item: str, document: Place, resources: PdfResources) -> Problem:
    """The problem of an address that was refused: `item` is the address and the reason."""
    address = item.partition(": ")[0]
    return error(
        "pdf-address",
        _find_image(item, resources) or _find_style(address, resources) or document,
        f"the document asks for something it may not have: {item}",
        "put images beside the inspection file, fonts and style sheets into the templates",
    )


def _warning_problem(message: str, document: Place, resources: PdfResources) -> Problem:
    place, hint = document, "change the template, the style sheet or the prose that it comes from"
    ignored = _IGNORED_STYLE.match(message)
    if image := _find_image(message, resources):
        place, hint = image, "save the picture again, as PNG or as a plain SVG"
    elif ignored and (style := _find_style(ignored[1], resources)):
        place, hint = style, "correct the style"
    return error("pdf-warning", place, f"WeasyPrint: {message[:300]}", hint)


def _find_image(message: str, resources: PdfResources) -> Place | None:
    """Where the image is named whose address is in a message."""
    from urllib.parse import unquote

    message = unquote(message)
    longest_first = sorted(resources.places, key=len, reverse=True)
    return next(
        (resources.places[name] for name in longest_first if f"{RESOURCE_HOST}{name}" in message),
        None,
    )


def _find_style(text: str, resources: PdfResources) -> Place | None:
    """Where a style sheet has this text, with any spaces."""
    style = "".join(text.split())
    style_sheets = (
        path for folder in resources.templates for path in sorted((folder / "css").glob("*.css"))
    )
    for path in style_sheets if style else ():
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if style in "".join(line.split()):
                return Place(f"templates/css/{path.name}", number, 1, len(line) + 1)
    return None
