"""Runs commands in turn, cold, and says how long each took and how much memory: what all benchmarks
of whole processes share.

Commands are interleaved, so that whatever else the machine does falls on all of them alike, and
only ratios are compared.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass
class Command:
    """What is run: its words, and the environment and folder that it needs."""

    words: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = REPOSITORY


@dataclass
class Sample:
    """What some runs of one command took."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: float = 0.0
    """The most that all its processes held at once, shared pages counted once, in MB."""

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def work(self) -> float:
        return statistics.median(self.processor)


def interleaved(
    commands: Mapping[str, Command], runs: int, memory: bool = False, before: bool = True
) -> dict[str, Sample]:
    """Each command so many times, all of them in every round; once `before`, so that files are in
    the system's cache."""
    samples = {name: Sample() for name in commands}
    for name, command in commands.items():
        if memory:
            samples[name].memory = peak_of(command)
        elif before:
            _run(command)
    for _ in range(runs):
        for name, command in commands.items():
            wall, processor = _run(command)
            samples[name].wall.append(wall)
            samples[name].processor.append(processor)
    return samples


def _start(command: Command) -> subprocess.Popen[bytes]:
    # As people run it: with compiled modules kept, whatever this shell says.
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "",
        **command.environment,
    }
    return subprocess.Popen(
        [str(word) for word in command.words],
        env=environment,
        cwd=command.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _run(command: Command) -> tuple[float, float]:
    """Seconds on the clock, and seconds of processor time in it and in all that it started."""
    began = time.perf_counter()
    process = _start(command)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        sys.exit(
            f"{' '.join(map(str, command.words))} failed:\n{said.decode(errors='replace')[-2000:]}"
        )
    return wall, used.ru_utime + used.ru_stime


def peak_of(command: Command) -> float:
    """The most memory that a command and all it starts hold at once, in MB. Looked at a hundred
    times a second, in a run that is not timed."""
    process, most, over = _start(command), 0.0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not over.is_set():
            most = max(most, sum(_held(pid) for pid in _session(process.pid)))
            over.wait(0.01)

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert process.stderr is not None
    process.stderr.read()
    process.wait()
    over.set()
    watcher.join()
    return most / 1024


def _session(leader: int) -> list[str]:
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[3] == str(leader):
            found.append(pid)
    return found


def _held(pid: str) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    except OSError:
        pass
    return 0.0


def machine() -> str:
    """What these numbers were taken on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    memory = next(
        int(line.split()[1])
        for line in Path("/proc/meminfo").read_text().splitlines()
        if line.startswith("MemTotal")
    )
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores{f' ({model})' if model else ''}, {memory / 1e6:.0f} GB,"
        f" {platform.system()}, Python {platform.python_version()}"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; numbers to the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [
        head,
        ["-" * width if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)],
        *rows,
    ]
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    )
