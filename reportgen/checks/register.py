"""The list of checks: the code of each, how serious it is, its rule, and an example.

A check is a function of a `Context` that yields problems. Its docstring is its rule, in one
sentence. Codes that are found elsewhere (while a text is read, while ratings are computed) are
entered with `found_elsewhere`, so that the list is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from reportgen.problems import Place, Problem
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.checks.context import Context

Violations = Iterable[tuple[Place, str, str] | tuple[Place, str, str, str | None]]
"""What a check finds: a place, what is wrong there, what to do, and what to write in place of the
stretch where that needs no judgement."""


@frozen(kw_only=False)
class Check:
    """One rule."""

    code: str
    severity: str
    rule: str
    example: str
    run: Callable[[Context], Violations] | None = None
    of_file: bool = False
    """Whether it is about a file that is refused, not about what the report says."""

    def problems(self, context: Context) -> Iterator[Problem]:
        """What breaks the rule."""
        for problem in self.run(context) if self.run else ():
            yield Problem(self.severity, self.code, *problem)


CHECKS: dict[str, Check] = {}


def check(
    code: str, severity: str, example: str
) -> Callable[[Callable[[Context], Violations]], Callable[[Context], Violations]]:
    """Enters a check in the list."""

    def enter(run: Callable[[Context], Violations]) -> Callable[[Context], Violations]:
        CHECKS[code] = Check(code, severity, " ".join((run.__doc__ or "").split()), example, run)
        return run

    return enter


def found_elsewhere(
    code: str, severity: str, rule: str, example: str, *, of_file: bool = False
) -> None:
    """Enters a code that is found where files and texts are read or ratings computed."""
    CHECKS[code] = Check(code, severity, rule, example, of_file=of_file)
