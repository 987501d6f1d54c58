"""Which platform a sheet is of where nobody says so: what its titles and names mention, whose headings it has, its folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from auditor.intake.columns import Table
from auditor.intake.dating.periods import without_period
from auditor.intake.heading_levels import SEARCHED_ROWS
from auditor.intake.headings import normal, parse_heading, structural
from auditor.intake.lexicon import Lexicon
from auditor.intake.origin import Origin
from auditor.intake.platform_names import elsewhere, platforms_in
from auditor.intake.readers.cells import Row
from auditor.model import CLIENT

_OF_ANY = ("uv", "cpc")  # what any shop and any ads have, of whichever platforms a metric has the name


def guessed(
    titles: Sequence[Row], rows: Sequence[Row], table: Table | None, origin: Origin, lexicon: Lexicon
) -> str | None:
    """What titles and names mention, else what the headings infer, else the platform that a folder is called after (国际站/周报.csv).

    None where they mention one without rules: 订单数 and 访客数 are headings of any shop.
    """
    own, other = _said(titles, origin, lexicon)
    if own is not None or other is not None:
        return own
    filed = (lexicon.platform(without_period(name)) for name in origin.folders)
    return inferred(rows, table, lexicon) or next(filter(None, filed), None)


def guessed_below(
    above: str, titles: Sequence[Row], rows: Sequence[Row], table: Table | None, origin: Origin, lexicon: Lexicon
) -> str | None:
    """The same of a table below others, of its own headings alone; where they don't tell, it is of the one above (``above``).

    A help desk's Avg Response Time below Amazon's figures and a site's is no store on Alibaba.com.
    """
    if table is None:
        return guessed(titles, rows, table, origin, lexicon)
    end = next((at for at in range(table.first + 1, len(rows)) if rows[at].number > rows[at - 1].number + 1), len(rows))
    found = guessed(titles, rows[:end], table, origin, lexicon)
    return above if found is None and without_rules(titles, origin, lexicon) is None else found


def mentioned(titles: Sequence[Row], origin: Origin, lexicon: Lexicon) -> str | None:
    """The one platform that the titles, else the sheet's name, else the file's name mention."""
    return _said(titles, origin, lexicon)[0]


def without_rules(titles: Sequence[Row], origin: Origin, lexicon: Lexicon) -> str | None:
    """The platform without rules that they mention, or that a folder is called after: Shopee周报.xlsx, TikTok Shop/周报.csv."""
    return _said(titles, origin, lexicon)[1]


def _said(titles: Sequence[Row], origin: Origin, lexicon: Lexicon) -> tuple[str | None, str | None]:
    """The platform that is mentioned nearest to the figures: one of the rule book, or the name of another."""
    stem = origin.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for text in (" ".join(cell.raw for row in titles for cell in row.cells), origin.sheet or "", stem):
        platforms = platforms_in(text, lexicon.platforms)
        if len(platforms) == 1:
            return platforms[0], None
        if not platforms and (other := elsewhere(text, lexicon.platforms)) is not None:
            return None, other
    filed = (elsewhere(without_period(name), lexicon.platforms, whole=True) for name in origin.folders)
    return None, next(filter(None, filed), None)


def inferred(rows: Sequence[Row], table: Table | None, lexicon: Lexicon) -> str | None:
    """The platform of which the most headings are known, a client where only its own are; None on a tie.

    Of 询盘, 访客数 and 订单量 two platforms know two each, and one of them alone knows 访客数.
    """
    texts = {
        cell.value
        for row in rows[:SEARCHED_ROWS]
        for cell in row.cells
        if isinstance(cell.value, str) and structural(cell.value) is None
    }
    if table is not None:
        texts |= {name for column in table.columns for name in column.names}
    named = {p: _own_metrics(texts, p, lexicon) for p in lexicon.platforms if p != CLIENT}
    counts = {platform: len(set(own.values())) for platform, own in named.items()}
    most = max(counts.values(), default=0)
    if counts and most == 0:
        return CLIENT if any(lexicon.take(text, CLIENT).known for text in texts) else None
    best = [platform for platform, count in counts.items() if count == most]
    if most > 1:
        alone = {p: len(named[p].keys() - {text for o in named if o != p for text in named[o]}) for p in best}
        best = [platform for platform in best if alone[platform] == max(alone.values())]
    return best[0] if len(best) == 1 and not (most == 1 and _strange(rows, table, best[0], lexicon)) else None


def _strange(rows: Sequence[Row], table: Table | None, platform: str, lexicon: Lexicon) -> bool:
    """Whether a platform knows one English heading among several that it doesn't: any report of ads has Clicks.

    Of a scorecard the headings stand below each other: any help desk has an Avg Response Time.
    """
    if table is None:
        return False
    if table.down:
        metric = table.of("metric")
        labels = (cell for row in rows[table.first :] for cell in row.cells if metric and cell.column == metric.index)
        texts = [cell.value for cell in labels if isinstance(cell.value, str)]
        known = [text for text in texts if lexicon.take(text, platform).known]
    else:
        headings = [column for column in table.columns if column.kind in ("data", "unknown")]
        texts = [column.text for column in headings]
        known = [column.text for column in headings if column.take(lexicon, platform).known]
    return len(texts) - len(known) > 2 and all(text.isascii() for text in known)


def _own_metrics(texts: Collection[str], platform: str, lexicon: Lexicon) -> dict[str, str]:
    """The texts that name a metric of a platform, not one of every client, with the metric.

    Sales may be those of the ads or of the store on Amazon: which of them is asked about, and the heading is Amazon's too.
    """
    texts = [text for text in texts if parse_heading(text).base not in _OF_ANY]
    metrics = ((text, lexicon.take(text, platform).metric) for text in texts)
    own = {text: metric.id for text, metric in metrics if metric is not None and metric.platform == platform}
    bases = lexicon.bases.get(platform, {})
    return {text: text for text in texts if len(bases.get(normal(text), ())) > 1} | own


def named_in(column: int, rows: Sequence[Row], lexicon: Lexicon) -> set[str]:
    """The platforms that the cells of a column name."""
    texts = {cell.raw for row in rows for cell in row.cells if cell.column == column}
    return {platform for text in texts if (platform := lexicon.platform(text)) is not None}
