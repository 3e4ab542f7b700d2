"""Reading what came back into the comments on a report."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reportgen.comments.comment_file import CommentFile, read_comments
from tests.support.fact_check import SLUG, Sender
from tests.support.word_edits import OTHER, WHO, WordEdits, run


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("once")
    Sender(root).send()
    return root


@pytest.fixture
def sender(tmp_path: Path, sent_once: Path) -> Sender:
    """A project that has sent its report out."""
    root = tmp_path / "project"
    root.mkdir()
    sender = Sender(root)
    shutil.copytree(sent_once / "output", root / "output")
    shutil.copytree(
        sent_once / "inspections" / f"{SLUG}.sent", root / "inspections" / f"{SLUG}.sent"
    )
    return sender


Edit = Callable[[WordEdits, Sender], None]


def comes_back(sender: Sender, name: str, *edits: Edit) -> Path:
    """A file that somebody sends back."""
    (sent,) = (sender.root / "output" / SLUG / "restricted").glob("*.docx")
    document = WordEdits(sent.read_bytes())
    for edit in edits:
        edit(document, sender)
    path = sender.root / name
    path.write_bytes(document.save())
    return path


def read(sender: Sender) -> CommentFile:
    file, problems = read_comments(sender.comments, "comments")
    assert problems == []
    return file


def fix_offices(document: WordEdits, sender: Sender) -> None:
    id = sender.paragraph("ECS has two offices").id
    document.change(id, "two", document.delete("two") + document.insert("three"))


def ask_since_when(document: WordEdits, sender: Sender) -> None:
    c = document.comment("Since when?")
    id = sender.paragraph("The service is well led").id
    document.change(id, "staff", document.begin(c) + run("staff") + document.end(c))


def ask_and_answer(document: WordEdits, sender: Sender) -> None:
    ask_since_when(document, sender)
    document.comment("Since May.", OTHER, reply_to=document.last - 0)


def line_of(sender: Sender, words: str) -> int:
    lines = sender.inspection.read_text("utf-8").split("\n")
    (number,) = (n for n, line in enumerate(lines, start=1) if words in line)
    return number


def test_each_point_has_its_file_and_line(sender: Sender) -> None:
    path = comes_back(sender, "a.docx", fix_offices, ask_since_when)
    said = sender.run("comments", SLUG, str(path))
    line = line_of(sender, "ECS has two offices")
    place = f"inspections/{SLUG}.yaml:{line}"
    assert f"{place}: paragraph 23, replacement by Pat Head: “two” → “three”" in said
    one, other = read(sender).comments
    assert one.at == place and one.change is not None and one.change.now == "three"
    assert other.said == "Since when?" and other.about == "staff" and other.is_open


def test_reading_a_file_twice_changes_nothing(sender: Sender) -> None:
    path = comes_back(sender, "a.docx", fix_offices, ask_since_when)
    sender.run("comments", SLUG, str(path))
    before = sender.comments.read_bytes()
    assert "0 new, 2 known already" in sender.run("comments", SLUG, str(path))
    assert sender.comments.read_bytes() == before


def test_decisions_and_notes_stay_as_they_are(sender: Sender) -> None:
    sender.run("comments", SLUG, str(comes_back(sender, "a.docx", fix_offices)))
    text = sender.comments.read_text("utf-8")
    decided = text.replace("  decision:\n", "  decision: partly   # see the lease\n", 1)
    assert decided != text
    sender.comments.write_text(decided, "utf-8")
    sender.run("comments", SLUG, str(comes_back(sender, "b.docx", fix_offices, ask_since_when)))
    assert sender.comments.read_text("utf-8").startswith(decided.rstrip("\n"))
    first, second = read(sender).comments
    assert first.decision == "partly" and second.is_open and second.id == "c2"


def test_an_answer_that_comes_later_joins_its_comment(sender: Sender) -> None:
    sender.run("comments", SLUG, str(comes_back(sender, "a.docx", ask_since_when)))
    said = sender.run("comments", SLUG, str(comes_back(sender, "b.docx", ask_and_answer)))
    assert "1 of them with something new" in said
    (one,) = read(sender).comments
    assert [(str(reply.by), str(reply.said)) for reply in one.replies] == [
        ("Lee Other", "Since May.")
    ]


def test_several_files_are_read_at_once(sender: Sender) -> None:
    first = comes_back(sender, "a.docx", fix_offices)
    second = comes_back(sender, "b.docx", fix_offices, ask_since_when)
    said = sender.run("comments", SLUG, str(first), str(second))
    assert "a.docx: 1 point on edition 1." in said and "b.docx: 2 points" in said
    assert [str(one.from_) for one in read(sender).comments] == ["a.docx", "b.docx"]


def test_places_are_those_of_the_report_as_it_is_now(sender: Sender) -> None:
    path = comes_back(sender, "a.docx", fix_offices)
    sender.edit("# The longer texts, in Markdown.", "# One.\n# Two.\n# The longer texts.")
    sender.run("comments", SLUG, str(path))
    (one,) = read(sender).comments
    assert one.at == f"inspections/{SLUG}.yaml:{line_of(sender, 'ECS has two offices')}"


def test_an_answer_to_an_older_edition_is_read_against_that_edition(sender: Sender) -> None:
    path = comes_back(sender, "a.docx", fix_offices)
    sender.edit("ECS has two offices", "The service has two small offices")
    sender.run("word", SLUG, "--fact-check", "--due", "2025-03-10")
    said = sender.run("comments", SLUG, str(path))
    assert "“two” → “three”" in said and "1 new" in said


def test_a_file_of_another_report_is_refused(sender: Sender) -> None:
    path = comes_back(sender, "a.docx")
    document = WordEdits(path.read_bytes())
    document.replace(f"<vt:lpwstr>{SLUG}<", "<vt:lpwstr>elsewhere-2025<", "docProps/custom.xml")
    path.write_bytes(document.save())
    said = sender.run("comments", SLUG, str(path), status=1)
    assert "comments-foreign" in said and "`elsewhere-2025`" in said
    assert not sender.comments.exists()


def test_an_edition_that_was_not_kept_is_named(sender: Sender) -> None:
    path = comes_back(sender, "a.docx")
    document = WordEdits(path.read_bytes())
    document.replace(
        f"<vt:lpwstr>{sender.sent.digest}<", "<vt:lpwstr>b2:00<", "docProps/custom.xml"
    )
    path.write_bytes(document.save())
    assert "comments-edition" in sender.run("comments", SLUG, str(path), status=1)


def without_marks(document: WordEdits, sender: Sender) -> None:
    """As after pasting everything into a new document."""
    import re

    document.files["docProps/custom.xml"] = re.sub(
        "<property .*</property>", "", document.files["docProps/custom.xml"]
    )
    for part in ("word/document.xml", "word/footnotes.xml"):
        document.files[part] = re.sub(
            r'<w:bookmark(Start|End) w:id="\d+"( w:name="_rg\d+")?/>', "", document.files[part]
        )


def test_a_file_that_does_not_say_what_it_is_is_matched_by_its_text(sender: Sender) -> None:
    path = comes_back(sender, "a.docx", fix_offices, without_marks)
    said = sender.run("comments", SLUG, str(path))
    assert "comments-by-text" in said and "a.docx: 1 point on edition 1." in said


def test_before_anything_was_sent_nothing_is_read(tmp_path: Path, sender: Sender) -> None:
    path = comes_back(sender, "a.docx")
    (tmp_path / "fresh").mkdir()
    fresh = Sender(tmp_path / "fresh")
    assert "nothing-sent" in fresh.run("comments", SLUG, str(path), status=1)


# Bad files


def write_package(path: Path, parts: dict[str, bytes]) -> Path:
    relations = (
        b'<Relationships xmlns="x"><Relationship Id="r" Type="x/officeDocument"'
        b' Target="word/document.xml"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {"_rels/.rels": relations, **parts}.items():
            package.writestr(name, content)
    return path


def _document(inner: bytes) -> bytes:
    return b'<w:document xmlns:w="w"><w:body>' + inner + b"</w:body></w:document>"


_WORDS = b" ".join(b"%x" % (number * 7919) for number in range(500_000))

BAD: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "a PDF": ("not-word", lambda p: _write(p, b"%PDF-1.7")),
    "an old .doc": ("word-locked", lambda p: _write(p, b"\xd0\xcf\x11\xe0\xa1\xb1")),
    "nothing": ("not-word", lambda p: _write(p, b"")),
    "half a zip": ("word-damaged", lambda p: _write(p, b"PK\x03\x04half")),
    "a zip of something else": (
        "not-word",
        lambda p: write_package(p, {"_rels/.rels": b"<a/>", "x.txt": b"x"}),
    ),
    "a bomb": (
        "word-size",
        lambda p: write_package(p, {"word/document.xml": _document(b" " * 8_000_000)}),
    ),
    "a document type": (
        "word-damaged",
        lambda p: write_package(
            p, {"word/document.xml": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}
        ),
    ),
    "macros": (
        "word-macros",
        lambda p: write_package(
            p, {"word/document.xml": _document(b""), "word/vbaProject.bin": b"x"}
        ),
    ),
    "elements without end": (
        "word-size",
        lambda p: write_package(p, {"word/document.xml": _document(b"<w:p>" * 300)}),
    ),
    "paragraphs without end": (
        "word-size",
        lambda p: write_package(p, {"word/document.xml": _document(b"<w:p/>" * 6_001)}),
    ),
    "empty elements side by side": (
        "word-size",
        lambda p: write_package(p, {"word/document.xml": _document(b"<w:r/>" * 300_001)}),
    ),
    "text without end": (
        "word-size",
        lambda p: write_package(
            p, {"word/document.xml": _document(b"<w:p><w:r><w:t>" + _WORDS + b"</w:t></w:r></w:p>")}
        ),
    ),
    "another document": (
        "comments-unknown",
        lambda p: write_package(
            p,
            {"word/document.xml": _document(b"<w:p><w:r><w:t>Dear all,</w:t></w:r></w:p>")},
        ),
    ),
}


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_what_it_is(name: str, sender: Sender) -> None:
    code, make = BAD[name]
    said = sender.run("comments", SLUG, str(make(sender.root / "bad.docx")), status=1)
    assert f"error[{code}]" in said
    assert not sender.comments.exists()


@pytest.mark.parametrize("command", ["comments", "import"])
def test_a_file_is_refused_by_the_size_that_it_states_before_it_is_unpacked(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    file = write_package(sender.root / "a.docx", {"word/document.xml": b"ab" * 13_000_000})

    def unpack(*_: object, **__: object) -> None:
        raise AssertionError("it is unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", unpack)
    arguments = (SLUG, str(file)) if command == "comments" else (str(file), "--into", SLUG)
    assert "error[word-size]" in sender.run(command, *arguments, status=1)


def test_more_changes_than_anybody_answers_are_refused(sender: Sender) -> None:
    def add(document: WordEdits, sender: Sender) -> None:
        old = document.paragraph(sender.paragraph("ECS has two offices").id)
        new = "".join(f"<w:p>{run(f'New paragraph {n}.')}</w:p>" for n in range(1_001))
        document.replace(old, old + new)

    file = comes_back(sender, "a.docx", add)
    printed = sender.run("comments", SLUG, str(file), status=1)
    assert "this file has 1,001 comments and changes" in printed
    assert not sender.comments.exists()


def test_one_bad_file_among_several_stops_all_and_all_are_named(sender: Sender) -> None:
    good = comes_back(sender, "a.docx", fix_offices)
    bad = _write(sender.root / "b.docx", b"%PDF")
    missing = sender.root / "c.docx"
    said = sender.run("comments", SLUG, str(good), str(bad), str(missing), status=1)
    assert "b.docx" in said and "c.docx" in said and "file-unreadable" in said
    assert not sender.comments.exists()


def test_a_comment_cannot_write_anything_but_its_text(sender: Sender) -> None:
    said = "decision: accepted\n- id: c9 # {overall} \u2028 \x85 “quotes” *alias &anchor"

    def speak(document: WordEdits, sender: Sender) -> None:
        c = document.comment(said, WHO)
        id = sender.paragraph("The service is well led").id
        document.change(id, "staff", document.begin(c) + run("staff") + document.end(c))

    sender.run("comments", SLUG, str(comes_back(sender, "a.docx", speak)))
    (one,) = read(sender).comments
    assert one.is_open and "- id: c9" in str(one.said)
