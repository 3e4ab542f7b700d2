"""The PDF room: what it refuses, what it promises of every file, and that its bytes are always the
same."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from reportgen.problems import InputError, Place
from reportgen.render.pdf import writer
from reportgen.render.pdf.resources import PdfResources
from tests.conftest import REPOSITORY
from tests.support.sample_document import document
from tests.support.tagged import Tagged

TEMPLATES = REPOSITORY / "templates"
HEAD = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>T</title><style>html {'
    ' font-family: "Reportgen Sans" }</style>'
)


def supplies(**images: bytes) -> PdfResources:
    return PdfResources(
        [TEMPLATES], {name.replace("_", "."): data for name, data in images.items()}
    )


def made(body: str, head: str = "", **images: bytes) -> bytes:
    return writer.write_pdf(
        f"{HEAD}{head}</head><body>{body}</body></html>",
        supplies(**images),
        display_path="sample.yaml",
        dated="2022-08-31",
    )


def refused(body: str, head: str = "", **images: bytes) -> str:
    with pytest.raises(InputError) as caught:
        made(body, head, **images)
    return "\n".join(f"{p.code}: {p.message}" for p in caught.value.problems)


def png(width: int, height: int) -> bytes:
    """A grey PNG of any size, a few bytes long."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    rows = zlib.compressobj(9)
    data = (
        b"".join(rows.compress(bytes(1 + (width + 7) // 8)) for _ in range(height)) + rows.flush()
    )
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="module")
def sample() -> Iterator[bytes]:
    attached = [writer.AttachedFile("sample.json", b'{"score": 4}', "The ratings as data")]
    return writer.write_pdf(
        document(chapters=3),
        supplies(),
        display_path="sample.yaml",
        dated="2022-08",
        attached=attached,
    )


# What every PDF is


def test_it_passes_pdf_ua(sample: bytes) -> None:
    report = page_validation.validate_pdf_bytes(sample, profile="ua1")
    assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures]


@pytest.mark.slow
def test_it_passes_verapdf(sample: bytes, tmp_path: Path) -> None:
    from tests.support import verapdf

    (tmp_path / "sample.pdf").write_bytes(sample)
    try:
        assert verapdf.check(tmp_path / "sample.pdf") == ""
    except verapdf.MissingError as missing:
        pytest.skip(str(missing))


def test_verapdf_would_have_found_something(tmp_path: Path) -> None:
    """The two checkers do check: a PDF whose figures have lost their alternatives fails both."""
    from tests.support import verapdf

    broken = pikepdf.open(
        BytesIO(
            made(
                '<svg role="img" aria-label="x" width="9" height="9"><rect width="9"'
                ' height="9"/></svg>'
            )
        )
    )
    for thing in broken.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing:
            del thing["/Alt"]
    broken.save(tmp_path / "broken.pdf")
    assert not page_validation.is_pdf_compliant(tmp_path / "broken.pdf", profile="ua1")
    with contextlib.suppress(verapdf.MissingError):
        assert "7.3-1" in verapdf.check(tmp_path / "broken.pdf")


def test_it_has_a_title_a_language_and_its_date(sample: bytes) -> None:
    made = pikepdf.open(BytesIO(sample))
    assert str(made.docinfo.Title) == "A sample report"
    assert str(made.Root.Lang) == "en-GB"
    assert str(made.docinfo.CreationDate) == str(made.docinfo.ModDate) == "D:20220801000000Z"
    with made.open_metadata() as metadata:
        assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"] == "2022-08-01T00:00:00Z"
        assert metadata["pdfuaid:part"] == "1"
    assert made.Root.ViewerPreferences.DisplayDocTitle
    assert str(made.Root.PageMode) == "/UseOutlines"


def test_every_font_is_vendored_embedded_and_subset(sample: bytes) -> None:
    made = pikepdf.open(BytesIO(sample))
    fonts = [
        thing
        for thing in made.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
    ]
    assert len(fonts) >= 2
    for font in fonts:
        assert "+Reportgen-Sans" in str(font.FontName)
        assert str(font.FontName)[7] == "+"
        assert "/FontFile2" in font or "/FontFile3" in font


def test_bookmarks_match_the_headings(sample: bytes) -> None:
    tagged = Tagged(sample)
    bookmarks: list[tuple[str, int]] = []

    def walk(items: list[pikepdf.OutlineItem]) -> None:
        for item in items:
            assert item.destination is not None
            bookmarks.append((str(item.title), tagged._page[item.destination[0].objgen]))
            walk(item.children)

    with tagged.pdf.open_outline() as outline:
        walk(outline.root)
    assert bookmarks == [(h.text, min(h.pages)) for h in tagged.document.all("H1", "H2", "H3")]


def test_text_stays_on_its_page(sample: bytes) -> None:
    tagged = Tagged(sample)
    for pieces, (left, bottom, right, top) in zip(tagged.pieces, tagged.sizes, strict=True):
        for piece in pieces:
            if piece.text.strip():
                assert left <= piece.box[0] <= piece.box[2] <= right, piece
                assert bottom <= piece.box[1] <= piece.box[3] <= top, piece


def test_the_data_inside_is_an_associated_file(sample: bytes) -> None:
    made = pikepdf.open(BytesIO(sample))
    (specification,) = made.Root.AF
    assert str(specification.AFRelationship) == "/Data"
    assert str(specification.UF) == "sample.json"
    assert str(specification.Desc) == "The ratings as data"
    assert json.loads(specification.EF.F.read_bytes()) == {"score": 4}
    assert str(specification.EF.F.Subtype) == "/application/json"
    assert made.attachments["sample.json"].get_file().read_bytes() == b'{"score": 4}'


# The same bytes


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from reportgen.render.pdf import writer
from reportgen.render.pdf.resources import PdfResources
from tests.support.sample_document import document
attached = [writer.AttachedFile("a.json", b"{}", "Data")]
supplies = PdfResources([Path(sys.argv[1]) / "templates"], {})
pdf = writer.write_pdf(
    document(chapters=1), supplies, display_path="x", dated=sys.argv[2] or None, attached=attached
)
sys.stdout.buffer.write(pdf)
"""


def elsewhere(folder: Path, dated: str = "2022-08", **environment: str) -> bytes:
    clean = {
        key: value
        for key, value in os.environ.items()
        if key not in ("SOURCE_DATE_EPOCH", "FONTCONFIG_FILE")
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(TEMPLATES.parent), dated],
        cwd=folder,
        capture_output=True,
        env={**clean, **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout


@pytest.mark.slow
def test_the_bytes_are_the_same_everywhere_and_always(tmp_path: Path) -> None:
    (tmp_path / "Ŵrth y môr").mkdir()
    first = elsewhere(
        tmp_path,
        TZ="Pacific/Auckland",
        PYTHONHASHSEED="1",
        LC_ALL="C",
        XDG_CACHE_HOME=str(tmp_path / "cache one"),
    )
    second = elsewhere(
        tmp_path / "Ŵrth y môr",
        TZ="America/Lima",
        PYTHONHASHSEED="2",
        LC_ALL="C.UTF-8",
        HOME=str(tmp_path),
        XDG_CACHE_HOME="",
    )
    assert first == second
    assert len(first) > 20_000


@pytest.mark.slow
def test_source_date_epoch_is_the_date(tmp_path: Path) -> None:
    made = pikepdf.open(BytesIO(elsewhere(tmp_path, SOURCE_DATE_EPOCH="1700000000")))
    assert str(made.docinfo.ModDate) == "D:20231114221320Z"


def test_without_a_date_there_is_none(tmp_path: Path) -> None:
    made = pikepdf.open(BytesIO(elsewhere(tmp_path, dated="")))
    assert "/ModDate" not in made.docinfo
    assert "/CreationDate" not in made.docinfo


@pytest.mark.slow
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert elsewhere(tmp_path, XDG_CACHE_HOME=str(tmp_path / "file")).startswith(b"%PDF")


# What it refuses


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="http://example.org/a.png">',
        '<img alt="x" src="https://example.org/a.png">',
        '<img alt="x" src="ftp://example.org/a.png">',
        '<img alt="x" src="../../etc/passwd">',
        '<img alt="x" src="..%2f..%2f..%2fetc/passwd">',
        '<img alt="x" src="//example.org/a.png">',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<p style="background: url(file:///etc/passwd)">a</p>',
        '<ul style="list-style: url(http://example.org/)"><li>a</ul>',
        "<style>p::before { content: url(file:///etc/hosts) }</style><p>a</p>",
        '<svg><image href="file:///etc/passwd" width="5" height="5"/></svg>',
        '<img alt="x" src="data:text/html,hello">',
        '<img alt="x" src="unlisted.png">',
        f'<img alt="x" src="data:image/png;base64,{"A" * 9000}">',
        '<img alt="x" src="/etc/passwd">',
        '<img alt="x" src="javascript:alert(1)">',
    ],
)
def test_nothing_else_is_fetched(body: str) -> None:
    assert "pdf-address: the document asks for something it may not have" in refused(body)


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="stylesheet" href="http://example.org/a.css">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        "<style>@import url(file:///etc/passwd);</style>",
        "<style>@import 'https://example.org/a.css';</style>",
        '<link rel="attachment" href="file:///etc/passwd">',
        '<base href="file:///etc/"><link rel="stylesheet" href="passwd">',
        (
            "<style>@font-face { font-family: x; src: url(file:///usr/share/fonts/x.ttf) } p {"
            " font-family: x }</style>"
        ),
    ],
)
def test_no_style_sheet_font_or_attachment_comes_from_elsewhere(head: str) -> None:
    assert "pdf-address" in refused("<p>a</p>", head)


def test_all_that_is_refused_is_said_at_once() -> None:
    said = refused(
        '<img alt="x" src="file:///a"><img alt="y" src="http://b/c"><img alt="x" src="file:///a">'
    )
    assert said.count("pdf-address") == 2
    assert "pdf-warning" not in said


def test_a_link_out_of_the_template_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "secret.css").write_text("p { color: red }")
    (tmp_path / "templates" / "a.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(InputError, match="may not have"):
        writer.write_pdf(
            f'{HEAD}<link rel="stylesheet" href="a.css"></head></html>',
            PdfResources([tmp_path / "templates", TEMPLATES], {}),
            display_path="x",
        )


def test_what_the_templates_and_the_inspection_have_is_served(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("@page { size: 150px 150px; margin: 5px }")
    result = writer.write_pdf(
        f'{HEAD}<link rel="stylesheet" href="css/a.css"></head><body><img alt="a dot"'
        ' src="map%20one.png"></body></html>',
        PdfResources([tmp_path, TEMPLATES], {"map one.png": png(5, 5)}),
        display_path="x",
    )
    made = Tagged(result)
    assert made.sizes[0][2] == 112.5
    assert str(made.document.all("Figure")[0].entry.Alt) == "a dot"


def test_a_small_drawing_of_ours_may_be_data() -> None:
    drawing = base64.b64encode(
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"'
        b' height="9"/></svg>'
    ).decode()
    assert made(f'<p style="background: url(data:image/svg+xml;base64,{drawing})">a</p>')


def test_an_image_that_unpacks_to_too_much_is_refused() -> None:
    assert "10,000 pixels" not in refused('<img alt="x" src="a.png">', a_png=png(8000, 8000))
    assert "64,000,000 pixels" in refused('<img alt="x" src="a.png">', a_png=png(8000, 8000))
    assert "pdf-" in refused('<img alt="x" src="a.png">', a_png=b"not an image")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<a href="#nowhere">a</a>', ""),
        ("<p>a</p>", "<style>p { colour: red }</style>"),
    ],
)
def test_a_warning_is_a_failure(body: str, head: str) -> None:
    assert "pdf-warning: WeasyPrint: " in refused(body, head)


@pytest.mark.parametrize(
    "data", [b"not an image", png(8000, 8000)], ids=["no image", "a large one"]
)
def test_what_is_wrong_with_an_image_is_told_where_it_is_named(data: bytes) -> None:
    at = Place("background.md", 7, 3, 12)
    with pytest.raises(InputError) as caught:
        writer.write_pdf(
            f'{HEAD}</head><body><img alt="x" src="map%20one.png"></body></html>',
            PdfResources([TEMPLATES], {"map one.png": data}, {"map one.png": at}),
            display_path="x",
        )
    assert [problem.place for problem in caught.value.problems] == [at]


@pytest.mark.parametrize(
    "style", ["body { colour: red }", "body { background: url(http://example.com/a.png) }"]
)
def test_what_is_wrong_with_a_style_is_told_where_it_stands(tmp_path: Path, style: str) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "type.css").write_text(f"p {{ margin: 0 }}\n{style}\n")
    with pytest.raises(InputError) as caught:
        writer.write_pdf(
            f"{HEAD.removesuffix('</style>')}{style.replace(': ', ':')}</style></head>"
            "<body><p>a</p></body></html>",
            PdfResources([tmp_path, TEMPLATES], {}),
            display_path="x",
        )
    assert {(problem.place.path, problem.place.line) for problem in caught.value.problems} == {
        ("templates/css/type.css", 2)
    }


def test_links_to_files_beside_the_report_stay_relative() -> None:
    result = pikepdf.open(
        BytesIO(made('<p><a href="west.ods">data</a> <a href="https://example.org/">out</a></p>'))
    )
    assert [str(a.A.URI) for a in result.pages[0].Annots] == ["west.ods", "https://example.org/"]


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError) as caught:
        writer.write_pdf("<html>", supplies(), display_path="x")
    assert "apt install libpango" in caught.value.problems[0].hint


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    import gc

    monkeypatch.setenv("FONTCONFIG_FILE", "/somewhere/fonts.conf")
    made("<p>a</p>")
    assert os.environ["FONTCONFIG_FILE"] == "/somewhere/fonts.conf"
    assert gc.isenabled()


# Days


@pytest.mark.parametrize(
    ("epoch", "created", "modified"),
    [
        ("", "20220831", "20220831"),
        (" ", "20220831", "20220831"),
        ("1700000000", "20220831", "20231114"),
        ("1000000000", "20220831", "20220831"),
    ],
)
def test_a_document_is_not_changed_before_it_is_made(
    monkeypatch: pytest.MonkeyPatch, epoch: str, created: str, modified: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    document = pikepdf.open(BytesIO(made("<h1>A</h1>")))
    information = document.docinfo
    assert (str(information.CreationDate)[2:10], str(information.ModDate)[2:10]) == (
        created,
        modified,
    )


@pytest.mark.parametrize("epoch", ["abc", "-1", "1e9", "9" * 12, "٣"])
def test_a_moment_that_is_none_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(InputError) as refused:
        made("<h1>A</h1>")
    assert [(problem.code, epoch in problem.message) for problem in refused.value.problems] == [
        ("source-date-epoch", True)
    ]
