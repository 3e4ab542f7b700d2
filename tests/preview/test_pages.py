"""What the preview shows besides the report."""

from __future__ import annotations

from reportgen.preview.pages import hash_frame


def test_what_is_around_the_text_is_another_frame_and_the_text_is_not() -> None:
    page = (
        '<!DOCTYPE html><html lang="en"><head><meta name="description" content="One"><meta'
        ' name="viewport" content="w"><title>One</title><style></style><script'
        ' type="application/ld+json">{"one": 1}</script></head><body'
        ' class="a"><main>One</main><script>one()</script></body></html>'
    )
    same = [
        ("<main>One", "<main>Two"),
        ("<title>One", "<title>Two"),
        ('content="One"', 'content="Two"'),
        ('"one": 1', '"two": 2'),
    ]
    other = [
        ('lang="en"', 'lang="cy"'),
        ('content="w"', 'content="v"'),
        ("</head>", "<style>p {}</style></head>"),
        ("one()", "two()"),
        ("</style>", '</style><link rel="x">'),
    ]
    assert {hash_frame(page.replace(*pair)) for pair in same} == {hash_frame(page)}
    assert hash_frame(page) not in {hash_frame(page.replace(*pair)) for pair in other}
