"""The examples as a catalogue, without any file made."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportgen.catalogue.catalogue import Catalogue, make_catalogue
from reportgen.catalogue.publication import Publication
from reportgen.catalogue.report_facts import read_report_facts
from reportgen.catalogue.standings import Standing, list_standings
from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.render.json.report_json import collect_report_data
from reportgen.report.builder import build_report
from reportgen.report.texts import read_texts


@cache
def make_example_catalogue(root: Path) -> Catalogue:
    """All published examples."""
    project = Project(root)
    standings, _ = list_standings(project)
    return make_catalogue(_make_publication(project, standing) for standing in standings)


def _make_publication(project: Project, standing: Standing) -> Publication:
    dossier = open_dossier(project, standing.slug)
    report = build_report(dossier, read_texts(dossier))
    return Publication(
        **read_report_facts(collect_report_data(report, dossier)),
        stage=standing.last.stage or "published",
        editions=standing.list_editions(),
        withdrawn=standing.withdrawn,
        files=(),
    )
