"""The pages of the preview, its list and its checks: what they say, and of which save."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportgen.checks import run
from reportgen.dossier import open_dossier
from reportgen.preview.preview import Preview
from reportgen.preview.rendering import render_page
from reportgen.problems import Place
from reportgen.project.loading import Project
from reportgen.render.html.page import PageRenderer
from reportgen.report.builder import build_report
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY
from tests.support.preview import INSPECTION


@pytest.mark.parametrize(
    ("template", "culprit", "says"),
    [
        (
            '{% include "blocks/cover.html.j2" %}',
            '{% include "blocks/cover.html.j2" %}',
            "it includes or calls itself without end",
        ),
        ('{% include "nope.html.j2" %}', "nope.html.j2", "there is no template `nope.html.j2`"),
        (
            '{% include "blocks/nope.html.j2" %}',
            "blocks/nope.html.j2",
            "there is no template `blocks/nope.html.j2`",
        ),
        ("{{ report.title|upper(1, 2) }}", "{{ report.title|upper(1, 2) }}", "positional argument"),
        ("{{ report() }}", "{{ report() }}", "not callable"),
        ("{{ tone() }}", "{{ tone() }}", "missing 2 required"),
        ("{{ none_such }}", "none_such", "is undefined"),
        ("{{ report.none_such }}", "none_such", "no attribute"),
        ("{{ report.title|shout }}", "shout", "No filter"),
        ("{% if report is odd_one %}{% endif %}", "odd_one", "No test"),
        ("{% repeat %}", "repeat", "unknown tag"),
        ("{{ a b }}", "b", "got 'b'"),
        ("{{ 1 & 2 }}", "&", "unexpected char"),
        ("{{ report.title", "/", "unexpected '/'"),
        ("{{ tone(1, 2, z=3) }} {{ report.z }}", "", "unexpected keyword argument 'z'"),
        ("{{ x }} {{ x.y }}", "", "'x' is undefined"),
        ("{% set b %}", "set", "needs to be closed is 'set'"),
    ],
)
def test_a_fault_of_a_template_is_told_at_its_place(
    tmp_path: Path, template: str, culprit: str, says: str
) -> None:
    (tmp_path / "inspections").mkdir()
    (tmp_path / "inspections" / "example.yaml").write_text(INSPECTION, encoding="utf-8")
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    line = f"  <b>{template}</b>"
    (tmp_path / "templates" / "blocks" / "cover.html.j2").write_text(
        f"<p>A line.</p>\n{line}\n", encoding="utf-8"
    )
    inspection = Preview(tmp_path).show("example", is_current=True)
    column = line.index(culprit, 2 + len("<b>")) + 1 if culprit else 1
    place = Place("templates/blocks/cover.html.j2", 2, column, column + len(culprit))
    assert [(problem.code, problem.place) for problem in inspection.errors] == [("template", place)]
    assert says in inspection.errors[0].message


def test_a_page_that_nobody_asked_for_lately_is_as_saved_when_it_is_asked_for(
    tmp_path: Path,
) -> None:
    (tmp_path / "inspections").mkdir()
    file = tmp_path / "inspections" / "example.yaml"
    file.write_text(INSPECTION, encoding="utf-8")
    preview = Preview(tmp_path)  # its thread does not run: what is asked for alone is rendered
    assert "MARKER" in preview.show("example", is_current=True).page
    file.write_text(INSPECTION.replace("MARKER", "Later."), encoding="utf-8")
    preview.note_saved([str(file)])
    assert "Later." in preview.show("example", is_current=True).page


def test_a_save_does_not_wait_for_the_checks_of_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "inspections").mkdir()
    file = tmp_path / "inspections" / "example.yaml"
    file.write_text(INSPECTION, encoding="utf-8")
    preview = Preview(tmp_path)
    preview.show("example", is_current=True)
    saves: list[int] = []

    class Saved(dict[str, object]):
        """The checks, in the midst of which a save comes."""

        def values(self) -> Iterator[object]:  # type: ignore[override]
            for number, check in enumerate(super().values()):
                if number == 5:
                    file.write_text(
                        INSPECTION.replace("MARKER", "Saved meanwhile. The XQZV was there."),
                        encoding="utf-8",
                    )
                    preview.note_saved([str(file)])
                if number == 7:
                    saves.append(preview.state.inspections["example"].rendered)
                    assert "Saved meanwhile." in preview.state.inspections["example"].page
                yield check

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(run, "CHECKS", Saved(run.CHECKS))
        preview.pages.check(preview.state.inspections["example"])
    assert saves == [1]
    assert preview.state.inspections["example"].checks == ()  # of a page that is no more
    preview.pages.check(preview.state.inspections["example"])
    assert "XQZV" in str(preview.state.inspections["example"].checks)


def test_the_list_reads_again_what_has_changed_and_what_has_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "inspections"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(
            INSPECTION.replace(
                "  foreword: |\n    MARKER\n\n    A second paragraph.\n",
                f"  foreword: {{file: {name}.md}}\n",
            ),
            encoding="utf-8",
        )
        (folder / f"{name}.md").write_text("Words.", encoding="utf-8")
    preview = Preview(tmp_path)
    read: list[str] = []
    opened = open_dossier
    monkeypatch.setattr(
        "reportgen.dossier.open_dossier",
        lambda project, slug: read.append(slug) or opened(project, slug),
    )

    def listed(*saved: str) -> list[str]:
        read.clear()
        preview.note_saved(saved)
        assert all(preview.pages.describe(slug).title == "Example unit" for slug in ("one", "two"))
        return list(read)

    assert listed() == ["one", "two"]
    assert listed() == []
    (folder / "two.md").write_text("Only {pct:9.9.9} of it.", encoding="utf-8")
    assert listed() == ["two"]
    assert preview.pages.describe("two").errors
    assert "two" in listed()
    (folder / "two.md").write_text("Other words.", encoding="utf-8")
    assert listed() == ["two"]
    assert listed() == []
    assert listed(str(tmp_path / "methodologies" / "any.yaml")) == ["one", "two"]


def test_the_list_says_what_the_page_says(tmp_path: Path) -> None:
    folder, templates = tmp_path / "inspections", tmp_path / "templates" / "blocks"
    folder.mkdir()
    picture = folder / "map.svg"
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9"'
        ' height="9"/></svg>'
    )
    (folder / "example.yaml").write_text(
        INSPECTION.replace("MARKER", "![A map](map.svg)"), encoding="utf-8"
    )
    preview = Preview(tmp_path)

    def listed(*saved: Path) -> str:
        preview.note_saved(map(str, saved))
        preview.show("example", is_current=True)
        preview.pages.check(preview.state.inspections["example"])
        inspection = preview.show("example")
        overview = preview.pages.describe("example")
        assert inspection and inspection.overview == overview
        assert bool(overview.checks) is not bool(overview.errors)
        return f"{overview.summary} {[problem.code for problem in overview.errors]}"

    assert listed() == "cannot be shown ['file-missing']"
    picture.write_text(drawing, encoding="utf-8")
    assert listed(picture) == "6 still unrated []"
    picture.write_text(drawing[:40], encoding="utf-8")
    assert listed(picture) == "cannot be shown ['image-harm']"
    picture.write_text(drawing, encoding="utf-8")
    templates.mkdir(parents=True)
    cover = templates / "cover.html.j2"
    cover.write_text("{% if %}", encoding="utf-8")
    assert listed(cover) == "cannot be shown ['template']"
    cover.unlink()
    assert listed(cover) == "6 still unrated []"
    (folder / "example.yaml").write_text("titel: X\n", encoding="utf-8")
    assert listed(folder / "example.yaml").startswith("cannot be read ")


@pytest.mark.parametrize(
    "slug", ["west-sussex-2022", "sussex-2007", "west-kent-2022", "kent-surrey-sussex-2022"]
)
def test_all_that_a_writer_typed_tells_its_line(slug: str) -> None:
    project = Project(REPOSITORY)
    dossier = open_dossier(project, slug)
    texts = read_texts(dossier)
    report = build_report(dossier, texts)
    page = render_page(PageRenderer(project.template_folders), report, texts)
    lists = "".join(
        re.findall(
            r'class="list-heading".*?</[uo]l>|<ol class="numbered".*?</ol>|<ol'
            r' class="notes".*?</ol>|<div class="copies">.*?</ul>',
            page,
            re.DOTALL,
        )
    )
    blocks = re.findall(r"<li[^>]*>", lists) + re.findall(
        r'<p class="(?:notice|category|signature|salutation|statement)"[^>]*>|<p[^>]*>Source: ',
        page,
    )
    assert len(blocks) > 10
    assert [block for block in blocks if "data-line" not in block] == []
    for path, line, words in re.findall(r'<li[^>]* data-line="([^"]+):(\d+)">([A-Za-z]+) ', lists):
        assert words in " ".join(
            (REPOSITORY / path).read_text("utf-8").splitlines()[int(line) - 1 : int(line) + 1]
        )
