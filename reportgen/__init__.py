"""reportgen: inspection reports from data."""

__version__ = "0.1.0"
