"""The overview as a page: all of a small agency's stores; of thousands, those to see to first, and where the others stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditor.portfolio.overview import Overview
from auditor.report.branding import Brand
from auditor.report.labels import labels
from auditor.report.templates import template
from auditor.resources import resource_dir
from auditor.text import clean

MOST = 500  # entries of a list; a page of as many stores is half a megabyte, and nobody reads on
_NOT_READ = ("failed", "refused", "unread", "no_data", "behind", "thin", "warnings")
_LISTS = ("stores", "newly_critical", "paused", *_NOT_READ)
_Lists = Sequence[Mapping[str, Any]]


def render_overview(made: Overview, brand: Brand | None = None, most: int = MOST) -> str:
    """The overview as one self-contained HTML file.

    A list of more than ``most`` entries is cut, with a sentence that says so and names the sheet of the workbook that
    holds them all.
    """
    theme = (resource_dir("reports") / "theme.css").read_text("utf-8")
    page, cut = _shortened(made, most)
    words = labels(made["lang"])
    shown = template("overview.html.j2").render(
        o=page, cut=cut, w=words, brand=brand or Brand(), css=theme, by_action=_by_action
    )
    return clean(shown)


def _by_action(actions: _Lists) -> list[tuple[str, bool, _Lists]]:
    """An owner's overdue actions, the same of many stores as one: its title, whether all that is left is to confirm it, where.

    The longest overdue first; where the checks pass by now there is nothing to be done but to say so: last.
    """
    found: dict[tuple[bool, str], list[Mapping[str, Any]]] = {}
    for action in actions:
        found.setdefault((action["now"] == "pass", action["title"]), []).append(action)
    return [(title, passes, of) for (passes, title), of in sorted(found.items(), key=lambda entry: entry[0][0])]


def _shortened(made: Overview, most: int) -> tuple[Overview, dict[str, tuple[int, int]]]:
    """The overview as the page shows it, and section → (entries shown, entries there are) for those that were cut.

    What comes first in a list is what is most pressing. Tables and lists by platform, owner and cause share the room.
    """
    page = {
        **made,
        "heat": _shared(made["heat"], "rows", most),
        "overdue": _shared(made["overdue"], "actions", most),
        "causes": _shared(made["causes"], "stores", most),
        **{key: made[key][:most] for key in _LISTS},
    }
    sections: dict[str, tuple[tuple[str, str | None], ...]] = {
        "ranking": (("stores", None),),
        "heat": (("heat", "rows"),),
        "newly": (("newly_critical", None),),
        "overdue": (("overdue", "actions"),),
        "causes": (("causes", "stores"),),
        "not_read": tuple((key, None) for key in _NOT_READ),
        "paused": (("paused", None),),
    }
    sizes = {
        section: tuple(sum(_size(of[key], inner) for key, inner in lists) for of in (page, made))
        for section, lists in sections.items()
    }
    return page, {section: (shown, every) for section, (shown, every) in sizes.items() if shown < every}


def _shared(groups: _Lists, key: str, most: int) -> list[Mapping[str, Any]]:
    """Groups whose lists under ``key`` have at most ``most`` entries together; as they are where they fit."""
    if _size(groups, key) <= most:
        return list(groups)
    room = max(1, most // len(groups))
    return [{**group, key: group[key][:room]} for group in groups]


def _size(lists: _Lists, key: str | None) -> int:
    return len(lists) if key is None else sum(len(group[key]) for group in lists)
