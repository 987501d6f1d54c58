"""What a workbook looks like: colours, named cell styles, number formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from auditor.currency import sign

_CURRENCY = re.compile(r"[A-Z]{3}\Z")

INK, SOFT, LINE = "#17202B", "#54606E", "#D5DCE3"
Colours = tuple[str, str]  # of the text, of the background
NO_COLOURS: Mapping[str | None, Colours] = {}  # text → its colours
STATUS_COLOURS = {  # the same as in the HTML report
    "fail": ("#B42318", "#FDECEB"),
    "watch": ("#8A5A00", "#FFF3D6"),
    "pass": ("#1A6B45", "#E6F4EC"),
    "unknown": ("#4B5868", "#EDF0F4"),
    "waived": ("#5B3F8C", "#F1ECF9"),
    "not_applicable": ("#66717E", "#F4F6F8"),
}
SEVERITY_COLOURS = {
    "critical": ("#B42318", "#FAD4D1"),
    "major": ("#8A3A05", "#FBE3D3"),
    "minor": ("#6D4800", "#FFF3D6"),
    "advisory": ("#54606E", "#F4F6F8"),
}


def styles(accent: str) -> dict[str, dict[str, Any]]:
    """The named cell styles; ``accent`` (#rrggbb) colours titles and heading rows."""
    cell = {"valign": "top", "border": 1, "border_color": LINE, "font_color": INK}
    return {
        "title": {"bold": True, "font_size": 18, "font_color": accent},
        "lead": {"font_size": 11, "font_color": SOFT},
        "section": {"bold": True, "font_size": 12, "font_color": accent, "bottom": 1, "bottom_color": accent},
        "head": {
            "bold": True,
            "font_color": "#FFFFFF",
            "bg_color": accent,
            "valign": "vcenter",
            "text_wrap": True,
            "border": 1,
            "border_color": LINE,
        },
        "label": {"font_color": SOFT, "valign": "top"},
        "plain": {"font_color": INK, "valign": "top", "text_wrap": True},
        "strong": {"font_color": INK, "valign": "top", "text_wrap": True, "bold": True},
        "score": {"bold": True, "font_size": 28, "font_color": INK, "align": "left"},
        "text": {**cell, "text_wrap": True},
        "bold": {**cell, "text_wrap": True, "bold": True},
        "line": cell,
        "right": {**cell, "align": "right", "indent": 1, "text_wrap": True},
        "count": {**cell, "align": "center"},
        "number": {**cell, "align": "right", "indent": 1},
        "date": {**cell, "num_format": "yyyy-mm-dd", "align": "center"},
        "fill": {**cell, "text_wrap": True, "bg_color": "#FFFBE8", "locked": False},
        "fill_date": {**cell, "num_format": "yyyy-mm-dd", "align": "center", "bg_color": "#FFFBE8", "locked": False},
    }


FLAG_FORMAT = '"√";;"×"'  # the 1 and 0 of earlier periods
WRAPPED = frozenset({"text", "bold", "fill", "plain", "strong", "right"})


@lru_cache(maxsize=1_000)
def number_format(unit: str | None, currency: str | None, display: str | None) -> str:
    """The cell format of a value: as many decimals as ``display`` shows, so that both say the same.

    >>> number_format("share", None, "89.96%")
    '0.00%'
    """
    if unit == "flag":
        return FLAG_FORMAT
    found = re.search(r"\.(\d+)", display or "")
    decimals = "." + "0" * len(found[1]) if found else ""
    if unit == "share":
        return f"0{decimals}%"
    if unit == "money":
        before = f'"{sign(currency)}"' if currency and _CURRENCY.match(currency) else ""
        return f"{before}#,##0{decimals or '.00'}"
    return f"#,##0{decimals}"
