from __future__ import annotations

import pytest

from reportgen.redline.words import INSERTED, REMOVED, SAME, Span, compare_words

RATINGS = ("Requires improvement", "Good")


def marked(old: str, new: str) -> str:
    marks = {REMOVED: "[-%s-]", INSERTED: "{+%s+}", SAME: "%s"}
    spans = compare_words(old, new, RATINGS)
    return "|".join(marks[span.op] % span.text.strip() for span in spans)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("one two", "one two", "one two"),
        ("about 1,050 cases", "about 1,150 cases", "about|[-1,050-]|{+1,150+}|cases"),
        ("in 47% of 51", "in 51% of 51", "in|[-47%-]|{+51%+}|of 51"),
        ("£1.5 million", "£1.6 million", "[-£1.5-]|{+£1.6+}|million"),
        (
            "It is Requires improvement now",
            "It is Good now",
            "It is|[-Requires improvement-]|{+Good+}|now",
        ),
        ("a b c d", "x b y d", "[-a b c-]|{+x b y+}|d"),
        ("a one two three c", "x one two three y", "[-a-]|{+x+}|one two three|[-c-]|{+y+}"),
        ("", "new", "{+new+}"),
        ("well-known", "well known", "[-well-known-]|{+well known+}"),
    ],
)
def test_words_numbers_and_ratings_are_whole(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


def test_same_and_inserted_make_up_the_newer_text() -> None:
    new = "The overall rating is ‘Good’, in 51 per cent (26 of 51)."
    spans = compare_words("The rating was ‘Requires improvement’, in 47 per cent.", new, RATINGS)
    assert "".join(span.text for span in spans if span.op != REMOVED) == new


def test_a_huge_text_is_compared_as_a_whole() -> None:
    old, new = "a " * 5_000, "b " * 5_000
    assert compare_words(old, new) == (Span(REMOVED, old), Span(INSERTED, new))
