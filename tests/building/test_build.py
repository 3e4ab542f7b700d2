"""Building: what is stale, what goes on side by side, and that nothing is lost whatever happens
meanwhile."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reportgen.building import build, staleness
from reportgen.building.job import BUILT, FAILED, UNCHANGED, Outcome
from reportgen.problems import InputError
from reportgen.project.loading import Project
from tests.conftest import REPOSITORY
from tests.support.fake_output_maker import content, make_fake_project, write


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return make_fake_project(tmp_path, monkeypatch)


def states(outcomes: list[Outcome]) -> str:
    return " ".join(outcome.state for outcome in outcomes)


def built(project: Project, *slugs: str, jobs: int = 1, **more: object) -> list[Outcome]:
    return build.build(project, slugs or ("one",), jobs=jobs, **more)  # type: ignore[arg-type]


def output(project: Project, name: str, slug: str = "one") -> bytes:
    return (project.output / slug / name).read_bytes()


# What is stale


def test_what_is_built_once_is_left_alone(project: Project) -> None:
    assert states(built(project)) == "built built built"
    assert sorted(path.name for path in (project.output / "one").iterdir()) == [
        "one.html",
        "one.json",
        "one.ods",
        "one.pdf",
    ]
    before = {path: path.stat().st_mtime_ns for path in project.output.rglob("*")}
    assert states(built(project)) == "unchanged unchanged unchanged"
    assert {path: path.stat().st_mtime_ns for path in project.output.rglob("*")} == before
    assert states(built(project, force=True)) == "built built built"


def test_each_kind_is_looked_at_alone(project: Project) -> None:
    assert [(o.kind, o.state) for o in build.build(project, ["one"], ["pdf"], jobs=1)] == [
        ("pdf", BUILT)
    ]
    assert [(o.kind, o.state) for o in built(project)] == [
        ("html", BUILT),
        ("pdf", UNCHANGED),
        ("data", BUILT),
    ]


def damage(path: Path) -> None:
    manifest = json.loads(path.read_bytes())
    manifest["outputs"] = {name: [1] for name in manifest["outputs"]}
    path.write_text(json.dumps(manifest), "utf-8")


CHANGES: dict[str, Callable[[Project], object]] = {
    "the inspection": lambda p: write(p.inspections / "one.yaml", "secnd"),
    "a file it includes": lambda p: write(p.inspections / "one" / "a.md", "other"),
    "a file it includes, removed": lambda p: (p.inspections / "one" / "a.md").unlink(),
    "a new methodology": lambda p: write(p.root / "methodologies" / "new.yaml", "a"),
    "an output, changed": lambda p: write(p.output / "one" / "one.pdf", "mine"),
    "an output, removed": lambda p: (p.output / "one" / "one.pdf").unlink(),
    "an output, cut short": lambda p: os.truncate(p.output / "one" / "one.pdf", 10),
    "the manifest, removed": lambda p: (p.output / ".reportgen" / "one.pdf.json").unlink(),
    "the manifest, spoilt": lambda p: write(p.output / ".reportgen" / "one.pdf.json", "{"),
    "the manifest, damaged": lambda p: damage(p.output / ".reportgen" / "one.pdf.json"),
    "the manifest, of another kind": lambda p: write(
        p.output / ".reportgen" / "one.pdf.json", "[]"
    ),
    "a template": lambda p: write(p.root / "templates" / "blocks" / "a.j2", "other"),
    "a new template": lambda p: write(p.root / "templates" / "blocks" / "b.j2", "a"),
    "a template, removed": lambda p: (p.root / "templates" / "blocks" / "a.j2").unlink(),
    "the project's templates, removed": lambda p: shutil.rmtree(p.root / "templates"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_makes_it_stale(project: Project, what: str) -> None:
    write(project.inspections / "one.yaml", "include one/a.md")
    write(project.inspections / "one" / "a.md", "first")
    write(project.root / "templates" / "blocks" / "a.j2", "first")
    built(project)
    assert staleness.is_up_to_date(project, "one", "pdf")
    CHANGES[what](project)
    assert not staleness.is_up_to_date(project, "one", "pdf")


def test_by_its_path_it_is_the_same_inspection(project: Project) -> None:
    built(project)
    assert (
        states(built(project, str(project.inspections / "one.yaml")))
        == "unchanged unchanged unchanged"
    )


def test_the_workbook_does_not_rest_on_templates(project: Project) -> None:
    built(project)
    write(project.root / "templates" / "blocks" / "b.j2", "a")
    assert [(o.kind, o.state) for o in built(project)] == [
        ("html", BUILT),
        ("pdf", BUILT),
        ("data", UNCHANGED),
    ]


def test_another_version_or_date_makes_it_stale(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(project)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert states(built(project)) == "built built built"
    monkeypatch.setattr(staleness, "__version__", "9.9")
    assert states(built(project)) == "built built built"


def test_a_file_that_is_only_touched_is_not_stale(project: Project) -> None:
    built(project)
    path = project.inspections / "one.yaml"
    for stamp in (0, 1_000_000_000, 4_000_000_000):  # whatever the clock says
        os.utime(path, (stamp, stamp))
        assert states(built(project)) == "unchanged unchanged unchanged"
    path.write_text("first", "utf-8")
    assert states(built(project)) == "unchanged unchanged unchanged"


def test_a_change_is_seen_whatever_the_clock_says(project: Project) -> None:
    built(project)
    path = project.inspections / "one.yaml"
    was = path.stat()
    path.write_text("other", "utf-8")  # as long as before
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert states(built(project)) == "built built built"


def test_a_file_changed_while_it_is_read_is_stale_afterwards(project: Project) -> None:
    write(project.inspections / "one.yaml", "include a.md\nchange a.md")
    write(project.inspections / "a.md", "at first")
    assert states(build.build(project, ["one"], ["pdf"], jobs=1)) == BUILT
    assert b"at first" in output(project, "one.pdf")
    write(project.inspections / "one.yaml", "include a.md")
    assert states(build.build(project, ["one"], ["pdf"], jobs=1)) == BUILT
    assert b"changed meanwhile" in output(project, "one.pdf")


def test_nothing_heavy_is_imported_when_there_is_nothing_to_do(project: Project) -> None:
    built(project)
    script = """
import sys
from pathlib import Path
from reportgen.building import build
from reportgen.project.loading import Project

states = {outcome.state for outcome in build.build(Project(Path(sys.argv[1])), ["one"])}
assert states == {"unchanged"}, states
heavy = {"jinja2", "weasyprint", "markdown_it", "yaml", "odfdo", "xlsxwriter", "multiprocessing"}
heavy |= {"hashlib", "fractions", "asyncio"}
print(sorted(heavy & set(sys.modules)))
"""
    # As settled files: what was written this second is compared by its content.
    done = subprocess.run(
        [sys.executable, "-c", script, str(project.root)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() in ("[]", "['hashlib']"), done.stderr


# Failures


def test_one_failure_stops_no_other(project: Project) -> None:
    for name, text in (("bad", "refuse"), ("worse", "bug"), ("good", "fine")):
        write(project.inspections / f"{name}.yaml", text)
    for jobs in (1, 2):
        outcomes = built(project, "bad", "good", "worse", "one", jobs=jobs, force=True)
        assert [o.state for o in outcomes if o.kind == "pdf"] == [FAILED, BUILT, FAILED, BUILT]
        assert {p.code for o in outcomes for p in o.problems} == {"refused", "bug"}
    bug = next(p for o in outcomes for p in o.problems if p.code == "bug")
    assert "fake_output_maker.py:" in bug.message
    assert "KeyError" in bug.message


def test_a_failure_leaves_the_last_good_one(project: Project) -> None:
    built(project)
    before = output(project, "one.pdf")
    write(project.inspections / "one.yaml", "refuse")
    assert states(built(project)) == "failed failed failed"
    assert output(project, "one.pdf") == before == content("first")
    write(project.inspections / "one.yaml", "first")
    assert states(built(project)) == "unchanged unchanged unchanged"


def test_a_worker_that_dies_is_told_and_takes_nobody_along(project: Project) -> None:
    write(project.inspections / "dead.yaml", "die")
    for number in range(6):
        write(project.inspections / f"n{number}.yaml", "fine")
    outcomes = built(project, "dead", *(f"n{number}" for number in range(6)), jobs=2)
    assert {o.slug: o.state for o in outcomes} == {
        "dead": FAILED,
        **{f"n{number}": BUILT for number in range(6)},
    }
    assert {p.code for o in outcomes for p in o.problems} == {"worker-died"}


def test_unknown_inspections_are_refused_and_the_rest_built(project: Project) -> None:
    outcomes = built(project, "oen", "one")
    assert [o.state for o in outcomes] == [FAILED] * 3 + [BUILT] * 3
    assert "did you mean `one`?" in outcomes[0].problems[0].hint


# Where it cannot be written


def test_a_full_disk(project: Project, tmp_path: Path) -> None:
    """For real where the tests may mount a small disk."""
    built(project)
    before = output(project, "one.pdf")
    project.output.rename(tmp_path / "kept")
    project.output.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", str(project.output)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("a disk can only be mounted by root")
    try:
        shutil.copytree(
            tmp_path / "kept" / "one",
            project.output / "one",
            ignore=shutil.ignore_patterns("*.ods", "*.json", "*.html"),
        )
        write(project.inspections / "one.yaml", "other")
        (outcome,) = build.build(project, ["one"], ["pdf"], jobs=1)
        assert outcome.state == FAILED
        assert outcome.problems[0].code == "disk-full"
        assert "free some space" in outcome.problems[0].hint
        assert output(project, "one.pdf") == before
        assert [path.name for path in (project.output / "one").iterdir()] == ["one.pdf"]
    finally:
        subprocess.run(["umount", str(project.output)], check=True)


def test_a_file_larger_than_is_allowed(project: Project) -> None:
    script = (
        "import resource, runpy, sys; sys.dont_write_bytecode = True;"
        " resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); sys.argv = ['x',"
        " *sys.argv[1:]]; runpy.run_module('tests.support.fake_output_maker', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(project.root), "one"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.count("failed disk-full") == 3, done.stderr
    assert done.stderr == ""
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 50_000
    assert not any(path.suffix == ".part" for path in project.output.rglob("*"))


@pytest.mark.parametrize("where", ["output", "output/one", "output/.reportgen"])
def test_a_folder_that_cannot_be_written(project: Project, where: str) -> None:
    """For real: root's right to write everywhere is given up first, where the tests have it."""
    limited = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.getuid() == 0 else []
    if limited and shutil.which("setpriv") is None:
        pytest.skip("without setpriv, root can write everywhere")
    built(project)
    before = output(project, "one.pdf")
    write(project.inspections / "one.yaml", "other")
    shut = [project.root / where, *(project.root / where).rglob("*")]
    for path in shut:
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [
        *limited,
        sys.executable,
        "-m",
        "tests.support.fake_output_maker",
        str(project.root),
        "one",
    ]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    for path in shut:
        path.chmod(0o777)
    assert done.stdout.count("failed output-unwritable") == 3, (done.stdout, done.stderr)
    assert done.stderr == ""
    assert output(project, "one.pdf") in (before, content("other"))


def test_a_file_where_the_folder_should_be(project: Project) -> None:
    write(project.output, "in the way")
    outcomes = built(project)
    assert {p.code for o in outcomes for p in o.problems} == {"output-unwritable"}
    assert "move what stands there away" in outcomes[0].problems[0].hint


def test_a_folder_where_the_file_should_be(project: Project) -> None:
    (project.output / "one" / "one.pdf").mkdir(parents=True)
    assert states(built(project)) == "failed failed failed"
    assert [path.name for path in (project.output / "one").iterdir()] == ["one.pdf"], (
        "the rest would have stood beside no PDF"
    )


@pytest.mark.parametrize("kind", staleness.KINDS)
def test_where_one_kind_fails_all_stay_as_they_were_and_agree(project: Project, kind: str) -> None:
    built(project)
    write(project.inspections / "one.yaml", f"second\nrefuse {kind}")
    outcomes = built(project)
    assert states(outcomes) == "failed failed failed"
    assert [p.message for o in outcomes for p in o.problems] == [f"refused at {kind}"]
    assert {output(project, f"one.{ending}") for ending in ("html", "pdf", "ods", "json")} == {
        content("first")
    }
    write(project.inspections / "one.yaml", "second")
    assert states(built(project)) == "built built built"


def test_another_file_of_the_same_name_does_not_replace_its_outputs(project: Project) -> None:
    built(project)
    write(project.root / "draft" / "one.yaml", "draft")
    (outcome,) = build.build(project, [str(project.root / "draft" / "one.yaml")], ["pdf"], jobs=1)
    assert (outcome.state, [p.code for p in outcome.problems]) == (FAILED, ["name-taken"])
    assert output(project, "one.pdf") == content("first")
    write(project.root / "draft" / "two.yaml", "draft")
    assert (
        states(build.build(project, [str(project.root / "draft" / "two.yaml")], ["pdf"], jobs=1))
        == BUILT
    )


def test_where_the_manifest_cannot_be_written_nothing_is(project: Project) -> None:
    (project.output / ".reportgen" / "one.data.json").mkdir(parents=True)
    assert states(built(project)) == "failed failed failed"
    assert not (project.output / "one").exists()


# Killed, and two at once


def start(project: Project, *slugs: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.fake_output_maker", str(project.root), *slugs],
        cwd=REPOSITORY,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing(project: Project) -> None:
    slugs = ["one", "two", "three"]
    for slug in slugs:
        write(project.inspections / f"{slug}.yaml", "version 0\nsleep 0.01")
    built(project, *slugs)
    chance = random.Random(2022)
    versions = {slug: {content("version 0\nsleep 0.01")} for slug in slugs}
    for round in range(1, 16):
        for slug in slugs:
            text = f"version {round}\nsleep 0.01"
            write(project.inspections / f"{slug}.yaml", text)
            versions[slug].add(content(text))
        process = start(project, *slugs)
        time.sleep(0.1 + chance.random() * 0.35)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for slug in slugs:
            for name in (f"{slug}.html", f"{slug}.pdf", f"{slug}.ods", f"{slug}.json"):
                assert output(project, name, slug) in versions[slug], (
                    f"{name} is neither the old one nor the new one"
                )
    assert FAILED not in states(built(project, *slugs))
    assert all(
        output(project, f"{slug}.pdf", slug) == content("version 15\nsleep 0.01") for slug in slugs
    )
    assert not list(project.output.rglob("*.part"))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_workers_end_with_the_process_that_began_them(project: Project) -> None:
    for number in range(4):
        write(project.inspections / f"n{number}.yaml", "sleep 60")
    process = start(project, *(f"n{number}" for number in range(4)))
    wait_until(lambda: len(session(process.pid)) == 3)
    process.kill()
    process.wait()
    wait_until(lambda: not session(process.pid))
    process.communicate()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if of == str(leader) and state != "Z":
            found.append(int(stat.parent.name))
    return found


def test_two_builds_at_once(project: Project) -> None:
    write(project.inspections / "one.yaml", "sleep 0.2")
    processes = [start(project, "one") for _ in range(3)]
    said = [process.communicate()[0].split("\n") for process in processes]
    assert all(process.returncode == 0 for process in processes)
    for kind in staleness.KINDS:
        found = sorted(
            line.split()[2] for lines in said for line in lines if line.startswith(f"one {kind}")
        )
        assert found == ["built", "unchanged", "unchanged"]
    assert output(project, "one.pdf") == content("sleep 0.2")


def test_who_has_to_wait_is_told(project: Project) -> None:
    write(project.inspections / "one.yaml", "sleep 0.5")
    other = start(project, "one")
    wait_until((project.output / ".reportgen" / "one.lock").exists)
    time.sleep(0.2)
    heard: list[object] = []
    built(project, progress=heard.append)
    other.communicate()
    assert "one: waiting for another build of it" in heard


# Side by side


def test_every_inspection_comes_once_in_the_order_asked_for(project: Project) -> None:
    slugs = [f"n{number}" for number in range(12)]
    for slug in slugs:
        write(project.inspections / f"{slug}.yaml", "x" * (len(slug) * 7 % 5))
    heard: list[object] = []
    outcomes = built(project, *slugs, "n3", jobs=3, progress=heard.append)
    assert [(o.slug, o.kind) for o in outcomes] == [
        (slug, kind) for slug in slugs for kind in staleness.KINDS
    ]
    assert len([step for step in heard if isinstance(step, Outcome)]) == 36


def test_another_engine_can_take_the_jobs(project: Project) -> None:
    write(project.inspections / "two.yaml", "refuse")
    with ThreadPoolExecutor(2) as executor:
        outcomes = built(project, "one", "two", executor=executor)
    assert [o.state for o in outcomes] == [BUILT] * 3 + [FAILED] * 3


@pytest.mark.parametrize(
    ("address", "said"),
    [("spark://x:1", "not the address of an engine"), ("dask://", "not the address of an engine")],
)
def test_an_unknown_engine_is_refused(address: str, said: str) -> None:
    from reportgen.building.workers import connect_executor

    with pytest.raises(InputError, match=said), connect_executor(address):
        pass
