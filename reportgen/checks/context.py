"""What a check looks at: the inspection, its methodology and ratings, and the texts of the report.

It knows no rule.
"""

from __future__ import annotations

from functools import cached_property

from reportgen.inspection.model import Inspection
from reportgen.inspection.results import Result
from reportgen.methodology.model import Methodology
from reportgen.problems import Place
from reportgen.ratings.results import Ratings
from reportgen.report.texts import ReportText, ReportTexts


class Context:
    """Everything about one report that a check may ask for."""

    def __init__(self, texts: ReportTexts) -> None:
        self.texts = texts
        self.dossier = texts.dossier
        self.inspection: Inspection = texts.dossier.inspection
        self.methodology: Methodology = texts.dossier.methodology
        self.ratings: Ratings = texts.dossier.ratings
        self.figures = texts.placeholders

    @cached_property
    def results(self) -> dict[str, Result]:
        """Every result that is known, by the id of its key question or prompt."""
        return {
            str(id): result
            for finding in self.inspection.findings.values()
            for id, result in finding.results.items()
            if result is not None and result.percent is not None
        }

    @cached_property
    def standard_of(self) -> dict[str, str]:
        """The standard of each key question and prompt."""
        return {id: str(standard.id) for id, standard in self.methodology.standard_of.items()}

    @cached_property
    def question_texts(self) -> dict[str, str]:
        """The text of each key question and prompt."""
        return {id: str(part.text) for id, part in self.methodology.questions_and_prompts.items()}

    @cached_property
    def refused(self) -> set[Place]:
        """The places where a mistake was reported when the file was read. No check reports anything
        else there."""
        return {problem.place for problem in self.dossier.problems if problem.is_error}

    # Texts

    @property
    def written(self) -> tuple[ReportText, ...]:
        """Every text of the report, in printed order, then those that are not printed."""
        return self.texts.texts

    @cached_property
    def own(self) -> list[ReportText]:
        """The texts of this inspection alone."""
        return [text for text in self.texts if text.role != "house"]
