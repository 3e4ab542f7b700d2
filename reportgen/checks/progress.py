"""Shows how far the writing of a report has come: what is written in each part, and what is
open."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.checks.completeness import OPEN
from reportgen.dossier import Dossier
from reportgen.inspection.model import Finding
from reportgen.inspection.outline import is_in_report
from reportgen.methodology.model import Standard
from reportgen.methodology.wording import name_part
from reportgen.reading.fields import SourceText
from reportgen.util.frozen import frozen


@frozen(kw_only=False)
class PartProgress:
    """One part of a report."""

    title: str
    is_complete: bool
    state: str
    """`written`, `empty`, or what is open."""
    path: tuple[str, ...] = ()
    """Where it is in the inspection's file."""


def list_progress(dossier: Dossier) -> list[PartProgress]:
    """Every part that a person writes, in the order of the report."""
    return [*_list_front(dossier), *_list_findings(dossier)]


def _list_front(dossier: Dossier) -> Iterator[PartProgress]:
    """The texts of the outline, the recommendations and the tables."""
    inspection, methodology = dossier.inspection, dossier.methodology
    for block in methodology.outline:
        id = str(block.id or block.block)
        text = inspection.text.get(SourceText(id))
        is_text = block.block in ("prose", "foreword", "summary")
        if text is not None or (is_text and is_in_report(block, inspection)):
            yield _judge(("text", id), str(block.title or id), [text])
        elif block.block == "recommendations":
            items = [item.text for group in inspection.recommendations for item in group.items]
            title = str(block.title or "Recommendations")
            yield _judge(("recommendations",), title, items, len(items), "recommendation")
        for name in block.tables:
            table = inspection.tables.get(name)
            rows = table.rows if table else ()
            cells = [cell for row in rows for cell in row]
            yield _judge(("tables", str(name)), f"Table {name}", cells, len(rows), "row")


def _list_findings(dossier: Dossier) -> Iterator[PartProgress]:
    """The domains and the standards."""
    findings = dossier.inspection.findings
    for domain in dossier.methodology.domains:
        if finding := findings.get(domain.id):
            title = name_part(domain.id, domain.title)
            yield _judge(("findings", str(domain.id)), title, _texts(finding))
        for standard in domain.standards:
            if standard.id in dossier.ratings.standards:
                yield _judge_standard(dossier, standard, findings.get(standard.id))


def _judge_standard(dossier: Dossier, standard: Standard, finding: Finding | None) -> PartProgress:
    path = ("findings", str(standard.id))
    part = _judge(path, name_part(standard.id, standard.title), _texts(finding) if finding else [])
    rated = dossier.ratings.standards[str(standard.id)]
    question_ids = [question.id for question in standard.questions]
    result_count = sum(1 for id in question_ids if finding and finding.results.get(id))
    results = (
        f"{result_count} of {len(question_ids)} results, "
        if question_ids and standard.rated != "judgement"
        else ""
    )
    is_unrated = standard.rated == "no" or rated.state == "not_rated"
    rating = rated.rating or ("not rated" if is_unrated else "no rating")
    complete = part.is_complete and bool(rated.rating or is_unrated)
    return PartProgress(part.title, complete, f"{rating}, {results}{part.state}", path)


def _texts(finding: Finding) -> list[SourceText | None]:
    items = (*finding.strengths, *finding.areas_for_improvement)
    return [finding.in_brief, finding.summary, finding.text, *(item.text for item in items)]


def _judge(
    path: tuple[str, ...],
    title: str,
    texts: list[SourceText | None] | list[SourceText],
    count: int = 0,
    what: str = "",
) -> PartProgress:
    """A part by its texts: empty, with places still open, or written."""
    written = [text for text in texts if text and text.strip()]
    todo = sum(len(OPEN.findall(text)) for text in written)
    state = f"{count} {what}{'s' if count > 1 else ''}" if count else "text written"
    if not written:
        return PartProgress(title, False, "no text", path)
    return PartProgress(title, not todo, f"{todo} still to write" if todo else state, path)


def format_progress(parts: list[PartProgress]) -> str:
    """The parts as a table for a terminal."""
    width = min(52, max((len(part.title) for part in parts), default=0))
    lines = [
        f"  {'done' if part.is_complete else 'open'}  {part.title[:width]:{width}}  {part.state}"
        for part in parts
    ]
    done = sum(part.is_complete for part in parts)
    return "\n".join([*lines, f"  {done} of {len(parts)} parts are done."])
