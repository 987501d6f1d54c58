"""The files of a run: one report a store and format, and one JSON document for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import NamedTuple

from auditor.files import ReportError, Together, safe_names, write_file
from auditor.model import Text
from auditor.processes import STARTING, process_pool
from auditor.report.branding import Brand
from auditor.report.document import dump
from auditor.report.narrative import notes_template, read_notes
from auditor.report.shown import Shown
from auditor.report.view import Entry, subjects

NOTES = ".notes.yaml"
_SECONDS, _SECONDS_PDF = 0.01, 1.0  # that a report takes
_Subject = tuple[str, int]  # stores or clients, and which of them
_Task = tuple[_Subject, Sequence[str]]  # formats of one subject


class Look(NamedTuple):
    """How a client's reports look: for the client or internal, in whose name, with which form and notes beside.

    ``form`` is an agency's own workbook to fill in for each store; ``notes`` is a file of narrative blocks for all
    stores, where their own leave a block open.
    """

    edition: str = "client"
    brand: Brand = Brand()
    form: Path | None = None
    notes: Path | None = None


def write_reports(
    document: Entry,
    out: str,
    formats: Sequence[str],
    look: Look = Look(),  # noqa: B008  (a constant)
    *,
    root: str | None = "",
    together: Together | None = None,
    jobs: int = 1,
) -> list[str]:
    """Write the document under the folder ``out`` in ``formats`` (html, xlsx, json, md, pdf); returns what was written.

    Names are ``<store>-<platform>.html`` and so on (``-internal`` for the internal edition), and
    ``audit.json`` for the run. Beside each report lies a small YAML file with its narrative blocks; what a person wrote
    into it is kept and printed. Workbooks link to the inputs, whose names start at the folder ``root``; None: they don't,
    ``out`` is not where they will lie.
    What is ``together`` with files of others is only begun: the caller publishes and flushes it. Otherwise up to ``jobs``
    processes write the reports, the same bytes. Raises ReportError.
    """
    reports = _Reports(document, Path(out), look, root, _stems(document) if set(formats) - {"json"} else {})
    # From here on nothing that somebody wrote can be refused: no package stays half of last time's.
    usual = tuple(suffix for suffix in formats if suffix not in {"json", "pdf"})
    tasks = [(subject, usual) for subject in reports.stems]
    if "pdf" in formats:  # last: where there is no browser, everything else stands, unless all are ``together``
        tasks += [(subject, ("pdf",)) for subject in reports.stems]
    written = [reports.put("audit.json", dump(document), together)] if "json" in formats else []
    for paths in (reports.write(task, together) for task in tasks) if together else _written(reports, tasks, jobs):
        written += paths
    return [path.as_posix() for path in written]


class _Reports:
    """What the reports of a run are made from; a process that writes some of them has one of its own."""

    def __init__(
        self, document: Entry, folder: Path, look: Look, root: str | None, stems: Mapping[_Subject, str]
    ) -> None:
        self._document, self._folder, self._look, self._root, self.stems = document, folder, look, root, stems
        shared = read_notes(look.notes) if stems and look.notes else {}
        if shared is None:
            raise ReportError(Text(f"没有小结文件 {look.notes}", f"there are no notes {look.notes}"))
        self._shared = shared
        self._own = {subject: read_notes(folder / f"{stem}{NOTES}") for subject, stem in stems.items()}
        self._forms = {subject: _form(look.form, self._shown(subject)) for subject in stems if look.form}

    def write(self, task: _Task, together: Together | None = None) -> list[Path]:
        """The files of a task, written."""
        return [self.put(name, data, together) for name, data in self._files(*task)]

    def put(self, name: str, data: bytes, together: Together | None) -> Path:
        """One file into the folder, or begun."""
        path = self._folder / name
        if together is None:
            return write_file(path, data)
        together.write(path, data)
        return path

    def _files(self, subject: _Subject, suffixes: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        shown, stem = self._shown(subject), self.stems[subject]
        tail = "-internal" if self._look.edition == "internal" else ""
        for suffix in suffixes:
            yield f"{stem}{tail}.{suffix}", _RENDERERS[suffix](shown)
        if "pdf" not in suffixes:
            with_notes = self._own[subject] is None
            for end, data in _beside(shown, self._forms.get(subject), with_plan=bool(suffixes), with_notes=with_notes):
                yield f"{stem}{end}", data

    def _shown(self, subject: _Subject) -> Shown:
        part, at = subject
        notes = {**self._shared, **(self._own[subject] or {})}
        folder = None if self._root is None else str(self._folder)
        look, root = self._look, self._root or ""
        return Shown(
            self._document, at, part, edition=look.edition, brand=look.brand, notes=notes, folder=folder, root=root
        )


def _written(reports: _Reports, tasks: Sequence[_Task], jobs: int) -> Iterator[list[Path]]:
    """The files of each task, in their order; written by as many processes as there is work for."""
    seconds = sum(_SECONDS_PDF if suffix == "pdf" else _SECONDS for _, suffixes in tasks for suffix in suffixes)
    jobs, done = min(jobs, len(tasks), int(seconds / STARTING)), 0
    if jobs > 1:
        pool = process_pool(jobs, _begin, reports)
        try:
            for paths in pool.map(_work, tasks):
                yield paths
                done += 1
        except BrokenExecutor:
            pass  # one was killed, for lack of memory most likely: this process does the rest, a report at a time
        finally:
            pool.shutdown(cancel_futures=True)
    yield from map(reports.write, tasks[done:])


class _Here:
    """In a process of the pool: what it writes reports from."""

    reports: _Reports


def _begin(reports: _Reports) -> None:
    _Here.reports = reports


def _work(task: _Task) -> list[Path]:
    return _Here.reports.write(task)


def _form(form: Path, shown: Shown) -> bytes:
    from auditor.report.form import fill_form

    return fill_form(form, shown)


def _beside(shown: Shown, form: bytes | None, *, with_plan: bool, with_notes: bool) -> Iterator[tuple[str, bytes]]:
    """What lies beside a report, by the end of its name: material for a plan of action, the form, the notes to edit."""
    if with_plan:
        from auditor.report.plan_of_action import render_plan_of_action

        text = render_plan_of_action(shown)
        if text is not None:
            yield "-plan-of-action.md", text.encode("utf-8")
    if form is not None:
        yield "-form.xlsx", form
    if with_notes:
        text = notes_template(shown.prefilled, shown.words, shown.document["as_of"])
        yield NOTES, text.encode("utf-8")


def _stems(document: Entry) -> dict[_Subject, str]:
    """A file name for each subject; never the same twice."""
    titles = {
        (part, index): f"{document[part][index]['store']}-{document[part][index]['platform']}"
        for part, index in subjects(document)
    }
    names = safe_names(titles.values())
    return {subject: names[title] for subject, title in titles.items()}


def _html(shown: Shown) -> bytes:
    from auditor.report.html import render_html

    return render_html(shown).encode("utf-8")


def _workbook(shown: Shown) -> bytes:
    from auditor.report.workbook import write_workbook

    return write_workbook(shown)


def _digest(shown: Shown) -> bytes:
    from auditor.report.markdown import render_markdown

    return render_markdown(shown).encode("utf-8")


def _pdf(shown: Shown) -> bytes:
    from auditor.report.html import render_html
    from auditor.report.pdf import print_pdf

    return print_pdf(render_html(shown), shown.document["as_of"])


_RENDERERS: Mapping[str, Callable[[Shown], bytes]] = {"html": _html, "xlsx": _workbook, "md": _digest, "pdf": _pdf}
"""Suffix → how one report is made, as the bytes of its file."""

FORMATS = ("html", "xlsx", "json", "md", "pdf")
"""What ``--format`` takes; JSON is one file for the run and needs no renderer."""
