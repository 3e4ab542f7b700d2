"""`reportgen import`: take over a text that was drafted in Word."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", "slug", required=True, shell_complete=complete_slug, help="The inspection's slug."
)
@click.option("--replace", is_flag=True, help="Write over text that is there already.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@pass_session
def import_(session: Session, file: Path, slug: str, replace: bool, dry_run: bool) -> None:
    """Take over the text of a report that was drafted in Word.

    Headings are matched to the parts of the report, so give the draft the headings that the report
    has. Texts are written to Markdown files in inspections/SLUG/, lists into inspections/SLUG.yaml.
    Pictures lose their metadata. What belongs nowhere is kept in inspections/SLUG/not-placed.md,
    and you see it.
    """
    from reportgen.drafts.importing import prepare_import, write_import
    from reportgen.util.atomic_files import exclusive_lock

    project = session.open_project()
    stem = project.find_inspection_file(slug).stem
    lock = project.output / ".reportgen" / f"{stem}.lock"
    with exclusive_lock(lock, lambda: None, project.display_path):
        prepared = prepare_import(project, slug, file)
        session.print_problems([*prepared.notes, *(() if replace else prepared.existing)])
        if prepared.existing and not replace and not dry_run:
            session.fail()
        for target, _ in prepared.values:
            click.echo(f"{'.'.join(map(str, target))}")
        for name, items in prepared.added.items():
            click.echo(f"{name}: {len(items)} added")
        for path in prepared.files:
            click.echo(project.display_path(path))
        if not prepared.values and not prepared.files and not prepared.added:
            click.echo("The draft has nothing for the report.")
        elif dry_run:
            click.echo("Nothing was written.")
        else:
            write_import(prepared)
            click.echo(f"Written. `reportgen check {stem}` lists what is still to be done.")
