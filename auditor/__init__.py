"""Store Auditor: judges the numbers of cross-border stores by declarative rule files."""

__version__ = "0.1.0"
