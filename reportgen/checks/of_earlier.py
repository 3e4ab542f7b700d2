"""What an earlier inspection of the same service asked for, and whether this one looked at it."""

from __future__ import annotations

from reportgen.checks.context import Context
from reportgen.checks.register import Violations, check
from reportgen.earlier.words import list_earlier_ids


@check(
    "progress-missing",
    "warning",
    "`follows: my-town-2022`, which made three recommendations, and progress on two of them.",
)
def progress_missing(context: Context) -> Violations:
    """Each recommendation of the inspection that this one follows has an entry under
    `progress:`."""
    follows = context.inspection.follows
    if follows is None or not follows.slug:
        return
    named = {str(progress.on) for progress in context.inspection.progress if progress.on}
    for id, words in list_earlier_ids(context.dossier.project, follows.slug).items():
        if f"{follows.slug}/{id}" not in named:
            yield (
                follows.slug.place,
                f"there is no entry on the earlier recommendation `{id}`: “{_cut(words)}”",
                f"add one to `progress:` with `on: {follows.slug}/{id}`; or accept this under"
                " `allow:`, with the reason",
            )


def _cut(text: str) -> str:
    return text if len(text) < 80 else f"{text[:77].rstrip()}…"
