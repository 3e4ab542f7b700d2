"""`reportgen sign`: sign a report as it is now."""

from __future__ import annotations

import click

from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slug")
@click.argument("role")
@click.option("--by", required=True, metavar="NAME", help="Who signs.")
@pass_session
def sign(session: Session, slug: str, role: str, by: str) -> None:
    """Sign a report in a ROLE, such as quality assurance.

    The roles are those that the methodology or reportgen.yaml lists under `signs:`. A signature
    holds for the report as it is now: after a change, it has to be given again.
    """
    from reportgen.lifecycle import acts
    from reportgen.lifecycle.clock import read_clock
    from reportgen.lifecycle.submission import Submission

    submission = Submission(session.open_project(), slug, read_clock())
    act = acts.sign(submission, role, by.strip())
    click.echo(f"{by} signed {submission.name} as {role}. Entered in {act.record.path}.")
