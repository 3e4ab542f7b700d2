"""Every fact that was read off the published originals by hand is in our reports, in the part where it belongs.

`tests/facts/<slug>.yaml` lists them: `{in, fact, about}`, and rows of tables as `{in, row: [cell, …]}`. `in` is the id of a section of
the web page, or `anywhere`; a section's text is its own, without the sections inside it and with the notes called in it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportgen.dossier import open_dossier
from reportgen.html import Setting
from reportgen.project import Project
from reportgen.report import report_of
from tests.page_text import Page, normal, standing_alone

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = Project(REPOSITORY)
FACTS: dict[str, list[dict[str, Any]]] = {
    path.stem: yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for path in sorted((REPOSITORY / "tests" / "facts").glob("*.yaml"))}


@cache
def page_of(slug: str) -> Page:
    dossier = open_dossier(PROJECT, slug)
    assert not dossier.has_errors, dossier.problems
    return Page(Setting(PROJECT.template_folders).page(report_of(dossier)))


def each_fact() -> list[Any]:
    return [pytest.param(slug, fact, id=f"{slug}: {fact['in']}: {normal(' | '.join(map(str, fact.get('row', [])))) or fact['fact']}")
            for slug, facts in FACTS.items() for fact in facts]


def has_row(rows: list[str], cells: list[str]) -> bool:
    """Whether the cells stand in one row, in their order."""
    pattern = ".*?".join(standing_alone(normal(str(cell))).pattern for cell in cells)
    return any(re.search(pattern, row) for row in rows)


@pytest.mark.parametrize(("slug", "fact"), each_fact())
def test_is_in_the_report(slug: str, fact: dict[str, Any]) -> None:
    page, section = page_of(slug), str(fact["in"])
    assert section in page.sections, f"the report has no section {section}"
    if "row" in fact:
        assert has_row(list(page.rows(section)), fact["row"]), "no such row there"
    elif not standing_alone(normal(str(fact["fact"]))).search(page.text(section)):
        elsewhere = [other for other in page.ids if standing_alone(normal(str(fact["fact"]))).search(page.text(other))]
        pytest.fail(f"not there; elsewhere: {', '.join(elsewhere) or 'nowhere'}")
