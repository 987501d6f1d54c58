"""The files of a run: one report a store and format, and one JSON document for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from auditor.report.branding import Brand
from auditor.report.document import dump
from auditor.report.files import safe_names, write_file
from auditor.report.labels import labels
from auditor.report.narrative import Story, narrative, notes_template, read_notes
from auditor.report.view import subjects

NOTES = ".notes.yaml"
FORM = "-form.xlsx"
PLAN = "-plan-of-action.md"


class _Job(NamedTuple):
    """One subject of the document and how its reports are to look."""

    document: Mapping[str, Any]
    part: str
    at: int
    folder: str
    edition: str
    brand: Brand | None
    notes: Story | None


def write_reports(
    document: Mapping[str, Any],
    out: str,
    formats: Sequence[str],
    *,
    edition: str = "client",
    brand: Brand | None = None,
    form: Path | None = None,
) -> list[str]:
    """Write the document under the folder ``out`` in ``formats`` (html, xlsx, json, md, pdf); returns what was written.

    Names are ``<store>-<platform>.html`` and so on (``-internal`` for the internal edition), and
    ``audit.json`` for the run. Beside each report lies a small YAML file with its narrative blocks; what a person wrote into it
    is kept and printed. ``form`` is an agency's own workbook to fill in for each store. Raises ReportError.
    """
    folder = Path(out)
    written: list[Path] = []
    if "json" in formats:
        written.append(write_file(folder / "audit.json", dump(document)))
    reports = [suffix for suffix in formats if suffix != "json"]
    tail = "-internal" if edition == "internal" else ""
    for (part, index), stem in _stems(document).items() if reports else ():
        notes_file = folder / f"{stem}{NOTES}"
        notes = read_notes(notes_file)
        job = _Job(document, part, index, out, edition, brand, notes)
        written += [write_file(folder / f"{stem}{tail}.{suffix}", _render(job, suffix)) for suffix in reports]
        written += _plan_of_action(job, folder / f"{stem}{PLAN}") if set(reports) - {"pdf"} else []
        if form is not None:
            from auditor.report.form import fill_form

            written.append(write_file(folder / f"{stem}{FORM}", fill_form(form, document, index, part=part)))
        if notes is None:
            words = labels(document["lang"])
            text = notes_template(narrative(document[part][index], words), words)
            written.append(write_file(notes_file, text.encode("utf-8")))
    return [path.as_posix() for path in written]


def _plan_of_action(job: _Job, path: Path) -> list[Path]:
    """The material for a plan of action, where an action of the store asks for one."""
    from auditor.report.plan_of_action import render_plan_of_action

    text = render_plan_of_action(job.document, job.at, part=job.part)
    return [] if text is None else [write_file(path, text.encode("utf-8"))]


def _stems(document: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """A file name for each subject; never the same twice."""
    titles = {
        (part, index): f"{document[part][index]['store']}-{document[part][index]['platform']}"
        for part, index in subjects(document)
    }
    names = safe_names(titles.values())
    return {subject: names[title] for subject, title in titles.items()}


def _render(job: _Job, suffix: str) -> bytes:
    """One report as the bytes of its file."""
    if suffix == "md":
        from auditor.report.markdown import render_markdown

        return render_markdown(job.document, job.at, part=job.part, notes=job.notes).encode("utf-8")
    look: dict[str, Any] = {"part": job.part, "edition": job.edition, "brand": job.brand, "notes": job.notes}
    if suffix == "xlsx":
        from auditor.report.workbook import write_workbook

        return write_workbook(job.document, job.at, folder=job.folder, **look)
    from auditor.report.html import render_html

    page = render_html(job.document, job.at, **look)
    if suffix == "html":
        return page.encode("utf-8")
    from auditor.report.pdf import print_pdf

    return print_pdf(page)
