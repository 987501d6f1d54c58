"""The real page in a real browser: accessibility, a phone's width, filters, print."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path
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


@pytest.fixture(scope="module", autouse=True)
def browser() -> str:
    found = find_browser()
    if found is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine")
    return found


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    made = {lang: samples.with_past(document(samples.audit(), samples.book(), lang)) for lang in ("zh", "en", "both")}
    return {f"{lang}{index}": render_html(Shown(made[lang], index)) for lang in made for index in range(3)}


def run(browser: str, page: str, script: str, folder: Path, width: int = 1100) -> Any:
    """Open ``page`` under its own security policy plus ``script``; what the script hands to ``report`` comes back."""
    probe = (
        "(async function(){const report=function(value){const out=document.createElement('pre');out.id='probe';"
        "out.textContent=JSON.stringify(value);document.body.appendChild(out);};\n" + script + "\n})();"
    )
    digest = base64.b64encode(hashlib.sha256(probe.encode()).digest()).decode()
    policy = html.escape(f"script-src 'sha256-{digest}' ")
    opened = page.replace("script-src ", f"{policy}", 1)
    opened = opened.replace("</body>", f"<script>{probe}</script></body>")
    source = folder / "page.html"
    source.write_text(opened, "utf-8")
    command = [
        browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-extensions",
        "--disable-component-update", "--disable-sync", f"--user-data-dir={folder / 'profile'}", f"--window-size={width},900",
        "--virtual-time-budget=20000", "--dump-dom",
    ]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--no-sandbox")
    done = subprocess.run([*command, source.as_uri()], capture_output=True, text=True, encoding="utf-8", timeout=120)
    found = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr[-2000:]
    return json.loads(html.unescape(found[1]))


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
def test_axe_finds_no_serious_violation(browser, pages, axe, tmp_path, name, width):
    script = f"{axe}\nconst found=(await axe.run()).violations;" + (
        "report(found.map(v=>({id:v.id,impact:v.impact,nodes:v.nodes.map(n=>n.html).slice(0,3)})));"
    )
    violations = run(browser, pages[name], script, tmp_path, width)
    assert [violation for violation in violations if violation["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [1100, 500])
def test_axe_finds_nothing_on_the_overview(browser, axe, tmp_path, width):
    made = document(samples.audit(), samples.book(), "en")
    stores = tuple(summarise(store, made["as_of"]) for store in made["stores"])
    found = Outcome(
        "North", "", stores, refused=(("a.xlsx", "damaged"),), unread=(("b.xlsx!S", 2, "C4", "0.9% or 90%?"),)
    )
    page = render_overview(overview([found, Outcome("South", "", error=Text("坏", "broken"))], "en"))
    opened = page.replace(
        "default-src 'none'", "default-src 'none'; script-src 'none'", 1
    )  # run() adds its script there
    script = (
        f"{axe}\nreport((await axe.run()).violations.map(v=>({{id:v.id,nodes:v.nodes.map(n=>n.html).slice(0,3)}})));"
    )
    assert run(browser, opened, script, tmp_path, width) == []


@pytest.mark.parametrize("name", ["zh0", "en0", "en2", "both0"])
def test_a_phone_needs_no_sideways_scroll(browser, pages, tmp_path, name):
    # A headless window is at least 500 pixels wide; a frame is as narrow as one likes.
    wrapper = (
        "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"script-src \"><body>"
        f'<iframe width="360" height="800" style="border:0" srcdoc="{html.escape(pages[name])}"></iframe></body>'
    )
    script = (
        "const frame=document.querySelector('iframe');await new Promise(done=>{frame.onload=done;"
        "if(frame.contentDocument.readyState==='complete'&&frame.contentDocument.body.children.length)done();});"
        "const view=frame.contentWindow,doc=frame.contentDocument;"
        "const wide=[...doc.querySelectorAll('body *')].filter(e=>e.getBoundingClientRect().right>view.innerWidth+1"
        "&&view.getComputedStyle(e).position!=='absolute'&&!e.closest('svg')).map(e=>e.outerHTML.slice(0,120));"
        "report([view.innerWidth,doc.querySelectorAll('section').length>3,doc.documentElement.scrollWidth,wide.slice(0,3)]);"
    )
    inner, whole, scrolled, wide = run(browser, wrapper, script, tmp_path)
    assert (inner, whole, wide) == (360, True, [])
    assert scrolled <= 360


def test_filters_show_what_they_say(browser, pages, tmp_path):
    script = (
        "const form=document.querySelector('form.filter');const seen=[form.hidden];"
        "const shown=()=>[...document.querySelectorAll('tr[data-finding]')].filter(e=>!e.hidden).length;"
        "const pick=(name,value)=>{form[name].value=value;form.dispatchEvent(new Event('change'));};"
        "seen.push(shown());pick('status','fail');seen.push(shown());pick('severity','major');seen.push(shown());"
        "pick('status','');pick('severity','');pick('owner','customer service');seen.push(shown());"
        "seen.push(form.querySelector('output').textContent);report(seen);"
    )
    assert run(browser, pages["en0"], script, tmp_path) == [False, 17, 7, 2, 3, "3 of 17 checks shown"]


def test_a_finding_is_copied_as_text(browser, pages, tmp_path):
    script = (
        "let text='';document.execCommand=function(){text=document.activeElement.value;return true;};"
        "Object.defineProperty(window,'isSecureContext',{value:false});"
        "const button=document.querySelector('article.finding button');button.click();report([text,button.textContent]);"
    )
    text, label = run(browser, pages["en0"], script, tmp_path)
    assert label == "Copied"
    for expected in ("Order defect rate below 1%", "1.23%", "Requirement less than 1%", "Recovery 51 more orders"):
        assert expected in text


def test_foreign_scripts_do_not_run(browser, pages, tmp_path):
    page = pages["en0"].replace(
        "<main>", "<main><script>document.title='owned'</script><img src='x' onerror=\"document.title='owned'\">"
    )
    assert run(browser, page, "report(document.title);", tmp_path) != "owned"


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
