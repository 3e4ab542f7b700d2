"""What is wrong with a template or a style sheet of a project, and where.

Jinja knows lines and no columns: the culprit that its message names is looked for in the line. It
must not know what is set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportgen.problems import Place, Problem, error, warning

HINT = (
    "correct the template, or take it out of the project's templates/ to have the packaged one back"
)


def locate_fault(folders: Sequence[Path], wrong: Exception, name: str, said: str = "") -> Problem:
    """A fault of a template, at the line of the template that has it."""
    import jinja2

    path, line = name, 1
    if isinstance(wrong, jinja2.TemplateSyntaxError):
        path, line = wrong.filename or wrong.name or name, wrong.lineno
    else:
        trace = wrong.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename.endswith((".j2", ".css", ".js")):
                path, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
    message = said or str(getattr(wrong, "message", None) or wrong)
    column, end = culprit(_line(folders, path, line), message)
    return error(
        "template",
        Place(_shown(Path(path), folders), line, column, end),
        f"the template cannot be set: {message}",
        HINT,
    )


def culprit(line: str, message: str) -> tuple[int, int]:
    """From which column to which a line has what the message names last, where it has it once; or
    else the only tag of the line; or else its begin."""
    tags = [found.span() for found in re.finditer(r"\{[{%].*?(?:[}%]\}|$)", line)]
    named = re.findall(r"'([^']+)'|`([^`]+)`", message)
    if named:
        word = re.escape("".join(named[-1]))
        within = tags or [(0, len(line))]
        found = [
            one.span()
            for one in re.finditer(rf"(?<!\w){word}(?!\w)" if word[-1].isalnum() else word, line)
            if any(start <= one.start() < stop for start, stop in within)
        ]
        if len(found) == 1:
            return found[0][0] + 1, found[0][1] + 1
    return (tags[0][0] + 1, tags[0][1] + 1) if len(tags) == 1 else (1, 1)


def is_of_a_template(wrong: Exception) -> bool:
    """Whether what went wrong happened in a template itself, and not in what it called of ours."""
    trace = wrong.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and (
        trace.tb_frame.f_code.co_filename.endswith(".j2")
        or trace.tb_frame.f_globals.get("__package__") == "jinja2"
    )


def not_text(folders: Sequence[Path]) -> Iterator[Problem]:
    """The templates and style sheets that are no text."""
    for path in sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".j2", ".css", ".js")
    ):
        try:
            path.read_text("utf-8")
        except UnicodeDecodeError:
            yield error(
                "template",
                Place(_shown(path, folders), 1, 1, 1),
                "this is not text in UTF-8",
                "save it as UTF-8, or take it out of the project's templates/ to have the packaged"
                " one back",
            )


def find_style_faults(folders: Sequence[Path]) -> Iterator[Problem]:
    """The rules of the project's own style sheets that are not closed: a browser passes over what
    follows them."""
    for path in sorted(folders[0].glob("css/*.css")) if len(folders) > 1 else ():
        try:
            style = re.sub(
                r"/\*.*?(\*/|\Z)|\"[^\"\n]*\"|'[^'\n]*'",
                lambda found: re.sub(r"[^\n]", " ", found[0]),
                path.read_text("utf-8"),
                flags=re.DOTALL,
            )
        except (OSError, UnicodeDecodeError):
            continue
        if (at := _unbalanced(style)) is not None:
            line, column = style.count("\n", 0, at) + 1, at - style.rfind("\n", 0, at)
            fault = (
                "is opened and not closed" if style[at] == "{" else "is closed and was not opened"
            )
            yield warning(
                "style",
                Place(_shown(path, folders), line, column, column + 1),
                f"this rule {fault}",
                "what follows it is not read as it is meant",
            )


def _unbalanced(style: str) -> int | None:
    """Where the first brace stands that has no other."""
    opened: list[int] = []
    for brace in re.finditer(r"[{}]", style):
        if brace[0] == "{":
            opened.append(brace.start())
        elif not opened:
            return brace.start()
        else:
            opened.pop()
    return opened[0] if opened else None


def _line(folders: Sequence[Path], path: str, number: int) -> str:
    """A line of a template, by its path or by its name among the templates; nothing where it cannot
    be read."""
    file = next((folder / path for folder in folders if (folder / path).is_file()), None)
    try:
        lines = file.read_text("utf-8").split("\n") if file else []
    except (OSError, UnicodeDecodeError):
        return ""
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _shown(path: Path, folders: Sequence[Path]) -> str:
    """A template's path as people know it."""
    for folder in folders:
        if path.is_relative_to(folder):
            return f"templates/{path.relative_to(folder).as_posix()}"
    return str(path)
