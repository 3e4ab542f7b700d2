"""Whether files have changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reportgen.util import file_state


def test_a_large_file_is_known_by_its_size_and_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_state, "MAX_HASHED_BYTES", 10)
    file = tmp_path / "cases.csv"
    file.write_text("0123456789", encoding="utf-8")
    read = file_state.hash_file(file)
    os.utime(file, (1, 1))
    assert file_state.hash_file(file) == read
    file.write_text("0123456789a", encoding="utf-8")
    monkeypatch.setattr("builtins.open", None)  # it is not read
    large = file_state.hash_file(file)
    assert large == file_state.hash_file(file)
    os.utime(file, (1, 1))
    assert file_state.hash_file(file) not in ("", large)
