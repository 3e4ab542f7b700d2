"""`reportgen preview`: show the web page while it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from reportgen.cli.completion import complete_slug
from reportgen.cli.session import Session, pass_session

if TYPE_CHECKING:
    from reportgen.preview.preview import Preview
    from reportgen.preview.server import PreviewHandler


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
@click.option(
    "--write",
    is_flag=True,
    help="Let the report be written in the page. Open the address that is printed.",
)
@pass_session
def preview(
    session: Session, slug: str | None, port: int, open_browser: bool, edit: bool, write: bool
) -> None:
    """Show the web page, updated whenever you save a file.

    It is served on this machine only. Without a SLUG, the list of all inspections is shown.

    Each paragraph shows its file and line. With --edit, a click on it, or on a place in the list of
    problems, opens that line in the editor that VISUAL or EDITOR names, or in Visual Studio Code if
    neither is set. A browser cannot open an editor in a terminal: there, a click copies the
    command, such as vim +LINE FILE. To use another address, set
    REPORTGEN_EDITOR_URL='editor://open?file={path}&line={line}'.

    With --write, the text, the results and the ratings can be changed on the page, and each change
    is written to its line of the file. Only the page at the address that is printed can write.
    """
    from reportgen.preview.server import find_slug, serve

    if edit and write:
        raise click.UsageError(
            "With --edit, a click opens your editor; with --write, the page itself. Choose one."
        )
    project = session.open_project()
    serve(
        project,
        None if slug is None else find_slug(project, slug),
        port=port,
        open_browser=open_browser,
        edit=edit,
        echo=click.echo,
        bind=_find_binding() if write else None,
    )


def _find_binding() -> Callable[[Preview], tuple[type[PreviewHandler], str]]:
    from reportgen.writing.handler import bind_writing

    return bind_writing
