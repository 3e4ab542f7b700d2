"""`reportgen prove`: hold the rules of a methodology against published ratings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_methodology
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.proving.proof import Difference, Proof

MAX_SHOWN = 20
"""Differing sets of ratings that are printed; `--json` has them all."""


@click.command()
@click.argument("methodology", shell_complete=complete_methodology)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="ID=HEADING",
    help="The column of a standard, of `overall` or of `count`, if its heading does not say so.",
)
@click.option(
    "--unrated",
    multiple=True,
    metavar="WORD",
    help="A word for no rating, beside `n/a`, `not rated` and an empty cell.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
@pass_session
def prove(
    session: Session,
    methodology: str,
    file: Path,
    columns: tuple[str, ...],
    unrated: tuple[str, ...],
    as_json: bool,
) -> None:
    """Compare published overall ratings with those that a methodology gives.

    FILE is a CSV file with a line for each published set of ratings: a column for each standard and
    one for the overall rating; a column `count` may say how many times each was published.
    """
    from reportgen.proving.proof import prove as compare
    from reportgen.proving.published import read_published

    project = session.open_project(anywhere=True)
    model = project.load_methodology(methodology)
    if model.rules.overall.rule == "none":
        raise click.UsageError(
            f"{methodology} gives no overall rating, so there is none to compare."
        )
    named = dict(_read_column(text) for text in columns)
    rows, problems = read_published(file, model, named, unrated)
    proof = compare(model, rows)
    if as_json:
        import json

        click.echo(json.dumps(proof.as_data(), indent=2, ensure_ascii=False))
    else:
        click.echo(format_proof(proof))
    if problems:
        session.print_problems(problems)
        session.fail()


def _read_column(text: str) -> tuple[str, str]:
    id, equals, heading = (part.strip() for part in text.partition("="))
    if not (id and equals and heading):
        raise click.UsageError(f"--column {text[:60]}: write ID=HEADING, as 1.1=hygiene.")
    return id, heading


def format_proof(proof: Proof) -> str:
    """How many ratings agree, and each set that differs with the reasons of the rules."""
    judged = proof.methodology.rules.overall.rule == "judgement"
    what = "keep to the limits" if judged else "agree"
    lines = [
        f"{proof.methodology.title} ({proof.methodology.id})",
        f"{proof.compared:,} published overall ratings, {proof.combinations:,} different sets of"
        " ratings",
        f"{proof.agreeing:,} {what} ({_share(proof)})",
    ]
    for difference in proof.differences[:MAX_SHOWN]:
        lines += ["", *_format_difference(difference)]
    if more := len(proof.differences) - MAX_SHOWN:
        lines += ["", f"{more} more sets differ; --json lists them all."] if more > 0 else []
    return "\n".join(lines)


def _share(proof: Proof) -> str:
    """A share that never says 100% while something differs."""
    if proof.agreeing == proof.compared:
        return "100%" if proof.compared else "none"
    return f"{int(proof.share * 1000) / 1000:.3f}%"


def _others(difference: Difference) -> str:
    """How the same ratings were published at other times."""
    if not difference.others:
        return ""
    times = "once" if difference.others == 1 else f"{difference.others:,} times"
    return f", as was published {times} for the same ratings"


def _format_difference(difference: Difference) -> list[str]:
    ratings = ", ".join(f"{id} {grade}" for id, grade in difference.ratings)
    times = "once" if difference.count == 1 else f"{difference.count:,} times"
    return [
        f"{ratings}",
        f"  published {difference.published}, {times}; the rules give"
        f" {difference.computed or 'none'}{_others(difference)}",
        *(f"      {reason}" for reason in difference.because),
    ]
