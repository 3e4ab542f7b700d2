"""How large pictures may be: files, drawings, and what templates write into addresses.

A picture of a report is held against these limits when the inspection is checked, and every image
once more when a PDF is made.
"""

from __future__ import annotations

MAX_PICTURE_BYTES = 20_000_000
"""Bytes of one file. A photograph that fills a page at 300 dots an inch has a tenth of that."""

MAX_PICTURE_PIXELS = 50_000_000
"""Pixels of one picture. A page at 600 dots an inch has 35 million."""

MAX_PIXELS_IN_ALL = 500_000_000
"""Pixels of all pictures of a report."""

MAX_DATA_URL = 8_192
"""Characters of a `data:` address. Enough for a drawn sign; pictures are handed over as files."""

MAX_SVG_BYTES = 1_000_000
"""Bytes of one drawing."""

MAX_SVG_SHAPES = 30_000
"""Shapes that a drawing may ask for, with everything that it repeats."""

MAX_SVG_DEPTH = 100
"""Elements inside elements, and parts inside the parts that use them."""

MAX_SVG_LOOKUPS = 2_000_000
"""The number of different parts that a drawing uses, multiplied by the number of elements that are
searched for each."""

MAX_SVG_SELECTOR_TESTS = 20_000_000
"""Steps in which the selectors of a drawing's styles are compared with its elements."""
