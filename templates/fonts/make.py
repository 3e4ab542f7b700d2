"""Makes the font files of this folder from the full TTF files of Source Sans 3 (npm: source-sans
3.52.0).

    python make.py node_modules/source-sans/TTF

The reserved name "Source" may not be used for a modified font, so the subset has a name of its own.
The TTF files are for the PDF and keep Greek and Cyrillic for names; the WOFF2 files go into the web
page and hold Latin and the signs that reports use, and those called More the rest, for the pages
that need it. Needs fonttools and brotli. It is not part of the program.
"""

import sys
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
FAMILY = "Reportgen Sans"
FACES = {"Regular": "Regular", "It": "Italic", "Semibold": "Bold", "SemiboldIt": "Bold Italic"}
"""Their names there, and the style each has here: the semibold is our bold."""

SIGNS = "‐‑‒–—‘’‚“”„†‡•…‰′″‹›⁄€™−×÷±≈≠≤≥←↑→↓✓✗■□●○▲▼\u00a0\u2009\u200a\u202f\u2060⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉½⅓⅔¼¾№"
LATIN = {
    *range(0x20, 0x180),
    *range(0x218, 0x21C),
    *range(0x300, 0x30D),
    *range(0x1E80, 0x1E86),
    0x1EF2,
    0x1EF3,
    0x1E9E,
    *map(ord, SIGNS),
}
WIDE = LATIN | {
    *range(0x180, 0x250),
    *range(0x300, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2800),
}
MORE = WIDE - LATIN | {*range(0x41, 0x5B), *range(0x61, 0x7B), 0x131, *range(0x300, 0x30D)}
"""With plain letters and the accents, because a letter and its accents are set from one font."""
FEATURES = [
    "kern",
    "liga",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
    "pnum",
    "sups",
    "subs",
    "case",
    "frac",
    "numr",
    "dnom",
]


def make(source: Path, face: str, style: str, characters: set[int], end: str) -> None:
    options = subset.Options()
    options.layout_features, options.hinting, options.glyph_names, options.notdef_outline = (
        FEATURES,
        False,
        False,
        True,
    )
    options.name_IDs, options.name_languages = ["*"], ["*"]
    font = subset.load_font(str(source / f"SourceSans3-{face}.ttf"), options)
    work = subset.Subsetter(options)
    work.populate(unicodes=characters)
    work.subset(font)
    names, file = font["name"], f"{FAMILY.replace(' ', '')}-{style.replace(' ', '')}"
    for name in (1, 2, 3, 4, 6, 7, 16, 17, 18, 20, 21, 22, 25):
        names.removeNames(nameID=name)
    for name, value in {
        1: FAMILY,
        2: style,
        3: f"{file};3.052",
        4: f"{FAMILY} {style}",
        6: file,
    }.items():
        names.setName(value, name, 3, 1, 0x409)
    bold, italic = "Bold" in style, "Italic" in style
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = (
        font["OS/2"].fsSelection & ~0b1100001
        | (0x20 if bold else 0)
        | (0x01 if italic else 0)
        | (0 if bold or italic else 0x40)
    )
    font["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.flavor = "woff2" if end.endswith("woff2") else None
    font.save(HERE / f"{file}{end}")


def tell_more() -> None:
    """Writes down the characters that a page needs the files called More for."""
    known = map(chr, sorted(set(TTFont(HERE / "ReportgenSans-Regular.ttf").getBestCmap()) - LATIN))
    (HERE / "More.txt").write_text(
        "".join(c for c in known if unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp", "Zs"))
        + "\n",
        "utf-8",
    )


if __name__ == "__main__":
    for face, style in FACES.items():
        make(Path(sys.argv[1]), face, style, WIDE, ".ttf")
        make(Path(sys.argv[1]), face, style, LATIN, ".woff2")
        make(Path(sys.argv[1]), face, style, MORE, "-More.woff2")
    tell_more()
