"""The theme of a document: its colours and typeface, as Word offers them to whoever edits it."""

from __future__ import annotations

from reportgen.word.brand import Brand
from reportgen.word.markup import quote_value

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'


def write_theme(brand: Brand) -> str:
    """theme1.xml."""
    colours = {"dk1": brand.ink, "lt1": "FFFFFF", "dk2": brand.accent, "lt2": brand.tint}
    accents = (brand.accent, brand.soft, brand.line, brand.ink, brand.accent, brand.soft)
    colours |= {f"accent{n}": colour for n, colour in enumerate(accents, start=1)}
    colours |= {"hlink": brand.accent, "folHlink": brand.soft}
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in colours.items()
    )
    font = f'<a:latin typeface={quote_value(brand.fonts[0])}/><a:ea typeface=""/>'
    font += '<a:cs typeface=""/>'
    lines = "".join(
        f'<a:ln w="{width}">{_FILL}<a:prstDash val="solid"/></a:ln>'
        for width in (6350, 12700, 19050)
    )
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{_HEAD}<a:theme xmlns:a="{_DRAWING}" name="Report"><a:themeElements>'
        f'<a:clrScheme name="Report">{scheme}</a:clrScheme><a:fontScheme name="Report">'
        f"<a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Report"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{lines}</a:lnStyleLst><a:effectStyleLst>{effects}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements>"
        "</a:theme>"
    )
