"""`reportgen word`: the report as a Word document."""

from __future__ import annotations

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slug", shell_complete=complete_slug)
@pass_session
def word(session: Session, slug: str) -> None:
    """Make the report as a Word document.

    It is written to output/SLUG/SLUG.docx, as `reportgen build --word` does.
    """
    from reportgen.cli.build_progress import run_build

    succeeded = run_build(
        session.open_project(),
        [slug],
        ("word",),
        jobs=None,
        force=False,
        timings=False,
        executor=None,
        echo=click.echo,
        print_problems=session.print_problems,
    )
    if not succeeded:
        session.fail()
