"""The parser of YAML: libyaml, or PyYAML's own with the same results if libyaml is missing.

It must not know what becomes of the nodes.
"""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]

    HAS_LIBYAML = True
except ImportError:  # PyYAML without libyaml: slower, with the same tree
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class _Parser(Reader, Scanner, Parser, Composer):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            Reader.__init__(self, stream)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)

        def check_key(self) -> bool:
            """Whether a ? opens a key. Within brackets any does for PyYAML; for libyaml only one
            before a space."""
            return self.peek(1) in "\0 \t\n"

        def scan_plain(self) -> Any:
            """Scan a plain scalar. Within brackets it may contain a ?, as for libyaml."""
            token = super().scan_plain()
            while self.flow_level and self.peek() == "?":
                self.forward()
                token.value, token.end_mark = f"{token.value}?", self.get_mark()
                spaces = self.scan_plain_spaces(self.indent + 1, token.start_mark)
                more = super().scan_plain() if self.peek() not in ",?[]{}#:" else None
                if more is not None:
                    token.value, token.end_mark = (
                        f"{token.value}{''.join(spaces or [])}{more.value}",
                        more.end_mark,
                    )
            return token

    HAS_LIBYAML = False

YamlEvents = _Parser
"""The parser as a source of events, for code that needs to know where each value is written."""


class YamlLoader(_Parser):
    """Composes nodes without resolving them: a plain scalar is text, whatever it looks like."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return "plain" if kind is yaml.ScalarNode else ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def check_resolver_prefix(self, *args: Any) -> None:
        pass
