"""Small pieces of the HTML report that stand on it hundreds of times, made by string formatting.

As Jinja macros they would take half the time of a page. Every text is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from math import ceil

from markupsafe import Markup, escape

from auditor.report import charts
from auditor.report.figures import figure
from auditor.report.labels import Labels
from auditor.report.view import Entry, place

_STRICT = {"less_than", "more_than"}
_REGISTER = ("status_head", "value_head", "require_head", "trend", "evidence")  # what a phone prints before its cells


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704  (made here, from escaped texts)


@lru_cache(maxsize=256)
def icon(status: str) -> Markup:
    """The shape of a status; its word stands beside it."""
    return _markup(f'<svg class="i {status}" aria-hidden="true"><use href="#i-{status}"/></svg>')


def _title(title: str, segment: str | None) -> Markup:
    return _markup(f'{escape(title)} <span class="segment">{escape(segment)}</span>') if segment else escape(title)


def _spark(entry: Entry) -> str:
    return charts.sparkline(entry["trend"], entry.get("threshold"), entry.get("status", "none"))


class Parts:
    """The pieces in the language of ``words``."""

    def __init__(self, words: Labels) -> None:
        self.words = words
        self._tags: dict[tuple[str, str], Markup] = {}
        self._severities = {severity: escape(word) for severity, word in words.group("severity").items()}
        self._name = lru_cache(maxsize=4096)(self._named)
        self._empty = f'<span class="where">{escape(words["empty_cell"])}</span>'
        self._heads = {key: escape(str(words[key])) for key in _REGISTER}

    def tag(self, finding: Entry) -> Markup:
        """Status by shape, colour and word."""
        key = finding["status"], finding["kind"]
        found = self._tags.get(key)
        if found is None:
            word = escape(self.words.status(*key))
            found = self._tags[key] = _markup(f'<span class="tag {key[0]}">{icon(key[0])}{word}</span>')
        return found

    def severity(self, finding: Entry) -> Markup:
        """The severity as a chip."""
        severity = finding["severity"]
        return _markup(f'<span class="sev {severity}">{self._severities[severity]}</span>')

    @staticmethod
    def title(finding: Entry) -> Markup:
        """The title, with the segment where there is one."""
        return _title(finding["title"], finding["segment"])

    def evidence(self, cells: Sequence[Entry], limit: int, rows: int | None = None) -> Markup:
        """Source cells with what is written in them; how many more there are."""
        return _markup(self._cells(cells, limit, rows))

    def _cells(self, cells: Sequence[Entry], limit: int, rows: int | None) -> str:
        out = [
            f'<span class="cell"><span class="where">{escape(place(cell))}</span> {self._raw(cell["raw"])}</span>\n'
            for cell in cells[:limit]
        ]
        total = rows or len(cells)
        if total > limit:
            more = self.words.fill("more_cells", shown=min(limit, len(cells)), all=total)
            out.append(f'<span class="more">{escape(more)}</span>')
        return "".join(out)

    def _raw(self, raw: str) -> str:
        """What is written in a cell, quoted; an empty one says so."""
        return f"<q>{escape(raw)}</q>" if raw.strip() else self._empty

    def register(
        self,
        findings: Iterable[Entry],
        numbers: Mapping[int, int],
        owners: Mapping[str, str],
        trends: bool,
        days: Mapping[int, str],
    ) -> Markup:
        """The register's rows, with ``trends`` or without; what could not be judged tells why instead of its cells."""
        return _markup(
            "".join(
                [
                    self._row(each, numbers[id(each)], owners[each["check"]], trends, days.get(id(each)))
                    for each in findings
                ]
            )
        )

    def _row(self, finding: Entry, number: int, owners: str, trends: bool, days: str | None) -> str:
        status, severity, head = finding["status"], finding["severity"], self._heads
        trend = f'<td role="cell" class="plot" data-label="{head["trend"]}">{_spark(finding)}</td>' if trends else ""
        own = f'<span class="quiet">{days}</span>' if days else ""
        silent = status in {"unknown", "not_applicable"} and finding["reason"]
        return (
            f'<tr role="row" id="r{number}" data-finding data-status="{status}" data-severity="{severity}" '
            f'data-owner="{escape(owners)}"><td role="cell" data-label="{head["status_head"]}">{self.tag(finding)}</td>'
            f"{self._name(finding['check'], finding['title'], finding['segment'], severity)}"
            f'<td role="cell" class="num big" data-label="{head["value_head"]}">{escape(finding["display"] or "–")}{own}</td>'
            f'<td role="cell" data-label="{head["require_head"]}">{escape(finding["require"] or "–")}</td>'
            f'{trend}<td role="cell" data-label="{head["evidence"]}">'
            f"{escape(silent) if silent else self._cells(finding['evidence'], 2, finding['evidence_rows'])}</td></tr>\n"
        )

    def _named(self, check: str, title: str, segment: str | None, severity: str) -> str:
        """A row's heading: the same for every store that the check is judged for."""
        return (
            f'<th role="rowheader" scope="row">{_title(title, segment)}'
            f'<span class="quiet">{self._severities[severity]} · {escape(check)}</span></th>'
        )

    @staticmethod
    def spark(entry: Entry) -> Markup:
        """A sparkline of a finding or an observed metric."""
        return _markup(_spark(entry))

    def chart(self, finding: Entry) -> Markup:
        """Value against requirement over time."""
        label = self.words.fill(
            "chart_label", title=finding["title"], value=finding["display"] or "", require=finding["require"] or ""
        )
        return _markup(charts.line_chart(finding, label))

    def scale(self, store: Entry) -> Markup:
        """The score on its scale."""
        score = self.words["no_score"] if store["score"] is None else f"{store['score']}/100"
        return _markup(charts.score_scale(store, self.words["score"] + self.words["colon"] + score))

    @staticmethod
    def bar(score: int | None) -> Markup:
        """A dimension's score as a bar."""
        return _markup(charts.bar(score))

    @staticmethod
    def status_bar(store: Entry) -> Markup:
        """How the findings divide over the statuses."""
        return _markup(charts.status_bar(store["counts"]))

    def gap(self, finding: Entry) -> str:
        """The distance to the requirement in words: 0.9 pp beyond the line, or 2.8 pp to spare."""
        headroom, unit = finding["headroom"], finding["unit"]
        status = finding["waiver"]["status"] if finding["waiver"] else finding["status"]
        if headroom is None or unit in {None, "flag", "text", "date"} or (status != "fail" and _breached(finding)):
            return ""
        if status == "fail" and not headroom:  # on a line that has to be passed: a distance of 0 would contradict it
            return ""
        # A distance is as fine as the value and the line beside it.
        printed = re.findall(r"\.(\d{1,4})", f"{finding['display']} {finding['require']}")
        decimals = max(map(len, printed), default=2)
        distance = abs(headroom) * (100 if unit == "share" else 1)
        if unit == "count" and status != "fail" and finding["threshold"] and finding["threshold"]["verb"] in _STRICT:
            distance = max(ceil(round(distance, 9)) - 1, 0)  # "less than 12" leaves 5 from 6 on, as the recovery says
        shown = round(distance, decimals) or (10.0**-decimals if distance else 0.0)
        if unit == "share":
            amount = figure(shown, "score") + " " + self.words["points"]
        else:
            amount = figure(shown, unit, finding["currency"])
            if unit in {"days", "hours"}:
                amount = self.words.fill(f"unit.{unit[:-1] if amount == '1' else unit}", amount=amount)
        return self.words.fill("short_by" if status == "fail" else "to_spare", amount=amount)


def _breached(finding: Entry) -> bool:
    """Whether the newest value alone is on the wrong side: part of a breach that has to be sustained to fail."""
    threshold, value = finding["threshold"], finding["value"]
    if not threshold or value is None:
        return False
    low = threshold["values"][0]
    return bool(
        value < low
        if threshold["verb"] in {"at_least", "more_than"}
        else threshold["verb"] in {"at_most", "less_than"} and value > low
    )


@cache
def parts(words: Labels) -> Parts:
    """The pieces of a language, made once."""
    return Parts(words)
