"""Reads what stands within the lines of a paragraph, heading or cell: placeholders, links,
pictures, emphasis, and what is wrong with any of them.

How Markdown is split into tokens is in markdown.py, and how words are set in typography.py.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markdown_it.token import Token

from reportgen.problems import Place, error, warning
from reportgen.prose.addresses import HINT, link_addresses
from reportgen.prose.markdown import NEEDS_READING, UNCLOSED, inlines_of
from reportgen.prose.placeholders import BLOCKS, TO_COME, Placeholders, Resolved, Unresolved
from reportgen.prose.plain import plain_of
from reportgen.prose.prose import PlaceholderUse, Prose
from reportgen.prose.typography import typeset, typeset_line

if TYPE_CHECKING:
    from reportgen.prose.footnotes import Footnotes
    from reportgen.prose.passages import PlaceFinder

MAX_MARKS = 300
MAX_WORD_CHARACTERS = 1_000
"""What a paragraph may have of links, notes and changes of type, and a word of characters: the
time that WeasyPrint takes for a line grows with the square of these."""

_GAP = re.compile(r"[^\S\u00a0\u202f\u2007]+")
"""Where a line may end. It does not at a no-break space, nor at a narrow or a figure space."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]{0,300})?/?>")
_WEB = ("http://", "https://", "mailto:")
_PLAIN = frozenset(("text", "text_special", "softbreak", "hardbreak"))


class ParagraphReader:
    """Reads the paragraphs of one text, one after another."""

    def __init__(
        self,
        prose: Prose,
        places: PlaceFinder,
        placeholders: Placeholders,
        footnotes: Footnotes,
        in_cell: bool,
    ) -> None:
        self.prose, self.places, self.placeholders = prose, places, placeholders
        self.footnotes = footnotes
        self.in_cell = in_cell
        """Whether a value is set as tables have it: 47%."""
        self.environment: dict[str, Any] = {"fill": self.fill, "call": footnotes.call}
        """What the rules of the parser call, and the definitions of links."""

    def read(self, token: Token) -> None:
        """Read the content of a token. Most paragraphs are plain text and need no parser."""
        self.places.enter(token, in_table=self.in_cell and not self.prose.is_line)
        content = token.content
        self._check_words(token)
        has_address = HINT.search(content) is not None
        if not has_address and not NEEDS_READING.search(content):
            token.children = [Token("text", "", 0, content=typeset_line(content))]
            return
        token.children = inlines_of(content, self.environment)
        if "{" in content:
            self._check_braces()
        if "<" in content:
            self._check_tags()
        if self._has_too_many_marks(token):
            token.children = [Token("text", "", 0, content=content)]
            return
        self._judge(token.children)
        if has_address:
            token.children = link_addresses(token.children)
        _typeset(token.children)

    def read_note(self, token: Token) -> None:
        """Read the words of a footnote, which cannot call another."""
        self.environment["call"] = self.footnotes.refuse_call
        self.read(token)
        self.environment["call"] = self.footnotes.call

    def _wrong(self, code: str, place: Place, message: str, hint: str) -> None:
        self.prose.problems.append(error(code, place, message, hint))

    def _check_words(self, token: Token) -> None:
        content = token.content
        if len(content) <= MAX_WORD_CHARACTERS:
            return
        longest = max(map(len, _GAP.split(content)))
        if longest > MAX_WORD_CHARACTERS:
            self._wrong(
                "long-word",
                self.places.start(token),
                f"this text has a word of {longest:,} characters; a word can have at most"
                f" {MAX_WORD_CHARACTERS:,}",
                "put spaces where lines may end",
            )

    def _check_braces(self) -> None:
        for match in UNCLOSED.finditer(self.places.passage.words):
            self._wrong(
                "figure-open",
                self.places.within(match.start(), len(match[0])),
                f"`{match[0][:40]}` has no closing brace",
                "close it with }, or put \\ before the { if it is text",
            )

    def _check_tags(self) -> None:
        for match in _TAG.finditer(self.places.passage.words):
            self.prose.problems.append(
                warning(
                    "raw-html",
                    self.places.within(match.start(), len(match[0])),
                    f"`{match[0][:40]}` is shown as text: HTML has no meaning here",
                    "use Markdown, or put it between ` ` if it is meant to be seen",
                )
            )

    def _has_too_many_marks(self, token: Token) -> bool:
        """Report that a paragraph has more marks than can be printed; nothing more is looked up in
        it."""
        marks = sum(
            child.nesting >= 0 and child.type not in _PLAIN for child in token.children or []
        )
        if marks > MAX_MARKS:
            self._wrong(
                "many-marks",
                self.places.start(token),
                f"this paragraph has {marks:,} links, notes and changes of type; a paragraph can"
                f" have at most {MAX_MARKS}",
                "split it into several paragraphs",
            )
        return marks > MAX_MARKS

    # Placeholders

    def resolve(self, kind: str, target: str, place: Place) -> Resolved | None:
        """The value of a placeholder, with a problem where there is none."""
        answer = self.placeholders.find(kind, target)
        if isinstance(answer, Unresolved):
            report = warning if answer.code == TO_COME else error
            self.prose.problems.append(report(answer.code, place, answer.message, answer.hint))
            return None
        printed = answer.table if self.in_cell else answer.prose
        self.prose.used.append(PlaceholderUse(kind, target, place, printed, answer.source))
        return answer

    def mark(self, kind: str, target: str, written: str) -> str:
        """The words that are printed in place of a placeholder that has no value."""
        answer = self.placeholders.find(kind, target)
        if isinstance(answer, Unresolved) and answer.code == TO_COME:
            what = {"score": "score", "rating": "rating", "overall": "rating"}.get(kind, "result")
            return self.placeholders.say(f"{what}-to-come")
        return f"[error: {written}]"

    def fill(self, state: Any, match: re.Match[str]) -> None:
        """Put the value of a placeholder where it stands."""
        kind, target = match[1], match[2] or ""
        place = self.places.within(match.start(), len(match[0]), state.src)
        if kind in BLOCKS:
            self._wrong(
                "figure-alone",
                place,
                f"`{match[0]}` stands within a line",
                "put it on a line of its own",
            )
            answer = None
        else:
            answer = self.resolve(kind, target, place)
        if answer is None:
            state.push("unfilled", "", 0).content = self.mark(kind, target, match[0])
        elif answer.anchor and not state.linkLevel:
            state.push("link_open", "a", 1).attrs = {"href": f"#{answer.anchor}"}
            state.push("text", "", 0).content = answer.prose
            state.push("link_close", "a", -1)
        else:
            state.append_pending(answer.table if self.in_cell else answer.prose)

    # Links and pictures

    def _judge(self, children: list[Token]) -> None:
        """Check each link and picture: links lead to the web, to a mailbox or to a place in the
        report; pictures are beside the inspection."""
        refused = 0
        splitting = _splitting(children)
        for token in children:
            if token.type == "link_open":
                refused += not self._is_allowed(token)
            elif token.type == "link_close" and refused:
                refused -= 1
                token.type = "refused"
            elif token.type == "image":
                self._image(token, token in splitting)

    def _is_allowed(self, token: Token) -> bool:
        """Whether a link leads where it may; if not, it becomes text."""
        href = str(token.attrs["href"])
        if href.startswith("#"):
            self.prose.links.append((unquote(href[1:]), self.places.seek(href)))
            return True
        if href.lower().startswith(_WEB) and len(href) > len("https://"):
            return True
        token.type = "refused"
        self._wrong(
            "link-scheme",
            self.places.seek(href),
            f"a link cannot lead to `{href[:60]}`",
            "write an address with https://, mailto:, or # and the id of a part of this report",
        )
        return False

    def _image(self, token: Token, splits: bool) -> None:
        name = unquote(str(token.attrs["src"]))
        alt = plain_of(token.children or [])
        place = self.places.seek("![")
        if not _is_beside(name):
            self._wrong(
                "image-place",
                place,
                f"a picture cannot come from `{name[:60]}`",
                "put the file beside the inspection and name it without .. or a leading /",
            )
            token.type = "unfilled"
            token.content = alt or name
            return
        if not alt.strip():
            self._wrong(
                "image-alt",
                place,
                f"the picture `{name[:60]}` has no description for readers who cannot see it",
                "write it between the brackets: ![what it shows](file.png)",
            )
        if splits:
            self.prose.problems.append(
                warning(
                    "image-within",
                    place,
                    f"the picture `{name[:60]}` splits a sentence: a picture takes lines of its"
                    " own",
                    "put it between paragraphs",
                )
            )
        caption = typeset_line(str(token.attrs.get("title", "")))
        token.meta = {"name": name, "alt": alt, "caption": caption}
        self.prose.images.append((name, place))


def _is_beside(name: str) -> bool:
    """Whether the name of a picture is that of a file beside the inspection, or below it."""
    return bool(
        name
        and not _SCHEME.match(name)
        and not name.startswith(("/", "~"))
        and "\\" not in name
        and ".." not in name.split("/")
    )


def _splitting(children: list[Token]) -> list[Token]:
    """Find the pictures that have words before or after them on the same line."""
    splitting: list[Token] = []
    waiting: list[Token] = []
    has_words = False
    for token in children:
        if token.type == "hardbreak":
            has_words, waiting = False, []
        elif token.type == "image":
            waiting += [token] if has_words else []
        elif token.content.strip():
            splitting, waiting, has_words = splitting + waiting, [], True
    return splitting


def _typeset(children: list[Token]) -> None:
    """Set the text of a paragraph, across emphasis and links; code and addresses stay as they
    are."""
    pieces: list[str | None] = []
    texts: list[Token | None] = []
    is_address = False
    for token in children:
        if token.type in ("link_open", "link_close"):
            is_address = token.type == "link_open" and token.markup == "autolink"
        elif token.type == "text":
            pieces.append(None if is_address else token.content)
            texts.append(None if is_address else token)
        elif token.type == "hardbreak":
            pieces.append("\n")
            texts.append(None)
        elif token.type in ("text_special", "code_inline", "image", "unfilled"):
            pieces.append(None)
            texts.append(None)
    for text, piece in zip(texts, typeset(pieces), strict=True):
        if text is not None:
            text.content = piece
