"""What all commands share: the project they work on, how they print problems and how they fail."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from reportgen.problems import Problem
    from reportgen.project.loading import Project

HAS_ERRORS = 1
"""The exit status of a command that found errors."""


class Session:
    """One call of the command line."""

    def __init__(self, root: Path | None) -> None:
        self.root = root
        """The project's folder, where `--root` names one."""
        self.project: Project | None = None
        """The project, once a command has opened it."""

    def open_project(self, anywhere: bool = False) -> Project:
        """Open the project that `--root` names, or the nearest one above the current folder.

        With `anywhere`, the current folder counts as a project even if it has no inspections/.
        """
        from reportgen.project.loading import Project

        root = self._find_root(anywhere)
        try:
            str(root.resolve()).encode()
        except UnicodeEncodeError:
            raise click.UsageError(
                "The name of the project's folder, or of a folder above it, is not valid UTF-8."
                " Rename the folder."
            ) from None
        self.project = Project(root)
        return self.project

    def _find_root(self, anywhere: bool) -> Path:
        from reportgen.project.paths import find_root

        if self.root is not None:
            if not self.root.is_dir():
                raise click.UsageError(f"There is no folder {self.root}.")
            return self.root
        root = find_root(Path.cwd()) or (Path.cwd() if anywhere else None)
        if root is None:
            raise click.UsageError(
                "There is no folder inspections/ here or in any folder above. Use `reportgen new`"
                " to make one, or --root to name another place."
            )
        return root

    def print_problems(self, problems: Iterable[Problem]) -> None:
        """Print problems to standard error, and after them how many there are."""
        problems = list(problems)
        if problems:
            from reportgen.cli.problem_text import format_problems
            from reportgen.problems import count_by_severity

            lines = self.project.read_lines if self.project else lambda path: []
            click.echo(format_problems(problems, lines), err=True)
            click.echo(f"\n{count_by_severity(problems)}", err=True)

    def fail(self) -> NoReturn:
        """End the command with the exit status for errors."""
        raise click.exceptions.Exit(HAS_ERRORS)


pass_session = click.make_pass_decorator(Session)
"""Hand the session to a command as its first argument."""
