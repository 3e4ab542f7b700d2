"""Renders a report as HTML: `page` makes one self-contained file for the web, `print` the document
that becomes a PDF.

A project's own templates come first, block by block and style sheet by style sheet; those of the
package are used for the rest. All text is escaped unless it is HTML that this module or prose/ has
made. This module must not know how a rating is reached, nor how a PDF is made.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportgen.problems import InputError, Place, Problem, error
from reportgen.prose.typography import curl_quotes
from reportgen.reading.fields import SourceText
from reportgen.render.html.band_names import place_band_names
from reportgen.render.html.citation import write_bibtex
from reportgen.render.html.drawn_tables import draw_table
from reportgen.render.html.template_files import (
    find_template_file,
    hash_for_policy,
    read_template_file,
    shorten_style,
)
from reportgen.report.glance import view_glance
from reportgen.report.output_files import MEDIA_TYPES, SiteAddress
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

    from reportgen.languages.language import Language
    from reportgen.prose.prose import Notes, Prose
    from reportgen.report.report import Report
    from reportgen.report.view import BreakdownView, TableView

TONES = 7
"""How many tones the templates have for the grades of a scale, from the worst to the best."""

FACES = (
    ("Regular", "normal", 400),
    ("Italic", "italic", 400),
    ("Bold", "normal", 700),
    ("BoldItalic", "italic", 700),
)


@frozen(kw_only=False)
class FileBeside:
    """A file beside the web page, which links to it."""

    name: str
    kind: str
    """The name of the format in the link: PDF."""
    about: str


@frozen(kw_only=False)
class TranslatedPage:
    """The page of the same report in another language."""

    address: str
    language: str
    words: str
    """What the link to it says, in that language."""


class PageRenderer:
    """Renders reports with the templates of some folders."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = tuple(folders)
        self.environment = make_environment(self.folders)

    def page(
        self,
        report: Report,
        *,
        images: Mapping[str, str] | None = None,
        files: Sequence[FileBeside] = (),
        translations: Sequence[TranslatedPage] = (),
        address: SiteAddress | None = None,
        edit: bool = False,
    ) -> str:
        """Make the web page.

        `images` gives each address in the prose its `data:` address. `files` are beside the page,
        `translations` are the same report in other languages.
        `address` is where it is published.
        With `edit`, paragraphs have attributes that name their file and line.
        """
        render = partial(
            self._page, report, images or {}, tuple(files), tuple(translations), address, edit
        )
        page = render(self._make_font_rules())
        more = self._read("fonts/More.txt").strip()
        return (
            page
            if set(more).isdisjoint(page)
            else render(f"{self._make_font_rules('-More')}\n{self._make_font_rules()}")
        )

    def _page(
        self,
        report: Report,
        images: Mapping[str, str],
        files: tuple[FileBeside, ...],
        translations: tuple[TranslatedPage, ...],
        address: SiteAddress | None,
        edit: bool,
        fonts: str,
    ) -> str:
        from markupsafe import Markup

        style = shorten_style(
            "\n".join(
                [
                    fonts,
                    *(self._read(f"css/{name}.css") for name in ("tokens", "type", "screen")),
                    report.brand.style,
                    report.brand.dark_style,
                ]
            )
        )
        script = self._read("page.js").strip()
        policy = Markup(
            "; ".join(
                (
                    "default-src 'none'",
                    f"style-src {hash_for_policy(style)}",
                    f"script-src {hash_for_policy(script)}",
                    "img-src data:",
                    "font-src data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            )
        )
        return self._render(
            report,
            "page",
            images.get,
            style=style,
            script=script,
            policy=policy,
            files=files,
            translations=translations,
            address=address,
            edit=edit,
        )

    def print(self, report: Report, missing: Container[str] = ()) -> str:
        """Make the document for paper. Images keep the addresses that they have in the prose,
        except those that are missing."""
        names = ("tokens", "type", "print", *(["stage"] if report.marking.band else []))
        sheets = (self._read(f"css/{name}.css") for name in names)
        style = shorten_style("\n".join([*sheets, report.brand.style]))
        return self._render(
            report,
            "print",
            lambda name: None if name in missing else name,
            style=style,
            script="",
            policy="",
            files=(),
            translations=(),
            address=None,
            edit=False,
        )

    def _render(
        self, report: Report, mode: str, image: Callable[[str], str | None], **values: Any
    ) -> str:
        import jinja2

        from reportgen.render.html import template_faults

        name = "letter.html.j2" if report.is_letter else "report.html.j2"
        context: dict[str, Any] = {
            "report": report,
            "mode": mode,
            "metadata": _make_metadata(report, values["files"]),
            "picture": image,
            "say": report.wording.say,
            **values,
        }
        context["placed"] = self._make_block_renderer(report, context)
        try:
            page = self.environment.get_template(name).render(context).strip() + "\n"
            page.encode()
            return page
        except jinja2.TemplateNotFound as fault:
            raise InputError(self._missing_template(report, fault, name)) from None
        except jinja2.TemplateError as fault:
            raise InputError(template_faults.locate_fault(self.folders, fault, name)) from fault
        except UnicodeDecodeError:
            raise self._unreadable_templates() from None
        except UnicodeEncodeError as fault:
            message = f"it prints {fault.object[fault.start]!a}, which is no character"
            problem = template_faults.locate_fault(self.folders, fault, name, message)
            raise InputError(problem) from None
        except MemoryError as fault:
            message = "it takes more memory than there is"
            problem = template_faults.locate_fault(self.folders, fault, name, message)
            raise InputError(problem) from None
        except RecursionError as fault:
            message = "it includes or calls itself without end"
            problem = template_faults.locate_fault(self.folders, fault, name, message)
            raise InputError(problem) from None
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
            if not template_faults.is_template_fault(fault):
                raise
            raise InputError(template_faults.locate_fault(self.folders, fault, name)) from fault

    def _missing_template(
        self, report: Report, fault: jinja2.TemplateNotFound, name: str
    ) -> Problem:
        """The problem of a template that is missing: the outline names it, or another template."""
        from reportgen.render.html.template_faults import locate_fault

        message = f"there is no template `{fault.name}`"
        if fault.name not in {f"blocks/{part.block}.html.j2" for part in report.parts}:
            return locate_fault(self.folders, fault, name, message)
        return error(
            "no-template",
            Place(f"templates/{fault.name}", 1, 1, 1),
            message,
            "the outline of the methodology names a block; add its template to templates/blocks/",
        )

    def _unreadable_templates(self) -> InputError:
        from reportgen.render.html.template_faults import find_unreadable_templates

        return InputError(*find_unreadable_templates(self.folders))

    def _make_block_renderer(
        self, report: Report, context: dict[str, Any]
    ) -> Callable[[str, str], Markup]:
        """Make the function that renders the tables, charts and breakdowns that prose places."""
        from markupsafe import Markup

        @cache
        def load_macros() -> Any:
            return self.environment.get_template("macros/tables.html.j2").make_module(context)

        def render(kind: str, target: str) -> Markup:
            macros = load_macros()
            if kind == "table":
                return Markup(macros.data(report.tables[target]))
            if kind == "breakdown":
                return Markup(macros.breakdown(report.breakdowns[target]))
            domains = [domain for domain in report.domains if target in (domain.id, "all")]
            title = (
                report.wording.say("all-scores")
                if target == "all"
                else report.wording.say("at-a-glance-of", title=domains[0].title)
            )
            return Markup(macros.chart(domains, f"chart-{target}", title))

        return render

    def _read(self, name: str) -> str:
        return read_template_file(self.folders, name)

    def _find_file(self, name: str) -> Path:
        return find_template_file(self.folders, name)

    def _make_font_rules(self, part: str = "") -> str:
        """Make the style that carries the fonts of the page inside it.

        Most pages need only a part of the characters. A browser looks first in the font that is
        named last.
        """
        rules = []
        for face, style, weight in FACES:
            font = self._find_file(f"fonts/ReportgenSans-{face}{part}.woff2").read_bytes()
            data = base64.b64encode(font).decode("ascii")
            rules.append(
                '@font-face{font-family:"Reportgen Sans";'
                f"font-style:{style};font-weight:{weight};font-display:swap;"
                f'src:url("data:font/woff2;base64,{data}") format("woff2")}}'
            )
        return "\n".join(rules)


def make_environment(folders: tuple[Path, ...]) -> jinja2.Environment:
    """Make what renders the templates of some folders, those of the first folder first."""
    import jinja2

    from reportgen.render.html.template_functions import (
        hang_signs,
        is_paragraph,
        link_bare_addresses,
        shorten,
    )

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
    environment.filters["footnotes"] = _footnotes_filter()
    environment.filters["line"] = _line_filter()
    environment.filters["path"] = _path_filter()
    environment.filters["hang"] = hang_signs
    environment.filters["linked"] = link_bare_addresses
    environment.filters["shorten"] = shorten
    environment.tests["one_paragraph"] = is_paragraph
    environment.globals["tone"] = tone
    environment.globals["view_glance"] = view_glance
    environment.globals["write_bibtex"] = write_bibtex
    environment.globals["draw_table"] = draw_table
    environment.globals["place_band_names"] = place_band_names
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

    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(base):  # it would lie in whatever folder one works in
        return None
    folder = Path(base) / "reportgen" / "templates"
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
        str(folder), "8-%s.cache"
    )  # counted on when make_environment changes: Jinja looks at templates alone


def _prose_filter() -> Any:
    import jinja2

    from reportgen.prose.html import prose_html

    @jinja2.pass_context
    def prose(
        context: jinja2.runtime.Context, text: Prose, level: int = 3, tight: bool = False
    ) -> Markup:
        return prose_html(
            text,
            context["mode"],
            level=level,
            tight=tight,
            edit=context["edit"],
            block=context["placed"],
            image=context["picture"],
            wording=context["report"].wording,
        )

    return prose


def _footnotes_filter() -> Any:
    import jinja2

    from reportgen.prose.html import notes_html

    @jinja2.pass_context
    def footnotes(context: jinja2.runtime.Context, notes: Notes) -> Markup:
        return notes_html(notes, context["edit"], context["report"].wording)

    return footnotes


def room_of_table(table: TableView) -> str:
    """The classes of a table of data: by the room that it needs on paper, and by whether its rows
    begin with sentences."""
    from reportgen.prose.plain import plain_text
    from reportgen.prose.table_widths import COLUMN, REACHING, has_sentences, measure_columns

    rows: list[list[str]] = [
        [column.title for column in table.columns],
        *([plain_text(cell.text) for cell in row] for row in table.rows),
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


def room_of_breakdown(broken: BreakdownView, wording: Language) -> str:
    """The classes of a table of results by group: as above."""
    from reportgen.prose.table_widths import REACHING, measure_columns

    rows = [
        [wording.say("question"), *broken.groups, wording.say("all-cases")],
        *(
            [
                row.text,
                *(
                    wording.say("withheld")
                    if cell.withheld
                    else f"{cell.percent}%\n{wording.say('count-of', yes=cell.yes, of=cell.of)}"
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


def _path_filter() -> Any:
    import jinja2
    from markupsafe import Markup, escape

    @jinja2.pass_context
    def path(context: jinja2.runtime.Context, steps: list[str]) -> Markup:
        """The attribute that tells under which keys of the inspection's file a value is, where
        that is asked for."""
        if not context["edit"]:
            return Markup()
        return Markup(f' data-path="{escape(json.dumps(steps))}"')

    return path


def tone(level: int, of: int) -> int:
    """Which tone a grade has: the worst the first, the best the last, the others between."""
    return round(level * (TONES - 1) / (of - 1)) if of > 1 else TONES - 1


def _make_metadata(report: Report, files: Sequence[FileBeside]) -> str:
    """Make the description for search engines, as JSON that is safe inside a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": report.title,
        "headline": report.subtitle or report.title,
        "inLanguage": report.language,
        "genre": report.document,
        "about": report.methodology_title,
    }
    if report.published and report.marking.is_public:
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
