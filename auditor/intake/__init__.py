"""Files → cells → observations. ``read`` is the way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.intake.limits import Limits
from auditor.model import Attestation, InputFile, InputSheet, Intake, Observation, Store, StoreKey, Text
from auditor.rulebook.model import RuleBook

if TYPE_CHECKING:
    from auditor.intake.cells import UnreadableFile
    from auditor.intake.files import Source
    from auditor.intake.gather import Part, Sheeted
    from auditor.intake.lexicon import Lexicon
    from auditor.intake.origin import Origin
    from auditor.intake.places import Place
    from auditor.rulebook.overlay import Overlay

__all__ = ["DeclaredStore", "Limits", "Options", "read"]


@dataclass(frozen=True, slots=True)
class DeclaredStore:
    """A store as an agency's configuration declares it. Attributes are in the agency's own spelling."""

    name: str
    platform: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    launched: date | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line (or the agency's configuration) says about the files.

    ``store`` names the store of files without a store column and filters those with one.
    """

    store: str | None = None
    platform: str | None = None
    client: str | None = None
    encoding: str | None = None
    limits: Limits = field(default_factory=Limits)
    jobs: int | None = None
    isolated: bool = True
    declared: tuple[DeclaredStore, ...] = ()
    rules: tuple[str, ...] = ()  # paths of --rules: source maps among them are used too
    root: str | None = None  # files below this folder are named from there
    as_of: date | None = None  # the audit's date, if it was asked for: windows of dated rows end there too
    today: date | None = None  # a month that is not over is covered up to the last row of its export


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


def read(
    paths: Sequence[str], book: RuleBook, options: Options | None = None, overlay: Overlay | None = None
) -> Intake:
    """Read files, folders and zipped folders. A refused file is no exception but an input with an error.

    Raises RuleErrors where a source map is wrong.
    """
    import auditor.intake.sheets  # noqa: F401 - before the workers are forked, so that they need not import it each
    from auditor.intake.cells import UnreadableFile
    from auditor.intake.files import find_sources
    from auditor.intake.joined import Sheaf, together
    from auditor.intake.lexicon import make_lexicon
    from auditor.intake.places import places
    from auditor.intake.sources import load_sources
    from auditor.intake.worker import run_isolated

    options = options or Options()
    lexicon = make_lexicon(book, overlay, load_sources(book, options.rules))
    found_in: dict[str, tuple[Source, str, Path | None]] = {}
    refused: list[InputFile] = []
    for path in sorted({str(path) for path in paths}):
        found = find_sources([path], options.limits, options.root)
        walked = Path(path) if Path(path).is_dir() else None
        for source in found.sources:
            found_in.setdefault(source.name, (source, path, walked))
        refused.extend(
            InputFile(item.name, None, None, (), item.error.message, item.error.remedy) for item in found.refused
        )
        refused.extend(InputFile(name, None, None, (InputSheet(None, notes=(why,)),)) for name, why in found.skipped)
    # by name: the same files give the same document, in whatever order they were named
    ordered = [found_in[name] for name in sorted(found_in)]
    by_place = places((source, walked) for source, _, walked in ordered)
    jobs = [Job(source, root, place) for (source, root, _), place in zip(ordered, by_place, strict=True)]
    refused.sort(key=lambda item: item.file)
    work = partial(read_file, lexicon=lexicon, options=options)
    results = run_isolated(work, jobs, options.limits, options.jobs, isolated=options.isolated)
    files: list[FileRead] = []
    for job, result in zip(jobs, results, strict=True):
        if isinstance(result, UnreadableFile):
            files.append(FileRead(_refused(job.source, result)))
        else:
            files.append(result)
    sheaves = [
        Sheaf(job.source, _origin(job, options), part, file.file.sha256)
        for job, file in zip(jobs, files, strict=True)
        for part in file.parts
    ]
    return _merged(together(files, sheaves, lexicon, options), refused, lexicon, book, options)


def _refused(source: Source, why: UnreadableFile) -> InputFile:
    return InputFile(source.name, *_size(source), (), why.message, why.remedy, why.bug, why.transient)


def _size(source: Source) -> tuple[str | None, int | None]:
    from auditor.intake.cells import UnreadableFile
    from auditor.intake.files import fingerprint

    try:
        return fingerprint(source)
    except UnreadableFile:
        return None, None


def read_file(job: Job, lexicon: Lexicon, options: Options) -> FileRead:
    """Read one file. Runs in a worker process and returns observations, never cells.

    Raises UnreadableFile where the file as a whole cannot be read.
    """
    from auditor.intake.files import fingerprint, open_sheets
    from auditor.intake.sheets import origin_period, read_sheet

    sha256, size = fingerprint(job.source, options.limits)
    base = _origin(job, options)
    sheets: list[Sheeted] = []
    with open_sheets(job.source, options.limits, options.encoding) as opened:
        for sheet in opened:
            origin = origin_period(replace(base, sheet=sheet.name))
            sheets.append(read_sheet(sheet, origin, lexicon))
    sheets = _cover_sheets(sheets)
    sheets = list(_said_once(sheets, base.placed))
    return FileRead(
        InputFile(job.source.name, sha256, size, tuple(item.sheet for item in sheets)),
        tuple(store for item in sheets for store in item.stores),
        tuple(observation for item in sheets for observation in item.observations),
        tuple(attestation for item in sheets for attestation in item.attestations),
        tuple(item.part for item in sheets if item.part is not None),
    )


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
    from auditor.intake.sheets import EMPTY
    from auditor.intake.tables import NO_ROWS, NoHeading

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


def _origin(job: Job, options: Options) -> Origin:
    """Where a file stands and what its rows may leave out; its sheets are told apart later."""
    from auditor.intake.headings import normal
    from auditor.intake.origin import Origin

    declared = _declared_for(job, options)
    stated = options.store or (declared.name if declared else None)
    return Origin(
        job.source.name,
        None,
        stated or job.place.store,
        placed=None if stated else job.place.note,
        only=options.store,
        platform=options.platform or (declared.platform if declared else None),
        client=options.client,
        as_of=options.as_of,
        today=options.today,
        declared={normal(item.name): item.platform for item in options.declared},
    )


def _declared_for(job: Job, options: Options) -> DeclaredStore | None:
    """The declared store to which the file (or the folder that was given) belongs."""
    return next((item for item in options.declared if job.source.name in item.files or job.root in item.files), None)


def _merged(
    files: Sequence[FileRead], refused: Iterable[InputFile], lexicon: Lexicon, book: RuleBook, options: Options
) -> Intake:
    from auditor.intake.merge import attested, merge_stores, settle, with_aside, with_store_currency

    order = {key: tuple(attribute.values) for key, attribute in book.attributes.items()}
    stores = merge_stores([store for item in files for store in item.stores], order)
    stores, notes = _with_declared(stores, lexicon, options)
    priced = with_store_currency((item for file in files for item in file.observations), stores, book.metrics)
    settled = settle(priced)
    inputs = _with_notes(with_aside([*(item.file for item in files), *refused], settled.aside), notes)
    attestations = attested(item for file in files for item in file.attestations)
    return Intake(inputs, stores, tuple(settled.observations), attestations)


def _with_declared(
    stores: Sequence[Store], lexicon: Lexicon, options: Options
) -> tuple[tuple[Store, ...], dict[str, list[Text]]]:
    """Declared stores fill in what the sheets leave open; one without any data exists nevertheless.

    A sheet's own statement wins; the notes on differences are returned by file.
    """
    from auditor.intake.headings import normal

    result = list(stores)
    notes: dict[str, list[Text]] = {}
    places = {(store.key.platform, normal(store.key.store)): index for index, store in enumerate(result)}
    for declared in options.declared:
        attributes = _declared_attributes(declared, lexicon)
        index = places.get((declared.platform, normal(declared.name)))
        if index is None:
            key = StoreKey(declared.platform, declared.name)
            result.append(Store(key, options.client, attributes, {}, declared.launched))
            continue
        known = result[index]
        for name, value in attributes.items():
            stated = known.attributes.get(name, value)
            if stated != value and known.files:
                zh = f"{known.key.store}：表中 {name} 为 {stated}，配置中为 {value}，以表中为准"
                en = f"{known.key.store}: the sheet states {name} {stated}, the configuration {value}; the sheet's counts"
                notes.setdefault(known.files[0], []).append(Text(zh, en))
        merged = {**attributes, **known.attributes}
        result[index] = replace(known, attributes=merged, launched=known.launched or declared.launched)
    return tuple(result), notes


def _declared_attributes(declared: DeclaredStore, lexicon: Lexicon) -> dict[str, str]:
    """A declared store's attributes with canonical values; what is none is left open."""
    from auditor.intake.attributes import canonical

    attributes = {}
    for name, text in declared.attributes.items():
        attribute = lexicon.take(name, declared.platform).attribute or lexicon.attribute(declared.platform, name)
        values, unknown = canonical(attribute, text) if attribute is not None else ("", text)
        if attribute is not None and unknown is None:
            attributes[attribute.id] = values
    return attributes


def _with_notes(files: Iterable[InputFile], notes: Mapping[str, Sequence[Text]]) -> tuple[InputFile, ...]:
    """The inputs with notes added to the first sheet of their file."""
    return tuple(
        replace(
            file, sheets=(replace(file.sheets[0], notes=(*file.sheets[0].notes, *notes[file.file])), *file.sheets[1:])
        )
        if file.file in notes and file.sheets
        else file
        for file in files
    )
