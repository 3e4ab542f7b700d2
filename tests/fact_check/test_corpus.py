"""Files that come back: every kind of edit is found, with its place, and nothing is invented."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reportgen.comments.sent import SentEdition, list_sent, read_sent
from reportgen.fact_check.points import Point, find_points
from reportgen.word.package import WordPackage
from reportgen.word.returned import read_returned
from tests.support.fact_check import Sender
from tests.support.word_edits import OTHER, WHO, WordEdits, run

Found = tuple[str, str, str]
"""What is to be found: its kind, the paragraph's first words, and words that the point has."""
Edit = Callable[[WordEdits, "Ids"], list[Found]]


class Ids:
    """The bookmark of a paragraph, by its words."""

    def __init__(self, sent: SentEdition) -> None:
        self.sent = sent

    def __call__(self, words: str, nth: int = 0) -> str:
        found = [one for one in self.sent.paragraphs if words in one.text]
        return found[nth].id


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, SentEdition]:
    """The document that was sent, and its key."""
    sender = Sender(tmp_path_factory.mktemp("sent"))
    content = sender.send().read_bytes()
    return content, read_sent(list_sent(sender.inspection)[0], "key")


def read_points(content: bytes, sent: SentEdition, folder: Path) -> list[Point]:
    path = folder / "back.docx"
    path.write_bytes(content)
    with WordPackage(path, "back.docx") as package:
        return find_points(read_returned(package), sent).points


def summarise(points: list[Point]) -> list[Found]:
    """The points as a test names them."""
    return [
        (
            one.kind + ("" if one.is_tracked else ", untracked"),
            (one.sent.text[:24] if one.sent else ""),
            " / ".join(filter(None, (one.by, one.about, one.text, one.was, one.now))),
        )
        for one in points
    ]


# Comments

OFFICES = "ECS has two offices"
STAFF = "Most staff said"
READ = "They do. Leaders read"
PLANS = "Plans are short and clear"
SHED = "The south office has turned"
LED = "The service is well led"
SPOKE = "Of the 30"
LITTLE = "There was little difference"
NOTE = "The only bridge"
MONTH = "Once a month"
PROBLEMS = "Problems that leaders had"


def comment_on_words(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("There are three.")
    d.change(ids(OFFICES), "two offices", d.begin(c) + run("two offices") + d.end(c))
    return [("comment", OFFICES, "Pat Head / two offices / There are three.")]


def comment_with_a_reply(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("Since when?")
    r = d.comment("Since May.", OTHER, reply_to=c)
    inner = d.begin(c) + d.begin(r) + run("enough staff") + d.end(c) + d.end(r)
    d.change(ids(LED), "enough staff", inner)
    return [("comment", LED, "Pat Head / enough staff / Since when?")]


def comment_that_is_resolved(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("Never mind.", done=True)
    d.change(ids(MONTH), "same case", d.begin(c) + run("same case") + d.end(c))
    return [("comment", MONTH, "Pat Head / same case / Never mind.")]


def comment_in_a_cell(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("12 in November.")
    d.change(_cell(ids, "11"), "11", d.begin(c) + run("11") + d.end(c))
    return [("comment", "11", "Pat Head / 11 / 12 in November.")]


def _cell(ids: Ids, text: str) -> str:
    return next(one.id for one in ids.sent.paragraphs if one.text == text and one.kind == "cell")


def comment_in_a_drawn_cell(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("We count 18.")
    d.change(_cell(ids, "17 of 24"), "17 of 24", d.begin(c) + run("17 of 24") + d.end(c))
    return [("comment", "17 of 24", "Pat Head / 17 of 24 / We count 18.")]


def comment_in_a_footnote(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("It was open.")
    d.change(ids(NOTE), "closed", d.begin(c) + run("closed") + d.end(c), "word/footnotes.xml")
    return [("comment", NOTE, "Pat Head / closed / It was open.")]


def comment_in_the_header(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("Which day?")
    part = "word/header1.xml"
    d.replace("</w:p>", d.begin(c) + d.end(c) + "</w:p>", part)
    return [("comment", "", "Pat Head / Which day?")]


def comment_on_a_heading(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("Odd title.")
    d.change(ids("A shed with"), "shed", d.begin(c) + run("shed") + d.end(c))
    return [("comment", "A shed with a kettle", "Pat Head / shed / Odd title.")]


def comment_over_two_paragraphs(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("Both wrong.")
    d.change(ids(READ), "They do.", d.begin(c) + run("They do."))
    d.change(ids("They ask us"), "then they act", run("then they act") + d.end(c))
    return [("comment", READ, "Both wrong.")]


def comment_without_a_range(d: WordEdits, ids: Ids) -> list[Found]:
    c = d.comment("Nowhere.")
    call = f'<w:r><w:commentReference w:id="{c}"/></w:r>'
    d.change(ids(SPOKE), "asked", run("asked") + call)
    return [("comment", SPOKE, "Pat Head / Nowhere.")]


def comment_twice_the_same(d: WordEdits, ids: Ids) -> list[Found]:
    first, second = d.comment("Why?"), d.comment("Why?")
    d.change(ids(LITTLE), "little", d.begin(first) + run("little") + d.end(first))
    d.change(ids(LITTLE), "offices", d.begin(second) + run("offices") + d.end(second))
    return [("comment", LITTLE, "little / Why?"), ("comment", LITTLE, "offices / Why?")]


# Tracked changes


def insertion(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(PLANS), "short and", run("short and ") + d.insert("mostly") + run(""))
    return [("insertion", PLANS, "Pat Head / mostly")]


def deletion(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(SHED), " has turned", d.delete(" has turned"))
    return [("deletion", SHED, "Pat Head / has turned")]


def replacement(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(LITTLE), "little", d.delete("little") + d.insert("no"))
    return [("replacement", LITTLE, "Pat Head / little / no")]


def one_digit(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(SPOKE), "21", run("2") + d.delete("1") + d.insert("3"))
    return [("replacement", SPOKE, "Pat Head / 21 / 23")]


def two_people_side_by_side(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(LED), "well led", d.delete("well ") + d.insert("badly ", OTHER) + run("led"))
    return [("deletion", LED, "Pat Head / well"), ("insertion", LED, "Lee Other / badly")]


def two_changes_in_one_paragraph(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(READ), "every month", d.delete("every month") + d.insert("each year"))
    d.change(ids(READ), "consistent", d.delete("consistent") + d.insert("at odds"))
    return [
        ("replacement", READ, "every month / each year"),
        ("replacement", READ, "consistent / at odds"),
    ]


def inserted_and_deleted_again(d: WordEdits, ids: Ids) -> list[Found]:
    both = f'<w:ins w:id="{d.next()}" {WHO}>{d.delete("perhaps ")}</w:ins>'
    d.change(ids(PLANS), "short", both + run("short"))
    return []


def a_new_paragraph(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(LED))
    new = f"<w:p><w:r></w:r>{d.insert('A third office opened.')}</w:p>"
    d.replace(old, d.mark_end(old, "ins") + new)
    return [("new paragraph", LED, "Pat Head / A third office opened.")]


def a_new_paragraph_before(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(SPOKE))
    new = d.mark_end(f"<w:p><w:pPr></w:pPr>{d.insert('We met managers.')}</w:p>", "ins")
    d.replace(old, new + old)
    return [("new paragraph", SPOKE, "Pat Head / We met managers.")]


def a_paragraph_deleted(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(MONTH))
    d.replace(old, d.mark_end(d.delete_all(old), "del"))
    return [("lost paragraph", MONTH, "Pat Head / Once a month")]


def a_split(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(READ))
    at = old.index("Leaders read")
    first, rest = old[:at], old[at:]
    first = d.mark_end(first + "</w:t></w:r></w:p>", "ins")
    d.replace(old, first + '<w:p><w:r><w:t xml:space="preserve">' + rest)
    return [("split", READ, "Pat Head / ¶")]


def a_join(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids("Robin Sample led"))
    d.replace(old, d.mark_end(old, "del"))
    return [("joined paragraphs", "Robin Sample led this in", "joined to the next paragraph")]


def a_move(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(PROBLEMS))
    words = ids.sent.by_id[ids(PROBLEMS)].text
    inner = run(words)
    begin, name = d.next(), 'w:name="move1"'
    away = (
        f'<w:moveFromRangeStart w:id="{begin}" {WHO} {name}/><w:p><w:pPr><w:rPr>'
        f'<w:moveFrom w:id="{d.next()}" {WHO}/></w:rPr></w:pPr>'
        f'<w:bookmarkStart w:id="7777" w:name="{ids(PROBLEMS)}"/><w:bookmarkEnd w:id="7777"/>'
        f'<w:moveFrom w:id="{d.next()}" {WHO}>{inner}</w:moveFrom></w:p>'
        f'<w:moveFromRangeEnd w:id="{begin}"/>'
    )
    d.replace(old, away)
    target = d.paragraph(ids(SHED))
    to = d.next()
    there = (
        f'<w:moveToRangeStart w:id="{to}" {WHO} {name}/><w:p><w:pPr><w:rPr>'
        f'<w:moveTo w:id="{d.next()}" {WHO}/></w:rPr></w:pPr>'
        f'<w:moveTo w:id="{d.next()}" {WHO}>{inner}</w:moveTo></w:p>'
        f'<w:moveToRangeEnd w:id="{to}"/>'
    )
    d.replace(target, there + target)
    return [("move", PROBLEMS, "Pat Head / Problems that leaders had identified in June")]


def a_cell_changed(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(_cell(ids, "36"), "36", d.delete("36") + d.insert("35"))
    return [("replacement", "36", "Pat Head / 36 / 35")]


def a_row_inserted(d: WordEdits, ids: Ids) -> list[Found]:
    row = _row(d, _cell(ids, "Average caseload"))
    cells = "".join(f"<w:tc><w:p>{d.insert(text)}</w:p></w:tc>" for text in ("Sick", "1", "2", "3"))
    new = f'<w:tr><w:trPr><w:ins w:id="{d.next()}" {WHO}/></w:trPr>{cells}</w:tr>'
    d.replace(row, row + new)
    return [("new paragraph", "", "Pat Head / Sick | 1 | 2 | 3")]


def _row(d: WordEdits, id: str) -> str:
    text = d.files["word/document.xml"]
    at = text.index(f'w:name="{id}"')
    return text[text.rfind("<w:tr>", 0, at) : text.index("</w:tr>", at) + len("</w:tr>")]


def a_row_deleted(d: WordEdits, ids: Ids) -> list[Found]:
    row = _row(d, _cell(ids, "Staff in post"))
    gone = d.delete_all(row).replace(
        "<w:tr>", f'<w:tr><w:trPr><w:del w:id="{d.next()}" {WHO}/></w:trPr>', 1
    )
    d.replace(row, gone)
    return [("lost paragraph", "Staff in post", "Pat Head / Staff in post | 14 | 11 | 25")]


def a_footnote_changed(d: WordEdits, ids: Ids) -> list[Found]:
    new = d.delete("closed") + d.insert("under repair")
    d.change(ids(NOTE), "closed", new, "word/footnotes.xml")
    return [("replacement", NOTE, "Pat Head / closed / under repair")]


def a_heading_changed(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids("A shed with"), "kettle", d.delete("kettle") + d.insert("stove"))
    return [("replacement", "A shed with a kettle", "Pat Head / kettle / stove")]


def the_header_changed(d: WordEdits, ids: Ids) -> list[Found]:
    d.replace("</w:p>", d.insert(" Seen.") + "</w:p>", "word/header1.xml")
    return [("insertion", "", "Pat Head / Seen.")]


def words_added_at_the_head(d: WordEdits, ids: Ids) -> list[Found]:
    d.replace("</w:p>", run(" See our note.") + "</w:p>", "word/header1.xml")
    return [("insertion, untracked", "", "See our note.")]


# What is no change of the text


def bold_tracked(d: WordEdits, ids: Ids) -> list[Found]:
    change = f'<w:rPrChange w:id="{d.next()}" {WHO}><w:rPr/></w:rPrChange>'
    d.change(ids(PLANS), "short", run("short", properties=f"<w:rPr><w:b/>{change}</w:rPr>"))
    return []


def indent_tracked(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(SHED))
    change = f'<w:pPrChange w:id="{d.next()}" {WHO}><w:pPr/></w:pPrChange>'
    d.replace(old, old.replace("</w:pPr>", f"{change}</w:pPr>", 1))
    return []


def runs_split_by_the_spelling_checker(d: WordEdits, ids: Ids) -> list[Found]:
    parts = run("man") + '<w:proofErr w:type="spellStart"/>' + run("age") + run("able")
    d.change(ids(STAFF), "manageable", parts + '<w:proofErr w:type="spellEnd"/>')
    return []


def a_paragraph_in_a_content_control(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(SHED))
    d.replace(old, f"<w:sdt><w:sdtPr/><w:sdtContent>{old}</w:sdtContent></w:sdt>")
    return []


def the_contents_brought_up_to_date(d: WordEdits, ids: Ids) -> list[Found]:
    text = d.files["word/document.xml"]
    d.files["word/document.xml"] = text.replace("<w:t>–</w:t>", "<w:t>7</w:t>")
    return []


# Not tracked


def word_replaced(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(SPOKE), "21", run("24"))
    return [("replacement, untracked", SPOKE, "21 / 24")]


def sentence_deleted(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(READ), "They do. ", "")
    return [("deletion, untracked", READ, "They do.")]


def words_inserted(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(PLANS), "short and clear", run("short, honest and clear"))
    return [("insertion, untracked", PLANS, ", honest")]


def paragraph_lost(d: WordEdits, ids: Ids) -> list[Found]:
    d.replace(d.paragraph(ids(MONTH)), "")
    return [("lost paragraph, untracked", MONTH, "Once a month")]


def row_lost(d: WordEdits, ids: Ids) -> list[Found]:
    d.replace(_row(d, _cell(ids, "Staff in post")), "")
    return [("lost paragraph, untracked", "Staff in post", "Staff in post | 14 | 11 | 25")]


def paragraph_new(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(LED))
    d.replace(old, old + f"<w:p>{run('We hired five people in May.')}</w:p>")
    return [("new paragraph, untracked", LED, "We hired five people in May.")]


def paragraphs_joined(d: WordEdits, ids: Ids) -> list[Found]:
    first, second = (
        d.paragraph(ids("The Exampleshire Community Service (ECS)")),
        d.paragraph(ids("People told us that")),
    )
    inner = re.sub(r"^<w:p>(<w:pPr>.*?</w:pPr>)?", "", second)
    d.replace(second, "")
    d.replace(first, first.removesuffix("</w:p>") + run(" ") + inner)
    return [("joined paragraphs, untracked", "The Exampleshire Communi", "People told us that")]


def paragraph_moved(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids(SHED))
    d.replace(old, "")
    target = d.paragraph(ids(LED))
    d.replace(target, target + old)
    return [("move, untracked", SHED, "behind paragraph")]


def cell_replaced(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(_cell(ids, "41"), "41", run("44"))
    return [("replacement, untracked", "41", "41 / 44")]


def footnote_replaced(d: WordEdits, ids: Ids) -> list[Found]:
    d.change(ids(NOTE), "only bridge", run("old bridge"), "word/footnotes.xml")
    return [("replacement, untracked", NOTE, "only / old")]


# The response table


def rows_filled_in(d: WordEdits, ids: Ids) -> list[Found]:
    text = d.files["word/document.xml"]
    at = text.index("What is wrong or missing")
    begin = text.index("<w:tr>", at)
    row = text[begin : text.index("</w:tr>", begin)]
    number = ids.sent.by_id[ids(SHED)].number
    new = row
    for words in (number, "b", "It was a garage.", "Say garage; see the lease."):
        new = new.replace("</w:pPr></w:p>", f"</w:pPr>{d.insert(words)} </w:p>", 1)
    d.files["word/document.xml"] = text[:begin] + new + text[begin + len(row) :]
    return [("response", SHED, "Pat Head / It was a garage.")]


# Before and after the report


def new_at_the_beginning(d: WordEdits, ids: Ids) -> list[Found]:
    new = d.mark_end(f"<w:p><w:pPr></w:pPr>{d.insert('All is well put.')}</w:p>", "ins")
    d.replace("<w:body>", f"<w:body>{new}")
    return [("new paragraph", "", "Pat Head / All is well put.")]


def new_at_the_end(d: WordEdits, ids: Ids) -> list[Found]:
    text = d.files["word/document.xml"]
    at = text.rindex("<w:sectPr")
    d.files["word/document.xml"] = f"{text[:at]}<w:p>{run('Thank you.')}</w:p>{text[at:]}"
    return [("new paragraph, untracked", "", "Thank you.")]


def words_beside_how_to_answer(d: WordEdits, ids: Ids) -> list[Found]:
    old = d.paragraph(ids("Please answer by"))
    d.replace(old, old.replace("</w:p>", f"{d.insert(' We need a week more.')}</w:p>"))
    return [("insertion", "", "Pat Head / We need a week more.")]


EDITS: tuple[Edit, ...] = tuple(
    one
    for name, one in list(globals().items())
    if callable(one)
    and getattr(one, "__module__", "") == __name__
    and getattr(one, "__annotations__", {}).get("d") == "WordEdits"
    and not name.startswith("_")
)


def is_found(found: Found, wanted: Found) -> bool:
    return found[0] == wanted[0] and found[1].startswith(wanted[1][:24]) and (wanted[2] in found[2])


def test_there_are_enough_kinds() -> None:
    assert len(EDITS) >= 30


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_an_edit_as_word_writes_it_is_found_alone(
    edit: Edit, copy: tuple[bytes, SentEdition], tmp_path: Path
) -> None:
    content, sent = copy
    document = WordEdits(content)
    wanted = edit(document, Ids(sent))
    points = read_points(document.save(), sent, tmp_path)
    found = summarise(points)
    assert len(found) == len(wanted), found
    for one, expected in zip(found, wanted, strict=True):
        assert is_found(one, expected), (one, expected)
    for point in points:
        assert point.sent is None or point.sent.path


TOGETHER: tuple[Edit, ...] = (
    comment_in_a_drawn_cell,
    comment_in_a_footnote,
    comment_on_a_heading,
    insertion,
    deletion,
    replacement,
    one_digit,
    two_changes_in_one_paragraph,
    a_new_paragraph,
    a_paragraph_deleted,
    a_move,
    a_cell_changed,
    row_lost,
    cell_replaced,
    paragraphs_joined,
    a_join,
    rows_filled_in,
)


def test_many_edits_in_one_file_are_found_and_no_others(
    copy: tuple[bytes, SentEdition], tmp_path: Path
) -> None:
    content, sent = copy
    document = WordEdits(content)
    wanted = [found for edit in TOGETHER for found in edit(document, Ids(sent))]
    found = summarise(read_points(document.save(), sent, tmp_path))
    missing = [one for one in wanted if not any(is_found(other, one) for other in found)]
    assert missing == []
    assert len(found) == len(wanted)


# What other programs save. tests/fact_check/returned/make.py makes these files.

THROUGH_LIBREOFFICE: tuple[Edit, ...] = (
    *(one for one in TOGETHER if one is not comment_in_a_footnote),
    comment_with_a_reply,
    the_header_changed,
)
"""LibreOffice does not open a file with a comment in a footnote."""

BY_PYTHON_DOCX: tuple[Found, ...] = (
    ("comment", OFFICES, "Sam Writer / ECS has two offices"),
    ("comment", PLANS, "Some are long."),
    ("comment", "17 of 24", "Sam Writer / 17 of 24 / We count 18."),
    ("replacement, untracked", SPOKE, "Sam Writer / 21 / 24"),
    ("deletion, untracked", READ, "They do."),
    ("lost paragraph, untracked", MONTH, "Once a month"),
    ("new paragraph, untracked", "2\u2002Work with people", "We came in January and in March."),
    ("replacement, untracked", "41", "41 / 44"),
    ("response", LED, "Say that one office moved."),
)
BY_DOCX_JS: tuple[Found, ...] = (
    ("comment", OFFICES, "Jo Script / two offices / There are three."),
    ("comment", SHED, "Jo Script / a room / Two rooms."),
    ("replacement", PLANS, "Jo Script / short / brief"),
    ("deletion", LITTLE, "Jo Script / little"),
    ("insertion", "We inspected 24", "Jo Script / in January"),
    ("replacement, untracked", SPOKE, "21 / 24"),
    ("replacement, untracked", NOTE, "closed / under repair"),
    ("new paragraph, untracked", LED, "A third office opened in May."),
    ("lost paragraph, untracked", MONTH, "Once a month"),
)
RETURNED = Path(__file__).parent / "returned"


def find_in_returned(name: str) -> list[Found]:
    sent = read_sent(RETURNED / "edition-1.json", "key")
    with WordPackage(RETURNED / name, name) as package:
        points = find_points(read_returned(package), sent).points
    assert all(point.sent is None or point.sent.path for point in points)
    return summarise(points)


def assert_found(found: list[Found], wanted: Sequence[Found]) -> None:
    """Each that is wanted is found, and nothing else is."""
    missing = [one for one in wanted if not any(is_found(other, one) for other in found)]
    assert missing == []
    assert len(found) == len(wanted), found


def test_what_python_docx_saves_is_read() -> None:
    assert_found(find_in_returned("python-docx.docx"), BY_PYTHON_DOCX)


def test_what_docx_js_writes_is_read_by_its_text_alone() -> None:
    assert_found(find_in_returned("docx-js.docx"), BY_DOCX_JS)


def test_edits_survive_a_save_by_libreoffice() -> None:
    document = WordEdits((RETURNED / "sent.docx").read_bytes())
    ids = Ids(read_sent(RETURNED / "edition-1.json", "key"))
    wanted = [found for edit in THROUGH_LIBREOFFICE for found in edit(document, ids)]
    # LibreOffice 7.4 makes a comment of its own of what answers another.
    wanted.append(("comment", LED, "Lee Other / enough staff / Since May."))
    assert_found(find_in_returned("libreoffice.docx"), wanted)


def test_a_save_by_libreoffice_without_an_edit_brings_nothing() -> None:
    assert find_in_returned("libreoffice-unchanged.docx") == []


@pytest.mark.slow
def test_a_save_by_the_libreoffice_that_is_here_is_read(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    source, out = tmp_path / "edited.docx", tmp_path / "out"
    document = WordEdits((RETURNED / "sent.docx").read_bytes())
    sent = read_sent(RETURNED / "edition-1.json", "key")
    edits = [one for one in THROUGH_LIBREOFFICE if one is not comment_with_a_reply]
    wanted = [found for edit in edits for found in edit(document, Ids(sent))]
    source.write_bytes(document.save())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(out), str(source)]
    subprocess.run([soffice, profile, "--headless", *convert], check=True, timeout=120)
    content = (out / "edited.docx").read_bytes()
    assert_found(summarise(read_points(content, sent, tmp_path)), wanted)
