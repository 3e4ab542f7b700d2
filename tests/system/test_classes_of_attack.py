"""Inputs of the kinds that once hung `check`, took all memory or ended in a traceback: each class,
with the time that it may take."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reportgen.problems import InputError
from reportgen.reading.spreadsheet import Spreadsheet
from reportgen.report.svg import svg_problem
from tests.conftest import REPOSITORY

HEAD = "methodology: hmip-pdu-2021\ntitle: T\n"
MEMORY = 1_500_000
"""Kilobytes of address space that a command may take here."""


def check(root: Path, text: str, command: str = "check") -> subprocess.CompletedProcess[str]:
    """The command on an inspection with this text, with little memory and time."""
    (root / "inspections").mkdir(exist_ok=True)
    (root / "inspections" / "a.yaml").write_text(text, "utf-8")
    return run(root, command)


def run(root: Path, command: str, slug: str = "a") -> subprocess.CompletedProcess[str]:
    """A command on the inspection `a`."""
    limited = (
        f"ulimit -v {MEMORY}; exec {sys.executable} -m reportgen --root {root} {command} {slug}"
    )
    return subprocess.run(
        ["sh", "-c", limited],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{HEAD}publication: x\n", "wrong-kind"),
        (f"{HEAD}publication: [x]\n", "wrong-kind"),
        (f"{HEAD}letter: x\nrecommendations: x\nfindings: x\ntext: x\n", "wrong-kind"),
        (f"{HEAD}published: 0000\n", "date"),
        (f"{HEAD}published: 0999-02\n", "date"),
        (f"{HEAD}published: ٢٠٢٢-٠١-٠١\n", "date"),
        (f"methodology: hmip-pdu-2021\ntitle: {'word ' * 200}\n", "title-long"),
    ],
)
def test_a_wrong_kind_of_value_is_a_problem_with_its_place(
    text: str, code: str, tmp_path: Path
) -> None:
    done = check(tmp_path, text)
    assert done.returncode == 1
    assert f"error[{code}]" in done.stdout
    assert "Traceback" not in done.stderr


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{}</svg>'


@pytest.mark.parametrize(
    "drawing",
    [
        SVG.format(f"<style>{'a' * 300_000}</style><rect/>"),
        SVG.format(f"<style>{'url(#a' * 60_000}</style><rect/>"),
        SVG.format(f"<style>{'b{fill:url(#a)}' * 30_000}</style>{'<g/>' * 100_000}"),
        SVG.format(f'<rect fill="url({" " * 400_000}"/>'),
        SVG.format(f'<rect fill="url({chr(39) * 200_000}"/>'),
        SVG.format(f'<rect transform="{"rotate(1" * 50_000}"/>'),
        SVG.format(f'<rect transform="{"rotate(1) " * 50_000}x"/>'),
        SVG.format(f'<text x="{"1 " * 200_000}x"/>'),
    ],
)
def test_no_drawing_takes_longer_than_its_size(drawing: str) -> None:
    import time

    begun = time.process_time()
    svg_problem(drawing.encode())
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "drawing",
    [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="a b c d"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10"/>',
        SVG.format('<g transform="turn(4)"/>'),
        SVG.format('<text x="left">A</text>'),
        "<html/>",
        '<?xml version="1.0" encoding="klingon"?>' + SVG.format(""),
        SVG.format("<style>a{}}}{</style>"),
        SVG.format("<style>a{fill:red</style>"),
        SVG.format("<style>a|b{fill:red}</style>"),
        SVG.format("<style>a:hovered{fill:red}</style>"),
        SVG.format("<style>g{opacity:most}</style>"),
        SVG.format('<g style="fill:red; opacity:1 px"/>'),
        SVG.format('<g opacity="most"/>'),
        SVG.format('<rect width="in" height="em"/>'),
        SVG.format('<rect stroke-miterlimit="auto"/>'),
        SVG.format('<rect stroke-dasharray="a b"/>'),
        SVG.format('<text font-size="1e9">A</text>'),
        SVG.format('<text font-size="-5">A</text>'),
        SVG.format('<text font-style="bold">A</text>'),
        SVG.format('<text rotate="none">A</text>'),
        SVG.format('<linearGradient gradientTransform="turn(1)"/>'),
        SVG.format('<svg viewBox="0 0 q"/>'),
    ],
)
def test_a_drawing_that_cannot_be_drawn_is_refused_when_it_is_checked(drawing: str) -> None:
    assert svg_problem(drawing.encode())


def test_a_drawing_as_programs_make_it_is_taken() -> None:
    drawing = SVG.format(
        '<g transform="translate(-1.5,2) rotate(45 1 2)matrix(1 0 0 1 0 0)"><rect x="1mm" y="10%"'
        ' width="1" height="1"/><text x="1 2,3" y="-.5e1">A</text></g>'
    )
    assert svg_problem(drawing.encode()) == ""


@pytest.mark.parametrize(
    "style",
    [
        ".st0{fill:#FFF;stroke-miterlimit:10;} .st1,.st2 > path{opacity:0.5;font-size:12px}",
        "@media (prefers-color-scheme: dark) { path { fill: white } } text { font-style: italic }",
        "/* } a comment { */ *{stroke-dasharray:none;font-size:medium}",
        "g[id='a'] path:first-child { stroke-width: 0.25mm; stroke-dasharray: 4,2 !important; }",
    ],
)
def test_styles_as_programs_make_them_are_taken(style: str) -> None:
    assert svg_problem(SVG.format(f"<style>{style}</style><path d='M0 0'/>").encode()) == ""


def test_the_cache_does_not_lie_in_the_folder_where_one_stands(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "a.yaml").write_text(HEAD)
    subprocess.run(
        [sys.executable, "-P", "-m", "reportgen", "build", "a", "--html"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "XDG_CACHE_HOME": "cache"},
        capture_output=True,
        check=True,
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inspections", "output"]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (f"ratings {'x' * 300}.json", "file-missing"),
        (f"ratings {'x' * 300}.yaml", "no-inspection"),
        ("build a.yaml", "there is no such file"),
    ],
)
def test_a_file_that_is_missing_is_reported_as_missing(
    command: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "a.yaml").write_text(HEAD)
    done = run(tmp_path, command, slug="")
    assert done.returncode == 1
    assert words in done.stdout + done.stderr


@pytest.mark.parametrize("template", ['{{ "x" * 999999999999 }}', '{{ "\\ud800" }}'])
def test_what_a_template_does_wrong_is_a_fault_of_the_template(
    template: str, tmp_path: Path
) -> None:
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    (tmp_path / "templates" / "blocks" / "cover.html.j2").write_text(template)
    done = check(tmp_path, HEAD, "build --html")
    assert "error[template]" in done.stdout + done.stderr
    assert "error[bug]" not in done.stdout + done.stderr


BOOK = (
    '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    "<workbookPr/><sheets>{}</sheets></workbook>"
)
RELATION = '<Relationship Id="r1" Target="worksheets/s.xml"/>'


def xlsx(
    path: Path,
    sheet: str,
    packing: int = zipfile.ZIP_DEFLATED,
    relations: str = RELATION,
    styles: str = "",
) -> Path:
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("xl/workbook.xml", BOOK.format('<sheet name="a" r:id="r1"/>'))
        file.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relations}</Relationships>")
        file.writestr("xl/worksheets/s.xml", sheet)
        if styles:
            file.writestr("xl/styles.xml", styles)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as refused:
        read_all(path)
    return refused.value.problems[0].code


def read_all(path: Path) -> None:
    book = Spreadsheet(path, path.name)
    for name in book.names:
        list(book.rows(name))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_the_packing_of_spreadsheet_programs_is_read(packing: int, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", f"<worksheet>{' ' * 1_000_000}</worksheet>", packing)
    assert refusal(path) == "spreadsheet-damaged"


def test_what_is_kept_of_a_file_is_bounded(tmp_path: Path) -> None:
    many = xlsx(tmp_path / "a.xlsx", "<worksheet/>", relations='<Relationship a=""/>' * 50_000)
    assert refusal(many) == "spreadsheet-size"
    cell = "<worksheet><row><c t='str'><v>" + "a" * 40_000 + "</v></c></row></worksheet>"
    assert refusal(xlsx(tmp_path / "b.xlsx", cell)) == "spreadsheet-size"


def test_spaces_that_are_counted_are_spaces_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    spaces = '<text:s text:c="16384"/>' * 100
    cell = f"<text:p>{spaces}</text:p>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "content.xml",
            f'<office:document-content {names}><table:table table:name="a"><table:table-row>'
            f"<table:table-cell>{cell}</table:table-cell></table:table-row></table:table>"
            "</office:document-content>",
        )
    assert refusal(path) == "spreadsheet-size"


def test_a_date_in_a_spreadsheet_is_a_date(tmp_path: Path) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="d\\ mmmm\\ yyyy"/>'
        '<numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/></numFmts><cellStyleXfs>'
        '<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    cells = "".join(f'<c s="{style}"><v>44987</v></c>' for style in range(4))
    cells += '<c s="1"><v>44987.5</v></c>'
    path = xlsx(tmp_path / "a.xlsx", f"<worksheet><row>{cells}</row></worksheet>", styles=styles)
    book = Spreadsheet(path, "a.xlsx")
    assert list(book.rows("a")) == [
        (1, ["44987", "2023-03-02", "2023-03-02", "44987", "2023-03-02 12:00:00"])
    ]


@pytest.mark.parametrize("name", ["javascript:alert(1)", "a#b", "a?b", "a%41", "it's", 'a"b'])
def test_a_name_that_would_break_an_address_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / f"{name}.yaml").write_text(HEAD, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "reportgen", "--root", str(tmp_path), "check", name],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "error[file-name]" in done.stdout + done.stderr


METHODOLOGY = """title: M
scales:
  s:
    - {name: Bad, points: 0}
    - {name: Good, points: 1, from: 50}
domains:
  - id: '1'
    title: D
    standards:
      - id: '1.1'
        title: S
        rated: mean
        questions: [{id: '1.1.1', text: Q, summary: yes}, {id: '1.1.2', text: R}]
rules:
  overall: OVERALL
  mean: MEAN
words: {language: LANGUAGE}
outline: [cover, ratings]
"""
USUAL = {
    "OVERALL": "{rule: worst}",
    "MEAN": "{questions: 60, summary: 40}",
    "LANGUAGE": "en-GB",
}
RESULTS = "methodology: m\ntitle: T\nfindings: {1.1: {results: {1.1.1: 63%, 1.1.2: 31 of 51}}}\n"


@pytest.mark.parametrize(
    ("changed", "to", "code"),
    [
        ("MEAN", "{questions: 0, summary: 0}", "no-weights"),
        ("MEAN", "{questions: 0}", "no-weights"),
        (
            "OVERALL",
            "{rule: counts, cases: [{rating: Good, when: []}], otherwise: Bad}",
            "empty-condition",
        ),
        ("id: '1.1'", "id: '" + "9" * 5_000 + "'", "id-long"),
        ("id: '1.1.2'", "id: '" + "1." * 5_000 + "'", "id-long"),
        ("LANGUAGE", "'en-<&\"'", "language-tag"),
        ("LANGUAGE", "'en\" fo:evil=\"x'", "language-tag"),
        ("LANGUAGE", "''", "language-tag"),
        ("LANGUAGE", "English", "language-tag"),
    ],
)
def test_a_methodology_that_cannot_work_is_refused(
    changed: str, to: str, code: str, tmp_path: Path
) -> None:
    from reportgen.project.loading import Project

    text = METHODOLOGY.replace(changed, to)
    for name, usual in USUAL.items():
        text = text.replace(name, usual)
    (tmp_path / "methodologies").mkdir()
    (tmp_path / "methodologies" / "m.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        Project(tmp_path).load_methodology("m")
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_methodology_of_this_kind_works(tmp_path: Path) -> None:
    text = METHODOLOGY
    for name, usual in USUAL.items():
        text = text.replace(name, usual)
    (tmp_path / "methodologies").mkdir()
    (tmp_path / "methodologies" / "m.yaml").write_text(text, "utf-8")
    done = check(tmp_path, RESULTS, "ratings")
    assert done.returncode == 0
    assert "weighs 40 in 100" in done.stdout


LINKED = ("inspections/a.yaml", "inspections/a.record.yaml", "methodologies/m.yaml")


@pytest.mark.parametrize("name", LINKED)
@pytest.mark.parametrize("command", ["check", "ratings", "build --html"])
def test_a_link_out_of_the_project_is_refused_and_nothing_of_its_file_printed(
    name: str, command: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("root:x:0:0:the secret\n")
    root = tmp_path / "project"
    for folder in ("inspections", "methodologies"):
        (root / folder).mkdir(parents=True)
    (root / "inspections" / "a.yaml").write_text("methodology: m\ntitle: T\n")
    (root / name).unlink(missing_ok=True)
    (root / name).symlink_to(secret)
    if "record" in name:
        (root / "inspections" / "a.yaml").write_text(HEAD)
    done = run(root, command)
    assert done.returncode == 1
    assert f"{name}:1:1: error[file-outside]" in done.stdout + done.stderr
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize("target", ["b.yaml", "../drafts/b.yaml"])
def test_a_link_within_the_project_is_followed(target: str, tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "drafts").mkdir()
    (tmp_path / "inspections" / target).write_text(HEAD)
    (tmp_path / "inspections" / "a.yaml").symlink_to(target)
    for command in ("check", "ratings", "build --html"):
        done = run(tmp_path, command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "output" / "a").rglob("*.html"))


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_build_whose_streams_are_closed_is_made(closed: str, tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "a.yaml").write_text(HEAD)
    python = f"{sys.executable} -m reportgen --root {tmp_path}"
    done = subprocess.run(
        ["sh", "-c", f"{python} build a --html {closed}"], cwd=REPOSITORY, check=False, timeout=60
    )
    assert done.returncode == 0
    assert list((tmp_path / "output" / "a").rglob("*.html"))


PROSE = f"{HEAD}text:\n  foreword: |\n    "


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PROSE + "a\u00a0" * 30_000, "long-word"),
        (PROSE + "a\u202f" * 20_000, "long-word"),
        (PROSE + "a" * 60_000, "long-word"),
        (
            f"{HEAD}recommendations: [{{to: X, items: [{'a' + chr(0xA0)}{'b' * 2_000}]}}]",
            "long-word",
        ),
        (PROSE + "{ref:2.2} " * 20_000, "many-marks"),
        (PROSE + "*a* `b` [c](https://d.example) " * 4_000, "many-marks"),
        (
            "methodology: hmip-region-2023\ntitle: T\ndraws_on: [" + "b, " * 12_000 + "]",
            "unit-twice",
        ),
    ],
)
def test_a_text_that_would_keep_a_build_busy_is_refused_soon(
    text: str, code: str, tmp_path: Path
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "b.yaml").write_text(HEAD)
    done = check(tmp_path, text + "\n")
    assert f"error[{code}]" in done.stdout
    assert "Traceback" not in done.stderr
