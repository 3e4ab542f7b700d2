"""Ratings then and now, within a methodology and across two."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportgen.dossier import open_dossier
from reportgen.project.loading import Project
from reportgen.ratings.then_now import EarlierRatings, compare_then_now
from reportgen.reading.fields import SourceText
from tests.conftest import REPOSITORY

DOSSIER = open_dossier(Project(REPOSITORY), "west-sussex-2022")


def changes(
    earlier: dict[str, str], methodology: str | None, compares: dict[str, str]
) -> dict[str, str]:
    """The change of each standard, and of the overall rating."""
    named = {SourceText(here): SourceText(there) for here, there in compares.items()}
    newer = replace(DOSSIER.methodology, compares={SourceText("older-2018"): named})
    rows = compare_then_now(
        newer,
        DOSSIER.ratings,
        EarlierRatings(title="", published=None, methodology=methodology, ratings=earlier),
    )
    return {row.id: row.change for row in rows}


def test_within_one_methodology_standards_are_compared_by_id() -> None:
    found = changes(
        {"overall": "Good", "1.1": "Inadequate", "1.2": "Inadequate", "2.1": "Outstanding"},
        "hmip-pdu-2021",
        {},
    )
    assert found["overall"] == "worse"
    assert (found["1.1"], found["1.2"], found["2.1"]) == ("better", "as before", "worse")
    assert found["1.3"] == "not comparable"  # it had no rating then
    assert "2.6" not in found  # reported for information, and not rated


def test_across_methodologies_only_what_the_newer_one_names() -> None:
    earlier = {"overall": "Good", "1.1": "Inadequate", "2.2": "Inadequate"}
    assert set(changes(earlier, "older-2018", {}).values()) == {"not comparable"}
    found = changes(earlier, "older-2018", {"2.1": "2.2"})
    assert found["2.1"] == "better"
    assert found["2.2"] == found["1.1"] == found["overall"] == "not comparable"
    assert changes(earlier, "older-2018", {"overall": "overall"})["overall"] == "worse"
    assert set(changes(earlier, "another-2010", {"2.1": "2.2"}).values()) == {"not comparable"}


@pytest.mark.parametrize("then", ["Excellent", "inadequate", ""])
def test_a_rating_of_another_scale_is_not_comparable(then: str) -> None:
    assert changes({"1.1": then}, "hmip-pdu-2021", {})["1.1"] == "not comparable"
