"""Taking over a text that was drafted in Word."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.report.pictures import Pictures
from reportgen.word.body import Body
from reportgen.word.brand import Brand
from reportgen.word.document import Frame, write_package
from reportgen.word.markup import make_run
from tests.support.fact_check import SLUG, Sender
from tests.support.word_edits import WordEdits


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path)


def draft(sender: Sender, *blocks: tuple[str, str], foot: str = "", band: str = "") -> Path:
    """A document of headings (by level), items and paragraphs, as somebody types it."""
    body = Body(Pictures({}, {}))
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    for style, words in blocks:
        if style.isdigit():
            body.heading(make_run(words), int(style))
        elif style == "item":
            body.paragraph(make_run(words), "ListParagraph", properties={"numPr": number})
        else:
            body.paragraph(make_run(words), style or None)
    frame = Frame(title="Draft", short_title=foot, language="en-GB", band=band)
    path = sender.root / "draft.docx"
    path.write_bytes(write_package(body, Brand(), frame))
    return path


def take_over(sender: Sender, file: Path, *options: str, status: int = 0) -> str:
    return sender.run("import", str(file), "--into", SLUG, *options, status=status)


def text_of(sender: Sender, name: str) -> str:
    return (sender.root / "inspections" / SLUG / name).read_text("utf-8")


NEW = (
    ("1", "2 Work with people"),
    ("2", "2.1 Assessment"),
    ("", "Assessors *listen* to {people}."),
    ("3", "In depth"),
    ("", "1. It begins with a number."),
    ("3", "Strengths"),
    ("item", "Staff are kind."),
    ("item", "Staff are quick."),
)


def test_headings_lead_to_their_parts(sender: Sender) -> None:
    said = take_over(sender, draft(sender, *NEW), "--replace")
    assert "findings.2.1.text" in said and "findings.2.1.strengths" in said
    assert text_of(sender, "2.1-text.md") == (
        "Assessors \\*listen\\* to \\{people\\}.\n\n### In depth\n\n1\\. It begins with a number.\n"
    )
    written = sender.inspection.read_text("utf-8")
    assert f"    text:\n      file: {SLUG}/2.1-text.md\n" in written
    assert "- Staff are kind.\n" in written
    assert "error" not in sender.run("check", SLUG)


def test_text_that_is_there_is_not_written_over(sender: Sender) -> None:
    before = sender.inspection.read_bytes()
    said = take_over(sender, draft(sender, *NEW), status=1)
    assert "error[import-exists]" in said and "`findings.2.1.text` has text already" in said
    assert "--replace" in said
    assert sender.inspection.read_bytes() == before
    assert not (sender.root / "inspections" / SLUG / "2.1-text.md").exists()


def test_a_dry_run_writes_nothing(sender: Sender) -> None:
    before = sender.inspection.read_bytes()
    said = take_over(sender, draft(sender, *NEW), "--dry-run")
    assert "Nothing was written." in said and "findings.2.1.text" in said
    assert sender.inspection.read_bytes() == before


def test_what_belongs_nowhere_is_kept_and_said(sender: Sender) -> None:
    file = draft(sender, ("1", "Thoughts"), ("", "To be continued."), *NEW[:3])
    said = take_over(sender, file, "--replace")
    assert "warning[import-unplaced]" in said and "“Thoughts”, “To be continued.”" in said
    assert "To be continued." in text_of(sender, "not-placed.md")


def test_examples_and_progress_become_entries(sender: Sender) -> None:
    file = draft(
        sender,
        ("1", "Good practice"),
        ("2", "Walking together"),
        ("Over", "Standard 1.1 Leadership"),
        ("GoodPractice", "Staff *walk* with people."),
        ("1", "Annexe one – Progress on earlier recommendations"),
        ("2", "Recommendation from the visit in 2020"),
        ("Quote", "Open at weekends."),
        ("", "It opens on Saturdays."),
        ("", "Our judgement: Some progress"),
        ("Over", "Still to be improved"),
        ("", "Sundays."),
    )
    said = take_over(sender, file)
    assert "good_practice: 1 added" in said and "progress: 1 added" in said
    assert "not-placed" not in said
    inspection = open_dossier(Project(sender.root), SLUG).inspection
    example, entry = inspection.good_practice[-1], inspection.progress[-1]
    assert (str(example.title), str(example.on)) == ("Walking together", "1.1")
    assert str(example.text) == "Staff \\*walk\\* with people."
    assert (str(entry.from_), str(entry.category)) == ("the visit in 2020", "Some progress")
    assert str(entry.recommendation) == "Open at weekends."
    assert (str(entry.findings), str(entry.still_required)) == (
        "It opens on Saturdays.",
        "Sundays.",
    )
    assert len(inspection.good_practice) > 1 and len(inspection.progress) > 1, "the old ones stay"
    assert "The draft has nothing for the report." in take_over(sender, file)


def test_an_entry_that_is_not_whole_or_was_edited_is_kept_and_said(sender: Sender) -> None:
    file = draft(
        sender,
        ("1", "Good practice"),
        ("2", "Reading cases together"),
        ("GoodPractice", "They read two cases now."),
        ("1", "Annexe one – Progress on earlier recommendations"),
        ("2", "Recommendation from the visit in 2020"),
        ("Quote", "Open at weekends."),
    )
    said = take_over(sender, file)
    assert "added" not in said and "import-unplaced" in said
    kept = text_of(sender, "not-placed.md")
    assert "They read two cases now." in kept and "Open at weekends." in kept


def test_a_line_in_a_style_of_the_report_with_other_words_does_not_vanish(sender: Sender) -> None:
    file = draft(sender, ("Notice", "Do not quote this."), ("Rating", "Rating: Splendid"), *NEW[:3])
    assert "import-unplaced" in take_over(sender, file, "--replace")
    kept = text_of(sender, "not-placed.md")
    assert "Do not quote this." in kept and "Rating: Splendid" in kept


def test_recommendations_go_to_their_addressees(sender: Sender) -> None:
    file = draft(
        sender,
        ("1", "Recommendations"),
        ("2", "The mayor should:"),
        ("item", "open the bridge"),
        ("2", "The service should:"),
        ("item", "hire five people"),
    )
    take_over(sender, file, "--replace")
    written = sender.inspection.read_text("utf-8")
    assert "- to: The mayor\n    items:\n      - open the bridge\n" in written
    assert "- to: The service\n    items:\n      - hire five people\n" in written


def with_body(path: Path, xml: str) -> Path:
    """The document with more XML at the end of its body."""
    document = WordEdits(path.read_bytes())
    whole = document.files["word/document.xml"]
    end = whole.rindex("<w:sectPr>")
    document.files["word/document.xml"] = f"{whole[:end]}{xml}{whole[end:]}"
    path.write_bytes(document.save())
    return path


def word_table(*rows: tuple[str, ...], caption: str = "", head: bool = True, cell: str = "") -> str:
    """A table as Word writes it; `cell` are properties of its last cell."""
    xml = f'<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>{make_run(caption)}</w:p>'
    xml = xml if caption else ""
    xml += "<w:tbl>"
    for number, row in enumerate(rows):
        is_head = head and number == 0
        xml += f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if is_head else ''}"
        for column, words in enumerate(row):
            is_last = number == len(rows) - 1 and column == len(row) - 1
            properties = f"<w:tcPr>{cell}</w:tcPr>" if is_last else ""
            xml += f"<w:tc>{properties}<w:p>{make_run(words)}</w:p></w:tc>"
        xml += "</w:tr>"
    return f"{xml}</w:tbl>"


OFFICES = (("Office", "Staff"), ("East", "12"), ("West | {pct}", "9"))


def test_a_table_with_caption_and_header_row_becomes_a_table_of_data(sender: Sender) -> None:
    xml = word_table(*OFFICES, caption="Staff, by office")
    xml += f"<w:p>{make_run('Source: the service, 2025')}</w:p>"
    take_over(sender, with_body(draft(sender, *NEW[:3]), xml), "--replace")
    inspection = open_dossier(Project(sender.root), SLUG).inspection
    table = {str(name): table for name, table in inspection.tables.items()}["staff-by-office"]
    assert (str(table.title), str(table.source)) == ("Staff, by office", "the service, 2025")
    assert [str(column.title) for column in table.columns] == ["Office", "Staff"]
    assert [list(map(str, row)) for row in table.rows] == [
        ["East", "12"],
        ["West \\| \\{pct\\}", "9"],
    ]
    assert text_of(sender, "2.1-text.md").endswith("\n\n{table:staff-by-office}\n")
    assert "error" not in sender.run("check", SLUG)


def test_a_table_behind_the_lists_names_its_part(sender: Sender) -> None:
    xml = word_table(*OFFICES, caption="Staff, by office")
    take_over(sender, with_body(draft(sender, *NEW), xml), "--replace")
    inspection = open_dossier(Project(sender.root), SLUG).inspection
    assert {str(name): str(table.in_) for name, table in inspection.tables.items()}[
        "staff-by-office"
    ] == "2.1"


@pytest.mark.parametrize(
    "xml",
    [
        word_table(*OFFICES),
        word_table(*OFFICES, caption="Staff", head=False),
        word_table(*OFFICES[:2], ("Both",), caption="Staff", cell='<w:gridSpan w:val="2"/>'),
        word_table(*OFFICES) + word_table(*OFFICES, caption="Staff"),
    ],
    ids=["no caption", "no header row", "merged cells", "a caption between two tables"],
)
def test_a_table_that_is_not_certain_stays_in_its_text_and_is_named(
    sender: Sender, xml: str
) -> None:
    said = take_over(sender, with_body(draft(sender, *NEW[:3]), xml), "--replace")
    assert "note[import-table]" in said and "begins “Office, Staff”" in said
    assert "| Office | Staff |" in text_of(sender, "2.1-text.md")
    assert "tables." not in said


def test_results_of_a_draft_do_not_become_a_table_of_data(sender: Sender) -> None:
    question = "Is the person engaged in the assessment?"
    xml = word_table(("Key questions", "%", "Band"), (question, "99%", "Good"), caption="Share")
    said = take_over(sender, with_body(draft(sender, *NEW[:3]), xml), "--replace")
    assert "tables." not in said and "99%" not in text_of(sender, "2.1-text.md")
    assert f"| {question} | 99% | Good |" in text_of(sender, "not-placed.md")


def test_merged_cells_leave_each_word_in_its_column(sender: Sender) -> None:
    span = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'
    span += (
        f"<w:p>{make_run('Both')}</w:p></w:tc><w:tc><w:p>{make_run('Third')}</w:p></w:tc></w:tr>"
    )
    last = "".join(f"<w:tc><w:p>{make_run(one)}</w:p></w:tc>" for one in "abc")
    take_over(
        sender,
        with_body(draft(sender, *NEW[:3]), f"{span}<w:tr>{last}</w:tr></w:tbl>"),
        "--replace",
    )
    written = text_of(sender, "2.1-text.md")
    assert "| Both |  | Third |\n| --- | --- | --- |\n| a | b | c |" in written


def test_a_new_inspection_takes_a_draft_without_more_ado(sender: Sender) -> None:
    sender.inspection.unlink()
    sender.run("new", SLUG, "--methodology", "exampleshire-2025", "--kind", "service")
    file = draft(sender, *NEW, ("1", "Recommendations"), ("2", "We should:"), ("item", "open"))
    said = take_over(sender, file)
    assert "findings.2.1.text" in said and "recommendations" in said
    assert "import-exists" in take_over(sender, draft(sender, *NEW[:3]), status=1)


def test_what_stands_only_at_the_head_or_foot_or_in_a_box_is_kept_and_said(sender: Sender) -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{make_run('Call us on Monday.')}</w:p></w:txbxContent>"
    file = draft(sender, *NEW[:3], foot="Not for the press", band="2.1 Assessment")
    file = with_body(file, f"<w:p>{make_run('Beside.')}{box}</w:pict></w:r></w:p>")
    said = take_over(sender, file, "--replace")
    assert "2 paragraphs or tables belong to no part" in said
    assert text_of(sender, "not-placed.md") == "Call us on Monday.\n\nNot for the press\n"


def test_a_draft_without_chapters_finds_its_standards_by_their_numbers(sender: Sender) -> None:
    file = draft(
        sender,
        ("1", "Foreword"),
        ("", "Welcome."),
        ("2", "2.1 Assessment"),
        ("", "Assessors listen."),
        ("2", "Leadership"),
        ("", "No number before this heading."),
        ("1", "Recommendations"),
        ("", "The mayor should:"),
        ("item", "open the bridge"),
        ("1", "Something else"),
        ("", "Orphan words."),
    )
    take_over(sender, file, "--replace")
    assert text_of(sender, "foreword.md") == "Welcome.\n"
    assert text_of(sender, "2.1-text.md").startswith("Assessors listen.\n")
    assert "- to: The mayor\n    items:\n      - open the bridge\n" in sender.inspection.read_text(
        "utf-8"
    )
    assert text_of(sender, "not-placed.md").endswith("Orphan words.\n")


def test_a_style_that_makes_a_list_makes_items(sender: Sender) -> None:
    file = draft(sender, *NEW[:3], ("3", "Strengths"), ("Punkt", "Staff are kind."))
    document = WordEdits(file.read_bytes())
    style = '<w:style w:styleId="Punkt"><w:name w:val="List Bullet"/><w:pPr><w:numPr>'
    style += '<w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    styles = document.files["word/styles.xml"]
    deeper = style.replace("Punkt", "Punkt2").replace("List Bullet", "List Bullet 2")
    document.files["word/styles.xml"] = styles.replace(
        "</w:styles>", style.replace("</w:styles>", "") + deeper
    )
    file.write_bytes(document.save())
    below = '<w:p><w:pPr><w:pStyle w:val="Punkt2"/></w:pPr><w:r><w:t>To all.</w:t></w:r></w:p>'
    take_over(sender, with_body(file, below), "--replace")
    strengths = open_dossier(Project(sender.root), SLUG).inspection.findings
    (strength,) = next(one for id, one in strengths.items() if id == "2.1").strengths
    assert str(strength.text).strip() == "Staff are kind.\n\n- To all."


def test_a_picture_loses_its_metadata_and_asks_for_words(sender: Sender) -> None:
    picture = Image.new("RGB", (40, 30), "red")
    exif = picture.getexif()
    exif[0x010F] = "SecretCamera"
    data = io.BytesIO()
    picture.save(data, "jpeg", exif=exif)
    path = draft(sender, *NEW[:3])
    document = WordEdits(path.read_bytes())
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData>'
        '<pic:pic><pic:blipFill><a:blip r:embed="rIdPic"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    document.files["word/media/a.jpg"] = data.getvalue().decode("latin-1")
    rels = "word/_rels/document.xml.rels"
    relation = '<Relationship Id="rIdPic" Type="x/image" Target="media/a.jpg"/></Relationships>'
    document.files[rels] = document.files[rels].replace("</Relationships>", relation)
    part = "word/document.xml"
    end = document.files[part].rindex("<w:sectPr>")
    whole = document.files[part]
    document.files[part] = f"{whole[:end]}<w:p>{drawing}</w:p>{whole[end:]}"
    path.write_bytes(document.save())
    said = take_over(sender, path, "--replace")
    assert "warning[import-alt]" in said
    saved = (sender.root / "inspections" / SLUG / "picture-1.jpg").read_bytes()
    assert b"SecretCamera" not in saved and Image.open(io.BytesIO(saved)).size == (40, 30)
    assert f"![TODO: say what this picture shows]({SLUG}/picture-1.jpg)" in text_of(
        sender, "2.1-text.md"
    )


def test_nothing_is_written_through_a_link(sender: Sender, tmp_path: Path) -> None:
    folder, elsewhere = sender.root / "inspections" / SLUG, tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    before = sorted(elsewhere.iterdir())
    assert "file-outside" in take_over(sender, draft(sender, *NEW), "--replace", status=1)
    assert sorted(elsewhere.iterdir()) == before


def test_a_file_that_is_no_word_document_is_refused(sender: Sender) -> None:
    path = sender.root / "draft.docx"
    path.write_bytes(b"%PDF-1.4")
    assert "error[not-word]" in take_over(sender, path, status=1)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/vbaProject.bin", b"x")
    assert "error[word-macros]" in take_over(sender, path, status=1)
