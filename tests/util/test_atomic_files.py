"""Files that are replaced as a whole, all of them or none."""

from __future__ import annotations

import errno
import itertools
import os
from pathlib import Path

import pytest

from reportgen.problems import InputError
from reportgen.util import atomic_files


def test_several_files_are_prepared_before_any_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(InputError):
        atomic_files.write_files_atomically(
            {tmp_path / "a": b"new", tmp_path / ("b" * 300): b"new"}
        )
    assert (tmp_path / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("fails_at", [1, 2, 3])
@pytest.mark.parametrize("has_links", [True, False])
def test_where_one_file_cannot_be_replaced_all_are_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, has_links: bool
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    files = {old: b"2", new: b"2", tmp_path / "other": b"2"}
    old.write_bytes(b"1")
    (tmp_path / "other").write_bytes(b"1")
    replace, count = os.replace, itertools.count(1)

    def failing(source: Path, target: Path) -> None:
        if next(count) == fails_at:
            raise PermissionError(errno.EPERM, "not here")
        replace(source, target)

    def no_link(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "replace", failing)
    if not has_links:
        monkeypatch.setattr(os, "link", no_link)
    with pytest.raises(InputError):
        atomic_files.write_files_atomically(files)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "old": b"1",
        "other": b"1",
    }
    atomic_files.write_files_atomically(files)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "old": b"2",
        "new": b"2",
        "other": b"2",
    }
