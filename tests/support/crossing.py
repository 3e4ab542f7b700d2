"""Each part of a published original beside the part of our report that it went into, and which of
its figures are there.

`tests/facts/` keeps what was read off the originals; the pages are made from `inspections/`. The
tests judge what is found, and docs/generate.py writes it out. It must not know the originals
themselves.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.render.html.page import PageRenderer
from reportgen.report.builder import build_report
from tests.support.page_text import Page
from tests.support.printed_figures import Figure, Printed

REPOSITORY = Path(__file__).resolve().parents[2]
LISTS = REPOSITORY / "tests" / "facts"
PROJECT = Project(REPOSITORY)


def _lists(folder: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {
        path.stem: yaml.load(path.read_text("utf-8"), Loader=loader)
        for path in sorted(folder.glob("*.yaml"))
    }


FACTS: dict[str, list[dict[str, Any]]] = _lists(LISTS)
PARTS: dict[str, list[dict[str, str]]] = _lists(LISTS / "parts")
PRINTED: dict[str, dict[str, Any]] = _lists(LISTS / "figures")


class Part(NamedTuple):
    """A part of an original: our chapters that hold it (none where it is left out), its figures,
    those that are not there, how many items it lists."""

    listed: dict[str, str]
    chapters: frozenset[str]
    figures: frozenset[Figure]
    missing: frozenset[Figure]
    items: int


@cache
def page_of(slug: str) -> Page:
    dossier = open_dossier(PROJECT, slug)
    assert not dossier.has_errors, dossier.problems
    return Page(PageRenderer(PROJECT.template_folders).page(build_report(dossier)))


def figures_in(by_unit: dict[str, list[str]]) -> frozenset[Figure]:
    return frozenset(Figure(value, unit) for unit, values in by_unit.items() for value in values)


def has_own_heading(part: dict[str, str]) -> bool:
    return not part["source"].startswith("(")


@cache
def parts_of(slug: str) -> list[Part]:
    """The parts of an original in its order. What has no heading of its own stands, for its
    figures, under the heading before it."""
    page = page_of(slug)
    chapters: list[set[str]] = []
    for part in PARTS[slug]:
        if has_own_heading(part):
            chapters.append(set())
        if chapters and part["ours"] not in ("left out", "notes"):
            chapters[-1].add(page.chapter(part["ours"]))
    under = iter(zip(map(frozenset, chapters), PRINTED[slug]["parts"], strict=True))
    parts = []
    for part in PARTS[slug]:
        places, figures = (
            next(under) if has_own_heading(part) else (frozenset(), {"figures": {}, "items": 0})
        )
        printed = figures_in(figures["figures"]) if places else frozenset()
        ours = Printed(" ".join(page.text(id) for id in sorted(places)))
        parts.append(
            Part(
                part,
                places,
                printed,
                frozenset(figure for figure in printed if not ours.holds(figure)),
                figures["items"],
            )
        )
    return parts
