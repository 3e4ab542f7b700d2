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
from reportgen.problems import InputError, Place, Problem, note
from reportgen.project.loading import Project
from reportgen.project.paths import is_file
from reportgen.record.standing import name_suffix
from reportgen.report.output_files import WEB_PAGE, SiteAddress, find_address, name_output

if TYPE_CHECKING:
    from reportgen.render.html.page import FileBeside, PageRenderer, TranslatedPage
    from reportgen.report.pictures import Pictures
    from reportgen.report.report import Report
    from reportgen.report.texts import ReportTexts


RESTRICTED = "restricted"
"""The folder, within that of the report, of all that is not published."""


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

    def __init__(
        self,
        project: Project,
        slug: str,
        timings: Timings,
        *,
        dossier: Dossier | None = None,
        recipient: str | None = None,
        shows_errors: bool = False,
    ) -> None:
        """`dossier` is the inspection if it was read already; `recipient` is who gets this copy;
        `shows_errors` makes a draft that has errors, each of them marked."""
        self.project = project
        self.timings = timings
        self.recipient = recipient
        self.shows_errors = shows_errors
        with timings.measure("reading and rating"):
            self.dossier: Dossier = dossier or open_dossier(project, slug)
        self.slug = self.dossier.inspection.slug
        self.texts = self._read_texts()
        self.problems: Sequence[Problem] = self._check()
        self.beside: Sequence[str] = ("pdf", "data")
        """The kinds of output that the web page leads to."""

    def _read_texts(self) -> ReportTexts:
        from reportgen.report.texts import read_texts

        with self.timings.measure("reading texts"):
            return read_texts(self.dossier)

    def _check(self) -> Sequence[Problem]:
        """Check the inspection, and raise InputError if it has any error: a report must not say
        anything that is wrong. A draft may, where what is wrong is marked."""
        from reportgen.checks.run import check_dossier
        from reportgen.prose.placeholders import TO_COME
        from reportgen.render.html.template_faults import find_picture_faults
        from reportgen.report.faults import may_show

        with self.timings.measure("checking"):
            problems = check_dossier(self.dossier, self.texts)
            problems += find_picture_faults(self.project.template_folders)
        record = self.dossier.record
        is_draft = record is None or record.stage == "draft"
        errors = [problem for problem in problems if problem.is_error]
        if errors and not (self.shows_errors and is_draft and may_show(errors)):
            raise InputError(*problems)
        if not is_draft:
            waiting = [problem for problem in self.texts.problems if problem.code == TO_COME]
            if waiting:
                raise InputError(*(problem._replace(severity="error") for problem in waiting))
        if self.dossier.record is None:
            problems.append(
                note(
                    "no-record",
                    Place(self.dossier.inspection.path, 1, 1, 1),
                    "this report has no record yet, so it is marked as a draft",
                    f"publish it with `reportgen stage {self.slug} published --by NAME`",
                )
            )
        return problems

    @property
    def errors(self) -> list[Problem]:
        """Those that a draft is shown with."""
        return [problem for problem in self.problems if problem.is_error]

    @cached_property
    def report(self) -> Report:
        from reportgen.report.builder import build_report

        with self.timings.measure("assembling the report"):
            return build_report(
                self.dossier, self.texts, recipient=self.recipient, errors=self.errors
            )

    @cached_property
    def pictures(self) -> Pictures:
        from reportgen.report.pictures import collect_pictures

        return collect_pictures(self.texts, skip_unusable=bool(self.errors))

    @cached_property
    def renderer(self) -> PageRenderer:
        from reportgen.render.html.page import PageRenderer

        return PageRenderer(self.project.template_folders)

    @cached_property
    def json(self) -> bytes:
        from reportgen.render.json.report_json import report_as_json

        return report_as_json(self.report, self.dossier)

    def make(self, kind: str) -> dict[str, bytes]:
        """Make the files of one kind of output, by name. What is not published is in a folder of
        its own."""
        make = {
            "html": self.make_html,
            "pdf": self.make_pdf,
            "data": self.make_data,
            "word": self.make_word,
        }[kind]
        folder = "" if self.report.marking.is_public else f"{RESTRICTED}/"
        return {f"{folder}{name}": content for name, content in make().items()}

    def make_html(self) -> dict[str, bytes]:
        report, pictures = self.report, self.pictures
        with self.timings.measure("web page"):
            page = self.renderer.page(
                report,
                images=pictures.inside,
                files=list_files_beside(report, self.suffix, self.beside),
                translations=list_translations(self.dossier, report.marking.is_public),
                address=self._find_address(),
            )
            return {self._name("html"): page.encode()}

    def _find_address(self) -> SiteAddress | None:
        """Where the site of the project publishes the page; None for what is not published."""
        from reportgen.settings.project_settings import read_project_settings

        if not self.report.marking.is_public:
            return None
        return find_address(
            str(read_project_settings(self.project.root).site.base or ""), self.slug
        )

    def make_pdf(self) -> dict[str, bytes]:
        from reportgen.render.pdf.resources import PdfResources
        from reportgen.render.pdf.writer import AttachedFile, write_pdf

        report, pictures, data = self.report, self.pictures, self.json
        with self.timings.measure("PDF"):
            named = {name for text in self.texts if text.prose for name, _ in text.prose.images}
            document = self.renderer.print(report, named - pictures.files.keys())
            resources = PdfResources(
                self.project.template_folders,
                {**pictures.files, **report.brand.files},
                pictures.places,
            )
            pdf = write_pdf(
                document,
                resources,
                display_path=self.dossier.inspection.path,
                dated=self._find_first_day(),
                changed=report.marking.changed,
                attached=[
                    AttachedFile(self._name("json"), data, report.wording.say("attached-data"))
                ],
            )
            return {self._name("pdf"): pdf}

    def make_data(self) -> dict[str, bytes]:
        from reportgen.render.workbook.book import build_workbook
        from reportgen.render.workbook.ods import write_ods
        from reportgen.render.workbook.xlsx import write_xlsx

        data = self.json
        with self.timings.measure("workbook"):
            book = build_workbook(self.dossier, self.texts, self.report.marking)
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
            brand = read_brand(self.project.template_folders, report.brand.accent)
            return {self._name("docx"): write_word(report, pictures, brand).content}

    def _find_first_day(self) -> str | None:
        """The day of the first edition: the one that is printed, or else the one of the record.
        What is not published has none."""
        report, record = self.report, self.dossier.record
        if record is None or not report.marking.is_public:
            return None
        return report.published.iso if report.published else str(record.editions[0].on)[:10]

    @property
    def suffix(self) -> str:
        """What marks the names of the files, unless the report is published: `.draft`."""
        return name_suffix(self.report.marking, self.dossier.record)

    def _name(self, ending: str) -> str:
        return name_output(self.slug, ending, self.suffix)


def list_translations(dossier: Dossier, is_public: bool) -> tuple[TranslatedPage, ...]:
    """List the same report in other languages, where that is published. A draft is in a folder of
    its own, below that of what is published."""
    from reportgen.languages.language import open_language
    from reportgen.render.html.page import TranslatedPage

    inspection = dossier.inspection
    if not inspection.translations:
        return ()
    own = first = str(dossier.methodology.words.language)
    slug = inspection.translated_slug or inspection.slug
    if slug != inspection.slug:
        first = str(dossier.project.load_methodology(dossier.methodology.id).words.language)
    above = "../" if is_public else "../../"
    slugs = {
        tag: slug if tag == first else f"{slug}-{tag}"
        for tag in (first, *map(str, inspection.translations))
    }
    return tuple(
        TranslatedPage(
            f"{above}{other}/{WEB_PAGE}", tag, open_language(tag).say("read-in-this-language")
        )
        for tag, other in slugs.items()
        if tag != own and _is_published_by_then(dossier, other, is_public)
    )


def _is_published_by_then(dossier: Dossier, other: str, is_public: bool) -> bool:
    """Whether another report was published on the day of this one's newest edition or before, so
    that an edition stays as it is. A draft is of today."""
    from reportgen.record.entries import PUBLIC, read_record, record_path

    project, path = dossier.project, record_path(dossier.file.with_name(f"{other}.yaml"))
    project.files_read.add(path)
    if not is_file(path):
        return False
    record, _ = read_record(path, project.display_path(path), other)
    if record.stage not in PUBLIC or not record.editions:
        return False
    day = str(record.editions[0].on)[:10]
    own = dossier.record.editions if dossier.record and is_public else ()
    return not own or day <= str(own[-1].on)[:10]


def list_files_beside(
    report: Report, suffix: str = "", kinds: Sequence[str] = ("pdf", "data")
) -> tuple[FileBeside, ...]:
    """List the files of some kinds that the web page offers for download. Their names carry
    `suffix`."""
    from reportgen.render.html.page import FileBeside

    say = report.wording.say
    key = "file-report-published" if report.marking.is_public else "file-report"
    about = {
        "pdf": say(key, document=report.document),
        "ods": say("file-workbook"),
        "xlsx": say("file-excel"),
        "json": say("file-json"),
    }
    return tuple(
        FileBeside(name_output(report.slug, ending, suffix), ending.upper(), words)
        for ending, words in about.items()
        if ("pdf" if ending == "pdf" else "data") in kinds
    )
