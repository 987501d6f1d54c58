"""Documents whose every free text is an attack, and what a parser sees in a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

TEXTS = {  # fields of the document that hold what a file or a rule author wrote
    "store", "client", "title", "reason", "display", "require", "watch", "text", "risk", "file", "sheet", "raw", "says",
    "name", "metric_name", "supply", "confirm", "because", "why", "nearest", "remedy", "approved_by", "notes", "warnings",
    "because_text", "if_known_text", "steps", "for_titles", "owner", "owner_name", "done_when", "cap", "person", "moved",
    "url", "window", "ask", "segment", "error", "word", "platform_name", "dimension_name", "files",
}  # fmt: skip


def poisoned(value: Any, payload: str, key: str = "") -> Any:
    """A copy of a document in which every free text starts with ``payload``."""
    if isinstance(value, dict):
        return {name: poisoned(entry, payload, name) for name, entry in value.items()}
    if isinstance(value, list):
        return [poisoned(entry, payload, key) for entry in value]
    return payload + value if isinstance(value, str) and key in TEXTS else value


class Page(HTMLParser):
    """What a browser would see: tags with their attributes, visible text, the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self._inside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in {"script", "style"}:
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.texts.append(data)
        elif self._inside[-1] == "script":
            self.scripts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())
