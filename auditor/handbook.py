"""The rule book as a handbook: linked HTML pages in both languages, made from the rule files alone.

The pages hold no date and no path, so the same rules give the same bytes, and a committed handbook can
be compared with a fresh one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.files import write_file
from auditor.model import Text
from auditor.report.labels import labels
from auditor.report.templates import template
from auditor.resources import resource_dir
from auditor.rulebook.catalogue import premise_words, require_words
from auditor.rulebook.model import (
    Check,
    CheckIs,
    DiagnosisHolds,
    DiagnosisRule,
    Line,
    Metric,
    Pack,
    Premise,
    Requirement,
    RuleBook,
    Span,
)
from auditor.rulebook.words import requirement_words, span_words

_UNITS = {
    "share": Text("占比", "share"),
    "count": Text("数量", "count"),
    "score": Text("分值", "score"),
    "days": Text("天", "days"),
    "hours": Text("小时", "hours"),
    "money": Text("金额", "money"),
    "flag": Text("是/否", "yes or no"),
    "text": Text("文字", "text"),
    "date": Text("日期", "date"),
}


def render_handbook(book: RuleBook) -> dict[str, bytes]:
    """File name → content of every page and of the style sheet, in order."""
    view = _View(book)
    page = template("handbook/page.html.j2")
    folder = resource_dir("reports")
    css = (folder / "theme.css").read_text("utf-8") + (folder / "handbook" / "handbook.css").read_text("utf-8")
    files = {"handbook.css": css.encode()}

    def add(name: str, body: str, title: Text, **more: object) -> None:
        files[f"{name}.html"] = page.render(book=view, body=body, title=title, **more).encode()

    add("index", "index", Text("规则手册", "Rule handbook"))
    for pack in view.packs_with_rules:
        add(view.pack_page(pack.id), "pack", pack.title, pack=pack)
    for platform in book.platforms:
        name = view.platform(platform)
        title = Text(f"{name.zh}：指标", f"{name.en}: metrics")
        add(view.metrics_page(platform), "metrics", title, platform=platform)
    add("remedies", "remedies", Text("整改措施", "Remedies"))
    return files


def write_handbook(book: RuleBook, folder: Path) -> list[Path]:
    """Write the handbook; pages of packs that no longer exist are removed. Raises OSError."""
    files = render_handbook(book)
    folder.mkdir(parents=True, exist_ok=True)
    for name in _left_over(folder, files):
        (folder / name).unlink()
    return [write_file(folder / name, content) for name, content in files.items()]


def out_of_step(book: RuleBook, folder: Path) -> list[str]:
    """The files of a handbook that are missing, differ from the rules or are left over, by name."""
    files = render_handbook(book)
    differing = [name for name, content in files.items() if _content(folder / name) != content]
    return sorted([*differing, *_left_over(folder, files)])


def _left_over(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Pages of ours that the rules no longer give; other people's files are none of our business."""
    ours = [path.name for pattern in ("pack-*.html", "metrics-*.html") for path in folder.glob(pattern)]
    return sorted(name for name in ours if name not in files)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


@dataclass(frozen=True, slots=True)
class _View:
    """What the templates ask of the rule book."""

    book: RuleBook

    @property
    def platforms(self) -> tuple[str, ...]:
        return self.book.platforms

    @property
    def packs_with_rules(self) -> list[Pack]:
        return [pack for pack in self.book.packs.values() if self.checks_of(pack.id) or self.diagnoses_of(pack.id)]

    def pack_page(self, pack: str) -> str:
        return f"pack-{pack}"

    def metrics_page(self, platform: str) -> str:
        return f"metrics-{platform}"

    def checks_of(self, pack: str) -> list[Check]:
        return [check for check in self.book.checks.values() if check.pack == pack]

    def diagnoses_of(self, pack: str) -> list[DiagnosisRule]:
        return [rule for rule in self.book.diagnoses.values() if rule.pack == pack]

    def metrics_of(self, platform: str) -> list[Metric]:
        return [metric for metric in self.book.metrics.values() if metric.platform == platform]

    def metric(self, check: Check) -> Metric:
        return self.book.metrics[check.platform, check.metric or ""]

    def judged_by(self, metric: Metric) -> list[Check]:
        found = self.book.checks.values()
        return [check for check in found if (check.platform, check.metric) == (metric.platform, metric.id)]

    def causes(self, check: str) -> list[DiagnosisRule]:
        return [rule for rule in self.book.diagnoses.values() if check in rule.explains]

    def mends(self, remedy: str) -> Iterator[Check | DiagnosisRule]:
        yield from (check for check in self.book.checks.values() if remedy in check.remedies)
        yield from (rule for rule in self.book.diagnoses.values() if remedy in rule.remedies)

    def rule_link(self, name: str) -> str:
        rule = self.book.checks.get(name) or self.book.diagnoses[name]
        return f"{self.pack_page(rule.pack)}.html#{name}"

    def target(self, premise: Premise) -> str | None:
        return self.rule_link(premise[0]) if isinstance(premise, CheckIs | DiagnosisHolds) else None

    def premise(self, premise: Premise) -> str:
        return premise_words(premise)

    def scope_words(self, scope: str) -> Text:
        when = self.book.scopes[scope].when
        both, one = (", ".join(map(premise_words, premises)) for premises in (when.all, when.any))
        parts = [Text(f"全部：{both}", f"all of {both}")] if both else []
        parts += [Text(f"任一：{one}", f"any of {one}")] if one else []
        return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

    def require(self, check: Check) -> Text:
        return require_words(check, check.lines[-1] if check.lines else None)

    def line_words(self, check: Check, line: Line) -> Text:
        return require_words(check, line)

    def words_of(self, requirement: Requirement) -> Text:
        return requirement_words(requirement)

    def span(self, span: Span) -> Text:
        return span_words(span)

    def unit(self, metric: Metric) -> Text:
        return _UNITS[metric.unit.value]

    def word(self, group: str, name: str) -> Text:
        return Text(*(labels(lang).get(group, name) for lang in ("zh", "en")))

    def platform(self, platform: str) -> Text:
        return Text(*(labels(lang).platform(self.book, platform) for lang in ("zh", "en")))

    def words(self, group: str) -> list[str]:
        return list(labels("zh").group(group))
