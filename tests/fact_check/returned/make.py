"""Makes the returned files of this folder again, each by the program that it is named after.

    python -m tests.fact_check.returned.make     from the top folder of the repository

It needs LibreOffice (soffice), Node with the package docx, and Python with python-docx. Their files
are kept because tests must run without these programs, and because programs change. `sent.docx` is
what was sent, and edition-1.json its key.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from reportgen.comments.sent import list_sent, read_sent
from tests.fact_check import test_corpus as corpus
from tests.support.fact_check import Sender
from tests.support.word_edits import WordEdits

HERE = Path(__file__).parent


def make_edited(sent: bytes, key: Path) -> bytes:
    """What LibreOffice gets to open and save: edits as Word writes them."""
    document = WordEdits(sent)
    ids = corpus.Ids(read_sent(key, "key"))
    for edit in corpus.THROUGH_LIBREOFFICE:
        edit(document, ids)
    return document.save()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        sender = Sender(root)
        shutil.copy(sender.send(), HERE / "sent.docx")
        shutil.copy(list_sent(sender.inspection)[0], HERE / "edition-1.json")
        edited = root / "libreoffice.docx"
        edited.write_bytes(make_edited((HERE / "sent.docx").read_bytes(), HERE / "edition-1.json"))
        unchanged = root / "libreoffice-unchanged.docx"
        shutil.copy(HERE / "sent.docx", unchanged)
        profile = f"-env:UserInstallation={(root / 'profile').as_uri()}"
        convert = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", HERE, edited, unchanged]
        subprocess.run(["soffice", profile, "--headless", *convert], check=True)
    node, python = sys.argv[1:3] if len(sys.argv) > 2 else ("node", sys.executable)
    subprocess.run(
        [node, HERE / "docx_js.mjs", HERE / "edition-1.json", HERE / "docx-js.docx"], check=True
    )
    subprocess.run(
        [python, HERE / "python_docx.py", HERE / "sent.docx", HERE / "python-docx.docx"], check=True
    )


if __name__ == "__main__":
    main()
