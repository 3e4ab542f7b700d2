"""What reports may contain is hostile. Each attack is refused with a message, or shown as harmless
text.

The corpus is attacks.py. While a case is played, nothing may be asked of the network, no program
started, and no file of the machine opened that an attack names.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reportgen.building.outputs import OutputMaker, Timings
from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.inspection.model import Inspection
from reportgen.methodology.model import Methodology
from reportgen.problems import InputError
from reportgen.project.loading import Project
from reportgen.reading import fields
from reportgen.report.svg import svg_problem
from tests.conftest import REPOSITORY
from tests.support import attacks
from tests.support.attacks import FIELDS, PAYLOADS

FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "urllib.Request",
)
METHODOLOGY = "hmip-pdu-2021"
ELSEWHERE = ("/etc/passwd", "/proc/self/environ", "/dev/zero", "secret.md", ".profile")
overheard: list[str] | None = None


def _overhear(event: str, arguments: tuple[object, ...]) -> None:
    if overheard is not None and (
        event in FORBIDDEN or (event == "open" and str(arguments[0]).endswith(ELSEWHERE))
    ):
        overheard.append(f"{event} {arguments!r:.200}")


sys.addaudithook(
    _overhear
)  # can't be taken off again, so it listens only while a test plays a case


@pytest.fixture(autouse=True)
def _nothing_is_fetched_started_or_read_elsewhere() -> Iterator[None]:
    global overheard
    overheard = []
    yield
    heard, overheard = overheard, None
    assert heard == []


ALLOWED_TAGS = set(
    """html head meta title link style script body a header footer main nav section article aside div p span h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table
    caption thead tbody tfoot tr th td colgroup col figure figcaption img svg g rect path line circle text tspan title desc strong em b i small sup sub br hr code pre blockquote
    cite abbr time address details summary mark q del s wbr use polygon polyline""".split()
)


class Page(HTMLParser):
    """What a browser would act on: tags, attributes, addresses."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.scripts = 0
        self.text: list[str] = []
        self.quiet = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.quiet = tag in ("script", "style")
        if tag not in ALLOWED_TAGS:
            self.faults.append(f"<{tag}>")
        self.scripts += tag == "script"
        for name, value in attributes:
            if name.startswith("on") or (
                name in ("srcdoc", "action", "formaction", "http-equiv")
                and "Content-Security-Policy" not in (value or "")
            ):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "xlink:href", "data"):
                self.address(tag, name, (value or "").strip())

    def address(self, tag: str, name: str, value: str) -> None:
        fine = {
            "a": r"(https?:|mailto:|#)|[\w.-]+\.(pdf|ods|xlsx|json)$",
            "img": r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,",
            "link": r"data:,$",
            "use": "#",
        }
        if not re.match(fine.get(tag, "$^"), value, re.IGNORECASE):
            self.faults.append(f"{tag} {name}={value[:80]}")

    def handle_endtag(self, tag: str) -> None:
        self.quiet = False

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.text.append(data)


def written(tmp_path: Path, field: str, payload: str) -> Project:
    (tmp_path / "inspections").mkdir(exist_ok=True)
    quoted = json.dumps(payload)  # a JSON string is a YAML string
    text = f"methodology: {METHODOLOGY}\n" + FIELDS[field].replace("{}", "\0").replace(
        "{{", "{"
    ).replace("}}", "}").replace("\0", quoted)
    (tmp_path / "inspections" / "attack.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "inspections" / "x.csv").write_text("case,2.2.1\na,yes\n", encoding="utf-8")
    project = Project(tmp_path)
    project._methodologies[METHODOLOGY] = load_once()  # a quarter of the time, thousands of times
    return project


@cache
def load_once() -> Methodology:
    return Project(REPOSITORY).load_methodology(METHODOLOGY)


@cache
def clean_scripts() -> int:
    """How many scripts a page has in which nothing was attacked."""
    with tempfile.TemporaryDirectory() as folder:
        made = outcome(written(Path(folder), "title", "T"), "html")
    return Page(next(iter(made.values())).decode()).scripts


def outcome(project: Project, kind: str, slug: str = "attack") -> dict[str, bytes]:
    """The files, or nothing where the inspection was refused with messages."""
    try:
        return OutputMaker(project, slug, Timings()).make(kind)
    except InputError as refused:
        assert refused.problems
        assert all(problem.message and problem.code != "bug" for problem in refused.problems)
        return {}


@pytest.mark.parametrize("field", FIELDS)
def test_a_harmless_word_in_the_field_is_printed(tmp_path: Path, field: str) -> None:
    """So that what is refused or shown as text there is so for what it is."""
    made = outcome(written(tmp_path, field, "Harmless"), "data" if field == "names" else "html")
    assert any(b"Harmless" in content for content in made.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_in_any_field_stays_text_in_the_page(tmp_path: Path, name: str) -> None:
    for field in FIELDS:
        for made in outcome(written(tmp_path, field, PAYLOADS[name]), "html").values():
            page = Page(made.decode())
            assert page.faults == [], field
            assert page.scripts == clean_scripts(), field
            words = "".join(page.text)
            assert "49" not in words or "7*7" not in PAYLOADS[name] or "7*7" in words, field


@pytest.mark.parametrize("name", [name for name in PAYLOADS if "formula" in name])
@pytest.mark.parametrize("field", ["title", "recommendation", "table", "progress"])
def test_no_cell_starts_a_formula(tmp_path: Path, name: str, field: str) -> None:
    for file, data in outcome(written(tmp_path, field, PAYLOADS[name]), "data").items():
        if file.endswith(".json"):
            continue
        path = tmp_path / Path(file).name
        path.write_bytes(data)
        with zipfile.ZipFile(path) as book:
            for member in book.namelist():
                content = book.read(member).decode("utf-8", "replace")
                assert "<f>" not in content
                assert "table:formula" not in content


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "script element",
        "svg with handler",
        "style element",
        "http image",
        "file image",
        "image outside",
        "data image",
        "css in text",
        "bidi override",
        "jinja expression",
        "iframe",
    ],
)
def test_a_payload_in_a_pdf_fetches_nothing_and_stays_text(tmp_path: Path, name: str) -> None:
    for field in ("foreword", "table"):
        for data in outcome(written(tmp_path, field, PAYLOADS[name]), "pdf").values():
            assert data.startswith(b"%PDF-")
            assert b"/JavaScript" not in data
            assert b"/Launch" not in data


def seconds(tmp_path: Path, field: str, payload: str) -> float:
    project = written(tmp_path, field, payload)
    began = time.process_time()
    outcome(project, "html")
    return time.process_time() - began


@pytest.mark.parametrize(
    "name",
    [name for name in PAYLOADS if name.startswith(("many", "long", "table of", "containers"))],
)
def test_input_made_to_be_slow_is_not(tmp_path: Path, name: str) -> None:
    """Eight times the input takes about eight times as long: far from the square or worse that such
    input is made for."""
    seconds(tmp_path, "foreword", "warm")
    once, eight = (
        seconds(tmp_path, "foreword", PAYLOADS[name]),
        seconds(tmp_path, "foreword", PAYLOADS[name] * 8),
    )
    assert eight < once * 8 * 4 + 0.5


@pytest.mark.slow
@pytest.mark.parametrize("name", attacks.SLOW)
def test_no_expression_takes_the_square_of_a_text(tmp_path: Path, name: str) -> None:
    text = attacks.SLOW[name]
    seconds(tmp_path, "foreword", "warm")
    for field in ("foreword", "title", "table"):
        once, four = seconds(tmp_path, field, text), seconds(tmp_path, field, text * 4)
        assert four < once * 4 * 2 + 0.5, field


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "**a*b" * 149,
        "_a_ " * 300,
        "&" * 1_000,
        "<http:" * 166,
        "a[^1] " * 300 + "\n\n[^1]: b",
        "[a](https://a.b/c) " * 300,
        " ".join("`" * n for n in range(1, 150)),
    ],
    ids=lambda text: text[:5],
)
def test_what_a_paragraph_may_hold_at_most_is_soon_set_on_paper(tmp_path: Path, text: str) -> None:
    project = written(tmp_path, "foreword", "Words, and more of them. " * 2_000)

    def taken() -> float:
        began = time.process_time()
        assert outcome(project, "pdf")
        return time.process_time() - began

    taken()
    plain = taken()
    written(tmp_path, "foreword", text)
    assert taken() < 3 * plain


@pytest.mark.parametrize("text", ["**a*b" * 400, "_a_ " * 301, "&" * 1_001])
def test_what_costs_the_square_on_paper_is_refused(tmp_path: Path, text: str) -> None:
    assert outcome(written(tmp_path, "foreword", text), "pdf") == {}


@pytest.mark.parametrize("slug", attacks.SLUGS)
def test_a_slug_is_the_name_of_a_file_in_inspections_or_refused(tmp_path: Path, slug: str) -> None:
    project = written(tmp_path, "title", "T")
    (tmp_path / "secret.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: Secret\n", encoding="utf-8"
    )
    try:
        dossier = open_dossier(project, slug)
    except InputError:
        return
    assert dossier.file == tmp_path / "inspections" / "attack.yaml"


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a secret outside the folder of its inspections, and ways that seem to lead
    there."""
    root = tmp_path_factory.mktemp("rooms")
    inspections = root / "inspections"
    inspections.mkdir()
    (root / "secret.md").write_text("The secret.", encoding="utf-8")
    (root / "secret.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: Secret\n", encoding="utf-8"
    )
    (inspections / "link").symlink_to(root / "secret.md")
    (inspections / "folder").symlink_to(root)
    os.mkfifo(inspections / "pipe")
    return root


@pytest.mark.parametrize("path", attacks.PATHS)
def test_no_name_of_a_file_leads_elsewhere(rooms: Path, path: str) -> None:
    for where in attacks.NAMING:
        (rooms / "inspections" / "attack.yaml").write_text(
            attacks.naming(where, path), encoding="utf-8"
        )
        for made in outcome(Project(rooms), "html").values():
            assert b"The secret." not in made, where
            assert b"root:x" not in made, where


@pytest.mark.parametrize("name", attacks.YAML)
def test_yaml_made_to_hurt_is_refused_or_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "attack.yaml").write_text(attacks.YAML[name], encoding="utf-8")
    began = time.process_time()
    outcome(Project(tmp_path), "html")
    assert time.process_time() - began < 20


@pytest.mark.parametrize("name", attacks.TABLES_OF_CASES)
def test_a_file_of_cases_made_to_hurt_is_refused_or_shown_as_text(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "cases.csv").write_text(
        attacks.TABLES_OF_CASES[name], encoding="utf-8"
    )
    (tmp_path / "inspections" / "attack.yaml").write_text(
        attacks.BODY + "cases: cases.csv\n", encoding="utf-8"
    )
    began = time.process_time()
    for made in outcome(Project(tmp_path), "html").values():
        assert Page(made.decode()).faults == []
    assert time.process_time() - began < 20


@cache
def scripts_of(root: Path, slug: str) -> int:
    """The scripts of an example's page as it is."""
    (clean,) = outcome(Project(root), "html", slug).values()
    return Page(clean.decode()).scripts


@pytest.mark.slow
@pytest.mark.parametrize(("slug", "field"), attacks.fields())
def test_every_field_of_the_examples_holds_hostile_text(
    examples: Path, slug: str, field: str
) -> None:
    tree = attacks.example(slug)
    for name, text in attacks.HOSTILE.items():
        (examples / "inspections" / "attack.yaml").write_text(
            json.dumps(attacks.put(tree, attacks.fields()[slug, field], text)), encoding="utf-8"
        )
        for made in outcome(Project(examples), "html").values():
            page = Page(made.decode())
            assert page.faults == [], name
            assert page.scripts == scripts_of(examples, slug), name


def test_the_fields_are_those_of_the_model() -> None:
    """No field that takes text is left out: a new one must be met in an example, or in FIELDS."""
    met = {part for _, name in attacks.fields() for part in name.split(".")} | set(
        re.findall(r"\w+", " ".join(FIELDS.values()))
    )
    records, left = [Inspection], set()
    while records:
        record = records.pop()
        for key, declared in fields.keys_of(record).items():
            kinds = [declared.metadata["shape"]]
            while kinds:
                kind = kinds.pop()
                kinds += [
                    inner
                    for name in ("item", "short", "long")
                    if isinstance(inner := getattr(kind, name, None), fields.FieldType)
                ]
                records += [kind.cls] if isinstance(kind, fields.MapType) else []
                if isinstance(kind, (fields.LineText, fields.MarkdownText)) and key not in met:
                    left.add(f"{record.__name__}.{key}")
    assert left <= {
        "Inspection.methodology",
        "Inspection.kind",
        "Inspection.declares",
        "Inspection.omit",
        "Inspection.language",
        "Inspection.translations",
        "Finding.judged",
        "Follows.slug",
        "Follows.methodology",
        "Cases.file",
        "Cases.sheet",
        "Cases.id",
    }, "all but what has to name something that is there"


def bomb(path: Path, member: str, size: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open(member, "w", force_zip64=True) as inner:
            for _ in range(size // 1_000_000):
                inner.write(b"0" * 1_000_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    "member", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml.rels"]
)
def test_a_zip_bomb_as_a_case_file_is_refused(tmp_path: Path, member: str) -> None:
    (tmp_path / "inspections").mkdir()
    bomb(tmp_path / "inspections" / "cases.xlsx", member, 600_000_000)
    (tmp_path / "inspections" / "attack.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: T\ncases: cases.xlsx\n", encoding="utf-8"
    )
    began = time.monotonic()
    assert any(problem.is_error for problem in open_dossier(Project(tmp_path), "attack").problems)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("svg", attacks.SVG)
def test_an_svg_that_does_more_than_draw_is_refused_or_disarmed(tmp_path: Path, svg: str) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "map.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "inspections" / "attack.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: T\ntext: {foreword: '![A map](map.svg)'}\n",
        encoding="utf-8",
    )
    for kind in ("html", "pdf"):
        for data in outcome(Project(tmp_path), kind).values():
            if kind == "html":
                page = Page(data.decode())
                assert page.faults == []  # inside an img no script runs and nothing is fetched
            assert b"root:" not in data


@pytest.mark.parametrize(
    "svg",
    [svg for svg in attacks.SVG if "evil.example" in svg or "file:" in svg or "javascript:" in svg],
)
def test_a_drawing_that_names_another_file_is_refused(svg: str) -> None:
    assert svg_problem(svg.encode())


def test_a_drawing_may_refer_to_its_own_parts() -> None:
    drawing = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" s:docname="C:\\maps\\kent.svg"><style>.a { fill: url( '#p' ) }
        .b { mask: URL("#m") }</style><pattern id="p"><rect/></pattern><mask id="m"><rect/></mask><rect class="a b" stroke="url(#p)"/></svg>"""
    assert svg_problem(drawing.encode()) == ""


@pytest.mark.parametrize("name", attacks.ENDLESS)
def test_a_drawing_without_end_is_refused_before_it_is_drawn(name: str) -> None:
    began = time.monotonic()
    assert svg_problem(
        f'<svg xmlns="http://www.w3.org/2000/svg">{attacks.ENDLESS[name]}</svg>'.encode()
    )
    assert time.monotonic() - began < 10


def test_a_drawing_may_repeat_its_parts_within_reason() -> None:
    glyphs = "".join(f'<g id="glyph{n}"><path d="M0 0 L1 1 L2 0 Z"/></g>' for n in range(80))
    words = "".join(f'<use href="#glyph{n % 80}" x="{n}"/>' for n in range(1_500))
    drawing = f"""<svg xmlns="http://www.w3.org/2000/svg"><style>.a {{ fill: url(#tint); clip-path: url(#edge) }}</style>
        <defs>{glyphs}<linearGradient id="tint"><stop/><stop/></linearGradient><clipPath id="edge"><rect class="b"/></clipPath>
        <marker id="arrow"><path d="M0 0 L1 1"/></marker></defs><g class="a">{words}</g><path marker-end="url(#arrow)" d="{"L1 1 " * 2_000}"/></svg>"""
    assert svg_problem(drawing.encode()) == ""


def header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds nothing."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + (13).to_bytes(4, "big")
        + b"IHDR"
        + width.to_bytes(4, "big")
        + height.to_bytes(4, "big")
        + b"\x08\0\0\0\0"
        + bytes(4)
    )


END = bytes(4) + b"IEND" + bytes(4)
JPEG = b"\xff\xd8\xff\xc0\0\x0b\x08" + (40_000).to_bytes(2, "big") * 2 + b"\1\1\x11\0\xff\xda\0\2"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "image-harm"),
        (
            "a.svg",
            f'<svg xmlns="http://www.w3.org/2000/svg">{attacks.ENDLESS["uses of uses"]}</svg>'.encode(),
            "image-harm",
        ),
        ("a.png", header(30_000, 30_000) + END, "image-size"),
        ("a.jpg", JPEG + b"\xff\xd9", "image-size"),
        ("a.png", header(30, 30) + header(9, 9)[8:] + END, "image-kind"),
        ("a.png", header(30, 30).replace(b"\x08\0", b"\x10\0") + END, "image-kind"),
        ("a.png", header(30, 30), "image-kind"),
        ("a.jpg", JPEG, "image-kind"),
        ("a.png", b"GIF89a", "image-kind"),
        ("a.png", None, "file-missing"),
    ],
)
def test_check_finds_in_a_picture_what_a_build_would_refuse(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    (tmp_path / "inspections").mkdir()
    if data is not None:
        (tmp_path / "inspections" / name).write_bytes(data)
    (tmp_path / "inspections" / "attack.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: T\ntext:\n  foreword: |\n    Seen here.\n\n    ![A"
        f" map]({name})\n",
        encoding="utf-8",
    )
    (problem,) = [
        problem
        for problem in check_dossier(open_dossier(Project(tmp_path), "attack"))
        if problem.is_error
    ]
    assert (problem.code, problem.place.line) == (code, 7)


def test_pictures_are_no_more_than_a_report_needs(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    for number in range(12):
        (tmp_path / "inspections" / f"{number}.png").write_bytes(header(7_000, 7_000) + END)
    pictures = "".join(f"    ![A map]({number}.png)\n\n" for number in range(12))
    (tmp_path / "inspections" / "attack.yaml").write_text(
        f"methodology: hmip-pdu-2021\ntitle: T\ntext:\n  foreword: |\n{pictures}", encoding="utf-8"
    )
    (problem,) = [
        problem
        for problem in check_dossier(open_dossier(Project(tmp_path), "attack"))
        if problem.code == "image-size"
    ]
    assert problem.place.line == 5 + 2 * 10
    assert "539,000,000 dots" in problem.message


def test_a_picture_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "map.png").write_bytes(b"MZ not a picture")
    (tmp_path / "inspections" / "attack.yaml").write_text(
        "methodology: hmip-pdu-2021\ntitle: T\ntext: {foreword: '![A map](map.png)'}\n",
        encoding="utf-8",
    )
    assert outcome(Project(tmp_path), "html") == {}


def test_a_gigantic_table_costs_no_more_than_its_rows(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    took = []
    for count in (2_000, 8_000):
        rows = "\n".join(f"      - [Row {n}, {n}]" for n in range(count))
        (tmp_path / "inspections" / "attack.yaml").write_text(
            "methodology: hmip-pdu-2021\ntitle: T\ntables:\n  staffing:\n    title: S\n   "
            f" columns: [A, B]\n    rows:\n{rows}\n",
            encoding="utf-8",
        )
        began = time.process_time()
        assert outcome(Project(tmp_path), "html")
        took.append(time.process_time() - began)
    assert took[1] < 8 * took[0]  # 4 if it is linear, 16 if each row looks at all the others


def test_the_size_of_the_corpus() -> None:
    assert f"{sum(attacks.counted().values()):,} cases" in (
        REPOSITORY / "docs" / "security.md"
    ).read_text("utf-8")
