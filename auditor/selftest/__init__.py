"""The rules' own tests, run through the real judgement and the real inference.

Each check is tested by the cases that stand beside it in its rule file and by cases that are generated
from its lines: just below, at and just above every figure, missing, zero, too old, by counts, and every
pattern of a sustained requirement. What a case expects is worked out here in exact fractions.
"""

from auditor.selftest.coverage import PackCoverage, coverage, supplied_metrics
from auditor.selftest.idle import idle_rules
from auditor.selftest.run import Failure, Result, run_tests

__all__ = ["Failure", "PackCoverage", "Result", "coverage", "idle_rules", "run_tests", "supplied_metrics"]
