"""What reportgen would say of an inspection if some texts were saved: nothing is written.

A change is tried while it is typed, with the same reading and the same messages as `check`, and
once more before it is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from reportgen.dossier import Dossier, open_dossier
from reportgen.problems import InputError, Problem, sort_problems
from reportgen.project.loading import Project
from reportgen.report.texts import ReportTexts, read_texts
from reportgen.util.frozen import frozen


@frozen
class Trial:
    """An inspection as it would be."""

    problems: tuple[Problem, ...]
    dossier: Dossier | None = None
    """None where it could not be read at all."""
    texts: ReportTexts | None = None

    def is_current(self) -> bool:
        """Whether nothing else that was read has changed since."""
        return self.dossier is not None and self.dossier.project.is_unchanged_beside()

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.is_error]


def try_texts(
    project: Project, slug: str, unsaved: Mapping[Path, str], *, checks: bool = False
) -> Trial:
    """Read an inspection with these texts in place of its files. With `checks`, notice all that
    `check` notices, and otherwise errors."""
    from reportgen.checks.run import check_dossier

    try:
        dossier = open_dossier(project.with_unsaved(unsaved), slug)
        texts = read_texts(dossier)
    except InputError as refused:
        return Trial(problems=tuple(sort_problems(refused.problems)))
    problems: Iterable[Problem] = (*dossier.problems, *texts.problems)
    if checks:
        problems = check_dossier(dossier, texts)
    return Trial(problems=tuple(sort_problems(problems)), dossier=dossier, texts=texts)


def find_new(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """The problems that were not there before, wherever they stand now."""
    counts = Counter((problem.code, problem.message) for problem in before)
    problems = []
    for problem in after:
        key = problem.code, problem.message
        if counts[key]:
            counts[key] -= 1
        else:
            problems.append(problem)
    return problems
