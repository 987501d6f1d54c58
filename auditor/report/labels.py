"""The words of the reports in Chinese and English, from ``reports/labels.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from auditor.resources import resource_dir
from auditor.rulebook.model import RuleBook, Span
from auditor.text import BOTH, Text, fill, join


class Labels:
    """The labels of a language, or of both side by side. ``words["key"]`` must exist; ``words.get(group, id)`` falls back to the id."""

    def __init__(self, lang: str, table: Mapping[str, Any]) -> None:
        self.lang = lang
        self.page = "en" if lang == "en" else "zh-CN"  # the language that leads, as a page declares it
        self._words: dict[str, str] = {}
        self._groups: dict[str, dict[str, str]] = {}
        for key, entry in table.items():
            if isinstance(entry, list):
                self._words[key] = Text(*entry).of(lang)
            else:
                self._groups[key] = {name: Text(*pair).of(lang) for name, pair in entry.items()}
                self._words |= {f"{key}.{name}": word for name, word in self._groups[key].items()}

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    def get(self, group: str, name: str) -> str:
        """The word for an id of an open set (dimension, owner); the id itself where there is none."""
        return self._words.get(f"{group}.{name}", name)

    def platform(self, book: RuleBook, platform: str) -> str:
        """What reports call a platform: its word, or for one of somebody's own the names that its rule files give it."""
        if (word := self._words.get(f"platform.{platform}")) is not None:
            return word
        names = book.platform_names.get(platform) or (platform,)
        chinese = next((name for name in names if not name.isascii()), names[0])
        return Text(chinese, next((name for name in names if name.isascii()), names[0])).of(self.lang)

    def group(self, name: str) -> Mapping[str, str]:
        """All words of a group by their id, in the order of the file."""
        return self._groups[name]

    def fill(self, key: str, **values: object) -> str:
        """The sentence ``key`` with its places filled in."""
        template = self._words[key]
        return fill(template, values)

    def join(self, mark: str, parts: Iterable[str]) -> str:
        """``parts`` with the mark of that name between them: ``list_mark``, ``comma``, ``semicolon``."""
        return join(self._words[mark], parts) if self.lang == BOTH else self._words[mark].join(parts)

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
        return self.fill(f"span.{span.unit}{plural}", count=span.count)


@cache
def labels(lang: str) -> Labels:
    """The labels of ``lang`` ("zh", "en" or "both"), read once per process."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (resource_dir("reports") / "labels.yaml").read_text("utf-8")
    return Labels(lang, yaml.load(text, loader))  # noqa: S506  (a safe loader, the C one where there is one)
