"""Makes the copy of a report that is sent out for a check of facts, and the key to read what comes
back.

It knows what the record says of the check. `word` writes the document.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.building.outputs import RESTRICTED, OutputMaker, Timings
from reportgen.comments.sent import (
    SentEdition,
    SentParagraph,
    name_sent,
    sent_folder,
    write_sent,
)
from reportgen.inspection.outline import anchor_of
from reportgen.problems import InputError, Place, input_error
from reportgen.project.loading import Project
from reportgen.record.standing import next_edition, say_check_band, say_date
from reportgen.report.digest import digest_report
from reportgen.util.atomic_files import write_files_atomically
from reportgen.util.dates import is_iso_date
from reportgen.util.frozen import frozen
from reportgen.word.brand import Brand, read_brand
from reportgen.word.check_copy import make_check_copy
from reportgen.word.document import WordDocument, write_word

if TYPE_CHECKING:
    from reportgen.dossier import Dossier
    from reportgen.record.entries import Record
    from reportgen.report.pictures import Pictures
    from reportgen.report.report import Report
    from reportgen.report.texts import ReportTexts
    from reportgen.word.shared import KeyEntry


@frozen(kw_only=False)
class SentCopy:
    """A copy for a check, and its key, not yet written."""

    path: Path
    content: bytes
    key_path: Path
    sent: SentEdition


def make_sent_copy(project: Project, slug: str, due: str | None) -> SentCopy:
    """The copy of a report for a check. Refused if the report has errors, or if no day is named by
    which answers are due."""
    maker = OutputMaker(project, slug, Timings())
    dossier, report = maker.dossier, maker.report
    digest = digest_report(report, maker.texts)
    edition = next_edition(dossier.record, digest)
    due = _find_due(dossier, digest, due)
    document = _write(maker, edition, digest, due)
    sent = SentEdition(
        slug=maker.slug,
        edition=edition,
        digest=digest,
        due=due,
        paragraphs=tuple(map(_paragraph, document.body.key.entries)),
        head=say_check_band(due),
        foot=str(maker.report.title),
    )
    folder = project.output / maker.slug / RESTRICTED
    return SentCopy(
        folder / f"{maker.slug}.fact-check-{edition}.docx",
        document.content,
        sent_folder(dossier.file) / name_sent(edition, digest),
        sent,
    )


def write_sent_copy(project: Project, copy: SentCopy) -> None:
    """Write the copy and its key: both or neither."""
    files = {copy.path: copy.content, copy.key_path: write_sent(copy.sent)}
    write_files_atomically(files, project.display_path)


def _write(maker: OutputMaker, edition: int, digest: str, due: str) -> WordDocument:
    check = make_check_copy(
        slug=maker.slug,
        edition=edition,
        digest=digest,
        band=say_check_band(due),
        due=say_date(due),
        places=find_places(maker.dossier, maker.texts),
    )
    brand = read_brand(maker.project.template_folders, maker.report.brand.accent)
    return write_word(maker.report, maker.pictures, brand, check)


def list_paragraphs_now(project: Project, slug: str) -> tuple[SentParagraph, ...] | None:
    """The paragraphs of a report as it is now, as they would be sent; None if it has errors."""
    from reportgen.dossier import open_dossier
    from reportgen.report.builder import build_report
    from reportgen.report.pictures import collect_pictures
    from reportgen.report.texts import read_texts

    try:
        dossier = open_dossier(project, slug)
        texts = read_texts(dossier)
        if dossier.has_errors or any(problem.is_error for problem in texts.problems):
            return None
        return list_paragraphs(
            dossier, build_report(dossier, texts), texts, collect_pictures(texts)
        )
    except InputError:
        return None


def list_paragraphs(
    dossier: Dossier, report: Report, texts: ReportTexts, pictures: Pictures
) -> tuple[SentParagraph, ...]:
    """The paragraphs of a report, as they would be sent."""
    check = make_check_copy(
        slug="", edition=1, digest="", band="", due="", places=find_places(dossier, texts)
    )
    entries = write_word(report, pictures, Brand(), check).body.key.entries
    return tuple(map(_paragraph, entries))


def find_places(dossier: Dossier, texts: ReportTexts) -> dict[str, Place]:
    """Where the data are of each standard, question and table, by id; of the rest, the file."""
    places = {"": Place(dossier.inspection.path, 1, 1, 1)}
    for id, finding in dossier.inspection.findings.items():
        at = id.place if id.place.path else finding.place
        places[str(id)] = places[anchor_of(id)] = at
        for question, result in finding.results.items():
            places[str(question)] = result.place if result.place.path else question.place
    for name in dossier.inspection.tables:
        if ("table", str(name)) in texts.ids:
            places[texts.ids["table", str(name)]] = name.place
    return places


def _paragraph(entry: KeyEntry) -> SentParagraph:
    place = entry.place
    path, line = (place.path, place.line) if place else ("", 0)
    if os.path.isabs(path):  # a methodology of the package, which is elsewhere on another computer
        path = f"methodologies/{os.path.basename(path)}"
    return SentParagraph(
        entry.id, entry.number, entry.kind, path, line, entry.is_drawn, entry.words
    )


def _find_due(dossier: Dossier, digest: str, due: str | None) -> str:
    """The day by which answers are due: as the command says, or else as the record says."""
    record: Record | None = dossier.record
    last = record.last if record is not None else None
    if due is None and last is not None and last.stage == "factual accuracy":
        if last.digest != digest:
            raise input_error(
                "sent-differs",
                last.place,
                "the report was changed after the check of factual accuracy began",
                f'`reportgen stage {dossier.inspection.slug} "factual accuracy" --due DAY` sends'
                " out the report as it is now",
            )
        due = str(last.due) if last.due else None
    here = Place(dossier.inspection.path, 1, 1, 1)
    if due is None:
        raise input_error(
            "due-missing",
            here,
            "there is no day by which answers are due",
            f'`reportgen stage {dossier.inspection.slug} "factual accuracy" --due DAY` first, or'
            " add --due with a day: --due 2022-07-11",
        )
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", due) or not is_iso_date(due):
        raise input_error(
            "due-missing",
            here,
            f"`{due}` is not a day of the calendar",
            "write the day by which answers are due as year, month and day: --due 2022-07-11",
        )
    return due
