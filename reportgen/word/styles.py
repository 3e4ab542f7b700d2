"""The styles, lists and settings of a document, as the files of its package that hold them."""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.util.frozen import frozen
from reportgen.word.brand import Brand
from reportgen.word.markup import quote_value

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


@frozen(kw_only=False)
class ParagraphStyle:
    """A style of paragraphs: its id, name, size in half points and the rest as markup."""

    id: str
    name: str
    size: int = 0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    before: int = 0
    after: int = 120
    more: str = ""
    """Properties before the spacing: keepNext, borders, shading, tabs."""
    indent: str = ""
    level: int | None = None
    """The level in the outline of the document, from 0."""
    based: str = "Normal"
    following: str = "Normal"


_KEEP = "<w:keepNext/><w:keepLines/>"
_INSET = '<w:ind w:left="284" w:right="284"/>'
_HEADING_SIZES = (36, 28, 24, 22, 22, 22)


def _paragraph_styles(brand: Brand) -> tuple[ParagraphStyle, ...]:
    return (
        *_heading_styles(brand.accent),
        *_contents_styles(),
        *_text_styles(brand),
        *_table_styles(brand.soft),
        *_page_styles(brand),
    )


def _heading_styles(accent: str) -> tuple[ParagraphStyle, ...]:
    return tuple(
        ParagraphStyle(
            f"Heading{n}",
            f"heading {n}",
            size,
            bold=True,
            colour=accent,
            before=360 if n < 3 else 240,
            more=_KEEP,
            level=n - 1,
        )
        for n, size in enumerate(_HEADING_SIZES, start=1)
    )


def _contents_styles() -> tuple[ParagraphStyle, ...]:
    return tuple(
        ParagraphStyle(
            f"TOC{n}",
            f"toc {n}",
            after=60,
            bold=n == 1,
            more='<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9070"/></w:tabs>',
            indent=f'<w:ind w:left="{284 * (n - 1)}" w:right="567"/>',
        )
        for n in (1, 2, 3)
    )


def _text_styles(brand: Brand) -> tuple[ParagraphStyle, ...]:
    style, accent, soft = ParagraphStyle, brand.accent, brand.soft
    box = (
        f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{accent}"/></w:pBdr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{brand.tint}"/>'
    )
    bar = f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="{brand.line}"/></w:pBdr>'
    return (
        style("TOCHeading", "TOC Heading", 36, bold=True, colour=accent, after=240, more=_KEEP),
        style("Title", "Title", 64, bold=True, colour=accent, before=240, after=240),
        style("Subtitle", "Subtitle", 32, colour=soft, after=480),
        style("CoverKind", "Cover kind", 28, bold=True, colour=soft, before=2400),
        style("CoverLine", "Cover line", 24, after=80),
        style("Band", "Marking", 26, bold=True, colour="9C2A10", before=120, after=240),
        style("Notice", "Notice", more=box, indent=_INSET, before=120, after=200),
        style("Address", "Address", after=240),
        style(
            "Over", "Over", 20, bold=True, colour=soft, before=120, after=40, more="<w:keepNext/>"
        ),
        style("Statement", "Statement", italic=True, colour=soft, after=160),
        style("Rating", "Rating", 26, bold=True),
        style("RestsOn", "Rests on", 20, colour=soft),
        style("ListParagraph", "List Paragraph", after=80),
        style("Quote", "Quote", italic=True, more=bar, indent=_INSET),
        style("QuoteBy", "Quote source", 20, colour=soft, more=bar, indent=_INSET, after=200),
        style("GoodPractice", "Good practice", more=box, indent=_INSET),
        style(
            "GoodPracticeTitle", "Good practice title", bold=True, more=_KEEP + box, indent=_INSET
        ),
        style("Signature", "Signature", before=240),
    )


def _table_styles(soft: str) -> tuple[ParagraphStyle, ...]:
    style = ParagraphStyle
    return (
        style("Caption", "caption", 22, bold=True, before=240, after=80, more=_KEEP),
        style("TableText", "Table text", 20, before=40, after=40),
        style("TableNumber", "Table number", 20, before=40, after=40),
        style("TableHead", "Table head", 20, bold=True, before=40, after=40, more="<w:keepNext/>"),
        style(
            "TableGroup", "Table group", 20, bold=True, before=80, after=40, more="<w:keepNext/>"
        ),
        style("TableNote", "Table note", 18, colour=soft, after=80),
        style("AfterTable", "After table", 8, after=0),
    )


def _page_styles(brand: Brand) -> tuple[ParagraphStyle, ...]:
    style, soft = ParagraphStyle, brand.soft
    return (
        style(
            "Rule",
            "Rule",
            8,
            more=(
                '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1"'
                f' w:color="{brand.line}"/></w:pBdr>'
            ),
        ),
        style("Code", "Code", 20, after=0),
        style("FootnoteText", "footnote text", 18, after=40),
        style("Header", "header", 18, colour=soft, after=0),
        style(
            "Footer",
            "footer",
            18,
            colour=soft,
            after=0,
            more='<w:tabs><w:tab w:val="right" w:pos="9070"/></w:tabs>',
        ),
    )


_CHARACTER_STYLES = {
    "Hyperlink": ("Hyperlink", '<w:color w:val="{accent}"/><w:u w:val="single"/>'),
    "FootnoteReference": ("footnote reference", '<w:vertAlign w:val="superscript"/>'),
    "ParagraphNumber": ("Paragraph number", '<w:color w:val="{soft}"/><w:sz w:val="16"/>'),
    "CodeText": ("Code text", '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New"/>'),
    "Unfilled": ("Unfilled", '<w:color w:val="9C2A10"/><w:shd w:val="clear" w:fill="FFF2CC"/>'),
    "PictureCaption": ("Picture caption", '<w:color w:val="{soft}"/><w:sz w:val="18"/>'),
}


def write_styles(brand: Brand, language: str) -> str:
    """styles.xml."""
    font = quote_value(brand.fonts[0])
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f"<w:rFonts w:ascii={font} w:hAnsi={font} w:eastAsia={font} w:cs={font}/>"
        f'<w:color w:val="{brand.ink}"/><w:sz w:val="22"/><w:szCs w:val="22"/>'
        f"<w:lang w:val={quote_value(language)}/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    characters = "".join(
        f'<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>'
        f"{properties.format(accent=brand.accent, soft=brand.soft)}</w:rPr></w:style>"
        for id, (name, properties) in _CHARACTER_STYLES.items()
    )
    return (
        f'{HEAD}<w:styles xmlns:w="{MAIN}">{defaults}'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        + "".join(map(_style, _paragraph_styles(brand)))
        + characters
        + _table_style(brand)
        + "</w:styles>"
    )


def _style(style: ParagraphStyle) -> str:
    outline = f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    size = f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>' if style.size else ""
    runs = (
        ("<w:b/>" if style.bold else "")
        + ("<w:i/>" if style.italic else "")
        + (f'<w:color w:val="{style.colour}"/>' if style.colour else "")
        + size
    )
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based}"/><w:next w:val="{style.following}"/><w:qFormat/><w:pPr>'
        f'{style.more}<w:spacing w:before="{style.before}" w:after="{style.after}"/>'
        f"{style.indent}{outline}</w:pPr>"
        + (f"<w:rPr>{runs}</w:rPr>" if runs else "")
        + "</w:style>"
    )


def _table_style(brand: Brand) -> str:
    rule = f'w:val="single" w:sz="4" w:space="0" w:color="{brand.line}"'
    strong = f'w:val="single" w:sz="8" w:space="0" w:color="{brand.accent}"'
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>"
        '<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report table"/>'
        '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
        f"<w:top {strong}/><w:bottom {strong}/><w:insideH {rule}/></w:tblBorders>"
        '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        '</w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{brand.tint}"/></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )


_BULLETS = "•–◦"
_FORMATS = (("bullet", ""), ("decimal", "."), ("lowerLetter", ")"))


def write_numbering(started: Sequence[tuple[int, int]]) -> str:
    """numbering.xml: bullets as list 1, and then each numbered list with its first number."""
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="hybridMultilevel"/>'
        + "".join(_list_level(*form, depth) for depth in range(9))
        + "</w:abstractNum>"
        for kind, form in enumerate(_FORMATS, start=1)
    )
    lists = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>' + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>'
        + "".join(
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{first}"/></w:lvlOverride>'
            for depth in range(9)
        )
        + "</w:num>"
        for number, (kind, first) in enumerate(started, start=2)
    )
    return f'{HEAD}<w:numbering xmlns:w="{MAIN}">{kinds}{lists}</w:numbering>'


def _list_level(form: str, behind: str, depth: int) -> str:
    shown = _BULLETS[min(depth, 2)] if form == "bullet" else f"%{depth + 1}{behind}"
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{shown}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{425 * (depth + 1)}" w:hanging="425"/></w:pPr></w:lvl>'
    )


def write_settings(language: str, *, track: bool) -> str:
    """settings.xml. `track`: every change is tracked, whatever the reader chooses."""
    tracked = (
        '<w:trackRevisions/><w:documentProtection w:edit="trackedChanges" w:enforcement="1"/>'
        if track
        else ""
    )
    return (
        f'{HEAD}<w:settings xmlns:w="{MAIN}">{tracked}<w:defaultTabStop w:val="425"/>'
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:compat>'
        '<w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f"<w:themeFontLang w:val={quote_value(language)}/></w:settings>"
    )


def write_font_table(brand: Brand) -> str:
    """fontTable.xml: the typeface, and what to take where it is missing."""
    other = (
        f"<w:altName w:val={quote_value(','.join(brand.fonts[1:]))}/>" if brand.fonts[1:] else ""
    )
    return (
        f'{HEAD}<w:fonts xmlns:w="{MAIN}"><w:font w:name={quote_value(brand.fonts[0])}>{other}'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )
