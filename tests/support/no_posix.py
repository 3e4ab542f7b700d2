"""Takes away from this process, and from those that it starts, what Python has on Linux and not on
Windows, as near as a test can come to it. Loaded as `sitecustomize`."""

import multiprocessing
import os
import signal
import sys
from typing import Any, NoReturn

for name in ("fcntl", "pwd", "grp", "resource", "termios"):
    sys.modules[name] = None  # type: ignore[assignment]
for name in ("pthread_sigmask", "sigwait", "alarm", "setitimer", "SIGHUP", "SIGUSR1", "SIG_BLOCK"):
    vars(signal).pop(name, None)
for name in (
    "getuid",
    "geteuid",
    "nice",
    "sched_getaffinity",
    "fork",
    "register_at_fork",
    "fchmod",
):
    vars(os).pop(name, None)


def _no_links(*_: Any, **__: Any) -> NoReturn:
    raise OSError(1, "Operation not permitted")


os.link = os.symlink = _no_links
multiprocessing.get_all_start_methods = lambda: ["spawn"]
print("no POSIX", file=sys.stderr)
