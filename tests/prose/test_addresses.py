"""Addresses that stand bare in a text become links; what only looks like one stays text."""

from __future__ import annotations

import time

import pytest

from reportgen.prose.addresses import find_addresses
from reportgen.prose.html import prose_html
from reportgen.prose.reader import parse
from reportgen.reading.fields import SourceText
from reportgen.render.html.template_functions import link_bare_addresses
from tests.prose.test_prose import new_placeholders


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://example.org/a_b?c=d.", ["https://example.org/a_b?c=d"]),
        ("(www.example.org/x)", ["https://www.example.org/x"]),
        ("https://example.org/a_(b), and", ["https://example.org/a_(b)"]),
        ("Write to help.desk@example.org.uk.", ["mailto:help.desk@example.org.uk"]),
        ("http://a.org and b@c.org", ["http://a.org", "mailto:b@c.org"]),
        ("“https://example.org”", ["https://example.org"]),
        ("javascript://example.org", []),
        ("xhttps://example.org", []),
        ("https:// and www. and @name", []),
        ("3 @ 4, a@b, user@localhost", []),
    ],
)
def test_addresses_are_found_without_what_stands_around_them(
    text: str, addresses: list[str]
) -> None:
    assert [address for _, _, address in find_addresses(text)] == addresses


def test_a_long_text_is_searched_in_little_time() -> None:
    began = time.perf_counter()
    for text in ("a@" * 50_000, "www." * 50_000, "https://" * 20_000, "a." * 50_000 + "@"):
        list(find_addresses(text))
    assert time.perf_counter() - began < 5


def html(text: str, mode: str = "page") -> str:
    return str(prose_html(parse(SourceText(text), placeholders=new_placeholders()), mode))


def test_an_address_in_a_paragraph_is_a_link_and_keeps_its_signs() -> None:
    assert html("It's at https://example.org/a--b...c, he said.") == (
        '<p>It’s at <a href="https://example.org/a--b...c">https://example.org/a--b...c</a>,'
        " he said.</p>"
    )


def test_within_a_link_or_code_an_address_stays_as_it_is() -> None:
    assert html("[www.a.org](https://b.org) `c@d.org`").count("<a ") == 1


def test_the_data_have_the_address_as_it_is_typed() -> None:
    """So that a report that was published before has the digest that it had."""
    assert html("See www.example.org.", "data") == "<p>See www.example.org.</p>"


def test_a_line_with_an_address_is_escaped() -> None:
    assert link_bare_addresses('<b> https://a.org\'s, "c@d.org"') == (
        '&lt;b&gt; <a href="https://a.org">https://a.org</a>’s,'
        ' ‘<a href="mailto:c@d.org">c@d.org</a>’'
    )
