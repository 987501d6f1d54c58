"""What holds between the parts of a source map: it makes something, of the right unit, of columns that can be told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditor.currency import CODES
from auditor.intake.exports.source_map import SourceColumn
from auditor.intake.headings import normal
from auditor.model import Text
from auditor.rulebook.errors import shown
from auditor.rulebook.fields import Fields
from auditor.rulebook.model import MetricKey, Unit
from auditor.rulebook.nodes import Items, Scalar, texts
from auditor.rulebook.quantities import currency_code
from auditor.rulebook.schema import CURRENCY

_NUMERIC = (Unit.SHARE, Unit.COUNT, Unit.SCORE, Unit.DAYS, Unit.HOURS, Unit.MONEY)
# The units that what is made so can have: rows that are counted are no share, a mean of days no number of hours.
_MAKES = {
    **dict.fromkeys(("count", "distinct"), (Unit.COUNT,)),
    "share": (Unit.SHARE,),
    "days": (Unit.DAYS,),
    "sum": (Unit.COUNT, Unit.MONEY, Unit.DAYS, Unit.HOURS),
    "ratio": _NUMERIC,
    "weighted": _NUMERIC,
}
_CODE = re.compile(CURRENCY["pattern"])  # what is none is reported by its shape
_MAKING = ("derive", "print", "document")


def makes_something(fields: Fields) -> None:
    """An export that is recognised is read by its map alone: one that makes nothing of it would hide it."""
    node, problems = fields.node, fields.problems
    making = [key for key in _MAKING if isinstance(node.get(key), Scalar | Items) or fields.named(key)]
    if "instead" in node.keys:
        for key in making:
            problems.add(
                node.keys[key],
                f"有 instead 就不产生指标：请去掉 {key} 或 instead",
                f"'instead' says that no metric is made: leave out '{key}' or 'instead'",
            )
    elif not making:
        problems.add(
            node.place,
            "源映射应有 derive、print、document 或 instead 之一，否则识别出的导出什么也得不出",
            "a source map needs derive, print, document or instead: else nothing comes of the export that it recognises",
        )
    made = {name.text for name, _ in fields.named("derive")}
    for name, _ in fields.named("print"):
        if name.text in made:
            problems.add(
                name.place,
                f"“{shown(name.text)}”在 derive 和 print 中各写了一次：请只留一处",
                f"'{shown(name.text)}' stands under derive and under print: leave one out",
            )


def columns_are_apart(fields: Fields, columns: Sequence[SourceColumn]) -> None:
    """A heading tells one column, and one that is never read gives no values."""
    owners: dict[str, SourceColumn] = {}
    for column, (name, _) in zip(columns, fields.named("columns"), strict=True):
        for heading in column.headings:
            first = owners.setdefault(heading, column)
            if first is not column:
                fields.problems.add(
                    name.place,
                    f"表头“{shown(heading)}”已属于列 {shown(first.name)}",
                    f"the heading '{shown(heading)}' already belongs to the column '{shown(first.name)}'",
                )
    for node in texts(fields.node.get("personal")):
        read = owners.get(normal(node.text))
        if read is not None and read.kind != "key":
            fields.problems.add(
                node.place,
                f"“{shown(node.text)}”写在 personal 下，从不读取，却是列 {shown(read.name)} 的表头；只用来区分记录的列写 kind: key",
                f"'{shown(node.text)}' is personal and never read, but heads the column '{shown(read.name)}'; "
                "one that only tells records apart is of kind: key",
            )


def words_are_known(fields: Fields, markets: frozenset[tuple[str, str]]) -> None:
    """Currencies and markets that nobody has would only show when a file is read."""
    for _, node in fields.named("marks"):
        if isinstance(node, Scalar) and _CODE.fullmatch(node.text) and node.text not in CODES:
            code = currency_code(node.text)
            fields.problems.unknown(
                node.place, Text("币种", "currency"), node.text, CODES, code if code in CODES else None
            )
    segments = fields.node.keys.get("segments")
    if segments is not None and "segment" not in fields.node.keys:
        fields.problems.add(segments, "segments 需要与 segment 同用", "'segments' needs 'segment'")
    platform = fields.origin.platform
    for _, node in fields.named("segments"):
        if isinstance(node, Scalar) and (platform, node.text) not in markets:
            known = [market for owner, market in markets if owner == platform]
            fields.problems.unknown(node.place, Text("站点", "market"), node.text, known)


def unit_fits(fields: Fields, name: Scalar, kind: str, units: Mapping[MetricKey, Unit]) -> None:
    """What is made of the rows is of the unit of its metric."""
    unit, makes = units.get((fields.origin.platform, name.text)), _MAKES.get(kind)
    if unit is not None and makes is not None and unit not in makes:
        gives = ", ".join(makes)
        fields.problems.add(
            name.place,
            f"“{shown(name.text)}”的单位是 {unit}，{kind} 得出的是 {gives}",
            f"'{shown(name.text)}' is in {unit}, but '{kind}' gives {gives}",
        )
