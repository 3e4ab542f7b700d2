"""A redline as a Word document: each change with what was taken out and put in as tracked changes,
so that Word's own tools can show, accept and count them."""

from __future__ import annotations

from reportgen.redline.changes import KINDS, Change, Redline
from reportgen.redline.words import INSERTED, REMOVED, Span, clip_spans, space_spans
from reportgen.word.brand import Brand
from reportgen.word.plain_document import PlainDocument, Text, Words

_MARKS = {REMOVED: "deleted", INSERTED: "inserted"}


def write_docx(redline: Redline, brand: Brand) -> bytes:
    """The document; the same bytes for the same versions."""
    document = PlainDocument(f"Changes: {redline.title}", brand=brand)
    document.paragraph(f"{redline.old} → {redline.new}")
    document.paragraph(Words(redline.summary, "bold"))
    for note in redline.notes:
        document.paragraph(note)
    for kind, (_, _, heading) in KINDS.items():
        changes = redline.of_kind(kind)
        if changes:
            document.heading(heading)
            for change in changes:
                _write_change(document, change)
    return document.save()


def _write_change(document: PlainDocument, change: Change) -> None:
    document.paragraph(Words(_say_head(change), "bold"), *_list_words(change))
    for note in change.notes:
        document.bullet(Words(note, "italic"))
    for one in change.consequences:
        document.bullet(Words("so also ", "italic"), _say_head(one), *_list_words(one))


def _say_head(change: Change) -> str:
    where = f", in {change.where}" if change.where else ""
    return f"{change.what}{where}, {change.op}: "


def _list_words(change: Change) -> list[Text]:
    spans = clip_spans(change.spans)
    if not spans and change.op == "moved":
        return [change.new or ""]
    if not spans:
        spans += [Span(REMOVED, change.old)] if change.old is not None else []
        spans += [Span(INSERTED, change.new)] if change.new is not None else []
    words: list[Text] = []
    for span, space in space_spans(spans):
        words += [Words(span.text, _MARKS.get(span.op, "")), space]
    return words
