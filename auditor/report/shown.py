"""What one report shows: a subject of the document in the document's languages, and how it is to look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from auditor.report.branding import Brand
from auditor.report.labels import labels
from auditor.report.narrative import Story, prefilled, rewritten
from auditor.report.view import Entry, inputs_of
from auditor.text import BOTH, paired

_PLAIN = Brand()


class Shown:
    """A store of the document (or a client, ``part="clients"``), as every renderer takes it.

    ``edition`` is client or internal; internal adds how actions were ranked and the internal notes. ``notes`` are blocks
    that a person wrote (see ``auditor.report.narrative``). ``folder`` is where the report will lie: with it workbooks link to the input
    files, whose names start at the folder ``root``.
    """

    def __init__(
        self,
        document: Entry,
        index: int = 0,
        part: str = "stores",
        *,
        edition: str = "client",
        brand: Brand = _PLAIN,
        notes: Mapping[str, Sequence[str]] | None = None,
        folder: str | None = None,
        root: str = "",
    ) -> None:
        self.document, self.store = _opened(document, part, index)
        self.words = labels(document["lang"])
        self.edition, self.brand, self.notes = edition, brand, notes or {}
        self.folder, self.root = folder, root

    @cached_property
    def prefilled(self) -> Story:
        """The narrative blocks as the document itself fills them."""
        return prefilled(self.store, self.words, self.document["as_of"])

    @cached_property
    def story(self) -> Story:
        """The narrative blocks: the person's where there are some, else prefilled."""
        return rewritten(self.prefilled, self.notes)


def _opened(document: Entry, part: str, index: int) -> tuple[Entry, Entry]:
    """The document and one subject of it, ready to be shown: in both languages, each text stands in its pair.

    Of the rest of the document only what this subject's report shows is paired.
    """
    if document["lang"] != BOTH:
        return document, document[part][index]
    entries = list(document[part])
    store = entries[index] = paired(entries[index])
    fed = {item["file"] for item in inputs_of(document, store)}
    shown = {key: value for key, value in document.items() if key not in {"stores", "clients", "inputs"}}
    inputs = [paired(item) if item["file"] in fed else item for item in document["inputs"]]
    return {**document, **paired(shown), "inputs": inputs, part: entries}, store
