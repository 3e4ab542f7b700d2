"""Comments of a check of facts on the page of the preview."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportgen.preview.comments import add_comments
from reportgen.preview.rendering import render_inspection
from reportgen.project.loading import Project
from reportgen.render.html.page import PageRenderer
from tests.support.fact_check import SLUG, Sender


@pytest.fixture
def sender(tmp_path: Path) -> Sender:
    return Sender(tmp_path)


def render(sender: Sender) -> str:
    project = Project(sender.root)
    rendering = render_inspection(project, PageRenderer(project.template_folders), SLUG)
    assert rendering.overview.errors == ()
    return rendering.page


def comment_on(sender: Sender, *entries: tuple[str, str]) -> None:
    lines = ["comments:"]
    for words, rest in entries:
        one = sender.paragraph(words)
        key = next((sender.root / "inspections" / f"{SLUG}.sent").iterdir()).stem
        lines.append(f'- {{at: "{one.path}:{one.line}", sent: {key} {one.id}, {rest}}}')
    sender.comments.write_text("\n".join(lines) + "\n", "utf-8")


def test_a_comment_stands_below_its_paragraph(sender: Sender) -> None:
    sender.send()
    comment_on(sender, ("ECS has two offices", "id: c1, by: Pat, said: There are <b>three</b>."))
    page = render(sender)
    after = page[page.index("one on each side of a river") :]
    aside = after.index('<aside class="desk-comment desk-comment-open"')
    assert after.index("</p>") < aside < after.index("<p", after.index("</p>") + 10) + 2000
    assert "There are &lt;b&gt;three&lt;/b&gt;." in page
    assert "1 comment from the check of facts: 1 open, 0 not done yet" in page


def test_open_comments_come_first_in_the_list(sender: Sender) -> None:
    sender.send()
    comment_on(
        sender,
        ("ECS has two offices", "id: c1, said: One., decision: accepted, done: yes"),
        ("Plans are short", "id: c2, said: Two."),
        ("Once a month", "id: c3, said: Three., decision: accepted"),
    )
    page = render(sender)
    panel = page[page.index('class="desk-comments"') : page.index("</details>")]
    assert re.findall(r"Comment (c\d)", panel) == ["c2", "c3", "c1"]


def test_a_comment_follows_its_paragraph_when_lines_are_added_above(sender: Sender) -> None:
    sender.send()
    comment_on(sender, ("Plans are short", "id: c1, said: Some are long."))
    sender.edit("# The longer texts, in Markdown.", "# One.\n# Two.\n# Three.\n#")
    page = render(sender)
    aside = page.index('<aside class="desk-comment')
    assert page[:aside].endswith("Plans are short and clear, and people are given a copy.")


def test_a_comment_on_drawn_data_is_in_the_list(sender: Sender) -> None:
    sender.send()
    comment_on(sender, ("17 of 24", "id: c1, said: We count 18."))
    assert "We count 18." in render(sender)


def test_without_comments_the_page_is_as_it_was() -> None:
    assert add_comments("<main><p>Text</p></main>", []) == "<main><p>Text</p></main>"
