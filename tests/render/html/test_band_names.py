"""The names of bands above a bar: near their bands, none on another, none off the drawing."""

from __future__ import annotations

import pytest

from reportgen.render.html.band_names import LETTER, ROOM, place_band_names
from reportgen.report.view import BandEdge

SIZE = 9.8


def edges(*bands: tuple[int, str]) -> list[BandEdge]:
    names = ["Inadequate", *(name for _, name in bands)]
    return [
        BandEdge(percent=percent, name=name, below=below)
        for (percent, name), below in zip(bands, names, strict=False)
    ]


@pytest.mark.parametrize(
    ("bands", "rows"),
    [
        (edges((50, "Requires improvement"), (65, "Good"), (80, "Outstanding")), 2),
        (edges((50, "Good")), 1),
        (edges((25, "Partly met"), (50, "Satisfactorily met"), (75, "Well met")), 2),
        (edges((90, "A name that is very long"), (95, "Another that is long")), 2),
    ],
)
def test_names_do_not_meet(bands: list[BandEdge], rows: int) -> None:
    placed = place_band_names(bands, SIZE)
    assert [one.name for one in placed] == ["Inadequate", *(edge.name for edge in bands)]
    assert max(one.row for one in placed) == rows - 1
    for one in placed:
        assert one.x >= 0 and one.x + len(one.name) * LETTER * SIZE <= ROOM
        for other in placed:
            if other.row == one.row and other.x > one.x:
                assert one.x + len(one.name) * LETTER * SIZE < other.x


def test_without_bands_there_are_no_names() -> None:
    assert place_band_names([], SIZE) == ()
