"""Makes these pictures anew from the examples' PDFs: `bin/reportgen build --all`, then `python
docs/pictures/make.py`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

HERE = Path(__file__).parent
OUTPUT = HERE.parents[1] / "output"

REPORT, LETTER = "west-sussex-2022", "kent-surrey-sussex-2022"
PAGES = {
    "cover": (REPORT, ""),
    "contents": (REPORT, "Contents"),
    "ratings": (REPORT, "Ratings"),
    "key-questions": (REPORT, "2.3 Planning"),
    "annexe": (REPORT, "Annexe three – Inspection data"),
    "letter": (LETTER, ""),
}
"""Each picture: whose page, and the bookmark of it; the first page without one."""

DOTS = 110
COLOURS = 128
"""Enough for a page of ours: fewer, and two ratings share one."""


def picture(slug: str, bookmark: str) -> Image.Image:
    document = pypdfium2.PdfDocument(OUTPUT / slug / f"{slug}.pdf")
    number = 0
    if bookmark:
        number = next(
            mark.get_dest().get_index()
            for mark in document.get_toc()
            if " ".join(mark.get_title().split()) == bookmark
        )
    image: Image.Image = document[number].render(scale=DOTS / 72).to_pil().convert("RGB")
    return image


def side_by_side(images: Sequence[Image.Image], gap: int = 12) -> Image.Image:
    sheet = Image.new(
        "RGB",
        (sum(image.width + gap for image in images) + gap, images[0].height + 2 * gap),
        "#cccccc",
    )
    left = gap
    for image in images:
        sheet.paste(image, (left, gap))
        left += image.width + gap
    return sheet


def save(image: Image.Image, name: str) -> None:
    image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        HERE / f"{name}.png", optimize=True
    )


def main() -> None:
    images = {name: picture(*page) for name, page in PAGES.items()}
    for name, image in images.items():
        save(image, name)
    save(side_by_side([images[name] for name in ("cover", "ratings", "key-questions")]), "pages")


if __name__ == "__main__":
    main()
