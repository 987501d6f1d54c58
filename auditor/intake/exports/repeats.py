"""Rows that an export holds twice: the same export pasted below itself, or two whose days overlap.

A platform may well print one line twice where an order has the same item twice: right below each other, as
sorting leaves them. A row that comes once more further down, word for word in every column, has been pasted.
"""

from __future__ import annotations

import numpy as np

from auditor.intake.exports.convert import Array
from auditor.intake.readers.cells import Block


class Repeats:
    """Tells the rows that stand further up already, over all blocks of an export."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._above = 0, 0, False  # the row above: its number, what it says, whether it stands further up itself

    def of(self, block: Block) -> Array:
        """The rows of a block that are repeated, as a mask."""
        found = np.zeros(len(block.numbers), dtype=bool)
        rows = list(map(hash, zip(*block.columns, strict=True)))
        if rows and self._seen.isdisjoint(rows) and len(set(rows)) == len(rows):  # as nearly every block is
            self._seen.update(rows)
            self._above = block.numbers[-1], rows[-1], False
            return found
        for index, (number, said) in enumerate(zip(block.numbers, rows, strict=True)):
            above, last, repeated = self._above
            if said != last or number != above + 1:
                repeated = said in self._seen
                self._seen.add(said)
            found[index] = repeated
            self._above = number, said, repeated
        return found
