"""The buttons of the page."""

from __future__ import annotations

import re

from reportgen.writing.pages import add_edit_buttons


def test_each_block_of_the_inspection_has_one_button() -> None:
    line = ' data-column="1" data-line="inspections/a.yaml:{}"'
    page = (
        f"<p{line.format(1)}>Some <em>words</em> “here” &amp; more words than six</p>"
        f'<h3 id="x"{line.format(2)}>A heading</h3>'
        f"<ul{line.format(3)}><li{line.format(3)}><p{line.format(3)}>First</p>"
        f"<p{line.format(5)}>Second</p></li></ul>"
        f'<div class="table-wrap"><table class="prose-table"{line.format(7)}><tr><td>x</td>'
        '<td data-path="[&#34;title&#34;]">y</td></tr></table></div>'
        '<p data-column="1" data-line="methodologies/m.yaml:3">Not ours</p>'
    )
    made = add_edit_buttons(page)
    names = re.findall(r'aria-label="Edit: ([^"]*)">Edit</button>', made)
    assert names == [
        "Some words “here” &amp; more words",
        "A heading",
        "First Second",
        "Second",
        "x y",
        "y",
    ]
    assert re.search(r"</button><h3", made)
    assert re.search(r"</button><table", made)
    assert re.sub(r"<button.*?</button>", "", made) == page


def test_the_button_of_a_rating_names_its_standard_and_the_rating_behind_its_drawing() -> None:
    path = '["findings", "2.1", "rating"]'.replace('"', "&#34;")
    drawing = f"<svg>{'<rect/>' * 100}</svg>"
    made = add_edit_buttons(f'<td data-path="{path}">{drawing} Requires improvement</td>')
    assert 'aria-label="Edit: rating of 2.1, Requires improvement"' in made
