"""PDF through the Chromium or Edge that the machine has: an option, never a dependency."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from auditor.files import ReportError, not_written
from auditor.model import Text


class NotPrinted(ReportError):
    """A page could not be printed: no browser, or one that fails. Everything else can be written all the same."""


_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "chrome")
_WINDOWS = ("Microsoft/Edge/Application/msedge.exe", "Google/Chrome/Application/chrome.exe")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_DATES = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_NODES = re.compile(rb"\(node(\d{8})\)")  # names of the document's parts: rows, headings of tables
_PATIENCE = 120  # seconds; a browser's first start on a slow machine takes some of them


def find_browser() -> str | None:
    """The browser that would print: the one that AUDITOR_BROWSER names, else the first known one; None if there is none."""
    chosen = os.environ.get("AUDITOR_BROWSER")
    if chosen:
        return shutil.which(chosen)
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    roots = [os.environ[key] for key in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if key in os.environ]
    places = [*_MAC, *(str(Path(root) / tail) for root in roots for tail in _WINDOWS)]
    return next((place for place in places if Path(place).is_file()), None)


def print_pdf(page: str, as_of: str) -> bytes:
    """``page`` (a self-contained HTML document) as PDF on A4. Raises NotPrinted where there is no browser or it fails.

    The browser runs with a profile of its own that is thrown away, without network services. What differs from one
    printing to the next is settled, so the same page and the same browser give the same bytes.
    """
    browser = find_browser()
    if browser is None:
        raise NotPrinted(
            Text(
                "生成 PDF 需要 Chromium、Chrome 或 Edge 浏览器，本机未找到；可安装其一，或在 --format 中去掉 pdf，"
                "再用浏览器把 HTML 报告打印为 PDF",
                "PDF needs Chromium, Chrome or Edge and none was found; install one, or leave pdf out of --format and print the "
                "HTML report to PDF",
            )
        )
    with tempfile.TemporaryDirectory(prefix="auditor-pdf-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        try:
            source.write_text(page, "utf-8")
        except OSError as error:
            raise ReportError(not_written(error, source)) from error
        command = [browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        command += [f"--user-data-dir={Path(folder, 'profile')}", "--no-pdf-header-footer", f"--print-to-pdf={target}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium refuses to start as root with its sandbox; containers run as root
        try:
            subprocess.run([*command, source.as_uri()], capture_output=True, timeout=_PATIENCE, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise _failed(browser, type(error).__name__) from error
        if not target.is_file():
            raise _failed(browser, "no file")
        return _settled(target.read_bytes(), as_of)


def _settled(pdf: bytes, as_of: str) -> bytes:
    """The day ``as_of`` (ISO 8601) for the clock's time, and the parts of the document numbered from one.

    A browser counts every node that it ever made, a few more or less as it happened to read the page. The names are of
    one length and keep their order, so that no offset in the file and no tree of names changes.
    """
    numbers = {found: b"%08d" % at for at, found in enumerate(sorted(set(_NODES.findall(pdf))), 1)}
    named = _NODES.sub(lambda match: b"(node%b)" % numbers[match[1]], pdf)
    return _DATES.sub(rb"\g<1>" + as_of.replace("-", "").encode() + b"000000", named)


def _failed(browser: str, why: str) -> NotPrinted:
    return NotPrinted(
        Text(
            f"浏览器 {browser} 未能生成 PDF（{why}）；请用浏览器打开 HTML 报告后打印为 PDF",
            f"the browser {browser} made no PDF ({why}); open the HTML report and print it to PDF",
        )
    )
