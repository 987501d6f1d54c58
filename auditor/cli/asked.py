"""What a command that audits was asked: the options that ``audit`` and ``readiness`` share, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from auditor.cli.common import book_of, tell
from auditor.cli.delivery import Destination, encoding_or_stop, formats_or_stop, platform_or_stop
from auditor.cli.options import USUAL_FORMATS
from auditor.model import CLIENT, Text
from auditor.text import some

if TYPE_CHECKING:
    from auditor.audit import Request
    from auditor.model import Intake
    from auditor.rulebook.model import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The command line of an audit, as given; None where it was silent."""

    paths: list[str]
    lang: str
    store: str | None = None
    platform: str | None = None
    client: str | None = None
    as_of: date | None = None
    rules: list[str] | None = None
    overlay: list[str] | None = None
    waivers: list[str] | None = None
    encoding: str | None = None

    def request(self, purpose: str = "weekly", least_coverage: Fraction | None = None) -> tuple[RuleBook, Request]:
        """The rule book with the overlay laid over it, and the request. Raises RuleErrors; ends with exit 2 on what is unknown."""
        from auditor.audit import Request, laid_over

        book, overlay, waivers = laid_over(book_of(self.rules), (*(self.overlay or ()), *(self.waivers or ())))
        platform_or_stop(self.platform, book, self.lang)
        encoding_or_stop(self.encoding, self.lang)
        from auditor.intake import Options

        today = date.today()  # asked for once: between two answers lies midnight
        options = Options(
            store=self.store,
            platform=self.platform,
            client=self.client,
            encoding=self.encoding,
            rules=tuple(self.rules or ()),
            settings=(*(self.overlay or ()), *(self.waivers or ())),
            as_of=self.as_of,
            today=today,
        )
        return book, Request(
            paths=self.paths,
            today=today,
            options=options,
            as_of=self.as_of,
            purpose=purpose,
            overlay=overlay,
            waivers=waivers,
            least_coverage=least_coverage,
        )

    def read(self, book: RuleBook, request: Request) -> Intake:
        """The files, read. Raises RuleErrors when a source map among ``--rules`` is wrong."""
        from auditor.intake import read

        intake = read(self.paths, book, request.options, request.overlay)
        if self.store and not intake.stores:
            self._tell_stores(read(self.paths, book, replace(request.options, store=None), request.overlay))
        return intake

    def _tell_stores(self, intake: Intake) -> None:
        """Which stores there are, where the one that was asked for is in none of the files."""
        names = list(dict.fromkeys(store.key.store for store in intake.stores if store.key.platform != CLIENT))
        if names:
            zh, en = some(names, "家")
            tell(Text(f"文件中的店铺：{zh}", f"The stores in the files: {en}"), self.lang)

    def destination(
        self,
        command: str,
        out: str | None,
        formats: str,
        as_json: bool,
        history: str | None = None,
        edition: str = "client",
        more: Mapping[str, str | None] | None = None,
    ) -> Destination:
        """Where the result goes, with the command that makes it again (``more``: options of this command alone)."""
        from auditor.history.manifest import command_line

        if not out and (formats != USUAL_FORMATS or edition != "client"):
            message = Text(
                "没有 --out，不写报告：--format 和 --edition 只对报告起作用",
                "No report is written without --out: --format and --edition are about reports",
            )
            tell(message, self.lang)
        given = {
            "--store": self.store,
            "--platform": self.platform,
            "--client": self.client,
            "--encoding": self.encoding,
        }
        files = {"--rules": self.rules, "--overlay": self.overlay, "--waivers": self.waivers}
        return Destination(
            lang=self.lang,
            out=out,
            formats=formats_or_stop(formats, self.lang),
            as_json=as_json,
            history=history,
            edition=edition,
            command=command_line(command, self.paths, {**given, **files, **(more or {})}),
            configuration=[name for names in files.values() for name in names or ()],
        )
