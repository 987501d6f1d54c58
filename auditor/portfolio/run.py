"""One run over an agency's clients: what has to be done, done and remembered, and the overview of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from auditor.files import ReportError, safe_name
from auditor.history import History, HistoryError, Past, open_history
from auditor.model import StoreKey, Text
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.continuity import had_before, missed
from auditor.portfolio.inputs import count, expand
from auditor.portfolio.job import Job, Outcome, address, inputs_seen, rules_address, told
from auditor.portfolio.members import pauses
from auditor.portfolio.outlet import Outlet, outlet
from auditor.portfolio.overview import overview
from auditor.portfolio.overview_page import render_overview
from auditor.portfolio.overview_workbook import overview_workbook
from auditor.portfolio.rows import pieces
from auditor.portfolio.scratch import of_run
from auditor.portfolio.settings import carry, files_of, settle
from auditor.portfolio.shared import shared_files, shared_words, unclaimed
from auditor.portfolio.state import finish, finished
from auditor.portfolio.summary import Shared
from auditor.portfolio.task import agency_brand, shipped
from auditor.portfolio.workers import Workers, run_all
from auditor.report.branding import Brand

_AUDITS_BACK = 3  # an audit is made again at most for one of the last days


@dataclass(frozen=True)
class Run:
    """The run: ``plan`` what is missing, take the ``outcomes`` of that, ``finish`` with the overview; all while ``held``.

    ``out`` is a folder or a URL of fsspec. Everything may raise ReportError, and ``plan`` NotFetched.
    """

    agency: Agency
    out: str | Path
    lang: str
    today: date
    as_of: date | None = None
    formats: tuple[str, ...] = ("html", "xlsx", "md", "json")
    zipped: bool = False

    @property
    def day(self) -> date:
        """The day that was asked for, or today: who is paused then has no job."""
        return self.as_of or self.today

    @cached_property
    def _shared(self) -> Shared:
        return Shared()

    @cached_property
    def outlet(self) -> Outlet:
        """Where the packages go."""
        return outlet(str(self.out))

    @cached_property
    def _brand(self) -> Brand:
        """The agency's name, logo, colour and footer."""
        nobody = Client("", "")
        return agency_brand(settle(self.agency, nobody, carry(self.agency, nobody, everything=False)).agency)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the output folder, and have one for what is needed meanwhile. Raises Busy when another run has the former."""
        with self.outlet.held(), of_run():
            yield

    def plan(self, again: bool = False) -> tuple[list[Job], list[Outcome]]:
        """Jobs for the clients whose package is missing or out of date, and the outcomes of the others."""
        _ = self._brand  # a logo that can't be read is told before hours of work
        rules = rules_address(self.agency.rules, shipped(self.agency.rules))
        todo: list[Job] = []
        done: list[Outcome] = []
        lone = replace(self.agency, clients=())  # a worker is told of its own client only
        shared = shared_files(self.agency)
        with self._history() as history:
            for client in self.agency.clients:
                if client.rests(self.day):
                    continue
                job = Job(
                    agency=lone,
                    client=client,
                    files=expand(client, self.day),
                    key="",
                    out=str(self.out),
                    today=self.today,
                    as_of=self.as_of,
                    formats=self.formats,
                    zipped=self.zipped,
                    lang=self.lang,
                    common=(client.overlay in shared, client.waivers in shared),
                )
                job = replace(job, seen=inputs_seen(job), size=count(job.paths))
                job = replace(job, key=address(job, rules))
                before = None if again else self._finished(job)
                if before and self._goes_on(history, client.name, before):
                    done.append(told(before, self._shared))
                else:
                    todo.append(job)
        return todo, done

    def _finished(self, job: Job) -> Outcome | None:
        """The outcome of an earlier run, where it holds; a package that can't be looked at is made again, or says why not."""
        try:
            return finished(self.outlet, job.client.id, job.key)
        except ReportError:
            return None

    def outcomes(self, jobs: Sequence[Job], workers: Workers) -> Iterator[Outcome]:
        """Outcomes as they come, without their files; each finished package is remembered before the next is looked at.

        The parent alone writes the history, and before the package counts as finished: what was interrupted in
        between is simply done again. Raises HistoryError where the history can't be written from the first.
        """
        names = {job.client.id: job.client.name for job in jobs}
        read = lru_cache(maxsize=32)(files_of)  # rules, logo and form are the same for each client
        with self._history() as history:
            if history:
                history.check_writable()

            def prepare(job: Job) -> Job:
                carried = carry(job.agency, job.client, everything=workers.scheduler is not None, read=read)
                return replace(job, pasts=self._pasts(history, job) if history else (), carried=carried)

            for outcome in run_all(jobs, workers, prepare=prepare):
                yield told(self._remembered(outcome, names[outcome.client], history), self._shared)

    def _remembered(self, outcome: Outcome, client: str, history: History | None) -> Outcome:
        """The outcome, its package on the disk and known as finished; why there is none where that can't be written."""
        if outcome.error is not None:
            return outcome
        try:
            self.outlet.flush(safe_name(outcome.client), (*outcome.outputs, *outcome.notes))
            if history:
                history.save(outcome.records)
            finish(self.outlet, replace(outcome, compared_with=self._known_before(history, client, outcome)))
        except (ReportError, HistoryError) as error:
            if history:
                history.wait_no_more()  # the other clients are not made to wait as long, one by one
            return Outcome(outcome.client, outcome.key, error=error.message, incomplete=True, unwritten=True)
        return outcome

    def _history(self) -> AbstractContextManager[History | None]:
        if not self.agency.history:
            return nullcontext()
        return open_history(self.agency.history, create=True)

    def _known_before(self, history: History | None, client: str, outcome: Outcome) -> str:
        """The version of what the history holds of a client before the day of this audit."""
        if history is None:
            return ""
        days = [date.fromisoformat(store.as_of) for store in outcome.stores]
        return history.version(min(days, default=self.today), client)

    def _goes_on(self, history: History | None, client: str, kept: Outcome) -> bool:
        """Whether the history knows what it knew before the audit, and the audit: its file may have been begun anew."""
        if kept.compared_with != self._known_before(history, client, kept):
            return False
        days = {date.fromisoformat(store.as_of) for store in kept.stores}
        return history is None or all(
            history.version(day + timedelta(days=1), client) != history.version(day, client) for day in days
        )

    def _pasts(self, history: History, job: Job) -> tuple[Past, ...]:
        """What was known of the client before tomorrow, before its newest audit, and before the one before that."""
        pasts: list[Past] = []
        before = self.day + timedelta(days=1)
        for _ in range(_AUDITS_BACK):
            past = history.past(before, client=job.client.name)
            pasts.append(past)
            days = [one.as_of for store in past.stores.values() for one in store.earlier]
            if not days:
                break
            before = max(days)
        return tuple(pasts)

    def left(self) -> list[str]:
        """The folders of packages that lie in ``out`` and are of no client any more; nobody but a person removes them."""
        return sorted(self.outlet.packages() - {safe_name(client.id) for client in self.agency.clients})

    def _remarks(self, outcomes: Sequence[Outcome]) -> list[tuple[str, Text]]:
        """What the agency is told beside the warnings of the audits: (client, remark)."""
        missing: list[tuple[str, Text]] = []
        earlier: set[tuple[str, StoreKey]] = set()
        with (
            suppress(HistoryError),
            self._history() as history,
        ):  # one that is in use now costs the overview its remarks only
            if history:
                missing += missed(history, self.agency, outcomes, self.as_of, self.today)
                earlier.update(had_before(history, self.agency, outcomes))
        return [*missing, *shared_words(self.agency, outcomes, earlier), *unclaimed(self.agency, outcomes)]

    def finish(self, outcomes: Sequence[Outcome]) -> dict[str, Any]:
        """Write overview.html, overview.xlsx and overview.json; returns the overview."""
        paused = list(pauses(self.agency, self.day))
        made = overview(outcomes, self.lang, self.agency.name, self._remarks(outcomes), paused)
        self.outlet.write("overview.json", pieces(made))
        self.outlet.write("overview.html", render_overview(made, self._brand).encode())
        self.outlet.write("overview.xlsx", overview_workbook(made))
        return made
