"""What is installed beside us: few packages, each with its reason, none that would bind who uses
reportgen to its own licence."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from tests.conftest import REPOSITORY

COPYLEFT = re.compile(r"\b(?:A?GPL|LGPL|GNU|EUPL|CDDL|EPL|CC-BY-SA|copyleft)", re.I)

CHOICE = re.compile(r"\bMPL\b|Mozilla")
"""Offered beside it at the user's choice, this one binds changes to the package's own files, and
not who imports it."""


def locked(file: str = "requirements.lock") -> list[str]:
    return re.findall(r"^([A-Za-z0-9_.-]+)==", (REPOSITORY / file).read_text("utf-8"), re.M)


def licence(name: str) -> str:
    """All that a package's metadata says of its licence."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is for another kind of Python")
    said = [
        found.get("License-Expression") or "",
        (found.get("License") or "").split("\n")[0],
        *(
            line.removeprefix("License :: ")
            for line in found.get_all("Classifier") or []
            if line.startswith("License ::")
        ),
    ]
    return "; ".join(part for part in said if part)


@pytest.mark.parametrize("name", locked())
def test_nothing_copyleft_is_imported(name: str) -> None:
    said = licence(name)
    assert said, "the package does not say its licence"
    assert not COPYLEFT.search(said) or CHOICE.search(said), said


def test_every_package_is_locked_with_its_hashes() -> None:
    for file in ("requirements.lock", "requirements-dev.lock"):
        text = (REPOSITORY / file).read_text("utf-8")
        assert text.count("--hash=sha256:") >= len(locked(file))
        assert all(
            "--hash=sha256:" in entry
            for entry in re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.M)[1:]
        )


def test_every_locked_package_is_named() -> None:
    page = (REPOSITORY / "docs" / "dependencies.md").read_text("utf-8").lower()
    assert [
        name for name in locked() if not re.search(rf"\b{re.escape(name.lower())}\b", page)
    ] == []


def test_every_direct_dependency_has_its_reason() -> None:
    import tomllib

    page = (REPOSITORY / "docs" / "dependencies.md").read_text("utf-8").lower()
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dask"],
        *project["dependency-groups"]["dev"],
    ]
    for requirement in wanted:
        name = re.split(r"[<>=\[ ;]", requirement)[0].lower()
        assert f"| {name} |" in page, name
