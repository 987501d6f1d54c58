"""The words of the reports in Chinese and English, from ``reports/labels.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from auditor.resources import resource_dir
from auditor.rulebook.model import Span


class Labels:
    """The labels of one language. ``words["key"]`` must exist; ``words.get(group, id)`` falls back to the id."""

    def __init__(self, lang: str, table: Mapping[str, Any]) -> None:
        self.lang = lang
        column = 0 if lang == "zh" else 1
        self._words: dict[str, str] = {}
        for key, entry in table.items():
            if isinstance(entry, list):
                self._words[key] = entry[column]
            else:
                self._words |= {f"{key}.{name}": pair[column] for name, pair in entry.items()}

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def get(self, group: str, name: str) -> str:
        """The word for an id of an open set (dimension, owner, platform); the id itself where there is none."""
        return self._words.get(f"{group}.{name}", name)

    def group(self, name: str) -> dict[str, str]:
        """All words of a group by their id, in the order of the file."""
        prefix = f"{name}."
        return {key.removeprefix(prefix): word for key, word in self._words.items() if key.startswith(prefix)}

    def fill(self, key: str, **values: object) -> str:
        """The sentence ``key`` with its places filled in."""
        return self._words[key].format(**values)

    def status(self, status: str, kind: str | None = None) -> str:
        """The word for a status. A missed benchmark is "below benchmark", never a violation."""
        if status == "fail" and kind == "benchmark":
            return self._words["status.below_benchmark"]
        return self._words[f"status.{status}"]

    def span(self, window: Span, sustained: Span | None = None) -> str:
        """What one value covers, in words: "30 days"; with ``sustained`` also over how long it is judged."""
        text = self._one_span(window)
        return self.fill("sustained", window=text, span=self._one_span(sustained)) if sustained else text

    def _one_span(self, span: Span) -> str:
        if span.unit in {"moment", "period"}:
            return self._words[f"span.{span.unit}"]
        plural = "" if span.count == 1 else "s"
        return self._words[f"span.{span.unit}{plural}"].format(count=span.count)


@cache
def labels(lang: str) -> Labels:
    """The labels of ``lang`` ("zh" or "en"), read once per process."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (resource_dir("reports") / "labels.yaml").read_text("utf-8")
    return Labels(lang, yaml.load(text, loader))  # noqa: S506  (a safe loader, the C one where there is one)
