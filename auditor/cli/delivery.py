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
from auditor.model import CLIENT, Text
from auditor.processes import cores
from auditor.text import normalise

if TYPE_CHECKING:
    from auditor.history.chain import Link
    from auditor.model import Audit, Ignored, InputFile, InputSheet, Intake
    from auditor.rulebook.model import RuleBook

_OF_FIGURES = ("scorecard", "tidy", "store-rows")  # the shapes of a sheet whose headings are metrics
_Place = tuple[str, str | None, str]  # file, sheet, cell
_NAMED = 20  # cells that share a reason and are named with it; audit.json has them all
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
    from auditor.audit import told_of

    lang = language(lang)
    for file in result.intake.inputs:
        tell_refused([file], lang)
        for sheet in file.sheets:
            if sheet.error:
                tell(_joined(f"{file.file} [{sheet.sheet}]" if sheet.sheet else file.file, sheet.error, None, lang))
    for line in _unused(result.intake.inputs, lang):
        tell(line, lang)
    for warning in told_of(result):
        tell(warning, lang)


def _unused(files: Iterable[InputFile], lang: str) -> Iterator[str]:
    """The values that could not be used: a line for each reason, the first few of each way to mend them.

    A book with a tab a week, or a file a week, has the same trouble in each; audit.json has every cell with its own
    reason.
    """
    ways: defaultdict[Text, defaultdict[Text, list[_Place]]] = defaultdict(lambda: defaultdict(list))
    remedies: set[Text | None] = set()
    for file in files:
        for sheet in file.sheets:
            for item in sheet.ignored:
                if item.incomplete or _all_there_was(item, sheet):
                    ways[item.remedy or _whatever_it_says(item)][item.why].append((file.file, sheet.sheet, item.cell))
                    remedies.add(item.remedy)
    for way, reasons in ways.items():
        remedy = way if way in remedies else None
        told = list(reasons.items())
        for why, places in told[:_REASONS]:
            yield _joined(_named(places), why, remedy, lang)
        if rest := [place for _, places in told[_REASONS:] for place in places]:
            again = Text(f"另有 {len(rest)} 处同类问题", f"{len(rest)} more of this kind")
            yield _joined(_named(rest), again, remedy, lang)


def _all_there_was(item: Ignored, sheet: InputSheet) -> bool:
    """Whether a heading nearly known is why a sheet of figures gave none: the sheet would be left out without a word."""
    return item.nearest is not None and sheet.source_map in _OF_FIGURES and not sheet.observations


def _whatever_it_says(item: Ignored) -> Text:
    """The reason for any cell of its kind: “下周”不是日期 and “待定”不是日期 are one trouble."""
    zh, en = item.why.zh, item.why.en
    for raw in (item.raw, normalise(item.raw)):
        zh, en = zh.replace(f"“{raw}”", "“…”"), en.replace(f"'{raw}'", "'…'")
    return Text(zh, en)


def _named(places: Sequence[_Place]) -> str:
    """The cells by file and sheet: ``a.xlsx [W45] B4, B5, [W46] B4, b.csv C2 … (31)``."""
    files = [*dict.fromkeys(file for file, _, _ in places)][:_FILES]
    named, parts = [place for place in places if place[0] in files][:_NAMED], []
    for file, of_file in groupby(named, itemgetter(0)):
        of_sheets = groupby(of_file, itemgetter(1))
        cells = [f"{f'[{sheet}] ' if sheet else ''}{', '.join(place[2] for place in own)}" for sheet, own in of_sheets]
        parts.append(f"{file} {', '.join(cells)}")
    return f"{', '.join(parts)}{f' … ({len(places)})' if len(places) > len(named) else ''}"


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
