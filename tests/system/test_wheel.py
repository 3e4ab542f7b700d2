"""The package as strangers get it: built as a wheel, installed in an environment of its own, used
in an empty folder."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pikepdf
import pytest

from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by the project's backend, which the tests' lock file holds: nothing is fetched."""
    folder = tmp_path_factory.mktemp("dist")
    script = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """reportgen from the wheel alone, in an environment that sees the locked dependencies of this
    one, and never the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/python3*/site-packages")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
            str(wheel),
        ],
        check=True,
    )
    import yaml

    # At the end of the path, and without the .pth files there, one of which may name the checkout.
    (site / "dependencies.pth").write_text(str(Path(yaml.__file__).parent.parent) + "\n", "utf-8")
    return folder / "bin" / "python"


def run(python: Path, folder: Path, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [str(python), "-m", "reportgen", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_it_works_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    where = subprocess.run(
        [str(installed), "-c", "import reportgen; print(reportgen.__file__)"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(installed.parent.parent) in where.stdout
    for id in ("hmip-pdu-2021", "hmip-pdu-2023"):
        assert id in run(installed, tmp_path, "methodologies")
    assert "my-town" in run(installed, tmp_path, "new", "my-town", "--methodology", "hmip-pdu-2021")
    assert "unrated so far" in run(installed, tmp_path, "ratings", "my-town")
    assert "missing-part" in run(installed, tmp_path, "check", "my-town")
    run(installed, tmp_path, "build", "my-town")
    folder = tmp_path / "output" / "my-town" / "restricted"
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(made) == [
        "my-town.draft.html",
        "my-town.draft.json",
        "my-town.draft.ods",
        "my-town.draft.pdf",
        "my-town.draft.xlsx",
    ]
    assert b"font/woff2" in made["my-town.draft.html"]
    with pikepdf.open(folder / "my-town.draft.pdf") as pdf:
        fonts = {
            str(thing.get("/BaseFont"))
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing
        }
    assert fonts
    assert all("Reportgen" in font for font in fonts), fonts


def test_the_wheel_holds_the_package_and_nothing_of_the_examples(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tracked = subprocess.run(
        ["git", "ls-files", "reportgen", "templates"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    wanted = {
        f"reportgen/{path}" if path.startswith("templates/") else path
        for path in tracked
        if (REPOSITORY / path).is_file()
    }
    assert {"reportgen/py.typed", "reportgen/templates/blocks/cover.html.j2"} <= wanted
    assert wanted <= set(names), sorted(wanted - set(names))[:5]
    assert not [
        name
        for name in names
        if name.startswith(("tests/", "inspections/", "docs/", "benchmarks/"))
    ]
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_reportgen_is_a_command(installed: Path, tmp_path: Path) -> None:
    """As pipx, uv and pip make one, from what the wheel says."""
    script = (
        "import sys; from importlib.metadata import entry_points;"
        "command, = entry_points(group='console_scripts', name='reportgen');"
        "sys.argv = ['reportgen', '--version']; command.load()()"
    )
    done = subprocess.run(
        [str(installed), "-c", script], cwd=tmp_path, env={}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("reportgen ")
