"""Files → cells → observations. ``read`` is the way in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.intake.limits import Limits
from auditor.intake.options import DeclaredStore, Options
from auditor.model import InputFile, InputSheet, Intake, Text
from auditor.rulebook.model import RuleBook

if TYPE_CHECKING:
    from auditor.intake.inputs import Source
    from auditor.intake.lexicon import Lexicon
    from auditor.intake.one_file import FileRead, Job
    from auditor.rulebook.overlay import Overlay

__all__ = ["DeclaredStore", "Limits", "Options", "read"]


def read(
    paths: Sequence[str], book: RuleBook, options: Options | None = None, overlay: Overlay | None = None
) -> Intake:
    """Read files, folders and zipped folders. A refused file is no exception but an input with an error.

    Raises RuleErrors where a source map is wrong.
    """
    from auditor.intake.exports.sources import load_sources
    from auditor.intake.joined import Sheaf, together
    from auditor.intake.lexicon import make_lexicon
    from auditor.intake.one_file import origin_of, read_file, refused
    from auditor.intake.readers.cells import UnreadableFile
    from auditor.intake.worker import run_isolated

    options = options or Options()
    lexicon = make_lexicon(book, overlay, load_sources(book, options.rules))
    jobs, left = _jobs(paths, options)
    work = partial(read_file, lexicon=lexicon, options=options)
    results = run_isolated(work, jobs, options.limits, options.jobs, isolated=options.isolated)
    files = [
        refused(job.source, result) if isinstance(result, UnreadableFile) else result
        for job, result in zip(jobs, results, strict=True)
    ]
    sheaves = [
        Sheaf(job.source, origin_of(job, options), part, file.file.sha256)
        for job, file in zip(jobs, files, strict=True)
        for part in file.parts
    ]
    daily = overlay.daily if overlay is not None else {}
    return _merged(together(files, sheaves, lexicon, options), left, lexicon, book, options, daily)


def _jobs(paths: Sequence[str], options: Options) -> tuple[list[Job], list[InputFile]]:
    """The files to read, and those that are refused or passed over.

    Both by name: the same files give the same document, in whatever order they were named.
    """
    from auditor.intake.inputs import find_sources
    from auditor.intake.one_file import Job
    from auditor.intake.places import places

    found_in: dict[str, tuple[Source, str, Path | None]] = {}
    left: list[InputFile] = []
    for path in sorted({str(path) for path in paths}):
        found = find_sources([path], options.limits, options.root, options.settings, options.found_only)
        walked = Path(path) if os.path.isdir(path) else None
        for source in found.sources:
            found_in.setdefault(source.name, (source, path, walked))
        left.extend(
            InputFile(item.name, None, None, (), item.error.message, item.error.remedy) for item in found.refused
        )
        left.extend(InputFile(name, None, None, (InputSheet(None, notes=(why,)),)) for name, why in found.skipped)
    ordered = [found_in[name] for name in sorted(found_in)]
    by_place = places((source, walked) for source, _, walked in ordered)
    jobs = [Job(source, root, place) for (source, root, _), place in zip(ordered, by_place, strict=True)]
    return jobs, sorted(left, key=lambda item: item.file)


def _merged(
    files: Sequence[FileRead],
    refused: Iterable[InputFile],
    lexicon: Lexicon,
    book: RuleBook,
    options: Options,
    daily: Mapping[str, str],
) -> Intake:
    from auditor.intake.declared import with_declared
    from auditor.intake.merge import attested, merge_stores, settle, with_aside, with_store_currency
    from auditor.intake.row_a_day import settle_days

    stores = merge_stores((store for item in files for store in item.stores), book.attributes)
    stores, notes = with_declared(stores, lexicon, options)
    priced = with_store_currency((item for file in files for item in file.observations), stores, book.metrics)
    priced, of_days, told = settle_days(priced, book.metrics, daily)
    settled = settle(priced)
    for observation, why, remedy in of_days:
        settled.put_aside(observation, why, incomplete=True, remedy=remedy)
    inputs = with_aside([*(item.file for item in files), *refused], settled.aside)
    for said in (notes, told):
        inputs = _with_notes(inputs, said)
    attestations = attested(item for file in files for item in file.attestations)
    return Intake(inputs, stores, tuple(settled.observations), attestations)


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
