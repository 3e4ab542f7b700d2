"""The page "Writing text" shows everything that a text can hold, as the report prints it today."""

from __future__ import annotations

import re
import sys

import pytest

from reportgen.checks import pasted
from reportgen.prose.placeholders import KINDS
from reportgen.prose.prose import CONTAINERS
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
SOURCE = (DOCS / "writing.source.md").read_text("utf-8")
EXAMPLES = "".join(re.findall(r"^```example\n(.*?)^```$", SOURCE, re.M | re.S))


@pytest.mark.parametrize("kind", KINDS)
def test_each_placeholder_is_shown(kind: str) -> None:
    assert re.search(rf"^### .*`{{{kind}\b|`{{{kind}:", SOURCE, re.M) or kind == "table"
    # The example's methodology declares no fields: their example is in docs/methodology.md.
    assert kind == "field" or re.search(rf"{{{kind}[:}}]", EXAMPLES)


@pytest.mark.parametrize("container", CONTAINERS)
def test_each_container_is_shown(container: str) -> None:
    assert f"::: {container} " in EXAMPLES


def test_each_thing_that_word_leaves_is_shown() -> None:
    shown = set(re.findall(r"^```pasted ([\w-]+)$", SOURCE, re.M))
    codes = {
        name.replace("_", "-")
        for name in vars(pasted)
        if name.startswith(("pasted_", "list_", "bullet_"))
    }
    assert codes >= {"pasted-list", "pasted-table", "list-cut", "bullet-joined"}
    assert codes | {"hidden-character", "text-after-hash"} <= shown


def test_the_page_is_what_the_report_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    from writing import make_writing_page

    made = make_writing_page(REPOSITORY)
    assert len(made) > 5
    for name, text in made.items():
        assert (DOCS / name).read_text("utf-8") == text, f"{name}: run python docs/generate.py"
    for picture in re.findall(r'src="([^"]+)"', made["writing.md"]):
        assert (DOCS / picture).is_file(), picture
    sys.modules.pop("writing", None)
