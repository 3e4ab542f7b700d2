"""`reportgen ratings`: the problems that it prints."""

from __future__ import annotations

from pathlib import Path

from tests.support.commands import MENDABLE, WARNED, reportgen, write


def test_what_a_file_takes_on_itself_is_not_said_by_ratings_either(root: Path) -> None:
    write(root, WARNED)
    assert "warning[unrated]" in reportgen(root, "ratings", "sandbank").stderr
    write(root, MENDABLE)
    assert "unrated]" not in reportgen(root, "ratings", "sandbank").stderr
