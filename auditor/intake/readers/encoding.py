"""In which encoding a text is: by proof, not by resemblance.

An encoding is taken when the whole file is valid in it, in the order: byte order mark, UTF-8,
the one the user named, GB18030. UTF-8 comes first because text in another encoding is hardly ever
valid UTF-8 by accident, while UTF-8 is often valid GB18030. What is valid in none is asked for, but for the names in a
platform's flat file (tabs between headings in ASCII): the figures beside them are the same in any encoding.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO

from auditor.intake.readers.cells import UnreadableFile
from auditor.model import Text

Opener = Callable[[], IO[bytes]]

CHUNK = 1 << 20
_KANA = re.compile("[\u3041-\u30fa]{2}")
_FOREIGN = re.compile(rb"[\x80-\xff]{3}")  # no word of Western Europe has three such letters in a row
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_encoding(opener: Opener, stated: str | None) -> str:
    """The encoding in which the file is valid. Raises UnreadableFile where none is."""
    with opener() as stream:
        head = stream.read(4096)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        if found := wide(head):
            return found
        if _valid(chain([head], iter(lambda: stream.read(CHUNK), b"")), "utf-8"):
            return "utf-8"
    if stated is None:
        return "gb18030"  # proven while reading: a second pass over a long file would cost as much as the first
    named = text_encoding(stated)
    if named is None:
        raise UnreadableFile(
            Text(f"不认识的编码：{stated[:40]}", f"unknown encoding: {stated[:40]}"),
            Text("请写 gb18030、big5、cp1252 这样的名称", "write a name such as gb18030, big5 or cp1252"),
        )
    return named


def below_ascii(opener: Opener) -> str | None:
    """In what the names of a flat file of Europe or Japan are: tabs, ASCII headings, no GB18030; None for others."""
    with opener() as stream:
        lines = (line for line in stream if line.strip())
        headings = next(lines, b"")
        if b"\t" not in headings or not headings.isascii():
            return None
        western = not any(_FOREIGN.search(line) for line in lines)
    tried = ("gb18030", *(("cp932",) if has_kana(opener) else ()), *(("cp1252",) if western else ()))
    found = next((name for name in tried if _proven(opener, name)), None)
    return None if found == "gb18030" else found


def has_kana(opener: Opener) -> bool:
    """Whether a text has kana as Shift_JIS, which most of the time is valid GB18030 too."""
    with opener() as stream:
        return _KANA.search(stream.read(CHUNK).decode("cp932", errors="ignore")) is not None


def _proven(opener: Opener, encoding: str) -> bool:
    with opener() as stream:
        return _valid(iter(lambda: stream.read(CHUNK), b""), encoding)


def text_encoding(name: str) -> str | None:
    """The canonical name of an encoding of texts; None for an unknown one and for codecs that are none (zlib)."""
    try:
        "".encode(name)  # refuses what is no encoding of texts
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return None


def decode_text(data: bytes, stated: str | None = None, declared: str | None = None) -> tuple[str, str]:
    """A whole text and its encoding. ``declared`` is what the text says of itself, believed after UTF-8.

    Raises UnreadableFile where no encoding fits.
    """
    found = detect_encoding(lambda: io.BytesIO(data), stated)
    tried = [found]
    if found == "gb18030" and declared and (believed := text_encoding(declared)):
        tried.insert(0, believed)
    for name in tried:
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(name), name
    raise undecodable(found)


def wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark, by the zero bytes of its ASCII characters."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < len(head) // 8 or not head:
        return None
    if odd > 9 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 9 * odd else None


def _valid(chunks: Iterator[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in chunks:
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def undecodable(tried: str) -> UnreadableFile:
    """That a text is valid in no encoding, the last of which is ``tried``."""
    return UnreadableFile(
        Text(f"读不出文字：既不是 UTF-8，也不是 {tried}", f"the text cannot be decoded: neither UTF-8 nor {tried}"),
        Text(
            "请用 --encoding 指明编码（如 --encoding cp1252），或另存为 UTF-8",
            "name the encoding with --encoding (such as --encoding cp1252), or save it as UTF-8",
        ),
    )
