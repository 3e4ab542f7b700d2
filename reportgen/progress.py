"""What a person is told while reports are built, and what took how long. It must not know how they are built."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from reportgen.build import FAILED, Outcome


class Telling:
    """Says what is done as it is done: a line for each inspection, and on a terminal what is going on meanwhile."""

    def __init__(self, inspections: int, kinds: int, say: Callable[[str], None]) -> None:
        self.inspections = inspections
        self.kinds = kinds
        self.say = say
        self.outcomes: dict[str, list[Outcome]] = {}
        self.done = 0
        self.unchanged = 0
        self.live = sys.stderr.isatty()

    def __call__(self, step: Outcome | str) -> None:
        if isinstance(step, str):
            self.show(step)
            return
        found = self.outcomes.setdefault(step.slug, [])
        found.append(step)
        if len(found) == self.kinds:
            self.done += 1
            self.tell(step.slug, found)

    def tell(self, slug: str, outcomes: list[Outcome]) -> None:
        files = sorted(file for outcome in outcomes for file in outcome.files)
        built = f"{', '.join(file.rpartition('/')[2] for file in files)} in {files[0].rpartition('/')[0]}/" if files else ""
        slug = slug.encode("utf-8", "replace").decode()  # a file's name may be anything
        failed = sorted(outcome.kind for outcome in outcomes if outcome.state == FAILED)
        self.show("")
        if failed:
            self.say(f"{slug}: failed ({', '.join(failed)})" + (f"; built {built}" if built else ""))
        elif built:
            self.say(f"{slug}: built {built}")
        elif self.inspections == 1:
            self.say(f"{slug}: nothing has changed since it was built")
        else:
            self.unchanged += 1
        if self.done < self.inspections:
            self.show(f"{self.done} of {self.inspections} inspections")

    def show(self, text: str) -> None:
        """Replaces the line that says what is going on; nothing where nobody watches."""
        if self.live:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()

    def end(self) -> None:
        self.show("")
        if self.unchanged:
            self.say(f"{self.unchanged} of {self.inspections} inspections: nothing has changed since they were built")


def timings_table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What took how long, by inspection and kind."""
    for outcome in outcomes:
        for step, seconds in outcome.seconds.items():
            yield f"{outcome.slug:32} {outcome.kind:5} {step:20} {seconds:7.2f} s"
