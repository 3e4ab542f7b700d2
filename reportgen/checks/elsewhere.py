"""Enters the codes of problems that are found while a text is read or ratings are computed, so that
the list of checks is complete."""

from reportgen.checks.register import found_elsewhere

_FOUND = (
    (
        "text-after-hash",
        "warning",
        "Nothing that belongs to a text comes after a space and a #, which begin a comment.",
        "region: Region #4 and the Humber",
    ),
    (
        "anchor-unused",
        "warning",
        "No text begins with an & and a word, which YAML takes for a name that it does not print.",
        "region: &Humber and Yorkshire",
    ),
    (
        "heading-lost",
        "warning",
        "No comment looks like a heading, which a text loses with its indentation.",
        "### Staffing, in the column of the key above it",
    ),
    (
        "unknown-figure",
        "error",
        "A figure from the data names something that the data have.",
        "{pct:9.9}",
    ),
    ("figure-target", "error", "A figure from the data says of what.", "{pct}"),
    (
        "figure-without-result",
        "warning",
        "A figure is drawn from a result or rating that is there; a draft may wait for it.",
        "{pct:2.6.1} while 2.6.1 has no result",
    ),
    (
        "figure-without-cases",
        "error",
        "A count is drawn from a result that was given as a count.",
        "{n:2.2.1} while 2.2.1 is 63%",
    ),
    ("figure-open", "error", "A figure's brace is closed on its line.", "In {pct:2.2.3 of cases"),
    (
        "chart-impossible",
        "error",
        "What is drawn as a chart has percentages, or columns of numbers that can be compared.",
        "{chart:table staff} where the table has words alone",
    ),
    (
        "figure-alone",
        "error",
        "A table, chart or breakdown stands on a line of its own.",
        "As {table:workload} shows",
    ),
    (
        "placed-twice",
        "error",
        "A table, chart or breakdown stands once in a report.",
        "{table:workload} in two texts",
    ),
    (
        "note-undefined",
        "error",
        "A footnote that is called is defined in the same text.",
        "Text[^sorce] and [^source]: …",
    ),
    (
        "note-unused",
        "warning",
        "A footnote that is defined is called.",
        "[^source]: … and no [^source]",
    ),
    ("note-twice", "error", "A footnote is defined once.", "Two lines that begin [^1]:"),
    ("note-in-note", "error", "A footnote calls no footnote.", "[^1]: See[^2]"),
    (
        "note-block",
        "warning",
        "A footnote has paragraphs and nothing else.",
        "[^1]: Note, and beneath it, indented, - a list",
    ),
    ("note-long", "error", "A footnote fits beneath its page.", "A footnote of two pages"),
    (
        "long-word",
        "error",
        "A word has fewer characters than a paragraph.",
        "Twenty thousand letters without a space",
    ),
    (
        "many-marks",
        "error",
        "A paragraph has no more links, notes and changes of type than a reader can follow.",
        "*a* *b* *c* … a thousand times",
    ),
    ("unknown-container", "error", "A container is one that is known.", "::: good-practise"),
    ("container-open", "error", "A container is closed.", "::: quote without a line :::"),
    ("heading-level", "warning", "Headings in prose begin at ###.", "## Staff"),
    (
        "heading-order",
        "warning",
        "Headings go down one level at a time.",
        "### Staff, then ##### Training",
    ),
    ("heading-empty", "warning", "A heading has words.", "###"),
    (
        "link-scheme",
        "error",
        "A link leads to the web, to a mailbox or to a part of the report.",
        "[a](javascript:…)",
    ),
    ("image-place", "error", "A picture lies beside the inspection.", "![a](../a.png)"),
    (
        "file-missing",
        "error",
        "Every picture lies beside the inspection.",
        "![A map](map.png) without map.png beside the inspection.",
    ),
    ("image-alt", "error", "A picture has words for who cannot see it.", "![](a.png)"),
    (
        "image-within",
        "warning",
        "A picture stands between paragraphs.",
        "The map ![A map](map.png) shows",
    ),
    ("raw-html", "warning", "Prose is Markdown; HTML in it is shown as text.", "<br>"),
    (
        "nesting",
        "error",
        "Lists and quotations nest no deeper than they can be printed.",
        "> > > > …",
    ),
    (
        "unrated",
        "warning",
        "Every standard has the ratings or results it needs.",
        "2.2: {results: {2.2.1: 63%}} without 2.2.2",
    ),
    (
        "rating-differs",
        "error",
        "A rating that is typed although the data give it is the one they give.",
        "rating: Good above results of 47%",
    ),
    (
        "discretion-window",
        "error",
        "A rating is adjusted only within the window that the methodology allows.",
        "adjusted: {rating: Good} at 52%",
    ),
    (
        "discretion-reason",
        "error",
        "A rating that is adjusted has a reason.",
        "adjusted: {rating: Good}",
    ),
    (
        "limit-lowers",
        "warning",
        "A judged rating keeps within the limits of the methodology.",
        "1.1: Good where every case standard is Inadequate",
    ),
    (
        "not-counted",
        "note",
        "A score is out of all the standards it counts.",
        "2.5: {not_rated: No such cases}",
    ),
    (
        "no-overall",
        "note",
        "The overall rating waits until every counted standard is rated.",
        "A file half filled in",
    ),
)

for _code, _severity, _rule, _example in _FOUND:
    found_elsewhere(_code, _severity, _rule, _example)
