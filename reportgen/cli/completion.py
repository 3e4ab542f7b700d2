"""What a shell offers when Tab is pressed: the project's inspections and the methodologies, and the
command that prints the script for it.

click does the rest. It calls the functions here while a line is typed, so they only look at the
names of files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from reportgen.project.loading import Project


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete names with Tab.

    It completes commands, options, and the names of inspections and methodologies.

    \b
    bash: add to ~/.bashrc   eval "$(reportgen completion bash)"
    zsh:  add to ~/.zshrc    eval "$(reportgen completion zsh)"
    fish: run once           reportgen completion fish > ~/.config/fish/completions/reportgen.fish
    """
    from click.shell_completion import get_completion_class

    from reportgen.cli.main import cli

    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(cli, {}, "reportgen", "_REPORTGEN_COMPLETE").source())


def complete_slug(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    """List the inspections of the project that begin with what is typed."""
    return _filter(_open_project(ctx).list_slugs(), typed)


def complete_slug_or_file(
    ctx: click.Context, param: click.Parameter, typed: str
) -> list[str] | list[CompletionItem]:
    """List the same, or let the shell list files if no inspection begins like this."""
    from click.shell_completion import CompletionItem

    return complete_slug(ctx, param, typed) or [CompletionItem(typed, type="file")]


def complete_methodology(ctx: click.Context, param: click.Parameter, typed: str) -> list[str]:
    """List the methodologies that begin with what is typed."""
    return _filter(_open_project(ctx).list_methodology_ids(), typed)


def _filter(names: list[str], typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]


def _open_project(ctx: click.Context) -> Project:
    """The command itself does not run, so there is no session yet."""
    from reportgen.project.loading import Project
    from reportgen.project.paths import find_root

    return Project(ctx.find_root().params.get("root") or find_root(Path.cwd()) or Path.cwd())
