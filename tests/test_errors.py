"""Errors of ours that cross from a worker to the run's process arrive whole."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import auditor
from auditor.files import ReportError
from auditor.history.model import HistoryError
from auditor.history.whatif import UnknownMetricError
from auditor.intake.dating.date_forms import Undecided
from auditor.intake.readers.cells import UnreadableFile
from auditor.notify.digest import NoRun
from auditor.notify.targets import TargetError
from auditor.portfolio.cluster import NoCluster
from auditor.portfolio.folder import Busy
from auditor.portfolio.remote import Away
from auditor.portfolio.settings import NotFetched
from auditor.readiness import UnknownMarketError
from auditor.report.form_xml import Unfit
from auditor.report.pdf import NotPrinted
from auditor.rulebook.errors import RuleError, RuleErrors
from auditor.rulebook.formula import BadFormula
from auditor.rulebook.model import Place
from auditor.rulebook.quantities import BadQuantity
from auditor.text import BilingualError, Text

SAID = Text("文件无法写入", "the file can't be written")
BILINGUAL = (
    BilingualError, ReportError, HistoryError, UnknownMetricError, UnknownMarketError, NoRun, TargetError, Busy,
    NoCluster, BadQuantity, Undecided, NotFetched, NotPrinted, Unfit,
)  # fmt: skip
ERRORS: tuple[Exception, ...] = (
    *(kind(SAID) for kind in BILINGUAL),
    UnreadableFile(SAID, Text("请另存", "save it anew"), bug=True, detail="line 1"),
    RuleErrors([RuleError(Place("rules/a.yaml", 3, 5), SAID, "near"), RuleError(Place("b.yaml", 1, 1), SAID)]),
    Away("s3://bucket"),
    BadFormula(4, "公式有误", "a wrong formula", ("sum", "mean"), "summ"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_it_arrives_as_it_left(error: Exception) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is type(error)
    assert vars(arrived) == vars(error)
    assert str(arrived) == str(error) != ""


def test_what_is_said_of_an_error_is_its_english_text() -> None:
    assert {str(kind(SAID)) for kind in BILINGUAL} == {SAID.en}


def test_no_public_error_is_missing_here() -> None:
    declared = re.compile(r"^class ([A-Z]\w*)\([\w, ]*(?:Exception|Error)\):", re.MULTILINE)
    folder = Path(auditor.__file__).parent
    found = {name for path in folder.rglob("*.py") for name in declared.findall(path.read_text(encoding="utf-8"))}
    assert found == {type(error).__name__ for error in ERRORS}
