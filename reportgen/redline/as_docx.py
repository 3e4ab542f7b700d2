"""A redline as a Word document: each change with what was taken out and put in as tracked changes,
so that Word's own tools can show, accept and count them."""

from __future__ import annotations

from reportgen.redline.changes import KINDS, Change, Redline
from reportgen.redline.words import INSERTED, REMOVED, Span, clip_spans, space_spans
from reportgen.word.body import Body
from reportgen.word.brand import Brand
from reportgen.word.document import write_pages
from reportgen.word.markup import make_run


def write_docx(redline: Redline, brand: Brand) -> bytes:
    """The document; the same bytes for the same versions."""
    return write_pages(
        f"Changes: {redline.title}",
        "en-GB",
        brand,
        lambda body: _RedlineWriter(body).write(redline),
    )


class _RedlineWriter:
    def __init__(self, body: Body) -> None:
        self.body = body
        self.count = 0

    def write(self, redline: Redline) -> None:
        self.body.line(f"Changes: {redline.title}", "Title")
        self.body.line(f"{redline.old} → {redline.new}")
        self.body.paragraph(make_run(redline.summary, bold=True))
        for note in redline.notes:
            self.body.line(note)
        for kind, (_, _, heading) in KINDS.items():
            changes = redline.of_kind(kind)
            if changes:
                self.body.heading(make_run(heading), 1)
                for change in changes:
                    self.change(change, 0)

    def change(self, change: Change, depth: int) -> None:
        where = f", in {change.where}" if change.where else ""
        head = make_run(f"{change.what}{where}, {change.op}: ", bold=depth == 0)
        indent = {"ind": f'<w:ind w:left="{depth * 425}"/>'} if depth else None
        self.body.paragraph(head + self.words(change), properties=indent)
        for note in change.notes:
            inner = {"ind": f'<w:ind w:left="{(depth + 1) * 425}"/>'}
            self.body.paragraph(make_run(note, italic=True), properties=inner)
        for one in change.consequences:
            self.change(one, depth + 1)

    def words(self, change: Change) -> str:
        spans = clip_spans(change.spans)
        if not spans and change.op == "moved":
            return make_run(change.new or "")
        if not spans:
            spans += [Span(REMOVED, change.old)] if change.old is not None else []
            spans += [Span(INSERTED, change.new)] if change.new is not None else []
        return "".join(self.mark(span) + make_run(space) for span, space in space_spans(spans))

    def mark(self, span: Span) -> str:
        run = make_run(span.text)
        if span.op not in (REMOVED, INSERTED):
            return run
        self.count += 1
        name = "del" if span.op == REMOVED else "ins"
        if span.op == REMOVED:
            run = run.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        return f'<w:{name} w:id="{10_000 + self.count}" w:author="reportgen">{run}</w:{name}>'
