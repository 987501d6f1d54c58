"""Exports that come in several files (orders-2026-09.csv, orders-2026-10.csv): their rows as one list of records.

Every file is read by itself first. Where several hold the same export of one store, and what they cover
has no gap, their rows are read once more, together: a window that reaches over two of them is complete
then, and a record that stands in two of them counts once, as the newest has it. Records without a key are
told by their day: a day that stands in two files counts once, if both say the same of it. A gap is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from auditor.intake.inputs import Source
from auditor.intake.lexicon import Lexicon
from auditor.intake.limits import Limits
from auditor.intake.names import origin_period
from auditor.intake.one_file import FileRead
from auditor.intake.options import Options
from auditor.intake.origin import Origin
from auditor.intake.readers.cells import UnreadableFile
from auditor.intake.readers.files import open_sheets
from auditor.intake.sheeted import Part
from auditor.intake.sheets import read_export
from auditor.intake.worker import run_isolated
from auditor.model import Observation, Period, StoreKey, Text
from auditor.text import counted

if TYPE_CHECKING:
    from auditor.intake.exports.figures import Counted


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A part of an export and the file that holds it."""

    source: Source
    origin: Origin  # of the file
    part: Part
    sha256: str | None  # of the file


Run = tuple[Sheaf, ...]
_MIDNIGHT = 1  # days that two parts may share without a common record: one ends and the next starts within a day
SAME_DAYS = Text(
    "有两份起止日期相同而内容不同，无法判断哪一份较新",
    "two of them cover the same days and differ: which is the newer can't be told",
)
NOTHING_IN_COMMON = Text(
    "有两份日期重叠却没有一条共同的记录，不像同一份清单；如果是不同店铺，请写明店铺",
    "two of them overlap and have no record in common, as lists of two stores would: name the stores if they are",
)


def _differ(day: int) -> Text:
    return Text(
        f"两份都有 {date.fromordinal(day)}，但当天数值不同，无法判断以哪一份为准",
        f"two of them hold {date.fromordinal(day)} and differ on that day: which of them holds can't be told",
    )


def together(files: Sequence[FileRead], sheaves: Sequence[Sheaf], lexicon: Lexicon, options: Options) -> list[FileRead]:
    """The files, with the values that follow from the rows of several in place of those of each by itself."""
    result, number = list(files), {file.file.file: index for index, file in enumerate(files)}
    found = runs(sheaves)
    for sheaf, note in _gaps(sheaves):
        index = number[sheaf.source.name]
        result[index] = _noted(result[index], sheaf, note)
    if not found:
        return result
    limits = replace(options.limits, seconds=options.limits.seconds * max(map(len, found)))
    work = partial(_read_run, lexicon=lexicon, limits=limits, encoding=options.encoding)
    reads = run_isolated(work, found, limits, options.jobs, isolated=options.isolated)
    for run, made in zip(found, reads, strict=True):
        if isinstance(made, UnreadableFile):
            for sheaf in run:
                index = number[sheaf.source.name]
                result[index] = _failed(_noted(result[index], sheaf, _apart(run, sheaf, made.message)), made)
            continue
        for sheaf, repeated in zip(run, made.repeated, strict=True):
            index = number[sheaf.source.name]
            result[index] = _noted(_without(result[index], sheaf, made), sheaf, _note(run, sheaf, repeated))
        newest = number[run[0].source.name]
        result[newest] = replace(result[newest], observations=(*result[newest].observations, *made.observations))
    return result


def runs(sheaves: Iterable[Sheaf]) -> list[Run]:
    """The parts that make one list of records, newest first: of one store and one map, without a gap between them."""
    newest = (
        sorted(stretch, key=lambda sheaf: (sheaf.part.covered.end, _place(sheaf)), reverse=True)
        for stretches in _stretches(sheaves)
        for stretch in stretches
    )
    return [tuple(run) for run in newest if len(run) > 1]


def _stretches(sheaves: Iterable[Sheaf]) -> Iterator[list[list[Sheaf]]]:
    """For each store and map the parts in order of time, those without a gap between them together.

    Parts that overlap belong together only where their records have a key or a day.
    """
    alike: dict[tuple[StoreKey, str], list[Sheaf]] = defaultdict(list)
    for sheaf in sheaves:
        alike[sheaf.part.store, sheaf.part.source].append(sheaf)
    for group in alike.values():
        found: list[list[Sheaf]] = []
        end = None
        for sheaf in sorted(group, key=_place):
            start = sheaf.part.covered.start
            if end is not None and (
                start == end + timedelta(days=1) or (start <= end and (sheaf.part.keyed or sheaf.part.daily))
            ):
                found[-1].append(sheaf)
                end = max(end, sheaf.part.covered.end)
            else:
                found.append([sheaf])
                end = sheaf.part.covered.end
        yield found


def _gaps(sheaves: Iterable[Sheaf]) -> Iterator[tuple[Sheaf, Text]]:
    """The first part behind each gap, and what is said there of the days that no file has."""
    for stretches in _stretches(sheaves):
        for before, after in pairwise(stretches):
            start = max(sheaf.part.covered.end for sheaf in before) + timedelta(days=1)
            end = after[0].part.covered.start - timedelta(days=1)
            if start <= end:
                yield (
                    after[0],
                    Text(
                        f"{start} 至 {end} 没有文件，与更早的文件分开计算：请补充导出这些天；若已导出而没有记录，请把起止日期写进文件名",
                        f"no file has {start} to {end}, so that earlier files are counted apart: export those days too; "
                        "if an export has them without any record, put the days that it covers into the file's name",
                    ),
                )


def _place(sheaf: Sheaf) -> tuple[object, ...]:
    return sheaf.part.covered.start, sheaf.source.name, sheaf.part.sheet or ""


@dataclass(frozen=True, slots=True)
class _Joined:
    """What the parts of a run come to, and how many rows of each stand in a newer part too."""

    observations: tuple[Observation, ...]
    repeated: tuple[int, ...]


def _read_run(run: Run, lexicon: Lexicon, limits: Limits, encoding: str | None) -> _Joined:
    """Read the parts of one export, the newest first. Raises UnreadableFile."""
    from auditor.intake.exports.figures import joined

    keyed = all(sheaf.part.keyed for sheaf in run)
    spans = {(sheaf.part.covered, sheaf.sha256, sheaf.part.sheet) for sheaf in run}
    if keyed and len({span for span, _, _ in spans}) < len(spans):
        raise UnreadableFile(SAME_DAYS)
    known: frozenset[object] = frozenset()
    days: frozenset[int] = frozenset()
    daily: dict[int, tuple[int, ...]] = {}
    parts: list[Counted] = []
    repeated = []
    for number, sheaf in enumerate(run):
        with open_sheets(sheaf.source, limits, encoding) as sheets:
            sheet = next(each for each in sheets if each.name == sheaf.part.sheet)
            export = read_export(
                sheet, origin_period(replace(sheaf.origin, sheet=sheet.name, epoch=sheet.epoch)), lexicon
            )
            derivation = export.derivation(number, known)
            counted = export.counted(derivation)
        if keyed:
            if len(days & derivation.days) > _MIDNIGHT and not derivation.elsewhere:
                raise UnreadableFile(NOTHING_IN_COMMON)
            known, days = known | derivation.keys, days | derivation.days
        else:
            own = _days(sheaf.part.covered)
            # the last day of an export may not have been over when it was made
            shared = days & (own if sheaf.part.covered.end == run[0].part.covered.end else own - {max(own)})
            if differing := [day for day in sorted(shared) if derivation.daily.get(day) != daily.get(day)]:
                raise UnreadableFile(_differ(differing[0]))
            known = days = days | own
            daily = {**derivation.daily, **daily}
        repeated.append(derivation.elsewhere)
        parts += [counted] if counted is not None else []
    return _Joined(tuple(joined(parts, lexicon).observations(lexicon, run[0].origin.as_of)), tuple(repeated))


def _days(covered: Period) -> frozenset[int]:
    return frozenset(range(covered.start.toordinal(), covered.end.toordinal() + 1))


def _without(file: FileRead, sheaf: Sheaf, made: _Joined) -> FileRead:
    """A file without the values that were made of its own rows alone."""
    metrics = {item.metric for item in made.observations}

    def replaced(item: Observation) -> bool:
        here = (item.evidence[0].file, item.evidence[0].sheet) == (sheaf.source.name, sheaf.part.sheet)
        return here and item.store == sheaf.part.store and item.metric in metrics

    return replace(file, observations=tuple(item for item in file.observations if not replaced(item)))


def _noted(file: FileRead, sheaf: Sheaf, note: Text) -> FileRead:
    """A file with a note in the sheet that is a part of a run."""
    sheets = tuple(
        replace(sheet, notes=(*sheet.notes, note)) if sheet.sheet == sheaf.part.sheet else sheet
        for sheet in file.file.sheets
    )
    return replace(file, file=replace(file.file, sheets=sheets))


def _failed(file: FileRead, why: UnreadableFile) -> FileRead:
    """A file of a run that could not be read together, marked with what the failure was."""
    bug, transient = file.file.bug or why.bug, file.file.transient or why.transient
    return replace(file, file=replace(file.file, bug=bug, transient=transient))


def _others(run: Run, own: Sheaf) -> str:
    places = ((sheaf.source.name.rsplit("/", 1)[-1], sheaf.part.sheet) for sheaf in run if sheaf is not own)
    return ", ".join("!".join(filter(None, place)) for place in places)


def _note(run: Run, own: Sheaf, repeated: int) -> Text:
    """What is said in a part of a run about the others."""
    others = _others(run, own)
    zh, en = f"与 {others} 合并为一份清单计算", f"counted as one list with {others}"
    if repeated:
        zh = f"{zh}；{repeated} 行在较新的文件中也有，只计一次"
        stand = counted(repeated, "row stands", "rows stand")
        en = f"{en}; {stand} in a newer file too and {'is' if repeated == 1 else 'are'} counted once"
    return Text(zh, en)


def _apart(run: Run, own: Sheaf, why: Text) -> Text:
    """What is said where the parts could not be read together: each stands as it was read by itself."""
    others = _others(run, own)
    return Text(
        f"未能与 {others} 合并计算，各自计算：{why.zh}",
        f"could not be counted together with {others}, each stands by itself: {why.en}",
    )
