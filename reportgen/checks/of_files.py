"""The codes by which a file is refused: it cannot be read, says what no inspection can say, or
contradicts its methodology.

They are found where files are read, and entered here so that every code that `check` may print has
its rule.
"""

from reportgen.checks.register import found_elsewhere

_FOUND = (
    # any file
    ("file-unreadable", "error", "A file can be opened.", "A file that only its owner may read"),
    (
        "file-size",
        "error",
        "A file is no larger than a report or its cases can be.",
        "A file of 20 MB",
    ),
    ("file-empty", "error", "A file holds something.", "A file with comments alone"),
    (
        "file-outside",
        "error",
        "A file that is named lies beside the inspection or beneath it.",
        "{file: ../notes.md}",
    ),
    ("not-utf-8", "error", "A file is UTF-8.", "A file saved by an older program"),
    ("control-character", "error", "A file holds no control characters.", "A NUL in a title"),
    # YAML
    ("yaml-syntax", "error", "A file is YAML.", "A tab as indentation"),
    ("yaml-tag", "error", "YAML is used without tags.", "!!python/object"),
    ("key-twice", "error", "A key stands once in its map.", "Two lines that begin title:"),
    ("key-not-text", "error", "A key is a word.", "[a, b]: c"),
    (
        "too-many-values",
        "error",
        "A file holds no more values than a person can have meant.",
        "Aliases of aliases of aliases",
    ),
    # the format
    ("wrong-kind", "error", "A value is of the kind that its key asks for.", "results: [63%]"),
    (
        "title-long",
        "error",
        "The title fits at the head of each page.",
        "A title of 400 characters",
    ),
    ("unknown-key", "error", "A key is one that the format knows.", "recomendations:"),
    ("missing-key", "error", "A key that is required is there.", "An inspection without title:"),
    (
        "unknown-word",
        "error",
        "Where a few words are possible, the word is one of them.",
        "score: average",
    ),
    (
        "result-share",
        "error",
        "A percentage below 1 says that it is one: 0.52 may mean 52% or 0.52%.",
        "2.2.1: 0.52",
    ),
    ("date", "error", "A date is one of the calendar.", "published: 2022-02-30"),
    (
        "result-form",
        "error",
        "A result is a percentage, a count, both, or the word pooled.",
        "2.2.1: most",
    ),
    ("result-range", "error", "A result lies between no cases and all of them.", "2.2.3: 24 of 15"),
    (
        "result-differs",
        "error",
        "A result that gives its count and its percentage gives two that agree.",
        "2.2.1: 63% (31 of 51)",
    ),
    (
        "published-form",
        "error",
        "What was published is a rating of the scale, a score or a percentage.",
        "published_ratings: {score: four}",
    ),
    # what the methodology knows
    (
        "file-name",
        "error",
        "The name of a file is text in UTF-8.",
        "a name in Latin-1, from an old archive",
    ),
    ("no-inspection", "error", "An inspection that is named is there.", "draws_on: [nowhere-2020]"),
    ("no-methodology", "error", "The methodology is one that is there.", "methodology: units-2012"),
    (
        "unknown-id",
        "error",
        "A standard, key question or prompt is one of the methodology, under its own standard.",
        "2.2: {results: {2.3.1: 63%}}",
    ),
    (
        "unknown-name",
        "error",
        "A name that is referred to is one that is given.",
        "text: {forward: …}",
    ),
    (
        "unknown-rating",
        "error",
        "A rating is one of its scale, in its words.",
        "rating: Requires improvment",
    ),
    (
        "domain-rated",
        "error",
        "Ratings and results stand under standards, not under domains.",
        "2: {rating: Good}",
    ),
    (
        "judged",
        "error",
        "A standard that is judged has a rating and no results.",
        "1.1: {results: {1.1.1: 63%}}",
    ),
    (
        "never-rated",
        "error",
        "A standard that is only reported has no rating.",
        "2.6: {rating: Good}",
    ),
    (
        "rated-and-not",
        "error",
        "A standard is rated or not rated, not both.",
        "2.5: {not_rated: none, results: …}",
    ),
    (
        "score-and-results",
        "error",
        "A standard has its results or its score, not both.",
        "2.5: {score: 61%, results: …}",
    ),
    (
        "other-kind",
        "error",
        "A standard is one of the kind of inspection.",
        "3.1 in an inspection of another kind",
    ),
    (
        "row-length",
        "error",
        "Each row of a table has as many cells as the table has columns.",
        "rows: [[a, b, c]] under two columns",
    ),
    # inspections drawn on
    (
        "draws-on-itself",
        "error",
        "No inspection rests on itself, at any remove.",
        "draws_on: [this-one]",
    ),
    ("unit-twice", "error", "An inspection is drawn on once.", "draws_on: [a-2020, a-2020.yaml]"),
    (
        "unit-errors",
        "error",
        "An inspection that is drawn on has no errors.",
        "draws_on: [one-with-errors]",
    ),
    ("pooled-score", "error", "What is pooled are counts of cases, not scores.", "score: pooled"),
    (
        "pooled-and-counted",
        "error",
        "A result is pooled or counted, not both.",
        "pooled, and a column in the case file",
    ),
    (
        "not-pooled",
        "error",
        "What is pooled has cases that the methodology names.",
        "2.1.1: pooled where the methodology does not say whose",
    ),
    (
        "nothing-to-pool",
        "error",
        "What is pooled has inspections to be pooled from, with cases.",
        "pooled without draws_on:",
    ),
    (
        "no-counts",
        "error",
        "What is pooled was given as counts.",
        "pooled from an inspection that has 63%",
    ),
    (
        "no-such-question",
        "error",
        "What is pooled was asked in the inspections drawn on.",
        "A thread that the other methodology has not",
    ),
    # case files
    (
        "not-a-spreadsheet",
        "error",
        "A case file is what its name says.",
        "A picture called cases.xlsx",
    ),
    ("old-spreadsheet", "error", "A case file is of a kind in use since 2007.", "cases.xls"),
    ("spreadsheet-damaged", "error", "A spreadsheet is whole.", "Half a download"),
    ("spreadsheet-locked", "error", "A spreadsheet is without a password.", "A protected workbook"),
    (
        "spreadsheet-size",
        "error",
        "A spreadsheet unpacks to no more than cases can need.",
        "A bomb of zeros",
    ),
    ("no-sheet", "error", "The sheet that is named is there.", "sheet: Casess"),
    (
        "no-header",
        "error",
        "A case file begins with the headings of its columns.",
        "An empty first row",
    ),
    ("no-heading", "error", "Each column with answers has a heading.", "A column without one"),
    ("no-cases", "error", "A case file holds cases.", "Headings alone"),
    (
        "no-case-column",
        "error",
        "A case file has the column that names the case.",
        "No column `case`",
    ),
    ("no-case-id", "error", "Each case has a name.", "An empty cell under `case`"),
    ("case-twice", "error", "Each case stands once.", "Case 17 on two rows"),
    ("column-twice", "error", "Each column stands once.", "Two columns 2.2.1"),
    (
        "unknown-column",
        "error",
        "A column that looks like a question is one of the methodology.",
        "2.2.9",
    ),
    (
        "unknown-answer",
        "error",
        "An answer is yes, no or not applicable, or is explained under `answers:`.",
        "maybe",
    ),
    (
        "unknown-group",
        "error",
        "A group of an attribute is one of those that are listed.",
        "hihg under risk_level",
    ),
    (
        "groups-alike",
        "warning",
        "The groups of an attribute can be told apart, and from the total.",
        "Low and low under risk_level",
    ),
    (
        "no-answers",
        "warning",
        "A question that has a column has an answer.",
        "A column of empty cells",
    ),
    ("empty-rows", "note", "Rows of a case file hold something.", "A blank row between cases"),
    (
        "too-many-columns",
        "error",
        "A case file has no more columns than a methodology can ask.",
        "20,000 columns",
    ),
    (
        "line-length",
        "error",
        "A line of a case file is no longer than a case can be.",
        "A file without line ends",
    ),
    ("line-break", "error", "A case stands on one line.", "A line break in a cell"),
    (
        "merged-cells",
        "error",
        "Each cell of a case file holds its own value.",
        "High in C2, merged with C3 and C4",
    ),
    (
        "quotation-mark",
        "error",
        "Quotation marks open and close.",
        'A cell that begins with " and goes on for ever',
    ),
    (
        "more-problems",
        "error",
        "A case file has few enough problems to be named one by one.",
        "The wrong file",
    ),
    (
        "cases-differ",
        "error",
        "A result that is typed is the one that the cases give.",
        "2.2.3: 24 of 51 where the cases give 23",
    ),
    # breakdowns and pictures
    ("breakdown-form", "error", "A breakdown says what is broken down by what.", "{breakdown:2.2}"),
    (
        "no-attribute",
        "error",
        "What a result is broken down by is a column of the case file.",
        "{breakdown:2.2 by colour}",
    ),
    (
        "too-many-groups",
        "error",
        "A breakdown has no more groups than a table has room for.",
        "{breakdown:2.2 by case}",
    ),
    (
        "one-group",
        "error",
        "A breakdown by a column of one value has enough cases to be shown.",
        "{breakdown:2.2 by office} of three cases of one office",
    ),
    (
        "breakdowns-tell",
        "error",
        "Two breakdowns do not tell together what one of them withholds.",
        "{breakdown:2.2 by age} beside {breakdown:2.2 by age_band}",
    ),
    (
        "image-size",
        "error",
        "A picture is no larger than a page can need.",
        "A photograph of 40 MB",
    ),
    ("image-kind", "error", "A picture is PNG, JPEG or SVG.", "map.tiff"),
    ("image-harm", "error", "A drawing runs nothing and fetches nothing.", "An SVG with a script"),
    # methodologies
    ("no-scale", "error", "A methodology has a scale with at least one grade.", "scales: {}"),
    (
        "no-points",
        "error",
        "Where a score is summed, the grades have points.",
        "scales: {rating: [{name: Good}]} under rule: points",
    ),
    (
        "no-bands",
        "error",
        "Where a score is summed, a standard rated by a percentage has bands to fall in.",
        "A scale without from:",
    ),
    (
        "no-totals",
        "error",
        "A score has shares or totals by which it becomes a rating.",
        "overall: {rule: points}",
    ),
    (
        "small-group",
        "error",
        "Breakdowns withhold at least the groups of one case.",
        "small_group: 1",
    ),
    ("share", "error", "A share is a fraction.", "shares: {Good: most}"),
    ("id-twice", "error", "An id of a methodology stands once.", "Two standards 2.2"),
    (
        "band-order",
        "error",
        "Grades stand from worst to best, each band higher than the one below.",
        "Good from 65, Outstanding from 60",
    ),
    ("empty-condition", "error", "A condition asks for something.", "when: {how_many: all}"),
    (
        "how-many",
        "error",
        "A condition counts all, any, or a number of standards.",
        "how_many: most",
    ),
    ("no-template", "error", "A block of an outline has a template.", "outline: [covr]"),
    # commands
    (
        "slug",
        "error",
        "An inspection's name is small letters, digits and hyphens.",
        "reportgen new North_Unit",
    ),
    (
        "exists",
        "error",
        "A new inspection takes the place of no other.",
        "reportgen new for a name that is taken",
    ),
    ("cannot-write", "error", "A file can be written.", "A full disk"),
    ("what-if", "error", "A change asked for is one that can be rated.", "--what-if 9.9=Good"),
    ("no-ratings", "error", "A published file holds its ratings.", "reportgen ratings other.pdf"),
    (
        "template",
        "error",
        "A template of the project can be set.",
        "A brace left open in templates/blocks/",
    ),
    # what is accepted
    ("allow-reason", "note", "A warning is accepted with a reason.", "allow: {abbreviation: }"),
    (
        "allow-unused",
        "note",
        "A warning that is accepted is one that would be given.",
        "allow: {abbrevation: so be it}",
    ),
)

for _code, _severity, _rule, _example in _FOUND:
    found_elsewhere(_code, _severity, _rule, _example, of_file=True)
