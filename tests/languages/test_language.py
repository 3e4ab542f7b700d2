"""The words that a report prints beside its own text, in each language."""

from __future__ import annotations

import re

import pytest

from reportgen.languages import language as languages
from reportgen.languages.language import (
    DEFAULT,
    find_faults,
    list_languages,
    open_language,
)
from reportgen.problems import InputError
from tests.conftest import REPOSITORY

_MADE_UP = re.compile(r"(number|month|weekday|word)-.+|change-.+|list-(and|or)|.+-to-come")
"""Keys that are put together where they are used."""


def read_keys(name: str) -> list[str]:
    return list(languages._read(name))


def test_english_and_welsh_are_there() -> None:
    assert {"cy", "en"} <= set(list_languages())


@pytest.mark.parametrize("name", list_languages())
def test_every_language_has_every_word(name: str) -> None:
    assert find_faults(name, languages._read(name)) == []
    assert sorted(set(read_keys(name)) - set(read_keys(DEFAULT))) == []


def test_a_missing_word_is_named_with_its_english() -> None:
    entries = dict(languages._read("cy"))
    del entries["contents"]
    (problem,) = find_faults("cy", entries)
    assert problem.code == "missing-words"
    assert problem.message == "`contents` has no words in the language `cy`"
    assert "Contents" in str(problem.hint)


def test_a_value_that_is_not_given_is_named() -> None:
    entries = {**languages._read("cy"), "source": "Ffynhonnell: {sourse}"}
    (problem,) = find_faults("cy", entries)
    assert problem.message == "`source` asks for {sourse}, which is not given"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        open_language("xx")
    assert refused.value.problems[0].code == "no-language"


def test_every_word_is_used_and_every_word_used_is_there() -> None:
    sources = [
        *(REPOSITORY / "templates").rglob("*.j2"),
        *(path for path in (REPOSITORY / "reportgen").rglob("*.py")),
    ]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    known = read_keys(DEFAULT)
    unused = [k for k in known if f'"{k}"' not in text and f"'{k}'" not in text]
    assert [key for key in unused if not _MADE_UP.fullmatch(key)] == []
    called = set(re.findall(r"""\bsay\(\s*["']([a-z][a-z-]+)["']""", text))
    assert called - set(known) == set()
    assert len(called) > 100


def test_dates_are_written_in_the_language() -> None:
    welsh = open_language("cy")
    assert welsh.date("2022-08-31") == "31 Awst 2022"
    assert welsh.date("2022-08") == "Awst 2022"
    assert welsh.date("2022") == "2022"


def test_a_noun_has_the_form_of_its_number() -> None:
    welsh, english = open_language("cy"), open_language("en-GB")
    assert welsh.say("points-below", count=3, grade="Da") == ", 3 phwynt o dan Da"
    assert welsh.say("points-below", count=5, grade="Da") == ", 5 pwynt o dan Da"
    assert english.say("points-below", count=1, grade="Good") == ", 1 point below Good"


def test_numbers_are_in_figures_where_the_language_has_no_words_for_them() -> None:
    assert open_language("en").number(9) == "nine"
    assert open_language("en").number(13) == "13"
    assert open_language("cy").number(9) == "9"


def test_lists_are_joined_in_the_language() -> None:
    assert open_language("en").list(["a", "b", "c"]) == "a, b and c"
    assert open_language("cy").list(["a", "b"], "or") == "a neu b"
    assert open_language("en").list(["a"]) == "a"
