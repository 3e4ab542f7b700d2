"""All benchmarks with one command: ratios side by side, medians of interleaved runs.

python -m benchmarks [speed] [typed] [pages] [inspections] [elsewhere] [cases] [preview] [writing]
[--runs N] [--save FILE]

Without names, all of them: `pages` and `inspections` build hundreds of reports and take some
minutes each. Never part of the tests: a machine that is busy would fail them. `--save` writes the
result as Markdown, each part as soon as it is measured.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import elsewhere, reports
from benchmarks.measure import REPOSITORY, Command, interleaved, machine, table
from benchmarks.plain_page import make_plain

PYTHON = sys.executable
BUILD = [PYTHON, "-m", "reportgen", "build"]


def finished_page(project: Path, slug: str) -> tuple[str, Path]:
    """A report's page for paper as HTML, and the fontconfig file that names our fonts."""
    from reportgen.building.outputs import OutputMaker, Timings
    from reportgen.project.loading import Project
    from reportgen.render.pdf.fonts import write_font_configuration

    maker = OutputMaker(Project(project), slug, Timings())
    return maker.renderer.print(maker.report), write_font_configuration(
        maker.project.template_folders
    )


def speed(folder: Path, runs: int) -> Iterator[str]:
    """One report, every output, from a cold start."""
    slug = reports.LONGEST
    project = reports.copied(folder / "project")
    html, fonts = finished_page(project, slug)
    (folder / "page.html").write_text(html, "utf-8")
    build = [*BUILD, slug, "--force"]
    (folder / "plain.html").write_text(make_plain(html, slug), "utf-8")

    def weasyprint(page: str) -> Command:
        words = ["--pdf-variant", "pdf/ua-1", "--base-url", "http://templates.invalid/"]
        return Command(
            [Path(PYTHON).parent / "weasyprint", *words, folder / page, folder / f"{page}.pdf"],
            elsewhere.environment(fonts),
        )

    found = interleaved(
        {
            "plain weasyprint": weasyprint("page.html"),
            "plain weasyprint, the words without any style": weasyprint("plain.html"),
            "all outputs": Command(build, folder=project),
            "all outputs, one process": Command([*build, "-j", "1"], folder=project),
            "PDF only": Command([*build, "--pdf"], folder=project),
        },
        runs,
        memory=True,
    )
    base = found["plain weasyprint"]
    yield f"### `build {slug}`, compared with the `weasyprint` command on the same finished page\n"
    yield table(
        ["", "time", "ratio", "processor", "ratio", "memory", "ratio"],
        [
            [
                name,
                f"{s.median:.2f} s",
                f"{s.median / base.median:.2f}",
                f"{s.work:.2f} s",
                f"{s.work / base.work:.2f}",
                f"{s.memory:.0f} MB",
                f"{s.memory / base.memory:.2f}",
            ]
            for name, s in found.items()
        ],
    )
    yield "\nThe aim: all outputs in at most 0.9 of the time and 1.2 of the memory.\n"
    floor = found["plain weasyprint, the words without any style"].work
    yield (
        f"All outputs take {found['all outputs'].work / floor:.2f} of the processor time that the"
        " words without any style take as a PDF alone. The aim: 1.15.\n"
    )
    yield "### The web page only, `check`, and a build with nothing to do\n"
    yield _starts(project, slug, runs * 2)


def _starts(project: Path, slug: str, runs: int) -> str:
    """Short commands, each beside what it imports from others, in processor time."""
    heavy, light = "import click, yaml, jinja2, markdown_it", "import click, yaml"
    check = [PYTHON, "-m", "reportgen", "check", slug]
    rows = []
    for name, words, imports, aim in (
        ("HTML only", [*BUILD, slug, "--force", "--html"], heavy, "2.0"),
        ("`check`", check, heavy, "1.8"),
        ("nothing changed", [*BUILD, slug], light, "2"),
    ):
        if name == "nothing changed":
            interleaved({name: Command(words, folder=project)}, 1)
        found = interleaved(
            {
                "imports": Command([PYTHON, "-c", imports]),
                name: Command(words, folder=project),
            },
            runs,
        )
        ours, base = found[name].work, found["imports"].work
        numbers = [f"{base * 1000:.0f} ms", f"{ours / base:.2f}", aim]
        rows.append([name, f"{ours * 1000:.0f} ms", f"`{imports}`", *numbers])
    return table(["", "processor", "compared with", "processor", "ratio", "aim"], rows)


def writing(folder: Path, runs: int) -> Iterator[str]:
    """From the key that saves a change in the page to the painted change."""
    from benchmarks.writing import report

    yield "### Writing in the page: from the key to the painted change\n"
    yield f"{report()}\n"


def typed(folder: Path, runs: int) -> Iterator[str]:
    """The commands as README tells people to type them, in processor time."""
    slug = reports.LONGEST
    project = reports.copied(folder / "typed")
    reportgen = REPOSITORY / "bin" / "reportgen"
    commands = {
        "import click": Command([PYTHON, "-c", "import click"]),
        "bin/reportgen --help": Command([reportgen, "--help"], folder=project),
        "python -m reportgen --help": Command(
            [PYTHON, "-m", "reportgen", "--help"], folder=project
        ),
        f"bin/reportgen build {slug}": Command([reportgen, "build", slug], folder=project),
        f"python -m reportgen build {slug}": Command([*BUILD, slug], folder=project),
    }
    found = interleaved(commands, runs * 6)
    base = found["import click"].work
    yield "### As typed: processor time of a command before it does any work\n"
    yield table(
        ["", "processor", "ratio", "aim"],
        [
            [
                f"`{name}`",
                f"{sample.work * 1000:.0f} ms",
                f"{sample.work / base:.2f}",
                "2" if name.startswith("bin/") else "",
            ]
            for name, sample in found.items()
        ],
    )
    yield "\nThe builds have nothing to do: nothing has changed since the last one.\n"


def pages(folder: Path, runs: int) -> Iterator[str]:
    """Reports of 10 to 640 pages: each from a cold start, and each in a process that has made a
    report before."""
    import pypdfium2

    projects = {
        wanted: reports.with_sections(folder / f"pages-{wanted}", "measured", sections)
        for wanted, sections in (("10", 3), ("40", 25), ("160", 115), ("640", 475))
    }
    commands = {
        name: Command([*BUILD, "measured", "--force", "-j", "1"], folder=project)
        for name, project in projects.items()
    }
    cold = interleaved(commands, runs, memory=True)
    running = reports.made_in_one_process(list(projects.values()), "measured", runs)
    counts = {
        name: len(pypdfium2.PdfDocument(project / "output" / "measured" / "measured.pdf"))
        for name, project in projects.items()
    }
    each = {name: sample.median / counts[name] for name, sample in cold.items()}
    again = {name: running[project] / counts[name] for name, project in projects.items()}
    yield (
        "\n### By length: all outputs of one report, from a cold start and in a process that has"
        " already made one\n"
    )
    yield table(
        ["pages", "cold", "a page", "to 40 pp.", "running", "a page", "to 40 pp.", "memory"],
        [
            [
                str(counts[name]),
                f"{s.median:.2f} s",
                f"{each[name] * 1000:.0f} ms",
                f"{each[name] / each['40']:.2f}",
                f"{running[projects[name]]:.2f} s",
                f"{again[name] * 1000:.0f} ms",
                f"{again[name] / again['40']:.2f}",
                f"{s.memory:.0f} MB",
            ]
            for name, s in cold.items()
        ],
    )
    yield (
        "\n“to 40 pp.” compares the time for a page with that in the report of 40 pages. The aim:"
        " at most 1.3. From a cold start, the time to start Python and WeasyPrint is shared by few"
        " pages in a short report. In a running process, as with `--all` or in the preview, this"
        " time is not needed again.\n"
    )


def inspections(folder: Path, runs: int) -> Iterator[str]:
    """Many inspections, on one process and on two."""
    rows, each = [], {}
    for count in (1, 10, 100, 300):
        project = folder / f"many-{count}"
        for number in range(count):
            reports.with_sections(project, f"unit-{number:03}", 1)
        build = [*BUILD, "--all"]
        found = interleaved(
            {
                "1": Command([*build, "--force", "-j", "1"], folder=project),
                "2": Command([*build, "--force", "-j", "2"], folder=project),
                "none": Command(build, folder=project),
            },
            runs if count <= 10 else 1,
            before=count <= 10,
        )
        each[count] = {name: found[name].median / count for name in "12"}
        rows.append(
            [
                str(count),
                *(f"{found[name].median:.2f} s" for name in found),
                *(f"{seconds * 1000:.0f} ms" for seconds in each[count].values()),
                f"{found['1'].median / found['2'].median:.2f}",
            ]
        )
    yield "### By number: all outputs of short reports\n"
    yield table(
        ["inspections", "one process", "two", "nothing changed", "each, one", "each, two", "gain"],
        rows,
    )
    grown = {name: each[300][name] / each[10][name] for name in "12"}
    yield (
        f"\nEach of 300 inspections takes {grown['1']:.2f} of the time that each of ten takes with"
        f" one process, and {grown['2']:.2f} with two. If the time grew exactly with the number of"
        " inspections, this would be 1. A single inspection also includes the time to start Python"
        " and WeasyPrint. Up to ten inspections the times are medians; with more they are from one"
        " run.\n"
    )


def compared(folder: Path, runs: int) -> Iterator[str]:
    """The same report through other programs."""
    slug = reports.LONGEST
    project = reports.copied(folder / "compared")
    html, _ = finished_page(project, slug)
    paper = folder / "paper.html"
    paper.write_text(html, "utf-8")
    ours = Command([*BUILD, slug, "--force", "--html", "--pdf"], folder=project)
    output = project / "output" / slug
    interleaved({"ours": ours}, 1)
    found = {
        "reportgen, page and PDF": (ours, output / f"{slug}.pdf"),
        **elsewhere.commands(folder, output / "index.html", paper),
    }
    samples = interleaved({name: command for name, (command, _) in found.items()}, runs)
    base = samples["reportgen, page and PDF"].median
    note, call = elsewhere.first_note(html)
    rows = []
    for name, (_, pdf) in found.items():
        made = elsewhere.looked_at(pdf, note, call, "Recommendations")
        rows.append(
            [
                name,
                f"{samples[name].median:.2f} s",
                f"{samples[name].median / base:.2f}",
                str(made.pages),
                f"{made.kilobytes} KB",
                made.tags,
                made.notes,
                made.numbers,
            ]
        )
    yield "### Other programs: the same report\n"
    yield table(
        ["", "time", "ratio", "pages", "size", "tags", "footnotes", "page numbers in the contents"],
        rows,
    )
    yield ""


def cases(folder: Path, runs: int) -> Iterator[str]:
    """Case files beside csv.reader."""
    import subprocess

    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.case_files"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    yield "### Case files, compared with Python's own `csv.reader`\n"
    yield f"```\n{done.stdout.rstrip()}\n```\n"


def preview(folder: Path, runs: int) -> Iterator[str]:
    """From a save to the changed page in a browser."""
    import subprocess

    done = subprocess.run(
        [PYTHON, "-m", "benchmarks.preview"],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    yield "### The preview: from a save to the changed page in Chromium\n"
    yield f"{done.stdout.rstrip()}\n"


ALL: dict[str, Callable[[Path, int], Iterator[str]]] = {
    "speed": speed,
    "typed": typed,
    "pages": pages,
    "inspections": inspections,
    "elsewhere": compared,
    "cases": cases,
    "preview": preview,
    "writing": writing,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", choices=[[], *ALL], default=[])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--save", type=Path)
    chosen = parser.parse_args()
    os.environ.pop("SOURCE_DATE_EPOCH", None)
    lines = [
        f"Measured on {machine()}; times are medians of {chosen.runs} runs, in which all commands"
        " take turns.\n"
    ]
    print(lines[0])
    by_hand = _read_part_by_hand(chosen.save)
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        for name in chosen.names or ALL:
            for line in ALL[name](Path(folder), chosen.runs):
                print(line, flush=True)
                lines.append(line)
            if chosen.save:
                head = (
                    "# Speed and size\n\nThis page was written by `python -m benchmarks --save"
                    " docs/speed.md`. Before you compare, run it again on a machine that does"
                    " nothing else.\n\n"
                )
                text = head + "\n".join(lines).rstrip() + "\n" + by_hand
                chosen.save.write_text(text, "utf-8")


def _read_part_by_hand(page: Path | None) -> str:
    """What a page of results has after them, from its first heading of the second level on."""
    text = page.read_text("utf-8") if page is not None and page.exists() else ""
    _, mark, rest = text.partition("\n## ")
    return mark + rest


if __name__ == "__main__":
    main()
