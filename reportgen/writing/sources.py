"""The files that the page of one inspection is written to, read once for one request.

It must not know forms, nor HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path as FilePath

from reportgen.editing.tree import Path, Stretch, read_stretches
from reportgen.methodology.model import Methodology
from reportgen.project.loading import Project
from reportgen.reading.fields import SourceText, text_of
from reportgen.reading.text_file import read_text
from reportgen.reading.yaml_source import Node, parse_yaml
from reportgen.writing.fields import name_value


class InspectionSources:
    """An inspection's own file and the Markdown files that it includes."""

    def __init__(
        self,
        project: Project,
        slug: str,
        files: dict[str, FilePath],
        methodology: Methodology | None,
    ) -> None:
        self.project, self.slug, self.files = project, slug, files
        self.methodology = methodology
        self.own = project.display_path(project.find_inspection_file(slug))
        self._texts: dict[str, str] = {}

    def text_of(self, file: str) -> str:
        """The text of a file; empty if it is none of these."""
        if file not in self._texts:
            path = self.files.get(file)
            self._texts[file] = read_text(path, file) if path else ""
        return self._texts[file]

    @cached_property
    def tree(self) -> Stretch:
        """Where each value of the inspection's own file is."""
        return read_stretches(self.text_of(self.own))

    def name(self, path: Path) -> str:
        """The name of a value for its writer. Recommendations are numbered throughout, as in the
        report."""
        name = name_value(path, self.methodology)
        match path:
            case ("recommendations", int(group), "items", int(item), *_):
                groups = [self.tree.find(("recommendations", n, "items")) for n in range(group)]
                before = sum(len(one.items) for one in groups if one is not None)
                return name.replace(f" {item + 1}", f" {before + item + 1}")
        return name

    @cached_property
    def _nodes(self) -> Node:
        return parse_yaml(self.text_of(self.own), self.own, [])

    def name_of_file(self, name: str) -> str:
        """The file that `{file: name}` means."""
        path = self.project.find_file_beside(self.project.find_inspection_file(self.slug), name)
        return self.project.display_path(path) if path else name

    def path_of_file(self, file: str) -> Path | None:
        """The value that includes a file, or None."""
        for path, node in _walk(self._nodes):
            names_file = path and path[-1] == "file" and node.kind == "text"
            if names_file and self.name_of_file(node.value) == file:
                return path[:-1]
        return None

    def find(self, file: str, line: int, column: int) -> tuple[Path, int] | None:
        """What is written at a place: the path of the value, and the number of the line within its
        text. None if there is nothing that can be written."""
        if file not in self.files:
            return None
        if file != self.own:
            return (), line - 1
        values: list[tuple[int, Path, int]] = []
        for path, node in _walk(self._nodes):
            number = _line_within(text_of(node), line) if node.kind == "text" else None
            if number is not None:
                values.append((node.place.column if node.place.line == line else 0, path, number))
        before = [one for one in values if one[0] <= column]
        best = max(before, default=None, key=lambda one: one[0]) or (values[0] if values else None)
        return (best[1], best[2]) if best else None

    def path_at_line(self, line: int) -> Path:
        """The value or key of the inspection's own file that begins last before the end of a
        line."""
        text = self.text_of(self.own)
        if not 0 < line <= text.count("\n") + 1:
            return ()
        offset = -1
        for _ in range(line):
            offset = text.find("\n", offset + 1)
            if offset < 0:
                offset = len(text)
                break
        best: tuple[int, Path] = (-1, ())
        for path, stretch in self.tree.walk():
            parent = self.tree.find(path[:-1]) if path else None
            begin = stretch.start
            if parent is not None and parent.kind == "map":
                index = next(n for n, one in enumerate(parent.items) if one is stretch)
                begin = parent.keys[index].start
            if best[0] <= begin <= offset:
                best = begin, path
        return best[1]

    def lines_of(self, file: str, path: Path, lines: tuple[int, int] | None) -> tuple[int, int]:
        """The first and the last line of the file that a value stands on, or some lines of its
        text."""
        if not path:
            first, end = lines or (0, self.text_of(file).count("\n") + 1)
            return first + 1, end
        text = self.text_of(self.own)
        if lines is not None:
            for other, node in _walk(self._nodes):
                if other == path and node.kind == "text":
                    written = text_of(node)
                    return written.at(lines[0]).line, written.at(max(lines[0], lines[1] - 1)).line
        stretch = self.tree.find(path)
        if stretch is None:
            return 0, 0
        return text.count("\n", 0, stretch.start) + 1, text.count("\n", 0, stretch.end) + 1


def _line_within(text: SourceText, line: int) -> int | None:
    """The line of a text that stands on a line of the file."""
    if text.rows:
        starts = [offset for offset, number, _ in text.rows if number == line]
        return text.count("\n", 0, starts[0]) if starts else None
    number = line - text.block_line
    if 0 <= number <= text.rstrip("\n").count("\n"):
        return number
    return 0 if text.place.line == line else None


def _walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    yield path, node
    if node.kind == "map":
        for key, child in node.value.items():
            yield from _walk(child, (*path, key))
    elif node.kind == "list":
        for index, child in enumerate(node.value):
            yield from _walk(child, (*path, index))
