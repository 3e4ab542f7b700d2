"""Every command where POSIX has left: no locks, no signal masks, no forks, no second names for a
file. Windows itself is not to be had here; these are the functions that are missing there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reportgen.problems import InputError
from reportgen.render.pdf.weasyprint_loading import load_weasyprint
from reportgen.util.atomic_files import explain_unwritable
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project beside a Python that finds less in its modules."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copy(REPOSITORY / "tests" / "support" / "no_posix.py", folder / "sitecustomize.py")
    (folder / "inspections").mkdir()
    for slug in ("one", "two"):
        (folder / "inspections" / f"{slug}.yaml").write_text(
            "methodology: hmip-pdu-2021\ntitle: A town\nfindings:\n"
            "  1.1: {rating: Requires improvement}\n"
            "  2.2: {results: {2.2.1: 63%, 2.2.2: 31 of 51}}\n",
            "utf-8",
        )
    return folder


def run(folder: Path, *words: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": f"{folder}{os.pathsep}{REPOSITORY}",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    assert "no POSIX" in done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_every_command_works_without_posix(elsewhere: Path) -> None:
    reportgen = ("-m", "reportgen")
    assert "Wrote inspections/my-town.yaml" in run(
        elsewhere, *reportgen, "new", "my-town", "--methodology", "hmip-pdu-2021"
    )
    assert "my-town.yaml already exists" in run(
        elsewhere, *reportgen, "new", "my-town", "--methodology", "hmip-pdu-2021", status=1
    )
    assert "2.2" in run(elsewhere, *reportgen, "ratings", "one")
    assert "missing-part" in run(elsewhere, *reportgen, "check", "my-town")
    built = run(elsewhere, *reportgen, "build", "one", "two", "-j", "2")
    for slug in ("one", "two"):
        assert f"{slug}: built" in built
        made = elsewhere / "output" / slug / "restricted" / f"{slug}.draft.pdf"
        assert made.read_bytes()[:5] == b"%PDF-"
    assert "nothing has changed" in run(elsewhere, *reportgen, "build", "one")
    assert "one: built" in run(elsewhere, *reportgen, "build", "one", "--force")
    assert not list(elsewhere.glob("output/*/*/.*part"))


@pytest.mark.slow
def test_the_preview_makes_its_pdf_without_posix(elsewhere: Path) -> None:
    script = elsewhere / "make_pdf.py"
    script.write_text(
        "from pathlib import Path\n"
        "from reportgen.preview.pdf_process import PdfProcess\n"
        "if __name__ == '__main__':\n"
        "    process = PdfProcess(Path('.').resolve())\n"
        "    print(process.make_pdf('one').data[:5])\n"
        "    process.close()\n",
        "utf-8",
    )
    assert "b'%PDF-'" in run(elsewhere, str(script))


@pytest.mark.parametrize(
    ("system", "said"),
    [("linux", "apt install"), ("darwin", "brew install pango"), ("win32", "pacman -S"),
     ("freebsd14", "libpango")],
)  # fmt: skip
def test_each_system_is_told_where_pango_comes_from(
    monkeypatch: pytest.MonkeyPatch, system: str, said: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    def missing(*_: object) -> None:
        raise OSError("cannot load library 'libgobject-2.0-0'")

    monkeypatch.setattr("builtins.__import__", missing)
    with pytest.raises(InputError) as refused:
        load_weasyprint("inspections/x.yaml")
    monkeypatch.undo()
    assert said in (refused.value.problems[0].hint or "")


def test_a_file_that_is_open_in_another_program_is_named_as_that() -> None:
    reason = PermissionError(13, "The process cannot access the file")
    reason.winerror = 32  # type: ignore[attr-defined]
    problem = explain_unwritable(Path("output/x/x.pdf"), reason)
    assert "open in another program" in problem.message
    assert "close it" in (problem.hint or "")
