"""What a screen reader meets in our PDFs, beyond what validators look at."""

from __future__ import annotations

import re

import pytest

from reportgen.render.pdf import writer
from reportgen.render.pdf.resources import PdfResources
from tests.conftest import REPOSITORY
from tests.support.sample_document import document
from tests.support.tagged import Tag, Tagged

SUPPLIES = PdfResources([REPOSITORY / "templates"], {})


def made(html: str) -> Tagged:
    return Tagged(writer.write_pdf(html, SUPPLIES, display_path="sample.yaml", dated="2022-08"))


def body(text: str) -> Tagged:
    return made(
        '<html lang="en-GB"><head><title>T</title><style>html { font-family: "Reportgen Sans" }'
        " .note { float: footnote } @page { size: 300px 200px; margin: 20px } p { orphans: 1;"
        f" widows: 1 }}</style></head><body>{text}</body></html>"
    )


@pytest.fixture(scope="module")
def sample() -> Tagged:
    return made(document(chapters=4, paragraphs=12))


def tags(tag: Tag) -> str:
    """The tree below an element, in one line."""
    inside = " ".join(tags(kid) for kid in tag.kids if isinstance(kid, Tag))
    return f"{tag.name}({inside})" if inside else tag.name


# One element, whatever the pages


def test_a_paragraph_across_a_page_break_is_one_element(sample: Tagged) -> None:
    crossing = [p for p in sample.document.all("P") if len(p.pages) > 1]
    assert crossing, "the sample has none"
    for paragraph in crossing:
        assert paragraph.text.endswith("and on.")
    assert len([p for p in sample.document.all("P") if p.text.endswith("and on.")]) == 4 * 12


def test_a_table_across_a_page_break_is_one_table_whose_head_is_read_once(sample: Tagged) -> None:
    tables = sample.document.all("Table")
    assert len(tables) == 4
    assert any(len(table.pages) > 1 for table in tables)
    for table in tables:
        assert [kid.name for kid in table.kids] == ["Caption", "THead", "TBody"]
        assert len(table.all("TR")) == 31
        assert all(len(row.kids) == 4 for row in table.all("TR"))


def test_a_list_item_and_a_cell_across_a_page_break_are_one() -> None:
    words = " ".join(f"w{n}" for n in range(60))
    made = body(f"<ul><li>{words}</li></ul><table><tr><th>a<td>{words}</table>")
    assert tags(made.document) == "Document(L(LI(Lbl LBody)) Table(TBody(TR(TH TD))))"
    assert all(len(tag.pages) > 1 for tag in made.document.all("LBody", "TD"))
    assert made.document.all("TD")[0].text.split() == words.split()


def test_everything_is_read_in_the_order_of_the_document(sample: Tagged) -> None:
    text = sample.document.text
    marks = (
        "In detail {}",
        "Term {}",
        "Its meaning {}",
        "Figure of chapter {}",
        "Table of chapter {}",
        "Question {}.30",
        "Loose text in a division {}",
        "Quoted words {}",
    )
    places = [text.index(mark.format(n)) for n in range(1, 5) for mark in marks]
    assert places == sorted(places)


# Artifacts


def test_running_heads_page_numbers_leaders_and_repeated_heads_are_artifacts(
    sample: Tagged,
) -> None:
    outside = [piece.text.strip() for piece in sample.outside]
    known = re.compile(
        r"Page \d+ of \d+|Chapter \d|Contents|A sample report|[. ]*|Question|Words|Share|Bar"
    )
    assert [text for text in outside if not known.fullmatch(text)] == []
    assert sum(text.startswith("Page ") for text in outside) == len(sample.pieces) - 1
    assert "Page 3 of" not in sample.document.text


def test_artifacts_say_that_they_are_pagination(sample: Tagged) -> None:
    data = sample.pdf.pages[5].Contents.read_bytes()
    assert b"/Artifact <</Type /Pagination/Subtype /Header>>" in data or b"/Subtype /Header" in data


def test_decoration_is_an_artifact() -> None:
    made = body(
        '<p>a <span aria-hidden="true">&#8226;</span> b</p><svg aria-hidden="true" width="9"'
        ' height="9"><rect width="9" height="9"/></svg><p><svg role="presentation" width="9"'
        ' height="9"><rect width="9" height="9"/></svg> c</p>'
    )
    assert tags(made.document) == "Document(P P)"
    assert [piece.text.strip() for piece in made.outside if piece.text.strip()] == ["•"]


def test_no_empty_paragraph_stands_for_space_between_pictures() -> None:
    svg = '<svg role="img" aria-label="x" width="9" height="9"><rect width="9" height="9"/></svg>'
    assert (
        tags(body(f"<figure>{svg} <figcaption>c</figcaption></figure> {svg}\n{svg}").document)
        == "Document(Div(Figure Caption) Figure Figure)"
    )


# Footnotes


def test_a_note_is_read_behind_the_paragraph_that_calls_it_and_linked_both_ways(
    sample: Tagged,
) -> None:
    notes, references = sample.document.all("Note"), sample.document.all("Reference")
    calls = [r for r in references if r.parent is not None and r.parent.name == "P"]
    assert len(notes) == len(calls) == 4 * 4
    for note, call in zip(notes, calls, strict=True):
        siblings = note.parent.kids  # type: ignore[union-attr]
        assert siblings[siblings.index(note) - 1] is call.parent
        there, back = call.all("Link")[0].annotations[0], note.all("Link")[0].annotations[0]
        number = call.text
        assert str(there.Contents) == f"Footnote {number}"
        assert str(back.Contents) == f"Back to the text of footnote {number}"
        assert note.text.startswith(f"{number}. Note")
        assert sample._page[there.Dest[0].objgen] in note.pages
        assert sample._page[back.Dest[0].objgen] in call.pages
    identifiers = [str(note.entry.ID) for note in notes]
    assert len(set(identifiers)) == len(notes)
    named = [str(name) for name in sample.pdf.Root.StructTreeRoot.IDTree.Names[::2]]
    assert named == sorted(identifiers)


def test_two_notes_of_one_paragraph_keep_their_order() -> None:
    made = body(
        '<section><p>a<span class="note">one</span> b<span class="note">two</span>'
        " c</p><p>d</p></section>"
    )
    assert (
        tags(made.document)
        == "Document(Sect(P(Reference(Link) Reference(Link)) Note(Lbl(Link)) Note(Lbl(Link)) P))"
    )
    assert [note.text for note in made.document.all("Note")] == ["1. one", "2. two"]


def test_a_note_called_in_a_cell_or_an_item_stays_there() -> None:
    made = body(
        '<table><tr><td>a<span class="note">one</span></td><td>b</td></tr></table><ul><li>c<span'
        ' class="note">two</span></li></ul>'
    )
    assert (
        tags(made.document) == "Document(Table(TBody(TR(TD(Reference(Link) Note(Lbl(Link))) TD)))"
        " L(LI(Lbl LBody(Reference(Link) Note(Lbl(Link))))))"
    )


# Tables, lists, contents


def test_header_cells_have_a_scope(sample: Tagged) -> None:
    for cell in sample.document.all("TH"):
        expected = "/Column" if cell.parent.parent.name == "THead" else "/Row"  # type: ignore[union-attr]
        assert cell.attribute("/Scope") == expected
    made = body(
        '<table><thead><tr><th>a<th scope="row">b<tbody><tr><th>c<th scope="colgroup"'
        ' colspan="2">d</table>'
    )
    assert [cell.attribute("/Scope") for cell in made.document.all("TH")] == [
        "/Column",
        "/Row",
        "/Row",
        "/Column",
    ]
    assert made.document.all("TH")[3].attribute("/ColSpan") == "2"


def test_an_empty_cell_is_still_a_cell() -> None:
    assert (
        tags(body("<table><tr><td></td><td>b</td><td></td></tr></table>").document)
        == "Document(Table(TBody(TR(TD TD TD))))"
    )


def test_lists_have_labels_bodies_and_their_numbering(sample: Tagged) -> None:
    lists = sample.document.all("L")
    assert {item.attribute("/ListNumbering") for item in lists} == {"/Disc", "/Decimal", None}
    for item in sample.document.all("LI"):
        assert [kid.name for kid in item.kids if isinstance(kid, Tag)] == ["Lbl", "LBody"]
    assert (
        tags(body("<ul><li><p>a</p><p>b</p><ol type=a><li>c</ol></ul>").document)
        == "Document(L(LI(Lbl LBody(P P L(LI(Lbl LBody))))))"
    )
    assert (
        tags(body("<dl><div><dt>a<dd>b<dd>c</div><dt>d<dd>e</dl>").document)
        == "Document(L(LI(Lbl LBody LBody) LI(Lbl LBody)))"
    )


def test_contents_are_a_table_of_contents(sample: Tagged) -> None:
    toc = sample.document.all("TOC")[0]
    assert toc.parent is not None
    assert toc.parent.name == "Sect"
    assert (
        tags(toc)
        == "TOC(" + " ".join(["TOCI(Reference(Link) TOC(TOCI(Reference(Link))))"] * 4) + ")"
    )
    assert not toc.all("LI", "L")


def test_page_numbers_in_the_contents_are_right(sample: Tagged) -> None:
    pages = {h.text: min(h.pages) + 1 for h in sample.document.all("H1", "H2")}
    for line in sample.document.all("TOC")[0].all("Link"):
        title, _, number = line.text.rpartition(" ")
        assert pages[title] == int(number)


# Links, languages, figures, abbreviations


def test_a_link_is_one_element_described_by_its_text(sample: Tagged) -> None:
    for link in sample.document.all("Link"):
        assert link.annotations
        assert all(a.get("/Contents") for a in link.annotations)
        assert not any(str(a.Contents).startswith(("http", "#", "s-")) for a in link.annotations)
    long = [
        link for link in sample.document.all("Link") if link.text.startswith("a link that is long")
    ]
    assert len(long) == 4
    assert {str(a.Contents) for a in long[0].annotations} == {
        "a link that is long enough to run on and over the end of this line 1"
    }


def test_a_link_over_three_lines_has_three_areas_and_markup_inside_adds_none() -> None:
    made = body(
        '<p>some words first <a href="https://example.org/" title="">a link that <em>will'
        " surely</em> be broken over several lines here</a></p>"
    )
    (link,) = made.document.all("Link")
    assert len(link.annotations) == 3 == len(made.pdf.pages[0].Annots)
    assert link.text == "a link that will surely be broken over several lines here"


def test_every_annotation_is_in_the_tree(sample: Tagged) -> None:
    in_tree = {a.objgen for link in sample.document.all("Link") for a in link.annotations}
    on_pages = {a.objgen for page in sample.pdf.pages for a in page.get("/Annots", [])}
    assert in_tree == on_pages
    assert all(
        a.F == 4 and "/StructParent" in a
        for page in sample.pdf.pages
        for a in page.get("/Annots", [])
    )


def test_another_language_is_told(sample: Tagged) -> None:
    assert str(sample.pdf.Root.Lang) == "en-GB"
    welsh = [tag for tag in sample.document.walk() if "/Lang" in tag.entry]
    assert [(str(tag.entry.Lang), tag.text) for tag in welsh] == [("cy", "Gwasanaeth Prawf")] * 4
    made = body('<p lang="cy">a</p><div lang="cy"><p>b</p></div><p lang="en-GB">c</p>')
    assert [str(tag.entry.Lang) for tag in made.document.walk() if "/Lang" in tag.entry] == [
        "cy",
        "cy",
    ]


def test_figures_have_their_alternative_and_their_box(sample: Tagged) -> None:
    figures = sample.document.all("Figure")
    assert len(figures) == 4 * 31
    for figure in figures:
        left, bottom, right, top = (float(side) for side in figure.entry.A.BBox)
        (page,) = figure.pages
        _, _, width, height = sample.sizes[page]
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height
    charts = [str(figure.entry.Alt) for figure in figures if figure.parent.name == "Div"]  # type: ignore[union-attr]
    assert charts == ["Chart 1", "Chart 2", "Chart 3", "Chart 4"]
    assert str(figures[1].entry.Alt) == "1 per cent"


def test_an_abbreviation_is_read_in_full(sample: Tagged) -> None:
    assert [(str(t.entry.E), t.text) for t in sample.document.walk() if "/E" in t.entry] == [
        ("probation delivery unit", "PDU")
    ] * 4


def test_text_beside_blocks_is_a_paragraph_each_time() -> None:
    made = body("<div>one <p>two</p> three <em>four</em></div>")
    assert [p.text for p in made.document.all("P")] == ["one", "two", "three four"]


def test_nothing_is_loose_in_a_section(sample: Tagged) -> None:
    for tag in (sample.document, *sample.document.walk()):
        if tag.name in (
            "Document",
            "Sect",
            "Div",
            "BlockQuote",
            "TOC",
            "TOCI",
            "L",
            "Table",
            "TR",
            "THead",
            "TBody",
        ):
            assert all(isinstance(kid, Tag) for kid in tag.kids), tag.outline()


# The way back, and the fallback


def test_the_way_back_from_content_to_element_is_whole(sample: Tagged) -> None:
    root = sample.pdf.Root.StructTreeRoot
    numbers = dict(
        zip(list(root.ParentTree.Nums)[::2], list(root.ParentTree.Nums)[1::2], strict=True)
    )
    assert sorted(numbers) == list(range(int(root.ParentTreeNextKey)))
    for page, entry in enumerate(sample.pdf.pages):
        back = numbers[int(entry.StructParents)]
        assert len(back) == len({number for at, number in sample.met if at == page})
        for number, element in enumerate(back):
            kids = (
                element.K
                if isinstance(element.K, list) or hasattr(element.K, "__iter__")
                else [element.K]
            )
            assert any(
                kid == number or (not isinstance(kid, int) and kid.get("/MCID") == number)
                for kid in kids
            )


def test_with_an_unknown_weasyprint_its_own_tags_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportgen.render.pdf import tagger

    monkeypatch.setattr(tagger, "TESTED", frozenset())
    made = body("<h1>a</h1><p>b</p>")
    assert "NonStruct" in tags_of(made) or "Span" in tags_of(made)


def tags_of(made: Tagged) -> set[str]:
    return {tag.name for tag in made.document.walk()}


def test_weasyprint_is_left_as_it_was() -> None:
    import weasyprint.pdf
    from weasyprint.pdf.stream import Stream

    body("<p>a</p>")
    assert weasyprint.pdf.add_tags.__module__ == "weasyprint.pdf.tags"
    assert Stream.marked.__module__ == "weasyprint.pdf.stream"
