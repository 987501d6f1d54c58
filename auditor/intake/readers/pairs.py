"""Lines pasted from a chat that hold names with their figures, several (RFQ响应率92%，DSR 4.6) or one without a colon."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.intake.dating.date_forms import ENGLISH_MONTH
from auditor.intake.readers.cells import Cell, Row, Sheet
from auditor.intake.readers.encoding import Opener, undecodable
from auditor.intake.values.figures import BOUND_AFTER, BOUND_BEFORE

_APART = re.compile(r"\s*(?:[;；，。、|]|,(?!\d{3}(?!\d)))\s*")  # the comma of 12,340 parts nothing
_MARK = re.compile(
    r"(?:^|(?<=[;；，。、|,]))\s*(?:[-•·●◆▪*]\s|[•·●◆▪]|[(（]?\d{1,2}[、.．)）](?!\d))\s*"
)  # 1、 of a list
_UNITS = r"(?:\s?(?:[%％万亿w千k元次个人分条单件天秒]|小时|分钟|h|hrs?|hours?|mins?|days?|pcs|usd|rmb))*"
_FIGURE = rf"(?:{BOUND_BEFORE.pattern})?[-+]?[¥￥$€]?\s?\d[\d,.]*{_UNITS}(?:{BOUND_AFTER.pattern})?[↑↓]?(?:[(（][^()（）]*[)）])?"
_DATED = re.compile(
    rf"(?<![a-z])(?:[kc]?w|wk|week|q|{ENGLISH_MONTH})\.?\s*\d", re.IGNORECASE
)  # W46, Nov 15 are no figures
_LASTS = r"(?:\d+[\s-]?(?:天|小时|分钟|days?|hours?|min(?:ute)?s?)(?![a-z])[\s-]?)?"  # 5分钟回复率, where 15日 begins no name
_NAMED = re.compile(
    rf"(?P<name>{_LASTS}[^\W\d_](?:[^:：=]*?[^\W\d_)）])?)"
    rf"(?:\s*[:：=]\s*(?P<said>[^\s:：=][^:：=]*)|(?:(?<![A-Za-z])|(?<=[A-Za-z]{{2}})|\s)\s*(?P<figure>{_FIGURE}))",
    re.IGNORECASE,
)
_COLON = re.compile("[:：=]")
_SAID = re.compile(_FIGURE, re.IGNORECASE)  # 约30条 behind a colon is no name 约
# Chinese writes no spaces within a name: of 恒达店 曝光1200，点击300 and 目标 曝光1500，点击400 the first word is of all of them.
# 近30天 访客 is a name that says its window.
_HEADED = re.compile(
    r"(?!.*\d\s*(?:天|日|周|个月|小时|分钟)内?\s)(?P<head>.*[\u4e00-\u9fff])\s+(?P<name>[A-Za-z\u4e00-\u9fff].*)"
)
_LONGEST = 500  # characters of a line


@dataclass(slots=True)
class PairedSheet(Sheet):
    """A text whose rows are its pairs, each of the number of its line."""

    opener: Opener = io.BytesIO
    encoding: str = "utf-8"

    def rows(self) -> Iterator[Row]:
        """A row for each pair; what is none of them is a title."""
        with io.TextIOWrapper(self.opener(), encoding=self.encoding, errors="strict", newline="") as text:
            try:
                for number, line in enumerate(text, start=1):
                    for pair in _pairs(line) or [(line.strip(),)] if line.strip() else ():
                        yield Row(number, [Cell(column, said) for column, said in enumerate(pair, start=1)])
            except UnicodeDecodeError as error:
                raise undecodable(self.encoding) from error


def is_paired(lines: Sequence[str]) -> bool:
    """Whether a text holds several pairs in a line, and else nothing but words and dates; or is one line of a pair."""
    pairs = [_pairs(line) for line in lines]
    others = [at for at, own in enumerate(pairs) if not own and any(map(str.isdigit, lines[at]))]
    names = {own[0] for each in pairs for own in each if len(own) > 1}
    least = min(2, sum(bool(line.strip()) for line in lines))
    if (
        len(names) < least
        or any("\t" in line for line in lines)
        or any(_APART.search(lines[at].strip()) for at in others)
    ):
        return False
    bare = [at for at, own in enumerate(pairs) if own and not _COLON.search(lines[at])]
    return max(map(len, pairs)) > 1 or (bool(bare) and all(at < bare[0] for at in others))  # else only titles above


def _pairs(line: str) -> list[tuple[str, ...]]:
    """The names of a line with their figures, behind the name that they are of (恒达店：曝光12000，点击300); else none."""
    found: list[tuple[str, ...]] = []
    for part in filter(None, _APART.split(_MARK.sub("", line.strip()))) if len(line) <= _LONGEST else ():
        match = _named(part)
        if match is None:
            return []
        inner = _named(match["said"]) if match["said"] and not _SAID.fullmatch(match["said"]) else None
        found += [(match["name"],)] if inner else []
        match = inner or match
        found.append((match["name"], (match["said"] or match["figure"]).strip()))
    headed = [_HEADED.fullmatch(pair[0]) for pair in found if len(pair) > 1]
    if len(headed) > 1 and len(found[0]) > 1 and (first := headed[0]) is not None and not any(headed[1:]):
        found[:1] = [(first["head"],), (first["name"], found[0][1])]
    return found


def _named(part: str) -> re.Match[str] | None:
    match = _NAMED.fullmatch(part)
    return None if match is not None and match["figure"] and _DATED.search(part) else match
