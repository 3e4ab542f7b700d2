"""`reportgen stage`: see where a report is, and let it enter the next stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.lifecycle.submission import Submission

NOT_YET = 3
"""The exit status where nothing but time is missing."""


@click.command()
@click.argument("slug", required=False)
@click.argument("stage_name", required=False, metavar="[STAGE]")
@click.option("--all", "everything", is_flag=True, help="Show where every report is.")
@click.option("--by", metavar="NAME", help="Who does it.")
@click.option("--due", metavar="DAY", help="The day by which answers to a check are due.")
@click.option("--to", multiple=True, metavar="WHO", help="Who is asked to check the facts.")
@click.option("--until", metavar="TIME", help='When an embargo ends: "2022-08-31 00:01".')
@click.option(
    "--copy",
    "copies",
    multiple=True,
    metavar="WHO=WHY",
    help="Who gets a copy under embargo, and why.",
)
@click.option("--note", metavar="TEXT", help="What was corrected, or why a report is withdrawn.")
@click.option("--minor", is_flag=True, help="The correction changes no rating and no result.")
@click.option("--no-comments", is_flag=True, help="The check of facts brought no comments.")
@click.option("--force", is_flag=True, help="Go past warnings, signatures and comments.")
@click.option("--because", metavar="TEXT", help="Why a gate is forced. The record keeps it.")
@click.option("--copies", "list_copies", is_flag=True, help="List who has a copy.")
@click.option("--csv", "as_csv", is_flag=True, help="With --copies: as CSV.")
@click.option("--html", "html", metavar="FILE", help="Write the list of what is in the way.")
@pass_session
def stage(
    session: Session,
    /,
    slug: str | None,
    stage_name: str | None,
    everything: bool,
    list_copies: bool,
    as_csv: bool,
    html: str | None,
    **request: Any,
) -> None:
    """Show where a report is, or let it enter a stage.

    The stages are: draft, factual accuracy, embargoed, published, corrected, withdrawn. Without a
    STAGE, you see where the report is and what is in the way of the next stage. With a STAGE,
    either everything in the way is printed, or the stage is entered in the report's record,
    inspections/SLUG.record.yaml.

    Exit status 3: it is too early.
    """
    from reportgen.cli import stage_output
    from reportgen.lifecycle.clock import read_clock
    from reportgen.lifecycle.submission import Submission

    project = session.open_project()
    if everything or slug is None:
        if slug is not None or not everything:
            raise click.UsageError("Name an inspection, or use --all.")
        stage_output.print_all(session, project)
        return
    submission = Submission(project, slug, read_clock())
    if list_copies:
        stage_output.print_copies(submission, as_csv)
    elif stage_name is None:
        stage_output.print_gate(submission, html)
    else:
        _enter(session, submission, stage_name, **request)


def _enter(
    session: Session,
    submission: Submission,
    stage_name: str,
    *,
    copies: tuple[str, ...],
    force: bool,
    because: str | None,
    **request: Any,
) -> None:
    """Let a report enter a stage, or print what is in the way."""
    from reportgen.cli import stage_output
    from reportgen.lifecycle.acts import Refused, enter_stage
    from reportgen.lifecycle.submission import StageRequest
    from reportgen.record.entries import STAGES

    if stage_name not in STAGES:
        stages = ", ".join(STAGES)
        raise click.UsageError(f"There is no stage `{stage_name}`. It is one of {stages}.")
    because = _strip(because)
    if force and not because:
        raise click.UsageError("With --force, say why: --because TEXT.")
    request = {name: _strip(value) for name, value in request.items()}
    submission.request = StageRequest(
        stage=stage_name,
        copies=tuple(stage_output.split_copy(copy) for copy in copies),
        forced_because=because if force else None,
        **request,
    )
    try:
        act = enter_stage(submission)
    except Refused as refused:
        session.print_problems(refused.problems)
        raise click.exceptions.Exit(NOT_YET if refused.is_early else 1) from None
    stage_output.print_act(submission, act)


def _strip(value: Any) -> Any:
    """An option without blanks at its ends; a list of them without empty ones."""
    if isinstance(value, tuple):
        return tuple(one.strip() for one in value if one.strip())
    return value.strip() if isinstance(value, str) else value
