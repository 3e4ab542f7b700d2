"""The PDF of every example inspection, as it is published: what PDF/UA asks, what a screen reader
meets, how it is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from lxml import html as lxml_html

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY, SLUGS
from tests.support.joined_words import find_joined_words
from tests.support.made_once import make_once
from tests.support.tagged import Piece, Tag, Tagged

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("slug", SLUGS)]


@cache
def making(slug: str) -> OutputMaker:
    return OutputMaker(Project(REPOSITORY), slug, Timings())


@cache
def pdf_of(slug: str) -> bytes:
    """Made once for all the tests. A warning of WeasyPrint's would have refused it."""

    def make() -> bytes:
        (made,) = making(slug).make_pdf().values()
        return made

    return make_once(f"{slug}.pdf", make)


@cache
def read(slug: str) -> Tagged:
    return Tagged(pdf_of(slug))


# For everybody


def test_it_passes_pdf_ua(slug: str) -> None:
    report = page_validation.validate_pdf_bytes(pdf_of(slug), profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


def test_it_passes_verapdf(slug: str, tmp_path: Path) -> None:
    from tests.support import verapdf

    (tmp_path / f"{slug}.pdf").write_bytes(pdf_of(slug))
    try:
        assert verapdf.check(tmp_path / f"{slug}.pdf") == ""
    except verapdf.MissingError as missing:
        pytest.skip(str(missing))


def test_it_says_what_it_is(slug: str) -> None:
    made, report = pikepdf.open(BytesIO(pdf_of(slug))), making(slug).report
    assert len(str(made.docinfo.Title)) > 10
    assert report.is_letter or report.title in str(made.docinfo.Title)
    assert str(made.Root.Lang) == report.language == "en-GB"
    if report.published is not None:
        assert str(made.docinfo.CreationDate).startswith(
            "D:" + report.published.iso.replace("-", "")
        )
    else:
        record = making(slug).dossier.record
        assert record is not None
        day = str(record.editions[0].on)[:10]
        assert str(made.docinfo.CreationDate) == f"D:{day.replace('-', '')}000000Z"
    assert f"{slug}.json" in made.attachments


def test_its_fonts_are_ours_embedded_and_subset(slug: str) -> None:
    made = pikepdf.open(BytesIO(pdf_of(slug)))
    fonts = [
        thing
        for thing in made.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    for font in fonts:
        assert re.match(r"/[A-Z]{6}\+Reportgen-Sans", str(font.FontName))
        assert "/FontFile2" in font or "/FontFile3" in font


def bookmarks(tagged: Tagged) -> Iterator[tuple[str, int]]:
    def walk(items: list[pikepdf.OutlineItem]) -> Iterator[tuple[str, int]]:
        for item in items:
            assert item.destination is not None
            yield plain(str(item.title)), tagged._page[item.destination[0].objgen]
            yield from walk(item.children)

    with tagged.pdf.open_outline() as outline:
        yield from walk(outline.root)


def plain(text: str) -> str:
    """Letters and figures, with no space between: line breaks and the spaces that PDFs have or lack
    are no difference."""
    return re.sub(r"[\s\u00ad\u2010-\u2014\x00-\x1f\ufffe-]", "", text)


def test_bookmarks_match_the_headings(slug: str) -> None:
    tagged = read(slug)
    headings = [(plain(h.text), min(h.pages)) for h in tagged.document.all("H1", "H2", "H3", "H4")]
    marks = list(bookmarks(tagged))
    assert [page for _, page in marks] == [page for _, page in headings]
    for (title, _), (heading, _) in zip(marks, headings, strict=True):
        assert title == heading or (title[-1] == "…" and heading.startswith(title[:-1]))
    for line in (line for contents in tagged.document.all("TOC") for line in contents.all("Link")):
        assert any(plain(line.text) == f"{title}{page + 1}" for title, page in marks), (
            f"no bookmark for {line.text}"
        )


def test_page_numbers_in_the_contents_are_right(slug: str) -> None:
    tagged = read(slug)
    pages: dict[str, list[int]] = {}
    for heading in tagged.document.all("H2", "H3"):
        pages.setdefault(plain(heading.text), []).append(min(heading.pages) + 1)
    contents = tagged.document.all("TOC")
    if making(slug).report.is_letter and not contents:
        pytest.skip("a letter has no contents")
    lines = [link for link in contents[0].all("Link")]
    assert lines
    for line in lines:
        title, number = re.fullmatch(r"(.*?)(\d+)", plain(line.text)).groups()  # type: ignore[union-attr]
        titles = [found for found in pages if plain(line.text).startswith(found)]
        assert titles, f"no heading {title}"
        assert any(
            plain(line.text) == f"{found}{page}" for found in titles for page in pages[found]
        ), (line.text, number)


# For who listens


def test_it_is_read_whole_and_in_order(slug: str) -> None:
    """Word for word what the document says, without numbers of lists and pages, each footnote
    behind its paragraph."""
    document = lxml_html.fromstring(making(slug).renderer.print(making(slug).report))
    for unwanted in document.xpath(
        "//head|//nav|//*[@aria-hidden='true']|//*[local-name()='svg']|//*[contains(concat(' ',"
        " @class, ' '), ' footnote ')]|//*[contains(@class, 'sheet-domain')]//thead"
    ):  # which is not printed: its rows are headed
        unwanted.drop_tree()
    expected = plain(document.text_content())
    found = plain("".join(said(read(slug).document)))
    if found != expected:
        at = next(
            (i for i, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b),
            min(len(expected), len(found)),
        )
        pytest.fail(
            f"at {at}: expected …{expected[at - 80 : at + 60]}…, read …{found[at - 80 : at + 60]}…"
        )


def test_no_words_run_together(slug: str) -> None:
    """Also where a line ends: each element's strings, joined, are words of the document."""
    html = making(slug).renderer.print(making(slug).report)
    assert find_joined_words(pdf_of(slug), html) == []


def said(tag: Tag) -> Iterator[str]:
    for kid in tag.kids:
        if isinstance(kid, Piece):
            yield kid.text
        elif isinstance(kid, Tag) and kid.name not in ("Lbl", "Reference", "Note", "TOC", "Figure"):
            if kid.name == "Sect" and any(
                below.name == "TOC" for below in kid.kids if isinstance(below, Tag)
            ):
                continue  # the contents, heading and all
            yield from said(kid)
        elif (
            isinstance(kid, Tag)
            and kid.name == "Lbl"
            and not re.fullmatch(r"[\W\d]+|\W?[a-z]\W|", plain(kid.text))
        ):
            yield kid.text  # the term of a definition


def test_only_furniture_is_outside_the_tree(slug: str) -> None:
    tagged = read(slug)
    report = making(slug).report
    heads = {
        plain(cell.text) for cell in tagged.document.all("TH") if cell.parent.parent.name == "THead"
    }  # type: ignore[union-attr]
    headings = {plain(h.text) for h in tagged.document.all("H1", "H2")}
    for pieces in tagged.pieces:
        for piece in pieces:
            if (piece.page, piece.marked) in tagged.met or not piece.text.strip():
                continue
            text = plain(piece.text)
            known = (
                re.fullmatch(r"Page\d+of\d+|\.+|[–•*†‡§\d%]+", text)
                or any(text in head for head in heads | headings)
                or (report.published is not None and text == plain(report.published.words))
                or at_an_edge(piece, tagged)
            )
            assert known or in_a_figure(piece, tagged), (
                f"page {piece.page + 1}: {piece.text!r} is not read"
            )


def at_an_edge(piece: Piece, tagged: Tagged) -> bool:
    """Whether it stands where running heads and page numbers do."""
    _, _, _, top = tagged.sizes[piece.page]
    return piece.box[1] > top - 75 or piece.box[3] < 68


def in_a_figure(piece: Piece, tagged: Tagged) -> bool:
    boxes = [
        [float(side) for side in figure.entry.A.BBox]
        for figure in tagged.document.all("Figure")
        if piece.page in figure.pages
    ]
    return any(
        left - 1 <= piece.box[0]
        and bottom - 1 <= piece.box[1]
        and piece.box[2] <= right + 1
        and piece.box[3] <= top + 1
        for left, bottom, right, top in boxes
    )


def test_figures_have_alternatives_and_lie_on_their_page(slug: str) -> None:
    tagged = read(slug)
    for figure in tagged.document.all("Figure"):
        assert str(figure.entry.get("/Alt", "")).strip()
        left, bottom, right, top = (float(side) for side in figure.entry.A.BBox)
        (page,) = figure.pages
        assert 0 <= left < right <= tagged.sizes[page][2], figure.entry.Alt
        assert 0 <= bottom < top <= tagged.sizes[page][3], figure.entry.Alt


def test_tables_can_be_walked(slug: str) -> None:
    for table in read(slug).document.all("Table"):
        kinds = [kid.name for kid in table.kids if isinstance(kid, Tag)]
        assert kinds[0] == "Caption" or "Caption" not in kinds
        assert kinds.count("THead") <= 1
        rows = [
            sum(int(cell.attribute("/ColSpan") or 1) for cell in row.kids if isinstance(cell, Tag))
            for row in table.all("TR")
        ]
        spans = any(cell.attribute("/RowSpan") for cell in table.all("TD", "TH"))
        assert spans or len(set(rows)) == 1, table.outline()[:600]
        assert all(cell.attribute("/Scope") for cell in table.all("TH"))


def test_footnotes_are_linked_both_ways(slug: str) -> None:
    tagged = read(slug)
    notes = tagged.document.all("Note")
    assert len(notes) == len(
        [
            r
            for r in tagged.document.all("Reference")
            if r.parent is not None and r.parent.name != "TOCI"
        ]
    )
    for note in notes:
        assert any(len(link.annotations) == 1 for link in note.all("Link"))
        assert note.text


def test_links_are_described(slug: str) -> None:
    tagged = read(slug)
    for link in tagged.document.all("Link"):
        assert link.annotations, link.outline()
        assert all(str(a.get("/Contents", "")).strip() and a.F == 4 for a in link.annotations)
    on_pages = {a.objgen for page in tagged.pdf.pages for a in page.get("/Annots", [])}
    assert on_pages == {a.objgen for link in tagged.document.all("Link") for a in link.annotations}


# For the eye


def test_text_stays_on_its_page(slug: str) -> None:
    tagged = read(slug)
    for pieces, (left, bottom, right, top) in zip(tagged.pieces, tagged.sizes, strict=True):
        for piece in pieces:
            if piece.text.strip():
                assert left + 20 <= piece.box[0] <= piece.box[2] <= right - 20, piece
                assert bottom + 20 <= piece.box[1] <= piece.box[3] <= top - 20, piece


def overlapping(tagged: Tagged) -> Iterator[tuple[Piece, Piece]]:
    """Text that stands on other text."""
    for pieces in tagged.pieces:
        words = [piece for piece in pieces if piece.text.strip()]
        for one, other in combinations(words, 2):
            width = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
            smaller = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
            if width >= 1.5 and height >= 0.35 * smaller:
                yield one, other


def test_no_text_stands_on_other_text(slug: str) -> None:
    assert [*overlapping(read(slug))] == []


def headings_alone(tagged: Tagged) -> list[str]:
    """The headings, and the numbers of items, that what follows has left for another page."""
    order = [
        tag
        for tag in tagged.document.walk()
        if tag.name
        not in (
            "Sect",
            "Div",
            "Document",
            "Art",
            "L",
            "Table",
            "LI",
            "TR",
            "THead",
            "TBody",
        )
        and tag.pages
    ]
    return [
        heading.text
        for heading, following in pairwise(order)
        if heading.name in ("H2", "H3", "H4", "H5", "Lbl")
        and max(heading.pages) != min(following.pages)
    ]


def test_no_heading_stands_alone_at_the_foot_of_a_page(slug: str) -> None:
    assert headings_alone(read(slug)) == []


def lines(paragraph: Tag, page: int) -> set[int]:
    return {
        round(piece.box[1] / 4)
        for piece in paragraph.kids
        if isinstance(piece, Piece) and piece.page == page and piece.text.strip()
    }


def test_no_line_of_a_paragraph_stands_alone(slug: str) -> None:
    """Nor one of an item of a list or of a note; but for a first line that goes to the page of its
    footnote."""
    for paragraph in read(slug).document.all("P", "LBody", "Note"):
        if len(paragraph.pages) > 1 and not paragraph.all("L", "P", "Div"):
            for page in paragraph.pages:
                least = 1 if paragraph.all("Reference") and page == min(paragraph.pages) else 2
                assert len(lines(paragraph, page)) >= least, (
                    f"page {page + 1}: {paragraph.text[:80]}"
                )


def test_no_row_of_a_table_stands_alone(slug: str) -> None:
    for table in read(slug).document.all("Table"):
        rows = [
            row
            for part in table.kids
            if isinstance(part, Tag) and part.name == "TBody"
            for row in part.kids
            if isinstance(row, Tag)
        ]
        if len({min(row.pages) for row in rows}) > 1:
            first, last = min(min(row.pages) for row in rows), max(max(row.pages) for row in rows)
            for page in (first, last):
                assert len([row for row in rows if page in row.pages]) >= 2, (
                    f"page {page + 1}: {table.all('Caption')[0].text[:80]}"
                )


def test_each_chapter_opens_on_a_new_page(slug: str) -> None:
    tagged, report = read(slug), making(slug).report
    if report.is_letter:
        pytest.skip("a letter goes on")
    opening = [
        plain(f"{part.label}{part.title}")
        for part in report.parts
        if part.domain or part.block in ("ratings", "unit-ratings")
    ]
    assert opening
    for heading in tagged.document.all("H2"):
        if plain(heading.text) not in opening:
            continue  # it may go on below the part before it
        (page,) = heading.pages
        read_there = [
            piece
            for piece in tagged.pieces[page]
            if (piece.page, piece.marked) in tagged.met and piece.text.strip()
        ]
        assert (
            max(piece.box[3] for piece in read_there)
            <= max(kid.box[3] for kid in heading.kids if isinstance(kid, Piece)) + 1
        ), heading.text
