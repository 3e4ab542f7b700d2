"""Which editor a click opens."""

from __future__ import annotations

import pytest

from reportgen.preview import editors


@pytest.mark.parametrize(
    ("named", "form", "told"),
    [
        ({"EDITOR": "code --wait"}, "vscode://file{path}:{line}", ""),
        ({"EDITOR": "code-insiders"}, "vscode-insiders://file{path}:{line}", ""),
        ({"VISUAL": "/usr/bin/codium", "EDITOR": "vim"}, "vscodium://file{path}:{line}", ""),
        ({"EDITOR": "'/Applications/My Apps/zed' -w"}, "zed://file{path}:{line}", ""),
        ({"EDITOR": "subl -w"}, "subl://open?url=file://{path}&line={line}", ""),
        ({"EDITOR": "vim"}, "vim +{line} {path}", "vim"),
        ({"EDITOR": "/usr/bin/nano"}, "/usr/bin/nano +{line} {path}", "nano"),
        ({"EDITOR": "emacs -nw"}, "emacs -nw +{line} {path}", "emacs"),
        ({"EDITOR": "'unclosed"}, "'unclosed +{line} {path}", "'unclosed"),
        ({"EDITOR": "vim", "REPORTGEN_EDITOR_URL": "x://{path}#{line}"}, "x://{path}#{line}", ""),
    ],
)
def test_a_click_opens_the_editor_that_is_named_or_copies_its_command(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str], form: str, told: str
) -> None:
    for name in ("VISUAL", "EDITOR", "REPORTGEN_EDITOR_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert editors.find_editor() == (
        form,
        f"no page can open {told}, so a click copies the command that does" if told else "",
    )


@pytest.mark.parametrize("named", [{}, {"EDITOR": "", "VISUAL": ""}])
def test_where_no_editor_is_named_the_one_line_says_what_a_click_opens(
    monkeypatch: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    for name in ("VISUAL", "EDITOR", "REPORTGEN_EDITOR_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert editors.find_editor() == (
        "vscode://file{path}:{line}",
        "a click opens Visual Studio Code, because neither VISUAL nor EDITOR names an editor",
    )
