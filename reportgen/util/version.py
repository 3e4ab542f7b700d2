"""The version of reportgen: its one home."""

__version__ = "0.1.0"
