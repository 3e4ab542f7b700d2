"""Copies that are marked: every one of them is PDF/UA-1 and cannot be mistaken for what is
published, in none of its formats."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pytest

from reportgen.building.outputs import RESTRICTED, OutputMaker, Timings
from reportgen.dossier import Dossier, open_dossier
from reportgen.project.loading import Project
from reportgen.record.entries import Record, parse_record, write_entry
from reportgen.report.builder import build_report
from reportgen.report.digest import digest_report
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY
from tests.support.tagged import Tagged

SLUG = "exampleshire-2025"
DIGEST = "b2:now"

EMBARGOED = {"stage": "embargoed", "edition": 1, "until": "2025-03-18 00:01", "digest": DIGEST}
PUBLISHED = {"stage": "published", "edition": 1, "on": "2025-03-18 00:01", "digest": DIGEST}
STATES: dict[str, tuple[list[dict[str, Any]], str | None, str]] = {
    "draft": ([], None, "Draft, not for publication"),
    "checked": (
        [{"stage": "factual accuracy", "edition": 1, "due": "2025-02-24", "digest": DIGEST}],
        None,
        "For a check of factual accuracy by 24 February 2025, not for publication",
    ),
    "embargoed": ([EMBARGOED], None, "Embargoed until 00:01 on Tuesday 18 March 2025"),
    "named": ([EMBARGOED], "The Exampleshire Gazette", "Copy for The Exampleshire Gazette"),
    "edited": (
        [{**PUBLISHED, "digest": "b2:then"}],
        None,
        "Draft of edition 2, not for publication",
    ),
    "corrected": (
        [
            {**PUBLISHED, "digest": "b2:then"},
            {
                "stage": "corrected",
                "edition": 2,
                "on": "2025-04-14",
                "note": "Caseloads are 38.",
                "digest": DIGEST,
            },
        ],
        None,
        "Caseloads are 38.",
    ),
    "withdrawn": (
        [
            PUBLISHED,
            {
                "stage": "withdrawn",
                "on": "2025-06-10",
                "note": "The sample was drawn wrongly.",
                "digest": DIGEST,
            },
        ],
        None,
        "The sample was drawn wrongly.",
    ),
}
"""What the record says, for whom a copy is, and words that mark it."""
RESTRICTED_STATES = ("draft", "checked", "embargoed", "named", "edited")


@cache
def whole() -> tuple[Dossier, str]:
    """The example without its record, and the digest of what it says."""
    dossier = replace(open_dossier(Project(REPOSITORY), SLUG), record=None)
    texts = read_texts(dossier)
    return dossier, digest_report(build_report(dossier, texts), texts)


@cache
def making(state: str) -> OutputMaker:
    entries, recipient, _ = STATES[state]
    dossier, digest = whole()
    text, record = "", None
    for said in entries:
        named = {**said, "digest": digest} if said["digest"] == DIGEST else said
        text += write_entry(record, SLUG, named)
        record, problems = parse_record(text, "", SLUG)
        assert problems == []
    marked: Record | None = record
    return OutputMaker(
        dossier.project,
        SLUG,
        Timings(),
        dossier=replace(dossier, record=marked),
        recipient=recipient,
    )


@cache
def files_of(state: str, kind: str) -> dict[str, bytes]:
    return making(state).make(kind)


def pdf_of(state: str) -> bytes:
    (pdf,) = files_of(state, "pdf").values()
    return pdf


def pages_of(pdf: bytes) -> Iterator[str]:
    for pieces in Tagged(pdf).pieces:
        yield " ".join(" ".join(piece.text for piece in pieces).split())


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_marked_pdfs_pass_pdf_ua(state: str) -> None:
    report = page_validation.validate_pdf_bytes(pdf_of(state), profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.slow
def test_marked_pdfs_pass_verapdf(tmp_path: Path) -> None:
    from tests.support import verapdf

    try:
        verapdf.class_path()
    except verapdf.MissingError as missing:
        pytest.skip(str(missing))
    for state in ("embargoed", "named", "corrected", "withdrawn"):
        path = tmp_path / f"{state}.pdf"
        path.write_bytes(pdf_of(state))
        assert verapdf.check(path) == "", state


@pytest.mark.slow
@pytest.mark.parametrize("state", RESTRICTED_STATES)
def test_each_page_is_marked(state: str) -> None:
    band, copy = STATES[state][2], making(state).recipient
    marks = [band] if not copy else ["Embargoed until 00:01 on Tuesday 18 March 2025", band]
    for number, page in enumerate(pages_of(pdf_of(state)), start=1):
        for mark in marks:
            assert mark.replace(" ", "") in page.replace(" ", ""), (number, mark)


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES)
def test_the_dates_of_a_pdf_are_those_of_publication(state: str) -> None:
    """What is not published has none; a correction and a withdrawal change it on their day."""
    with pikepdf.open(BytesIO(pdf_of(state))) as pdf:
        names = ("/CreationDate", "/ModDate")
        dates = [str(pdf.docinfo[name])[2:10] if name in pdf.docinfo else "" for name in names]
    changed = {"corrected": "20250414", "withdrawn": "20250610"}
    if state in RESTRICTED_STATES:
        assert dates == ["", ""]
    else:
        assert dates == ["20250318", changed[state]]


@pytest.mark.parametrize("state", RESTRICTED_STATES)
def test_page_and_data_are_marked_and_named_so(state: str) -> None:
    ((name, page),) = files_of(state, "html").items()
    html = page.decode()
    stage = making(state).report.marking.title
    assert name.startswith(f"{RESTRICTED}/{SLUG}.")
    assert f"<title>{stage}: " in html
    assert '<meta name="robots" content="noindex, noarchive">' in html
    assert STATES[state][2] in html.partition("<h1")[0], "before the title of the report"
    files = files_of(state, "data")
    assert all(one.startswith(f"{RESTRICTED}/{SLUG}.") for one in files)
    (data,) = (json.loads(content) for one, content in files.items() if one.endswith(".json"))
    assert data["stage"] not in ("published", "corrected", "withdrawn")
    for one, content in files.items():
        if one.endswith(".ods"):
            with zipfile.ZipFile(BytesIO(content)) as book:
                sheets = book.read("content.xml").decode().split("<table:table ")[1:]
            assert len(sheets) > 5
            for sheet in sheets:
                first_row = sheet.partition("</table:table-row>")[0]
                assert STATES[state][2] in first_row
                is_table = "<table:table-header-rows>" in sheet
                assert ('"heading-line"' in first_row) == is_table, "no narrow column cuts it"


def test_what_is_published_bears_no_mark() -> None:
    for state in ("corrected", "withdrawn"):
        ((name, page),) = files_of(state, "html").items()
        assert name == "index.html"
        assert "data-band" not in page.decode().partition("</style>")[2]
        assert STATES[state][2] in page.decode()
