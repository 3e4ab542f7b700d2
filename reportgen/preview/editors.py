"""How a click in the preview reaches the writer's editor: by an address where the editor has one,
or else by a command to paste.

It must not know what is clicked on.
"""

from __future__ import annotations

import os
import shlex
from pathlib import PurePath
from typing import NamedTuple

FILE = "://file{path}:{line}"
OPEN = "://open?file={path}&line={line}"
OPEN_URL = "://open?url=file://{path}&line={line}"

ADDRESSES = {
    "code-insiders": f"vscode-insiders{FILE}",
    "codium": f"vscodium{FILE}",
    "cursor": f"cursor{FILE}",
    "windsurf": f"windsurf{FILE}",
    "zed": f"zed{FILE}",
    "code": f"vscode{FILE}",
    "idea": f"idea{OPEN}",
    "charm": f"pycharm{OPEN}",
    "webstorm": f"webstorm{OPEN}",
    "phpstorm": f"phpstorm{OPEN}",
    "subl": f"subl{OPEN_URL}",
    "mvim": f"mvim{OPEN_URL}",
    "mate": f"txmt{OPEN_URL}",
    "bbedit": f"x-bbedit{OPEN_URL}",
}
"""The addresses that editors have of their own, by what the name of their command contains, the
more particular first."""


class EditorLink(NamedTuple):
    """How one line of one file is opened, with `{path}` and `{line}`: an address, or a command for
    a terminal."""

    form: str
    told: str
    """What to tell the writer of it, where a click opens nothing."""


def find_editor() -> EditorLink:
    """As $REPORTGEN_EDITOR_URL says, or as $VISUAL or $EDITOR suggests, or Visual Studio Code where
    nothing is said."""
    if own := os.environ.get("REPORTGEN_EDITOR_URL"):
        return EditorLink(own, "")
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        return EditorLink(
            ADDRESSES["code"],
            "a click opens Visual Studio Code, because neither VISUAL nor EDITOR names an editor",
        )
    try:
        name = PurePath(shlex.split(command)[0]).name
    except (ValueError, IndexError):
        name = PurePath(command).name
    address = next((address for word, address in ADDRESSES.items() if word in name), None)
    if address is not None:
        return EditorLink(address, "")
    return EditorLink(
        f"{command} +{{line}} {{path}}",
        f"no page can open {name}, so a click copies the command that does",
    )
