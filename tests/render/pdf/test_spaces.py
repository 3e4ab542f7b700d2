"""Words in the tagged text of a PDF: those on two lines are two words, a word on two lines is
one."""

from __future__ import annotations

import pypdfium2
import pytest

from reportgen.render.pdf import tagger, writer
from reportgen.render.pdf.resources import PdfResources
from tests.conftest import REPOSITORY
from tests.support.joined_words import find_joined_words, texts_of_elements

SUPPLIES = PdfResources([REPOSITORY / "templates"], {})


def made(text: str, width: int = 90, style: str = "") -> bytes:
    html = (
        '<html lang="en-GB"><head><title>T</title><style>html { font: 12px/16px "Reportgen Sans" }'
        f" @page {{ size: {width + 40}px 120px; margin: 20px }} p {{ orphans: 1; widows: 1 }}"
        f" body {{ overflow-wrap: break-word }} {style}</style></head><body>{text}</body></html>"
    )
    return writer.write_pdf(html, SUPPLIES, display_path="sample.yaml", dated="2022-08")


def read(text: str, width: int = 90, style: str = "") -> list[str]:
    return [text.strip() for text in texts_of_elements(made(text, width, style))]


SENTENCE = "The plan that was made at the start was looked at again in most of the cases."


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"<p>{SENTENCE}</p>", SENTENCE),
        (f"<p>{SENTENCE.replace('made', '<b>made</b>')}</p>", SENTENCE),
        (f"<p>{SENTENCE.replace('again ', '<i>again </i>')}</p>", SENTENCE),
        (f"<p>{SENTENCE.replace(' at', '<em> at</em>')}</p>", SENTENCE),
        ("<p>Justin Russell<br>Chief Inspector</p>", "Justin Russell Chief Inspector"),
        (
            '<p><a href="https://example.org">A link that is long enough for two lines</a></p>',
            "A link that is long enough for two lines",
        ),
        ("<p><b>Annexe four</b> <i>–</i> Web links</p>", "Annexe four – Web links"),
    ],
)
def test_a_space_stands_where_a_line_ends(html: str, words: str) -> None:
    assert read(html) == [words]


@pytest.mark.parametrize(
    "words",
    [
        "a decision that was risk-assessed",
        "for all on probation and/or/supervision",
        "short- and long-term sentences",
        "Llanfairpwllgwyngyllgogerychwyrndrobwll",
    ],
)
def test_a_word_that_is_broken_stays_one(words: str) -> None:
    for width in range(60, 120, 7):
        assert read(f"<p>{words}</p>", width) == [words]


def test_a_word_broken_at_a_soft_hyphen_is_not_two() -> None:
    (words,) = read("<p>a super&shy;vision plan</p>", 60, "p { hyphenate-character: '-' }")
    assert words == "a super-vision plan"


def test_a_paragraph_on_two_pages_keeps_its_words() -> None:
    assert read(f"<p>{' '.join([SENTENCE] * 4)}</p>") == [" ".join([SENTENCE] * 4)]


def test_what_stands_in_a_line_is_joined_as_it_is_written() -> None:
    inside = '<span style="display: inline-block">A box</span>'
    assert read(f"<p>{inside}, then text</p>") == ["A box, then text"]
    assert read(f"<p>text {inside}</p><p>more</p>") == ["text A box", "more"]


def test_nothing_is_drawn_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    html = (
        f'<p style="letter-spacing: 1px">{SENTENCE}</p><p style="text-align: right">{SENTENCE}</p>'
        f'<p style="text-align: justify">{SENTENCE}</p><p><a href="#x" id="x">{SENTENCE}</a></p>'
    )
    after = made(html)
    monkeypatch.setattr(tagger, "add_undrawn_spaces", lambda *_: None)
    before = made(html)
    assert find_joined_words(before, html) and find_joined_words(after, html) == []
    for one, other in zip(pypdfium2.PdfDocument(before), pypdfium2.PdfDocument(after), strict=True):
        assert (one.render(scale=2).to_numpy() == other.render(scale=2).to_numpy()).all()
