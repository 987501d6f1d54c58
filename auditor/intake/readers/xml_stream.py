"""XML of strangers, piece by piece and without entities."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple
from xml.parsers import expat

from auditor.intake.readers.archive import damaged, inconsistent
from auditor.intake.readers.cells import RESAVE, UnreadableFile
from auditor.model import Text
from auditor.text import well_formed

_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "cp936"))
_KNOWN = re.compile(r"utf-?8|utf-?16(?:[bl]e)?|(?:us-)?ascii|(?:iso-?8859|windows-125|cp125|latin-?)[-0-9]{0,3}")


_CUT_OFF = {
    expat.errors.codes[end] for end in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Handlers(NamedTuple):
    """What to call while an XML file is parsed."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None]
    text: Callable[[str], None]


def parse_xml(chunks: Iterable[bytes], handlers: Handlers) -> Iterator[None]:
    """Feed XML to handlers piece by piece. Element names come without the root's namespace prefix.

    Raises UnreadableFile for XML that is broken or declares a document type: entities can blow up,
    and no office program writes one.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def root(name: str, attributes: dict[str, str]) -> None:
        prefix = name[: name.rfind(":") + 1]
        if prefix:
            parser.StartElementHandler = lambda name, attributes: handlers.start(name.removeprefix(prefix), attributes)
            parser.EndElementHandler = lambda name: handlers.end(name.removeprefix(prefix))
        else:
            parser.StartElementHandler = handlers.start
        handlers.start(name.removeprefix(prefix), attributes)

    def refuse(*_: object) -> None:
        raise UnreadableFile(
            Text(
                "文件里有 DOCTYPE 声明，已拒绝：表格文件不需要它",
                "the file declares a DOCTYPE and is refused: no spreadsheet needs one",
            ),
            Text("请用 Excel 或 WPS 重新保存", "save it again with Excel or WPS"),
        )

    parser.StartElementHandler = root
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in _decoded(iter(chunks)):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield
    except UnicodeDecodeError as error:
        raise damaged(error) from error
    except expat.ExpatError as error:
        if error.code in _CUT_OFF:
            raise damaged(error) from error
        line, column = error.lineno, error.offset + 1
        raise inconsistent(
            f"XML 在第 {line} 行第 {column} 个字符处有误", f"its XML is wrong at line {line}, character {column}"
        ) from error


def unescaped(text: str) -> str:
    """A text of a workbook (ST_Xstring, ECMA-376 part 1, 22.9.2.19): ``_x000D_`` is how it writes a carriage return."""
    if "_x" not in text:
        return text
    return well_formed(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))  # two of them make one character


def _decoded(chunks: Iterator[bytes]) -> Iterator[bytes | str]:
    """The pieces as they are, or as text where they declare a Chinese encoding, which expat does not know."""
    first = next(chunks, b"")
    match = _DECLARED.match(first)
    name = match[1].decode().lower() if match else "utf-8"
    if name in _CHINESE:
        decoder = codecs.getincrementaldecoder("gb18030")("strict")
        yield from (decoder.decode(chunk) for chunk in chain([first], chunks))
        decoder.decode(b"", final=True)
    elif _KNOWN.fullmatch(name):
        yield first
        yield from chunks
    else:
        raise UnreadableFile(
            Text(f"XML 声明了未知的编码 {name}", f"the XML declares an unknown encoding: {name}"), RESAVE
        )
