"""From an audit to what the user gets: reports, table or document, the history, and what was not in order."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.cli.common import Exit, language, stop, tell
from auditor.intake.alike import cause, ranges, reason
from auditor.intake.dating.periods import NO_PERIOD
from auditor.model import CLIENT, Ignored, Text
from auditor.processes import cores

if TYPE_CHECKING:
    from auditor.history.chain import Link
    from auditor.model import Audit, InputFile, InputSheet, Intake
    from auditor.rulebook.model import RuleBook

_OF_FIGURES = ("scorecard", "tidy", "store-rows")  # the shapes of a sheet whose headings are metrics
_Place = tuple[str, str | None, str]  # file, sheet, cell
_NAMED = 20  # ranges of cells that share a reason and are named with it; audit.json has them all
_FILES = 3
_WRITTEN = 40  # files that are named
_REASONS = 5  # that one thing would mend, told a line each: 0.91 and 0.92 want the same % sign


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an audit goes. ``command`` makes the same audit again, for the manifest; ``configuration`` its files."""

    lang: str
    out: str | None = None
    formats: tuple[str, ...] = ("html", "xlsx", "json")
    as_json: bool = False
    history: str | None = None
    edition: str = "client"
    command: Sequence[str] = ()
    configuration: Sequence[str] = ()

    def deliver(self, result: Audit, book: RuleBook) -> dict[str, Any]:
        """Say what was not in order, write the reports, print the table or the document, keep the audit.

        With a history the document is compared with the audits of earlier days, and kept once the reports are
        written. Returns the document. Raises ReportError and HistoryError.
        """
        from auditor.report import document

        tell_problems(result, self.lang)
        if self.history is None:
            made = document(result, book, self.lang)
            self._finish(made, self._hand_over(made))
            return made
        from auditor.cli.kept import spelt_otherwise
        from auditor.history import open_history, store_records, with_earlier_periods, with_history
        from auditor.history.replay import pack_intakes
        from auditor.report.labels import labels

        with open_history(self.history, create=True) as kept:
            stores = {entry.store.key: entry.store.client for entry in (*result.stores, *result.clients)}
            past = kept.past(before=result.as_of, stores=stores)
            for line in spelt_otherwise(kept, past, stores):
                tell(line, language(self.lang))
            made = document(with_earlier_periods(result, past, book), book, self.lang)
            made = with_history(made, past, book, labels(self.lang).group("owner"))
            files = self._hand_over(made)
            kept.save(store_records(made, pack_intakes(result)))
            head = kept.head()
        self._finish(made, files, head)
        return made

    def _hand_over(self, made: dict[str, Any]) -> list[str]:
        """Write the reports, and print the table or the document; returns the reports' paths."""
        from auditor.report import dump, print_table, write_reports
        from auditor.report.package import Look

        look = Look(self.edition)
        files = write_reports(made, self.out, self.formats, look, jobs=cores()) if self.out else []
        if self.as_json:
            print(dump(made).decode(), end="", flush=True)
        else:
            print_table(made)
            sys.stdout.flush()
        return files

    def _finish(self, made: dict[str, Any], files: Sequence[str], head: Link | None = None) -> None:
        """Write the manifest, which stands for a finished folder, and say what lies in it."""
        if not self.out:
            return
        from auditor.history.manifest import write_manifest
        from auditor.report.package import NOTES

        write_manifest(
            Path(self.out),
            document=made,
            outputs=[Path(file) for file in files if not file.endswith(NOTES)],  # those are for a person to edit
            request={"command": list(self.command)},
            configuration=self.configuration,
            head=head,
        )
        for line in _delivered(self.out, files):
            tell(line, self.lang)


def _delivered(out: str, files: Sequence[str]) -> Iterator[Text]:
    """What was written: a line a file, or of a great many how many there are of each kind."""
    if len(files) <= _WRITTEN:
        for file in files:
            yield Text(f"已写入 {file}", f"Written: {file}")
        return
    kinds = Counter(Path(file).suffix.removeprefix(".") for file in files)
    counts = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    yield Text(
        f"已写入 {out} 文件夹，共 {len(files)} 个文件：{counts}", f"Written to {out}: {len(files)} files ({counts})"
    )


def exit_code(result: Audit, failed: bool) -> Exit:
    """The exit code that the audit deserves."""
    from auditor.audit import assessed, incomplete

    return code_of(result.intake, found=bool(assessed(result)), incomplete=incomplete(result), failed=failed)


def code_of(intake: Intake, *, found: bool, incomplete: bool, failed: bool = False) -> Exit:
    """The first that holds of 70 > 4 > 3 > 1 > 0. A crash of our own on one file is a bug all the same."""
    if any(file.bug for file in intake.inputs):
        return Exit.BUG
    if not found:
        return Exit.NOTHING
    if incomplete:
        return Exit.INCOMPLETE
    return Exit.FAILED if failed else Exit.OK


def tell_problems(result: Audit, lang: str) -> None:
    """Every refused file or sheet, every value that could not be used, and the warnings: a line for each reason."""
    from auditor.audit import assessed, told_of

    lang = language(lang)
    for file in result.intake.inputs:
        tell_refused([file], lang)
        for line in _refused_sheets(file, lang):
            tell(line, lang)
    for line in _unused(result.intake.inputs, lang, in_vain=not assessed(result)):
        tell(line, lang)
    for warning in told_of(result):
        tell(warning, lang)


def _refused_sheets(file: InputFile, lang: str) -> Iterator[str]:
    """Why sheets of a file were not read: of a book with a tab a week, which has the same trouble in each, once."""
    reasons: defaultdict[Text, list[tuple[InputSheet, Ignored]]] = defaultdict(list)
    for sheet in file.sheets:
        if sheet.error:
            named = Ignored("", sheet.sheet or "", sheet.error)
            reasons[cause(named)].append((sheet, named))
    for found in reasons.values():
        places = [(file.file, sheet.sheet, cell) for sheet, _ in found for cell in _cells_of_error(sheet) or [""]]
        yield _joined(_named(places), reason([named for _, named in found]), None, lang)


def _cells_of_error(sheet: InputSheet) -> list[str]:
    return [item.cell for item in sheet.ignored if item.why == sheet.error]


def _unused(files: Iterable[InputFile], lang: str, *, in_vain: bool) -> Iterator[str]:
    """The values that could not be used: a line for each cause, the first few of each way to mend them.

    ``in_vain``: nothing could be assessed, so that a heading nearly known may be why.

    A book with a tab a week, or a file a week, has the same trouble in each; audit.json has every cell with its own
    reason.
    """
    ways: defaultdict[Text, defaultdict[Text, list[tuple[_Place, Ignored]]]] = defaultdict(lambda: defaultdict(list))
    remedies: set[Text | None] = set()
    for file in files:
        for sheet in file.sheets:
            for item in sheet.ignored:
                if (item.incomplete and not _told_of_sheet(item, sheet)) or _nearly_known(item, sheet, in_vain):
                    same = cause(item)
                    ways[item.remedy or same][same].append(((file.file, sheet.sheet, item.cell), item))
                    remedies.add(item.remedy)
    for way, reasons in ways.items():
        remedy = way if way in remedies else None
        told = list(reasons.values())
        for found in told[:_REASONS]:
            yield _joined(_named([place for place, _ in found]), reason([item for _, item in found]), remedy, lang)
        if rest := [place for found in told[_REASONS:] for place, _ in found]:
            again = Text(f"另有 {len(rest)} 处同类问题", f"{len(rest)} more of this kind")
            yield _joined(_named(rest), again, remedy, lang)


def _told_of_sheet(item: Ignored, sheet: InputSheet) -> bool:
    """Whether a sheet was refused for what is wrong with one of its cells."""
    return sheet.error is not None and (item.why == NO_PERIOD or item.why.zh in sheet.error.zh)


def _nearly_known(item: Ignored, sheet: InputSheet, in_vain: bool) -> bool:
    """Whether a heading nearly known is why a sheet of figures gave none, or nothing to assess: without a word otherwise."""
    return item.nearest is not None and sheet.source_map in _OF_FIGURES and (in_vain or not sheet.observations)


def _named(places: Sequence[_Place]) -> str:
    """The cells by file and sheet: ``a.xlsx [W45] B4:B9, [W46] B4, b.csv C2 … (31)``."""
    together: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for file, sheet, cell in places:
        together[file, sheet].append(cell)
    spans = [(*of, span) for of, cells in together.items() for span in ranges(cells)]
    files = [*dict.fromkeys(file for file, _, _ in spans)][:_FILES]
    named, parts = [place for place in spans if place[0] in files][:_NAMED], []
    for file, of_file in groupby(named, itemgetter(0)):
        of_sheets = groupby(of_file, itemgetter(1))
        cells = [f"{f'[{sheet}] ' if sheet else ''}{', '.join(span for _, _, span in own)}" for sheet, own in of_sheets]
        parts.append(f"{file} {', '.join(cell.strip() for cell in cells)}".rstrip())
    return f"{', '.join(parts)}{f' … ({len(places)})' if len(spans) > len(named) else ''}"


def tell_refused(files: Iterable[InputFile], lang: str) -> None:
    """Every file that was refused, a line each."""
    for file in files:
        if file.error:
            tell(_joined(file.file, file.error, file.remedy, lang))


def _joined(place: str, what: Text, remedy: Text | None, lang: str) -> str:
    text = f"{place}: {what.of(lang)}"
    return f"{text} → {remedy.of(lang)}" if remedy else text


def formats_or_stop(text: str, lang: str) -> tuple[str, ...]:
    """``--format`` as a list; ends with exit 2 when one is unknown."""
    from auditor.report.package import FORMATS

    chosen = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = ", ".join(part for part in chosen if part not in FORMATS)
    if wrong or not chosen:
        known = ", ".join(FORMATS)
        message = Text(
            f"--format 不认识 {wrong or '空值'}，可用：{known}",
            f"--format does not know {wrong or 'an empty list'}; available: {known}",
        )
        stop(Exit.USAGE, [message], lang)
    return chosen


def platform_or_stop(platform: str | None, book: RuleBook, lang: str) -> None:
    """End with exit 2 when no pack brings the platform."""
    if platform is None or platform in book.platforms:
        return
    from auditor.rulebook.errors import unknown_name

    known = [name for name in book.platforms if name != CLIENT]
    stop(Exit.USAGE, [unknown_name(Text("平台", "platform"), platform, known)[0]], lang)


def encoding_or_stop(encoding: str | None, lang: str) -> None:
    """End with exit 2 when ``--encoding`` is no encoding of texts."""
    if encoding is None:
        return
    from auditor.intake.readers.encoding import text_encoding

    if text_encoding(encoding) is None:
        message = Text(
            f"没有名为 {encoding} 的文本编码，例如 gb18030、big5、utf-16",
            f"There is no text encoding {encoding}; examples: gb18030, big5, utf-16",
        )
        stop(Exit.USAGE, [message], lang)
