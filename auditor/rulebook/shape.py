"""Nodes against the shapes of ``schema``: unknown and missing keys, kinds of node, words, patterns.

The schemas use a small part of JSON Schema and this module knows just that part. Every scalar is a
text here, whatever an editor takes it for.
"""

from __future__ import annotations

import re
from functools import cache

from auditor.model import Text
from auditor.rulebook.errors import Problems, nearest, shown
from auditor.rulebook.nodes import Items, Mapping, Node, Scalar
from auditor.rulebook.schema import DEFINITIONS, Schema

# What a pattern means, said once in words for the messages.
_PATTERNS: tuple[tuple[str, Text], ...] = (
    ("[0-9]{4}-[0-9]{2}", Text("日期写成 2026-11-15", "write a date as 2026-11-15")),
    (
        "moment|period",
        Text(
            "窗口写成 30 days、week、month、moment 或 period",
            "write a window as 30 days, week, month, moment or period",
        ),
    ),
    (
        "day|week|month|year",
        Text("时长写成 14 days、2 weeks、3 months 或 1 year", "write a span as 14 days, 2 weeks, 3 months or 1 year"),
    ),
    ("https?", Text("网址须以 https:// 或 http:// 开头", "an address must start with https:// or http://")),
    ("[A-Z]{3}", Text("币种写成 CNY、EUR 等三个大写字母", "write a currency as three capitals such as CNY or EUR")),
    ("[0-9]{1,6}", Text("应为整数", "a whole number is expected")),
    ("[-+]?[0-9]+", Text("应为数字", "a number is expected")),
    (
        "[a-z0-9_]",
        Text(
            "编号由小写字母、数字和 _ 组成，以字母开头",
            "an id is made of small letters, digits and _, and starts with a letter",
        ),
    ),
    ("", Text("编号由小写字母、数字、点、- 和 _ 组成", "an id is made of small letters, digits, '.', '-' and '_'")),
)
_NULLS = ("~", "null", "Null", "NULL")  # what programs write for nothing; the words themselves stand in quotes
_SEVERAL = re.compile(r"[,;] |[，、；]")
_CURLY = re.compile("[“”‘’「『].*[“”‘’」』]")
_KINDS: dict[type, Text] = {
    Scalar: Text("文字", "a text"),
    Items: Text("列表", "a list"),
    Mapping: Text("“键: 值”", "a set of keys with values"),
}


NOUNS: dict[str, Text] = {
    "rules": Text("规则文件", "a rule file"),
    "overlay": Text("客户规则文件", "an overlay"),
    "waivers": Text("豁免文件", "a waiver file"),
    "text": Text("双语文字", "a text in two languages"),
    "name": Text("名称", "a name"),
    "steps": Text("双语步骤", "steps in two languages"),
    "metric": Text("指标", "a metric"),
    "across": Text("跨店汇总", "a sum across stores"),
    "attribute": Text("属性", "an attribute"),
    "requirement": Text("要求", "a requirement"),
    "source": Text("来源", "a source"),
    "line": Text("分期标准", "a dated line"),
    "attest": Text("确认项", "an attested item"),
    "check": Text("检查项", "a check"),
    "check_test": Text("检查项的测试", "a test of a check"),
    "diagnosis_test": Text("诊断的测试", "a test of a diagnosis"),
    "condition": Text("条件", "a condition"),
    "premise": Text("一项条件", "a premise"),
    "scope": Text("范围", "a scope"),
    "diagnosis": Text("诊断", "a diagnosis"),
    "remedy": Text("整改措施", "a remedy"),
    "change": Text("对检查项的改动", "a change of a check"),
    "waiver": Text("豁免", "a waiver"),
    "agency": Text("代运营配置", "an agency's configuration"),
    "agency_brand": Text("代运营信息", "the agency"),
    "agency_client": Text("客户", "a client"),
    "pause": Text("暂停", "a pause"),
    "agency_store": Text("店铺", "a store"),
    "source_map": Text("源映射", "a source map"),
    "source_column": Text("列", "a column"),
    "source_condition": Text("条件", "a condition"),
    "derived": Text("由明细得出的指标", "a derived metric"),
    "document_part": Text("文档的一部分", "a part of a document"),
    "document_value": Text("文档中的数值", "a value of a document"),
}


def check_shape(node: Node, schema: Schema, problems: Problems) -> None:
    """Compare a node with a schema, deeply; whatever does not fit goes to ``problems``."""
    if problems.full or (isinstance(node, Scalar) and node.refused):
        return
    choices = _choices(schema)
    kind = type(node)
    fitting = choices.get(kind)
    if fitting is None:
        if isinstance(node, Scalar) and node.plain and not node.text:
            problems.add(node.place, "此处没有填写内容", "nothing is stated here")
            return
        wanted = [_KINDS[choice] for choice in choices]
        how = Text("", "")
        if keys := ", ".join(choices.get(Mapping, {}).get("properties", ())):
            how = Text(f"；可用的键：{keys}", f"; accepted keys: {keys}")
        elif Items in choices:
            how = Text("；写成 [甲, 乙]", "; write [one, another]")
        elif kind is Mapping and Scalar in choices:  # - Sales: up by a tenth
            how = Text("；冒号后有空格的文字请加引号", "; a text with a colon and a space in it must be in quotes")
        problems.add(
            node.place,
            f"此处应为{'或'.join(want.zh for want in wanted)}，现为{_KINDS[kind].zh}{how.zh}",
            f"{' or '.join(want.en for want in wanted)} is expected here, not {_KINDS[kind].en}{how.en}",
        )
    elif isinstance(node, Scalar):
        _check_scalar(node, fitting, problems)
    elif isinstance(node, Items):
        _check_items(node, fitting, problems)
    else:
        _check_mapping(node, fitting, problems)


_known: dict[int, tuple[Schema, dict[type, Schema]]] = {}  # by identity: schemas are constants


def _choices(schema: Schema) -> dict[type, Schema]:
    """The schema for each type of node that is accepted, references followed."""
    known = _known.get(id(schema))
    if known is None:
        inner = _resolved(schema)
        types = {"array": Items, "object": Mapping}
        choices: dict[type, Schema] = {}
        for choice in map(_resolved, inner.get("anyOf", [inner])):
            kind = choice.get("type", "string")
            choices.setdefault(types.get(kind, Scalar) if isinstance(kind, str) else Scalar, choice)
        known = _known[id(schema)] = (schema, choices)
    return known[1]


def _resolved(schema: Schema) -> Schema:
    target = schema.get("$ref") or (schema["allOf"][0]["$ref"] if "allOf" in schema else None)
    return DEFINITIONS[target.rpartition("/")[2]] if target else schema


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _check_scalar(node: Scalar, schema: Schema, problems: Problems) -> None:
    if not node.text.strip() or (node.plain and node.text in _NULLS):
        problems.add(node.place, "此处没有填写内容", "nothing is stated here")
    elif node.cut and not schema.keys() & {"enum", "pattern"}:
        problems.add(
            node.place,
            f"“{shown(node.text)}”后面的 # 使其余文字成为注释：文字含 # 请加引号，是注释请在 # 后加空格",
            f"what follows '{shown(node.text)}' is taken for a comment: put a text with a # in quotes; "
            "before a comment write '# '",
        )
    elif schema.get("noun") == "name" and node.plain:
        _check_name(node, problems)
    elif "enum" in schema and node.text not in schema["enum"]:
        words = ", ".join(schema["enum"])
        close = nearest(node.text, schema["enum"])
        problems.add(
            node.place,
            f"“{shown(node.text)}”无效，可用：{words}",
            f"'{shown(node.text)}' is not accepted; use one of: {words}",
            close,
        )
    elif "pattern" in schema and not _pattern(schema["pattern"]).fullmatch(node.text):
        said = next(said for part, said in _PATTERNS if part in schema["pattern"])
        problems.add(
            node.place, f"“{shown(node.text)}”无效：{said.zh}", f"'{shown(node.text)}' is not accepted: {said.en}"
        )


def _check_name(node: Scalar, problems: Problems) -> None:
    """Several names that look like one to YAML, and one in quotes that are none there."""
    if node.folded:
        problems.add(
            node.place,
            f"“{shown(node.text)}”由几行并成：请检查下一行的缩进，名称分几行写时请加引号",
            f"'{shown(node.text)}' is made of several lines: mend the indentation of the next one, or put the name in quotes",
        )
    elif _CURLY.fullmatch(node.text):
        problems.add(
            node.place,
            f"“{shown(node.text)}”的引号是名称的一部分：请去掉，或改用半角引号",
            f"the quotes of {shown(node.text)} are part of the name: leave them out, or write plain ones",
        )
    elif _SEVERAL.search(node.text):
        problems.add(
            node.place,
            f"“{shown(node.text)}”：几个名称写成 [甲, 乙]，用半角逗号加空格分隔；名称本身含逗号、顿号或分号请加引号",
            f"'{shown(node.text)}': several names are written [one, another], with ', ' between; "
            "one that holds a comma, ';' or '、' itself must be in quotes",
        )


def _check_items(node: Items, schema: Schema, problems: Problems) -> None:
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    if len(node.items) < least or (most is not None and len(node.items) > most):
        exact = most == least
        count, count_en = (f"有{least}", f"{least}") if exact else (f"至少有{least}", f"at least {least}")
        problems.add(
            node.place,
            f"列表应{count}项，现有{len(node.items)}项",
            f"the list must have {count_en} {'entry' if least == 1 else 'entries'}, it has {len(node.items)}",
        )
    for item in node.items:
        check_shape(item, schema["items"], problems)


def _check_mapping(node: Mapping, schema: Schema, problems: Problems) -> None:
    noun = NOUNS.get(schema.get("noun", ""), Text("此处", "this"))
    properties: Schema = schema.get("properties", {})
    rest = schema.get("additionalProperties", False)
    for key, child in node.entries.items():
        place = node.keys[key]
        if key in properties:
            check_shape(child, properties[key], problems)
        elif rest:
            _check_scalar(Scalar(place, key), schema.get("propertyNames", {}), problems)
            check_shape(child, rest, problems)
        elif node.flow and isinstance(child, Scalar) and child.plain and not child.text and re.search("[:：]", key):
            problems.add(
                place,
                f"“{shown(key)}”：缺少“: ”（半角冒号加空格）",
                f"'{shown(key)}': ': ' is missing (a colon and a space, not '：')",
            )
        elif node.flow and isinstance(child, Scalar) and child.plain and not child.text:
            problems.add(
                place,
                f"“{shown(key)}”：花括号内含逗号的文字请加引号",
                f"'{shown(key)}': inside {{ }} a text with a comma must be in quotes",
            )
        else:
            problems.unknown(place, Text("键", "key"), key, properties)
    for key in schema.get("required", ()):
        if key not in node.entries:
            problems.add(node.place, f"{noun.zh}缺少“{key}”", f"{noun.en} needs '{key}'")
    count, least, most = len(node.entries), schema.get("minProperties", 0), schema.get("maxProperties")
    if count < least or (most is not None and count > most):
        words = ", ".join(properties)
        if most is None:
            problems.add(
                node.place, f"{noun.zh}是空的，可用：{words}", f"{noun.en} must not be empty; accepted: {words}"
            )
        else:
            found = ", ".join(map(shown, node.entries))
            one = f" ({words})" if words else ""
            problems.add(
                node.place,
                f"{noun.zh}应恰有一个键{one}，现有{count}个：{found}",
                f"{noun.en} must have one key{one}, it has {count}: {found}",
            )
