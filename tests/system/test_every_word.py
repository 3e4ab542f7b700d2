"""What is typed is printed or reported: every word of an inspection's files stands in its page, or
a problem names the line that it is on. So it is in the examples, and in a thousand spoilt ones, of
which some are tried each time."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reportgen.checks.run import check_dossier
from reportgen.dossier import open_dossier
from reportgen.preview.rendering import render_page
from reportgen.problems import InputError, Place, Problem, start_of
from reportgen.project.loading import Project
from reportgen.render.html.page import PageRenderer
from reportgen.report.builder import build_report
from reportgen.report.texts import read_texts
from tests.conftest import REPOSITORY, SLUGS
from tests.support.every_word import (
    PageWords,
    Run,
    list_keys,
    list_markdown_runs,
    list_outside,
    list_runs,
    split_words,
)
from tests.support.full_inspection import FullInspection
from tests.support.sizes import take
from tests.support.spoilt_files import spoil

MUTATIONS = take(150, of=1_000)
SAMPLE = 25
"""Of the mutations, those that the quick part of the tests tries."""


@dataclass
class Judged:
    """What became of the words of one inspection."""

    words: int = 0
    lost: list[Run] = field(default_factory=list)
    """Those that are neither printed nor reported."""
    refused: list[Problem] = field(default_factory=list)
    """The errors of a file that cannot be read, and has no page."""
    errors: list[Problem] = field(default_factory=list)
    """Those that are marked on the page."""


class Judge:
    """A copy of the examples, whose words are looked for in their pages."""

    def __init__(self, root: Path) -> None:
        for folder in ("inspections", "methodologies"):
            shutil.copytree(REPOSITORY / folder, root / folder)
        self.root = root
        self.project = Project(root)
        self.renderer = PageRenderer(self.project.template_folders)

    def files(self, slug: str) -> list[Path]:
        """The inspection's file, and its Markdown."""
        folder = self.root / "inspections"
        return [folder / f"{slug}.yaml", *sorted((folder / slug).glob("*.md"))]

    def judge(self, slug: str) -> Judged:
        problems: list[Problem] = []
        judged = Judged()
        try:
            dossier = open_dossier(self.project, slug)
            texts = read_texts(dossier)
            problems = check_dossier(dossier, texts)
        except InputError as refused:
            judged.refused = refused.problems
            return judged
        judged.errors = [problem for problem in problems if problem.is_error]
        report = build_report(dossier, texts, errors=judged.errors)
        page = PageWords(render_page(self.renderer, report, texts))
        runs = [run for path in self.files(slug) for run in self.list_runs(path)]
        judged.words = sum(len(run.words) for run in runs)
        lost = [run for run in runs if not page.has(run)]
        yaml = self.files(slug)[0]
        text, shown = yaml.read_text("utf-8"), self.project.display_path(yaml)
        lost += list_outside(text, shown)
        no_lists = [problem for problem in problems if problem.code == "wrong-kind"]
        reported = _list_reported(problems, list_keys(text) if lost else {}, shown)
        reported += _list_reported(no_lists, list_keys(text, lists=True) if lost else {}, shown)
        reported += [self.whole_note(one) for one in problems if one.code == "note-unused"]
        judged.lost = [run for run in lost if not _is_reported(run, reported)]
        return judged

    def whole_note(self, problem: Problem) -> tuple[str, int, int]:
        """The lines of a note that is never called: the message has its last words."""
        place = problem.place
        lines = (self.root / place.path).read_text("utf-8").splitlines()
        last = place.line
        if end := re.search(r"up to “(.*)”", problem.message):
            words = split_words(end[1])
            while last < len(lines) and words[-1] not in split_words(lines[last - 1])[-1:]:
                last += 1
        return place.path, place.line, last

    def list_runs(self, path: Path) -> list[Run]:
        shown, text = self.project.display_path(path), path.read_text("utf-8")
        return list((list_runs if path.suffix == ".yaml" else list_markdown_runs)(text, shown))


def _list_reported(
    problems: list[Problem], keys: dict[tuple[int, int], int], yaml: str
) -> list[tuple[str, int, int]]:
    """The lines that problems name: file, first and last."""
    return [
        (p.path, p.line, _last_line(p, keys if p.path == yaml else {}))
        for p in (problem.place for problem in problems)
    ]


def _last_line(place: Place, keys: dict[tuple[int, int], int]) -> int:
    """The last line of what a problem is of: a whole file, what is under a key, or one line."""
    if place == start_of(place.path):
        return 1_000_000
    return keys.get((place.line, place.column), place.line)


def _is_reported(run: Run, reported: list[tuple[str, int, int]]) -> bool:
    return any(
        path == run.path and run.first <= last and first <= run.last
        for path, first, last in reported
    )


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(tmp_path_factory.mktemp("words"))


def test_every_word_of_the_examples_is_printed(judge: Judge) -> None:
    words = 0
    for slug in SLUGS:
        judged = judge.judge(slug)
        assert judged.refused == judged.errors == []
        assert judged.lost == [], slug
        words += judged.words
    print(f"{words:,} words of {len(SLUGS)} examples, all of them printed")
    assert words > 40_000


def test_every_text_that_the_format_has_is_printed_or_reported(judge: Judge) -> None:
    words = 0
    for id in judge.project.list_methodology_ids():
        methodology = judge.project.load_methodology(id)
        path = judge.root / "inspections" / "full.yaml"
        for kind in methodology.kinds or [""]:
            path.write_text(FullInspection(methodology, kind).write(), "utf-8")
            judged = judge.judge("full")
            assert judged.refused == judged.errors == [], id
            assert judged.lost == [], id
            words += judged.words
    print(f"{words:,} words, one in each text of the format, for every methodology")
    path.unlink()


def test_a_lost_word_is_found() -> None:
    page = PageWords("<p>Leaders were <em>visib</em>ly kind.</p><p>To staff.</p>")
    yaml = "title: Leaders were visibly # truly\nregion: kind unkind\n"
    runs = list(list_runs(yaml, "a.yaml"))
    assert [run.words for run in runs if not page.has(run)] == [("kind", "unkind")]
    assert list(list_outside("title: Region #4 of Kent # so", "a.yaml")) == [
        Run(("4",), "a.yaml", 1, 1),
        Run(("of",), "a.yaml", 1, 1),
        Run(("Kent",), "a.yaml", 1, 1),
    ]


def try_mutations(judge: Judge, seeds: range) -> None:
    """Spoil a file of an example for each seed, and look for its words."""
    words, counts, lost = 0, Counter[str](), []
    for seed in seeds:
        chance = random.Random(seed)
        slug = chance.choice(SLUGS)
        files = judge.files(slug)
        path = chance.choice(files) if len(files) > 1 and chance.random() < 0.5 else files[0]
        text = path.read_text("utf-8")
        try:
            spoilt, line = spoil(text, chance)
            path.write_text(spoilt, "utf-8")
            judged = judge.judge(slug)
        finally:
            path.write_text(text, "utf-8")
        became = "refused" if judged.refused else "errors marked" if judged.errors else "printed"
        counts[became] += 1
        words += judged.words
        lost += [
            (seed, path.name, line, spoilt.split("\n")[line - 1 : line + 1], run)
            for run in judged.lost
        ]
    print(f"{len(seeds):,} mutations, {words:,} words: {dict(counts)}")
    assert lost == []


def test_a_few_spoilt_files_lose_no_word_silently(judge: Judge) -> None:
    try_mutations(judge, range(SAMPLE))


@pytest.mark.slow
def test_spoilt_files_lose_no_word_silently(judge: Judge) -> None:
    try_mutations(judge, range(SAMPLE, MUTATIONS))
