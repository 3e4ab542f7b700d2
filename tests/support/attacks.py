"""The corpus of attacks that test_attacks.py plays: what may stand in a text, where texts stand,
and files made to hurt.

`counted()` says how many cases there are; the documentation prints it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from tests.conftest import REPOSITORY

PAYLOADS = {
    "script element": "<script>alert(1)</script>",
    "image with handler": "<img src=x onerror=alert(1)>",
    "svg with handler": "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "closing tags": "</p></main></body></html><script>alert(1)</script>",
    "comment and cdata": "<!-- --><![CDATA[ ]]><script>alert(1)</script>-->",
    "style element": "<style>body{background:url(http://evil.example/x)}</style>",
    "iframe": "<iframe src=file:///etc/passwd></iframe>",
    "link element": '<link rel="stylesheet" href="http://evil.example/x.css">',
    "meta refresh": '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    "base element": '<base href="http://evil.example/">',
    "form": "<form action=http://evil.example><input name=a></form>",
    "object": '<object data="http://evil.example/x"></object>',
    "half open tag": "<script",
    "attribute break": '" onmouseover="alert(1)" x="',
    "single quote break": "' onmouseover='alert(1)' x='",
    "javascript link": "[click](javascript:alert(1))",
    "javascript link with entity": "[click](&#106;avascript:alert(1))",
    "javascript link with tab": "[click](java\tscript:alert(1))",
    "javascript link with case": "[click](JaVaScRiPt:alert(1))",
    "vbscript link": "[click](vbscript:msgbox(1))",
    "data link": "[click](data:text/html,<script>alert(1)</script>)",
    "file link": "[click](file:///etc/passwd)",
    "protocol-relative link": "[click](//evil.example/x)",
    "autolink": "<javascript:alert(1)>",
    "reference link": "[click][x]\n\n[x]: javascript:alert(1)",
    "http image": "![x](http://evil.example/x.png)",
    "file image": "![x](file:///etc/passwd)",
    "image outside": "![x](../../../../etc/passwd)",
    "absolute image": "![x](/etc/passwd)",
    "data image": "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "jinja expression": "{{ 7*7 }}{{ config }}{{ ''.__class__.__mro__ }}",
    "jinja statement": "{% for x in range(9**9) %}x{% endfor %}",
    "jinja comment": "{# hidden #}",
    "format string": "{0.__class__}{report.__class__}%s%(x)s",
    "formula": '=HYPERLINK("http://evil.example","click")',
    "formula with plus": "+1+cmd|' /C calc'!A0",
    "formula with at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula with minus": "-2+3+cmd|' /C calc'!A0",
    "formula behind tab": "\t=1+1",
    "css in text": "</style><style>@import url(http://evil.example/x.css);</style>",
    "bidi override": "Rated \u202edooG\u202c by us",
    "bidi isolate": "\u2066hidden\u2069 \u2067text\u2069",
    "zero width": "In\u200bade\u200cqu\u200date\ufeff",
    "tag characters": "plain\U000e0041\U000e0042",
    "null in figure": "{figure:\\0}{pct:../../etc}{ref:<script>}",
    "template path": "{table:../../../etc/passwd}",
    "latin script look-alike": "Gооd",
    "many braces": "{" * 2000 + "}" * 2000,
    "many brackets": "[" * 3000 + "]" * 3000,
    "many stars": "*a **b " * 1500,
    "many backticks": "`" * 3001 + "a" + "`" * 3000,
    "many quotes": "> " * 1500 + "x",
    "many lists": "\n".join("  " * n + "- x" for n in range(150)),
    "many links": "[a](" * 1500,
    "many entities": "&#x3C;script&#x3E;" * 500,
    "many footnotes": "[^a]" * 1500 + "\n\n[^a]: x[^a]",
    "many underscores": "_" * 5000,
    "long word": "x" * 20000,
    "many angle brackets": "<" * 5000,
    "many exclamation images": "![" * 2000,
    "table of bars": "|" * 3000 + "\n" + "|-" * 1500 + "\n" + "|" * 3000,
    "containers": "::: quote x\n" * 400,
    "mailto header": "[mail](mailto:a@b.example?bcc=evil@evil.example)",
}

FIELDS = {
    "title": "title: {}",
    "subtitle": "title: T\nsubtitle: {}",
    "region": "title: T\nregion: {}",
    "notice": "title: T\nnotice: {}",
    "lead_inspector": "title: T\nlead_inspector: {}",
    "publication": (
        "title: T\npublication: {{publisher: {}, copyright: {}, licence: {}, address: [{}], isbn:"
        " {}, contact: {}, available_at: {}}}"
    ),
    "foreword": "title: T\ntext: {{foreword: {}}}",
    "strength": "title: T\nfindings: {{1: {{strengths: [{}], areas_for_improvement: [{}]}}}}",
    "because": "title: T\nfindings: {{1.1: {{rating: Good, because: {}}}}}",
    "not_rated": "title: T\nfindings: {{1.1: {{not_rated: {}}}}}",
    "finding": "title: T\nfindings: {{1.1: {{rating: Good, text: {}}}}}",
    "recommendation": "title: T\nrecommendations: [{{to: {}, items: [{}]}}]",
    "table": (
        "title: T\ntables: {{staffing: {{title: {}, source: {}, columns: [{}, Value], rows: [[{},"
        " {}]], notes: [{}], in: 1}}}}"
    ),
    "finding of a table": (
        "title: T\ntables: {{visits: {{title: T, columns: [A, Value], rows: [[B, 1], [C, 2]],"
        " finding: {}, drawn: bars}}}}\ntext: {{foreword: '{{chart:table visits}}'}}"
    ),
    "figure": (
        "title: T\nfigures: {{x: {{value: {}, source: {}}}}}\ntext: {{foreword: 'See"
        " {{figure:x}}.'}}"
    ),
    "section": "title: T\nsections: [{{title: {}, in: annexes, text: {}}}]",
    "cases": "title: T\ncases: {{file: x.csv, notice: {}}}",
    "section's id": "title: T\nsections: [{{title: T, id: {}, in: annexes, text: T}}]",
    "names": (
        "title: T\ntables: {{{}: {{title: T, columns: [A], rows: [[B]]}}}}\nfigures: {{{}: {{value:"
        " 1}}}}\nsample: {{{}: 3}}\nabbreviations: {{{}: T}}"
    ),
    "progress": (
        "title: T\nprogress: [{{from: {}, recommendation: {}, findings: {}, category: {}}}]"
    ),
}


SLOW = {
    "spaces": "a" + " " * 10_000 + "b",
    "digits": "1" * 10_000,
    "numbers": "1,000 " * 2_000,
    "counts": "12 of 3" * 2_000,
    "shares": "47 per cent (24 of 51) " * 500,
    "dashes": "-" * 10_000,
    "full stops": ". " * 5_000,
    "abbreviations": "A.B. " * 2_000,
    "capitals": "ABC DEF " * 1_500,
    "quotes": "\"'" * 2_500,
    "addresses": "http://a" * 1_500,
    "mail": "a@" * 2_500,
    "accents": "e\u0301\u0301" * 2_500,
    "half figures": "{pct:2.2" * 1_500,
    "figures": "{pct:2.2.3} " * 1_000,
    "lines": "a\n" * 5_000,
    "empty lines": "\n" * 10_000,
    "headings": "### a\n\n" * 1_000,
    "half containers": "::: \n" * 2_000,
    "half tables": "| a " * 2_000 + "\n",
    "brackets in words": "(a" * 4_000,
    "sentences": "The panel rated it Inadequate. " * 750,
}
"""Texts that a careless expression takes the square of their length for, or worse."""

HOSTILE = {
    "markup": (
        "</title></style></script></p></td></svg><script>alert(1)</script><img src=x"
        " onerror=alert(1)><iframe src=file:///etc/passwd></iframe>"
    ),
    "attributes": (
        "\" onmouseover=\"alert(1)\" ' onmouseover='alert(1)'"
        " style=background:url(http://evil.example/x) {{7*7}}{% raw %}"
    ),
    "links": (
        "[a](javascript:alert(1)) ![b](http://evil.example/x.png) ![c](file:///etc/passwd)"
        ' ![d](../../etc/passwd) <http://x.example/"onclick=alert(1)>'
    ),
}
"""Three texts that hold many of the payloads: for every field of the examples."""

Path_ = tuple[str | int, ...]


def texts_of(tree: Any, at: Path_ = ()) -> Iterator[Path_]:
    """Where texts stand in a file."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from texts_of(value, (*at, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from texts_of(value, (*at, index))
    else:
        yield at


def put(tree: Any, at: Path_, text: str) -> Any:
    """The tree with another text at one place."""
    if not at:
        return text
    changed = dict(tree) if isinstance(tree, dict) else list(tree)
    changed[at[0]] = put(tree[at[0]], at[1:], text)
    return changed


def example(slug: str) -> Any:
    """An example's file as plain data, with nothing but text in it."""
    return yaml.load(
        (REPOSITORY / "inspections" / f"{slug}.yaml").read_text("utf-8"), yaml.BaseLoader
    )


def fields_of(slug: str) -> dict[str, Path_]:
    """One place for each kind of text in an example: the first item of each list, the first of each
    map of ids."""
    places: dict[str, Path_] = {}
    for at in texts_of(example(slug)):
        words = [str(step) for step in at if not isinstance(step, int)]
        of_many = {
            "findings",
            "text",
            "tables",
            "figures",
            "sample",
            "results",
            "published_ratings",
            "allow",
            "abbreviations",
        }
        name = ".".join(
            "*" if number and words[number - 1] in of_many else word
            for number, word in enumerate(words)
        )
        if at[-1] not in (
            "methodology",
            "file",
            "kind",
        ):  # what they name is looked for: PATHS holds the attacks on those
            places.setdefault(name, at)
    return places


BODY = "methodology: hmip-pdu-2021\ntitle: T\n"

YAML = {
    "a million laughs": (
        "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{b}: &{b} [{','.join(['*' + a] * 10)}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
    ),
    "a long text a thousand times": (
        BODY
        + f"text:\n  foreword: &a {'x' * 100_000}\nrecommendations:\n"
        + "".join("  - {to: *a, items: [*a]}\n" for _ in range(1_000))
    ),
    "a list that holds itself": BODY + "recommendations: &a [*a]\n",
    "merged keys": BODY + "findings: &a {<<: *a}\n",
    "merge from a bomb": "a: &a {b: c}\n<<: [*a, *a]\n",
    "an object": BODY + "notice: !!python/object/apply:os.system ['touch /tmp/owned']\n",
    "a new object": BODY + "notice: !!python/object/new:subprocess.Popen [[true]]\n",
    "a name": BODY + "notice: !!python/name:os.system\n",
    "a module": BODY + "notice: !!python/module:os\n",
    "bytes": BODY + "notice: !!binary aGk=\n",
    "a tag of its own": BODY + "notice: !evil x\n",
    "a tag by directive": (
        "%TAG ! tag:yaml.org,2002:python/\n---\n" + BODY + "notice: !name:os.system\n"
    ),
    "a set": BODY + "findings: !!set {1.1}\n",
    "deep lists": BODY + "findings: " + "[" * 50_000 + "]" * 50_000 + "\n",
    "deep maps": BODY + "findings: " + "{a: " * 20_000 + "}" * 20_000 + "\n",
    "deep blocks": BODY + "findings:\n" + "".join(" " * n + "- \n" for n in range(1, 3_000)),
    "many levels on a line": BODY + "findings:\n " + "- " * 30_000 + "x\n",
    "open brackets": "[" * 100_000,
    "open quotes": BODY + "notice: '" + "''" * 100_000,
    "many documents": "---\na: b\n" * 10_000,
    "many keys": BODY + "tables: {" + ", ".join(f"k{n}: 1" for n in range(50_000)) + "}\n",
    "many anchors": BODY + "".join(f"a{n}: &a{n} x\n" for n in range(20_000)),
    "one key ten thousand times": BODY + "region: x\n" * 10_000,
    "a long key": BODY + "k" * 900 + ": x\n" + "? " + "k" * 100_000 + "\n: x\n",
    "too large a file": BODY + "# " + "x" * 5_100_000 + "\n",
    "a number of a million digits": (
        BODY + "findings: {2.2: {results: {2.2.1: " + "9" * 1_000_000 + "}}}\n"
    ),
    "a per cent of many digits": (
        BODY + "findings: {2.2: {results: {2.2.1: " + "9" * 5_000 + "%}}}\n"
    ),
    "a fraction of many digits": (
        BODY + "findings: {2.2: {results: {2.2.1: 1 of " + "9" * 100_000 + "}}}\n"
    ),
    "an exponent": BODY + "findings: {2.2: {results: {2.2.1: 1e999999999}}}\n",
    "a share of an exponent": BODY + "findings: {2.2: {results: {2.2.1: 1e99999999%}}}\n",
    "a sample of many digits": BODY + "sample: {community: " + "9" * 100_000 + "}\n",
    "an underscored number": BODY + "sample: {community: 1_0}\n",
    "other digits": BODY + "findings: {2.2: {results: {2.2.1: ٤٧%}}}\n",
    "superscript digits": (
        BODY + "sample: {community: ²}\nfindings: {2.2: {results: {2.2.1: ²%}}}\n"
    ),
    "infinity": BODY + "sample: {community: .inf}\nfindings: {2.2: {results: {2.2.1: .nan}}}\n",
    "a year of many digits": BODY + "published: " + "9" * 5_000 + "-01-01\n",
    "control characters": BODY + 'notice: "a\\0b\\a\\e[31m"\n',
    "lone surrogates": BODY + 'notice: "\\ud800"\n',
    "ids of other scripts": BODY + "findings: {２.２: {results: {２.２.１: 47%}}}\n",
    "dunder keys": BODY + "__class__: x\nfindings: {__init__: {rating: Good}}\n",
}

PATHS = [
    "../secret.md",
    "x/../../secret.md",
    "/etc/passwd",
    "//etc/passwd",
    "~/.profile",
    "~root/.profile",
    "file:///etc/passwd",
    "http://evil.example/x",
    "..\\secret.md",
    "C:\\secret.md",
    "\\\\evil.example\\share",
    "link",
    "folder/secret.md",
    "/proc/self/environ",
    "/dev/zero",
    "pipe",
    "secret.md\0.md",
    "..%2fsecret.md",
    "%2e%2e/secret.md",
    ".",
    "..",
    "",
    "attack.yaml/../../secret.md",
    "\u2024\u2024/secret.md",
    "\uff0e\uff0e/secret.md",
    "$HOME/secret.md",
    "`id`",
    "x" * 5_000,
    "|id",
    "-",
]

NAMING = {
    "a text": "text: {{foreword: {{file: {0}}}}}",
    "a picture": "text: {{foreword: {1}}}",
    "cases": "cases: {0}",
    "a file of cases": "cases: {{file: {0}}}",
    "a finding": "findings: {{1.1: {{rating: Good, text: {{file: {0}}}}}}}",
    "an inspection it draws on": "draws_on: [{0}]",
    "a methodology": "methodology: {0}",
}
"""Where a file names another: {0} is the path, {1} a picture of that path."""

SVG = [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image'
        ' xlink:href="http://evil.example/x.png"/></svg>'
    ),
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="../../../../etc/passwd"/></svg>',
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><iframe'
        ' src="http://evil.example"/></foreignObject></svg>'
    ),
    (
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><svg'
        ' xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'
    ),
    (
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg'
        ' xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
    ),
    '<?xml-stylesheet href="http://evil.example/x.css"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import'
        " url(http://evil.example/x.css);</style></svg>"
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect style="fill:url(http://evil.example/x)"'
        ' width="9" height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(file:///etc/passwd#a)" width="9"'
        ' height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@IMPORT'
        ' "http://evil.example/x.css";</style><rect width="9" height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@im\\70ort'
        ' "http://evil.example/x.css";</style><rect width="9" height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><style><![CDATA[rect { fill: URL('
        ' "http://evil.example/#a" ) }]]></style><rect width="9" height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><style>rect { cursor:'
        ' image-set("http://evil.example/x.png" 1x) }</style><rect width="9" height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(http://evil.example/#a)" width="9"'
        ' height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="u\\72l(http://evil.example/#a)"'
        ' width="9" height="9"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"><set'
        ' attributeName="fill" to="url(http://evil.example/#a)"/></rect></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><image><set attributeName="xlink:href"'
        ' to="http://evil.example/x.png"/></image></svg>'
    ),
    (
        '<?xml version="1.0"?><?xml-stylesheet href="http://evil.example/x.css"?><svg'
        ' xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'
    ),
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="http://evil.example/x.svg#a"/></svg>',
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><a'
        ' href="javascript:alert(1)"><text>x</text></a></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><animate attributeName="href"'
        ' to="javascript:alert(1)"/></svg>'
    ),
    '<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="onload" to="alert(1)"/></svg>',
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><filter><feImage'
        ' href="http://evil.example/x.png"/></filter></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><use href="#b"/></g><g id="b"><use'
        ' href="#a"/></g><use href="#a"/></svg>'
    ),
    (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1e9" viewBox="0 0 1e9'
        ' 1e9"><rect width="1e9" height="1e9"/></svg>'
    ),
    '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * 5_000 + "</g>" * 5_000 + "</svg>",
    '<svg xmlns="http://www.w3.org/2000/svg"><path d="' + "M0 0 " * 100_000 + '"/></svg>',
]


def _nested(element: str, drawn: str, kids: int) -> str:
    """Eleven elements, each with so many that refer to the one before."""
    return "".join(
        f'<{element} id="a{n}">{drawn.format(n - 1) * kids}</{element}>' for n in range(1, 12)
    )


_USED = '<g id="a0"><rect/></g>' + _nested("g", '<use href="#a{}"/>', 10)
ENDLESS = {
    "uses of uses": _USED + '<use href="#a11"/>',
    "uses by another prefix": (
        _USED.replace("href", "x:href").replace("<g", '<g xmlns:x="http://www.w3.org/1999/xlink"')
        + '<use href="#a11"/>'
    ),
    "patterns of patterns": (
        _nested("pattern", '<rect fill="url(#a{})"/>', 4)
        + """<rect style="fill: url( '#a11' )"/>"""
    ),
    "patterns by style rules": (
        "<style>"
        + "".join(f".a{n} {{ fill: URL(#a{n}) }}" for n in range(12))
        + "</style>"
        + _nested("pattern", '<rect class="b a{}"/>', 4)
        + '<rect class="a11"/>'
    ),
    "masks of masks": _nested("mask", '<rect mask="url(#a{})"/>', 9) + '<rect mask="url(#a11)"/>',
    "markers at every corner": (
        '<marker id="m"><path d="'
        + "M0 0 " * 200
        + '"/></marker><g marker-mid="url(#m)"><path d="'
        + "L1 1 " * 20_000
        + '"/></g>'
    ),
    "a pattern for many shapes": (
        '<pattern id="p">'
        + "<rect/>" * 300
        + '</pattern><g fill="url(#p)">'
        + "<rect/>" * 300
        + "</g>"
    ),
    "a part within itself": '<g id="a"><rect/><use href="#a"/></g>',
    "a pattern within itself": (
        '<pattern id="a"><rect fill="url(#a)"/></pattern><rect fill="url(#a)"/>'
    ),
    "a long chain": (
        '<g id="a0"/>'
        + "".join(f'<g id="a{n}"><use href="#a{n - 1}"/></g>' for n in range(1, 3_000))
        + '<use href="#a2999"/>'
    ),
    "many parts among many": (
        "".join(f'<g id="a{n}"/>' for n in range(20_000))
        + "".join(f'<use href="#a{n}"/>' for n in range(500))
    ),
    "many shapes": "<rect/>" * 60_000,
    "styles that hide": "<style>rect { fill: \\75rl(#a) }</style><rect/>",
    "a gradient that repeats": (
        '<linearGradient id="g" gradientUnits="userSpaceOnUse" spreadMethod="repeat" x1="0"'
        ' x2="0.0000001"><stop offset="0"/><stop offset="1"/></linearGradient><rect width="90"'
        ' height="90" fill="url(#g)"/>'
    ),
    "styles that choose by place": (
        "<style>"
        + "g g g g g:nth-child(3n) rect{}" * 8_000
        + "</style><g>"
        + "<rect/>" * 3_000
        + "</g>"
    ),
    "styles that look at all above": (
        "<style>g g g g g g g rect{}</style>" + "<g>" * 90 + "<rect/>" * 3_000 + "</g>" * 90
    ),
    "a style for each of many": (
        "<style>"
        + "".join(f".a{n},rect{{}}" for n in range(8_000))
        + "</style>"
        + "<rect/>" * 3_000
    ),
    "one within another": "<g>" * 5_000 + "</g>" * 5_000,
}
"""Drawings that would take hours, or all the stack there is."""

SLUGS = [
    "../inspections/attack",
    "..",
    "/etc/hosts",
    "attack/../attack",
    "",
    ".",
    "a\0b",
    "attack.yaml/..",
    "~root",
    "C:\\x",
]

TABLES_OF_CASES = {
    "markup": "case,<script>alert(1)</script>,2.2.1\n<img src=x onerror=alert(1)>,<b>x</b>,yes\n",
    "formulas": 'case,=1+1,2.2.1\n=HYPERLINK("http://evil.example"),@SUM(1),yes\n',
    "null bytes": "case,2.2.1\nA\0B,yes\n",
    "a field without end": 'case,2.2.1\nA,"' + "x" * 2_000_000,
    "many columns": ",".join(f"c{n}" for n in range(100_000)) + "\nA\n",
    "no line ends": "case,2.2.1" * 200_000,
    "bidi": "case,sex,2.2.1\nA\u202e,Fe\u200bmale,yes\n",
    "column twice": "case,2.2.1,2.2.1\nA,yes,no\n",
    "answers that are not": "case,2.2.1\n" + "A,maybe\n" * 20_000,
}


EXAMPLES = ("exampleshire-2025", "sussex-2007", "kent-surrey-sussex-2022")
"""The one that uses every feature, an older methodology, and a letter."""


def fields() -> dict[tuple[str, str], Path_]:
    """Every kind of text in some examples."""
    return {(slug, name): at for slug in EXAMPLES for name, at in fields_of(slug).items()}


def naming(where: str, path: str) -> str:
    head = BODY if where != "a methodology" else "title: T\n"
    return head + NAMING[where].format(json.dumps(path), json.dumps(f"![A map]({path})")) + "\n"


FOREIGN_HEADERS = {
    "no token": {"X-Reportgen-Token": None},
    "an empty token": {"X-Reportgen-Token": ""},
    "a guessed token": {"X-Reportgen-Token": "A" * 32},
    "a token that begins right": {"X-Reportgen-Token": "{token:.10}"},
    "a token with more": {"X-Reportgen-Token": "{token}x"},
    "a token that is not ASCII": {"X-Reportgen-Token": "\xff{token}"},
    "no origin": {"Origin": None},
    "another site": {"Origin": "http://evil.example"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "this machine by another name": {"Origin": "http://localhost:{port}"},
    "another scheme": {"Origin": "https://127.0.0.1:{port}"},
    "a file or a frame without origin": {"Origin": "null"},
    "an origin that begins right": {"Origin": "http://127.0.0.1:{port}.evil.example"},
    "an origin with a user": {"Origin": "http://127.0.0.1:{port}@evil.example"},
    "two origins in one": {"Origin": "http://127.0.0.1:{port}, http://evil.example"},
    "another host": {"Host": "evil.example", "Origin": "http://evil.example"},
    "a name that leads here": {
        "Host": "rebound.example:{port}",
        "Origin": "http://rebound.example:{port}",
    },
    "no host": {"Host": None},
    "an empty host": {"Host": ""},
    "a request across sites": {"Sec-Fetch-Site": "cross-site"},
    "a request within a site": {"Sec-Fetch-Site": "same-site"},
    "a typed address": {"Sec-Fetch-Site": "none"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
    "a form with files": {"Content-Type": "multipart/form-data; boundary=x"},
    "a form of plain text": {"Content-Type": "text/plain"},
    "JSON called text": {"Content-Type": "text/plain; application/json"},
    "no type": {"Content-Type": None},
    "no length": {"Content-Length": None},
    "a length below nothing": {"Content-Length": "-1"},
    "a length that is no number": {"Content-Length": "1e3"},
    "a length of other digits": {"Content-Length": "\u0661\u0662".encode().decode("latin-1")},
    "a length that is too long": {"Content-Length": "65537"},
    "a gigantic length": {"Content-Length": "9" * 4_000},
    "pieces": {"Content-Length": None, "Transfer-Encoding": "chunked"},
    "pieces and a length": {"Transfer-Encoding": "chunked"},
    "packed": {"Content-Encoding": "gzip"},
}
"""Headers of requests to write that the page does not send; None takes one away."""

WRITE_BODIES = {
    "nothing": b"",
    "no JSON": b"changes=1",
    "half": b'{"slug": "example", "changes": [',
    "a list": b"[]",
    "a number": b"1",
    "deep lists": b"[" * 60_000,
    "deep maps": b'{"a":' * 12_000,
    "a key twice": b'{"slug": "other", "slug": "example", "changes": []}',
    "not UTF-8": b'{"slug": "ex\xffample"}',
    "UTF-16": '{"slug": "example"}'.encode("utf-16"),
    "no changes": b'{"slug": "example"}',
    "no list of changes": b'{"slug": "example", "changes": {"a": 1}}',
    "no slug": b'{"changes": []}',
    "a slug that is a list": b'{"slug": ["example"], "changes": []}',
    "a slug that is a path": b'{"slug": "../secret", "changes": []}',
    "a slug that names a file": b'{"slug": "inspections/example.yaml", "changes": []}',
    "NaN": b'{"slug": NaN, "changes": []}',
}

WRITE_FILES = [
    "../secret.md",
    "inspections/../../secret.md",
    "inspections/example/../../../secret.md",
    "/etc/passwd",
    "{root}/inspections/example.yaml",
    "inspections//example.yaml",
    "inspections/./example.yaml",
    "INSPECTIONS/EXAMPLE.YAML",
    "inspections\\example.yaml",
    "inspections/example.yaml\0",
    "inspections/example.yaml ",
    "inspections/other.yaml",
    "inspections/example.record.yaml",
    "inspections/example/unused.md",
    "inspections/example/linked.md",
    "inspections/linked.yaml",
    "inspections/example/cases.csv",
    "methodologies/own.yaml",
    "templates/blocks/cover.html.j2",
    "templates/css/tokens.css",
    "output/example/index.html",
    "example.yaml",
    "example",
    "",
    ".",
    "inspections",
    "file:///etc/passwd",
    "~/.profile",
    "CON",
    "inspections/example.yaml:stream",
]
"""Files that the page of `example` never writes."""

WRITE_CHANGES: dict[str, dict[str, Any]] = {
    "no path": {"path": None},
    "a path that is a text": {"path": "title"},
    "a path of maps": {"path": [{"a": 1}]},
    "a path of a truth": {"path": [True]},
    "a path below nothing": {"path": ["recommendations", -1]},
    "a long path": {"path": ["a"] * 9},
    "a fraction": {"path": ["recommendations", 0.5]},
    "another action": {"action": "delete"},
    "an action of Python": {"action": "__class__"},
    "a value that is a number": {"value": 1},
    "a value that is a truth": {"value": True},
    "a deep value": {"value": [[[[["x"]]]]]},
    "an unknown key": {"shell": "touch /tmp/owned"},
    "lines below nothing": {"lines": [-1, 2]},
    "three lines": {"lines": [1, 2, 3]},
    "a position that is a text": {"to": "1"},
    "a gigantic position": {"to": 10**30},
    "a null in the text": {"value": "a\0b"},
    "an escape in the text": {"value": "a\u001b[31mb"},
    "a lone surrogate": {"value": "a\ud800b"},
    "an unknown key of the file": {"path": ["shell"], "was": None, "value": "x"},
    "an anchor as a key": {"path": ["&a"], "was": None, "value": "x"},
    "a merge": {"path": ["<<"], "was": None, "value": "x"},
    "a map in place of the title": {"value": {"a": "b"}},
    "another methodology": {
        "path": ["methodology"],
        "was": "hmip-pdu-2023",
        "value": "../../etc/passwd",
    },
    "a text of a file elsewhere": {
        "path": ["text", "foreword"],
        "was": "*",
        "value": {"file": "../../secret.md"},
    },
    "cases of a file elsewhere": {
        "path": ["cases"],
        "was": None,
        "value": {"file": "/etc/passwd"},
    },
    "an inspection elsewhere": {
        "path": ["draws_on"],
        "was": None,
        "value": ["../../secret"],
    },
    "a picture elsewhere": {
        "path": ["text", "role"],
        "was": None,
        "value": "![x](../../../secret.png)",
    },
    "a picture of the network": {
        "path": ["text", "role"],
        "was": None,
        "value": "![x](http://evil.example/x.png)",
    },
    "a link that runs": {
        "path": ["text", "role"],
        "was": None,
        "value": "[x](javascript:alert(1))",
    },
    "a stale title": {"was": "Another unit"},
}
"""Changes to the title of `example`, or with another path to something else, that are refused."""


def counted() -> dict[str, int]:
    """How many cases of each kind."""
    return {
        "HTML, script, links, CSS, Jinja, formulas, bidi and zero-width text, in the fields that take text": (
            len(PAYLOADS) * len(FIELDS)
        ),
        "three texts that hold many of those, in every field of three examples": (
            len(HOSTILE) * len(fields())
        ),
        "text made to be slow, in prose, a title and a table": (
            len(SLOW) * 3
            + sum(name.startswith(("many", "long", "table of", "containers")) for name in PAYLOADS)
        ),
        "YAML: bombs, tags, depth, size, numbers": len(YAML),
        "names of files that lead elsewhere, wherever a file is named": (
            len(PATHS) * len(NAMING) + len(SLUGS)
        ),
        "SVG that does more than draw": len(SVG),
        "SVG that would be drawn for ever": len(ENDLESS),
        "files of cases": len(TABLES_OF_CASES),
        "requests to write that are not from the page, or want more than it may": (
            len(FOREIGN_HEADERS) + len(WRITE_BODIES) + len(WRITE_FILES) + len(WRITE_CHANGES)
        ),
    }
