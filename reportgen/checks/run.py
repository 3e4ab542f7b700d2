"""What a careful editor would notice.

    check_dossier(dossier)     every problem of an inspection but those it accepts under `allow:`
    catalogue()                the list of checks, for the documentation

Each check is a small function in one of the modules beside this one; register.py says how it is
entered. figures_list.py lists every figure of a report, where it stands and where it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from reportgen.checks import (
    agreement,
    comments,
    completeness,
    elsewhere,
    guard,
    language,
    numbers,
    of_earlier,
    of_files,
    of_plans,
    of_records,
    pasted,
    recommendation_ids,
    sources,
    spelling,
    typed_figures,
    typed_ratings,
    unprinted,
)
from reportgen.checks.context import Context
from reportgen.checks.register import CHECKS, Check
from reportgen.dossier import errors_of_unit
from reportgen.problems import Problem, find_nearest, note, sort_problems
from reportgen.report.brand import find_brand_file_problems
from reportgen.report.pictures import find_picture_problems
from reportgen.report.texts import ReportTexts, read_texts

if TYPE_CHECKING:
    from reportgen.dossier import Dossier

__all__ = ["CHECKS", "Check", "Context", "catalogue", "check_dossier"]

_MODULES = (
    completeness,
    agreement,
    numbers,
    typed_figures,
    typed_ratings,
    sources,
    language,
    pasted,
    unprinted,
    elsewhere,
    guard,
    of_earlier,
    recommendation_ids,
    of_records,
    of_plans,
    comments,
    spelling,
    of_files,
)
"""Importing them enters their checks."""


def check_dossier(
    dossier: Dossier,
    texts: ReportTexts | None = None,
    between: Callable[[], None] = lambda: None,
) -> list[Problem]:
    """Every problem of an inspection, in order, without those that it accepts. `texts`: the
    dossier's own, if they are already read. `between` is called before each check: something else
    may be more urgent."""
    problems = list(dossier.problems)
    if (
        dossier.inspection.cases is not None and dossier.cases is None
    ):  # its results are missing, and half the report would seem wrong for it
        return [
            problem
            for problem in sort_problems(problems)
            if problem.code not in ("unrated", "no-overall")
        ]
    context = Context(texts or read_texts(dossier))
    problems += context.texts.problems
    between()
    problems += find_picture_problems(context.texts)
    problems += find_brand_file_problems(dossier)
    for check in CHECKS.values():
        between()
        problems += _limit(check.problems(context))
    problems += spelling.find_why_off(context)
    problems += _of_units(dossier)
    return sort_problems(_accepted(dossier, problems))


MAX_OF_ONE_CODE = 1_000
"""The most problems of one kind that are listed. Nobody reads more, and they take memory."""


def _limit(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first problems of one kind, and a note if there are more."""
    for number, problem in enumerate(problems):
        if number == MAX_OF_ONE_CODE:
            message = f"there are more than {MAX_OF_ONE_CODE:,} of these; the others are not listed"
            yield problem._replace(message=message, replacement=None)
            return
        yield problem


def _of_units(dossier: Dossier) -> Iterator[Problem]:
    """Inspections that this report draws on and that do not pass their own check. This report may
    not repeat their mistakes. Those that cannot be read are reported elsewhere."""
    for name in {str(name): name for name in reversed(dossier.inspection.draws_on)}.values():
        unit = dossier.units.get(str(name))
        if (
            unit is not None
            and not unit.has_errors
            and any(problem.is_error for problem in check_dossier(unit))
        ):
            yield errors_of_unit(name)


def _accepted(dossier: Dossier, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out the warnings that the inspection accepts with a reason, and report what it accepts
    without need."""
    codes = set()
    for problem in problems:
        codes.add(problem.code)
        if not dossier.accepts(problem):
            yield problem
    for code, reason in dossier.inspection.allow.items():
        if not reason:
            yield note(
                "allow-reason",
                code.place,
                f"`{code}` is accepted without a reason, and so it is not",
                "write the reason after it",
            )
        elif code not in codes:
            near = find_nearest(code, CHECKS) if code not in CHECKS else None
            yield note(
                "allow-unused",
                code.place,
                f"`{code}` is accepted here, and no check says it",
                f"did you mean `{near}`?" if near else "take it out",
            )


def catalogue() -> list[Check]:
    """Every check, by code."""
    return sorted(CHECKS.values(), key=lambda check: check.code)
