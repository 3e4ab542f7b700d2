"""Sets a report as HTML: `page`, one self-contained file for the web, and `print`, the same for
paper.

A project's own templates come first, block by block and stylesheet by stylesheet; the packaged ones
serve the rest. Text is escaped wherever it is not made here or in prose.py. It must not know how a
rating is reached, nor what becomes of the print.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.problems import InputError, Place, error
from reportgen.prose.typography import curl_quotes
from reportgen.reading.fields import SourceText
from reportgen.report.output_files import MEDIA_TYPES
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from reportgen.prose.prose import Prose
    from reportgen.report.report import Report
    from reportgen.report.view import BreakdownView, TableView

TONES = 7
"""How many tones the templates have for the grades of a scale, from its worst to its best."""

FACES = (
    ("Regular", "normal", 400),
    ("Italic", "italic", 400),
    ("Bold", "normal", 700),
    ("BoldItalic", "italic", 700),
)


@frozen(kw_only=False)
class FileBeside:
    """A file that lies beside the page and is offered with it."""

    name: str
    kind: str
    """What it is called in a link: PDF."""
    about: str


class PageRenderer:
    """Templates, ready to set reports."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.environment = _environment(self.folders)

    def page(
        self,
        report: Report,
        *,
        images: Mapping[str, str] | None = None,
        files: Sequence[FileBeside] = (),
        edit: bool = False,
    ) -> str:
        """The web page. `images` gives each address in the prose its `data:` address; `files` lie
        beside the page.

        `edit`: paragraphs tell their file and line.
        """
        set_with = partial(self._page, report, images or {}, tuple(files), edit)
        page = set_with(self._fonts())
        more = self._read("fonts/More.txt").strip()
        return (
            page
            if set(more).isdisjoint(page)
            else set_with(f"{self._fonts('-More')}\n{self._fonts()}")
        )

    def _page(
        self,
        report: Report,
        images: Mapping[str, str],
        files: tuple[FileBeside, ...],
        edit: bool,
        fonts: str,
    ) -> str:
        from markupsafe import Markup

        style = _lean(
            "\n".join(
                [fonts, *(self._read(f"css/{name}.css") for name in ("tokens", "type", "screen"))]
            )
        )
        script = self._read("page.js").strip()
        policy = Markup(
            "; ".join(
                (
                    "default-src 'none'",
                    f"style-src {_hash(style)}",
                    f"script-src {_hash(script)}",
                    "img-src data:",
                    "font-src data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            )
        )
        return self._set(
            report,
            "page",
            images.get,
            style=style,
            script=script,
            policy=policy,
            files=files,
            edit=edit,
        )

    def print(self, report: Report) -> str:
        """The document for paper. Images keep the addresses they have in the prose."""
        style = _lean(
            "\n".join(self._read(f"css/{name}.css") for name in ("tokens", "type", "print"))
        )
        return self._set(
            report,
            "print",
            lambda name: name,
            style=style,
            script="",
            policy="",
            files=(),
            edit=False,
        )

    def _set(
        self, report: Report, mode: str, image: Callable[[str], str | None], **values: Any
    ) -> str:
        import jinja2

        from reportgen.render.html.template_faults import is_of_a_template, locate_fault, not_text

        name = "letter.html.j2" if report.is_letter else "report.html.j2"
        context: dict[str, Any] = {
            "report": report,
            "mode": mode,
            "metadata": _metadata(report, values["files"]),
            "picture": image,
            **values,
        }
        context["placed"] = self._placer(report, context)
        try:
            return self.environment.get_template(name).render(context).strip() + "\n"
        except jinja2.TemplateNotFound as missing:
            if str(missing.name) not in {
                f"blocks/{part.block}.html.j2" for part in report.parts
            }:  # a template names it, not the outline
                raise InputError(
                    locate_fault(
                        self.folders, missing, name, f"there is no template `{missing.name}`"
                    )
                ) from None
            raise InputError(
                error(
                    "no-template",
                    Place(f"templates/{missing.name}", 1, 1, 1),
                    f"there is no template `{missing.name}`",
                    "the outline of the methodology names a block; add its template to"
                    " templates/blocks/",
                )
            ) from None
        except jinja2.TemplateError as wrong:
            raise InputError(locate_fault(self.folders, wrong, name)) from wrong
        except UnicodeDecodeError:
            raise InputError(*not_text(self.folders)) from None
        except RecursionError as endless:
            raise InputError(
                locate_fault(self.folders, endless, name, "it includes or calls itself without end")
            ) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as wrong:
            if not is_of_a_template(wrong):
                raise
            raise InputError(locate_fault(self.folders, wrong, name)) from wrong

    def _placer(self, report: Report, context: dict[str, Any]) -> Callable[[str, str], str]:
        """What sets the tables, charts and breakdowns that prose places."""
        made: list[Any] = []

        def place(kind: str, target: str) -> str:
            if not made:
                made.append(
                    self.environment.get_template("macros/tables.html.j2").make_module(context)
                )
            if kind == "table":
                return str(made[0].data(report.tables[target]))
            if kind == "breakdown":
                return str(made[0].breakdown(report.breakdowns[target]))
            domains = [domain for domain in report.domains if target in (domain.id, "all")]
            title = (
                "All scores"
                if target == "all"
                else f"{domains[0].label} {domains[0].title} at a glance".strip()
            )
            return str(made[0].chart(domains, f"chart-{target}", title))

        def marked(kind: str, target: str) -> Markup:
            from markupsafe import Markup

            return Markup(place(kind, target))

        return marked

    def _read(self, name: str) -> str:
        try:
            return self._file(name).read_text("utf-8")
        except UnicodeDecodeError:
            from reportgen.render.html.template_faults import not_text

            raise InputError(*not_text(self.folders)) from None

    def _file(self, name: str) -> Path:
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        raise InputError(
            error(
                "no-template",
                Place(f"templates/{name}", 1, 1, 1),
                f"there is no file `{name}` among the templates",
                "reportgen's own templates are not where they should be: install it again",
            )
        )

    def _fonts(self, part: str = "") -> str:
        """The faces of the page, carried inside it. Most pages need a part of their characters; a
        browser looks first in what is named last."""
        rules = []
        for face, style, weight in FACES:
            data = base64.b64encode(
                self._file(f"fonts/ReportgenSans-{face}{part}.woff2").read_bytes()
            ).decode("ascii")
            rules.append(
                '@font-face{font-family:"Reportgen'
                f' Sans";font-style:{style};font-weight:{weight};font-display:swap;src:url("data:font/woff2;base64,{data}")'
                ' format("woff2")}'
            )
        return "\n".join(rules)


def _environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_line,
        bytecode_cache=_compiled(),
    )
    environment.filters["prose"] = _prose_filter()
    environment.filters["line"] = _line_filter()
    environment.globals["tone"] = tone
    environment.globals["room_of_table"] = room_of_table
    environment.globals["room_of_breakdown"] = room_of_breakdown
    return environment


def _line(value: Any) -> Any:
    """What a template prints. A line that is no prose, a title or a question, gets the quotation
    marks and apostrophes that prose has."""
    return curl_quotes(value) if type(value) in (str, SourceText) else value


def _compiled() -> jinja2.BytecodeCache | None:
    """Where templates are kept compiled, as Python keeps modules: a third of the time of a page.
    None where nothing can be kept."""
    import os

    from jinja2 import FileSystemBytecodeCache

    folder = (
        Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reportgen" / "templates"
    )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            return None
    except (OSError, RuntimeError):
        return None

    class Kept(FileSystemBytecodeCache):
        """Where there is no room left, templates are compiled anew next time."""

        def dump_bytecode(self, bucket: Any) -> None:
            with suppress(OSError):
                super().dump_bytecode(bucket)

    return Kept(
        str(folder), "3-%s.cache"
    )  # counted on when _environment changes: Jinja looks at templates alone


def _prose_filter() -> Any:
    import jinja2

    @jinja2.pass_context
    def prose(
        context: jinja2.runtime.Context, text: Prose, level: int = 3, tight: bool = False
    ) -> Markup:
        return text.html(
            context["mode"],
            level=level,
            tight=tight,
            edit=context["edit"],
            block=context["placed"],
            image=context["picture"],
        )

    return prose


def room_of_table(table: TableView) -> str:
    """The classes of a table of data: by the room that it needs on paper, and by whether its rows
    begin with sentences."""
    from reportgen.prose.table_widths import COLUMN, REACHING, has_sentences, measure_columns

    rows: list[list[str]] = [
        [column.title for column in table.columns],
        *([cell.text.plain() for cell in row] for row in table.rows),
    ]
    narrow = len(table.columns) < 3
    room = measure_columns(
        rows, [column.is_number for column in table.columns], room=COLUMN if narrow else REACHING
    )
    classes = (
        "wide small"
        if room is None
        else room or ("wide" if table.wide else "narrow" if narrow else "")
    )
    return f"{classes} sentences" if has_sentences(rows) else classes


def room_of_breakdown(broken: BreakdownView) -> str:
    """The classes of a table of results by group: as above."""
    from reportgen.prose.table_widths import REACHING, measure_columns

    rows = [
        ["Question", *broken.groups, "All cases"],
        *(
            [
                row.text,
                *(
                    "withheld" if cell.withheld else f"{cell.percent}%\n{cell.yes} of {cell.of}"
                    for cell in (*row.groups, row.total)
                ),
            ]
            for row in broken.rows
        ),
    ]
    room = measure_columns(rows, [False, *(True for _ in rows[0][1:])], room=REACHING)
    return f"{'wide small' if room is None else room} sentences"


def _line_filter() -> Any:
    import jinja2
    from markupsafe import Markup

    from reportgen.prose.html import line_of

    @jinja2.pass_context
    def line(context: jinja2.runtime.Context, text: Prose | str | None) -> Markup:
        """The attribute that tells where a text was written, where that is asked for and known."""
        text = getattr(text, "text", text)
        return line_of(text.at(0)) if context["edit"] and isinstance(text, SourceText) else Markup()

    return line


def tone(level: int, of: int) -> int:
    """Which tone a grade has: the worst the first, the best the last, the others between."""
    return round(level * (TONES - 1) / (of - 1)) if of > 1 else TONES - 1


def _metadata(report: Report, files: Sequence[FileBeside]) -> str:
    """What search engines read, as JSON that is safe inside a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": report.title,
        "headline": report.subtitle or report.title,
        "inLanguage": report.language,
        "genre": report.document,
        "about": report.methodology_title,
    }
    if report.published:
        data["datePublished"] = report.published.iso
    if report.publication.publisher:
        data["publisher"] = {"@type": "Organization", "name": report.publication.publisher}
    if report.region:
        data["spatialCoverage"] = report.region
    if report.publication.isbn:
        data["isbn"] = report.publication.isbn
    if files:
        data["encoding"] = [
            {
                "@type": "MediaObject",
                "contentUrl": file.name,
                "encodingFormat": MEDIA_TYPES[file.kind.lower()],
                "description": file.about,
            }
            for file in files
        ]
    return (
        json.dumps(data, ensure_ascii=False)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
    )


def _lean(style: str) -> str:
    """A stylesheet without comments and indentation."""
    style = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", style).strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"
