"""A project with one small inspection, whose report is sent out for a check of facts."""

from __future__ import annotations

from pathlib import Path

from reportgen.comments.sent import SentEdition, SentParagraph, list_sent, read_sent
from tests.support.commands import run_command
from tests.support.example_inspections import copy_inspection

SLUG = "exampleshire-2025"


class Sender:
    """Somebody who sends a report out and reads what comes back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        copy_inspection(SLUG, root)

    @property
    def inspection(self) -> Path:
        return self.root / "inspections" / f"{SLUG}.yaml"

    @property
    def comments(self) -> Path:
        return self.root / "inspections" / f"{SLUG}.fact-check.yaml"

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command prints; it ends with this status."""
        return run_command(self.root, *arguments, status=status)

    def send(self) -> Path:
        """Send the report out; the file that goes out."""
        self.run("word", SLUG, "--fact-check", "--due", "2025-02-24")
        paths = (self.root / "output" / SLUG / "restricted").glob("*.docx")
        return max(paths, key=lambda path: path.stat().st_mtime_ns)

    @property
    def sent(self) -> SentEdition:
        path = list_sent(self.inspection)[-1]
        return read_sent(path, path.name)

    def paragraph(self, words: str) -> SentParagraph:
        """The one paragraph that has these words."""
        (paragraph,) = (one for one in self.sent.paragraphs if words in one.text)
        return paragraph

    def edit(self, old: str, new: str) -> None:
        """Change the inspection."""
        text = self.inspection.read_text("utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        self.inspection.write_text(text.replace(old, new), "utf-8")
