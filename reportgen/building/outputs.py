"""The outputs of one inspection: from its file to the bytes of its web page, PDF, workbook and
JSON.

It knows which room makes what and what each needs. When and where they are written is for build.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError, Problem
from reportgen.project.loading import Project

if TYPE_CHECKING:
    from reportgen.render.html.page import FileBeside, PageRenderer
    from reportgen.report.pictures import Pictures
    from reportgen.report.report import Report


@dataclass
class Timings:
    """What took how long, in seconds, and who wants to hear of it as it begins."""

    hear: Callable[[str], None] = lambda step: None
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        self.hear(step)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - began


class OutputMaker:
    """The outputs of one inspection, each made when it is asked for, from one report."""

    def __init__(self, project: Project, slug: str, timings: Timings) -> None:
        self.project = project
        self.timings = timings
        with timings.of("reading and rating"):
            self.dossier: Dossier = open_dossier(project, slug)
        self.slug = self.dossier.inspection.slug
        self.problems: Sequence[Problem] = self._checked()

    def _checked(self) -> Sequence[Problem]:
        """What is wrong with the inspection. Refused if any of it is an error: a report may not say
        what is not so."""
        from reportgen.checks.run import check_dossier

        with self.timings.of("checking"):
            problems = check_dossier(self.dossier)
        if any(problem.is_error for problem in problems):
            raise InputError(*problems)
        return problems

    @cached_property
    def report(self) -> Report:
        from reportgen.report.report import build_report

        with self.timings.of("joining the report"):
            return build_report(self.dossier)

    @cached_property
    def images(self) -> Pictures:
        from reportgen.report.pictures import collect_pictures

        return collect_pictures(self.report, self.dossier)

    @cached_property
    def setting(self) -> PageRenderer:
        from reportgen.render.html.page import PageRenderer

        return PageRenderer(self.project.template_folders)

    @cached_property
    def json(self) -> bytes:
        from reportgen.render.json.report_json import report_as_json

        return report_as_json(self.report, self.dossier)

    def files(self, kind: str) -> dict[str, bytes]:
        """The files of one kind of output, by name."""
        return {"html": self.html, "pdf": self.pdf, "data": self.data}[kind]()

    def html(self) -> dict[str, bytes]:
        report, images = self.report, self.images
        with self.timings.of("web page"):
            return {
                "index.html": (
                    self.setting.page(
                        report, images=images.inside, files=list_files_beside(report)
                    ).encode()
                )
            }

    def pdf(self) -> dict[str, bytes]:
        from reportgen.render.pdf.writer import AttachedFile, PdfResources, write_pdf

        report, images, data = self.report, self.images, self.json
        with self.timings.of("PDF"):
            document = self.setting.print(report)
            attached = [
                AttachedFile(f"{self.slug}.json", data, "Everything in this document as data")
            ]
            supplies = PdfResources(self.project.template_folders, images.files, images.places)
            dated = report.published.iso if report.published else None
            return {
                f"{self.slug}.pdf": write_pdf(
                    document,
                    supplies,
                    shown=self.dossier.inspection.path,
                    dated=dated,
                    attached=attached,
                )
            }

    def data(self) -> dict[str, bytes]:
        from reportgen.render.workbook.book import build_workbook
        from reportgen.render.workbook.ods import write_ods
        from reportgen.render.workbook.xlsx import write_xlsx

        data = self.json
        with self.timings.of("workbook"):
            book = build_workbook(self.dossier)
            return {
                f"{self.slug}.ods": write_ods(book),
                f"{self.slug}.xlsx": write_xlsx(book),
                f"{self.slug}.json": data,
            }


def list_files_beside(report: Report) -> tuple[FileBeside, ...]:
    """What the web page offers with itself."""
    from reportgen.render.html.page import FileBeside

    return (
        FileBeside(f"{report.slug}.pdf", "PDF", f"the {report.document} as published"),
        FileBeside(f"{report.slug}.ods", "ODS", "its data as a workbook"),
        FileBeside(f"{report.slug}.xlsx", "XLSX", "its data as a workbook"),
        FileBeside(f"{report.slug}.json", "JSON", "its data for other programs"),
    )


def make_pdf(project: Project, slug: str) -> bytes:
    """The PDF of an inspection as it is now."""
    (made,) = OutputMaker(project, slug, Timings()).pdf().values()
    return made
