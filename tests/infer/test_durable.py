"""What was measured of durable_rules, and the traps that the wrapper stays out of."""

import subprocess
import sys
import threading
from random import Random

import pytest

from auditor.infer.closure import ClosureEngine
from auditor.infer.durable import DurableEngine
from auditor.infer.interface import Rule


def test_symbols_may_hold_anything_that_json_can() -> None:
    odd = ['引号"反斜\\杠', "换\n行", "😀", "$s", "null", "1e-05", "id", "sid"]
    rules = [Rule(f"seen {symbol}", (symbol,)) for symbol in odd]
    assert list(DurableEngine(rules).conclude(odd).certain) == [f"seen {symbol}" for symbol in odd]


def test_a_fact_that_no_rule_knows_is_no_error() -> None:
    rules = [Rule("c", ("a",))]
    assert DurableEngine(rules).conclude(["stranger", "a", "another"]).certain == {"c": (rules[0],)}


def test_repeated_facts_count_once() -> None:
    rules = [Rule("c", ("a", "a"))]
    assert DurableEngine(rules).conclude(["a", "a"], ["a"]) == ({"c": (rules[0],)}, {})


def test_a_call_that_is_cut_short_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [Rule("b", ("a",)), Rule("c", ("b",))]
    engine = DurableEngine(rules)

    def broken(state: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine._rule_set, "fire", broken)
    with pytest.raises(KeyboardInterrupt):
        engine.conclude(["a"])
    monkeypatch.undo()
    assert engine.conclude([]) == ({}, {})
    assert engine.conclude(["a"]).certain == {"b": (rules[0],), "c": (rules[1],)}


def test_no_timer_threads() -> None:
    before = threading.active_count()
    DurableEngine([Rule("c", ("a",))]).conclude(["a"])
    assert threading.active_count() == before


def test_one_engine_serves_many_stores_in_flat_memory() -> None:
    """Twenty thousand random stores in a process of their own: the last ten thousand may not cost memory."""
    program = """
import resource
from random import Random
from auditor.infer.durable import DurableEngine
from auditor.infer.interface import Rule
random = Random(7)
names = [f"check-{n}:fail" for n in range(40)]
rules = [Rule(f"cause-{n % 25}", tuple(random.sample(names, 2)) + ((f"cause-{n // 2}",) if n % 3 else ()))
         for n in range(50)]
engine = DurableEngine(rules)
peak = []
for _ in range(2):
    for _ in range(10_000):
        engine.conclude(random.sample(names, 4), random.sample(names, 2))
    peak.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(peak[1] - peak[0])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 2048, "KiB more for ten thousand stores"


def test_many_random_stores_through_one_engine_equal_the_closure() -> None:
    random = Random(20261115)
    names = [f"check-{n}:fail" for n in range(60)]
    rules = [
        Rule(
            f"cause-{n % 30}",
            (*random.sample(names, random.randint(1, 3)), *([f"cause-{random.randrange(30)}"] if n % 4 == 0 else [])),
        )
        for n in range(80)
    ]
    durable, closure = DurableEngine(rules), ClosureEngine(rules)
    for _ in range(400):
        facts, supposed = random.sample(names, random.randint(0, 30)), random.sample(names, random.randint(0, 10))
        assert durable.conclude(facts, supposed) == closure.conclude(facts, supposed)
