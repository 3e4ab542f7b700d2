"""Words that a dictionary does not have, where the project asks for it and the extra is installed.

    spelling: en_GB          in reportgen.yaml; the dictionary is one of Hunspell
    words.txt                beside it: words that are right, one a line

Known besides: the words of the methodology, the names and titles of the report, and abbreviations.
Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check, found_elsewhere
from reportgen.problems import InputError, Problem, find_nearest, note
from reportgen.prose.passages import Sentence
from reportgen.reading.fields import SourceText
from reportgen.reading.text_file import MAX_FILE_BYTES, read_text
from reportgen.settings.project_settings import read_project_settings

WORDS_FILE = "words.txt"
SYSTEM_FOLDERS = tuple(
    map(
        Path,
        (
            "/usr/share/hunspell",
            "/usr/share/myspell/dicts",
            "/usr/local/share/hunspell",
            "/opt/homebrew/share/hunspell",
            "/Library/Spelling",
        ),
    )
)
"""Where operating systems have their dictionaries."""
_SHIPPED_WORDS = Path(__file__).parent / "well-known-words.txt"
_NAME = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z]{2,8})?")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_NO_WORDS = re.compile(r"\S*(?:://|@|www\.)\S*|&#?\w+;|\w*\d\w*")
"""Text that is not checked: addresses, names of signs, and words with digits."""
_MAX_LETTERS = 60


class _Dictionary(Protocol):
    def lookup(self, word: str) -> bool: ...


class _CannotCheck(Exception):
    """Why spelling cannot be checked, and what to do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


found_elsewhere(
    "spelling-off",
    "note",
    "Where a project asks for a check of spelling, its dictionary and the extra are there.",
    "spelling: en_GB in reportgen.yaml, and no dictionary of that name.",
)


@check("spelling", "warning", "Supervison was regular.")
def spelling(context: Context) -> Violations:
    """Every word is in the dictionary, in the project's words.txt, in the methodology or in a name
    of the report. Checked where reportgen.yaml asks for it."""
    try:
        dictionary = _open_asked_for(context)
    except _CannotCheck:
        return
    if dictionary is None:
        return
    words = _list_known_words(context)
    unknown: dict[str, list[tuple[Sentence, re.Match[str]]]] = {}
    names = set()
    for sentence in _list_sentences(context):
        for number, match in enumerate(_find_words(sentence)):
            if number and match[0][0].isupper():  # a capital within a sentence
                names.add(match[0])
            elif not _is_known(match[0], words, dictionary):
                unknown.setdefault(match[0], []).append((sentence, match))
    for word, places in unknown.items():
        if word in names:
            continue
        sentence, match = places[0]
        times = f" (here and in {len(places) - 1} more places)" if len(places) > 1 else ""
        near = find_nearest(word, words)
        hint = f"did you mean “{near}”? Or add" if near else "correct it, or add"
        yield (
            sentence.place(match),
            f"the dictionary does not have “{word}”{times}",
            f"{hint} it to {WORDS_FILE}, if it is right",
        )


def find_why_off(context: Context) -> Iterator[Problem]:
    """Why spelling is not checked although the project asks for it."""
    name = _read_asked_for(context)
    try:
        _open_asked_for(context)
    except _CannotCheck as why:
        assert name is not None
        yield note("spelling-off", name.at(0), f"spelling is not checked: {why}", why.hint)


def _read_asked_for(context: Context) -> SourceText | None:
    """The name of the dictionary that the project asks for, if the report is in its language."""
    try:
        name = read_project_settings(context.dossier.project.root).spelling
    except InputError:  # the commands that need the settings report what is wrong in them
        return None
    language = str(context.methodology.words.language)
    return name if name and name[:2].lower() == language[:2].lower() else None


def _open_asked_for(context: Context) -> _Dictionary | None:
    name = _read_asked_for(context)
    if name is None:
        return None
    path = _find_dictionary(context.dossier.project.root, str(name))
    return _load(path, path.with_suffix(".dic").stat().st_mtime_ns)


def _find_dictionary(root: Path, name: str) -> Path:
    """The .aff file of a dictionary: the project's own, or one of the operating system."""
    own = root / "dictionaries"
    folders = [own, *SYSTEM_FOLDERS] if own.resolve() == root.resolve() / own.name else []
    for folder in folders or SYSTEM_FOLDERS:
        files = [folder / f"{name}{ending}" for ending in (".aff", ".dic")]
        if _NAME.fullmatch(name) and all(
            file.is_file() and file.stat().st_size <= MAX_FILE_BYTES for file in files
        ):
            return files[0]
    raise _CannotCheck(
        f"there is no dictionary {name}",
        f"put {name}.aff and {name}.dic into dictionaries/ beside inspections/; Debian and Ubuntu"
        " have the British one in the package hunspell-en-gb",
    )


@lru_cache(maxsize=2)
def _load(path: Path, changed: int) -> _Dictionary:
    """Load a dictionary once: it takes a second. `changed`: when it was written."""
    try:
        from spylls.hunspell import Dictionary
    except ImportError:
        raise _CannotCheck(
            "the extra for it is not installed", "pip install 'reportgen[spelling]'"
        ) from None
    try:
        dictionary: _Dictionary = Dictionary.from_files(str(path.with_suffix("")))
        dictionary.lookup("a")
    except Exception as wrong:  # whatever a damaged file makes the library do
        raise _CannotCheck(
            f"the dictionary {path.stem} cannot be read ({type(wrong).__name__})",
            "put an undamaged one in its place",
        ) from None
    return dictionary


def _list_sentences(context: Context) -> Iterator[Sentence]:
    for text in context.own:
        if text.role in ("prose", "bullet", "cell"):
            yield from text.sentences


def _list_known_words(context: Context) -> set[str]:
    """The words of the project's list, of the methodology, and of the report's names and titles."""
    texts = [*context.question_texts.values(), *context.inspection.abbreviations.values()]
    for domain in context.methodology.domains:
        texts += [domain.title, *(standard.title for standard in domain.standards)]
    for text in context.written:
        if text.role in ("line", "house"):
            texts.append(text.text)
    for file in (_SHIPPED_WORDS, context.dossier.project.root / WORDS_FILE):
        if file.is_file() and not file.is_symlink():
            with suppress(InputError):  # a list that cannot be read has no words
                lines = read_text(file, file.name).splitlines()
                texts += [line.split("#")[0] for line in lines]
    words = {match[0] for text in texts for match in _WORD.finditer(text)}
    return words | {part for word in words for part in word.split("-")}


def _find_words(sentence: Sentence) -> Iterator[re.Match[str]]:
    """The words of a sentence but for abbreviations and the like, which have capitals within."""
    words = _NO_WORDS.sub(lambda match: " " * len(match[0]), sentence.words)
    for match in _WORD.finditer(words):
        if 1 < len(match[0]) <= _MAX_LETTERS and not any(map(str.isupper, match[0][1:])):
            yield match


def _is_known(word: str, words: set[str], dictionary: _Dictionary) -> bool:
    """Whether a word, or each part of one with hyphens, is known."""
    word = word.replace("’", "'").removesuffix("'s").removesuffix("'")
    forms = {word, word[0].lower() + word[1:], word[0].upper() + word[1:]}
    if forms & words or any(dictionary.lookup(form) for form in (word, word.lower())):
        return True
    parts = word.split("-")
    return len(parts) > 1 and all(not p or _is_known(p, words, dictionary) for p in parts)
