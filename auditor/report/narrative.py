"""The four blocks that a person may rewrite: highlights, problems, next steps, what is needed from the client.

They are prefilled from the document. An account manager's own words stand in a small YAML file beside
the reports and win over the prefilled ones, run after run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.files import ReportError
from auditor.model import Text
from auditor.report.labels import Labels
from auditor.report.view import Entry, blocking, by_severity, due, first_actions, needs, who, with_status
from auditor.rulebook.errors import Problems, RuleErrors
from auditor.rulebook.nodes import MOST_BYTES, Items, Node, Scalar, read_nodes
from auditor.rulebook.schema import Schema
from auditor.rulebook.shape import check_shape

BLOCKS = ("highlights", "problems", "plan", "needs", "internal")
_SHAPE: Schema = {
    "type": "object",
    "properties": {name: {"type": "array", "items": {"type": "string"}} for name in BLOCKS},
}
_PREFILLED = 3  # lines of highlights and problems: page one is read in thirty seconds
_NEEDS = 3

Story = dict[str, list[str]]


def rewritten(story: Story, notes: Mapping[str, Sequence[str]]) -> Story:
    """A story with the blocks that a person wrote in the place of its own. ``internal`` is never prefilled."""
    return story | {name: list(lines) for name, lines in notes.items() if name in BLOCKS}


def prefilled(store: Entry, words: Labels, as_of: str) -> Story:
    """What the document itself says for each block. ``as_of``: the day of the audit, on which an action may be overdue."""
    asked = needs(store, words)
    if len(asked) > _NEEDS:
        asked = [*asked[:_NEEDS], words.fill("more_needs", more=len(asked) - _NEEDS)]
    problems = [
        _problem(store, finding, words) for finding in (blocking(store) or with_status(store, "fail"))[:_PREFILLED]
    ]
    if not problems and store["verdict"]["state"] == "no_verdict":  # "none" would say that all is well
        problems = [words["cannot_tell"]]
    return {
        "highlights": _highlights(store, words),
        "problems": problems,
        "plan": [
            words.fill("plan_line", title=action["title"], owner=who(action), due=due(action, as_of, words))
            for action in first_actions(store)
        ],
        "needs": asked,
        "internal": [],
    }


def _highlights(store: Entry, words: Labels) -> list[str]:
    """What has improved since last time, then how many checks pass."""
    lines = improvements(store, words)
    if store["counts"]["pass"]:
        lines.append(words.fill("passing_line", count=store["counts"]["pass"]))
    return lines[:_PREFILLED]


def improvements(store: Entry, words: Labels) -> list[str]:
    """What was mended since last time, then what moved to the better and how it stands now; the severest of each first."""
    found = by_severity(store["findings"])
    rank = {(one["check"], one["segment"]): at for at, one in enumerate(found)}
    resolved = store["previous"]["resolved"] if store["previous"] else []
    resolved = sorted(resolved, key=lambda one: rank.get((one["check"], one["segment"]), len(rank)))
    lines = [words.fill("resolved_line", title=one["title"] + _segment(one)) for one in resolved]
    return lines + [_moving(one, words) for one in found if one["change"] == "better"]


def _segment(finding: Entry) -> str:
    return f" [{finding['segment']}]" if finding["segment"] else ""


def _moving(finding: Entry, words: Labels) -> str:
    """A number that got better, with the status that it still has: better is not yet good."""
    status = finding["waiver"]["status"] if finding["waiver"] else finding["status"]
    kind = "below_benchmark" if status == "fail" and finding["kind"] == "benchmark" else status
    return words.fill(f"better_line.{kind}", line=_line(finding, words))


def _problem(store: Entry, finding: Entry, words: Labels) -> str:
    """What is wrong and, where a cause was concluded, why: the first of them, as the report lists them."""
    line = _line(finding, words)
    causes = (one for one in store["diagnoses"] if one["state"] == "concluded" and finding["check"] in one["explains"])
    cause = next(causes, None)
    if cause is None:
        return line
    return words.fill(
        "why_line", problem=line, cause=cause["title"], likelihood=words[f"likelihood.{cause['likelihood']}"]
    )


def _line(finding: Entry, words: Labels) -> str:
    """Metric, value, requirement, or the title of what has no metric; without a value nothing stands in its place.

    An answer that can't be judged is no news beside its title ("Licence valid: yes"): why it can't is.
    """
    name = finding["metric_name"] or finding["title"]
    mark = " " if finding["metric_name"] else words["colon"]
    shown = unjudged(finding) or finding["display"]
    value = mark + shown if shown else ""
    line: str = name + _segment(finding) + value + required(finding, words)
    return line


def unjudged(finding: Entry) -> str | None:
    """Why an answer could not be judged; None for any other finding."""
    return finding["reason"] if finding["ask"] and finding["status"] == "unknown" else None


def required(finding: Entry, words: Labels) -> str:
    """The requirement in brackets; "" for an item that is attested: its requirement is a question, its title says what."""
    if not finding["require"] or finding["ask"]:
        return ""
    return words.fill("required", require=finding["require"])


def read_notes(path: Path) -> Story | None:
    """The blocks that a person wrote into ``path``, to the letter; None where there is no such file. Raises ReportError.

    Read like a rule file: a line such as 2026-02-30 or ``yes`` is a text, and no alias makes a small file a large one.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        why = error.strerror
        raise ReportError(Text(f"无法读取小结文件 {path}：{why}", f"cannot read the notes {path}: {why}")) from error
    problems = Problems()
    documents = read_nodes(content, path.as_posix(), problems, may_be_empty=True)
    story: Story = {}
    for notes in documents:
        notes.entries = {name: block for name, block in notes.entries.items() if not _left_open(block)}
        check_shape(notes, _SHAPE, problems)
        for name, block in notes.entries.items():
            if isinstance(block, Items):
                story[name] = [line.text for line in block.items if isinstance(line, Scalar)]
    try:
        problems.raise_any()
    except RuleErrors as errors:
        first = errors.errors[0]
        raise ReportError(
            Text(f"无法读取小结文件 {first.line('zh')}", f"cannot read the notes {first.line('en')}")
        ) from errors
    return story


def _left_open(block: Node) -> bool:
    return isinstance(block, Scalar) and block.plain and block.text in {"", "~", "null"}


def notes_template(story: Story, words: Labels, as_of: str) -> str:
    """The file for a person to edit: every block commented out with its lines prefilled from the audit of ``as_of``."""
    lines = [f"# {line}" for line in (words["notes_head"], words.fill("notes_of", date=as_of))]
    for name in BLOCKS:
        lines += ["", f"# {words[f'block.{name}']}", f"# {name}:"]
        lines += [f"#   - {_quoted(text)}" for text in story[name]] or ["#   - ..."]
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A YAML string on one line."""
    import json

    return json.dumps(" ".join(text.split()), ensure_ascii=False)
