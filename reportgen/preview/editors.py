"""How a click in the preview opens the writer's editor: by an address, if the editor has addresses,
and otherwise by a command to paste.

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
"""The addresses of editors, by a part of their command's name. A name that contains another comes
before it."""


class EditorLink(NamedTuple):
    """How to open a line of a file."""

    form: str
    """An address, or a command for a terminal, with `{path}` and `{line}`."""
    remark: str
    """What the writer should know: that a click opens nothing."""


def find_editor() -> EditorLink:
    """Find the editor by $REPORTGEN_EDITOR_URL, or else by $VISUAL or $EDITOR; without any of them,
    Visual Studio Code."""
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
