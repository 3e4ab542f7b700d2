"""Makes the bytes of the outputs of one inspection: web page, PDF, workbook and JSON.

It knows which package makes what, and what each needs. When and where they are written is decided
in job.py.
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
from reportgen.report.output_files import name_output

if TYPE_CHECKING:
    from reportgen.render.html.page import FileBeside, PageRenderer
    from reportgen.report.pictures import Pictures
    from reportgen.report.report import Report
    from reportgen.report.texts import ReportTexts


@dataclass
class Timings:
    """How long each step took, in seconds."""

    on_step: Callable[[str], None] = lambda step: None
    """Called with the name of each step as it begins."""
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measure(self, step: str) -> Iterator[None]:
        """Add the time that the block takes to the step's."""
        self.on_step(step)
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - began


class OutputMaker:
    """Makes each output of one inspection when it is asked for, all from the same report."""

    def __init__(self, project: Project, slug: str, timings: Timings) -> None:
        self.project = project
        self.timings = timings
        with timings.measure("reading and rating"):
            self.dossier: Dossier = open_dossier(project, slug)
        self.slug = self.dossier.inspection.slug
        self.texts = self._read_texts()
        self.problems: Sequence[Problem] = self._check()

    def _read_texts(self) -> ReportTexts:
        from reportgen.report.texts import read_texts

        with self.timings.measure("reading texts"):
            return read_texts(self.dossier)

    def _check(self) -> Sequence[Problem]:
        """Check the inspection, and raise InputError if it has any error: a report must not say
        anything that is wrong."""
        from reportgen.checks.run import check_dossier

        with self.timings.measure("checking"):
            problems = check_dossier(self.dossier, self.texts)
        if any(problem.is_error for problem in problems):
            raise InputError(*problems)
        return problems

    @cached_property
    def report(self) -> Report:
        from reportgen.report.builder import build_report

        with self.timings.measure("assembling the report"):
            return build_report(self.dossier, self.texts)

    @cached_property
    def pictures(self) -> Pictures:
        from reportgen.report.pictures import collect_pictures

        return collect_pictures(self.texts)

    @cached_property
    def renderer(self) -> PageRenderer:
        from reportgen.render.html.page import PageRenderer

        return PageRenderer(self.project.template_folders)

    @cached_property
    def json(self) -> bytes:
        from reportgen.render.json.report_json import report_as_json

        return report_as_json(self.report, self.dossier)

    def make(self, kind: str) -> dict[str, bytes]:
        """Make the files of one kind of output, by name."""
        return {
            "html": self.make_html,
            "pdf": self.make_pdf,
            "data": self.make_data,
            "word": self.make_word,
        }[kind]()

    def make_html(self) -> dict[str, bytes]:
        report, pictures = self.report, self.pictures
        with self.timings.measure("web page"):
            page = self.renderer.page(
                report, images=pictures.inside, files=list_files_beside(report)
            )
            return {self._name("html"): page.encode()}

    def make_pdf(self) -> dict[str, bytes]:
        from reportgen.render.pdf.resources import PdfResources
        from reportgen.render.pdf.writer import AttachedFile, write_pdf

        report, pictures, data = self.report, self.pictures, self.json
        with self.timings.measure("PDF"):
            document = self.renderer.print(report)
            resources = PdfResources(self.project.template_folders, pictures.files, pictures.places)
            pdf = write_pdf(
                document,
                resources,
                display_path=self.dossier.inspection.path,
                dated=report.published.iso if report.published else None,
                attached=[
                    AttachedFile(self._name("json"), data, "Everything in this document as data")
                ],
            )
            return {self._name("pdf"): pdf}

    def make_data(self) -> dict[str, bytes]:
        from reportgen.render.workbook.book import build_workbook
        from reportgen.render.workbook.ods import write_ods
        from reportgen.render.workbook.xlsx import write_xlsx

        data = self.json
        with self.timings.measure("workbook"):
            book = build_workbook(self.dossier, self.texts)
            return {
                self._name("ods"): write_ods(book),
                self._name("xlsx"): write_xlsx(book),
                self._name("json"): data,
            }

    def make_word(self) -> dict[str, bytes]:
        from reportgen.word.brand import read_brand
        from reportgen.word.document import write_word

        report, pictures = self.report, self.pictures
        with self.timings.measure("Word document"):
            brand = read_brand(self.project.template_folders)
            return {self._name("docx"): write_word(report, pictures, brand).content}

    def _name(self, ending: str) -> str:
        return name_output(self.slug, ending)


def list_files_beside(report: Report) -> tuple[FileBeside, ...]:
    """List the files that the web page offers for download."""
    from reportgen.render.html.page import FileBeside

    return (
        FileBeside(name_output(report.slug, "pdf"), "PDF", f"the {report.document} as published"),
        FileBeside(name_output(report.slug, "ods"), "ODS", "its data as a workbook"),
        FileBeside(name_output(report.slug, "xlsx"), "XLSX", "its data as a workbook"),
        FileBeside(name_output(report.slug, "json"), "JSON", "its data for other programs"),
    )
