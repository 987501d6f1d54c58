"""XML of strangers, piece by piece and without entities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from auditor.intake.archive import damaged
from auditor.intake.cells import UnreadableFile
from auditor.model import Text


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
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise damaged(error) from error
