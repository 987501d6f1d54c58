"""One file: its sheets read one after the other, and what they say together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from auditor.intake.cover_tab import find_cover
from auditor.intake.headings import normal
from auditor.intake.inputs import Source, fingerprint
from auditor.intake.lexicon import Lexicon
from auditor.intake.names import origin_period
from auditor.intake.options import DeclaredStore, Options
from auditor.intake.origin import Origin, as_known
from auditor.intake.places import Place
from auditor.intake.readers.cells import Sheet, UnreadableFile
from auditor.intake.readers.files import open_sheets
from auditor.intake.sheeted import Part, Sheeted
from auditor.intake.sheets import EMPTY, read_sheet
from auditor.intake.signs import costs_as_amounts
from auditor.intake.tables import NO_ROWS
from auditor.intake.unplaced import NoHeading
from auditor.intake.words import DATING
from auditor.model import Attestation, Ignored, InputFile, Observation, Period, Store, Text


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read and where it was found. ``root`` is the path that the user gave, ``place`` tells the store."""

    source: Source
    root: str
    place: Place


@dataclass(frozen=True, slots=True)
class FileRead:
    """What one file gave."""

    file: InputFile
    stores: tuple[Store, ...] = ()
    observations: tuple[Observation, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    parts: tuple[Part, ...] = ()


def read_file(job: Job, lexicon: Lexicon, options: Options) -> FileRead:
    """Read one file. Runs in a worker process and returns observations, never cells.

    Raises UnreadableFile where the file as a whole cannot be read.
    """
    sha256, size = fingerprint(job.source, options.limits)
    base = origin_of(job, options)
    with open_sheets(job.source, options.limits, options.encoding) as opened:
        listed = list(opened)
        base = replace(base, beside=tuple(sheet.name for sheet in listed if sheet.name))
        sheets = [_read(sheet, base, lexicon) for sheet in listed]
        if (cover := find_cover(listed, sheets, base, lexicon)) is not None:
            again = [
                item if item.part else _read(sheet, cover.origin, lexicon)
                for sheet, item in zip(listed, sheets, strict=True)
            ]
            sheets = [cover.alone(item) if at == cover.at else item for at, item in enumerate(again)]
    sheets = _cover_sheets(sheets)
    sheets = list(_said_once(sheets, base.placed))
    return FileRead(
        InputFile(job.source.name, sha256, size, tuple(item.sheet for item in sheets)),
        tuple(store for item in sheets for store in item.stores),
        tuple(observation for item in sheets for observation in item.observations),
        tuple(attestation for item in sheets for attestation in item.attestations),
        tuple(item.part for item in sheets if item.part is not None),
    )


def _read(sheet: Sheet, base: Origin, lexicon: Lexicon) -> Sheeted:
    origin = origin_period(replace(base, sheet=sheet.name, epoch=sheet.epoch))
    found = costs_as_amounts(read_sheet(sheet, origin, lexicon), lexicon)
    return _filed(found, origin.filed, lexicon)


def _noted(read: Sheeted, note: Text) -> Sheeted:
    return replace(read, sheet=replace(read.sheet, notes=(*read.sheet.notes, note)))


def _filed(read: Sheeted, filed: Period | None, lexicon: Lexicon) -> Sheeted:
    """What was read, with the note that the folder's name dates it where it may: not where each row has its days."""
    ends = {item.period.end for item in read.observations}
    if filed is None or filed.end not in ends:
        return read
    export = next((source for source in lexicon.sources if source.id == read.sheet.source_map), None)
    days = {column.name for column in export.columns if column.kind == "date"} if export is not None else set()
    kinds = {kind for *_, kind in read.sheet.columns}
    if kinds & days or (len(ends) > 1 and not kinds.isdisjoint(DATING)):
        return read
    note = Text(
        f"没有写明周期的数值，按所在文件夹的名称算作 {filed.start}..{filed.end}",
        f"values that state no period are taken to be of {filed.start}..{filed.end}, by the name of their folder",
    )
    return _noted(read, note)


def _said_once(sheets: Iterable[Sheeted], note: Text | None) -> Iterator[Sheeted]:
    """The sheets of a file, of which only the first keeps a note that holds for all of them."""
    said = False
    for item in sheets:
        notes = item.sheet.notes
        if said and note in notes:
            item = replace(item, sheet=replace(item.sheet, notes=tuple(each for each in notes if each != note)))  # noqa: PLW2901
        said = said or note in notes
        yield item


def _cover_sheets(sheets: list[Sheeted]) -> list[Sheeted]:
    """A sheet without any known heading, or an empty one, is an error only if no other sheet of its file was read."""
    if not any(item.observations or item.attestations or item.stores for item in sheets):
        told = [next((why for why in (EMPTY, NO_ROWS) if why in item.sheet.notes), None) for item in sheets]
        if None in told:
            return sheets
        return [replace(item, sheet=replace(item.sheet, error=why)) for item, why in zip(sheets, told, strict=True)]
    return [
        replace(item, sheet=replace(item.sheet, error=None, notes=(*item.sheet.notes, item.sheet.error)))
        if isinstance(item.sheet.error, NoHeading)
        else item
        for item in sheets
    ]


def origin_of(job: Job, options: Options) -> Origin:
    """Where a file stands and what its rows may leave out; its sheets are told apart later."""
    owners = _declared_for(job, options)
    declared = owners[0] if owners else None
    stated = options.store or (declared.name if declared else None)
    names = [*(item.name for item in options.declared), *([options.store] if options.store else [])]
    known = {normal(name): name for name in names} | {name: name for name in names}
    return Origin(
        job.source.name,
        None,
        stated or as_known(job.place.store, known),
        placed=None if stated else job.place.note,
        other=_of_several(owners) if len(owners) > 1 and not options.store else None,
        only=options.store,
        platform=options.platform or (declared.platform if declared else None),
        client=options.client,
        as_of=options.as_of,
        today=options.today,
        declared={normal(item.name): item.platform for item in options.declared},
        known=known,
    )


def _declared_for(job: Job, options: Options) -> list[DeclaredStore]:
    """The declared stores to which the file, or a folder that it lies in, belongs: more than one is a mistake."""
    if not options.declared:
        return []
    places = {job.root, job.source.name, *map(str, PurePosixPath(job.source.name).parents)}
    return [item for item in options.declared if not places.isdisjoint(item.files)]


def _of_several(owners: Sequence[DeclaredStore]) -> Ignored:
    """What has to be said where rows name no store, and the configuration gives their file to several."""
    first, names = owners[0].name, [item.name for item in owners]
    why = Text(
        f"代运营配置把此文件写在多家店铺下：{'、'.join(names)}；表中没有店铺名，暂记入“{first}”",
        f"the agency's configuration gives this file to several stores: {', '.join(names)}; it names none itself, and is read "
        f"as '{first}'",
    )
    remedy = Text(
        "请在 inputs 中只留给一家店铺，或在表中写明店铺",
        "leave it in the inputs of one store only, or name the stores in the sheet",
    )
    return Ignored("A1", "", why, incomplete=True, remedy=remedy)


def refused(source: Source, why: UnreadableFile) -> FileRead:
    """What is left of a file that could not be read."""
    return FileRead(InputFile(source.name, *_size(source), (), why.message, why.remedy, why.bug, why.transient))


def _size(source: Source) -> tuple[str | None, int | None]:
    try:
        return fingerprint(source)
    except UnreadableFile:
        return None, None
