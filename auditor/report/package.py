"""The files of a run: one report a store and format, and one JSON document for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from auditor.files import ReportError, Together, safe_names, write_file
from auditor.model import Text
from auditor.report.branding import Brand
from auditor.report.document import dump
from auditor.report.narrative import notes_template, read_notes
from auditor.report.shown import Shown
from auditor.report.view import Entry, subjects

NOTES = ".notes.yaml"


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
) -> list[str]:
    """Write the document under the folder ``out`` in ``formats`` (html, xlsx, json, md, pdf); returns what was written.

    Names are ``<store>-<platform>.html`` and so on (``-internal`` for the internal edition), and
    ``audit.json`` for the run. Beside each report lies a small YAML file with its narrative blocks; what a person wrote
    into it is kept and printed. Workbooks link to the inputs, whose names start at the folder ``root``; None: they don't,
    ``out`` is not where they will lie.
    What is ``together`` with files of others is only begun: the caller publishes and flushes it. Raises ReportError.
    """
    folder, written = Path(out), list[Path]()

    def write(name: str, data: bytes) -> None:
        path = folder / name
        if together:
            together.write(path, data)
        written.append(path if together else write_file(path, data))

    stems = _stems(document) if set(formats) - {"json"} else {}
    shared = read_notes(look.notes) if stems and look.notes else {}
    if shared is None:
        raise ReportError(Text(f"没有小结文件 {look.notes}", f"there are no notes {look.notes}"))
    own = {subject: read_notes(folder / f"{stem}{NOTES}") for subject, stem in stems.items()}

    def shown(part: str, at: int) -> Shown:
        notes = {**shared, **(own[part, at] or {})}
        lies = None if root is None else str(folder)
        return Shown(
            document, at, part, edition=look.edition, brand=look.brand, notes=notes, folder=lies, root=root or ""
        )

    forms = {stem: _form(look.form, shown(*subject)) for subject, stem in stems.items()} if look.form else {}
    # From here on nothing that somebody wrote can be refused: no package stays half of last time's.
    if "json" in formats:
        write("audit.json", dump(document))
    tail = "-internal" if look.edition == "internal" else ""
    reports = [suffix for suffix in formats if suffix not in {"json", "pdf"}]
    for subject, stem in stems.items():
        one = shown(*subject)
        for suffix in reports:
            write(f"{stem}{tail}.{suffix}", _RENDERERS[suffix](one))
        for end, data in _beside(one, forms.get(stem), with_plan=bool(reports), with_notes=own[subject] is None):
            write(f"{stem}{end}", data)
    if "pdf" in formats:  # last: where there is no browser, everything else stands, unless all are ``together``
        for subject, stem in stems.items():
            write(f"{stem}{tail}.pdf", _RENDERERS["pdf"](shown(*subject)))
    return [path.as_posix() for path in written]


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


def _stems(document: Entry) -> dict[tuple[str, int], str]:
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
