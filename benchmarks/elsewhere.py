"""The same report through other programs: Chromium's print, and pandoc with Typst. For comparison;
each only where it is installed.

Chromium prints our web page. Pandoc turns our page for paper into Typst's language, and Typst sets
that.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Command


@dataclass
class Made:
    """What a PDF has."""

    pages: int
    kilobytes: int
    tags: str
    notes: str
    numbers: str


def commands(folder: Path, page: Path, paper: Path) -> dict[str, tuple[Command, Path]]:
    """The programs that this machine has, each with the PDF it makes."""
    found: dict[str, tuple[Command, Path]] = {}
    if browser := shutil.which("chromium") or shutil.which("google-chrome"):
        result = folder / "chromium.pdf"
        found["Chromium, print of the web page"] = (
            Command(
                [
                    browser,
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-pdf-header-footer",
                    "--generate-pdf-document-outline",
                    f"--user-data-dir={folder / 'profile'}",
                    f"--print-to-pdf={result}",
                    page.as_uri(),
                ],
                folder=folder,
            ),
            result,
        )
    try:
        import pypandoc
        import typst  # noqa: F401 - only whether it is here
    except ImportError:
        return found
    source, result = folder / "report.typ", folder / "typst.pdf"
    script = (
        "import subprocess, sys, typst; pandoc, html, source, result = sys.argv[1:]; "
        "subprocess.run([pandoc, '-f', 'html', '-t', 'typst', '-s', '--toc', html, '-o', source],"
        " check=True, stderr=subprocess.DEVNULL); "
        # Pandoc 3.9 writes image.decode, which Typst 0.15 has no more.
        "text = open(source, encoding='utf-8').read().replace('image.decode(', 'decoded('); "
        "open(source, 'w', encoding='utf-8').write('#let decoded(data, ..more) = image(bytes(data),"
        " ..more)\\n' + text); "
        "typst.compile(source, output=result)"
    )
    found["pandoc and Typst"] = (
        Command(
            [sys.executable, "-c", script, pypandoc.get_pandoc_path(), paper, source, result],
            folder=folder,
        ),
        result,
    )
    return found


def looked_at(pdf: Path, note: str, call: str, title: str) -> Made:
    """What a PDF has: `note` begins its first footnote, `call` ends the text before it, `title` is
    a line of the contents."""
    import page as page_validation
    import pikepdf
    import pypdfium2

    texts = [
        " ".join(page.get_textpage().get_text_range().split())
        for page in pypdfium2.PdfDocument(pdf)
    ]
    with pikepdf.open(pdf) as opened:
        tagged = "/StructTreeRoot" in opened.Root
    report = page_validation.validate_pdf(pdf, profile="ua1")
    rules = len({failure.rule_id for failure in report.failures})
    tags = (
        "none"
        if not tagged
        else "PDF/UA-1"
        if report.is_compliant
        else f"{rules} rules of PDF/UA-1 broken"
    )
    called = next((number for number, text in enumerate(texts) if call in text), -1)
    noted = next((number for number, text in enumerate(texts) if note in text), -2)
    notes = (
        "on their page"
        if called == noted
        else "at the end"
        if noted > called >= 0
        else "none found"
    )
    numbered = any(re.search(re.escape(title) + r"[ .]*\d+", text) for text in texts[:6])
    return Made(len(texts), pdf.stat().st_size // 1000, tags, notes, "yes" if numbered else "no")


def first_note(paper: str) -> tuple[str, str]:
    """How the first footnote of a document begins, and how the text before its call ends."""
    from lxml import html

    first, *_ = html.fromstring(paper).xpath(
        "//*[contains(concat(' ', @class, ' '), ' footnote ')]"
    )
    before = first.getparent()
    text = (
        str(before.text or "")
        if before is not None and before[0] is first
        else str(first.getprevious().tail or "")
    )
    return " ".join(first.text_content().split())[:30], " ".join(text.split())[-25:]


def environment(fonts: Path) -> Mapping[str, str]:
    """Other programs are given our fonts too."""
    return {"FONTCONFIG_FILE": str(fonts)}
