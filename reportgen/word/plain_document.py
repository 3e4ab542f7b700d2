"""A Word document that is no report: headings, paragraphs, lists and tables, in the typeface and
colours of reports.

    document = PlainDocument("Responses", brand=read_brand(project.template_folders))
    document.heading("What was said", 1)
    document.paragraph("The rating is ", Words("Good", "deleted"), Words("Outstanding", "inserted"))
    document.bullet("a point")
    document.table("All responses", ["No.", "What was said"], [["1", "Two offices"]])
    content = document.save()

What is marked as inserted or deleted is a tracked change, which Word shows and lets people accept.
The same calls give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reportgen.report.pictures import Pictures
from reportgen.word.body import Body, set_table
from reportgen.word.brand import Brand
from reportgen.word.document import Frame, write_package
from reportgen.word.markup import (
    TURNED_WIDTH,
    UPRIGHT_WIDTH,
    make_paragraph,
    make_run,
    quote_value,
)
from reportgen.word.shared import BULLETS


class Words(NamedTuple):
    """Some words of a paragraph, and what is special about them: `bold`, `italic`, `inserted`,
    `deleted`, or nothing."""

    text: str
    mark: str = ""


Text = str | Words
Cell = Text | Sequence[Text]
"""What a cell holds: a text, or several side by side. A line break begins a new paragraph."""


class PlainDocument:
    """A document while it is written. Nothing is written to disk."""

    def __init__(
        self,
        title: str,
        *,
        brand: Brand,
        language: str = "en-GB",
        band: str = "",
        author: str = "reportgen",
        turned: bool = False,
    ) -> None:
        """`band` is a line on each page; `author` is whose tracked changes are; `turned` pages are
        wider than high."""
        self.title, self.brand, self.language, self.band = title, brand, language, band
        self.author = author
        self.turned = turned
        self._body = Body(Pictures({}, {}))
        self._changes = 0
        self._body.line(title, "Title", kind="heading")

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; levels count from 1, and none is skipped."""
        self._body.heading(make_run(text), level)

    def paragraph(self, *texts: Text, style: str | None = None) -> None:
        """A paragraph. `style` is a style of styles.py, such as `Notice` or `TableNote`."""
        self._body.paragraph(self._runs(texts), style)

    def bullet(self, *texts: Text) -> None:
        """An item of a list."""
        number = self._body.lists.start(BULLETS)
        properties = {
            "numPr": f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>',
            "ind": '<w:ind w:left="425" w:hanging="425"/>',
        }
        self._body.paragraph(self._runs(texts), "ListParagraph", properties=properties)

    def table(self, caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """A table with a header row."""
        if caption:
            self._body.paragraph(make_run(caption), "Caption")
        cells = [[self._cell(text, "TableHead") for text in head]]
        cells += [[self._cell(cell, "TableText") for cell in row] for row in rows]
        numeric = [False] * len(head)
        width = TURNED_WIDTH if self.turned else UPRIGHT_WIDTH
        self._body.blocks += set_table(cells, numeric, caption=caption, width=width)

    def save(self) -> bytes:
        """The file."""
        frame = Frame(
            title=self.title,
            short_title=self.title,
            language=self.language,
            author=self.author,
            band=self.band,
            is_turned=self.turned,
        )
        return write_package(self._body, self.brand, frame)

    def _cell(self, cell: Cell, style: str) -> str:
        texts = [cell] if isinstance(cell, (str, Words)) else list(cell)
        lines: list[list[Text]] = [[]]
        for text in texts:
            words, mark = text if isinstance(text, Words) else (text, "")
            for number, line in enumerate(words.split("\n")):
                if number:
                    lines.append([])
                lines[-1].append(Words(line, mark))
        return "".join(make_paragraph(self._runs(line), style) for line in lines)

    def _runs(self, texts: Sequence[Text]) -> str:
        return "".join(self._run(one if isinstance(one, Words) else Words(one)) for one in texts)

    def _run(self, words: Words) -> str:
        run = make_run(words.text, bold=words.mark == "bold", italic=words.mark == "italic")
        if not run or words.mark not in ("inserted", "deleted"):
            return run
        self._changes += 1
        tag = "ins" if words.mark == "inserted" else "del"
        if tag == "del":
            run = run.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        attributes = f'w:id="{self._changes}" w:author={quote_value(self.author)}'
        return f"<w:{tag} {attributes}>{run}</w:{tag}>"
