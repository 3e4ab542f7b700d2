"""What is left to write."""

from __future__ import annotations

from pathlib import Path

from tests.support.fact_check import SLUG, Sender
from tests.support.writing import WritingServer


def test_a_comment_from_a_check_of_facts_stands_at_its_part(tmp_path: Path) -> None:
    sender = Sender(tmp_path)
    sender.send()
    paragraph = sender.paragraph("Plans are short")
    key = next((sender.root / "inspections" / f"{SLUG}.sent").iterdir()).stem
    sender.comments.write_text(
        f"comments:\n- {{id: c1, by: Pat, said: Some are long., sent: {key} {paragraph.id},"
        f' at: "{paragraph.path}:{paragraph.line}"}}\n',
        "utf-8",
    )
    server = WritingServer(sender.root)
    try:
        answer = server.ask("parts", slug=SLUG)[1]
        found = [
            (part["title"], problem, part["is_complete"])
            for part in answer["parts"]
            for problem in part["problems"]
            if "comment" in problem["code"]
        ]
        assert [problem["message"] for _, problem, _ in found] == [
            "comment c1 by Pat, open: Some are long."
        ]
        title, problem, is_complete = found[0]
        assert title != answer["parts"][0]["title"]
        assert not is_complete
        target = {"file": problem["path"], "line": problem["line"], "column": problem["column"]}
        status, form = server.ask("open", slug=SLUG, **target)
        assert (status, form["fields"][0]["value"][:15]) == (200, "Plans are short")
    finally:
        server.close()
