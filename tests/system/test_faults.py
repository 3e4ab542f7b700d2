"""What goes wrong around a build, done for real to the real command: the disk, the clock, a kill, a
locale, many at once.

In each: nothing lost, the last good output intact, a message that says what to do, and the next
build works. What the machinery of build.py does in finer steps is in test_build.py. The project's
folder has a space and accents in its name.
"""

from __future__ import annotations

import csv
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.reports import with_sections
from tests.conftest import REPOSITORY
from tests.support.sizes import take

UNIT = "unité-1"
KINDS = ("html", "pdf", "data")
REPORTGEN = [sys.executable, "-m", "reportgen"]
ASCII = {
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONIOENCODING": "ascii",
}


def write(root: Path, text: str) -> None:
    (root / "inspections" / UNIT / "background.md").write_text(text, "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one inspection, which includes a file."""
    folder = with_sections(tmp_path / "réports of ours", UNIT, 1)
    path = folder / "inspections" / f"{UNIT}.yaml"
    text = path.read_text("utf-8")
    (folder / "inspections" / UNIT).mkdir()
    path.write_text(
        text[: text.index("  background:")] + f"  background: {{file: {UNIT}/background.md}}\n",
        "utf-8",
    )
    write(folder, "As it was at first.")
    return folder


def run(
    root: Path,
    *arguments: str,
    command: list[str] = REPORTGEN,
    environment: Mapping[str, str] | None = None,
    before: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """The command in the project's folder. It never shows a traceback. Where a limit is set, Python
    3.11 would keep half a module and fail ever after."""
    keep_none = {"PYTHONDONTWRITEBYTECODE": "1"} if before else {}
    done = subprocess.run(
        [*command, *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), **keep_none, **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        preexec_fn=before,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "error[bug]" not in done.stderr, done.stderr
    return done


def build(root: Path, *arguments: str, status: int = 0) -> str:
    done = run(root, "build", UNIT, *arguments)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def outputs(root: Path) -> dict[str, bytes]:
    """What was made of the draft, by the names that it will have when it is published."""
    folder = root / "output" / UNIT / "restricted"
    return {
        path.name.replace(f"{UNIT}.draft.html", "index.html").replace(".draft.", "."): (
            path.read_bytes()
        )
        for path in sorted(folder.iterdir())
    }


def left_over(root: Path) -> list[Path]:
    return [*root.rglob("*.part"), *root.rglob("*.tmp")]


# The disk


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("a disk can only be mounted by root; the other tests of a full disk need none")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk(root: Path) -> None:
    with small_disk(root / "output"):
        build(root)
        before = outputs(root)
        (root / "output" / "ballast").write_bytes(b"x" * shutil.disk_usage(root / "output").free)
        write(root, "As it is now. " * 3000)
        said = build(root, status=1)
        assert said.count("error[disk-full]") == 1
        assert "free some space and build again; the last good output is as it was" in said
        assert outputs(root) == before
        assert left_over(root) == []
        (root / "output" / "ballast").unlink()
        write(root, "As it is now.")
        build(root)
        assert b"As it is now." in outputs(root)["index.html"]


@pytest.mark.slow
def test_a_disk_that_becomes_read_only(root: Path) -> None:
    with small_disk(root / "output"):
        build(root)
        before = outputs(root)
        write(root, "As it is now.")
        subprocess.run(["mount", "-o", "remount,ro", str(root / "output")], check=True)
        said = build(root, status=1)
        assert "failed (data, html, pdf)" in said
        assert "error[output-unwritable]" in said
        assert "build in a copy of the project on another disk" in said
        assert outputs(root) == before


@pytest.mark.slow
def test_no_file_may_be_as_large_as_the_outputs(root: Path) -> None:
    """The limit that a shell can set, which needs no root."""
    build(root)
    before = outputs(root)
    write(root, "As it is now.")
    done = run(
        root,
        "build",
        UNIT,
        before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
    )
    assert done.returncode == 1
    assert done.stderr.count("error[disk-full]") == 1
    assert "raise the limit" in done.stderr
    assert outputs(root) == before
    assert left_over(root) == []
    build(root)


@pytest.mark.parametrize(
    "command",
    [
        ["ratings", UNIT],
        ["ratings", UNIT, "--json"],
        ["check"],
        ["build", UNIT],
        ["schema"],
        ["methodologies"],
    ],
)
def test_what_is_printed_onto_a_full_disk(root: Path, command: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*REPORTGEN, *command],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.endswith(
        "the output cannot be written: No space left on device. Free some space, or write it to"
        " another place.\n"
    )
    assert "Traceback" not in done.stderr


def test_a_new_inspection_is_written_whole_or_not_at_all(root: Path) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    done = run(root, "new", "half", "--methodology", "hmip-pdu-2021", before=limited)
    assert done.returncode == 1
    assert "check that you may write in this folder and that the disk is not full" in done.stderr
    assert not list((root / "inspections").glob("*half*"))
    assert run(root, "new", "half", "--methodology", "hmip-pdu-2021").returncode == 0


def as_anybody() -> list[str]:
    """The command without root's right to write everywhere."""
    if os.getuid() != 0:
        return REPORTGEN
    if shutil.which("setpriv") is None:
        pytest.skip("without setpriv, root can write everywhere")
    return ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *REPORTGEN]


@pytest.mark.slow
def test_a_folder_that_cannot_be_written(root: Path) -> None:
    build(root)
    before = outputs(root)
    write(root, "As it is now.")
    shut = [
        root / "output",
        *(path for path in (root / "output").rglob("*") if path.is_dir()),
        root / "inspections",
    ]
    for path in shut:
        path.chmod(0o555)
    built = run(root, "build", UNIT, command=as_anybody())
    new = run(root, "new", "other", "--methodology", "hmip-pdu-2021", command=as_anybody())
    for path in shut:
        path.chmod(0o755)
    assert (built.returncode, new.returncode) == (1, 1)
    assert built.stderr.count("error[output-unwritable]") == 1
    assert (
        "ask for the right to write in this folder, or build in a copy of the project"
        in built.stderr
    )
    assert "error[cannot-write]" in new.stderr
    assert outputs(root) == before
    build(root)


@pytest.mark.slow
def test_an_inspection_that_cannot_be_read(root: Path) -> None:
    (root / "inspections" / UNIT / "background.md").chmod(0)
    done = run(root, "build", UNIT, command=as_anybody())
    assert done.returncode == 1
    assert "background.md" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("folder", [".", UNIT])
def test_a_folder_that_nobody_may_look_into(root: Path, folder: str) -> None:
    shut = root / "inspections" / folder
    shut.chmod(0)
    said = [
        run(root, *command, command=as_anybody())
        for command in (
            ["check"],
            ["check", UNIT],
            ["build", "--all"],
            ["ratings", UNIT],
            ["ratings", "--all"],
        )
    ]
    shut.chmod(0o755)
    for done in said:
        told = done.stdout + done.stderr
        assert done.returncode == 1, told
        assert f"inspections{'/' + UNIT if folder == UNIT else ''}" in told
        assert "error[file-unreadable]" in told
        assert "Permission denied" in told


def test_a_folder_of_methodologies_that_nobody_may_look_into(root: Path) -> None:
    (root / "methodologies").chmod(0)
    done = run(root, "check", command=as_anybody())
    (root / "methodologies").chmod(0o755)
    assert done.returncode == 1
    assert "methodologies" in done.stdout
    assert "Permission denied" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", f"{UNIT}.json", f"{UNIT}.pdf"])
def test_where_one_output_cannot_be_replaced_none_is(root: Path, name: str) -> None:
    build(root)
    before = outputs(root)
    write(root, "As it is now.")
    fixed = root / "output" / UNIT / name
    if subprocess.run(["chattr", "+i", str(fixed)], capture_output=True, check=False).returncode:
        pytest.skip(
            "this disk knows no files that cannot be replaced, or only for root; test_build.py does"
            " the same by other means"
        )
    said = build(root, status=1)
    subprocess.run(["chattr", "-i", str(fixed)], check=True)
    assert f"output/{UNIT}/{name}" in said
    assert "error[output-unwritable]" in said
    assert outputs(root) == before
    assert left_over(root) == []
    build(root)
    assert all(
        outputs(root)[one] != before[one] for one in ("index.html", f"{UNIT}.json", f"{UNIT}.pdf")
    )


def test_where_no_processes_are_to_be_had_one_does_it_all(root: Path) -> None:
    shutil.copy(root / "inspections" / f"{UNIT}.yaml", root / "inspections" / "second.yaml")
    few = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    done = run(
        root,
        "build",
        "--all",
        "--data",
        "-j",
        "2",
        before=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (9, few)),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": built ") == 2


# Killed, and several at once


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing(root: Path) -> None:
    versions = []
    for text in ("The first version.", "The second version, which is longer."):
        write(root, text)
        build(root)
        versions.append(outputs(root))
    began = time.monotonic()
    build(root, "--force")
    whole = time.monotonic() - began
    chance = random.Random(2022)
    for round in range(take(8, of=30)):
        write(root, ("The first version.", "The second version, which is longer.")[round % 2])
        process = subprocess.Popen(
            [*REPORTGEN, "build", UNIT],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.3, 1.05) * whole)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for name, content in outputs(root).items():
            if not name.endswith(".part"):
                assert content in (
                    versions[0][name],
                    versions[1][name],
                ), f"{name} is neither the old one nor the new one"
    build(root)
    assert outputs(root) == versions[1]
    assert left_over(root) == []


KILLED_BETWEEN = """
import os, signal, sys
from reportgen.cli.main import main

sent, after, replace, replaced = getattr(signal, sys.argv.pop(1)), int(sys.argv.pop(1)), os.replace, []

def replacing(source, target):
    replace(source, target)
    if "/output/unité-1/" in str(target):
        replaced.append(target)
        if len(replaced) == after:
            os.kill(os.getpid(), sent)

os.replace = replacing
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and so does nohup with this one
main()
"""
"""The command, ended by a signal as soon as it has put so many of the outputs in their places."""


QUICK = ("--html", "--data")
"""Four files, without the one that takes long."""


def killed_between(root: Path, sent: str, after: int) -> int:
    return run(
        root,
        "build",
        UNIT,
        *QUICK,
        command=[sys.executable, "-c", KILLED_BETWEEN, sent, str(after)],
    ).returncode


@pytest.mark.slow
@pytest.mark.parametrize(("first", "after"), [(True, 1), (True, 2), (True, 3), (False, 1)])
def test_a_kill_between_two_files_is_made_good_by_the_next_build_even_one_that_fails(
    root: Path, first: bool, after: int
) -> None:
    write(root, "As it shall be.")
    build(root, *QUICK)
    wanted = outputs(root)
    shutil.rmtree(root / "output")
    if not first:
        write(root, "As it was.")
        build(root, *QUICK)
        write(root, "As it shall be.")
    assert killed_between(root, "SIGKILL", after) == -signal.SIGKILL
    inspection = root / "inspections" / f"{UNIT}.yaml"
    readable = inspection.read_text("utf-8")
    inspection.write_text("title: [", "utf-8")
    said = build(root, *QUICK, status=1)
    assert "[yaml-syntax]" in said
    assert "[build-ended]" in said
    assert outputs(root) == wanted
    assert left_over(root) == []
    inspection.write_text(readable, "utf-8")
    write(root, "As it is now.")
    assert "build-ended" not in build(root, *QUICK)
    assert b"As it is now." in outputs(root)["index.html"]


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_what_can_wait_does_not_come_between_two_files(root: Path, sent: str) -> None:
    build(root, *QUICK)
    before = outputs(root)
    write(root, "As it is now.")
    assert killed_between(root, sent, 1) != 0
    after = outputs(root)
    assert all(after[name] != before[name] for name in ("index.html", f"{UNIT}.json"))
    assert left_over(root) == []
    build(root, *QUICK)
    assert outputs(root) == after


@pytest.mark.slow
def test_a_note_of_what_is_to_be_put_in_place_reaches_no_other_file(root: Path) -> None:
    build(root, *QUICK)
    before = outputs(root)
    (root / "background.md").write_text("Elsewhere.")
    (root / ".background.md.1.part").write_text("Replaced.")
    (root / "output" / ".reportgen" / f"{UNIT}.placing").write_bytes(
        b"../../.background.md.1.part\n/.x.1.part\n\xff\0"
    )
    build(root, *QUICK, "--force")
    (root / "output" / ".reportgen" / f"{UNIT}.placing").write_text(
        "../../.background.md.1.part\n..//.x.1.part\n\n.1.part\n\0.a.1.part"
    )
    build(root, *QUICK, "--force")
    assert outputs(root) == before
    assert (root / "background.md").read_text() == "Elsewhere."


@pytest.mark.slow
def test_three_builds_of_one_inspection_at_once(root: Path) -> None:
    processes = [
        subprocess.Popen(
            [*REPORTGEN, "build", UNIT],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(3)
    ]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    together = outputs(root)
    assert len(together) == 5
    for kind in (f"{UNIT}.draft.html", f"{UNIT}.draft.pdf", f"{UNIT}.draft.ods"):
        assert sum(kind in out for out, _ in said) == 1, said
    assert left_over(root) == []
    build(root, "--force")
    assert outputs(root) == together


# The clock, and files that change


def at(seconds: float) -> list[str]:
    """The command on a machine whose clock is so far off."""
    script = (
        f"import runpy, sys, time; right = time.time; time.time = lambda: right() + {seconds};"
        " sys.argv = ['reportgen', *sys.argv[1:]]; runpy.run_module('reportgen',"
        " run_name='__main__')"
    )
    return [sys.executable, "-c", script]


TEN_YEARS = 315_000_000


@pytest.mark.slow
def test_a_clock_that_jumps(root: Path) -> None:
    def built(seconds: float) -> str:
        done = run(root, "build", UNIT, "-j", "1", command=at(seconds))
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "built" in built(0)
    first = outputs(root)
    for jump in (TEN_YEARS, -TEN_YEARS, 1, -1):
        assert "nothing has changed" in built(jump)
        write(root, f"Written at {jump}.")
        assert "built" in built(jump), "a change is seen whatever the clock says"
        assert f"Written at {jump}.".encode() in outputs(root)["index.html"]
        for stamp in (
            0,
            4_000_000_000,
        ):  # files from before and from long after, as an unpacked archive has them
            for path in (root / "inspections").rglob("*.*"):
                os.utime(path, (stamp, stamp))
            assert "nothing has changed" in built(0)
    write(root, "As it was at first.")
    assert "built" in built(-TEN_YEARS)
    assert outputs(root) == first, "no output says when it was made"


@pytest.mark.slow
def test_a_file_changed_while_it_is_read(root: Path) -> None:
    """Somebody saves again and again, by halves, while it is built. What is built after the last
    save is the last save."""
    build(root)
    over = threading.Event()

    def save() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with (root / "inspections" / UNIT / "background.md").open(
                "w", encoding="utf-8"
            ) as file:
                file.write(f"Save number {number} is")
                file.flush()
                time.sleep(0.001)
                file.write(" now whole.")
            time.sleep(0.002)
        write(root, "The last save.")

    saver = threading.Thread(target=save)
    saver.start()
    try:
        for _ in range(4):
            assert run(root, "build", UNIT).returncode in (0, 1)
    finally:
        over.set()
        saver.join()
    assert len(outputs(root)) == 5
    build(root)
    assert b"The last save." in outputs(root)["index.html"]
    kept = outputs(root)
    build(root, "--force")
    assert outputs(root) == kept


# Words and names


COMMANDS = [
    ["ratings", UNIT],
    ["ratings", UNIT, "--json"],
    ["ratings", "--all", "--csv"],
    ["ratings", UNIT, "--margins"],
    ["ratings", "nöpe"],
    ["ratings", f"output/{UNIT}/restricted/{UNIT}.draft.pdf"],
    ["ratings", UNIT, "--what-if", "1.1.2=79/80"],
    ["check"],
    ["check", "--figures"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["build", UNIT, "--force", "--data"],
    ["build", "nöpe"],
    ["methodologies"],
    ["methodologies", "hmip-pdu-2021"],
    ["schema"],
    ["--help"],
    ["build", "--help"],
]


@pytest.mark.slow
def test_a_locale_that_is_not_utf_8(root: Path) -> None:
    """Every command says and writes the same, in UTF-8, in a folder whose name is not ASCII."""
    build(root)
    before = outputs(root)
    for command in COMMANDS:
        plain, told = run(root, *command), run(root, *command, environment=ASCII)
        assert (told.returncode, told.stdout, told.stderr) == (
            plain.returncode,
            plain.stdout,
            plain.stderr,
        ), command
    assert run(root, "build", UNIT, "--force", environment=ASCII).returncode == 0
    assert outputs(root) == before
    assert (
        run(
            root, "new", "written-in-c", "--methodology", "hmip-pdu-2021", environment=ASCII
        ).returncode
        == 0
    )
    assert run(root, "new", "written", "--methodology", "hmip-pdu-2021").returncode == 0
    assert (root / "inspections" / "written-in-c.yaml").read_bytes() == (
        root / "inspections" / "written.yaml"
    ).read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "ünïcödé",
        "emoji 🗂",
        'quote\'d "twice"',
        "per%20cent",
        "new\nline",
        "-dash",
        "a" * 200,
        "semi;colon & co $HOME",
    ],
)
def test_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    folder = with_sections(tmp_path / name, "unit", 1)
    done = run(folder, "build", "unit", "-j", "1")
    assert done.returncode == 0, done.stderr
    assert len(list((folder / "output" / "unit" / "restricted").iterdir())) == 5


# Many


@pytest.mark.slow
def test_hundreds_of_inspections(tmp_path: Path) -> None:
    count = take(60, of=300)
    for number in range(count):
        with_sections(tmp_path, f"unit-{number:03}", 1)
    rated = run(tmp_path, "ratings", "--all", "--csv")
    assert rated.returncode == 0
    rows = list(csv.DictReader(io.StringIO(rated.stdout)))
    assert len({row["inspection"] for row in rows}) == count
    assert len(rows) == 2 * count
    assert run(tmp_path, "check").returncode == 0
    built = run(tmp_path, "build", "--all", "--html", "-j", "2")
    assert built.returncode == 0
    assert len(list((tmp_path / "output").glob("unit-*/restricted/unit-*.html"))) == count
    (tmp_path / "inspections" / "unit-007.yaml").write_text("methodology: measured\n", "utf-8")
    (tmp_path / "inspections" / "unit-008.yaml").write_text(
        (tmp_path / "inspections" / "unit-009.yaml").read_text("utf-8").replace("unit-009", "new"),
        "utf-8",
    )
    again = run(tmp_path, "build", "--all", "--html", "-j", "2")
    assert again.returncode == 1
    assert (
        "unit-007: built unit-007.draft.html in output/unit-007/restricted/, a draft with 1 error"
        in again.stdout
    )
    assert f"{count - 2} of {count} inspections: nothing has changed" in again.stdout
    assert len(list((tmp_path / "output").glob("unit-*/restricted/unit-*.html"))) == count


def test_the_number_of_these_tests_stands_in_the_documentation() -> None:
    here = sum(name.startswith("test_") for name in globals()) - 1
    assert f"in {here} tests" in (REPOSITORY / "docs" / "faults.md").read_text("utf-8")
