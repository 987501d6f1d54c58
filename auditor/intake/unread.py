"""What a sheet is that is not read: why, and the way out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from auditor.intake.exports.source_map import SourceMap
from auditor.intake.gather import Gatherer
from auditor.intake.headings import structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.readers.cells import Row
from auditor.intake.readers.delimited import DELIMITERS
from auditor.intake.sheeted import Sheeted
from auditor.intake.unplaced import NoHeading
from auditor.model import Text
from auditor.text import listed

_OTHER_LANGUAGE = Text(
    "标题像是其他语言的：请把平台页面切换为中文或英文，再导出一次",
    "its headings look like those of another language: switch the platform's pages to English or Chinese, and export it again",
)
_UNSPLIT = Text(
    "各列都挤在一列里：请用“数据 > 分列”分开，或直接交原来的导出文件",
    "all columns stand in one: split it (Data > Text to Columns), or pass the export itself",
)
_ABROAD = re.compile("[À-ÖØ-öø-ſ\u3041-\u30fa]")  # letters of Europe's languages, and kana


def unnamed(source: SourceMap) -> NoHeading:
    """What a list is by its headings that could be another's as well, and what is to be written if it is."""
    word = Text(source.named[0], source.named[-1]) if source.named else source.title
    return NoHeading(
        f"像是{source.title.zh}，但别的订单也会有这样的标题，因此没有读取：如果是，请在表格上方、工作表名或文件名中写“{word.zh}”",
        f"it looks like a {source.title.en}, but other orders have such headings too, and it is not read: if it is, write "
        f"'{word.en}' above the table or into the sheet's or file's name",
    )


def _unsplit(rows: Sequence[Row]) -> bool:
    """Whether the lines of an export were put into cells as they are: as many delimiters in each as in the first."""
    texts = [cell.raw for row in rows for cell in row.cells]
    if len(texts) > len(rows) or len({row.cells[0].column for row in rows}) > 1:
        return False
    return any(
        text[0] > 1 and min(text) >= text[0] for text in ([text.count(mark) for text in texts] for mark in DELIMITERS)
    )


def with_a_way_out(read: Sheeted, ahead: Sequence[Row], lexicon: Lexicon) -> Sheeted:
    """What was not told apart, with the way out where it is in one column, or its headings in a language that is not read.

    Date and Sessions are French as well: of a report in which little more is known, the first strange heading has it.
    """
    error, at = read.sheet.error, read.sheet.heading_row
    rows = [row for row in ahead if at in (None, row.number)]
    labels = [cell.raw for row in rows for cell in row.cells[:1] if cell.kind == "text"] if at is None else []
    texts = next((texts for row in rows if len(texts := [c.raw for c in row.cells if c.kind == "text"]) > 2), labels)
    if error is None:
        strange = {text for text in texts if structural(text) is None and not lexicon.take(text, None).known}
        left = (item for item in read.sheet.ignored if item.raw in strange and _ABROAD.search(item.raw))
        first = next(left, None)
        if first is None or len(strange) * 2 < len(texts):
            return read
        ignored = (item._replace(remedy=_OTHER_LANGUAGE) if item is first else item for item in read.sheet.ignored)
        return replace(read, sheet=replace(read.sheet, ignored=tuple(ignored)))
    way = _UNSPLIT if _unsplit(ahead) else _OTHER_LANGUAGE if any(map(_ABROAD.search, texts)) else None
    if read.observations or way is None:
        return read
    told = type(error)(f"{error.zh}；{way.zh}", f"{error.en}; {way.en}")
    return replace(read, sheet=replace(read.sheet, error=told))


def unread_document(content: object, lexicon: Lexicon, gatherer: Gatherer) -> Sheeted:
    """What a JSON document is by its keys, or that it is not known, and which ones are read."""
    source = lexicon.exports.recognise(map(str, content)) if isinstance(content, dict) else None
    if source is not None and source.instead is not None:
        return gatherer.finish(source.id, error=not_read(source.title, source.instead))
    zh, en = listed(each.title for each in lexicon.sources if each.document)
    error = Text(
        f"没有识别出这个 JSON 文件（可读取：{zh}），请改为导出 .xlsx 或 .csv",
        f"this JSON document is not recognised (read is: {en}): export it as .xlsx or .csv",
    )
    return gatherer.finish(None, error=error)


def not_read(title: Text, instead: Text) -> NoHeading:
    """What an export is that nothing is made of, why, and which one to hand in."""
    return NoHeading(f"这是{title.zh}：{instead.zh}", f"this is the {title.en}: {instead.en}")


def of_analytics(rows: list[Row]) -> bool:
    """Whether a file begins with the block of # lines that GA4 puts above its exports."""
    return (
        len(rows) > 2 and all(row.cells[0].raw.startswith("#") for row in rows[:2]) and "-----" in rows[0].cells[0].raw
    )


def unread_analytics(lexicon: Lexicon, rows: list[Row]) -> Text:
    """What the file is by its own words, and which exports of GA4 are read."""
    said = rows[1].cells[0].raw.lstrip("# ").strip()
    zh, en = listed(source.title for source in lexicon.sources if source.several)
    return Text(
        f"GA4 文件“{said}”中没有能读取的报表（概览、“第 N 天”、对比和探索不读取）；可读取：{zh}",
        f"the GA4 file '{said}' holds no report that is read (snapshots, 'Nth day', comparisons and explorations are not); read are: {en}",
    )
