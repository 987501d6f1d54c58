"""The formulas of metrics: arithmetic over metrics of the same platform, and nothing else.

Grammar: ``sum := product (('+' | '-') product)*``, ``product := unary (('*' | '/') unary)*``,
``unary := '-' unary | atom``, ``atom := number | number% | metric | call | '(' sum ')'``.
Calls: ``min(a, b, …)``, ``max(a, b, …)``, ``abs(a)``, and over a span of time ``sum(m, 60 days)``,
``mean(m, 4 weeks)``, ``prior_mean(m, 4 weeks)``, ``change(m, 1 week)``, ``delta(m, 1 week)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.model import Text
from auditor.rulebook.model import Binary, Call, Formula, Metric, Negate, Number, Ref, Span
from auditor.rulebook.quantities import parse_number, parse_span

OVER_FORMULAS = ("min", "max", "abs")
OVER_TIME = ("sum", "mean", "prior_mean", "change", "delta")
_LONGEST = 500  # characters
_DEEPEST = 32  # nested brackets
_TOKEN = re.compile(r"\s*(?:(?P<number>\d[\d.]*%?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>[-+*/(),]))")


class BadFormula(ValueError):
    """A formula that can't be read. ``offset`` counts characters from its start."""

    def __init__(self, offset: int, zh: str, en: str, names: tuple[str, ...] = (), found: str = "") -> None:
        self.offset = offset
        self.message = Text(zh, en)
        self.names = names  # what would have been accepted, for the nearest name
        self.found = found
        super().__init__(offset, zh, en, names, found)

    def __str__(self) -> str:
        return self.message.en


def parse_formula(text: str) -> Formula:
    """The formula as a tree. Raises BadFormula with the offset of the mistake."""
    if len(text) > _LONGEST:
        raise BadFormula(0, f"公式超过 {_LONGEST} 个字符", f"the formula is longer than {_LONGEST} characters")
    parser = _Parser(text)
    formula = parser.sum(0)
    parser.expect_end()
    return formula


def parts_of(metric: Metric) -> tuple[str, ...]:
    """The metrics that a metric's ratio or formula names, in their order, with repetitions."""
    return metric.ratio or (tuple(references(metric.formula)) if metric.formula is not None else ())


def references(formula: Formula) -> Iterator[str]:
    """The metrics that a formula names, from left to right, with repetitions."""
    match formula:
        case Ref(metric):
            yield metric
        case Negate(operand):
            yield from references(operand)
        case Binary(_, left, right):
            yield from references(left)
            yield from references(right)
        case Call(_, arguments, _):
            for argument in arguments:
                yield from references(argument)


def first_span(formula: Formula) -> Span | None:
    """The span of the first call over time, None where there is none."""
    match formula:
        case Call(_, arguments, span):
            return span or next((inner for inner in map(first_span, arguments) if inner), None)
        case Negate(operand):
            return first_span(operand)
        case Binary(_, left, right):
            return first_span(left) or first_span(right)
    return None


def sums(formula: Formula) -> Iterator[list[str]]:
    """The metrics that are added to or compared with each other: first those that the result is a sum of, may be none.

    A product, a quotient and a relative change have a unit of their own; what is added inside of them is a sum by itself.
    """
    waiting = [formula]
    while waiting:
        together: list[str] = []
        terms = [waiting.pop()]
        while terms:
            match terms.pop():
                case Ref(metric):
                    together.append(metric)
                case Negate(operand):
                    terms.append(operand)
                case Binary("+" | "-", left, right):
                    terms += (right, left)
                case Binary(_, left, right):
                    waiting += (right, left)
                case Call(function, arguments, _) if function != "change":
                    terms += arguments[::-1]
        yield together


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.text, self.at)

    def take(self, *signs: str) -> str | None:
        """The next token if it is one of ``signs``."""
        token = self.peek()
        if token and token["sign"] in signs:
            self.at = token.end()
            return token["sign"]
        return None

    def fail(self, zh: str, en: str) -> BadFormula:
        rest = self.text[self.at :]
        return BadFormula(self.at + len(rest) - len(rest.lstrip()), zh, en)

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.fail(f"公式此处缺少“{sign}”", f"'{sign}' is missing here in the formula")

    def expect_end(self) -> None:
        if self.text[self.at :].strip():
            raise self.fail(
                "公式此处多余或有无法识别的字符", "the formula should end here: + - * / ( ) and metric ids are accepted"
            )

    def sum(self, depth: int) -> Formula:
        left = self.product(depth)
        while op := self.take("+", "-"):
            left = Binary(op, left, self.product(depth))
        return left

    def product(self, depth: int) -> Formula:
        left = self.unary(depth)
        while op := self.take("*", "/"):
            left = Binary(op, left, self.unary(depth))
        return left

    def unary(self, depth: int) -> Formula:
        if depth > _DEEPEST:
            raise self.fail(f"公式的括号超过 {_DEEPEST} 层", f"the formula is nested deeper than {_DEEPEST} levels")
        return Negate(self.unary(depth + 1)) if self.take("-") else self.atom(depth)

    def atom(self, depth: int) -> Formula:
        if self.take("("):
            inner = self.sum(depth + 1)
            self.expect(")")
            return inner
        token = self.peek()
        if token and token["number"]:
            number = parse_number(token["number"].removesuffix("%"))
            if number is None:
                raise self.fail(f"“{token['number']}”不是数字", f"'{token['number']}' is not a number")
            self.at = token.end()
            return Number(number / 100 if token["number"].endswith("%") else number)
        if token and token["name"]:
            start = token.start("name")
            self.at = token.end()
            return self.call(token["name"], start, depth) if self.take("(") else Ref(token["name"])
        raise self.fail(
            "公式此处应是指标、数字或括号", "a metric, a number or a bracket is expected here in the formula"
        )

    def call(self, name: str, start: int, depth: int) -> Formula:
        if name in OVER_TIME:
            token = self.peek()
            self.at = token.end() if token else self.at
            if not (token and token["name"] and self.take(",")):
                raise self.fail(
                    f"{name} 写成 {name}(指标, 4 weeks)：一个指标和一段时长",
                    f"{name} is written {name}(metric, 4 weeks): one metric and a span",
                )
            return Call(name, (Ref(token["name"]),), self.span(name))
        if name not in OVER_FORMULAS:
            names = (*OVER_FORMULAS, *OVER_TIME)
            raise BadFormula(start, f"没有名为“{name}”的函数", f"unknown function '{name}'", names, name)
        arguments = [self.sum(depth + 1)]
        while self.take(","):
            arguments.append(self.sum(depth + 1))
        self.expect(")")
        if (name == "abs") != (len(arguments) == 1):
            zh, en = ("一", "one argument") if name == "abs" else ("两", "two arguments or more")
            raise BadFormula(start, f"{name} 需要{zh}个参数", f"{name} takes {en}")
        return Call(name, tuple(arguments))

    def span(self, name: str) -> Span:
        end = self.text.find(")", self.at)
        written = self.text[self.at : end if end >= 0 else len(self.text)]
        span = parse_span(written)
        if span is None:
            raise self.fail(
                f"{name} 的第二项应是时长，如 4 weeks、60 days、3 months",
                f"the second argument of {name} must be a span such as 4 weeks, 60 days or 3 months",
            )
        self.at += len(written)
        self.expect(")")
        return span
