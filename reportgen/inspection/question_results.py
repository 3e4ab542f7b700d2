"""The results of an inspection as a table: one row for each key question and prompt."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.inspection.model import Inspection
from reportgen.inspection.results import Result
from reportgen.methodology.model import Methodology
from reportgen.util.frozen import frozen


@frozen
class QuestionResult:
    """How one key question or prompt was answered over all cases of an inspection."""

    standard: str
    """The id of the standard: 2.2."""
    id: str
    """The id of the key question or prompt: 2.2.3, 2.2.3a."""
    level: str
    """`key question` or `prompt`."""
    text: str
    """The question as it was asked."""
    percent: float
    """The exact percentage, or the published one where only that is known."""
    yes: int | None
    """How many cases were sufficient; None where only the percentage is known."""
    of: int | None
    """How many cases were asked; None where only the percentage is known."""
    origin: str
    """`typed`, `cases` (counted from a case file) or `pooled`."""


def list_question_results(
    methodology: Methodology, inspection: Inspection
) -> Iterator[QuestionResult]:
    """Every key question and prompt that has a result, in the methodology's order."""
    results: dict[str, Result] = {
        str(id): result
        for finding in inspection.findings.values()
        for id, result in finding.results.items()
        if result is not None and result.percent is not None
    }
    for id, item in methodology.questions_and_prompts.items():
        if result := results.get(id):
            yield QuestionResult(
                standard=str(methodology.standard_of[id].id),
                id=id,
                level="key question" if id in methodology.questions else "prompt",
                text=str(item.text),
                percent=float(result.percent or 0),
                yes=result.yes,
                of=result.of,
                origin=result.origin,
            )
