"""`reportgen methodologies`: list the methodologies, or explain one."""

from __future__ import annotations

import click

from reportgen.cli.completion import complete_methodology
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("id", required=False, shell_complete=complete_methodology)
@pass_session
def methodologies(session: Session, id: str | None) -> None:
    """List the methodologies, or explain one in plain words."""
    project = session.open_project(anywhere=True)
    if id is not None:
        from reportgen.methodology.explain import explain

        click.echo(explain(project.load_methodology(id)))
        return
    loaded, problems = project.load_methodologies()
    for methodology in loaded:
        click.echo(f"{methodology.id:24}{methodology.title}")
    if problems:
        session.print_problems(problems)
        session.fail()
