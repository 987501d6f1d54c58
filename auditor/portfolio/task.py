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
from itertools import islice, repeat
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
from auditor.portfolio.members import by_purpose, declared, found_only, waivers_for
from auditor.portfolio.outlet import outlet, zipped
from auditor.portfolio.settings import NotFetched, Settled, explained, settle
from auditor.portfolio.summary import StoreSummary, refused, summarise, unread, used
from auditor.report.branding import Brand, make_brand
from auditor.report.labels import labels
from auditor.report.package import NOTES, Look
from auditor.rulebook import Overlay, RuleErrors, Waiver, load_rulebook, load_waivers
from auditor.rulebook.model import RuleBook


@dataclass(frozen=True, slots=True)
class _Read:
    """A client whose files are read, the rule book to judge it by, and its configuration as it lies on this worker."""

    cases: tuple[tuple[Intake, Request], ...]  # of the stores that are open, and of those whose launch lies ahead
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
    audits: dict[int, list[Audit]] = {}
    books = {id(one.book): one.book for one in found if isinstance(one, _Read)}
    for book in books.values():
        mine = {at: one.cases for at, one in enumerate(found) if isinstance(one, _Read) and one.book is book}
        judged = iter(judge_intakes([case for cases in mine.values() for case in cases], book))
        audits |= {at: list(islice(judged, len(cases))) for at, cases in mine.items()}
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
        return replace(_failed(job, explained(errors, settings)), misconfigured=True)


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
    cases = tuple(
        (part, replace(request, purpose=purpose, waivers=waivers_for(job, part, waivers, common, left_out)))
        for purpose, part, left_out in by_purpose(job, intake)
    )
    return _Read(cases, book, settings, changed=inputs_seen(job) != job.seen)


def _delivered(job: Job, audits: Sequence[Audit], found: _Read) -> Outcome:
    """The client's package, or why there is none. What can't be printed costs its PDF alone; the next run tries again."""
    from auditor.report import NotPrinted, ReportError

    try:
        try:
            return _package(job, audits, found)
        except NotPrinted as error:
            others = tuple(suffix for suffix in job.formats if suffix != "pdf")
            if not others:
                raise
            made = _package(replace(job, formats=others), audits, found)
            why = error.message.of(job.lang or job.client.languages[0])
            return replace(made, warnings=(*made.warnings, why), incomplete=True, transient=True)
    except ReportError as error:
        zh, en = error.message.zh, error.message.en
        own = [path for path in (job.client.form, job.client.narrative) if path]
        names = {**found.settings.names, **{path: below(path, str(job.agency.root)) for path in own}}
        for here, configured in names.items():
            zh, en = zh.replace(here, configured), en.replace(here, configured)
        return replace(_failed(job, Text(zh, en)), unwritten=True)


def _documents(job: Job, audit: Audit, book: RuleBook) -> dict[str, dict[str, Any]]:
    """The audit's document in each language of the client and in that of the overview."""
    from auditor.report import document

    past = _before(audit.as_of, job.pasts)
    if past:
        audit = with_earlier_periods(audit, past, book)
    made_in = {}
    for lang in dict.fromkeys((*job.client.languages, job.told_in)):
        made = document(audit, book, lang)
        made_in[lang] = with_history(made, past, book, labels(lang).group("owner")) if past else made
        _name_owners(made_in[lang], job.client.roles)
    return made_in


def _package(job: Job, audits: Sequence[Audit], found: _Read) -> Outcome:
    """Write the client's reports in each of its languages, and hand them over."""
    from auditor.report import safe_name

    made_in = [_documents(job, audit, found.book) for audit in audits]
    place, name = outlet(job.out), safe_name(job.client.id)
    # The run's own process flushes them before the package counts as finished: a worker has better things to wait for.
    with place.workplace(name) as folder, Together(flushed=False) as files:
        begun = [
            {
                lang: _reports(job, found.settings, made[lang], folder, place.local, files)
                for lang in job.client.languages
            }
            for made in made_in
        ]
        lies = files.publish()
        reports = [
            {lang: [lies[path].relative_to(folder).as_posix() for path in paths] for lang, paths in each.items()}
            for each in begun
        ]
        written = [path for each in reports for paths in each.values() for path in paths]
        outputs = [(path, hash_of(folder / path)) for path in written if not path.endswith(NOTES)]
        notes = [(path.relative_to(folder).as_posix(), hash_of(path)) for path in sorted(folder.rglob(f"*{NOTES}"))]
        archive = zipped(name, folder, [path for path, _ in outputs]) if job.zipped else None
    if archive is not None:
        place.write(f"{name}.zip", archive)
    firsts = [made[job.told_in] for made in made_in]
    told = [each.get(job.told_in) or each[job.client.languages[0]] for each in reports]
    inputs = firsts[0]["inputs"]
    return Outcome(
        client=job.client.id,
        key=job.key,
        stores=tuple(one for first, paths in zip(firsts, told, strict=True) for one in _summaries(first, paths)),
        refused=tuple(refused(inputs)),
        unread=tuple(unread(inputs)),
        used=tuple(used(inputs)),
        warnings=tuple(dict.fromkeys(each.of(job.told_in) for audit in audits for each in told_of(audit))),
        outputs=tuple(outputs),
        notes=tuple(notes),
        archive=hashlib.sha256(archive).hexdigest() if archive is not None else "",
        incomplete=any(map(incomplete, audits)),
        bug=any(file.bug for audit in audits for file in audit.intake.inputs),
        transient=found.changed or any(file.transient for audit in audits for file in audit.intake.inputs),
        records=tuple(
            record
            for audit, made in zip(audits, made_in, strict=True)
            if job.agency.history
            for record in store_records(made[job.client.languages[0]], pack_intakes(audit))
        ),
    )


def _summaries(made: dict[str, Any], written: Sequence[str]) -> Iterator[StoreSummary]:
    """The rows of a document in the overview, each with its page among the files that were ``written``."""
    from auditor.report.view import subjects

    pages: list[str | None] = [path for path in written if path.endswith(".html")]
    for (part, at), report in zip(subjects(made), pages or repeat(None), strict=False):
        yield summarise(made[part][at], made["as_of"], report)


def _reports(
    job: Job, settings: Settled, made: dict[str, Any], folder: Path, linked: bool, files: Together
) -> list[Path]:
    """Begin the reports of one language; where they will lie."""
    from auditor.report import write_reports

    agency, client, _ = settings
    form, notes = (Path(path) if path else None for path in (client.form, client.narrative))
    target = folder / made["purpose"] if made["purpose"] == "readiness" else folder
    target = target / made["lang"] if len(client.languages) > 1 else target
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
