"""Finds the place of a paragraph that was sent in the sources as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from reportgen.comments.sent import SentEdition, SentParagraph
from reportgen.fact_check.lineup import ALIKE, measure_likeness, plain


class Locator:
    """Leads from the paragraphs of one edition to those of the report as it is now."""

    def __init__(self, sent: SentEdition, now: Sequence[SentParagraph] | None) -> None:
        self.sent = sent
        self.now = now
        self.successors: dict[str, SentParagraph] = {}
        if now is not None:
            self._line_up(now)

    def _line_up(self, now: Sequence[SentParagraph]) -> None:
        old = self.sent.paragraphs
        was, texts = [plain(one.text) for one in old], [plain(one.text) for one in now]
        for op, i, i_end, j, j_end in SequenceMatcher(
            None, was, texts, autojunk=False
        ).get_opcodes():
            if op == "equal":
                for n in range(i_end - i):
                    self.successors[old[i + n].id] = now[j + n]
            elif op == "replace":
                self._pair(old[i:i_end], now[j:j_end])

    def _pair(self, old: Sequence[SentParagraph], now: Sequence[SentParagraph]) -> None:
        """Pair what was reworded between the same neighbours."""
        if len(old) * len(now) > 2_500:
            return
        paragraphs = list(now)
        for one in old:
            scored = [
                (measure_likeness(plain(one.text), plain(other.text)), other)
                for other in paragraphs
            ]
            best = max(scored, key=lambda pair: pair[0], default=None)
            if best is not None and best[0] >= ALIKE:
                self.successors[one.id] = best[1]
                paragraphs.remove(best[1])

    def find(self, paragraph: SentParagraph) -> SentParagraph | None:
        """The paragraph as it is now; None if it is no longer there, or nothing is known."""
        return self.successors.get(paragraph.id)

    def place(self, paragraph: SentParagraph) -> tuple[str, int]:
        """The file and line of a paragraph: now, or as it was sent."""
        there = self.find(paragraph) or paragraph
        return there.path, max(1, there.line)
