"""The state of a record as people write it: with a note behind it (已取消(客户原因)), or in words that may mean it or not."""

from __future__ import annotations

import re

from auditor.intake.exports.source_map import SourceColumn, SourceMap
from auditor.intake.headings import normal
from auditor.intake.readers.cells import CellValue, raw_text
from auditor.model import Text

_NOTE = re.compile(r"[\s(（\[【:：/|–—-]")


class States:
    """The states of one column that the conditions of a map name; ``doubtful`` words make others ones that can't be told."""

    def __init__(self, column: SourceColumn, source: SourceMap) -> None:
        conditions = (c for item in source.derive for c in (*item.where, *item.hits) if c.column == column.name)
        self._named = tuple(dict.fromkeys(word for c in conditions if c.verb in ("is", "not") for word in c.words))
        self._doubtful = column.doubtful

    def plain(self, value: CellValue) -> str:
        """A state without the note behind it."""
        text = raw_text(value).strip()
        state = _NOTE.split(text, maxsplit=1)[0]
        return state if normal(state) in self._named else text

    def doubt(self, value: CellValue) -> Text | None:
        """Why nobody can tell a state: 部分取消 may be an order or not."""
        word = normal(self.plain(value))
        found = next((part for part in self._doubtful if part in word), None)
        if found is None or word in self._named:
            return None
        meant = next((state for state in self._named if found in state), found)
        return Text(
            f"看不出是不是“{meant}”，该行无法计入：请写“{meant}”，或写不含“{found}”的状态",
            f"it may mean '{meant}' or not, and the row can't be counted: write '{meant}', or a state without '{found}'",
        )
