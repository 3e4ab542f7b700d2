"""The commands that `reportgen --help` lists."""

from __future__ import annotations

import click
import pytest

from reportgen.cli.main import COMMANDS, cli


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_sentence_of_its_own_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None and command.help is not None
    paragraph = " ".join(command.help.partition("\n\n")[0].split())
    assert COMMANDS[name] == paragraph.partition(". ")[0].removesuffix(".") + "."


def test_the_list_imports_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a command was imported")

    monkeypatch.setattr("reportgen.cli.main.import_module", refuse)
    text = cli.get_help(click.Context(cli, info_name="reportgen"))
    assert all(f"\n  {name} " in text for name in COMMANDS)
