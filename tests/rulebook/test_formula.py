"""The grammar of formulas, against Python's own arithmetic and against nonsense."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.rulebook.formula import BadFormula, first_span, parse_formula, references
from auditor.rulebook.model import Binary, Call, Formula, Negate, Number, Ref, Span


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", Ref("a")),
        ("1.5", Number(Fraction(3, 2))),
        ("8%", Number(Fraction(2, 25))),
        ("a - b - c", Binary("-", Binary("-", Ref("a"), Ref("b")), Ref("c"))),
        ("a + b * c", Binary("+", Ref("a"), Binary("*", Ref("b"), Ref("c")))),
        ("(a + b) * c", Binary("*", Binary("+", Ref("a"), Ref("b")), Ref("c"))),
        ("-a / b", Binary("/", Negate(Ref("a")), Ref("b"))),
        ("change(exposure, 1 week)", Call("change", (Ref("exposure"),), Span(1, "week"))),
        ("delta(m, month)", Call("delta", (Ref("m"),), Span(1, "month"))),
        ("sum(m, 60 days)", Call("sum", (Ref("m"),), Span(60, "day"))),
        ("prior_mean(m, 4 weeks)", Call("prior_mean", (Ref("m"),), Span(4, "week"))),
        ("max(a, b, 1)", Call("max", (Ref("a"), Ref("b"), Number(Fraction(1))))),
        ("abs(a - b)", Call("abs", (Binary("-", Ref("a"), Ref("b")),))),
    ],
)
def test_grammar(text: str, tree: Formula) -> None:
    assert parse_formula(text) == tree


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("", 0, "expected here"),
        ("a +", 3, "expected here"),
        ("a b", 2, "should end here"),
        ("(a", 2, "')' is missing"),
        ("change(a)", 8, "one metric and a span"),
        ("change(a + b, 1 week)", 9, "one metric and a span"),
        ("change(a, soon)", 10, "must be a span"),
        ("mean(a, 0 weeks)", 8, "must be a span"),
        ("abs(a, b)", 0, "takes one argument"),
        ("min(a)", 0, "two arguments"),
        ("1.2.3", 0, "not a number"),
        ("__import__('os')", 0, "unknown function '__import__'"),
        ("a ** b", 3, "expected here"),
        ("a; b", 1, "should end here"),
        ("(" * 40 + "a" + ")" * 40, 33, "nested deeper"),
        ("a" + "+a" * 300, 0, "longer than 500"),
    ],
)
def test_mistakes_have_their_place(text: str, offset: int, said: str) -> None:
    with pytest.raises(BadFormula) as caught:
        parse_formula(text)
    assert said in caught.value.message.en
    assert caught.value.offset == offset


def _value(formula: Formula, values: dict[str, Fraction]) -> Fraction:
    match formula:
        case Number(exact):
            return exact
        case Ref(metric):
            return values[metric]
        case Negate(operand):
            return -_value(operand, values)
        case Binary(op, left, right):
            one, other = _value(left, values), _value(right, values)
            return {"+": one + other, "-": one - other, "*": one * other}.get(op) if op != "/" else one / other  # type: ignore[return-value]
        case Call(function, arguments, _):
            inner = [_value(argument, values) for argument in arguments]
            return abs(inner[0]) if function == "abs" else {"min": min, "max": max}[function](inner)


_LEAVES = st.sampled_from(["a", "b", "3", "0.5", "7"])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", " - ", " + "]), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map("".join),
        inner.map(lambda text: f"-({text})"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})"),
        inner.map(lambda text: f"abs({text})"),
    ),
    max_leaves=12,
)


@given(_TREES)
def test_arithmetic_is_that_of_python(text: str) -> None:
    values = {"a": Fraction(2), "b": Fraction(5)}
    names = {"a": Fraction(2), "b": Fraction(5), "min": min, "max": max, "abs": abs, "__builtins__": {}}
    expected = eval(text.replace("0.5", "Half"), {**names, "Half": Fraction(1, 2)})
    formula = parse_formula(text)
    assert _value(formula, values) == expected
    assert set(references(formula)) == {name for name in "ab" if name in text.replace("abs", "").replace("max", "")}


@given(st.text(alphabet="abx019+-*/(),. %_changemeansum\n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        formula = parse_formula(text)
    except BadFormula as refused:
        error = refused
    else:
        first_span(formula)
        list(references(formula))
        return
    assert 0 <= error.offset <= len(text)
    assert error.message.zh
