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
        assert all(entries(file).values())


def entries(file: str) -> dict[str, set[str]]:
    """What a lock says of each package: its version, where it is wanted, and its hashes."""
    text = (REPOSITORY / file).read_text("utf-8")
    return {
        entry.split(" \\\n")[0]: set(re.findall("--hash=(\\S+)", entry))
        for entry in re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.M)[1:]
    }


def test_the_locks_agree() -> None:
    """There is one lock, requirements-dev.lock; the other two places hold parts of it."""
    import tomllib

    whole = entries("requirements-dev.lock")
    versions = {line.split(" ;")[0]: hashes for line, hashes in whole.items()}
    part = {line.split(" ;")[0]: found for line, found in entries("requirements.lock").items()}
    assert len(part) == len(locked()) > 20
    assert {version: versions.get(version) for version in part} == part
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["uv"]["constraint-dependencies"] == list(whole)


def test_the_locks_are_those_of_the_dependencies_named() -> None:
    """A dependency that was added or removed, or whose bound was moved, needs bin/lock."""
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    for file, requirements in (
        ("requirements.lock", project["project"]["dependencies"]),
        ("requirements-dev.lock", project["dependency-groups"]["dev"]),
    ):
        versions = dict(
            re.findall(
                r"^([\w.-]+)==([\w.]+)", (REPOSITORY / file).read_text("utf-8").lower(), re.M
            )
        )
        for requirement in map(Requirement, requirements):
            version = versions.get(requirement.name.lower())
            assert version, f"{requirement.name} is not in {file}: run bin/lock"
            assert version in requirement.specifier, f"{requirement} in {file}: run bin/lock"


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
        *(name for extra in project["project"]["optional-dependencies"].values() for name in extra),
        *project["dependency-groups"]["dev"],
    ]
    for requirement in wanted:
        name = re.split(r"[<>=\[ ;]", requirement)[0].lower()
        assert f"| {name} |" in page, name
