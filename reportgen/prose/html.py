"""How prose looks: its tokens as HTML, every character of it escaped, and as plain words.

It decides nothing about the text: what is a link, a figure or a note was decided when the text was
read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from markdown_it.token import Token
from markupsafe import Markup, escape

from reportgen.languages.language import DEFAULT, Language, open_language
from reportgen.prose.plain import table_rows
from reportgen.prose.prose import TOP_HEADING, Note, Prose
from reportgen.util.frozen import frozen

if TYPE_CHECKING:
    from reportgen.problems import Place


@frozen(kw_only=False)
class ProseLayout:
    """How a text is set."""

    mode: str = "page"
    level: int = TOP_HEADING
    tight: bool = False
    edit: bool = False
    block: Callable[[str, str], str] | None = None
    image: Callable[[str], str | None] | None = None
    wording: Language | None = None

    def say(self, key: str, **values: object) -> str:
        """A text of the report's language."""
        return (self.wording or open_language(DEFAULT)).say(key, **values)


def prose_html(
    prose: Prose,
    mode: str = "page",
    *,
    level: int = TOP_HEADING,
    tight: bool = False,
    edit: bool = False,
    block: Callable[[str, str], str] | None = None,
    image: Callable[[str], str | None] | None = None,
    wording: Language | None = None,
) -> Markup:
    """A whole text as HTML, all of it escaped.

    `mode`: `page` links to notes, `print` has each as a footnote at its call, `data` has it there
    in brackets. `level`: that of the topmost headings. `tight`: a single paragraph goes without
    its <p>. `edit`: blocks carry their line in the file. `block(kind, target)` sets a table, chart
    or breakdown; `image(name)` gives a picture's address. `wording`: the words of its language.
    """
    layout = ProseLayout(
        mode=mode,
        level=level,
        tight=tight,
        edit=edit,
        block=block,
        image=image,
        wording=wording,
    )
    return _ProseWriter(prose, layout).html()


def inline_html(tokens: Iterable[Token], mode: str, wording: Language | None = None) -> Markup:
    """One paragraph without its <p>."""
    return Markup(_inline(tokens, ProseLayout(mode=mode, wording=wording)))


def line_of(place: Place) -> Markup:
    """The attribute that says where an element was written."""
    if not place.path:
        return Markup()
    return Markup(f' data-column="{place.column}" data-line="{escape(place.path)}:{place.line}"')


def notes_html(
    notes: Iterable[Note], edit: bool = False, wording: Language | None = None
) -> Markup:
    """The list of notes, each with the way back to its call."""
    say = ProseLayout(wording=wording).say
    rows = [
        f'<li id="{note.id}"{line_of(note.place) if edit else ""}>'
        f'{inline_html(note.tokens, "page", wording)} <a class="note-back" href="#{note.id}-call"'
        f' aria-label="{escape(say("back-to-note", number=note.number))}">'
        f"{escape(say('back'))}</a></li>"
        for note in notes
    ]
    return Markup(f'<ol class="notes">{"".join(rows)}</ol>') if rows else Markup()


# Blocks

_SIMPLE = {
    "bullet_list_open": "ul",
    "bullet_list_close": "/ul",
    "ordered_list_close": "/ol",
    "blockquote_open": "blockquote",
    "blockquote_close": "/blockquote",
    "thead_open": "thead",
    "thead_close": "/thead",
    "tbody_open": "tbody",
    "tbody_close": "/tbody",
    "tr_open": "tr",
    "tr_close": "/tr",
    "th_close": "/th",
    "td_close": "/td",
}


class _ProseWriter:
    """Sets the blocks of one text, one after another."""

    def __init__(self, prose: Prose, layout: ProseLayout) -> None:
        self.prose, self.layout = prose, layout
        self.pieces: list[str] = []
        self.closing: list[str] = []
        """For each paragraph, heading and container that is open: what is printed at its end."""
        self.items = 0

    def html(self) -> Markup:
        tokens = self.prose.tokens
        if self.prose.is_line or (
            self.layout.tight and len(tokens) == 3 and tokens[0].type == "paragraph_open"
        ):
            return Markup(
                "".join(
                    _inline(t.children or [], self.layout) for t in tokens if t.type == "inline"
                )
            )
        for token in tokens:
            if token.type == "inline":
                self.pieces.append(_inline(token.children or [], self.layout))
            elif token.type in _SIMPLE:
                self.pieces.append(f"<{_SIMPLE[token.type]}{self.line(token)}>")
            elif token.type in _BLOCKS:
                self.pieces.append(_BLOCKS[token.type](self, token))
        return Markup("".join(self.pieces).strip("\n"))

    def line(self, token: Token) -> str:
        """The attribute, in edit mode, that says where a block was written."""
        if not self.layout.edit or token.map is None or token.nesting < 0:
            return ""
        return line_of(self.prose.text.at(token.map[0]))

    def paragraph(self, token: Token) -> str:
        if token.nesting < 0:
            return self.closing.pop()
        if token.hidden:
            self.closing.append("")
            return ""
        # A P within a list item trips validators of tagged PDF, and a DIV does not.
        name = "div" if self.layout.mode == "print" and self.items else "p"
        self.closing.append(f"</{name}>\n")
        return f"<{name}{self.line(token)}>"

    def item(self, token: Token) -> str:
        self.items += token.nesting
        return f"<li{self.line(token)}>" if token.nesting > 0 else "</li>\n"

    def heading(self, token: Token) -> str:
        if token.nesting < 0:
            return self.closing.pop()
        if token.hidden:
            self.closing.append("")
            return ""
        level = min(6, self.layout.level + token.meta["depth"])
        self.closing.append(f"</h{level}>\n")
        named = (
            f' data-title="{escape(token.meta["title"])}"' if self.layout.mode == "print" else ""
        )
        return f'<h{level} id="{escape(token.meta["id"])}"{named}{self.line(token)}>'

    def ordered(self, token: Token) -> str:
        start = int(token.attrs.get("start", 1))
        # WeasyPrint counts from the style alone, a browser from the attribute.
        counter = (
            f' style="counter-reset: list-item {start - 1}"' if self.layout.mode == "print" else ""
        )
        return (
            f"<ol{self.line(token)}>"
            if start == 1
            else f'<ol start="{start}"{counter}{self.line(token)}>'
        )

    def table(self, token: Token) -> str:
        if token.nesting < 0:
            return "</table></div>\n"
        from reportgen.prose.table_widths import has_sentences

        room = (
            f" {table_room(self.prose, token) or ''}".rstrip()
            if self.layout.mode == "print"
            else ""
        )
        room += " sentences" if has_sentences(table_rows(self.prose, token)) else ""
        frame = (
            f' role="group" tabindex="0" aria-label="{escape(self.headings(token))}"'
            if self.layout.mode == "page"
            else ""
        )
        return f'<div class="table-wrap{room}"{frame}><table class="prose-table"{self.line(token)}>'

    def headings(self, token: Token) -> str:
        """The name of a table without a title: the headings of its columns."""
        columns = ", ".join(filter(None, table_rows(self.prose, token)[0]))
        return self.layout.say("table-of", columns=columns)

    def cell(self, token: Token) -> str:
        align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        place = f' class="{align}"' if align in ("left", "right", "center") else ""
        return f'<th scope="col"{place}>' if token.tag == "th" else f"<td{place}>"

    def code(self, token: Token) -> str:
        return f"<pre{self.line(token)}><code>{escape(token.content)}</code></pre>\n"

    def rule(self, token: Token) -> str:
        return f"<hr{self.line(token)}>\n"

    def container(self, token: Token) -> str:
        if token.nesting < 0:
            return self.closing.pop()
        title = escape(token.content)
        if token.info == "quote":
            who = f'<p class="quote-by">{title}</p>' if title else ""
            self.closing.append(f"</blockquote>{who}</div>\n")
            return f'<div class="quote"{self.line(token)}><blockquote>'
        self.closing.append("</div>\n")
        kind = "good-practice" if token.info == "good-practice" else "container"
        return f'<div class="{kind}"{self.line(token)}>' + (
            f'<p class="{kind}-title">{title}</p>' if title else ""
        )

    def unfilled(self, token: Token) -> str:
        return f'<p{self.line(token)}><mark class="unfilled">{escape(token.content)}</mark></p>\n'

    def placed(self, token: Token) -> str:
        kind, target = token.meta["kind"], token.meta["target"]
        if self.layout.block is None:
            return (
                f'<div class="placed" data-kind="{escape(kind)}"'
                f' data-target="{escape(target)}"></div>\n'
            )
        return str(escape(self.layout.block(kind, target)))


_BLOCKS: dict[str, Callable[[_ProseWriter, Token], str]] = {
    "paragraph_open": _ProseWriter.paragraph,
    "paragraph_close": _ProseWriter.paragraph,
    "heading_open": _ProseWriter.heading,
    "heading_close": _ProseWriter.heading,
    "list_item_open": _ProseWriter.item,
    "list_item_close": _ProseWriter.item,
    "ordered_list_open": _ProseWriter.ordered,
    "table_open": _ProseWriter.table,
    "table_close": _ProseWriter.table,
    "th_open": _ProseWriter.cell,
    "td_open": _ProseWriter.cell,
    "fence": _ProseWriter.code,
    "code_block": _ProseWriter.code,
    "hr": _ProseWriter.rule,
    "container_open": _ProseWriter.container,
    "container_close": _ProseWriter.container,
    "block_figure": _ProseWriter.placed,
    "unfilled_block": _ProseWriter.unfilled,
}


# Within a paragraph

_MARKS = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "hardbreak": "<br>\n",
    "link_close": "</a>",
}


def _inline(tokens: Iterable[Token], layout: ProseLayout) -> str:
    pieces: list[str] = []
    in_link = False
    for token in tokens:
        type = token.type
        if layout.mode == "data" and token.meta.get("bare"):
            continue  # an address stands there as it is typed
        if type in ("text", "text_special"):
            pieces.append(str(escape(token.content)))
        elif type in _MARKS:
            # A tagged PDF can hold no markup within a link.
            if not (in_link and layout.mode == "print" and type != "link_close"):
                pieces.append(_MARKS[type])
            in_link = in_link and type != "link_close"
        elif type == "link_open":
            in_link = True
            pieces.append(f'<a href="{escape(token.attrs["href"])}">')
        elif type == "code_inline":
            pieces.append(f"<code>{escape(token.content)}</code>")
        elif type == "note_call":
            pieces.append(_note(token, layout))
        elif type == "unfilled":
            pieces.append(f'<mark class="unfilled">{escape(token.content)}</mark>')
        elif type == "image":
            pieces.append(_image(token, layout))
    return "".join(pieces)


def _note(token: Token, layout: ProseLayout) -> str:
    note, call = token.meta["note"], token.meta["call"]
    if layout.mode == "data":
        return f" [{inline_html(note.tokens, 'data')}]"
    if layout.mode == "print" and call == 1:
        return f'<span class="footnote" id="{note.id}">{inline_html(note.tokens, "print")}</span>'
    id = f"{note.id}-call" if call == 1 else f"{note.id}-call-{call}"
    return (
        f'<sup class="note-call"><a href="#{note.id}" id="{id}" aria-label="'
        f'{escape(layout.say("note-number", number=note.number))}">{note.number}</a></sup>'
    )


def _image(token: Token, layout: ProseLayout) -> str:
    name, alt = token.meta["name"], token.meta["alt"]
    address = layout.image(name) if layout.image else name
    caption = (
        f'<span class="picture-caption">{escape(token.meta["caption"])}</span>'
        if token.meta["caption"]
        else ""
    )
    if not address:
        return f'<mark class="unfilled">{escape(f"[error: picture {name}] {alt}")}</mark>{caption}'
    return f'<img class="picture" src="{escape(address)}" alt="{escape(alt)}">{caption}'


# Tables


def table_room(prose: Prose, opening: Token) -> str | None:
    """The room that a Markdown table needs; None where there is none."""
    from reportgen.prose.table_widths import COLUMN, NESTED, measure_columns

    return measure_columns(table_rows(prose, opening), room=NESTED if opening.level else COLUMN)
