"""What spoils pages, counted in the PDF of each example. The numbers before these were counted:
27 of 223 pages under 30 % full, three ratings parted from their tables, two charts on two pages,
3,899 lines whose words ran together."""

from __future__ import annotations

import pytest

from tests.support.print_faults import (
    joined_lines,
    parted_ratings,
    sparse_pages,
    split_charts,
)
from tests.system.test_published_pdfs import SLUGS, pdf_of, read

MOST_SPARSE = 2
"""Pages of one report that may be under 30 % full: most end a chapter that nothing can follow."""


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_pages_are_full_and_ratings_and_charts_whole(slug: str) -> None:
    tagged = read(slug)
    assert parted_ratings(tagged) == []
    assert split_charts(tagged) == []
    assert [*joined_lines(tagged, pdf_of(slug))] == []
    assert len(sparse_pages(tagged)) <= MOST_SPARSE, sparse_pages(tagged)
