"""The codes of what is wrong with an action plan, so that the list of checks is whole."""

from reportgen.checks.register import found_elsewhere

_FOUND = (
    (
        "plan-unknown",
        "An action plan answers recommendations that the report makes.",
        "r9: {answer: Agreed} in inspections/SLUG.plan.yaml, where the report has no r9",
    ),
    ("plan-answer", "A reason or a step belongs to an answer.", "r1: {why: There is no money}"),
    ("plan-why", "An answer that does not wholly agree has a reason.", "r1: {answer: Not agreed}"),
    ("plan-due", "A step is due on a day.", "{step: Train all staff, due: 2025-06}"),
    (
        "plan-done",
        "A step that was done on a day is done.",
        "{step: Train all staff, progress: Under way, done: 2025-06-30}",
    ),
)
for _code, _rule, _example in _FOUND:
    found_elsewhere(_code, "error", _rule, _example, of_file=True)
