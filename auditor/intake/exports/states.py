"""The state of a record as people write it: with a note behind it (已取消(客户原因)), or in words that may mean it or not."""

from __future__ import annotations

import re

from auditor.intake.exports.source_map import SourceColumn, SourceMap
from auditor.intake.headings import normal
from auditor.intake.readers.cells import CellValue, raw_text
from auditor.model import Text

_NOTE = re.compile(
    r"\s*[(（\[【:：/|–—-]|(?<=[^\x00-\x7f])\s"
)  # Closed Won is two words, 已取消 缺货 a state with a note


class States:
    """The states of one column that the conditions of a map name, and the doubtful words that make ones that can't be told.

    What is part of a named state makes another doubtful (取消: 部分取消 beside 已取消), any other word the note behind a named
    one (尾款: 待付款(尾款), of which the rest was paid).
    """

    def __init__(self, column: SourceColumn, source: SourceMap) -> None:
        conditions = (c for item in source.derive for c in (*item.where, *item.hits) if c.column == column.name)
        self._named = tuple(dict.fromkeys(word for c in conditions if c.verb in ("is", "not") for word in c.words))
        self._parts = tuple(word for word in column.doubtful if any(word in state for state in self._named))
        self._notes = tuple(word for word in column.doubtful if word not in self._parts)

    def plain(self, value: CellValue) -> str:
        """A state without the note behind it."""
        text = raw_text(value).strip()
        state = _NOTE.split(text, maxsplit=1)[0]
        return state if normal(state) in self._named else text

    def doubt(self, value: CellValue) -> Text | None:
        """Why nobody can tell a state: 部分取消 may be an order or not."""
        word = normal(self.plain(value))
        named = word in self._named
        found = next(
            (part for part in (self._notes if named else self._parts) if part in normal(raw_text(value))), None
        )
        if found is None:
            return None
        meant = word if named else next(state for state in self._named if found in state)
        return Text(
            f"看不出是不是“{meant}”，该行无法计入：请写“{meant}”，或写不含“{found}”的状态",
            f"it may mean '{meant}' or not, and the row can't be counted: write '{meant}', or a state without '{found}'",
        )
