"""A client's piece of work and what becomes of it: small, picklable, and addressed by all that it depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from pathlib import Path

from auditor import __version__
from auditor.files import hash_of
from auditor.history import Past, StoreRecord
from auditor.intake.inputs import below, is_hidden
from auditor.intake.own import own_reports
from auditor.model import Text
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.remote import is_url, version
from auditor.portfolio.settings import Carried
from auditor.portfolio.summary import Shared, StoreSummary
from auditor.report.package import NOTES
from auditor.rulebook.model import RuleBook

Files = Mapping[str, tuple[str, ...]]  # store name ("" where the sheets name it) → paths


@dataclass(frozen=True, slots=True)
class Job:
    """One client to audit. ``key`` is the content address of all that the result depends on."""

    agency: Agency
    client: Client
    files: Files
    key: str
    out: str
    today: date
    as_of: date | None = None
    formats: tuple[str, ...] = ("html", "xlsx", "json", "md")
    isolated: bool = False
    zipped: bool = False
    lang: str | None = None  # of the overview; None: the client's first
    carried: Carried = field(default_factory=dict)  # files of the configuration that the worker can't see
    common: tuple[bool, bool] = (False, False)  # whether other clients have the same overlay, the same waivers
    seen: str = ""  # stands for the inputs of this machine as they were when the run was planned, see ``inputs_seen``
    size: int = 1  # how many files there are to read, those in folders counted
    pasts: tuple[Past, ...] = ()  # of the client, the newest first; empty where no history is kept

    @property
    def day(self) -> date:
        """The day that was asked for, or that of the run."""
        return self.as_of or self.today

    @property
    def told_in(self) -> str:
        """The language of the overview."""
        return self.lang or self.client.languages[0]

    @property
    def paths(self) -> tuple[str, ...]:
        """Every input once, in order."""
        return tuple(dict.fromkeys(path for paths in self.files.values() for path in paths))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a client. ``error`` is set when there is no package."""

    client: str
    key: str
    stores: tuple[StoreSummary, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()  # (file, or file and sheet; why)
    unread: tuple[tuple[str, int, str, str], ...] = ()  # (file and sheet, cells that the audit lacks, the first, why)
    used: tuple[tuple[str, str], ...] = ()  # (file, sha256) of the inputs that the audit took something from
    warnings: tuple[str, ...] = ()  # of the audit: data that are old or of the future, waivers that are over
    outputs: tuple[tuple[str, str], ...] = ()  # (path below the client's folder, sha256)
    notes: tuple[tuple[str, str], ...] = ()  # the narrative files that people edit, likewise
    archive: str = ""  # sha256 of the zipped package; empty where none was asked for
    incomplete: bool = False
    error: Text | None = None
    misconfigured: bool = False  # the error lies in its rules, overlay or waivers
    unwritten: bool = False  # the error lies in the output folder, or in its form or narrative
    bug: bool = False  # our own code failed, on the client or on one of its files
    transient: bool = (
        False  # a file was not fetched or not read in time, or the inputs changed: the next run tries again
    )
    records: tuple[StoreRecord, ...] = ()  # for the history; empty where none is kept
    compared_with: str = ""  # the version of the history before this audit; empty where none is kept
    skipped: bool = False  # nothing had changed since the package was made


def told(outcome: Outcome, shared: Shared) -> Outcome:
    """What the overview needs of an outcome whose package is remembered: without files and records."""
    stores = tuple(map(shared.summary, outcome.stores))
    return replace(outcome, key="", stores=stores, outputs=(), notes=(), records=())


def isolated(job: Job) -> Job:
    """The same job with each workbook read in a process of its own: for a client that took a worker down."""
    return replace(job, isolated=True)


def rules_address(paths: Sequence[str], book: RuleBook) -> str:
    """Stands for the rule book and for all that lies where it comes from: source maps too."""
    plain = [[(pack.id, pack.sha256) for pack in book.packs.values()], [_content(path) for path in paths]]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def inputs_seen(job: Job) -> str:
    """Stands for the names and the content of the inputs that lie on this machine.

    A worker compares what it has read with what was planned: a share may be gone for a moment, and a package of less than
    its address says would be taken for finished ever after.
    """
    files = [(name, [_seen(job, path) for path in paths if not is_url(path)]) for name, paths in job.files.items()]
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


def address(job: Job, rules: str) -> str:
    """The content address: inputs by content (``seen`` for those here), ``rules``, overlay, waivers, configuration, version, date.

    Files are named as seen from the agency's folder: a copy of it elsewhere has the same address.
    """
    digest = hashlib.sha256()
    one = job.client
    named = replace(one, inputs=(), stores=tuple(replace(store, inputs=()) for store in one.stores))
    plain = {
        "version": __version__,
        "rules": rules,
        "client": replace(named, overlay=None, waivers=None, narrative=None, form=None),
        "brand": [job.agency.name, job.agency.accent, job.agency.footer, _content(job.agency.logo)],
        "inputs": job.seen,
        "fetched": [(name, [_seen(job, path) for path in paths if is_url(path)]) for name, paths in job.files.items()],
        "extra": [path and _seen(job, path) for path in (one.overlay, one.waivers, one.narrative, one.form)],
        "common": job.common,
        "least_coverage": job.agency.least_coverage,
        "date": str(job.day),
        "formats": job.formats,
        "zipped": job.zipped,
        "lang": job.lang,
    }
    digest.update(json.dumps(plain, sort_keys=True, default=_plain).encode())
    return digest.hexdigest()


def _seen(job: Job, path: str) -> tuple[str, str | None]:
    return below(Path(path).as_posix(), str(job.agency.root)), _content(path)


def _plain(value: object) -> object:
    """What json does not know: the client and its stores, field by field; dates and fractions as text."""
    return {item.name: getattr(value, item.name) for item in fields(value)} if is_dataclass(value) else str(value)


def _content(path: str | None) -> str | None:
    if path is None:
        return None
    if is_url(path):
        return version(path)
    place = Path(path)
    if place.is_dir():
        files = sorted(entry for entry in place.rglob("*") if entry.is_file() and not entry.name.endswith(NOTES))
        own = {folder: own_reports(folder) for folder in {entry.parent for entry in files}}
        inside = [entry for entry in files if entry.name not in own[entry.parent]]  # what the last run left is no input
        names = [entry.relative_to(place) for entry in inside]
        # A hidden file is never read; the lock of a run that writes below this folder has other content each time.
        known = (None if is_hidden(name.parts) else _content(str(place / name)) for name in names)
        listed = "".join(f"{name.as_posix()}{content}" for name, content in zip(names, known, strict=True))
        return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()  # a name may be no UTF-8
    try:
        return hash_of(place)
    except OSError:
        return None
