"""The page on Word documents, done as it says: each command prints what is shown."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.support.fact_check import Sender
from tests.support.word_edits import WordEdits, run

PAGE = (REPOSITORY / "docs" / "word.md").read_text("utf-8")
COMMANDS = [
    command
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.M | re.S)
    for command in re.split(r"^\$ ", block, flags=re.M)[1:]
]


def answer(sender: Sender, sent: Path) -> None:
    """What comes back in the example of the page."""
    document = WordEdits(sent.read_bytes())
    plans = sender.paragraph("Plans are short and clear").id
    document.change(plans, "short", document.delete("short") + document.insert("brief"))
    offices = sender.paragraph("ECS has two offices").id
    comment = document.comment("There are three since May.")
    words = run("two offices")
    document.change(offices, "two offices", document.begin(comment) + words + document.end(comment))
    (sender.root / "returned.docx").write_bytes(document.save())


def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    sender = Sender(tmp_path)
    for command in COMMANDS:
        line, _, wanted = command.partition("\n")
        words = [
            str(tmp_path / word) if word == "returned.docx" else word
            for word in shlex.split(line)[1:]
        ]
        printed = sender.run(*words)
        if "--fact-check" in words:
            answer(sender, next((tmp_path / "output").rglob("*.docx")))
        agrees = doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)
        assert agrees, f"{line} printed:\n{printed}\nand not:\n{wanted}"
    assert len(COMMANDS) >= 4
