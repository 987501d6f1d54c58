"""Parts of a package of XML, changed in place: what is not changed keeps its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

from auditor.model import Text
from auditor.text import BilingualError

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")

_MOST = 500_000  # rows, cells and formulas of a sheet, each of which is an object while the form is filled in

Edit = tuple[int, int, bytes]  # from, to, what stands there instead


class Unfit(BilingualError):
    """A sound workbook that cannot be filled in: why, and the way out."""


class Element:
    """Where an element stands in its part: ``start``, its content from ``inner`` to ``close``, ``stop``."""

    def __init__(self, name: str, prefix: str, attributes: dict[str, str], start: int, inner: int) -> None:
        self.name, self.prefix, self.attributes = name, prefix, attributes
        self.start, self.inner, self.close, self.stop = start, inner, inner, inner
        self.empty = False


def without(tag: bytes, *names: str) -> bytes:
    """A start tag without these attributes."""
    return re.sub(rb"\s(?:%b)=(?:\"[^\"]*\"|'[^']*')" % "|".join(names).encode(), b"", tag)


def with_attributes(tag: bytes, **attributes: object) -> bytes:
    """A start tag with these attributes in the place of its own."""
    added = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return re.sub(rb"^<[\w:.-]+", lambda name: name[0] + added.encode(), without(tag, *attributes))


def elements(part: bytes, *wanted: str) -> list[Element]:
    """The elements of these names, in the order in which they begin.

    Raises ValueError or ExpatError where the part is not to be read, Unfit where it is too large.
    """
    if b"\0" in part[:4]:  # two bytes a letter, which no program that people use writes
        raise ValueError("UTF-16")
    found: list[Element] = []
    within: list[Element] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        prefix, colon, local = name.rpartition(":")
        if local not in wanted:
            return
        if len(found) == _MOST:
            raise Unfit(
                Text(
                    f"一张工作表的行、单元格和公式超过 {_MOST} 个，请删去表单不需要的",
                    f"a sheet holds more than {_MOST} rows, cells and formulas; delete what the form does not need",
                )
            )
        tag = _TAG.match(part, parser.CurrentByteIndex)
        assert tag  # noqa: S101 - the parser has just read it
        element = Element(local, prefix + colon, attributes, tag.start(), tag.end())
        element.empty = part[tag.end() - 2 : tag.end()] == b"/>"
        found.append(element)
        within.append(element)

    def end(name: str) -> None:
        if name.rpartition(":")[2] in wanted:
            element = within.pop()
            if not element.empty:
                element.close = parser.CurrentByteIndex
                element.stop = part.index(b">", element.close) + 1

    def refuse(*_: object) -> None:
        raise ValueError("DOCTYPE")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    parser.Parse(part, True)
    return found


def edited(part: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with the edits; those at one place keep their order."""
    pieces, at = [], 0
    for start, stop, instead in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [part[at:start], instead]
        at = stop
    return b"".join([*pieces, part[at:]])


def encoded(text: str) -> bytes:
    """A text of XML in any encoding that has ASCII."""
    return text.encode("ascii", "xmlcharrefreplace")


def appended(part: bytes, element: Element, new: bytes) -> Edit:
    """``new`` at the end of what an element holds."""
    if not element.empty:
        return element.close, element.close, new
    tag = part[element.start : element.stop].removesuffix(b"/>").rstrip() + b">"
    return element.start, element.stop, tag + new + encoded(f"</{element.prefix}{element.name}>")


def counted(part: bytes, table: Element, count: int) -> Edit:
    """What a table says of how many entries it has."""
    return table.start, table.inner, with_attributes(part[table.start : table.inner], count=count)
