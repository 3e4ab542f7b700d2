"""Prose: what an author writes, and what is printed. The cases are in tests/examples/prose/*.md,
for anybody to add to.

A case is a title, a line with a dot, what is written, a line with a dot, what must come of it, a
line with a dot. What comes of it is the HTML of the web page, footnotes last, and then a line `!
line:column code: message` for each problem. A title that ends in (print), (data), (tight) or (line)
asks for that form, (cell) for a cell of a table, (plain) for plain words. No-break spaces are shown
as ~.

To accept new results after reading them: python -m tests.prose.test_prose
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.dossier import open_dossier
from reportgen.methodology.model import ShareWord
from reportgen.problems import Place, sort_problems
from reportgen.project.loading import Project
from reportgen.prose.html import notes_html, prose_html
from reportgen.prose.placeholders import KINDS, Placeholders, Resolved, Unresolved
from reportgen.prose.plain import plain_text
from reportgen.prose.prose import Notes, Prose
from reportgen.prose.reader import parse
from reportgen.prose.typography import typeset, typeset_line
from reportgen.reading.fields import SourceText
from reportgen.reading.yaml_source import parse_yaml
from tests.conftest import REPOSITORY
from tests.support.golden_cases import read_cases

FOLDER = REPOSITORY / "tests" / "examples" / "prose"
FORM = re.compile(r"\((print|data|tight|line|cell|plain)\)$")
DOSSIER = open_dossier(Project(FOLDER), "harbourside")


def new_placeholders() -> Placeholders:
    return Placeholders(
        DOSSIER.methodology,
        DOSSIER.inspection,
        DOSSIER.ratings,
        DOSSIER.units,
        breakdowns=["2.2 by risk_level"],
    )


def read(text: str, form: str = "page", notes: Notes | None = None) -> Prose:
    return parse(
        SourceText(text, Place("example.md", 1, 1, 1)),
        placeholders=new_placeholders(),
        notes=notes,
        section="s",
        inline=form == "line",
        cell=form == "cell",
    )


def said(text: str, form: str) -> str:
    """What comes of a text, with its problems."""
    notes = Notes()
    prose = read(text, form, notes)
    if form == "plain":
        shown = plain_text(prose)
    else:
        shown = str(
            prose_html(prose, form if form in ("print", "data") else "page", tight=form == "tight")
        )
        shown += f"\n{notes_html(notes)}" if notes and form not in ("print", "data") else ""
    problems = [
        f"! {p.place.line}:{p.place.column}-{p.place.end} {p.code}: {p.message}"
        for p in sort_problems(prose.problems)
    ]
    return "\n".join([shown.replace("\u00a0", "~").strip("\n"), *problems]).strip("\n")


EXAMPLES = read_cases(FOLDER)


@pytest.mark.parametrize(
    ("title", "text", "result"),
    [e[1:] for e in EXAMPLES],
    ids=[f"{e[0]}: {e[1]}" for e in EXAMPLES],
)
def test_what_is_written_is_printed(title: str, text: str, result: str) -> None:
    form = FORM.search(title)
    assert said(text, form[1] if form else "page") == result


# Places


def test_a_problem_is_where_the_author_wrote_it() -> None:
    yaml = """text:
  foreword: |
    One line.

    - A bullet with {pct:9.9.9}.
  joined:
    - a bullet that runs over
      two lines, with {rating:9.9} in the second
"""
    texts = parse_yaml(yaml, "f.yaml").value["text"].value
    block, joined = texts["foreword"], texts["joined"].value[0]
    for node in (block, joined):
        text = SourceText(node.value, node.place, node.block_line, node.indent, node.rows)
        (problem,) = parse(text, placeholders=new_placeholders()).problems
        line = yaml.split("\n")[problem.place.line - 1]
        assert re.fullmatch(
            r"\{\w+:[\d.]+\}", line[problem.place.column - 1 : problem.place.end - 1]
        )


def test_passages_keep_the_place_of_every_word() -> None:
    text = (
        "> quoted *one*\n> two\n\n1. three\n   four\n\n| a | b |\n|---|---|\n| five | five |\n\n###"
        " six ###\n"
    )
    lines = text.split("\n")
    for passage in read(text).passages():
        for found in re.finditer(r"[a-z]+", passage.content):
            place = passage.place(found.start(), len(found[0]))
            assert lines[place.line - 1][place.column - 1 : place.end - 1] == found[0]
    cells = [p for p in read(text).passages() if p.content == "five"]
    assert [p.place(0).column for p in cells] == [3, 10]


def test_in_edit_mode_blocks_tell_their_line() -> None:
    html = prose_html(read("One.\n\n- two\n\n| a |\n|---|\n| b |\n"), edit=True)
    assert re.findall(r'data-line="([^"]*)"', html) == [
        f"example.md:{n}" for n in (1, 3, 3, 5, 5, 5, 7, 7)
    ]


# What texts share


def test_notes_are_numbered_through_all_texts_of_a_report() -> None:
    notes, placeholders = Notes(), new_placeholders()
    first = parse("a[^x]\n\n[^x]: first\n", placeholders=placeholders, notes=notes)
    second = parse("b[^x] c[^x]\n\n[^x]: second\n", placeholders=placeholders, notes=notes)
    assert [note.number for note in notes] == [1, 2]
    assert 'href="#note-1"' in prose_html(first)
    assert prose_html(second).count('href="#note-2"') == 2
    assert re.findall(r'id="([^"]*)"', prose_html(second)) == ["note-2-call", "note-2-call-2"]


def test_headings_of_one_name_get_ids_of_their_own() -> None:
    notes, placeholders = Notes(), new_placeholders()
    ids = [
        h.id
        for _ in range(3)
        for h in parse(
            "### Staff\n", placeholders=placeholders, notes=notes, section="s-1.1"
        ).headings
    ]
    assert ids == ["s-1.1-staff", "s-1.1-staff-2", "s-1.1-staff-3"]


def test_tables_charts_and_breakdowns_are_set_by_the_caller() -> None:
    prose = read("{table:workload}\n{chart:2}\n\ntext\n\n{breakdown:2.2 by risk_level}\n")
    asked: list[tuple[str, str]] = []
    html = prose_html(prose, block=lambda kind, target: asked.append((kind, target)) or "<set>")
    assert asked == [("table", "workload"), ("chart", "2"), ("breakdown", "2.2 by risk_level")]
    assert html.count("&lt;set&gt;") == 3
    assert not prose.problems


def test_pictures_have_the_address_the_caller_gives() -> None:
    prose = read('![A map](map.png "Where it is")')
    assert prose.images == [("map.png", Place("example.md", 1, 1, 3))]
    assert 'src="data:x" alt="A map"' in prose_html(prose, image=lambda name: "data:x")
    assert "<img" not in prose_html(prose, image=lambda name: None)


def test_headings_take_the_level_that_the_page_needs() -> None:
    assert prose_html(read("### One\n\n#### Two\n"), level=4).startswith("<h4")
    assert "<h6" in prose_html(read("### One\n\n#### Two\n"), level=6)


def test_figures_are_listed_with_their_source() -> None:
    used = read("{pct:2.2.3} {figure:unmanageable} {rating:1.2} {score} {overall:lowmoor}").used
    assert [(u.kind, u.shown, u.source) for u in used] == [
        ("pct", "47 per cent", "2.2.3: 24 of 51, as typed in the file"),
        ("figure", "79 per cent", "Practitioner interviews"),
        ("rating", "‘Inadequate’", "1.2: rated by judgement"),
        ("score", "4 out of 27", "computed: the sum of points"),
        ("overall", "‘Outstanding’", "lowmoor: computed: the overall rating"),
    ]


def test_a_share_is_in_the_words_of_the_methodology() -> None:
    methodology = DOSSIER.methodology
    few = ShareWord(word=SourceText("few"), from_=1, to=46)
    half = ShareWord(word=SourceText("about half"), from_=47, to=53)

    def find(*shares: ShareWord) -> Resolved | Unresolved:
        words = replace(methodology.words, shares=shares)
        worded = replace(methodology, words=words)
        return Placeholders(worded, DOSSIER.inspection, DOSSIER.ratings).find("share", "2.2.3")

    resolved = find(few, half)
    assert isinstance(resolved, Resolved)
    assert (resolved.prose, resolved.table) == ("about half", "about half (47%)")
    unresolved = find(few)
    assert isinstance(unresolved, Unresolved)
    assert unresolved.message == "the methodology has no word for a share of 47%"


def test_reading_prose_brings_in_nothing_heavy() -> None:
    heavy = (
        "import sys, reportgen.prose.reader, reportgen.prose.html; print([m for m in ('jinja2',"
        " 'weasyprint', 'linkify_it', 'mdit_py_plugins') if m in sys.modules])"
    )
    assert subprocess.run(
        [sys.executable, "-c", heavy], capture_output=True, text=True, check=True
    ).stdout.strip() in ("[]", "['linkify_it']")


# Whatever is written


class _Tags(HTMLParser):
    """Collects the tags of a page and checks that they nest."""

    VOID = {"br", "hr", "img"}

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name == "href":
                assert (value or "").lower().startswith(("#", "http://", "https://", "mailto:"))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


OURS = set(
    "p div h3 h4 h5 h6 ul ol li blockquote table thead tbody tr th td pre code hr br em strong a"
    " sup span mark img".split()
)
OUR_ATTRIBUTES = {
    "id",
    "class",
    "href",
    "aria-label",
    "scope",
    "src",
    "alt",
    "start",
    "data-kind",
    "data-target",
    "data-column",
    "data-line",
    "data-title",
    "role",
    "tabindex",
}

SNIPPETS = st.sampled_from(
    [
        *(f"{{{kind}:" for kind in KINDS),
        "}",
        "2.2.3",
        "workload",
        "{score}",
        "{table:workload}",
        "<script>",
        "</p>",
        "<img src=x onerror=y>",
        "&lt;",
        "&",
        "<",
        ">",
        "[^a]",
        "[^a]: ",
        "\n[^a]: note\n",
        "![",
        "](",
        ")",
        "](javascript:x)",
        "](https://a.b)",
        '"',
        "'",
        "`",
        "```\n",
        "*",
        "**",
        "_",
        "\\",
        "\n",
        "\n\n",
        "  \n",
        "    ",
        "- ",
        "1. ",
        "> ",
        "### ",
        "# ",
        "::: quote\n",
        "::: good-practice T\n",
        ":::\n",
        "|",
        "|-|\n",
        "---",
        "--",
        "...",
        " - ",
        "per cent",
        " 12",
        "\u00a0",
        "\u200b",
        "\u202e",
        "\ue000",
        "\ue001",
        "\r",
        "\t",
        "\0",
        "é",
        "\ud7ff",
        "🙂",
        "s' ",
        "Annexe ",
        "a",
        "word ",
        "Dr ",
        "A. ",
    ]
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.one_of(SNIPPETS, st.text(max_size=8)), max_size=40).map("".join),
    st.sampled_from(["page", "print", "data", "line", "cell"]),
)
@example("[^a]\n\n[^a]: [^a] ![x](y) [z](w)", "page")
@example("- \n\n  a\n\n  b\n- {table:workload}", "print")
@example("<a href='javascript:x'>", "cell")
@example("|a|\n|-|\n|b|\n", "page")
def test_whatever_is_written_is_set_without_a_raw_tag(text: str, form: str) -> None:
    notes = Notes()
    prose = read(text, form, notes)
    html = f"{prose_html(prose, 'page' if form in ('line', 'cell') else form, edit=True)}{'' if form in ('print', 'data') else notes_html(notes)}"
    tags = _Tags()
    tags.feed(html)
    tags.close()
    assert tags.open == []
    assert tags.seen <= OURS
    assert tags.attributes <= OUR_ATTRIBUTES
    plain_text(prose)
    for problem in prose.problems:
        assert problem.message
        assert problem.place.line <= text.count("\n") + text.count("\r") + text.count("\0") + 1
    for passage in prose.passages():
        assert len(passage.words) == len(passage.content)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.none(), SNIPPETS, st.text(max_size=6)), max_size=20))
def test_typography_keeps_the_pieces_and_their_words(pieces: list[str | None]) -> None:
    done = typeset(pieces)
    assert len(done) == len(pieces)
    letters = re.compile(r"[^\W_]")
    assert letters.findall("".join(done)) == letters.findall("".join(p or "" for p in pieces))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab '\"-.12–‘’", max_size=30))
def test_what_is_set_is_not_changed_by_setting_it_again(text: str) -> None:
    once = typeset_line(text.replace('"', "").replace("'", "").replace("--", "-"))
    assert typeset_line(once) == once


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.md")):
        made = []
        for name, title, text, _ in EXAMPLES:
            if name == path.stem:
                found = FORM.search(title)
                made.append(
                    f"{title}\n.\n{text}\n.\n{said(text, found[1] if found else 'page')}\n.\n"
                )
        path.write_text("\n".join(made), encoding="utf-8")
