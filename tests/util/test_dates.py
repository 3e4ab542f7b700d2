"""Dates: which ones exist, and how they are written."""

from __future__ import annotations

import pytest

from reportgen.util.dates import date_in_words, is_iso_date


@pytest.mark.parametrize("text", ["2022", "2022-08", "2022-08-31", "2024-02-29", "2000-02-29"])
def test_dates_of_the_calendar(text: str) -> None:
    assert is_iso_date(text)


@pytest.mark.parametrize(
    "text", ["22", "2022-13", "2022-00", "2022-04-31", "2023-02-29", "1900-02-29", "31 May 2022"]
)
def test_what_is_not_a_date_of_the_calendar(text: str) -> None:
    assert not is_iso_date(text)


@pytest.mark.parametrize(
    ("iso", "words"), [("2022-05-24", "24 May 2022"), ("2022-08", "August 2022"), ("2022", "2022")]
)
def test_dates_in_words(iso: str, words: str) -> None:
    assert date_in_words(iso) == words
