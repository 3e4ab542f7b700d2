"""Faults of templates and styles."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.project.paths import find_packaged_templates
from reportgen.render.html.template_faults import find_style_faults


@pytest.mark.parametrize(
    ("style", "place"),
    [
        ("body { color: red; }\n@media print { p { color: blue; }\n", (2, 14)),
        ("p { color: red;\nli { color: blue; }", (1, 3)),
        ("p { }\n}\n", (2, 1)),
        ("/* { */ p::before { content: '{'; }\nli { background: url(\"}\"); }", None),
    ],
)
def test_a_rule_of_style_that_is_not_closed_is_told(
    tmp_path: Path, style: str, place: tuple[int, int] | None
) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "screen.css").write_text(style, encoding="utf-8")
    found = [
        (problem.place.path, problem.place.line, problem.place.column)
        for problem in find_style_faults((tmp_path, find_packaged_templates()))
    ]
    assert found == ([("templates/css/screen.css", *place)] if place else [])
