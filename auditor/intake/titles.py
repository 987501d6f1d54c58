"""Label and value pairs above a table: 店铺 | 恒达 in two cells, 店铺：恒达 平台：亚马逊 in one, 站点 | 德国."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from auditor.intake.attributes import MARKET, canonical, says_nothing
from auditor.intake.columns import kind_of, looks_numeric
from auditor.intake.dating.periods import ANY_YEAR, cell_period, without_period, year_in
from auditor.intake.dating.relative import is_relative
from auditor.intake.gather import Gatherer
from auditor.intake.heading_cells import COLON
from auditor.intake.headings import Heading, beside, normal, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin, RowFacts, store_name
from auditor.intake.period_words import beyond_its_period, told
from auditor.intake.places import SHOPS, is_shop
from auditor.intake.readers.cells import Cell, Row, a1
from auditor.intake.row_labels import A_PERIOD, is_noted, why_no_name
from auditor.intake.units import scale_of, stated_units, unclear
from auditor.intake.values.reading import is_missing
from auditor.intake.values.styles import UNCLEAR
from auditor.intake.words import ALL_OF_IT, CURRENCIES, OWN_STORE, PLATFORM_WORDS, TOTALS
from auditor.model import Ignored, StoreKey, Text
from auditor.text import any_of

_APART = re.compile(r"[\s|;；,，、/(（\[【]+")
_REPORT = re.compile(r"\s+(?:[日周月季年]报表?|[周月]数据|(?:daily|weekly|monthly)\s+reports?)$", re.IGNORECASE)
_WORD = re.compile(r"[^\s|;；,，、/:：()（）\[\]【】_-]+")
# What the name of any store may say beside its own: 恒达亚马逊店, 恒达旗舰店.
_OF_ANY = re.compile(
    any_of(
        (*(normal(word) for words in PLATFORM_WORDS.values() for word in words), "官方", "旗舰", "official", "flagship")
    )
)
_ALL_SHOPS = frozenset((*TOTALS, *ALL_OF_IT, "多项", "multipleitems"))
_OF_ALL = Text(
    "筛选的店铺不止一家（全部）：数值是它们的合计",
    "the filter names no single store: the figures are those of all of them",
)
_LONGEST = 200  # characters of a title that may hold pairs; a longer text is prose


def pairs(rows: Sequence[Row], lexicon: Lexicon) -> Iterator[tuple[Row, Cell, Cell]]:
    """Every text with the value in the cell to its right, and every known label with what follows its colon."""
    for row in rows:
        for cell in row.cells:
            if isinstance(cell.value, str) and len(cell.value) <= _LONGEST:
                for label, value in _after_colons(cell.value, lexicon):
                    yield row, cell._replace(value=label), cell._replace(value=value)
        for left, right in zip(row.cells, row.cells[1:], strict=False):
            if isinstance(left.value, str) and right.column == left.column + 1 and _is_stated(left, right, lexicon):
                yield row, left, right


def _is_stated(label: Cell, value: Cell, lexicon: Lexicon) -> bool:
    """Whether a cell beside a label is a value: a mark of a missing one is where the label's attribute has it, as "none"."""
    if not is_missing(value):
        return True
    attribute = lexicon.take(label.raw, None).attribute
    return attribute is not None and not says_nothing(attribute, value)


def _after_colons(text: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The known labels of a text that stand before a colon, each with what follows up to the next one."""
    marks = list(COLON.finditer(text))
    found: list[tuple[int, str, int]] = []  # where the label begins, the label, where its value begins
    for mark, before in zip(marks, [None, *marks], strict=False):
        start = before.end() if before else 0
        starts = (start, *(space.end() for space in _APART.finditer(text, start, mark.start())))
        for at in starts:
            label = text[at : mark.start()].strip()
            if structural(label) is not None or lexicon.take(label, None).attribute is not None:
                found.append((at, label, mark.end()))
                break
    ends = [*(at for at, _, _ in found), len(text)][1:]
    for (_, label, start), following in zip(found, ends, strict=False):
        if value := text[start:following].strip(" \t\n|;；,，、"):
            opened, closed = (len(re.findall(f"[{marks}]", value)) for marks in (r"(（\[【", r")）\]】"))
            yield (
                label,
                value[:-1].strip() if closed > opened and value[-1] in ")）]】" else value,
            )  # 周报（店铺：恒达）


def shop_alone(row: Row, declared: Container[str]) -> str | None:
    """The one shop (恒达店) that a row names and nothing else, if any: 恒达店 国际站周报 2026-W46. A note names none.

    Columns of values may be headed beside it: 恒达店 | 本周 | 上周.
    """
    first, *others = row.cells
    text = first.value
    if not isinstance(text, str) or len(text) > _LONGEST or is_noted(text):
        return None
    if others:
        return store_name(text) if is_shop(text, declared) and all(map(heads_values, others)) else None
    found = {store_name(shop) for shop in _shops_in(text, declared)}
    return found.pop() if len(found) == 1 else None


def _shops_in(text: str, declared: Container[str]) -> Iterator[str]:
    """The shops among the words of a text; a declared name may be several: Harbour Tools (US) weekly KPI."""
    words = list(_WORD.finditer(text))
    ends = [word.end() + bracket for word in reversed(words) for bracket in (1, 0)]
    taken = 0
    for word in words:
        if (start := word.start()) >= taken:  # the longest first: Harbour Tools US, where Harbour is a store too
            longer = (end for end in ends if end > word.end() and normal(text[start:end]) in declared)
            taken = next(longer, word.end())
            if is_shop(text[start:taken], declared):
                yield text[start:taken]


def heads_values(cell: Cell) -> bool:
    """Whether a cell heads a column of values, or of what is beside them, by itself: 本周, 2026-W46, 数值, 目标."""
    said = kind_of(cell) in ("value", "unit") or beside(cell.raw) is not None or is_relative(cell.raw)
    return said or cell_period(cell, ANY_YEAR) is not None


def shops_alone(rows: Sequence[Row], declared: Container[str]) -> set[str]:
    """The shops that rows of a single text name: several are the owners of the tables below or beside them."""
    return {shop for row in rows if (shop := shop_alone(row, declared)) is not None}


def stated_origin(titles: Sequence[Row], gatherer: Gatherer, known: str | None, below: Sequence[Row] = ()) -> Origin:
    """The sheet's origin with store, client, platform and currency as the pairs above the table state them.

    ``known``: the platform of the sheet or column; that of the table above holds until a title names another.
    ``below``: the rows of the table, of which notes may state a unit: 注：金额单位为万元.
    """
    notes = [row for row in below if all(is_noted(cell.raw) for cell in row.cells)]
    origin = _stated_unit([*notes, *titles], gatherer)
    for row in titles if gatherer.shops else ():
        if (shop := shop_alone(row, origin.declared)) is not None:
            origin = replace(origin, store=origin.named(shop), placed=None)
    other = None if gatherer.shops or gatherer.across else _named_otherwise(titles, gatherer) or origin.other
    origin = replace(origin, other=other)
    for row, label, cell in pairs(titles, gatherer.lexicon):
        kind = structural(label.raw)
        if kind == "store" and normal(cell.raw).strip("()") in _ALL_SHOPS:
            gatherer.note(_OF_ALL)
        elif kind == "store":
            if (name := gatherer.name(row.number, cell)) is not None:
                stated = origin.named(_REPORT.sub("", without_period(name) or name))
                origin = replace(origin, other=None)
                if not of_another_store(stated, row, cell, gatherer):
                    origin = replace(origin, store=origin.only or stated, placed=None)
        elif kind == "client":
            if (name := gatherer.name(row.number, cell)) is not None:
                origin = replace(origin, client=origin.of_client(name))
        elif kind == "platform" and known in (None, gatherer.asked):
            if (platform := gatherer.lexicon.platform(cell.raw)) is not None:
                gatherer.stated_platform(platform, row.number, cell)
                origin = replace(origin, platform=platform)
        elif kind == "period" and (period := cell_period(cell, origin.year)) is not None:
            gatherer.notes += told([beyond_its_period(cell.raw, period)])
        elif kind == "currency":
            origin = replace(origin, currency=CURRENCIES.get(normal(cell.raw), cell.raw.strip().upper()))
    return origin


def of_another_store(stated: str, row: Row, cell: Cell, gatherer: Gatherer) -> bool:
    """Whether a sheet says that it is of another store than --store, which names it all the same, or of none: 店铺 | 2026-W43.

    That is told.
    """
    only = gatherer.origin.only
    if why_no_name(cell.raw) == A_PERIOD and normal(cell.raw) not in gatherer.origin.declared:
        gatherer.ignore(row.number, cell, A_PERIOD, incomplete=True)
        return True
    if only is None or _bare(stated) == _bare(only):
        return False
    why = Text(
        f"此处写的店铺是“{stated}”，按 --store 记入“{only}”：如果是另一家店铺，请移出这张表",
        f"here stands the store '{stated}', and the sheet is read as '{only}' as --store says: if they are two stores, leave "
        "the sheet out",
    )
    gatherer.ignore(row.number, cell, why, incomplete=True)
    return True


def _named_otherwise(titles: Sequence[Row], gatherer: Gatherer) -> Ignored | None:
    """What has to be said of a title, or else of a tab, that names another store than --store or the configuration."""
    origin = gatherer.origin
    if origin.only is None and normal(origin.store) not in origin.declared:
        return None
    alone = ((shop, row) for row in titles if (shop := shop_alone(row, origin.declared)) is not None)
    if (titled := next(alone, None)) is not None:
        named, row = titled
        if shop_alone(row, (normal(origin.store),)) not in (None, named):
            return None  # 恒达 二店 周报 is of 恒达 二店
        cell, zh, en = row.cells[0], "表格上方的标题", "the title above the table"
        number = row.number
    else:
        named = store_name(without_period(origin.sheet or ""))
        if not is_shop(named, origin.declared):
            return None
        number, cell, zh, en = 1, Cell(1, origin.sheet), "工作表的名称", "the sheet's name"
    if _same_store(named, origin.store, gatherer.lexicon):
        return None
    why = Text(
        f"{zh}写的店铺是“{named}”，按 --store 或代运营配置记入“{origin.store}”：如果是另一家店铺，请移出这张表；"
        f"如果是同一家，请在表格上方写“店铺：{origin.store}”",
        f"{en} says '{named}', and the sheet is read as '{origin.store}' as --store or the agency's configuration says: if "
        f"they are two stores, leave the sheet out; if they are one, write 'Store: {origin.store}' above the table",
    )
    return Ignored(a1(number, cell.column), cell.raw, why, incomplete=True)


def _same_store(named: str, store: str, lexicon: Lexicon) -> bool:
    """Whether a title or tab may be of a store: 恒达旗舰店, 恒达亚马逊店 and 美国店 may be of 恒达, 华美店 is not."""
    plain = _bare(named)
    if plain == _bare(store) or plain in SHOPS or normal(named) in OWN_STORE:
        return True
    rest = _OF_ANY.sub("", plain).replace(_OF_ANY.sub("", _bare(store)), "", 1)
    markets = (lexicon.attribute(platform, MARKET) for platform in lexicon.platforms)
    return not rest or any(market and market.spellings and canonical(market, rest)[1] is None for market in markets)


def _bare(name: str) -> str:
    """A store's name without the word that says that it is one: 恒达店 and 恒达 are the same."""
    plain = normal(name)
    return next((rest for shop in SHOPS if (rest := plain.removesuffix(shop)) not in (plain, "")), plain)


def _is_figure(cell: Cell | None) -> bool:
    return cell is not None and looks_numeric(cell) and year_in(cell.raw) is None


def _stated_unit(rows: Sequence[Row], gatherer: Gatherer) -> Origin:
    """The sheet's origin with what 单位：万元 above the table, or in a note below it, says."""
    origin = gatherer.origin
    for row in rows:
        for left, cell, right in zip((None, *row.cells), row.cells, (*row.cells[1:], None), strict=False):
            beside = left is not None and structural(left.raw) == "unit"
            labelled = beside or structural(COLON.split(cell.raw)[0]) == "unit"
            if not labelled and any(map(_is_figure, (left, right))):
                continue  # 年销售额（万元） | 500: the unit is that figure's, and 单位：万元 is the sheet's
            text = f"{left.raw}:{cell.raw}" if left is not None and beside else cell.value
            parts = stated_units(text) if isinstance(text, str) else []
            if len(row.cells) == 1 and normal(bare := cell.raw.strip(" ()（）")) in CURRENCIES:  # USD | Aug | Sep
                parts = [bare]
            scales = [scale for part in parts if (scale := scale_of(part)) is not None and scale.factor != 1]
            amounts = [scale for scale in scales if scale.currency is not None]
            currencies = [CURRENCIES[normal(part)] for part in parts if normal(part) in CURRENCIES]
            currencies += [scale.currency for scale in amounts if scale.currency is not None]
            origin = replace(origin, currency=origin.currency or next(iter(currencies), None))
            if len(scales) > len(amounts) or any(map(unclear, parts)):  # 万, 万元/万次: of amounts or of counts
                origin = replace(origin, unit=UNCLEAR)
            elif amounts:
                origin = replace(origin, unit=Heading("", "", scale=amounts[0].factor, currency=amounts[0].currency))
    return origin


def stated_attributes(titles: Sequence[Row], gatherer: Gatherer, platform: str) -> None:
    """Attributes and launch date of the store, where pairs above the table state them."""
    origin = gatherer.origin
    facts = RowFacts(StoreKey(platform, origin.store), origin.client, origin.period)
    for row, label, cell in pairs(titles, gatherer.lexicon):
        attribute = gatherer.lexicon.take(label.raw, platform).attribute
        if attribute is not None:
            gatherer.attribute(facts, attribute, row.number, cell)
        elif structural(label.raw) == "launched":
            gatherer.launched(facts, row.number, cell)
