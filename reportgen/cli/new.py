"""`reportgen new`: start an inspection file."""

from __future__ import annotations

import click

from reportgen.cli.completion import complete_methodology
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slug")
@click.option(
    "--methodology",
    shell_complete=complete_methodology,
    required=True,
    metavar="ID",
    help="The methodology; `reportgen methodologies` lists them.",
)
@click.option(
    "--kind", metavar="KIND", help="The kind of inspection, if the methodology has kinds."
)
@pass_session
def new(session: Session, slug: str, methodology: str, kind: str | None) -> None:
    """Start a new inspection file, ready to fill in.

    The file is inspections/SLUG.yaml. It has every part that the methodology asks for. A file that
    exists is never overwritten.
    """
    from reportgen.authoring.schema import SCHEMA_FILE
    from reportgen.authoring.skeleton import write_skeleton

    project = session.open_project(anywhere=True)
    path, has_schema = write_skeleton(project, slug, methodology, kind)
    if not has_schema:
        schema_path = project.display_path(path.with_name(SCHEMA_FILE))
        click.echo(
            f"{schema_path} was not made by reportgen, so it is left as it is. Your editor cannot"
            " suggest keys and values from it.",
            err=True,
        )
    click.echo(
        f"Wrote {project.display_path(path)}. `reportgen check {slug}` lists what is still to be"
        " filled in."
    )
