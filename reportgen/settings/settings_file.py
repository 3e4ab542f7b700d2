"""The name of the project's own file, apart from what reads it: to know it costs nothing."""

from __future__ import annotations

SETTINGS_FILE = "reportgen.yaml"
