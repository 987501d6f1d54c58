"""Packages behind a URL: the same bytes as in a folder, only what is missing is done again, and failures are told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.files import ReportError
from auditor.model import Text
from auditor.portfolio import remote
from auditor.portfolio.agency import Agency, Client
from auditor.portfolio.folder import MANIFEST, Folder
from auditor.portfolio.job import Outcome
from auditor.portfolio.outlet import outlet
from auditor.portfolio.settings import carry, settle
from auditor.portfolio.state import finish, finished
from auditor.portfolio.store import Store
from auditor.portfolio.task import run_task
from tests.conftest import ROOT, run
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import contents, run_of

fsspec = pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")


@pytest.fixture
def memory() -> Iterator[Store]:
    """An empty store in the memory of this process."""
    yield Store("memory://bucket/monday")
    fsspec.filesystem("memory").store.clear()


def put(store: Store, client: str, **files: str) -> None:
    """A package of these files, and its manifest."""
    with store.workplace(client) as folder:
        for name, text in files.items():
            path = folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    listed = [[name.replace("__", "/").replace("_", "."), "-"] for name in files]
    store.write(f"{client}/{MANIFEST}", json.dumps({"outputs": listed}).encode())


def test_a_package_is_uploaded_whole_and_what_it_no_longer_has_is_removed(memory):
    put(memory, "acme", zh__a_html="1", audit_json="2")
    put(memory, "acme-2", audit_json="of another client")
    memory.write("acme/from-a-person.txt", b"keep")
    with memory.workplace("acme") as folder:
        (folder / "audit.json").write_text("3")
        assert memory.read("acme/audit.json") == b"2", "nothing is uploaded before the package is complete"
    assert memory.read("acme/audit.json") == b"3"
    assert memory.read("acme/zh/a.html") is None
    assert memory.read("acme/from-a-person.txt") == b"keep"
    assert memory.read(f"acme/{MANIFEST}") is None, "not finished until the run says so"
    assert memory.read("acme-2/audit.json") == b"of another client"


def test_a_file_in_pieces_is_uploaded_when_the_last_is_made(memory):
    memory.write("overview.json", b"old")

    def pieces(error: bool) -> Iterator[bytes]:
        yield "第一".encode()
        if error:
            raise ZeroDivisionError
        yield b"second"

    with pytest.raises(ReportError):
        memory.write("overview.json", pieces(error=True))
    assert memory.read("overview.json") == b"old"
    memory.write("overview.json", pieces(error=False))
    assert memory.read("overview.json") == "第一second".encode()


def test_a_package_that_fails_leaves_the_last_one_as_it_was(memory):
    put(memory, "acme", audit_json="old")
    with suppress(ZeroDivisionError), memory.workplace("acme") as folder:
        (folder / "audit.json").write_text("half")
        raise ZeroDivisionError
    assert memory.read("acme/audit.json") == b"old"
    assert memory.read(f"acme/{MANIFEST}") is not None


def test_notes_come_down_and_are_never_written_over(memory):
    memory.write("acme/zh/shop.notes.yaml", b"highlights: [mine]")
    with memory.workplace("acme") as folder:
        assert (folder / "zh" / "shop.notes.yaml").read_bytes() == b"highlights: [mine]"
        memory.write("acme/zh/shop.notes.yaml", b"highlights: [edited meanwhile]")
        (folder / "other.notes.yaml").write_text("fresh")
    assert memory.read("acme/zh/shop.notes.yaml") == b"highlights: [edited meanwhile]"
    assert memory.read("acme/other.notes.yaml") == b"fresh"


def test_whole_means_every_file_there_and_the_notes_unedited(memory):
    put(memory, "acme", a_html="1", b_json="2", n_notes_yaml="3")
    digest = "4e07408562bedb8b60ce05c1decfe3ad16b72230967de01f640b7e4729b49fce"  # of "3"
    outputs, notes = [("a.html", "-"), ("b.json", "-")], [("n.notes.yaml", digest)]
    assert memory.whole("acme", outputs, notes)
    assert not memory.whole("acme", outputs, [("n.notes.yaml", "edited")])
    memory.remove("acme/a.html")
    assert not memory.whole("acme", outputs, notes)
    assert not memory.whole("nobody", outputs, notes)


def test_an_archive_behind_a_url_is_looked_for_and_not_downloaded(memory, monkeypatch):
    put(memory, "acme", audit_json="1")
    memory.write("acme.zip", b"PK a package of many megabytes")
    finish(memory, Outcome("acme", "key", outputs=(("audit.json", "-"),), archive="-"))
    fetched: list[str] = []
    read = memory.read
    monkeypatch.setattr(memory, "read", lambda path: fetched.append(path) or read(path))
    assert finished(memory, "acme", "key")
    memory.remove("acme.zip")
    assert not finished(memory, "acme", "key")
    assert set(fetched) == {f"acme/{MANIFEST}"}


class Refusing(fsspec.get_filesystem_class("memory")):
    """A store that says no in its own words."""

    protocol = "refusing"
    cachable = False

    def pipe_file(self, path: str, value: bytes, **more: object) -> None:
        raise RuntimeError(f"AccessDenied for refusing://user:pa55@bucket on {path}")


def test_what_a_store_refuses_is_told_in_both_languages_without_a_password():
    fsspec.register_implementation("refusing", Refusing, clobber=True)
    with pytest.raises(ReportError) as told, outlet("refusing://user:pa55@bucket").held():
        pass
    for text in (told.value.message.zh, told.value.message.en):
        assert "AccessDenied" in text
        assert "refusing://bucket" in text
        assert "pa55" not in text


def test_a_store_that_did_not_answer_is_not_asked_again_for_a_while(memory, monkeypatch):
    monkeypatch.setattr(remote, "_SILENT", {remote.place_of(memory.url): remote._Silent(60.0, float("inf"))})
    with pytest.raises(ReportError, match=r"cannot read .*/x: .* has not answered and is left alone"):
        memory.read("x")


def test_a_bucket_that_is_not_there_is_told_and_not_made(monkeypatch):
    class Buckets(fsspec.get_filesystem_class("memory")):
        """Of S3: what would make a folder makes the bucket too."""

        protocol = ("s3", "s3a")
        makedirs = None

        def pipe_file(self, path, value, **more):
            raise FileNotFoundError("The specified bucket does not exist")

    monkeypatch.setattr(fsspec.core, "url_to_fs", lambda url: (Buckets(), "reprots/monday"))
    with pytest.raises(ReportError) as caught, Store("s3://reprots/monday").held():
        pass
    assert caught.value.message.en.startswith(
        "cannot write s3://reprots/monday/.writable: The specified bucket does not"
    )


def test_a_package_that_cannot_be_looked_at_is_made_again(tmp_path, memory, monkeypatch):
    make_clients(tmp_path / "in", 2)
    read = Store.read

    def forbidden(self: Store, path: str) -> bytes | None:
        if path.startswith("client00/"):
            raise ReportError(Text("没有权限", "no permission"))
        return read(self, path)

    monkeypatch.setattr(Store, "read", forbidden)
    todo, done = run_of(tmp_path / "in", memory.url).plan()
    assert ([job.client.id for job in todo], done) == (["client00", "client01"], [])


@pytest.mark.parametrize("url", ["nosuchscheme://bucket/x", "s3://bucket/x"])
def test_a_store_without_its_plugin(tmp_path, url):
    make_clients(tmp_path / "in", 1)
    if url.startswith("s3") and "s3fs" in sys.modules:
        pytest.skip("s3fs is installed")
    ran = run("portfolio", tmp_path / "in", "--out", url)
    assert ran.code == 2
    assert len(ran.err.splitlines()) == 1
    assert f"cannot open {url}" in ran.err


def test_a_file_url_is_a_folder_with_its_lock(tmp_path):
    made = outlet(tmp_path.as_uri())
    assert isinstance(made, Folder)
    assert made.root == tmp_path


@pytest.mark.parametrize("url", ["file://monday", "file://server/monday", "file://"])
def test_a_file_url_of_two_slashes_is_not_taken_for_a_folder_elsewhere(url):
    with pytest.raises(ReportError, match=f"{url} is no address of a folder of this machine: .*file:///"):
        outlet(url)


def agency(folder: Path, inputs: str) -> Path:
    """Three clients: with an overlay, with a form and notes, and with nothing of its own."""
    from tests.portfolio.test_portfolio import own_form

    (folder / "o.yaml").write_text(
        "schema: store-auditor/overlay/1\nclient: client00\nskip: {amazon.order-defect-rate: by FBA only}\n"
    )
    (folder / "n.yaml").write_text("highlights: [Restocked in Ningbo]\n")
    own_form(folder / "f.xlsx", auditor_store="$B$1")
    (folder / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nlanguages: [zh, en]\nhistory: history.sqlite\nclients:\n"
        + "".join(
            f"  client{number:02d}: {{inputs: ['{inputs}/client{number:02d}/week.csv']{more}}}\n"
            for number, more in enumerate((", overlay: o.yaml", ", form: f.xlsx, narrative: n.yaml", ""))
        )
    )
    return folder / "agency.yaml"


def portfolio(folder: Path, out: str, *more: str, code: int = 3) -> str:
    common = ("--as-of", "2026-11-15", "--format", "html,xlsx,json", "--lang", "en", "--zip", "--quiet")
    ran = run("portfolio", folder / "agency.yaml", "--out", out, *common, *more)
    assert ran.code == code, ran.err
    return ran.err


def test_the_same_packages_as_in_a_folder_and_only_what_is_missing_again(tmp_path):
    make_clients(tmp_path / "in", 3)
    agency(tmp_path, (tmp_path / "in").as_uri())
    portfolio(tmp_path, str(tmp_path / "here"))
    (tmp_path / "history.sqlite").unlink()
    url = f"local://{tmp_path}/there"
    portfolio(tmp_path, url)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert (tmp_path / "there" / "client02.zip").exists()

    assert "3 clients have not changed" in portfolio(tmp_path, url)
    (tmp_path / "there" / "client01" / "en" / "audit.json").unlink()
    notes = next((tmp_path / "there" / "client02" / "en").glob("*.notes.yaml"))
    notes.write_text("highlights: [Nobody on holiday]\n")
    (tmp_path / "there" / "client00" / MANIFEST).write_text("{")
    shutil.rmtree(tmp_path / "there" / "client00" / "zh")
    assert "not changed" not in (said := portfolio(tmp_path, url))
    assert "left as they are" not in said
    again, whole = contents(tmp_path / "there"), contents(tmp_path / "here")
    assert set(again) == set(whole)
    assert {name for name in whole if again[name] != whole[name]} == {
        f"client02/en/{notes.name}",
        *(name for name in whole if name.startswith("client02/en/shop") and name.endswith(".html")),
        *(name for name in whole if name.startswith("client02/en/shop") and name.endswith(".xlsx")),
        "client02.zip",
    }


def test_what_is_carried_is_all_that_a_worker_needs(tmp_path):
    rules = tmp_path / "packs"
    rules.mkdir()
    for name, text in {"rules.yaml": "a: 1", "packs/x.yaml": "b: 2", "o.yaml": "c: 3", "logo.png": "png"}.items():
        (tmp_path / name).write_text(text)
    given = Agency(
        name="A",
        clients=(),
        root=tmp_path,
        logo=str(tmp_path / "logo.png"),
        rules=(str(rules), str(tmp_path / "rules.yaml")),
    )
    client = Client(id="c", name="c", overlay=(tmp_path / "o.yaml").as_uri(), waivers=str(tmp_path / "absent.yaml"))
    assert list(carry(given, client, everything=False)) == [client.overlay]
    carried = carry(given, client, everything=True)
    shutil.rmtree(rules)
    for name in ("rules.yaml", "o.yaml", "logo.png"):
        (tmp_path / name).unlink()
    agency_there, there, names = settle(given, client, carried)
    assert Path(agency_there.logo).read_text() == "png"
    assert (Path(agency_there.rules[0]) / "x.yaml").read_text() == "b: 2"
    assert Path(agency_there.rules[1]).read_text() == "a: 1"
    assert Path(there.overlay).read_text() == "c: 3"
    assert there.waivers == client.waivers, "what could not be read is told by the worker under its own name"
    assert names[there.overlay] == client.overlay
    assert settle(given, client, carried)[0] == agency_there


@pytest.mark.parametrize("behind_urls", [False, True])
def test_an_overlay_beside_the_sheets_is_no_input_on_a_cluster_and_behind_a_url_either(tmp_path, behind_urls):
    make_clients(tmp_path / "in", 1)
    sheets = tmp_path / "in" / "client00"
    (sheets / "o.yaml").write_text("schema: store-auditor/overlay/1\nskip: {amazon.order-defect-rate: by FBA only}\n")
    where, overlay = (path.as_uri() if behind_urls else str(path) for path in (sheets, sheets / "o.yaml"))
    (tmp_path / "agency.yaml").write_text(
        f"schema: store-auditor/agency/1\nclients: {{a: {{inputs: '{where}', overlay: '{overlay}'}}}}\n"
    )
    ((job,), _) = run_of(tmp_path / "agency.yaml", tmp_path / "out").plan()
    (outcome,) = run_task([replace(job, carried=carry(job.agency, job.client, everything=True))])
    document = json.loads((tmp_path / "out" / "a" / "audit.json").read_text("utf-8"))
    assert outcome.error is None
    assert [Path(file["file"]).name for file in document["inputs"]] == ["week.csv"]


def test_mistakes_in_what_was_carried_are_told_under_the_name_that_it_has(tmp_path):
    make_clients(tmp_path / "in", 2)
    (tmp_path / "o.yaml").write_text("schema: store-auditor/overlay/1\nskip: {amazon.no-such-check: why}\n")
    (tmp_path / "f.xlsx").write_bytes(b"PK")
    (tmp_path / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nlanguages: en\nclients:\n"
        f"  a: {{inputs: in/client00, overlay: '{(tmp_path / 'o.yaml').as_uri()}'}}\n"
        f"  b: {{inputs: in/client01, form: '{(tmp_path / 'f.xlsx').as_uri()}'}}\n"
        f"  c: {{inputs: in/client01, overlay: '{(tmp_path / 'gone.yaml').as_uri()}'}}\n"
        "  d: {inputs: in/client01, narrative: 'nosuchscheme://me:pa55@host/n.yaml'}\n"
    )
    run("portfolio", tmp_path / "agency.yaml", "--out", tmp_path / "out", "--format", "html", "--lang", "en")
    failed = {
        item["client"]: item["why"] for item in json.loads((tmp_path / "out" / "overview.json").read_text())["failed"]
    }
    assert failed["a"].startswith(f"{(tmp_path / 'o.yaml').as_uri()}:2:")
    assert f"cannot read the form {(tmp_path / 'f.xlsx').as_uri()}: " in failed["b"]
    assert failed["c"].startswith(f"{(tmp_path / 'gone.yaml').as_uri()}: there is no file at this address")
    assert failed["d"].startswith("nosuchscheme://host/n.yaml: cannot be fetched: ")
    assert "auditor-settings" not in json.dumps(failed)


def test_two_workers_in_folders_of_their_own_with_inputs_and_outputs_behind_urls(tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    make_clients(tmp_path / "in", 3)
    agency(tmp_path, (tmp_path / "in").as_uri())
    portfolio(tmp_path, str(tmp_path / "here"))
    (tmp_path / "history.sqlite").unlink()
    with distributed.LocalCluster(n_workers=0, dashboard_address=None, host="127.0.0.1") as cluster:
        workers = []
        for number in range(2):
            home = tmp_path / f"worker{number}"
            home.mkdir()
            command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address]
            command += ["--nthreads", "1", "--no-dashboard", "--no-nanny"]
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(home)}
            workers.append(subprocess.Popen(command, cwd=home, env={**os.environ, **own}, **quiet))
        try:
            with distributed.Client(cluster.scheduler_address) as client:
                client.wait_for_workers(2, timeout=60)
            portfolio(tmp_path, f"local://{tmp_path}/there", "--scheduler", cluster.scheduler_address)
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait(30)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    left = [path for number in range(2) for path in (tmp_path / f"worker{number}").rglob("*") if path.is_file()]
    assert [path for path in left if path.suffix != ".lock"] == [], "those of Dask may stay"


@pytest.mark.parametrize("page", ["agency.md", "agency.zh.md"])
def test_the_configuration_of_the_page_loads(tmp_path, page):
    import re

    from auditor.portfolio.configuration import load_agency

    (text,) = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs" / page).read_text("utf-8"), re.M | re.S)
    (tmp_path / "agency.yaml").write_text(text, encoding="utf-8")
    for named in ("logo.png", "form.xlsx", "our-rules", "harbour.notes.yaml"):
        (tmp_path / named).touch()
    client, resting = load_agency(tmp_path / "agency.yaml").clients
    assert resting.paused.start < resting.paused.until
    assert client.form == str(tmp_path / "form.xlsx")
    assert client.stores[0].inputs[1].startswith("s3://")
