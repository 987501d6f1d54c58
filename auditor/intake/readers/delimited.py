"""CSV and TSV: the delimiter by count, quotation marks by what the lines say, rows in a stream."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from auditor.intake.limits import Limits, too_wide
from auditor.intake.readers.cells import AGAIN, BLOCK_ROWS, Block, Cell, Row, Sheet, UnreadableFile
from auditor.intake.readers.encoding import CHUNK, Opener, below_ascii, detect_encoding, has_kana, undecodable
from auditor.intake.readers.pairs import PairedSheet, is_paired
from auditor.model import Text

_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
DELIMITERS = "\t;|,"  # of equally good ones the first: a decimal or thousands comma is no delimiter
# A label has letters, unlike a time of day. Of "RFQ响应率：,92%", a form saved as CSV, the delimiter is the comma.
_PAIR = re.compile(r"(?=[^:：]*[^\W\d_])[^:：\t;|,]{1,60}[:：](?!\"?\s*[\t;|,])")
SNIFFED_LINES = 50
FIELD_LIMIT = 1 << 20  # characters of one field; a stray quote would swallow the file
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PADDING = re.compile(r'\t(?="?[,;|])|(?<=[,;|])\t|(?<=[,;|]")\t')
_CLOSED = re.compile(r'"(?:[^"]|"")*"')  # a field that is quoted as a CSV has it
MAYBE_JAPANESE = Text(
    "也可能是日文：若文字是乱码，请用 --encoding shift_jis",
    "it may be Japanese: if the text is garbled, say --encoding shift_jis",
)
NAMES_MAY_BE_GARBLED = Text(
    "既不是 UTF-8 也不是 GB18030：数字不受影响；若名称是乱码，请用 --encoding 指明编码",
    "neither UTF-8 nor GB18030: figures are right in any case; if names are garbled, name the encoding with --encoding",
)
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)


@dataclass(slots=True)
class DelimitedSheet(Sheet):
    """A CSV or TSV file. Row numbers count records, as a spreadsheet does on opening it."""

    opener: Opener = io.BytesIO
    encoding: str = "utf-8"
    delimiter: str = ","
    skipped: int = 0  # leading lines that are not data (sep=;)
    unquoted: bool = False  # a quotation mark is a character like any other: each line is a record
    shielded: bool = False  # ="00123" is the text 00123
    limits: Limits = field(default_factory=Limits)

    def rows(self) -> Iterator[Row]:
        """The rows that have cells; every cell is text."""
        most, used = self.limits.columns, set[int]()
        with self._records() as records:
            for number, record in enumerate(records, start=1):
                cells = [
                    Cell(column, text) for column, text in enumerate(record, start=1) if text and not text.isspace()
                ]
                if len(record) > most:
                    used.update(cell.column for cell in cells)
                    if len(used) > most:
                        raise too_wide(self.limits)
                if cells:
                    yield Row(number, cells)

    def blocks(self, columns: Sequence[int], first_row: int = 1) -> Iterator[Block]:
        """The texts of some columns in blocks of rows, straight from the parser."""
        with self._records() as records:
            start = max(first_row, 1)
            rest = islice(records, start - 1, None)
            while chunk := list(islice(rest, BLOCK_ROWS)):
                turned = list(zip_longest(*chunk))
                empty: tuple[None, ...] = (None,) * len(chunk)
                numbers = range(start, start + len(chunk))
                start += len(chunk)
                yield Block(
                    numbers, tuple(turned[column - 1] if column <= len(turned) else empty for column in columns)
                )

    def _text(self) -> io.TextIOWrapper:
        return _opened(self.opener, self.encoding)

    @contextmanager
    def _records(self) -> Iterator[Iterator[list[str]]]:
        """The records of the file. What is damaged is told in the user's terms."""
        with self._text() as text:
            yield self._read(text)

    def _read(self, text: io.TextIOWrapper) -> Iterator[list[str]]:
        csv.field_size_limit(FIELD_LIMIT)
        lines: Iterator[str] = islice(text, self.skipped, None)
        if self.unquoted:
            lines = (_quoted(line, self.delimiter) if '"' in line else line for line in lines)
        if self.shielded:
            field_of_text = _shielded(self.delimiter)
            lines = (field_of_text.sub(r'"\1\2"', line) for line in lines)
        reader = csv.reader(lines, delimiter=self.delimiter)
        try:
            yield from reader
        except UnicodeDecodeError as error:
            raise undecodable(self.encoding) from error
        except csv.Error as error:
            raise _never_ends(reader.line_num + self.skipped) from error
        if not self.unquoted and (line := self._left_open()) is not None:
            raise _never_ends(line)

    def _left_open(self) -> int | None:
        """The line of a field whose quotation mark is not closed where the file ends: the rows behind it are in it.

        Looked for only where quotation marks do not pair up, which 5" does too.
        """
        with self.opener() as stream:
            marks = sum(chunk.count(b'"') for chunk in iter(lambda: stream.read(CHUNK), b""))
        if marks % 2 == 0 and not self.encoding.startswith(("utf-16", "utf-32")):
            return None
        start = end = 0  # lines before the last record, and with it
        with self._text() as text:
            reader = csv.reader(islice(text, self.skipped, None), delimiter=self.delimiter)
            for _ in reader:
                start, end = end, reader.line_num
        with self._text() as text:
            last = list(islice(text, self.skipped + start, None))
        try:
            list(csv.reader(last, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            return self.skipped + start + 1 if "unexpected end" in str(error) else None
        return None


def _shielded(delimiter: str) -> re.Pattern[str]:
    """A field by which a number stays a text in Excel: a formula of a string, quoted once more or not."""
    mark = re.escape(delimiter)
    plain, quoted = r'="((?:[^"]|"")*)"', r'"=""([^"]*)"{3}'
    return re.compile(rf"(?:^|(?<={mark}))(?:{plain}|{quoted})(?=[{mark}\r\n]|$)")


def _opened(opener: Opener, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(opener(), encoding=encoding, errors="strict", newline="")


def _never_ends(line: int) -> UnreadableFile:
    return UnreadableFile(
        Text(
            f"第 {line} 行附近有内容没有结束，多半是引号没有配对",
            f"near line {line} a field never ends: most likely a quotation mark is not closed",
        ),
        Text(
            "请把该行的引号补全或删去，再导出一次",
            "close or remove the quotation mark, or export the file again",
        ),
    )


def read_delimited(opener: Opener, encoding: str | None, limits: Limits | None = None) -> DelimitedSheet | PairedSheet:
    """Decide encoding and delimiter of a text file. Raises UnreadableFile."""
    found = detect_encoding(opener, encoding)
    names_in = below_ascii(opener) if found == "gb18030" and encoding is None else None
    found = names_in or found
    with _opened(opener, found) as text:
        try:
            head = list(islice(text, SNIFFED_LINES + 1))
        except UnicodeDecodeError as error:
            raise undecodable(found) from error
    if not any(line.strip() for line in head):
        raise UnreadableFile(Text("文件是空的", "the file is empty"), Text("请重新导出", "export it again"))
    if _CONTROL.search("".join(head)):
        raise UnreadableFile(
            Text("内容不是文本（含控制字符）", "the content is not text (it has control characters)"), AGAIN
        )
    stated = _SEPARATOR_LINE.fullmatch(head[0])
    if stated is None and is_paired(head[:SNIFFED_LINES]):
        paired = Text(f"编码 {found}，各行写有名称与数值", f"encoding {found}, lines of names with their figures")
        return PairedSheet(notes=(paired,), opener=opener, encoding=found)
    delimiter = stated[1] if stated else sniff_delimiter(head[:SNIFFED_LINES])
    names = {"\t": ("制表符", "tab")}.get(delimiter, (delimiter, delimiter))
    notes = [Text(f"编码 {found}，分隔符 {names[0]}", f"encoding {found}, delimiter {names[1]}")]
    if found == "gb18030" and encoding is None and has_kana(opener):
        notes.append(MAYBE_JAPANESE)
    if names_in is not None:
        notes.append(NAMES_MAY_BE_GARBLED)
    skipped = 1 if stated else 0
    cut = _cut_off(opener, found, delimiter, head[skipped:])
    return DelimitedSheet(
        notes=tuple(notes) if cut is None else (*notes, cut),
        opener=opener,
        encoding=found,
        delimiter=delimiter,
        skipped=skipped,
        unquoted=delimiter == "\t" and _is_unquoted(opener, found),
        shielded=any('="' in line for line in head),
        limits=limits or Limits(),
    )


def _cut_off(opener: Opener, encoding: str, delimiter: str, head: Sequence[str]) -> Text | None:
    """What is said of a file that may break off: its last line has no end, and fewer fields than the lines before."""
    last = ""
    with _opened(opener, encoding) as text, suppress(UnicodeDecodeError):
        last = deque(text, maxlen=1)[0]
    before = head[:-1] if head[-1] == last else head
    widths = {len(record) for record in _parsed(before, delimiter) if record}
    fields = last.count(delimiter) + 1
    if not last.strip() or last.endswith(("\r", "\n")) or '"' in last or len(before) < 2 or len(widths) != 1:
        return None
    if fields >= (width := widths.pop()):
        return None
    return Text(
        f"最后一行没有换行，且只有 {fields} 列，其余各行都是 {width} 列：文件可能被截断，请核对最后一行或重新导出",
        f"the last line has no end and {fields} of the {width} fields that all others have: the file may have been cut "
        "off; look at that line, or export it again",
    )


def _is_unquoted(opener: Opener, encoding: str) -> bool:
    """Whether quotation marks are mere characters of a tab-separated file, as in the platforms' flat files.

    So they are where every line that has one has the fields of the other lines: a quoted field that goes on over
    several lines would split a record.
    """
    widths: Counter[int] = Counter()
    marked: set[int] = set()
    with _opened(opener, encoding) as text, suppress(UnicodeDecodeError):
        for line in text:
            tabs = line.count("\t")
            widths[tabs] += 1
            if '"' in line:
                marked.add(tabs)
    return bool(marked) and marked == {max(widths, key=lambda tabs: (widths[tabs], tabs))} != {0}


def _quoted(line: str, delimiter: str) -> str:
    """A line of an unquoted file in which the fields that begin with a quotation mark are quoted as a CSV has it."""
    body = line.rstrip("\r\n")
    fields = (
        field if not field.startswith('"') or _CLOSED.fullmatch(field) else '"{}"'.format(field.replace('"', '""'))
        for field in body.split(delimiter)
    )
    return delimiter.join(fields) + line[len(body) :]


def sniff_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that splits the most lines, then the most alike, then into the most fields.

    The heading tells "1,5;2,5" under "a;b" apart: a semicolon splits one line more. A line cut within quotation
    marks speaks for no delimiter. Tabs that pad fields are none; as many others in every line are no accident,
    whatever its quotation marks do.
    """
    if _are_padding(lines):
        lines = [line.replace("\t", "") for line in lines]
    tabs = {line.count("\t") for line in lines if line.strip()}
    if len(tabs) == 1 and len(lines) > 1 and tabs != {0}:
        return "\t"
    if colon := _colon_of_pairs(lines):
        return colon
    best, most = ",", (0, 0, 0)
    for delimiter in DELIMITERS:
        records = [record for record in _parsed(lines, delimiter) if not any(field.count('"') % 2 for field in record)]
        widths = Counter(len(record) for record in records if len(record) > 1)
        alike, width = max(((count, width) for width, count in widths.items()), default=(0, 0))
        if (widths.total(), alike, width) > most:
            best, most = delimiter, (widths.total(), alike, width)
    if best == "," and most[0] and not any("," in _GROUPED.sub("", line) for line in lines):
        return "\t"  # a page copied into one column: 1,204
    return best


def _are_padding(lines: Sequence[str]) -> bool:
    """Whether the tabs only keep fields from becoming numbers in Excel: each stands at the end or start of one (1000<tab>,)."""
    if not any(_PADDING.search(line) for line in lines):
        return False
    return not any("\t" in _PADDING.sub("", line).strip('\t\r\n"') for line in lines)


def _colon_of_pairs(lines: Sequence[str]) -> str | None:
    """The colon of a text pasted from a chat or a mail, "RFQ响应率：92%" line by line; None for every other file.

    No other line may hold a delimiter: labels above a table, and times in it, make no pairs of it. Nor does one label
    again and again: a page copied into one column has 'Target: under 4%' below every name. One pair alone is a text,
    with a title above it or without.
    """
    pairs = [line for line in lines if _PAIR.match(line)]
    others = [line for line in lines if not _PAIR.match(line)]
    labels = {re.split("[:：]", line, maxsplit=1)[0].strip() for line in pairs}
    written = [line for line in lines if line.strip()]
    lone = len(written) <= 2 and written[-1:] == pairs
    if (len(labels) < 2 and not lone) or any(delimiter in line for line in others for delimiter in DELIMITERS):
        return None
    return "：" if 2 * sum("：" in line for line in pairs) >= len(pairs) else ":"


def _parsed(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    try:
        return list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]
