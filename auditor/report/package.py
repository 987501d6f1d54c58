"""The files of a run: one report a store and format, and one JSON document for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from auditor.files import ReportError, safe_names, write_file
from auditor.model import Text
from auditor.report.branding import Brand
from auditor.report.document import dump
from auditor.report.labels import labels
from auditor.report.narrative import Story, narrative, notes_template, read_notes
from auditor.report.view import opened, subjects

NOTES = ".notes.yaml"
FORM = "-form.xlsx"
PLAN = "-plan-of-action.md"


class _Job(NamedTuple):
    """One subject of the document: where its reports go and how they are to look."""

    document: Mapping[str, Any]
    part: str
    at: int
    folder: Path
    stem: str
    edition: str
    brand: Brand | None
    form: Path | None
    notes: Story  # what people wrote
    linked: bool  # its folder is where it will lie
    root: str
    fresh: bool  # there is no file of notes beside the report yet
    flushed: bool

    def path(self, tail: str) -> Path:
        return self.folder / f"{self.stem}{tail}"

    def report(self, suffix: str) -> Path:
        return self.path(f"-internal.{suffix}" if self.edition == "internal" else f".{suffix}")

    def write(self, path: Path, data: bytes) -> Path:
        return write_file(path, data, flushed=self.flushed)


def write_reports(
    document: Mapping[str, Any],
    out: str,
    formats: Sequence[str],
    *,
    edition: str = "client",
    brand: Brand | None = None,
    form: Path | None = None,
    notes: Path | None = None,
    linked: bool = True,
    root: str = "",
    flushed: bool = True,
) -> list[str]:
    """Write the document under the folder ``out`` in ``formats`` (html, xlsx, json, md, pdf); returns what was written.

    Names are ``<store>-<platform>.html`` and so on (``-internal`` for the internal edition), and
    ``audit.json`` for the run. Beside each report lies a small YAML file with its narrative blocks; what a person wrote into it
    is kept and printed; ``notes`` is such a file for all of them, where their own leave a block open. ``form`` is an
    agency's own workbook to fill in for each store. Workbooks link to the inputs beside them unless ``linked`` is false
    (``out`` is not where they will lie); the inputs' names start at the folder ``root``.
    Not ``flushed``, the caller sees to it that the files reach the disk. Raises ReportError.
    """
    folder = Path(out)
    written = [write_file(folder / "audit.json", dump(document), flushed=flushed)] if "json" in formats else []
    if not set(formats) - {"json"}:
        return [path.as_posix() for path in written]
    shared = _shared(notes)
    jobs = []
    for (part, at), stem in _stems(document).items():
        own = read_notes(folder / f"{stem}{NOTES}")
        story = {**shared, **(own or {})}
        fresh = own is None
        jobs.append(_Job(document, part, at, folder, stem, edition, brand, form, story, linked, root, fresh, flushed))
    reports = [suffix for suffix in formats if suffix not in {"json", "pdf"}]
    for job in jobs:
        written += [job.write(job.report(suffix), _RENDERERS[suffix](job)) for suffix in reports]
        written += _beside(job, with_plan=bool(reports))
    if "pdf" in formats:  # last: where there is no browser, everything else stands
        written += [job.write(job.report("pdf"), _RENDERERS["pdf"](job)) for job in jobs]
    return [path.as_posix() for path in written]


def _shared(notes: Path | None) -> Story:
    found = read_notes(notes) if notes else {}
    if found is None:
        raise ReportError(Text(f"没有小结文件 {notes}", f"there are no notes {notes}"))
    return found


def _beside(job: _Job, *, with_plan: bool) -> list[Path]:
    """What lies beside a report: material for a plan of action, the agency's form, the notes to edit."""
    written = []
    if with_plan:
        from auditor.report.plan_of_action import render_plan_of_action

        text = render_plan_of_action(job.document, job.at, part=job.part)
        if text is not None:
            written.append(job.write(job.path(PLAN), text.encode("utf-8")))
    if job.form is not None:
        from auditor.report.form import fill_form

        written.append(job.write(job.path(FORM), fill_form(job.form, job.document, job.at, part=job.part)))
    if job.fresh:
        words = labels(job.document["lang"])
        text = notes_template(narrative(opened(job.document, job.part, job.at)[1], words), words, job.document["as_of"])
        written.append(job.write(job.path(NOTES), text.encode("utf-8")))
    return written


def _stems(document: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """A file name for each subject; never the same twice."""
    titles = {
        (part, index): f"{document[part][index]['store']}-{document[part][index]['platform']}"
        for part, index in subjects(document)
    }
    names = safe_names(titles.values())
    return {subject: names[title] for subject, title in titles.items()}


def _html(job: _Job) -> bytes:
    return _page(job).encode("utf-8")


def _workbook(job: _Job) -> bytes:
    from auditor.report.workbook import write_workbook

    folder = str(job.folder) if job.linked else None
    return write_workbook(job.document, job.at, folder=folder, root=job.root, **_look(job))


def _digest(job: _Job) -> bytes:
    from auditor.report.markdown import render_markdown

    return render_markdown(job.document, job.at, part=job.part, notes=job.notes).encode("utf-8")


def _pdf(job: _Job) -> bytes:
    from auditor.report.pdf import print_pdf

    return print_pdf(_page(job), job.document["as_of"])


def _page(job: _Job) -> str:
    from auditor.report.html import render_html

    return render_html(job.document, job.at, **_look(job))


def _look(job: _Job) -> dict[str, Any]:
    return {"part": job.part, "edition": job.edition, "brand": job.brand, "notes": job.notes}


_RENDERERS: Mapping[str, Callable[[_Job], bytes]] = {"html": _html, "xlsx": _workbook, "md": _digest, "pdf": _pdf}
"""Suffix → how one report is made, as the bytes of its file."""

FORMATS = ("html", "xlsx", "json", "md", "pdf")
"""What ``--format`` takes; JSON is one file for the run and needs no renderer."""
