"""What Word and web pages put on the clipboard, each with the Markdown that it becomes:
tests/examples/pasted/NAME.html and NAME.md. An empty one is left to the browser, which pastes the
plain text."""

from __future__ import annotations

from tests.conftest import REPOSITORY

FOLDER = REPOSITORY / "tests" / "examples" / "pasted"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
PASTED = {
    (FOLDER / f"{name}.html").read_text("utf-8"): (FOLDER / f"{name}.md").read_text("utf-8").strip()
    for name in NAMES
}
