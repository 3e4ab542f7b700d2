"""Finds what is wrong with a template or a style sheet of a project, and where.

Jinja reports lines and no columns: the name that its message has is searched for in the line. This
module must not know what the templates show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportgen.problems import Place, Problem, error, warning

REMOVE = "remove it from the project's templates/ to use the one of reportgen again"
HINT = f"correct the template, or {REMOVE}"

_TAG = re.compile(r"\{[{%].*?(?:[}%]\}|$)")
"""`{{ report.title }}`, `{% if`."""
_QUOTED = re.compile(r"'([^']+)'|`([^`]+)`")
_FILE_PICTURE = re.compile(r"<img\b[^<>]{0,300}?\bsrc=[\"'](?!data:|\{)([^\"'<>{}]{1,200})[\"']")
_COMMENT_OR_STRING = re.compile(
    r"""
    /\* .*? (\*/|\Z)     # /* a comment */, or one that is never closed
    | "[^"\n]*"          # "a string"
    | '[^'\n]*'          # 'a string'
    """,
    re.DOTALL | re.VERBOSE,
)


def locate_fault(
    folders: Sequence[Path], fault: Exception, name: str, message: str = ""
) -> Problem:
    """Make a problem of a template's fault, at the line of the template that has it."""
    import jinja2

    path, line = name, 1
    if isinstance(fault, jinja2.TemplateSyntaxError):
        path, line = fault.filename or fault.name or name, fault.lineno
    else:
        trace = fault.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename.endswith((".j2", ".css", ".js")):
                path, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
            trace = trace.tb_next
    message = message or str(getattr(fault, "message", None) or fault)
    column, end = _find_columns(_read_line(folders, path, line), message)
    return error(
        "template",
        Place(_display_path(Path(path), folders), line, column, end),
        f"the template cannot be used: {message}",
        HINT,
    )


def _find_columns(line: str, message: str) -> tuple[int, int]:
    """The columns of the name that is last in the message, if the line has it once; or else of the
    only tag in the line; or else of its beginning."""
    tags = [match.span() for match in _TAG.finditer(line)]
    if names := _QUOTED.findall(message):
        name = re.escape("".join(names[-1]))
        matches = [
            match.span()
            for match in re.finditer(rf"(?<!\w){name}(?!\w)" if name[-1].isalnum() else name, line)
            if any(start <= match.start() < stop for start, stop in tags or [(0, len(line))])
        ]
        if len(matches) == 1:
            return matches[0][0] + 1, matches[0][1] + 1
    return (tags[0][0] + 1, tags[0][1] + 1) if len(tags) == 1 else (1, 1)


def is_template_fault(fault: Exception) -> bool:
    """Whether an exception was raised in a template itself, not in Python code that it calls."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and (
        trace.tb_frame.f_code.co_filename.endswith(".j2")
        or trace.tb_frame.f_globals.get("__package__") == "jinja2"
    )


def find_unreadable_templates(folders: Sequence[Path]) -> Iterator[Problem]:
    """Find the templates and style sheets that are not text."""
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
                Place(_display_path(path, folders), 1, 1, 1),
                "this is not text in UTF-8",
                f"save it as UTF-8, or {REMOVE}",
            )


def find_style_faults(folders: Sequence[Path]) -> Iterator[Problem]:
    """Find rules of the project's own style sheets that are not closed: a browser ignores what
    follows them."""
    for path in sorted(folders[0].glob("css/*.css")) if len(folders) > 1 else ():
        try:
            style = _COMMENT_OR_STRING.sub(
                lambda match: re.sub(r"[^\n]", " ", match[0]), path.read_text("utf-8")
            )
        except (OSError, UnicodeDecodeError):
            continue
        if (at := _find_unmatched_brace(style)) is not None:
            line, column = style.count("\n", 0, at) + 1, at - style.rfind("\n", 0, at)
            message = (
                "this brace opens a rule that is never closed"
                if style[at] == "{"
                else "this brace closes a rule that was never opened"
            )
            yield warning(
                "style",
                Place(_display_path(path, folders), line, column, column + 1),
                message,
                "add or remove a brace: browsers ignore or misread the rules that follow",
            )


def find_picture_faults(folders: Sequence[Path]) -> Iterator[Problem]:
    """Find pictures that the project's own templates have as files: paper shows them, and the web
    page, which is one file, cannot."""
    for path in sorted(folders[0].rglob("*.html.j2")) if len(folders) > 1 else ():
        try:
            lines = path.read_text("utf-8").split("\n")
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(lines, 1):
            for match in _FILE_PICTURE.finditer(line):
                yield warning(
                    "template-picture",
                    Place(
                        _display_path(path, folders), number, match.start(1) + 1, match.end(1) + 1
                    ),
                    f"the web page does not show `{match[1]}`: it has no files beside it",
                    "write the picture into the template as <svg>, or as a data: address",
                )


def _find_unmatched_brace(style: str) -> int | None:
    """The position of the first brace without its partner."""
    opened: list[int] = []
    for brace in re.finditer(r"[{}]", style):
        if brace[0] == "{":
            opened.append(brace.start())
        elif not opened:
            return brace.start()
        else:
            opened.pop()
    return opened[0] if opened else None


def _read_line(folders: Sequence[Path], path: str, number: int) -> str:
    """Read a line of a template, by its path or by its name among the templates. An empty text if
    it cannot be read."""
    file = next((folder / path for folder in folders if (folder / path).is_file()), None)
    try:
        lines = file.read_text("utf-8").split("\n") if file else []
    except (OSError, UnicodeDecodeError):
        return ""
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _display_path(path: Path, folders: Sequence[Path]) -> str:
    """The path of a template as it is written in messages."""
    for folder in folders:
        if path.is_relative_to(folder):
            return f"templates/{path.relative_to(folder).as_posix()}"
    return str(path)
