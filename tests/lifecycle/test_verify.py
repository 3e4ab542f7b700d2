"""What `verify` says of sources that are not those of the edition."""

from __future__ import annotations

from pathlib import Path

from reportgen.lifecycle.verify import _find_sources
from reportgen.project.loading import Project


def test_all_sources_that_differ_are_named_with_the_commit_that_is_missing(tmp_path: Path) -> None:
    style_sheet = tmp_path / "templates" / "css" / "screen.css"
    style_sheet.parent.mkdir(parents=True)
    style_sheet.write_text("h1 { color: red }")
    manifest = {"sources": {"inspections/town.yaml": "0" * 64}, "commit": "0" * 40}
    with _find_sources(Project(tmp_path), manifest) as (root, problems):
        assert root == tmp_path
    assert [(problem.code, problem.place.path) for problem in problems] == [
        ("source-differs", "inspections/town.yaml"),
        ("source-differs", "templates/css/screen.css"),
        ("commit-differs", ""),
    ]
    assert "without this file" in problems[1].message
