"""From a file to its sheets: formats are told by content, and what is no spreadsheet is refused.

The extension decides nothing: an .xls may be a workbook of today, HTML, a tab-separated text or a
web archive. Readers of the rarer formats are imported when one is met. Whoever reads files of
strangers opens them through ``worker.run_isolated``.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO

from auditor.intake.inputs import Source, open_source, reopened
from auditor.intake.limits import Limits
from auditor.intake.readers.archive import Container, open_container
from auditor.intake.readers.cells import AGAIN, RESAVE, Sheet, UnreadableFile
from auditor.intake.readers.delimited import read_delimited
from auditor.intake.readers.encoding import decode_text, wide
from auditor.intake.readers.xlsx import read_workbook
from auditor.model import Text

_CHUNK = 1 << 20
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE = re.compile(
    rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00"
)  # the records of an old workbook, without a container
_WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_EXPORT = Text("请导出为 .xlsx 或 .csv", "export it as .xlsx or .csv")
_UNPACK = Text("请先解压，或重新打包为 .zip", "unpack it first, or pack it as .zip")
_LINK = Text("在线表格的快捷方式", "a link to a document that lies online")
_DOWNLOAD = Text("请打开后下载为 .xlsx", "open it and download it as .xlsx")
_COPY = Text("请复制文件本身，而不是它的快捷方式", "copy the file itself, not its shortcut")
_MAGIC = (
    (b"%PDF", Text("PDF 文件", "a PDF file")),
    (b"\x89PNG", Text("图片", "a picture")),
    (b"\xff\xd8\xff", Text("图片", "a picture")),
    (b"GIF8", Text("图片", "a picture")),
    (b"\x1f\x8b", Text("gzip 压缩文件", "a gzip file"), _UNPACK),
    (b"7z\xbc\xaf", Text("7z 压缩文件", "a 7z archive"), _UNPACK),
    (b"Rar!", Text("RAR 压缩文件", "a RAR archive"), _UNPACK),
    (b"[InternetShortcut]", _LINK, _DOWNLOAD),
    (b"L\0\0\0\x01\x14\x02\0", Text("快捷方式", "a shortcut to a file"), _COPY),
    (b"SQLite format 3", Text("数据库文件", "a database")),
    (b"MZ", Text("程序文件", "a program")),
    (b"\x7fELF", Text("程序文件", "a program")),
)


@contextmanager
def open_sheets(
    source: Source | Path | str, limits: Limits | None = None, encoding: str | None = None
) -> Iterator[Iterator[Sheet]]:
    """The sheets of a file, told by its content. ``encoding`` settles texts that are not UTF-8.

    Raises UnreadableFile, on opening and while sheets are read.
    """
    limits = limits or Limits()
    where = source if isinstance(source, Source) else Source(Path(source), str(source))
    with open_source(where, limits) as stream:
        head = stream.read(4096)
        stream.seek(0)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            with open_container(stream, limits) as container:
                yield _packed(container, limits)
        else:
            yield _plain(where, stream, head, limits, encoding)


def _packed(container: Container, limits: Limits) -> Iterator[Sheet]:
    """The sheets of a zip container."""
    names = [name.casefold() for name in container.names]
    if "mimetype" in container or "content.xml" in container:
        from auditor.intake.readers.ods import read_ods

        if "META-INF/manifest.xml" in container and b"encryption-data" in container.read("META-INF/manifest.xml"):
            from auditor.intake.readers.legacy import protected

            raise protected()
        return iter(read_ods(container.chunks("content.xml"), limits))
    if "xl/workbook.bin" in container:
        from auditor.intake.readers.xlsb import read_xlsb

        return read_xlsb(container, limits)
    for prefix, what in (("word/", Text("Word 文档", "a Word document")), ("ppt/", Text("演示文稿", "a presentation"))):
        if any(name.startswith(prefix) for name in names):
            raise _not_a_table(what)
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names):
        raise _not_a_table(Text("Numbers 表格", "a Numbers document"))
    if "[Content_Types].xml" in container or "xl/workbook.xml" in container:
        return read_workbook(container, limits)
    if not names:
        raise UnreadableFile(Text("压缩包是空的", "the archive is empty"), AGAIN)
    raise UnreadableFile(
        Text("压缩包里的压缩包不再打开", "an archive within an archive is not opened"),
        Text("请先解压", "unpack it first"),
    )


def _plain(source: Source, stream: IO[bytes], head: bytes, limits: Limits, encoding: str | None) -> Iterator[Sheet]:
    """The sheets of a file that is no zip container."""
    if not head:
        raise UnreadableFile(
            Text("文件是空的（0 字节）", "the file is empty (0 bytes)"),
            Text("请重新导出或等同步完成", "export it again, or wait for the sync"),
        )
    if head.startswith(_COMPOUND) or _BARE.match(head):
        return iter(_compound(_bounded(stream, limits), limits))
    for magic, *told in _MAGIC:
        if head.startswith(magic):
            raise _not_a_table(*told)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"")[:2048].lower()
    if start.startswith(b"<"):
        return iter(_markup(stream, start, limits, encoding))
    if start.startswith((b"mime-version:", b"from:")) or b"content-type: multipart/related" in start:
        from auditor.intake.readers.webpages import read_web_archive

        return iter(read_web_archive(stream, encoding, limits))
    if start.startswith((b"{", b"[")) and (document := _json(source, stream, limits)) is not None:
        return iter([document])
    if not _may_be_text(head):
        suffix = PurePath(source.name).suffix.casefold()
        if suffix not in _WORKBOOKS:
            why = "the content is neither text nor a spreadsheet (it has control characters)"
            raise UnreadableFile(Text("内容既不是文本也不是表格（含控制字符）", why), _EXPORT)
        raise UnreadableFile(
            Text(
                f"名为 {suffix}，内容却不是工作簿：已损坏，或被安全软件加密",
                f"it is named {suffix}, but its content is no workbook: damaged, or encrypted by a security program",
            ),
            RESAVE,
        )
    return iter([read_delimited(lambda: reopened(source, stream), encoding, limits)])


def _may_be_text(head: bytes) -> bool:
    """Whether the first bytes of a file may be text: wide characters have zero bytes, other texts no control bytes."""
    return (
        head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        or not _CONTROL.search(head)
        or wide(head) is not None
    )


def _compound(data: bytes, limits: Limits) -> list[Sheet]:
    """An OLE compound file: an old workbook, or a new one behind a password."""
    from auditor.intake.readers.legacy import protected, read_xls

    if "EncryptedPackage".encode("utf-16-le") in data:
        raise protected()
    if "WordDocument".encode("utf-16-le") in data and "Workbook".encode("utf-16-le") not in data:
        raise _not_a_table(Text("Word 文档", "a Word document"))
    return read_xls(data, limits)


def _markup(stream: IO[bytes], start: bytes, limits: Limits, encoding: str | None) -> list[Sheet]:
    """XML or HTML, whatever the file is named."""
    from auditor.intake.readers.ods import read_ods
    from auditor.intake.readers.spreadsheetml import NAMESPACE, read_spreadsheetml
    from auditor.intake.readers.webpages import read_html

    if NAMESPACE in start and b"<html" not in start:
        return read_spreadsheetml(_chunks(stream, limits), limits)
    if b"<office:document" in start:
        return read_ods(_chunks(stream, limits), limits)
    return [read_html(_bounded(stream, limits), encoding, limits)]


def _json(source: Source, stream: IO[bytes], limits: Limits) -> Sheet | None:
    """A JSON document; None where the text only begins like one. Raises UnreadableFile for a broken ``.json``."""
    text, _ = decode_text(_bounded(stream, limits))
    stream.seek(0)
    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        if not source.name.casefold().endswith(".json"):
            return None
        raise UnreadableFile(
            Text(f"JSON 文件不完整或有误：{error}", f"the JSON file is incomplete or wrong: {error}"),
            Text("请重新导出", "export it again"),
        ) from error
    if isinstance(document, dict) and "doc_id" in document:  # what Google Drive leaves in a folder
        raise _not_a_table(_LINK, _DOWNLOAD)
    return Sheet(document=document)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _not_a_table(what: Text, remedy: Text = _EXPORT) -> UnreadableFile:
    return UnreadableFile(Text(f"不是表格，而是{what.zh}", f"not a spreadsheet but {what.en}"), remedy)


def _too_big(limits: Limits) -> UnreadableFile:
    size = limits.inflated >> 20
    return UnreadableFile(
        Text(f"文件超过 {size} MiB", f"the file is larger than {size} MiB"),
        Text("请拆成几个文件", "split it into several files"),
    )


def _bounded(stream: IO[bytes], limits: Limits) -> bytes:
    data = stream.read(limits.inflated + 1)
    if len(data) > limits.inflated:
        raise _too_big(limits)
    return data


def _chunks(stream: IO[bytes], limits: Limits) -> Iterator[bytes]:
    total = 0
    while data := stream.read(_CHUNK):
        total += len(data)
        if total > limits.inflated:
            raise _too_big(limits)
        yield data
