"""The codes of what is wrong with a report's record, so that the list of checks is whole."""

from reportgen.checks.register import found_elsewhere

_FOUND = (
    (
        "record-changed",
        "An entry of a record stays as it was written.",
        "A date changed by hand in inspections/SLUG.record.yaml",
    ),
    ("record-removed", "No entry is taken out of a record.", "A line deleted"),
    ("record-order", "The entries of a record stay in their order.", "Two lines swapped"),
    (
        "record-conflict",
        "A record holds one version of its entries.",
        "Lines that git left after a merge: <<<<<<< HEAD",
    ),
    ("record-twice", "An entry is in a record once.", "A line copied"),
    (
        "record-unsealed",
        "Entries are added to a record by `reportgen stage` and `reportgen sign`.",
        "A line added by hand",
    ),
    (
        "record-foreign",
        "A record belongs to the inspection that its file is named after.",
        "A copy of another inspection's record",
    ),
    (
        "record-entry",
        "An entry is a stage, a signature or a copy.",
        "{on: 2022-05-02}",
    ),
)
for _code, _rule, _example in _FOUND:
    found_elsewhere(_code, "error", _rule, _example, of_file=True)

found_elsewhere(
    "no-record",
    "note",
    "A report whose record was never begun is a draft, and a build says so.",
    "inspections/SLUG.yaml without SLUG.record.yaml",
    of_file=True,
)
