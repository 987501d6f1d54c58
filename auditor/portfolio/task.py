"""What a worker does with a task: audit its clients from their files to their packages, and answer with little.

Everything here is picklable and needs nothing but its arguments, so that the same code runs in a process of this
machine and on a worker of a cluster.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

from auditor.audit import LEAST_COVERAGE, Request, incomplete, judge_intakes, laid_over, told_of
from auditor.files import Together, hash_of
from auditor.history import Past, store_records, with_earlier_periods, with_history
from auditor.history.replay import pack_intakes
from auditor.intake import Options, read
from auditor.intake.inputs import below
from auditor.model import Audit, Intake, Text
from auditor.portfolio.agency import Agency
from auditor.portfolio.fetched import fetch
from auditor.portfolio.job import Job, Outcome, inputs_seen
from auditor.portfolio.members import declared, found_only, keys_of, waivers_for, without
from auditor.portfolio.outlet import outlet, zipped
from auditor.portfolio.settings import NotFetched, Settled, settle
from auditor.portfolio.summary import refused, summarise, unread, used
from auditor.report.branding import Brand, make_brand
from auditor.report.labels import labels
from auditor.report.package import NOTES, Look
from auditor.rulebook import Overlay, RuleErrors, Waiver, load_rulebook, load_waivers
from auditor.rulebook.model import RuleBook


@dataclass(frozen=True, slots=True)
class _Read:
    """A client whose files are read, the rule book to judge it by, and its configuration as it lies on this worker."""

    intake: Intake
    request: Request
    book: RuleBook
    settings: Settled
    changed: bool  # the inputs, since the run was planned


def run_task(jobs: Sequence[Job]) -> list[Outcome]:
    """Audit the clients of a task and write their packages.

    A task is about fifty files, so that handing work over costs nothing to speak of, and its clients are judged in
    the same columns. A mistake in one's overlay or waivers costs that client alone.
    """
    # Workers of Dask are daemons, and those may not start the readers of workbooks.
    multiprocessing.current_process().daemon = False
    with _seldom_collected():
        return _run_task(jobs)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Search for cycles after a million new objects instead of 700: what fifty clients hold is searched over and over else."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _run_task(jobs: Sequence[Job]) -> list[Outcome]:
    found = [_read(job) for job in jobs]
    audits: dict[int, Audit] = {}
    books = {id(one.book): one.book for one in found if isinstance(one, _Read)}
    for book in books.values():
        cases = {at: one for at, one in enumerate(found) if isinstance(one, _Read) and one.book is book}
        judged = judge_intakes([(one.intake, one.request) for one in cases.values()], book)
        audits |= dict(zip(cases, judged, strict=True))
    return [
        one if isinstance(one, Outcome) else _delivered(job, audits.pop(at), one)
        for at, (job, one) in enumerate(zip(jobs, found, strict=True))
    ]


def _read(job: Job) -> _Read | Outcome:
    """The client's files, read; what went wrong where its configuration, rules, overlay or waivers can't be used."""
    try:
        settings = settle(job.agency, job.client, job.carried)
    except NotFetched as error:
        return replace(_failed(job, error.message), misconfigured=True)
    try:
        return _intake(job, settings)
    except RuleErrors as errors:
        return replace(_failed(job, _explained(errors, settings)), misconfigured=True)


def _explained(errors: RuleErrors, settings: Settled) -> Text:
    """Each mistake with its place, by the name that the configuration gives the file."""
    lines = []
    for error in errors.errors:
        file, line, column = error.place
        name = below(settings.names.get(file, file), str(settings.agency.root))
        lines.append((f"{name}:{line}:{column}", error.message))
    return Text(
        "；".join(f"{line} {message.zh}" for line, message in lines),
        "; ".join(f"{line} {message.en}" for line, message in lines),
    )


def _intake(job: Job, settings: Settled) -> _Read:
    (agency, client, _), given = settings, job.client  # where its files lie now, and as configured
    book, overlay, waivers, common = _rules(agency.rules, client.overlay, client.waivers, job.common)
    with fetch(job.paths, str(job.agency.root)) as fetched:
        request = Request(
            paths=fetched.paths(job.paths),
            today=job.today,
            as_of=job.as_of,
            options=Options(
                client=job.client.name,
                declared=declared(job, fetched),
                isolated=job.isolated,
                rules=agency.rules,
                settings=fetched.here(
                    [each for each in (given.overlay, given.waivers, given.narrative, given.form) if each]
                ),
                as_of=job.as_of,
                today=job.today,
                found_only=fetched.paths(found_only(job)),
                root=str(agency.root),
            ),
            overlay=overlay,
            least_coverage=job.agency.least_coverage,
            usual_coverage=LEAST_COVERAGE if given.least_coverage is None else given.least_coverage,
        )
        intake = fetched.named(read(request.paths, book, request.options, overlay))
    paused = keys_of(job.client.resting(job.day))
    intake = without(intake, paused)
    request = replace(request, waivers=waivers_for(job, intake, waivers, common, paused))
    return _Read(intake, request, book, settings, changed=inputs_seen(job) != job.seen)


def _delivered(job: Job, audit: Audit, found: _Read) -> Outcome:
    """The client's package, or why there is none. What can't be printed costs its PDF alone; the next run tries again."""
    from auditor.report import NotPrinted, ReportError

    try:
        try:
            return _package(job, audit, found)
        except NotPrinted as error:
            others = tuple(suffix for suffix in job.formats if suffix != "pdf")
            if not others:
                raise
            made = _package(replace(job, formats=others), audit, found)
            why = error.message.of(job.lang or job.client.languages[0])
            return replace(made, warnings=(*made.warnings, why), incomplete=True, transient=True)
    except ReportError as error:
        zh, en = error.message.zh, error.message.en
        own = [path for path in (job.client.form, job.client.narrative) if path]
        names = {**found.settings.names, **{path: below(path, str(job.agency.root)) for path in own}}
        for here, configured in names.items():
            zh, en = zh.replace(here, configured), en.replace(here, configured)
        return replace(_failed(job, Text(zh, en)), unwritten=True)


def _package(job: Job, audit: Audit, found: _Read) -> Outcome:
    """Write the client's reports in each of its languages, and hand them over."""
    from auditor.report import document, safe_name
    from auditor.report.view import subjects

    past = _before(audit.as_of, job.pasts)
    if past:
        audit = with_earlier_periods(audit, past, found.book)
    made_in = {}
    told_in = job.lang or job.client.languages[0]
    for lang in dict.fromkeys((*job.client.languages, told_in)):
        made = document(audit, found.book, lang)
        made_in[lang] = with_history(made, past, found.book, labels(lang).group("owner")) if past else made
        _name_owners(made_in[lang], job.client.roles)
    documents = [made_in[lang] for lang in job.client.languages]
    place, name = outlet(job.out), safe_name(job.client.id)
    # The run's own process flushes them before the package counts as finished: a worker has better things to wait for.
    with place.workplace(name) as folder, Together(flushed=False) as files:
        begun = {made["lang"]: _reports(job, found.settings, made, folder, place.local, files) for made in documents}
        lies = files.publish()
        reports = {lang: [lies[path].relative_to(folder).as_posix() for path in paths] for lang, paths in begun.items()}
        written = [path for paths in reports.values() for path in paths]
        outputs = [(path, hash_of(folder / path)) for path in written if not path.endswith(NOTES)]
        notes = [(path.relative_to(folder).as_posix(), hash_of(path)) for path in sorted(folder.rglob(f"*{NOTES}"))]
        archive = zipped(name, folder, [path for path, _ in outputs]) if job.zipped else None
    if archive is not None:
        place.write(f"{name}.zip", archive)
    first = made_in[told_in]
    told = reports.get(told_in) or reports[job.client.languages[0]]
    pages: list[str | None] = [path for path in told if path.endswith(".html")]
    return Outcome(
        client=job.client.id,
        key=job.key,
        stores=tuple(
            summarise(first[part][at], first["as_of"], report)
            for (part, at), report in zip(subjects(first), pages or repeat(None), strict=False)
        ),
        refused=tuple(refused(first["inputs"])),
        unread=tuple(unread(first["inputs"])),
        used=tuple(used(first["inputs"])),
        warnings=tuple(each.of(told_in) for each in told_of(audit)),
        outputs=tuple(outputs),
        notes=tuple(notes),
        archive=hashlib.sha256(archive).hexdigest() if archive is not None else "",
        incomplete=incomplete(audit),
        bug=any(file.bug for file in audit.intake.inputs),
        transient=found.changed or any(file.transient for file in audit.intake.inputs),
        records=store_records(documents[0], pack_intakes(audit)) if job.agency.history else (),
    )


def _reports(
    job: Job, settings: Settled, made: dict[str, Any], folder: Path, linked: bool, files: Together
) -> list[Path]:
    """Begin the reports of one language; where they will lie."""
    from auditor.report import write_reports

    agency, client, _ = settings
    form, notes = (Path(path) if path else None for path in (client.form, client.narrative))
    target = folder / made["lang"] if len(client.languages) > 1 else folder
    look, root = Look(client.edition, agency_brand(agency), form, notes), str(agency.root) if linked else None
    return list(map(Path, write_reports(made, str(target), job.formats, look, root=root, together=files)))


def _name_owners(made: dict[str, Any], roles: Mapping[str, str]) -> None:
    """Put the agency's people beside the roles that own the actions, unless the tracker named somebody."""
    for entry in (*made["stores"], *made["clients"]):
        for action in entry["actions"]:
            if not action.get("person") and action["owner"] in roles:
                action |= {"person": roles[action["owner"]], "by_role": True}


def _before(day: date, pasts: Sequence[Past]) -> Past | None:
    """What the history knows of the days before ``day``; None where no history is kept, or it goes on too far after.

    The parent can't know an audit's date before the files are read, so it hands over what was known before each of
    the last audits; the first that holds only earlier days is the one.
    """
    fits = (past for past in pasts if all(one.as_of < day for store in past.stores.values() for one in store.earlier))
    return next(fits, None)


def _failed(job: Job, why: Text) -> Outcome:
    return Outcome(client=job.client.id, key=job.key, error=why, incomplete=True)


@cache
def shipped(rules: tuple[str, ...]) -> RuleBook:
    """The rule book, compiled once a process."""
    return load_rulebook([Path(path) for path in rules])


# As many as a task has clients: each may have an overlay of its own, and a worker of a cluster sees thousands.
@lru_cache(maxsize=64)
def _rules(
    rules: tuple[str, ...], overlay: str | None, waivers: str | None, common: tuple[bool, bool]
) -> tuple[RuleBook, Overlay | None, tuple[Waiver, ...], frozenset[Waiver]]:
    files = (overlay, waivers)
    book, laid, accepted = laid_over(shipped(rules), [path for path in files if path])
    shared = [Path(path) for path, others_too in zip(files, common, strict=True) if path and others_too]
    return book, laid, accepted, frozenset(load_waivers(shared, book) if shared else ())


def agency_brand(agency: Agency) -> Brand:
    """The agency's name, logo, colour and footer for its reports."""
    settings = {"name": agency.name, "logo": agency.logo, "accent": agency.accent, "footer": agency.footer}
    return make_brand({key: value for key, value in settings.items() if value}, agency.root)
