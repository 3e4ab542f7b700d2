"""Where things are: the project's root, its inspections, methodologies and templates, and what each
file includes.

It loads inspections and methodologies from disk. No path that a user's file names leads out of the
project.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reportgen.problems import (
    InputError,
    Place,
    Problem,
    error,
    find_nearest,
    sort_problems,
    warning,
)
from reportgen.project.paths import (
    BESIDE,
    PACKAGE,
    PRIVATE,
    find_packaged_templates,
    is_beside_file,
    is_file,
)
from reportgen.util.file_state import FilesRead, sign_file
from reportgen.util.text import make_visible

if (
    TYPE_CHECKING
):  # what reads files is imported where a file is read: a build with nothing to do reads none
    from reportgen.inspection.model import Inspection
    from reportgen.methodology.model import Methodology
    from reportgen.reading.fields import ReadingContext, SourceText
    from reportgen.reading.translation import Translation
    from reportgen.reading.translation_file import InspectionTranslation
    from reportgen.reading.yaml_source import Node

_T = TypeVar("_T")

_MISNAMED = re.compile(r"\.ya?ml(?:\.txt)?\Z", re.I)
"""How the name of a file ends that is meant for YAML. Notepad adds .txt, and Windows hides it."""
_ADDRESS_SIGNS = frozenset(":#?%\\'\"<>&|*\n\r\t")
"""What means something else in an address, or may not be in the name of a file everywhere."""


class Project:
    """A folder with inspections, and what was loaded from it so far."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._methodologies: dict[str, Methodology] = {}
        self._translated: dict[tuple[str, str], tuple[Methodology, Translation, list[Problem]]] = {}
        """Methodologies in other languages, by id and language."""
        self._lines: dict[str, list[str]] = {}
        self.files_read = FilesRead()
        """Every file that what was loaded depends on, as it was before it was read."""
        self._unsaved: Mapping[Path, str] = {}
        """Texts that are read in place of files."""

    def with_unsaved(self, texts: Mapping[Path, str]) -> Project:
        """The same project as it would be with these texts in its files. It shares the
        methodologies that were read."""
        project = Project(self.root)
        project._methodologies, project._unsaved = self._methodologies, texts
        project._translated = self._translated
        return project

    def is_as_read(self) -> bool:
        """Whether every file that was read still is as it was read, and each that a text stood in
        for has that text."""
        from reportgen.reading.text_file import read_text

        try:
            return self.is_unchanged_beside() and all(
                read_text(path, "") == text for path, text in self._unsaved.items()
            )
        except InputError:
            return False

    def is_unchanged_beside(self) -> bool:
        """Whether every file that was read, without those that a text stood in for, still is as it
        was read."""
        return all(
            sign_file(path) == signature
            for path, signature in self.files_read.items()
            if path not in self._unsaved
        )

    def _read_text(self, path: Path, display_path: str) -> str:
        from reportgen.reading.text_file import read_text

        return self._unsaved[path] if path in self._unsaved else read_text(path, display_path)

    # Paths

    @property
    def inspections(self) -> Path:
        return self.root / "inspections"

    @property
    def output(self) -> Path:
        return self.root / "output"

    @property
    def template_folders(self) -> tuple[Path, ...]:
        """Where templates are looked for, in order."""
        own, packaged = self.root / "templates", find_packaged_templates()
        return (own, packaged) if own.is_dir() and own != packaged else (packaged,)

    @property
    def methodology_folders(self) -> tuple[Path, ...]:
        return (self.root / "methodologies", PACKAGE / "methodologies")

    def display_path(self, path: Path) -> str:
        """A path as people know it: from the root where it lies within, or whole."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return str(path)

    def read_lines(self, display_path: str) -> list[str]:
        """The lines of a file that a problem names."""
        if display_path not in self._lines:
            path = Path(display_path) if os.path.isabs(display_path) else self.root / display_path
            try:
                data = (
                    path.read_bytes()[:10_000_000]
                    if path.is_file() and not self._leads_outside(path)
                    else b""
                )  # a pipe would keep us waiting
                binary = (
                    b"\0" in data[:16]
                )  # a spreadsheet, whose places are rows and columns, or UTF-16
                self._lines[display_path] = (
                    []
                    if binary
                    else data.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
                )
            except (OSError, ValueError):
                self._lines[display_path] = []
        return self._lines[display_path]

    def forget_lines(self) -> None:
        """Lines are read anew the next time a problem names them."""
        self._lines.clear()

    def list_slugs(self) -> list[str]:
        """Every inspection of the project, in alphabetical order."""
        return sorted(
            path.stem
            for path in self._yaml_files(self.inspections)
            if not path.name.startswith(".") and not is_beside_file(path.stem)
        )

    def find_misnamed_files(self) -> list[Problem]:
        """Files that nothing reads, for their names: those that seem to be inspections, and those
        that belong to an inspection that does not exist."""
        try:
            names = sorted(os.listdir(self.inspections))
        except OSError:
            return []
        visible = [name for name in names if not name.startswith(".")]
        slugs = [name[:-5] for name in visible if name.endswith(".yaml")]
        slugs = [slug for slug in slugs if not is_beside_file(slug)]
        problems = []
        for name in visible:
            stem, dot, ending = name.rpartition(".")
            if f"{dot}{ending}" == ".yaml" and is_beside_file(stem):
                if (slug := stem.rpartition(".")[0]) not in slugs:
                    problems.append(self._name_stray(name, slug, slugs))
            elif ending == "sent" and stem not in slugs:
                problems.append(self._name_stray(name, stem, slugs))
            elif ending != "yaml" and _MISNAMED.search(name):
                problems.append(self._name_misnamed(name))
        for path in sorted((self.inspections / PRIVATE).glob("*.names")):
            if path.stem not in slugs:
                problems.append(self._name_stray(f"{PRIVATE}/{path.name}", path.stem, slugs))
        return problems

    def _name_misnamed(self, name: str) -> Problem:
        how_to_see = " (in Windows: View, Show, File name extensions)" if name.endswith("t") else ""
        return warning(
            "file-name",
            Place(self.display_path(self.inspections / name), 1, 1, 1),
            "this file is not read: the name of an inspection ends in .yaml",
            f"rename it to {make_visible(_MISNAMED.sub('', name))}.yaml{how_to_see}; a file that"
            " inspections include may lie in a folder of its own",
        )

    def _name_stray(self, name: str, slug: str, slugs: list[str]) -> Problem:
        near = find_nearest(slug, slugs)
        meant = f", as {near}{name.rpartition(slug)[2]}" if near else ""
        return warning(
            "file-stray",
            Place(self.display_path(self.inspections / name), 1, 1, 1),
            f"this is not read: there is no inspection {make_visible(slug)}.yaml",
            f"name it after its inspection{meant}; if you renamed the inspection, rename all files"
            " that belong to it",
        )

    def _yaml_files(self, folder: Path) -> list[Path]:
        """The YAML files of a folder; none if there is no such folder. Refused if it may not be
        read."""
        try:
            return [
                path
                for name in os.listdir(folder)
                if name.endswith(".yaml") and is_file(path := folder / name)
            ]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as reason:
            raise InputError(
                error(
                    "file-unreadable",
                    Place(self.display_path(folder), 1, 1, 1),
                    f"the folder cannot be read: {reason.strerror}",
                    "ask for the right to read it, or work in a copy of the project",
                )
            ) from None

    def find_inspection_file(self, slug_or_path: str) -> Path:
        """The file of an inspection: a slug in `inspections/`, or a path to a YAML file."""
        readable = slug_or_path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        if readable != slug_or_path:
            raise InputError(
                error(
                    "file-name",
                    Place(readable, 1, 1, 1),
                    "the name of the file is not text in UTF-8",
                    "give the file another name",
                )
            )
        if (name := slug_or_path.rpartition("/")[2]).startswith("."):
            raise InputError(
                error(
                    "no-inspection",
                    Place(slug_or_path, 1, 1, 1),
                    f"`{name}` names no inspection",
                    "the name of its file begins with a letter or a digit: my-town-2025.yaml",
                )
            )
        looks_like_path = (
            slug_or_path.endswith((".yaml", ".yml"))
            or os.sep in slug_or_path
            or "/" in slug_or_path
        )
        if looks_like_path:
            path = Path(slug_or_path)
            if is_file(path):
                self._check_file_name(path)
                return path.resolve()
            raise InputError(
                error(
                    "no-inspection",
                    Place(slug_or_path, 1, 1, 1),
                    "there is no such file",
                    self._suggest_slug(path.stem),
                )
            )
        path = self.inspections / f"{slug_or_path}.yaml"
        if is_file(path) and slug_or_path == path.stem and not is_beside_file(slug_or_path):
            self._check_file_name(path)
            self.refuse_link_outside(path)
            return path
        raise InputError(
            error(
                "no-inspection",
                Place(f"inspections/{slug_or_path}.yaml", 1, 1, 1),
                f"there is no inspection `{slug_or_path}`",
                self._suggest_slug(slug_or_path),
            )
        )

    def _check_file_name(self, path: Path) -> None:
        """Refuse a name that would mean something else in the address of a page."""
        if signs := "".join(sorted({sign for sign in path.stem if sign in _ADDRESS_SIGNS})):
            raise InputError(
                error(
                    "file-name",
                    Place(self.display_path(path), 1, 1, 1),
                    f"the name of the file holds {make_visible(signs)}, which breaks the addresses"
                    " of the page",
                    "name it with letters, digits and hyphens: my-town-2025.yaml",
                )
            )

    def refuse_link_outside(self, path: Path) -> None:
        """Refuse a file of the project that is a link to one outside it."""
        if self._leads_outside(path):
            raise InputError(
                error(
                    "file-outside",
                    Place(os.path.relpath(path, self.root), 1, 1, 1),
                    "this file is a link that leads out of the project",
                    "put the file itself here",
                )
            )

    def _leads_outside(self, path: Path) -> bool:
        """Whether a link leads out of the project. A whole folder may be a link: who sets up the
        project decides where it is."""
        target = path.resolve()
        return not (
            target.is_relative_to(self.root) or target.is_relative_to(path.parent.resolve())
        )

    def _suggest_slug(self, slug: str) -> str:
        slugs = self.list_slugs()
        near = find_nearest(slug, slugs)
        for other in self.find_misnamed_files():
            name, asked = (_MISNAMED.sub("", one) for one in (Path(other.place.path).name, slug))
            if name in (asked, *(f"{asked}{ending}" for ending in BESIDE)):
                return f"{other.place.path} is not read: {other.hint.partition(';')[0]}"
        if near:
            return f"did you mean `{near}`?"
        return (
            f"there are: {', '.join(slugs[:12])}" if slugs else "`reportgen new` writes a first one"
        )

    # Loading

    def load_inspection(self, slug_or_path: str) -> tuple[Inspection, Methodology, list[Problem]]:
        """An inspection with its methodology, and all that is wrong with the file. Refused where it
        cannot be read at all."""
        return self.load_inspection_file(self.find_inspection_file(slug_or_path))

    def load_inspection_file(
        self, path: Path, language: SourceText | None = None
    ) -> tuple[Inspection, Methodology, list[Problem]]:
        """The same of a file. `language`: in which it is wanted, by an inspection that draws on
        it."""
        from reportgen.inspection.graded_answers import weigh_answers
        from reportgen.inspection.model import Inspection
        from reportgen.inspection.validation import validate_inspection
        from reportgen.reading.fields import ReadingContext

        display_path = self.display_path(path)
        reading: ReadingContext = ReadingContext(
            include=lambda name, place: self._include(path, name, place, reading)
        )
        tree = self._read_inspection_tree(path, reading)
        words = None
        if "translation_of" in tree.value:
            words = self._read_translation(path, tree, reading)
            translated = path.with_name(f"{words.translation_of}.yaml")
            tree = self._read_inspection_tree(translated, reading)
            if "translation_of" in tree.value:
                raise InputError(*reading.problems, _refuse_translation(words.translation_of))
            reading.translation = self._translate_with(path, tree, words)
            language = words.language
        elif language is not None:
            reading.translation = self._translate_unit(path, tree, language)
        inspection = _record(Inspection, tree, reading, slug=path.stem, path=display_path)
        reading.problems += self._find_missing_translations(path, inspection, language)
        if language is not None:
            inspection = replace(inspection, language=language)
        methodology = self._methodology_of(tree, inspection, reading)
        if methodology is None:
            raise InputError(*sort_problems(reading.problems))
        if words is not None and reading.translation is not None:
            reading.problems += reading.translation.find_problems(self.display_path(translated))
        missing = {
            problem.place for problem in reading.problems if problem.code == "missing-key"
        }  # what is taken as empty there fits nothing
        reading.problems += [
            problem
            for problem in validate_inspection(inspection, methodology)
            if problem.place not in missing
        ]
        inspection, problems = weigh_answers(methodology, inspection)
        return inspection, methodology, sort_problems([*reading.problems, *problems])

    def _read_inspection_tree(self, path: Path, reading: ReadingContext) -> Node:
        """What an inspection file holds. Refused where it is no map."""
        from reportgen.reading.yaml_source import parse_yaml

        self.files_read.add(path)
        display_path = self.display_path(path)
        tree = parse_yaml(self._read_text(path, display_path), display_path, reading.problems)
        if tree.kind != "map":
            raise InputError(
                *reading.problems,
                error(
                    "wrong-kind",
                    tree.place,
                    "an inspection file is a map of keys and values, and this is "
                    + ("a list" if tree.kind == "list" else "text"),
                    "begin with `methodology:` and `title:`",
                ),
            )
        return tree

    def _read_translation(
        self, path: Path, tree: Node, reading: ReadingContext
    ) -> InspectionTranslation:
        """The words of an inspection in another language. Refused where they are those of none."""
        from reportgen.reading.translation_file import INSPECTION

        words: InspectionTranslation = INSPECTION.read(tree, reading)
        name = f"{words.translation_of}-{words.language}"
        source = self.find_file_beside(path, f"{words.translation_of}.yaml")
        if source is None or "/" in words.translation_of or not is_file(source):
            raise InputError(
                *reading.problems,
                error(
                    "no-inspection",
                    words.translation_of.place,
                    f"there is no inspection `{words.translation_of}` beside this file",
                    self._suggest_slug(words.translation_of),
                ),
            )
        self.refuse_link_outside(source)
        if path.stem != name or not _is_language(words.language):
            raise InputError(
                *reading.problems,
                error(
                    "translation-name",
                    words.language.place,
                    f"`{path.stem}` is not called after its inspection and its language",
                    f"name the file {name}.yaml, where the end is a language that has a catalogue",
                ),
            )
        return words

    def _translate_with(self, path: Path, tree: Node, words: InspectionTranslation) -> Translation:
        """The words of an inspection, and beneath them those of its methodology: grades."""
        from reportgen.reading.translation import Translation

        others = None
        named = tree.value.get("methodology") if tree.kind == "map" else None
        if named is not None and named.kind == "text":
            with contextlib.suppress(InputError):  # reported where the methodology is loaded
                others = self._load_translated(named.value, str(words.language))[1]
        display_path = self.display_path(path)
        return Translation(str(words.language), words.texts, display_path, others)

    def _translate_unit(self, path: Path, tree: Node, language: SourceText) -> Translation | None:
        """The words of an inspection that one in another language draws on: those of its own
        translation, where it has one, and the grades."""
        from reportgen.reading.fields import ReadingContext
        from reportgen.reading.translation_file import InspectionTranslation
        from reportgen.reading.yaml_source import read_yaml

        beside = path.with_name(f"{path.stem}-{language}.yaml")
        if is_file(beside):
            self.refuse_link_outside(beside)
            reading = ReadingContext()
            own = read_yaml(beside, self.display_path(beside), reading.problems)
            return self._translate_with(beside, tree, self._read_translation(beside, own, reading))
        words = InspectionTranslation(translation_of=language, language=language)
        return self._translate_with(path, tree, words)

    def _find_missing_translations(
        self, path: Path, inspection: Inspection, language: SourceText | None
    ) -> Iterator[Problem]:
        """The languages of an inspection that have no file, and a file whose language it does not
        name."""
        if language is not None:
            if path.stem.endswith(f"-{language}") and language not in inspection.translations:
                yield warning(
                    "translation-unnamed",
                    language.place,
                    f"the inspection does not say that there is a report in `{language}`",
                    f"add `translations: [{language}]` to it, so that the two pages link to each"
                    " other",
                )
            return
        for tag in inspection.translations:
            if tag and (
                not _is_language(tag) or not is_file(path.with_name(f"{path.stem}-{tag}.yaml"))
            ):
                yield error(
                    "no-translation",
                    tag.place,
                    f"there is no translation into `{tag[:20]}`",
                    f"write it in {path.stem}-{tag[:20]}.yaml, or take the language away",
                )

    def _methodology_of(
        self, tree: Node, inspection: Inspection, reading: ReadingContext
    ) -> Methodology | None:
        if not inspection.methodology:
            if not reading.problems:
                reading.add_error(
                    "no-methodology",
                    inspection.methodology.place,
                    "no methodology is named",
                    f"there are: {', '.join(self.list_methodology_ids())}",
                )
            for number, problem in enumerate(reading.problems):
                if problem.message == "`methodology` is missing":
                    reading.problems[number] = problem._replace(
                        hint=f"add `methodology:`, one of: {', '.join(self.list_methodology_ids())}"
                    )
            return None
        try:
            id, language = str(inspection.methodology), inspection.language
            methodology = self.load_methodology(id)
            if language is None or language == methodology.words.language:
                return methodology
            methodology, _, problems = self._load_translated(id, str(language))
            reading.problems += problems
            return methodology
        except InputError as refused:
            if refused.problems[0].code == "no-language" and inspection.language is not None:
                refused = InputError(refused.problems[0]._replace(place=inspection.language.place))
            if refused.problems[0].code == "no-methodology":
                reading.problems.append(
                    refused.problems[0]._replace(place=inspection.methodology.place)
                )
                return None
            raise InputError(*sort_problems([*reading.problems, *refused.problems])) from None

    def _include(
        self, beside: Path, name: str, place: Place, reading: ReadingContext
    ) -> SourceText | None:
        """The text of a file beside the inspection, never of one elsewhere."""
        from reportgen.reading.fields import SourceText

        path = self.find_file_beside(beside, name)
        if path is None:
            reading.add_error(
                "file-outside",
                place,
                f"`{name}` leads out of the inspection's folder",
                "name a file beside this one, without .. or a leading /",
            )
            return None
        if not is_file(path):
            near = find_nearest(
                name,
                (p.relative_to(beside.parent).as_posix() for p in beside.parent.glob("*/*.md")),
            )
            reading.add_error(
                "file-missing",
                place,
                f"there is no file `{name}` beside this one",
                (
                    f"did you mean `{near}`?"
                    if near
                    else f"it is looked for in {self.display_path(beside.parent)}/"
                ),
            )
            return None
        display_path = self.display_path(path)
        self.files_read.add(path)
        try:
            return SourceText(
                self._read_text(path, display_path), Place(display_path, 1, 1, 1), 1, 0
            )
        except InputError as refused:
            reading.problems += refused.problems
            return None

    @staticmethod
    def find_file_beside(beside: Path, name: str) -> Path | None:
        """The file of that name in the folder of another, or None where the name leads out of it,
        by links too."""
        if (
            not name
            or name.startswith(("/", "\\", "~"))
            or "\\" in name
            or "\0" in name
            or ":" in name
        ):
            return None
        folder = beside.parent.resolve()
        try:
            path = (folder / name).resolve()
        except (OSError, RuntimeError):  # links in a circle
            return None
        return path if path.is_relative_to(folder) else None

    # Methodologies

    def list_methodology_ids(self) -> list[str]:
        return sorted(
            {
                path.stem
                for folder in self.methodology_folders
                for path in self._yaml_files(folder)
                if not _is_language(path.stem.rpartition(".")[2] if "." in path.stem else "")
            }
        )

    def load_methodologies(self) -> tuple[list[Methodology], list[Problem]]:
        """Every methodology that can be read, and what is wrong with the others."""
        methodologies, problems = [], []
        for id in self.list_methodology_ids():
            try:
                methodologies.append(self.load_methodology(id))
            except InputError as refused:
                problems += refused.problems
        return methodologies, problems

    def _without_template(self, methodology: Methodology) -> list[Problem]:
        """The blocks of an outline that no template sets."""
        template_names = {
            path.name.removesuffix(".html.j2")
            for folder in self.template_folders
            for path in (folder / "blocks").glob("*.html.j2")
        }
        problems = []
        for block in methodology.outline:
            if str(block.block) not in template_names:
                near = find_nearest(block.block, template_names)
                problems.append(
                    error(
                        "no-template",
                        block.block.place,
                        f"there is no block `{block.block}`",
                        (
                            f"did you mean `{near}`?"
                            if near
                            else "add its template to templates/blocks/"
                        ),
                    )
                )
        return problems

    def find_methodology_file(self, id: str) -> Path | None:
        for folder in self.methodology_folders:
            path = folder / f"{id}.yaml"
            if path.stem == id and "/" not in id and is_file(path):
                self.refuse_link_outside(path)
                return path
        return None

    def load_methodology(self, id: str) -> Methodology:
        """A methodology by id, the project's own before the packaged one. Refused where it is
        unknown or flawed."""
        if id not in self._methodologies:
            self._methodologies[id] = self._read_methodology(id)
        return self._methodologies[id]

    def _load_translated(
        self, id: str, language: str
    ) -> tuple[Methodology, Translation, list[Problem]]:
        """A methodology in another language than its own, with the words, and what is wrong with
        them."""
        from reportgen.languages.language import open_language
        from reportgen.reading.fields import ReadingContext
        from reportgen.reading.translation import Translation
        from reportgen.reading.translation_file import METHODOLOGY
        from reportgen.reading.yaml_source import read_yaml

        if (id, language) in self._translated:
            return self._translated[id, language]
        own = self.load_methodology(id)
        open_language(language)  # refused where it has no catalogue
        path = self.find_methodology_file(f"{id}.{language.partition('-')[0]}")
        texts: dict[SourceText, SourceText] = {}
        problems: list[Problem] = []
        display_path = f"methodologies/{id}.{language}.yaml"
        if path is not None:
            display_path = self.display_path(path)
            self.files_read.add(path)
            reading = ReadingContext()
            words = METHODOLOGY.read(read_yaml(path, display_path, reading.problems), reading)
            if words is None or reading.problems:
                raise InputError(*sort_problems(reading.problems))
            texts = words.texts
        translation = Translation(language, texts, display_path)
        methodology = self._read_methodology(id, translation)
        problems = list(translation.find_problems(own.path))
        if path is None:
            problems = [
                warning(
                    "translation-missing",
                    Place(own.path, 1, 1, 1),
                    f"the words of `{id}` are not translated into `{language}`",
                    f"write them in {display_path}, under `texts:`, each with its translation",
                )
            ]
        if any(problem.is_error for problem in problems):
            raise InputError(*sort_problems(problems))
        self._translated[id, language] = methodology, translation, problems
        return self._translated[id, language]

    def _read_methodology(self, id: str, translation: Translation | None = None) -> Methodology:
        """Read a methodology, its words those of the translation."""
        from reportgen.methodology.model import Methodology
        from reportgen.methodology.validation import validate_methodology
        from reportgen.reading.fields import ReadingContext, SourceText
        from reportgen.reading.yaml_source import read_yaml

        path = self.find_methodology_file(id)
        if path is None:
            near = find_nearest(id, self.list_methodology_ids())
            raise InputError(
                error(
                    "no-methodology",
                    Place("", 1, 1, 1),
                    f"there is no methodology `{id}`",
                    (
                        f"did you mean `{near}`?"
                        if near
                        else f"there are: {', '.join(self.list_methodology_ids())}"
                    ),
                )
            )
        display_path = self.display_path(path)
        self.files_read.add(path)
        reading = ReadingContext(translation=translation)
        tree = read_yaml(path, display_path, reading.problems)
        if tree.kind != "map":
            raise InputError(
                *reading.problems,
                error(
                    "wrong-kind",
                    tree.place,
                    "a methodology file is a map of keys and values",
                    "begin with `title:`",
                ),
            )
        methodology = _record(Methodology, tree, reading, id=path.stem, path=display_path)
        problems = reading.problems
        if all(
            problem.code in ("unknown-key", "key-twice", "yaml-tag") for problem in problems
        ):  # nothing that is missing would seem a flaw
            problems += [*validate_methodology(methodology), *self._without_template(methodology)]
        if problems:
            raise InputError(*sort_problems(problems))
        words = methodology.words
        if translation is not None:
            words = replace(words, language=SourceText(translation.language, words.language.place))
        return replace(methodology, words=words.in_own_language())


def _refuse_translation(slug: SourceText) -> Problem:
    return error(
        "translation-of-translation",
        slug.place,
        f"`{slug}` is itself a translation",
        "name the inspection that has the data",
    )


def _is_language(tag: str) -> bool:
    """Whether a tag is that of a language with a catalogue."""
    from reportgen.languages.language import list_languages

    return tag in list_languages()


def _record(cls: type[_T], tree: Node, reading: ReadingContext, **file_fields: str) -> _T:
    """A file's top record, whose name and path come from the file itself."""
    from reportgen.reading.fields import MapType

    record: _T = MapType(cls).read(tree, reading, **file_fields)
    return record
