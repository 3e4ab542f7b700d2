"""Commands as they are typed, on small inspections."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from reportgen.cli.main import cli

WARNED = (
    "methodology: hmip-omi-2006\ntitle: Sandbank\nfindings: {1.1: {score: 73%, strengths:"
    " [TODO]}}\n"
)


MENDABLE = (
    WARNED.replace("[TODO]", "[Plans are made in time]")
    + "allow: {unrated: the rest is still being counted, missing-part: the report is not written"
    " yet}\n"
)


BROKEN = WARNED.replace("73%", "173%")


def reportgen(root: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["--root", str(root), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def run_command(root: Path, *arguments: str, status: int = 0) -> str:
    """What a command prints; it ends with this status."""
    result = CliRunner().invoke(cli, ["--root", str(root), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return result.output


def write(root: Path, text: str, slug: str = "sandbank") -> Path:
    path = root / "inspections" / f"{slug}.yaml"
    path.write_text(text, encoding="utf-8")
    return path
