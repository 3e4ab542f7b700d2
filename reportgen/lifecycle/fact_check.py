"""The comments that came back from a check of factual accuracy: `inspections/SLUG.fact-check.yaml`.

Here it only matters whether each of them has a decision, and whether what was decided was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportgen.problems import Problem, error
from reportgen.reading.yaml_source import Node, read_yaml


def comments_path(inspection: Path) -> Path:
    """The comments on the inspection in a file."""
    return inspection.with_name(f"{inspection.stem}.fact-check.yaml")


def find_open_comments(path: Path, shown: str) -> Iterator[Problem]:
    """The comments that nobody has decided on, and the decisions that nobody has carried out."""
    tree = read_yaml(path, shown)
    found = tree.value.get("comments") if tree.kind == "map" else tree
    for comment in found.value if found is not None and found.kind == "list" else ():
        if comment.kind != "map":
            continue
        decision = _text(comment, "decision")
        if not decision:
            yield error(
                "comment-open",
                comment.place,
                "nobody has decided on this comment yet",
                "write `decision:` accepted, partly or not accepted, and `because:`",
            )
        elif decision in ("accepted", "partly") and _text(comment, "done") in ("", "no", "false"):
            yield error(
                "comment-undone",
                comment.place,
                f"this comment was decided on as `{decision}`, and the report was not changed yet",
                "change the report, then write `done: yes`",
            )


def _text(node: Node, key: str) -> str:
    child = node.value.get(key)
    return str(child.value or "").strip() if child is not None and child.kind == "text" else ""
