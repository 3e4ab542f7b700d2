"""`build --executor dask://host:port`: a scheduler and two workers in processes of their own on
this machine, as on others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.reports import with_sections
from reportgen.building.workers import connect_executor
from reportgen.problems import InputError
from tests.conftest import REPOSITORY

pytestmark = pytest.mark.slow

UNITS = [f"unit-{number}" for number in range(4)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    distributed = pytest.importorskip(
        "distributed", reason="the extra reportgen[dask] is not installed"
    )
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "a projéct"
    for unit in UNITS:
        with_sections(folder, unit, 1)
    return folder


def address(cluster: object) -> str:
    return str(cluster.scheduler_address).replace("tcp://", "dask://")  # type: ignore[attr-defined]


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportgen", "--root", str(root), "build", "--all", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def made(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "output").glob("unit-*/**/*")
        if path.is_file()
    }


def test_the_outputs_are_those_of_this_machine(cluster: object, root: Path) -> None:
    done = run(root, "--executor", address(cluster))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert [line.split(":")[0] for line in sorted(done.stdout.splitlines())] == UNITS
    elsewhere = made(root)
    assert len(elsewhere) == 5 * len(UNITS)
    assert run(root, "--force", "-j", "2").returncode == 0
    assert made(root) == elsewhere


def test_one_that_fails_stops_no_other(cluster: object, root: Path) -> None:
    (root / "inspections" / "unit-1.yaml").write_text(
        "methodology: measured\ntitle: T\nfindings: {1.1: {results: {1.1.1: 24 of 15}}}\n", "utf-8"
    )
    done = run(root, "--html", "--executor", address(cluster))
    assert done.returncode == 1
    assert "24 of 15" in done.stderr
    assert "unit-1: built unit-1.draft.html" in done.stdout
    assert "a draft with 1 error" in done.stdout
    assert sorted({Path(name).parts[1] for name in made(root)}) == UNITS


def test_a_worker_that_is_killed_loses_nothing(cluster: object, root: Path) -> None:
    def kill() -> None:
        time.sleep(1.5)
        os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)  # type: ignore[attr-defined]

    killer = threading.Thread(target=kill)
    killer.start()
    done = run(root, "--force", "--executor", address(cluster))
    killer.join()
    assert done.returncode == 0, done.stderr
    assert len(made(root)) == 5 * len(UNITS)
    assert not list((root / "output").rglob("*.part"))


def test_a_scheduler_that_does_not_answer_is_told() -> None:
    pytest.importorskip("distributed", reason="the extra reportgen[dask] is not installed")
    with (
        pytest.raises(InputError, match="no dask scheduler answers") as refused,
        connect_executor("dask://127.0.0.1:1"),
    ):
        pass
    assert "dask scheduler" in refused.value.problems[0].hint


@pytest.fixture
def scheduler() -> Iterator[object]:
    distributed = pytest.importorskip(
        "distributed", reason="the extra reportgen[dask] is not installed"
    )
    with distributed.LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as cluster:
        yield cluster


def test_a_scheduler_without_a_worker_is_told(
    scheduler: object, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.building.workers.PATIENCE", 1)
    with pytest.raises(InputError, match="no worker"), connect_executor(address(scheduler)):
        pass


def test_when_the_last_worker_is_killed_this_machine_does_the_rest(
    scheduler: object, root: Path
) -> None:
    worker = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            str(scheduler.scheduler_address),
            "--no-nanny",
            "--nthreads",
            "1",
        ],  # type: ignore[attr-defined]
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def kill() -> None:
        while not made(root):
            time.sleep(0.02)
        worker.kill()
        worker.wait()

    killer = threading.Thread(target=kill)
    killer.start()
    done = run(root, "--force", "--executor", address(scheduler))
    killer.join()
    assert done.returncode == 0, done.stderr
    assert len(made(root)) == 5 * len(UNITS)
