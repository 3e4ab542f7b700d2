"""Reads the parts of a draft that an inspection has as entries: progress on earlier
recommendations, and examples of good practice.

An entry that is not whole, or that the inspection has with other words, is left to the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reportgen.drafts.blocks import DraftBlock
from reportgen.languages.language import Language

ENTRIES = ("progress", "good_practice")
"""The lists of an inspection that a draft may bring."""

Entry = dict[str, str | list[DraftBlock]]
"""The values of an entry, by their keys: a line, or a text."""


def read_progress(blocks: Sequence[DraftBlock], language: Language) -> Entry | None:
    """Progress on one recommendation: under its heading what was recommended, what was found, the
    judgement, and what has still to improve. None if one of them is missing."""
    heading, *content = blocks
    plain = language.say("recommendation")
    before, _, after = language.say("recommendation-from", what="\0").partition("\0")
    words = heading.words
    is_named = words.startswith(before) and words.endswith(after)
    if words != plain and not is_named:
        return None
    entry: Entry = {}
    if words != plain:
        entry["from"] = words[len(before) : len(words) - len(after)].strip()
    texts: dict[str, list[DraftBlock]] = {"recommendation": [], "findings": []}
    judgement = f"{language.say('our-judgement')}: "
    key = "findings"
    for block in content:
        if block.words.startswith(judgement):
            entry["category"] = block.words.removeprefix(judgement)
            key = "after"
        elif block.words == language.say("still-to-be-improved"):
            key = "still_required"
        elif block.kind == "quote" and not texts["findings"]:
            texts["recommendation"].append(replace(block, kind="paragraph"))
        else:
            texts.setdefault(key, []).append(block)
    if "category" not in entry or not texts["recommendation"] or "after" in texts:
        return None
    return entry | {key: written for key, written in texts.items() if written}


def read_practice(blocks: Sequence[DraftBlock], standards: dict[str, str]) -> Entry | None:
    """An example of good practice: its heading, the standard that it illustrates, and its text.
    `standards` are the ids by the words that name a standard."""
    heading, *content = blocks
    entry: Entry = {"title": heading.words}
    if content and content[0].style.lower() == "over":
        id = standards.get(content[0].words)
        if id is None:
            return None
        entry["on"] = id
        content = content[1:]
    text = [replace(one, kind="paragraph") if one.kind == "box" else one for one in content]
    if not text:
        return None
    return entry | {"text": text}
