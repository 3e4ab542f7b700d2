"""Writes one text, already read, as paragraphs of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from markdown_it.token import Token

from reportgen.prose.plain import plain_of
from reportgen.prose.prose import Note, Prose
from reportgen.report.picture_files import measure_picture
from reportgen.util.picture_types import JPEG, SVG
from reportgen.word.markup import LINE_BREAK, make_field, make_paragraph, make_run, quote_value
from reportgen.word.shared import BULLETS, DECIMAL

if TYPE_CHECKING:
    from reportgen.problems import Place
    from reportgen.word.body import Body

INDENT = 425
"""How far each level of a list is indented, in twips."""
_EMU_PER_DOT, _WIDEST, _HIGHEST = 9525, 160 * 36000, 200 * 36000


class ProseWriter:
    """Writes the blocks of one text, one after another."""

    def __init__(
        self, body: Body, prose: Prose, level: int, style: str | None, properties: dict[str, str]
    ) -> None:
        self.body, self.prose, self.level, self.style = body, prose, level, style
        self.properties = properties
        self.lists: list[int] = []
        """The number of each list that is open."""
        self.fresh = False
        """Whether the next paragraph is the first of its item."""
        self.frames: list[tuple[str, str, Place | None]] = []
        """The kind, title and place of each container or quotation that is open."""
        self.rows: list[list[str]] | None = None
        self.id: str | None = None
        """The id of the first paragraph."""

    def write(self) -> None:
        for number, token in enumerate(self.prose.tokens):
            if token.type == "inline" and self.rows is None:
                before = self.prose.tokens[number - 1] if number else token
                self.inline(token, before)
            elif token.type in _BLOCKS:
                _BLOCKS[token.type](self, token)

    def place(self, token: Token) -> Place | None:
        at = getattr(self.prose.text, "at", None)
        return at(token.map[0]) if at is not None and token.map else None

    # Paragraphs

    def inline(self, token: Token, before: Token) -> None:
        content = set_inline(self.body, token.children or [])
        if before.type == "heading_open" and not before.hidden:
            depth = self.level + int(before.meta["depth"])
            id = str(before.meta["id"])
            if self.body.in_table:
                self.body.paragraph(content, "TableHead", id=id, place=self.place(token))
            else:
                self.body.heading(content, depth, id=id, place=self.place(token))
            return
        self.set_paragraph(content, self.place(token))

    def set_paragraph(self, content: str, place: Place | None) -> None:
        properties = dict(self.properties)
        style, kind = self.style, "paragraph"
        if self.frames:
            style = {"quote": "Quote", "good-practice": "GoodPractice"}.get(
                self.frames[-1][0], "GoodPractice"
            )
        if self.lists:
            depth = len(self.lists) - 1
            boxed = style if self.frames else None
            style = boxed or self.style or "ListParagraph"
            if self.fresh:
                properties["numPr"] = (
                    f'<w:numPr><w:ilvl w:val="{min(depth, 8)}"/>'
                    f'<w:numId w:val="{self.lists[-1]}"/></w:numPr>'
                )
                kind = "item"
                self.fresh = False
            left = INDENT * (depth + 1)
            hanging = f' w:hanging="{INDENT}"' if kind == "item" else ""
            properties["ind"] = f'<w:ind w:left="{left}"{hanging}/>'
        self.body.paragraph(
            content, style, kind=kind, place=place, properties=properties, id=self.id
        )
        self.id = None

    # Lists

    def open_list(self, token: Token) -> None:
        kind = BULLETS if token.type == "bullet_list_open" else DECIMAL
        self.lists.append(self.body.lists.start(kind, int(token.attrs.get("start", 1))))

    def close_list(self, token: Token) -> None:
        self.lists.pop()

    def item(self, token: Token) -> None:
        self.fresh = True

    # Frames

    def open_frame(self, token: Token) -> None:
        kind = "quote" if token.type == "blockquote_open" else token.info
        self.frames.append((kind, token.content, self.place(token)))
        if kind != "quote" and token.content:
            self.body.paragraph(
                make_run(token.content), "GoodPracticeTitle", place=self.place(token)
            )

    def close_frame(self, token: Token) -> None:
        kind, title, place = self.frames.pop()
        if kind == "quote" and title:
            self.body.paragraph(make_run(title), "QuoteBy", place=place)

    # The rest

    def code(self, token: Token) -> None:
        for line in token.content.rstrip("\n").split("\n"):
            self.body.paragraph(make_run(line), "Code", place=self.place(token))

    def rule(self, token: Token) -> None:
        self.body.blocks.append(make_paragraph("", "Rule"))

    def unfilled(self, token: Token) -> None:
        self.body.paragraph(make_run(token.content, style="Unfilled"), place=self.place(token))

    def placed(self, token: Token) -> None:
        self.body.placed(str(token.meta["kind"]), str(token.meta["target"]))

    def open_table(self, token: Token) -> None:
        self.rows = []

    def row(self, token: Token) -> None:
        if self.rows is not None:
            self.rows.append([])

    def cell(self, token: Token) -> None:
        if self.rows is None:
            return
        number = next(n for n, one in enumerate(self.prose.tokens) if one is token)
        inline = self.prose.tokens[number + 1]
        right = "right" in str(token.attrs.get("style", ""))
        with self.body.apart() as runs:
            style = "TableHead" if token.tag == "th" else "TableNumber" if right else "TableText"
            content = set_inline(self.body, inline.children or [])
            properties = {"jc": '<w:jc w:val="right"/>'} if right else None
            self.body.paragraph(
                content, style, place=self.place(inline) or self.place(token), properties=properties
            )
        self.rows[-1].append("".join(runs))

    def close_table(self, token: Token) -> None:
        rows, self.rows = self.rows or [], None
        if rows:
            self.body.table_of_prose(rows, ['<w:jc w:val="right"/>' in cell for cell in rows[-1]])


_BLOCKS: dict[str, Callable[[ProseWriter, Token], None]] = {
    "bullet_list_open": ProseWriter.open_list,
    "ordered_list_open": ProseWriter.open_list,
    "bullet_list_close": ProseWriter.close_list,
    "ordered_list_close": ProseWriter.close_list,
    "list_item_open": ProseWriter.item,
    "blockquote_open": ProseWriter.open_frame,
    "blockquote_close": ProseWriter.close_frame,
    "container_open": ProseWriter.open_frame,
    "container_close": ProseWriter.close_frame,
    "fence": ProseWriter.code,
    "code_block": ProseWriter.code,
    "hr": ProseWriter.rule,
    "block_figure": ProseWriter.placed,
    "unfilled_block": ProseWriter.unfilled,
    "table_open": ProseWriter.open_table,
    "tr_open": ProseWriter.row,
    "th_open": ProseWriter.cell,
    "td_open": ProseWriter.cell,
    "table_close": ProseWriter.close_table,
}


# Within a paragraph


def set_inline(body: Body, tokens: Iterable[Token]) -> str:
    """The runs of one paragraph."""
    runs: list[str] = []
    bold = italic = 0
    link: str | None = None
    outside: list[str] = []
    for token in tokens:
        type = token.type
        style = "Hyperlink" if link is not None else None
        if type in ("text", "text_special"):
            runs.append(make_run(token.content, bold=bold > 0, italic=italic > 0, style=style))
        elif type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif type in ("em_open", "em_close"):
            italic += token.nesting
        elif type == "hardbreak":
            runs.append(LINE_BREAK)
        elif type == "link_open":
            link, outside, runs = str(token.attrs["href"]), runs, []
        elif type == "link_close" and link is not None:
            outside.append(_set_link(body, link, "".join(runs)))
            link, runs = None, outside
        elif type == "code_inline":
            runs.append(make_run(token.content, style="CodeText"))
        elif type == "unfilled":
            runs.append(make_run(token.content, style="Unfilled"))
        elif type == "note_call":
            runs.append(_set_note(body, token.meta["note"]))
        elif type == "image":
            runs.append(_set_picture(body, token))
    return "".join(runs)


def _set_link(body: Body, address: str, content: str) -> str:
    if address.startswith("#"):
        return body.bookmarks.link(address[1:], content)
    return body.relations.link(address, content)


def _set_note(body: Body, note: Note) -> str:
    """The call of a footnote; of one called before, a reference to that call."""
    notes = body.footnotes
    name = f"_note_{note.number}"
    if note.number in notes.numbers:
        return make_field(
            f"NOTEREF {name} \\h", str(notes.numbers[note.number]), style="FootnoteReference"
        )
    number = len(notes.numbers) + 1
    notes.numbers[note.number] = number
    notes.entries.append("")
    # A link in a note would need relations of its own; its words are kept.
    content = set_inline(body, [t for t in note.tokens if not t.type.startswith("link_")])
    begin = body.key.enter("footnote", note.place, content)
    notes.entries[number - 1] = (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{begin}{content}</w:p></w:footnote>'
    )
    body.bookmarks.count += 1
    id = body.bookmarks.count
    return (
        f'<w:bookmarkStart w:id="{id}" w:name="{name}"/>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        f'<w:footnoteReference w:id="{number}"/></w:r><w:bookmarkEnd w:id="{id}"/>'
    )


def _set_picture(body: Body, token: Token) -> str:
    """A picture with its alternative text and its caption; without a file, the text alone."""
    name, alt, caption = (str(token.meta[key] or "") for key in ("name", "alt", "caption"))
    below = LINE_BREAK + make_run(caption, style="PictureCaption") if caption else ""
    data = body.pictures.files.get(name)
    if data is None:
        return make_run(alt or plain_of(token.children or []) or name, italic=True) + below
    kind = body.pictures.kinds[name]
    width, height = measure_picture(data, kind) or (600, 400)
    wide, high = width * _EMU_PER_DOT, height * _EMU_PER_DOT
    shrink = min(1.0, _WIDEST / wide, _HIGHEST / high)
    size = f'cx="{int(wide * shrink)}" cy="{int(high * shrink)}"'
    number = len(body.relations.ids) + 1
    described = f'id="{number}" name="Picture {number}" descr={quote_value(alt)}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {size}/><wp:docPr {described}/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {described}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f"{_blip(body, data, kind)}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect">'
        "<a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        f"</w:drawing></w:r>{below}"
    )


def _blip(body: Body, data: bytes, kind: str) -> str:
    """The picture's data. A drawing stands beside an empty picture, for programs that do not know
    drawings."""
    if kind != SVG:
        ending = "jpg" if kind == JPEG else "png"
        return f'<a:blip r:embed="{body.relations.picture(data, ending)}"/>'
    empty = body.relations.picture(EMPTY_PNG, "png")
    drawing = body.relations.picture(data, "svg")
    return (
        f'<a:blip r:embed="{empty}"><a:extLst>'
        '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
        '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
        f' r:embed="{drawing}"/></a:ext></a:extLst></a:blip>'
    )


EMPTY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b494441"
    "54789c63f8cf00000201010032ba2b920000000049454e44ae426082"
)
"""One dot that shows nothing."""
