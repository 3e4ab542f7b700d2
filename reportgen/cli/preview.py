"""`reportgen preview`: show the web page while it is written."""

from __future__ import annotations

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session


@click.command()
@click.argument("slug", required=False, shell_complete=complete_slug)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    metavar="N",
    help="The port. If it is in use, a free one is chosen.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option(
    "--edit", is_flag=True, help="Make each paragraph a link that opens its line in your editor."
)
@pass_session
def preview(session: Session, slug: str | None, port: int, open_browser: bool, edit: bool) -> None:
    """Show the web page, updated whenever you save a file.

    It is served on this machine only. Without a SLUG, the list of all inspections is shown.

    Each paragraph shows its file and line. With --edit, a click on it, or on a place in the list of
    problems, opens that line in the editor that VISUAL or EDITOR names, or in Visual Studio Code if
    neither is set. A browser cannot open an editor in a terminal: there, a click copies the
    command, such as vim +LINE FILE. To use another address, set
    REPORTGEN_EDITOR_URL='editor://open?file={path}&line={line}'.
    """
    from reportgen.preview.server import find_slug, serve

    project = session.open_project()
    serve(
        project,
        None if slug is None else find_slug(project, slug),
        port=port,
        open_browser=open_browser,
        edit=edit,
        echo=click.echo,
    )
