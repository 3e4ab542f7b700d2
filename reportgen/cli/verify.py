"""`reportgen verify`: compare published files with the repository."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@pass_session
def verify(session: Session, folder: Path) -> None:
    """Make a published edition again and compare it with the files in FOLDER.

    They are compared byte for byte. FOLDER holds the published files and their SLUG.manifest.json,
    such as output/SLUG. The repository is the current folder, or the one that --root names; the
    sources are read from the commit that the manifest names.
    """
    from reportgen.lifecycle.verify import verify as compare

    verdict = compare(session.open_project(), folder)
    session.print_problems(verdict.problems)
    if not verdict.is_same:
        session.fail()
    click.echo(
        f"{verdict.slug}, edition {verdict.edition}: {verdict.files} files were made again, and are"
        " the same, byte for byte."
    )
