"""Reads YAML as an editor does."""

from __future__ import annotations

import re
from typing import Any

import yaml


class Editor(yaml.CSafeLoader):
    """Reads YAML 1.2 as an editor does before it looks into a schema: keys and dates are text, and
    so are yes and no."""


Editor.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


Editor.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), ["t", "f"])


def as_an_editor_reads(text: str) -> Any:
    node = yaml.compose(text, Loader=Editor)

    def keys_as_text(node: yaml.Node) -> None:
        for child in node.value if not isinstance(node, yaml.ScalarNode) else ():
            for part in child if isinstance(child, tuple) else (child,):
                keys_as_text(part)
            if isinstance(child, tuple):
                child[0].tag = "tag:yaml.org,2002:str"

    keys_as_text(node)
    loader = Editor("")
    return loader.construct_document(node)
