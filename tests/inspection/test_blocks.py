"""The table of blocks that an outline may have."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reportgen.inspection.blocks import BLOCK_KINDS, find_content, is_empty, kind_of
from reportgen.inspection.outline import is_in_report
from reportgen.methodology.model import Block
from reportgen.reading.fields import SourceText
from tests.conftest import REPOSITORY, inspection_of

TEMPLATES = REPOSITORY / "templates" / "blocks"

FULL = """
methodology: hmip-region-2023
title: A region
published: 2025-06
chief_inspector: Jo Smith
letter: {subject: A subject}
text: {foreword: Here., prose: There.}
abbreviations: {PDU: probation delivery unit}
fields: {beds: 40}
follows: the-region-2022
figures: {vacancies: 16%}
key_facts: [{figure: vacancies, says: of posts}]
good_practice: [{title: An example, text: Done well.}]
progress: [{recommendation: Do it., category: Some progress}]
recommendations: [{to: The region, items: [Do more.]}]
findings: {R1.1: {in_brief: In brief.}, R2.1: {results: {R2.1.1: 60%}}}
"""
EMPTY = """
methodology: hmip-region-2023
title: A region
recommendations: [{to: The region, items: []}]
findings: {R1.1: {summary: Some.}}
"""


def test_the_table_has_every_block_with_a_template_that_no_other_template_includes() -> None:
    ending = ".html.j2"
    paths = TEMPLATES.glob(f"*{ending}")
    files = {path.name.removesuffix(ending): path.read_text("utf-8") for path in paths}
    skeletons = (REPOSITORY / "templates").glob("*.html.j2")
    text = "\n".join([*files.values(), *(path.read_text("utf-8") for path in skeletons)])
    included = set(re.findall(r'include "blocks/([\w-]+)\.html\.j2"', text))
    # The page has a place of its own for these.
    parts = {"cover", "contents", "ratings", "publication"}
    assert set(BLOCK_KINDS) == set(files) - (included - parts)


@pytest.mark.parametrize("kind", BLOCK_KINDS.values(), ids=list(BLOCK_KINDS))
def test_what_a_block_prints_is_found_where_it_is_and_only_there(kind: object) -> None:
    full, empty = inspection_of(FULL), inspection_of(EMPTY)
    block = Block(block=SourceText(kind.name))  # type: ignore[attr-defined]
    kind = kind_of(block)
    for missing in kind.missing:
        assert not is_empty(block, full, missing.key)
        assert is_empty(block, empty, missing.key)
    if kind.prints not in ("", "findings", "publication"):
        assert find_content(full, kind.prints) is not None
        assert find_content(empty, kind.prints) is None
        optional = replace(block, optional=True)
        assert is_in_report(optional, full)
        assert not is_in_report(optional, empty)


def test_of_a_block_of_the_project_nothing_is_known_but_its_name() -> None:
    kind = kind_of(Block(block=SourceText("map")))
    assert (kind.name, kind.prints, kind.may_be_omitted, kind.missing) == ("map", "", False, ())
