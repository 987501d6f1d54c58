"""Hostile and random rule files: nothing but RuleErrors comes out, and it comes out soon."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.rulebook import RuleErrors, apply_overlay, load_overlays, load_waivers
from auditor.rulebook.documents import RuleFile
from auditor.rulebook.errors import Problems
from auditor.rulebook.loader import build_rulebook
from auditor.rulebook.model import RuleBook
from tests.rulebook.book import PACK, load, write
from tests.rulebook.test_overlay import HEAD as OVERLAY
from tests.rulebook.test_waivers import GOOD as WAIVER
from tests.rulebook.test_waivers import HEAD as WAIVERS

SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
_LINES = PACK.splitlines(keepends=True)
_JUNK = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["{", "}", "[", "]", ":", ": ", "- ", "&a ", "*a", "!!int ", "<<: ", "%", "@", "`", "|\n", ">\n", "#", "'", '"',
         "\t", "\n", "---\n", "...\n", "? ", "~", "null", "\x00", "\ufeff", "\u2028", "9" * 50, "9" * 5000 + "%", "-", "_x999",
         "1/0", "((((", "2026-02-30", "0000-00-00", "¥1", "nan%", "{a: {b: {c: {d: {}}}}}"]
    ),
)  # fmt: skip


def read(content: bytes) -> RuleBook | tuple[object, ...]:
    try:
        return build_rulebook([RuleFile("fuzz.yaml", content, False)], Problems())
    except RuleErrors as found:
        for error in found.errors:
            assert error.place.line >= 1
            assert error.place.column >= 1
            assert "\n" not in error.line("zh") + error.line("en")
            assert len(error.line("zh")) < 2000
        return found.errors


@SLOW
@given(st.lists(st.tuples(st.integers(0, len(PACK)), st.integers(0, 6), _JUNK), min_size=1, max_size=4))
def test_a_valid_file_with_pieces_replaced(changes: list[tuple[int, int, str]]) -> None:
    text = PACK
    for at, length, junk in changes:
        text = text[:at] + junk + text[at + length :]
    read(text.encode("utf-8", "surrogatepass"))


@SLOW
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_a_valid_file_with_lines_moved_repeated_or_lost(chance: random.Random, times: int) -> None:
    lines = list(_LINES)
    for _ in range(times):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                del lines[at]
            case _:
                lines[at] = "  " * chance.randrange(4) + lines[at].lstrip()
    read("".join(lines).encode())


@SLOW
@given(st.data())
def test_a_valid_file_with_values_exchanged(data: st.DataObject) -> None:
    words = sorted({word for line in _LINES for word in line.replace(",", " ").replace("}", " ").split() if word})
    text = PACK
    for _ in range(data.draw(st.integers(1, 4))):
        old, new = data.draw(st.sampled_from(words)), data.draw(st.sampled_from(words))
        text = text.replace(old, new, 1)
    read(text.encode())


@SLOW
@given(st.binary(max_size=400))
def test_random_bytes(content: bytes) -> None:
    read(content)
    read(b"schema: store-auditor/rules/1\n" + content)


_TREE = st.recursive(
    st.text(alphabet="ab1%$ -:", max_size=6),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["metrics", "checks", "title", "zh", "expect", "at_least", "unit", "lines", "when", "all", "a"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)  # fmt: skip


@SLOW
@given(
    st.dictionaries(
        st.sampled_from(["metrics", "attributes", "observe", "checks", "scopes", "diagnoses", "remedies"]), _TREE
    )
)
def test_trees_of_the_wrong_shape(tree: dict[str, object]) -> None:
    import yaml

    head = "schema: store-auditor/rules/1\npack: a\nplatform: a\npurpose: weekly\ntitle: {zh: 一, en: One}\n"
    body = yaml.safe_dump(tree, allow_unicode=True) if tree else ""
    read((head + body).encode())


@SLOW
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 5), _JUNK), min_size=1, max_size=3))
def test_overlays_and_waivers(tmp_path: Path, changes: list[tuple[int, int, str]]) -> None:
    book = load(tmp_path)
    overlay = (
        OVERLAY
        + "checks:\n  acme.answer-rate: {expect: {at_least: 80%}, watch: {at_least: 92%}}\nskip: {acme.ipi: 无}\n"
    )
    overlay += "columns: {orders: [单量]}\npercent: {answer_rate: share}\nrates: {CNY: 0.14}\n"
    for text, name in ((overlay, "overlay.yaml"), (WAIVERS + WAIVER, "waivers.yaml")):
        mutated = text
        for at, length, junk in changes:
            mutated = mutated[:at] + junk + mutated[at + length :]
        path = write(tmp_path, mutated.encode("utf-8", "surrogatepass"), name)
        with contextlib.suppress(RuleErrors):
            apply_overlay(book, load_overlays([path], book))
        with contextlib.suppress(RuleErrors):
            load_waivers([path], book)


@pytest.mark.parametrize(
    "content",
    [
        b"schema: store-auditor/rules/1\n" + b"a: {" * 200_000,
        b"schema: store-auditor/rules/1\n" + b"- " * 400_000,
        b"schema: store-auditor/rules/1\n" + b"k: v\n" * 200_000,
        b"schema: store-auditor/rules/1\nk: " + b"'" * 900_000,
        b"schema: store-auditor/rules/1\nk: |\n" + b"  line\n" * 140_000,
        b"schema: store-auditor/rules/1\n" + b"".join(b"k%d: v\n" % number for number in range(80_000)),
        b"schema: store-auditor/rules/1\nchecks: {" + b"a: {}, " * 100_000 + b"}\n",
        b"schema: store-auditor/rules/1\nobserve: [" + b"abc, " * 180_000 + b"]\n",
        b"x" * 1_000_000,
        b"x:" * 500_000,
        b" " * 1_000_000,
        b"\n" * 1_000_000 + b"a",
        b"a.b-" * 260_000 + b"\x00",
    ],
    ids=range(13),
)
def test_large_hostile_files_end_soon(content: bytes) -> None:
    """Bounded by construction (1 MiB, 16 levels, 500 errors); a quadratic step here would hang the suite."""
    assert read(content)


def test_many_diagnoses_and_long_chains(tmp_path: Path) -> None:
    """A chain of a thousand diagnoses is read without deep recursion; closed to a ring it is refused."""
    names = [f"acme.d{number}" for number in range(1000)]
    body = "diagnoses:\n"
    for name, before in zip(names[1:], names, strict=False):
        body += f"  {name}: {{title: x, when: {{all: [{{diagnosis: {before}}}]}}, explains: [acme.orders], likelihood: likely}}\n"
    last = names[-1]
    head = "schema: store-auditor/rules/1\npack: acme.chain\nplatform: acme\npurpose: weekly\ntitle: x\n"
    first = f"  {names[0]}: {{title: x, when: {{all: [{{{{}}}}]}}, explains: [acme.orders], likelihood: likely}}\n"
    chain = head + body + first.replace("{{}}", "acme.orders: fail")
    ring = head + body + first.replace("{{}}", f"diagnosis: {last}")
    assert isinstance(_both(chain), RuleBook)
    found = _both(ring)
    assert isinstance(found, tuple)
    assert len(found) == 1


def _both(text: str) -> RuleBook | tuple[object, ...]:
    try:
        return build_rulebook(
            [RuleFile("a.yaml", PACK.encode(), False), RuleFile("b.yaml", text.encode(), False)], Problems()
        )
    except RuleErrors as found:
        return found.errors
