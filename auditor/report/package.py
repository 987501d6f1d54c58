"""The files of a run: one report a store and format, and one JSON document for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.report.document import dump
from auditor.report.files import safe_names, write_file
from auditor.report.view import subjects


def write_reports(document: Mapping[str, Any], out: str, formats: Sequence[str]) -> list[str]:
    """Write the document under the folder ``out`` in ``formats`` (html, xlsx, json, md, pdf); returns what was written.

    Names are ``<store>-<platform>.html`` and so on, and ``audit.json`` for the run. Raises ReportError.
    """
    folder = Path(out)
    written: list[Path] = []
    if "json" in formats:
        written.append(write_file(folder / "audit.json", dump(document)))
    stems = _stems(document)
    for part, index in subjects(document):
        for suffix in formats:
            if suffix != "json":
                data = _render(document, part, index, suffix, out)
                written.append(write_file(folder / f"{stems[part, index]}.{suffix}", data))
    return [path.as_posix() for path in written]


def _stems(document: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    """A file name for each subject; never the same twice."""
    titles = {
        (part, index): f"{document[part][index]['store']}-{document[part][index]['platform']}"
        for part, index in subjects(document)
    }
    names = safe_names(titles.values())
    return {subject: names[title] for subject, title in titles.items()}


def _render(document: Mapping[str, Any], part: str, index: int, suffix: str, folder: str) -> bytes:
    """One report as the bytes of its file."""
    if suffix == "md":
        from auditor.report.markdown import render_markdown

        return render_markdown(document, index, part=part).encode("utf-8")
    if suffix == "xlsx":
        from auditor.report.workbook import write_workbook

        return write_workbook(document, index, part=part, folder=folder)
    from auditor.report.html import render_html

    page = render_html(document, index, part=part)
    if suffix == "html":
        return page.encode("utf-8")
    from auditor.report.pdf import print_pdf

    return print_pdf(page)
