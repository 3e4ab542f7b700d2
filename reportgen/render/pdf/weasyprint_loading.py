"""Loads WeasyPrint, and pauses Python's garbage collection while it works."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from itertools import count
from types import ModuleType

from reportgen.problems import InputError, Place, error
from reportgen.render.pdf.broken_floats import drop_rests_of_moved_floats

LIBRARIES = {
    "linux": "on Debian or Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0",
    "darwin": "with Homebrew: brew install pango; then, in your shell's profile:"
    ' export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"',
    "win32": "install MSYS2, and in its UCRT64 window:"
    " pacman -S mingw-w64-ucrt-x86_64-pango; docs/install.md says more",
}
"""Where the libraries for text come from, by Python's name for the system."""

_documents = count()
"""Counts the documents of this process."""


def load_weasyprint(display_path: str) -> ModuleType:
    """Import WeasyPrint. Raise InputError if a library that it needs is missing."""
    try:
        with _libraries_by_file_name(), redirect_stdout(StringIO()):
            import weasyprint
    except OSError as reason:
        raise InputError(
            error(
                "no-pango",
                Place(display_path, 1, 1, 1),
                f"a library that the PDF needs is missing: {reason}",
                LIBRARIES.get(sys.platform, LIBRARIES["linux"]),
            )
        ) from None
    module: ModuleType = weasyprint
    drop_rests_of_moved_floats(module)
    return module


@contextmanager
def pause_garbage_collection() -> Iterator[None]:
    """Pause garbage collection while a document is laid out: none of it can be freed, and searching
    it takes a tenth of the time.

    The boxes of a document refer to one another, so they are left over. They are frozen: neither
    later collections nor the end of Python look at them. The next document frees them.
    """
    was_on = gc.isenabled()
    if next(_documents):
        gc.unfreeze()
        gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


@contextmanager
def _libraries_by_file_name() -> Iterator[None]:
    """On Linux, load libraries by the names of their files only.

    WeasyPrint tries several spellings of each library, one of which is the name of the file. For
    each spelling that fails, cffi would let ctypes start gcc, ld and ldconfig to search for it.
    """
    import ctypes.util

    if not sys.platform.startswith("linux") or "weasyprint" in sys.modules:
        yield
        return
    find_library = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find_library
