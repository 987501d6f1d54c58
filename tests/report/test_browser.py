"""The real page in a real browser: accessibility, a phone's width, filters, print."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path
from select import select
from typing import Any

import pytest

from auditor.model import Text
from auditor.portfolio.job import Outcome
from auditor.portfolio.overview import overview
from auditor.portfolio.overview_page import render_overview
from auditor.portfolio.summary import summarise
from auditor.report import document, find_browser
from auditor.report.html import render_html
from auditor.report.pdf import print_pdf
from auditor.report.shown import Shown
from tests.report import samples

pytestmark = pytest.mark.browser
AXE = "axe-core@4.14.1"


class Browser:
    """One Chromium for all pages, asked over two pipes in the words of its DevTools protocol."""

    def __init__(self, program: str, folder: Path) -> None:
        words = [
            program, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-extensions",
            "--disable-component-update", "--disable-sync", f"--user-data-dir={folder / 'profile'}", "--remote-debugging-pipe",
        ]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            words.append("--no-sandbox")
        pipes = 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1'  # it reads from 3 and writes to 4
        self._process = subprocess.Popen(
            ["sh", "-c", pipes, "sh", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._source, self._asked, self._left = folder / "page.html", 0, b""

    def run(self, page: str, script: str, width: int = 1100) -> Any:
        """Open ``page`` as it is, run ``script`` in it; what that hands to ``report`` comes back."""
        self._source.write_text(page, "utf-8")
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        tab = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", tab, **size)
        self._ask("Page.navigate", tab, url=self._source.as_uri())
        probe = (
            "new Promise(async function(told,failed){const report=value=>told(JSON.stringify(value));try{\n"
            "if(document.readyState!=='complete')await new Promise(done=>{onload=done;});\n"
            f"{script}\n}}catch(error){{failed(error);}}}})"
        )
        answer = self._ask("Runtime.evaluate", tab, expression=probe, awaitPromise=True)
        self._ask("Target.closeTarget", targetId=target)
        assert "exceptionDetails" not in answer, answer
        return json.loads(answer["result"]["value"])

    def _ask(self, method: str, tab: str = "", **parameters: object) -> dict[str, Any]:
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": parameters} | ({"sessionId": tab} if tab else {})
        assert self._process.stdin
        self._process.stdin.write(json.dumps(message).encode() + b"\0")
        self._process.stdin.flush()
        while (answer := self._next()).get("id") != self._asked:
            pass  # an event
        assert "error" not in answer, answer
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        assert self._process.stdout
        while b"\0" not in self._left:
            assert select([self._process.stdout], [], [], 120)[0], "the browser does not answer"
            read = os.read(self._process.stdout.fileno(), 1 << 16)
            assert read, "the browser is gone"
            self._left += read
        message, _, self._left = self._left.partition(b"\0")
        return json.loads(message)

    def close(self) -> None:
        self._ask("Browser.close")
        self._process.wait(60)


@pytest.fixture(scope="module", autouse=True)
def program() -> str:
    found = find_browser()
    if found is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine")
    return found


@pytest.fixture(scope="module")
def browser(program, tmp_path_factory) -> Iterator[Browser]:
    opened = Browser(program, tmp_path_factory.mktemp("browser"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    made = {lang: samples.with_past(document(samples.audit(), samples.book(), lang)) for lang in ("zh", "en", "both")}
    return {f"{lang}{index}": render_html(Shown(made[lang], index)) for lang in made for index in range(3)}


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """The source of axe-core, from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, it brings axe-core")
    folder = tmp_path_factory.mktemp("axe")
    packed = subprocess.run([npm, "pack", AXE], cwd=folder, capture_output=True, timeout=120)
    archives = list(folder.glob("*.tgz"))
    if packed.returncode or not archives:
        pytest.skip(f"{AXE} cannot be fetched")
    with tarfile.open(archives[0]) as archive:
        return archive.extractfile("package/axe.min.js").read().decode("utf-8")


@pytest.mark.parametrize("name", ["zh0", "en0", "en1", "en2", "both0"])
@pytest.mark.parametrize("width", [1100, 500])
def test_axe_finds_no_serious_violation(browser, pages, axe, name, width):
    script = f"{axe}\nconst found=(await axe.run()).violations;" + (
        "report(found.map(v=>({id:v.id,impact:v.impact,nodes:v.nodes.map(n=>n.html).slice(0,3)})));"
    )
    violations = browser.run(pages[name], script, width)
    assert [violation for violation in violations if violation["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [1100, 500])
def test_axe_finds_nothing_on_the_overview(browser, axe, width):
    made = document(samples.audit(), samples.book(), "en")
    stores = tuple(summarise(store, made["as_of"]) for store in made["stores"])
    found = Outcome(
        "North", "", stores, refused=(("a.xlsx", "damaged"),), unread=(("b.xlsx!S", 2, "C4", "0.9% or 90%?"),)
    )
    page = render_overview(overview([found, Outcome("South", "", error=Text("坏", "broken"))], "en"))
    script = (
        f"{axe}\nreport((await axe.run()).violations.map(v=>({{id:v.id,nodes:v.nodes.map(n=>n.html).slice(0,3)}})));"
    )
    assert browser.run(page, script, width) == []


@pytest.mark.parametrize("name", ["zh0", "en0", "en2", "both0"])
def test_a_phone_needs_no_sideways_scroll(browser, pages, name):
    script = (
        "const wide=[...document.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>innerWidth+1"
        "&&getComputedStyle(e).position!=='absolute'&&!e.closest('svg')).map(e=>e.outerHTML.slice(0,120));"
        "report([innerWidth,document.querySelectorAll('section').length>3,document.documentElement.scrollWidth,"
        "wide.slice(0,3)]);"
    )
    inner, whole, scrolled, wide = browser.run(pages[name], script, 360)
    assert (inner, whole, wide) == (360, True, [])
    assert scrolled <= 360


def test_filters_show_what_they_say(browser, pages):
    script = (
        "const form=document.querySelector('form.filter');const seen=[form.hidden];"
        "const shown=()=>[...document.querySelectorAll('tr[data-finding]')].filter(e=>!e.hidden).length;"
        "const pick=(name,value)=>{form[name].value=value;form.dispatchEvent(new Event('change'));};"
        "seen.push(shown());pick('status','fail');seen.push(shown());pick('severity','major');seen.push(shown());"
        "pick('status','');pick('severity','');pick('owner','customer service');seen.push(shown());"
        "seen.push(form.querySelector('output').textContent);report(seen);"
    )
    assert browser.run(pages["en0"], script) == [False, 17, 7, 2, 3, "3 of 17 checks shown"]


def test_a_finding_is_copied_as_text(browser, pages):
    script = (
        "let text='';document.execCommand=function(){text=document.activeElement.value;return true;};"
        "Object.defineProperty(window,'isSecureContext',{value:false});"
        "const button=document.querySelector('article.finding button');button.click();report([text,button.textContent]);"
    )
    text, label = browser.run(pages["en0"], script)
    assert label == "Copied"
    for expected in ("Order defect rate below 1%", "1.23%", "Requirement less than 1%", "Recovery 51 more orders"):
        assert expected in text


def test_foreign_scripts_do_not_run(browser, pages):
    page = pages["en0"].replace(
        "<main>", "<main><script>document.title='owned'</script><img src='x' onerror=\"document.title='owned'\">"
    )
    assert browser.run(page, "report(document.title);") != "owned"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_printed_report_has_numbered_pages_with_chinese_glyphs(pages, tmp_path):
    pdf = tmp_path / "r.pdf"
    pdf.write_bytes(print_pdf(pages["zh0"], "2026-11-15"))
    assert pdf.read_bytes().count(b"Date (D:20261115000000") == 2
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    sheets = text.split("\f")[:-1]
    assert 6 <= len(sheets) <= 16
    assert all(f"{number} / {len(sheets)}" in sheet for number, sheet in enumerate(sheets, 1))
    assert "恒达五金旗舰店" in sheets[0]
    assert "停止新增缺陷订单" in sheets[0]  # the first action stands on page one
    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    assert "A4" in info


def test_a_node_more_on_the_way_to_a_page_changes_no_byte_of_its_pdf(pages):
    """A browser counts nodes as it happens to read the page: once in some twenty printings there is one more."""
    page = pages["zh0"]
    start = page.index(">", page.index("<body")) + 1
    counted = f"{page[:start]}<p hidden>one more</p>{page[start:]}"
    assert print_pdf(counted, "2026-11-15") == print_pdf(page, "2026-11-15")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("name", ["en0", "both0"])
def test_the_summary_is_printed_on_page_one_and_no_heading_is_left_behind(pages, tmp_path, name):
    pdf = tmp_path / "r.pdf"
    pdf.write_bytes(print_pdf(pages[name], "2026-11-15"))
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    sheets = [[line.strip() for line in sheet.split("\n") if line.strip()] for sheet in text.split("\f")[:-1]]
    assert any("Checks that pass: 3" in line for line in sheets[0]), sheets[0]  # the last line of it
    headings = [re.sub("<[^>]+>", "", found).strip() for found in re.findall(r"<h2>(.*?)</h2>", pages[name])]
    assert len(headings) > 5
    for sheet in sheets:
        assert not any(sheet[-2].startswith(heading) for heading in headings), sheet[
            -3:
        ]  # the last is the page's number
