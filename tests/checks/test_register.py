"""The list of all codes of problems."""

from __future__ import annotations

import ast
import re

from reportgen.checks.run import CHECKS
from tests.conftest import REPOSITORY


def test_every_code_that_check_may_print_has_its_rule() -> None:
    """A code is the first text given to what makes a problem, in every module that reads files,
    texts or cases."""
    package = REPOSITORY / "reportgen"
    makers = {"error", "warning", "note", "wrong", "_wrong", "_warn", "report", "Unresolved"}
    makers |= {"_refuse"}
    codes = set()
    for path in (
        package / "dossier.py",
        *(
            path
            for room in ("reading", "inspection", "methodology", "project", "cases", "prose")
            for path in (package / room).glob("*.py")
        ),
        *(package / "report").glob("*.py"),
        package / "checks" / "run.py",
        *(package / "ratings").glob("*.py"),
    ):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                called = (
                    node.func.attr
                    if isinstance(node.func, ast.Attribute)
                    else getattr(node.func, "id", "")
                )
                texts = [
                    a.value
                    for a in node.args
                    if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                choices = [
                    a.value
                    for choice in node.args[:1]
                    if isinstance(choice, ast.IfExp)
                    for a in (choice.body, choice.orelse)
                    if isinstance(a, ast.Constant)
                ]
                codes |= set(
                    texts[:1]
                    if called in makers and isinstance(node.args[0], ast.Constant)
                    else choices
                    if called in makers
                    else ()
                )
                codes |= {
                    text
                    for text in texts[:1]
                    if called == "found" and re.fullmatch(r"[a-z]+(-[a-z]+)+", text)
                }
    assert len(codes) > 90
    assert codes <= set(CHECKS), codes - set(CHECKS)
