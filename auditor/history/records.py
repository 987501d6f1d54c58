"""An audit document, split into one record per store: what is kept names no other store."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from auditor.history.model import Document, FindingKey, HistoryError, StoreRecord, Subject
from auditor.model import Text

_READ = {"reason", "notes", "segment", "file", "files", "sheet", "heading"}
_WRITTEN = {"evidence", "signed_by", "approved_by", "person", "link", "seen"}  # by a person
_NAMING = _READ | _WRITTEN
_LARGEST = 1 << 28  # bytes of one record
_SPACED = r"[^\W_\u2e80-\U0010ffff]"  # a letter or digit of a script that sets words apart, as Chinese does not


def store_records(document: Document, intakes: Mapping[Subject, bytes] | None = None) -> tuple[StoreRecord, ...]:
    """One record for each store and client of an audit document.

    ``intakes`` are what ``auditor.history.replay.pack_intakes`` made of the same audit.
    """
    return tuple(
        StoreRecord(
            subject=subject,
            client=entry["client"],
            as_of=date.fromisoformat(document["as_of"]),
            document=_alone(document, part, entry),
            intake=(intakes or {}).get(subject),
        )
        for part, subject, entry in entries(document)
    )


def entries(document: Document) -> Iterator[tuple[str, Subject, dict[str, Any]]]:
    """("stores" or "clients", subject, entry) of everything that a document judges, in its order."""
    for part in ("stores", "clients"):
        for entry in document[part]:
            yield part, Subject(document.get("purpose", "weekly"), entry["platform"], entry["store"]), entry


def _alone(document: Document, part: str, entry: dict[str, Any]) -> Document:
    files = set(entry.get("files", ()))
    alone = {**document, "stores": [], "clients": [], "warnings": []}
    alone["inputs"] = [
        {**item, "sheets": [{**sheet, "ignored": []} for sheet in item["sheets"]]}
        for item in document["inputs"]
        if item["file"] in files
    ]
    alone[part] = [entry]
    return alone


def only_entry(document: Document) -> dict[str, Any]:
    """The entry of a document that was split off."""
    (one,) = entries(document)
    return one[2]


def finding_key(finding: Mapping[str, Any]) -> FindingKey:
    """What identifies a finding of a document entry."""
    return FindingKey(finding["check"], finding["segment"])


def underlying(finding: Mapping[str, Any]) -> str:
    """The status of a finding without its waiver."""
    waiver = finding["waiver"]
    return str(waiver["status"] if waiver else finding["status"])


def statuses(entry: Mapping[str, Any]) -> dict[FindingKey, str]:
    """The status of every finding of a document entry, without waivers."""
    return {finding_key(finding): underlying(finding) for finding in entry["findings"]}


def names_store(document: Document, store: str, others: Iterable[str]) -> bool:
    """Whether a kept document names a store: in a reason, a note, a file, a sheet, a heading, or what somebody wrote.

    A name counts as a word of its own (``A1`` is not in ``A12``), where its script has words; in a longer one of
    ``others`` it is not named. Cells, figures and what rule files say name nobody.
    """
    names = [store, *(other for other in others if store in other and store != other)]
    any_name = re.compile("|".join(map(_as_word, sorted(names, key=len, reverse=True))))
    return any(found[0] == store for text in _naming(document) for found in any_name.finditer(text))


def _as_word(name: str) -> str:
    before = f"(?<!{_SPACED})" if re.match(_SPACED, name) else ""
    after = f"(?!{_SPACED})" if re.search(rf"{_SPACED}\Z", name) else ""
    return before + re.escape(name) + after


def _naming(value: Any, field: str = "") -> Iterator[str]:
    """Every text of a document that stands in one of the fields that may name a store."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _naming(each, key.removesuffix("_en"))
    elif isinstance(value, list):
        for each in value:
            yield from _naming(each, field)
    elif isinstance(value, str) and field in _NAMING:
        yield value


def pack_json(value: object) -> bytes:
    """Compact, compressed JSON; the same value gives the same bytes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpack_json(data: bytes) -> Any:
    """What ``pack_json`` packed. Raises HistoryError for anything else."""
    import orjson

    with sound():
        inflating = zlib.decompressobj()
        text = inflating.decompress(data, _LARGEST)
        if not inflating.eof:  # it was cut, or made to fill the memory
            raise ValueError(len(data))
        try:
            return orjson.loads(text)
        except ValueError:  # half a surrogate pair in a text
            return json.loads(text.decode("utf-8", "surrogatepass"))


@contextmanager
def sound() -> Iterator[None]:
    """Turn what a record of another shape than was kept leads to into a HistoryError: a history may come from anybody."""
    try:
        yield
    except (zlib.error, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise HistoryError(
            Text(
                "历史文件里有一条记录已损坏或被改动；请从备份恢复，auditor verify 加 --history 可指出是哪一环",
                "A record in the history is damaged or was changed: restore a backup; auditor verify with --history names it",
            )
        ) from error
