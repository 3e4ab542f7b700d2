"""Runs work in parallel, through the interface of `concurrent.futures`: in processes of our own, or
on another engine.

It must not know what the work is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from reportgen.problems import InputError, Place, error

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

PATIENCE = 10
"""Seconds without a result, after which an engine is asked whether it still has workers."""

_J = TypeVar("_J")
_R = TypeVar("_R")


def count_cores() -> int:
    """Count the processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_pool(workers: int) -> Executor | None:
    """Start processes of our own; None if the system allows none.

    They are forked where that is safe, which saves each of them the start of Python.
    """
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if fork else "spawn")
    try:
        return ProcessPoolExecutor(workers, context, _begin, (os.getpid(),))
    except OSError:  # no memory that may be shared, or no more files that may be open
        return None


def _begin(parent: int) -> None:
    """What a worker does first: ignore Ctrl-C, and end when the main process ends.

    On Ctrl-C the main process starts no further job.
    """
    import signal
    import sys

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(
            1, signal.SIGKILL, 0, 0, 0
        )  # PR_SET_PDEATHSIG: Python has no name for it
        if os.getppid() != parent:
            os._exit(1)


def run_all(
    work: Callable[[_J], _R], jobs: Iterable[_J], executor: Executor
) -> Iterator[tuple[_J, _R | None]]:
    """Hand all jobs to an engine. Yield each job with its result as it comes, or with None if the
    engine lost it.

    A worker that dies takes with it all jobs that wait in its pool. Other engines fail in their own
    ways, from a worker without this package to a scheduler that is gone. The work itself must not
    raise.
    """
    return _results(
        {executor.submit(work, job): job for job in jobs},
        getattr(executor, "is_deserted", lambda: False),
    )


def _results(
    futures: dict[Future[_R], _J], is_deserted: Callable[[], bool]
) -> Iterator[tuple[_J, _R | None]]:
    from concurrent.futures import FIRST_COMPLETED, wait

    waiting = set(futures)
    try:
        while waiting:
            done, waiting = wait(waiting, PATIENCE, FIRST_COMPLETED)
            if not done and is_deserted():
                done, waiting = waiting, set()
                for future in done:
                    future.cancel()
            for future in done:
                try:
                    yield futures[future], future.result(0)
                except Exception:
                    yield futures[future], None
    except BaseException:
        for future in futures:
            future.cancel()
        raise


@contextmanager
def connect_executor(address: str | None) -> Iterator[Executor | None]:
    """Connect to the engine at an address, `dask://host:port`; without an address, to none."""
    if address is None:
        yield None
        return
    kind, _, where = address.partition("://")
    if kind != "dask" or not where:
        raise _refuse(address, "this is not the address of an engine", "write dask://host:port")
    try:
        from distributed import Client
    except ImportError:
        raise _refuse(
            address,
            "dask is not installed",
            "install it next to reportgen: pip install distributed",
        ) from None
    try:
        client = Client(f"tcp://{where}", timeout="10s")
    except (OSError, ValueError) as reason:
        raise _refuse(
            address,
            f"no dask scheduler answers: {reason}",
            "start one with `dask scheduler`, and workers with `dask worker`",
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise _refuse(
                address,
                "the dask scheduler has no worker",
                f"start one with `dask worker {where}`, where reportgen is installed",
            ) from None
        executor = client.get_executor()
        executor.is_deserted = lambda: _has_no_worker(client)
        yield executor


def _refuse(address: str, message: str, hint: str) -> InputError:
    return InputError(error("executor", Place(address, 1, 1, 1), message, hint))


def _has_no_worker(client: Any) -> bool:
    """Whether a scheduler has no workers left, so that it would wait for ever."""
    try:
        return not client.ncores()
    except Exception:
        return True  # the scheduler is gone too
