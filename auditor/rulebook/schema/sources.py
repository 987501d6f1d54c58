"""The shape of source maps: how an export is told by its headings, what its columns are, what is made of its rows."""

from __future__ import annotations

from auditor.rulebook.schema.parts import (
    CURRENCY,
    METRIC_ID,
    NAME,
    NUMBER,
    PLATFORM,
    STRING,
    WHOLE,
    Schema,
    list_of,
    mapping,
    named,
    one_or_list,
    pair_of,
    ref,
    words,
)

SOURCE_MAP = "store-auditor/source/1"
DERIVATIONS = ("count", "sum", "ratio", "share", "days", "weighted", "distinct")
COLUMN_KINDS = ("text", "number", "count", "date", "key")


def _said(description: str, schema: Schema) -> Schema:
    return {**schema, "description": description}


_TEXTS = one_or_list(STRING)
_NAMES = one_or_list(NAME)
_SWITCH = words("yes", "no")
_RANK: Schema = {**WHOLE, "pattern": "^-?[0-9]{1,6}$"}
_CONDITIONS = named({"anyOf": [NAME, list_of(NAME, 1), ref("source_condition")]}, STRING)

DEFINITIONS: dict[str, Schema] = {
    "source_column": mapping(
        "source_column",
        ("headings",),
        {
            "headings": _said("In every language; compared as other headings are", _NAMES),
            "kind": _said(
                "text where not stated. A count is printed whole: 1.234 is 1234. A key is hashed and never kept",
                words(*COLUMN_KINDS),
            ),
            "empty": _said("The platform prints nothing for 0. Without it an empty cell is unknown", words("zero")),
            "optional": _said("An export may lack the column; conditions on it hold then", _SWITCH),
            "doubtful": _said(
                "Of a state written by hand: words that make one that can't be told. What is part of a state that "
                "a condition names (取消 of 已取消) does so in any other (部分取消), another word in the note behind "
                "a named one (待付款(尾款)); every other note is left off",
                _TEXTS,
            ),
        },
    ),
    "source_condition": mapping(
        "source_condition",
        (),
        {
            "is": _said("One of these texts", _NAMES),
            "not": _said("None of these texts", _NAMES),
            "filled": _said("Whether something stands there", _SWITCH),
            "more_than": NUMBER,
            "less_than": NUMBER,
            "at_least": NUMBER,
            "at_most": NUMBER,
            "by": _said("A date not later than that of this other column", STRING),
        },
        minProperties=1,
    ),
    "derived": mapping(
        "derived",
        (),
        {
            "count": _said("Rows in which this column is filled", _TEXTS),
            "sum": _said("The sum of a column, or of several together", _TEXTS),
            "ratio": _said("The sum of the first column over that of the second", pair_of(_TEXTS)),
            "share": _said("The share of the rows that meet these conditions", _CONDITIONS),
            "days": _said("The mean number of days from the first date to the second", pair_of(_TEXTS)),
            "weighted": _said("The mean of a printed rate, the first column, over counts, the second", pair_of(_TEXTS)),
            "distinct": _said("How many different values the column has", _TEXTS),
            "where": _said("Only rows that meet all of these: a text, several, or a comparison", _CONDITIONS),
            "once": _said("The first row of each value of this column counts", STRING),
            "date": _said("The day of a row for this metric, where it is not the map's own", STRING),
            "at_least": _said("distinct: only values with so many rows, or so many values of the column 'of'", WHOLE),
            "of": _said("distinct: the column whose values at_least counts", STRING),
            "times": _said("ratio: multiplied by this", NUMBER),
            "lag": _said(
                "date: it may be so many days after the map's own, whose records have to be there from then on", WHOLE
            ),
        },
        minProperties=1,
    ),
    "document_value": mapping(
        "document_value",
        (),
        {
            "at": _said("The path of a figure; of several the first found", _TEXTS),
            "times": _said("at: multiplied by this (milliseconds where the metric has seconds: 0.001)", NUMBER),
            "sum": _said("Paths whose values are added up, all of them there", _TEXTS),
            "count": _said("The path of a list: how many of its entries have the status", _TEXTS),
            "status": STRING,
        },
        minProperties=1,
    ),
    "document_part": mapping(
        "document_part",
        ("each", "values"),
        {
            "each": _said("A list of the document, or a single object; . is the document itself", STRING),
            "values": _said(
                "Metric: its path below the entry (a.b, or a[10 days] for the entry of that range); of several the first found",
                named({"anyOf": [STRING, list_of(STRING, 1), ref("document_value")]}, METRIC_ID),
            ),
        },
    ),
}

FILES: dict[str, Schema] = {
    "source": mapping(
        "source_map",
        ("schema", "source", "platform", "title", "recognise"),
        {
            "schema": words(SOURCE_MAP),
            "source": _said("The id of the map", STRING),
            "platform": PLATFORM,
            "title": ref("text"),
            "recognise": _said(
                "Each of these has to be among the headings, in any of its spellings; of several maps that fit the one "
                "that demands most",
                list_of(_NAMES, 1),
            ),
            "unless": _said("None of these may be among the headings", _NAMES),
            "named": _said(
                "Of a list that is kept by hand: a heading, the title, the tab or the file has one of these in its name",
                _NAMES,
            ),
            "store": _said(
                "The column that names each row's store, of a list that is kept or put together by hand", STRING
            ),
            "columns": named({"anyOf": [NAME, list_of(NAME, 1), ref("source_column")]}, STRING),
            "personal": _said("Headings of columns that are never read", _NAMES),
            "date": _said("The column with the day of a row", STRING),
            "start": _said("The column with the first day that a row covers", STRING),
            "end": _said("The column with the last day that a row covers", STRING),
            "range": _said("The column that prints the days that a row covers", STRING),
            "currency": _said("The column with the currency of a row", STRING),
            "require": _said("Columns that are filled in every row of data", _TEXTS),
            "key": _said("What tells a record: one that stands in two files counts once", STRING),
            "blank": _said("What stands in an empty cell of a number or a date", _TEXTS),
            "marks": _said("Marks that are not the usual currency: {¥: JPY}", named(CURRENCY, STRING)),
            "everyone": _said(
                "What stands above a table of all visitors: one with another name there is a part", _TEXTS
            ),
            "always": _said(
                "What a row of every whole list meets: in a list without one what is not listed is unknown, not 0",
                _CONDITIONS,
            ),
            "daily": _said("A row for every day, also one without anything: a day without a row is missing", _SWITCH),
            "derive": _said("Metrics that are made of the rows", named(ref("derived"), METRIC_ID)),
            "print": _said(
                "Metrics that are printed, with the headings they have in this export", named(_NAMES, METRIC_ID)
            ),
            "percent": _said("What bare numbers of printed rates are", words("share", "percent")),
            "precedence": _said("Of two exports for one value the higher is used; 0 where not stated", _RANK),
            "several": _said("Several tables in one file, apart by an empty row", _SWITCH),
            "instead": _said("No metric is made of this export: why, and which one to hand in", ref("text")),
            "document": _said(
                "Of a JSON document: its lists, and the values of their entries", list_of(ref("document_part"), 1)
            ),
            "only": _said(
                "Of a JSON document: what stands at these paths is one of these texts (any: whatever it is), else it is not read",
                named(_TEXTS, STRING),
            ),
            "segment": _said(
                "The column that tells a row's marketplace, each of which is judged by itself; of a JSON document the key",
                STRING,
            ),
            "segments": _said("What is printed there: the market that it means", named(STRING, STRING)),
        },
    ),
}
