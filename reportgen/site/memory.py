"""What the last run made each page from, so that only pages with other content are rendered again.

A page is known by a digest of all that it shows. It must not know what that is.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

from reportgen.catalogue.publication import Publication
from reportgen.util.file_state import list_files
from reportgen.util.version import __version__

_FORM = 1

_ENDS = (b"</html>\n", b"IEND\xaeB`\x82")
"""What a whole page ends with, and a whole picture."""


class PageMemory:
    """The digests of the pages in one folder, as the last run left them, and as this one does."""

    def __init__(self, state: Path, out: Path, templates: Iterable[Path]) -> None:
        self.out = out
        name = blake2b(str(out).encode(), digest_size=6).hexdigest()
        self.file = state / f"site-{name}.json"
        self.digests: dict[int, tuple[Publication, str]] = {}
        """The digest of each report, by its identity."""
        self.ground = self.digest([__version__, [_sign(folder) for folder in templates]])
        self.before = self._read()
        self.now: dict[str, str] = {}

    def _read(self) -> Mapping[str, str]:
        try:
            data = json.loads(self.file.read_bytes())
            is_valid = data["form"] == _FORM and data["ground"] == self.ground
            return dict(data["pages"]) if is_valid else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def recall(self, path: str, shown: Any, render: Callable[[], bytes]) -> bytes:
        """The page at a path: the existing file if it shows the same, or else a new one."""
        self.now[path] = self.digest([self.ground, shown])
        content = None
        if self.before.get(path) == self.now[path]:
            content = _read_whole(self.out / path)
        return render() if content is None else content

    def digest(self, value: Any) -> str:
        """A digest of a value: the same for the same content."""
        data = BytesIO()
        _Pickler(data, self.digests).dump(value)
        return _hash(data.getvalue())

    def as_file(self) -> bytes:
        """What the next run has to know."""
        data = {"form": _FORM, "ground": self.ground, "pages": self.now}
        return json.dumps(data, separators=(",", ":")).encode()


class _Pickler(pickle.Pickler):
    """Writes a value down. Each report is worked out once, and stands for itself with its
    digest."""

    def __init__(self, data: BytesIO, digests: dict[int, tuple[Publication, str]]) -> None:
        super().__init__(data, protocol=5)
        self.digests = digests

    def reducer_override(self, value: Any) -> Any:
        if type(value) is not Publication:
            return NotImplemented
        if id(value) not in self.digests:
            self.digests[id(value)] = value, _hash(pickle.dumps(value, protocol=5))
        return str, (self.digests[id(value)][1],)


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _read_whole(path: Path) -> bytes | None:
    """A page or picture that is there; None where it is missing or was cut short."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return content if content.endswith(_ENDS) else None


def _sign(folder: Path) -> list[tuple[str, bytes]]:
    """The templates of a folder with their content."""
    return [
        (str(path), path.read_bytes())
        for path in sorted(list_files(folder))
        if path.suffix == ".j2"
    ]
