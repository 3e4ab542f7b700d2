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


def draft(sender: Sender, *blocks: tuple[str, str]) -> Path:
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
    frame = Frame(title="Draft", short_title="Draft", language="en-GB")
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
