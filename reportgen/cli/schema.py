"""`reportgen schema`: print a JSON Schema."""

from __future__ import annotations

import click

from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument(
    "what",
    type=click.Choice(["inspection", "translation", "methodology", "report"]),
    default="inspection",
)
@pass_session
def schema(session: Session, what: str) -> None:
    """Print a JSON Schema, for editors and other programs.

    By default it is the schema of inspection files, from which an editor can suggest keys and
    values. It knows the standards, questions and ratings of each methodology in the project.
    `methodology` prints the schema of methodology files, `report` that of the JSON published with a
    report.
    """
    from reportgen.authoring.schema import make_schema, schema_as_text

    project = session.open_project(anywhere=True)
    methodologies = project.load_methodologies()[0] if what == "inspection" else ()
    click.echo(schema_as_text(make_schema(what, methodologies)))
