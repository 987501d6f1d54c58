"""Inputs behind URLs, so that a worker of a cluster needs no shared disk."""

from __future__ import annotations

import functools
import json
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from auditor.intake import Options, read
from auditor.portfolio import remote
from auditor.portfolio.fetched import fetch
from auditor.portfolio.inputs import _matching
from auditor.portfolio.job import Outcome
from auditor.portfolio.remote import matching, said, shown, version
from auditor.rulebook import load_rulebook
from tests.conftest import run
from tests.portfolio.clients import make_clients
from tests.portfolio.test_portfolio import go, run_of

fsspec = pytest.importorskip("fsspec", reason="the extra [cluster] is not installed")
infer_storage_options = fsspec.utils.infer_storage_options


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """The address of a server of ``tmp_path/in``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path / "in"))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def portfolio(folder: Path, *inputs: str, out: str = "out") -> tuple[int, dict, str]:
    (folder / "agency.yaml").write_text(
        "schema: store-auditor/agency/1\nlanguages: en\nclients:\n"
        f"  client00: {{inputs: [{', '.join(repr(each) for each in inputs)}]}}\n",
        encoding="utf-8",
    )
    ran = run(
        "portfolio",
        folder / "agency.yaml",
        "--out",
        folder / out,
        "--as-of",
        "2026-11-15",
        "--lang",
        "en",
        "--format",
        "json",
    )
    return ran.code, json.loads((folder / out / "client00" / "audit.json").read_text("utf-8")), ran.err


def without_names(document: dict, *names: str) -> str:
    text = json.dumps(document, ensure_ascii=False)
    for name in names:
        text = text.replace(name, "FILE")
    return text


def test_file_urls_with_a_glob_say_the_same_as_the_file_itself(tmp_path):
    make_clients(tmp_path / "in", 1)
    path = (tmp_path / "in" / "client00" / "week.csv").as_posix()
    code, local, _ = portfolio(tmp_path, path, out="local")
    there, remote, _ = portfolio(tmp_path, f"file://{(tmp_path / 'in').as_posix()}/*/week.csv", out="remote")
    assert code == there
    assert [item["file"] for item in remote["inputs"]] == [f"file://{path}"]
    assert without_names(remote, f"file://{path}") == without_names(local, "in/client00/week.csv")
    assert "auditor-" not in json.dumps(remote["stores"])


def test_http_is_fetched_for_the_length_of_the_audit_and_noticed_when_it_changes(tmp_path, web):
    pytest.importorskip("aiohttp", reason="fsspec reads http by aiohttp")
    make_clients(tmp_path / "in", 1)
    sheet, url = tmp_path / "in" / "client00" / "week.csv", f"{web}/client00/week.csv"
    before = version(url)
    assert before == version(url)
    with fetch([url, "local.csv"]) as fetched:
        copy, other = fetched.paths([url, "local.csv"])
        assert other == "local.csv"
        assert Path(copy).read_bytes() == sheet.read_bytes()
        intake = fetched.named(read([copy], load_rulebook(), Options(isolated=False)))
    assert not Path(copy).exists()
    assert [item.file for item in intake.inputs] == [url]
    assert {cell.file for item in intake.observations for cell in item.evidence} == {url}
    sheet.write_text(sheet.read_text("utf-8").replace("1.20%", "0.123%"), encoding="utf-8")
    assert version(url) != before


class Hosted(fsspec.get_filesystem_class("memory")):
    """A store whose paths tell nothing of its host, and that takes its addresses for those of pages, as sftp does."""

    protocol = "hosted"
    cachable = False

    def __init__(self, **options: str) -> None:
        if "url_fragment" in options:
            raise TypeError("connect() got an unexpected keyword argument 'url_fragment'")
        super().__init__()

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(infer_storage_options(path)["path"])

    @staticmethod
    def _get_kwargs_from_urls(url: str) -> dict[str, str]:
        return {key: value for key, value in infer_storage_options(url).items() if key == "url_fragment"}


@pytest.fixture(params=["file://{}", "hosted://host{}", "zip://{}::file://{}/all.zip", "zip://{}::{}/all.zip"])
def behind(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """The URL of a path below ``tmp_path/in``, which lies in a folder, on a host or in an archive."""
    fsspec.register_implementation("hosted", Hosted, clobber=True)
    files = {path.relative_to(tmp_path).as_posix(): path for path in sorted((tmp_path / "in").rglob("*.csv"))}
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, path in files.items():
            archive.write(path, name)
            fsspec.filesystem("memory").pipe(f"/{name}", path.read_bytes())
    root = "" if request.param != "file://{}" else tmp_path.as_posix()
    yield lambda path: request.param.format(
        f"{root}/{path}" if "zip" not in request.param else path, tmp_path.as_posix()
    )
    fsspec.filesystem("memory").store.clear()


SHOPS = ("ShopA/late.csv", "ShopA/odr.csv", "ShopB/late #2.csv", "国际站.csv")


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """A folder with a folder a store; no sheet names its store."""
    for number, name in enumerate(SHOPS):
        path = tmp_path / "in" / "Acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        metric = "迟发率" if "late" in name else "订单缺陷率" if "odr" in name else "及时回复率"
        path.write_text(f"周期,{metric}\n2026-11-09~2026-11-15,{number + 1}%\n", encoding="utf-8")
    return tmp_path


def told(paths: Iterable[str]) -> set[tuple[str, str, str]]:
    intake = read(list(paths), load_rulebook(), Options(isolated=False))
    assert not [file.error for file in intake.inputs if file.error]
    return {(seen.store.store, seen.metric, seen.evidence[0].raw) for seen in intake.observations}


@pytest.mark.parametrize("pattern", ["in/Acme", "in/Acme/*", "in/Acme/?*", "in/Acme/**", "in/Acme/*/*"])
def test_stores_that_no_sheet_names_are_called_behind_a_url_as_in_a_folder(shops, behind, pattern):
    here = told(_matching(str(shops / pattern)))
    assert len({store for store, *_ in here}) >= 3
    with fetch(matching(behind(pattern))) as fetched:
        assert fetched.refused == ()
        assert told(fetched.local.values()) == here
    assert all(version(url) for url in fetched.local)


def test_a_worker_that_lives_on_asks_anew_what_lies_in_a_folder(monkeypatch):
    class Listing(fsspec.get_filesystem_class("memory")):
        """Keeps what it has listed, as s3fs, gcsfs and sftp do."""

        store, pseudo_dirs, kept = {}, [""], {}

        def find(self, path, **more):
            return self.kept.setdefault(path, super().find(path, **more))

        def invalidate_cache(self, path=None):
            self.kept.clear()

    monkeypatch.setattr("auditor.portfolio.fetched.opened", lambda url: (Listing(skip_instance_cache=True), "/week"))
    for name in ("w46.csv", "w47.csv"):
        Listing(skip_instance_cache=True).pipe_file(f"/week/{name}", b"")
        with fetch(["memory://week"]) as fetched:
            assert name in {path.name for path in Path(fetched.local["memory://week"]).iterdir()}


def test_a_changed_file_behind_a_url_is_audited_again(tmp_path):
    make_clients(tmp_path / "in", 1)
    sheet = tmp_path / "in" / "client00" / "week.csv"
    portfolio(tmp_path, sheet.as_uri())
    assert "1 client has not changed" in portfolio(tmp_path, sheet.as_uri())[2]
    sheet.write_text(sheet.read_text("utf-8").replace("1.20%", "0.123%"), encoding="utf-8")
    assert "0.123%" in json.dumps(portfolio(tmp_path, sheet.as_uri())[1])


def test_what_cannot_be_fetched_is_refused_by_its_url_and_the_rest_is_audited(tmp_path):
    make_clients(tmp_path / "in", 1)
    good = (tmp_path / "in" / "client00" / "week.csv").as_uri()
    bad = ["file:///nowhere/week.csv", "nosuchscheme://bucket/week.csv"]
    code, document, _ = portfolio(tmp_path, good, *bad)
    assert code == 3
    assert {item["file"]: bool(item["error"]) for item in document["inputs"]} == {
        good: False,
        bad[0]: True,
        bad[1]: True,
    }
    assert document["stores"][0]["coverage"]["assessed"] > 0


class Disconnected(Exception):
    """An error that is no OSError, as aiohttp's are."""


def test_a_download_that_failed_on_the_way_is_tried_again(tmp_path, monkeypatch):
    """The file was there when the run was planned, so nothing that the package depends on has changed since."""
    make_clients(tmp_path / "in", 2)
    urls = [(tmp_path / "in" / name / "week.csv").as_uri() for name in ("client00", "client01")]
    listed = ", ".join(map(repr, urls))
    configured = tmp_path / "agency.yaml"
    configured.write_text(f"schema: store-auditor/agency/1\nclients:\n  c: {{inputs: [{listed}]}}\n", encoding="utf-8")

    def audited() -> Outcome:
        return go(run_of(configured, tmp_path / "out"))[0][0]

    with monkeypatch.context() as broken:
        local = type(fsspec.filesystem("file"))
        whole = local.get_file

        def cut_off(self: object, path: str, target: str, **more: object) -> None:
            if "client01" in path:
                raise Disconnected("the server went away")
            whole(self, path, target, **more)

        broken.setattr(local, "get_file", cut_off)
        ((place, why),) = audited().refused
        assert place == urls[1]
        assert "cannot be fetched: the server went away" in why
    assert (outcome := audited()).refused == ()
    assert not outcome.skipped
    assert audited().skipped


@pytest.mark.parametrize(
    ("before", "pause", "asked"),  # of each try: when, how long it took, what came of it
    [
        ([(0, 30, TimeoutError()), (0, 29, OSError("no route"))], 0, True),
        ([(0, 30, TimeoutError()), (0, 30, Disconnected("gone"))], 0, False),
        ([(0, 59, TimeoutError()), (0, 0, None), (0, 59, TimeoutError())], 0, True),  # it has answered
        ([(0, 59, TimeoutError()), (0, 1.9, FileNotFoundError()), (0, 59, TimeoutError())], 0, True),
        ([(0, 58, TimeoutError()), (0, 2, FileNotFoundError())], 0, False),  # as some say when they reach nothing
        ([(0, 90, None)], 0, True),  # slow, and there
        ([(0, 60, TimeoutError())], 299, False),
        ([(0, 60, TimeoutError())], 300, True),
        ([(0, 60, TimeoutError()), (300, 2, TimeoutError())], 299, False),  # still gone: one try was enough
    ],
)
@pytest.mark.parametrize("url", ["s3://bucket/b.csv", "zip://*.csv::s3://me:pa55@bucket/b/c.zip"])
def test_a_place_that_has_cost_a_minute_without_an_answer_is_left_alone_for_a_while(
    monkeypatch, url: str, before: list[tuple[float, float, Exception | None]], pause: float, asked: bool
) -> None:
    now = 1000.0
    monkeypatch.setattr(remote, "monotonic", lambda: now)
    monkeypatch.setattr(remote, "_SILENT", {})
    for when, seconds, error in before:
        now += when
        with suppress(OSError), remote.reached("s3://bucket/a.csv"):
            now += seconds
            if error:
                raise error
    now += pause
    with suppress(remote.Away), remote.reached(url, asked=False):
        remote.matching(url.replace("*", "a"))  # neither is an answer
    tried = []
    for each in (url, "s3://another/b.csv"):
        with suppress(remote.Away), remote.reached(each):
            tried.append(each)
    assert tried == [*([url] if asked else []), "s3://another/b.csv"]


def test_of_a_place_that_was_left_alone_no_other_clients_file_is_told(monkeypatch) -> None:
    monkeypatch.setattr(remote, "_SILENT", {})
    monkeypatch.setattr(remote, "monotonic", iter((0.0, 60.0, 61.0)).__next__)
    with pytest.raises(TimeoutError), remote.reached("hosted://bucket/bravo/week.csv"):
        raise TimeoutError("hosted://bucket/bravo/week.csv")
    with pytest.raises(remote.Away) as left:
        remote.content("hosted://me:pa55@bucket/acme/week.csv")
    told = remote.not_fetched("hosted://me:pa55@bucket/acme/week.csv", left.value)
    assert told.en == (
        "cannot be fetched: hosted://bucket (TimeoutError) has not answered and is left alone for some minutes; check the "
        "connection and run this again later"
    )
    assert (
        told.zh == "无法下载：hosted://bucket (TimeoutError) 一直没有应答，几分钟内不再尝试；请检查网络，稍后重新运行"
    )


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sftp://me:p@ss@host:22/a@b.csv", "sftp://host:22/a@b.csv"),
        ("https://x.blob.core.windows.net/c/w.csv?sv=2024&sig=S%2Bx%3D", "https://x.blob.core.windows.net/c/w.csv?sv=2024&sig=***"),
        ("https://b.s3.amazonaws.com/w.csv?X-Amz-Signature=ab12&n=1", "https://b.s3.amazonaws.com/w.csv?X-Amz-Signature=***&n=1"),
        ("zip://w.csv::https://oss/w.zip?OSSAccessKeyId=L&Signature=a", "zip://w.csv::https://oss/w.zip?OSSAccessKeyId=***&Signature=***"),
        ("https://docs.google.com/d/1/export?format=csv&gid=0", "https://docs.google.com/d/1/export?format=csv&gid=0"),
        ("https://h/w.csv?access_token=12:ab::c.csv", "https://h/w.csv?access_token=***::c.csv"),
        ("https://h/w.csv?a=1;passwd=p&tokenV2=b&AUTH=me:pa55", "https://h/w.csv?a=1;passwd=***&tokenV2=***&AUTH=***"),
        ("https://h/w.csv#jwt=a", "https://h/w.csv#jwt=***"),
        ("https://h/w.csv?keyword=shoes&author=li&X-Amz-SignedHeaders=host", "https://h/w.csv?keyword=shoes&author=li&X-Amz-SignedHeaders=host"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_url_opens_nothing(url, told):
    assert shown(url) == told
    assert said(OSError(f"404, url='{url}'"), "another") == f"404, url='{told}'"


def test_a_password_in_a_url_is_in_no_message(tmp_path):
    make_clients(tmp_path / "in", 1)
    good = (tmp_path / "in" / "client00" / "week.csv").as_uri()
    code, document, err = portfolio(tmp_path, good, "nosuchscheme://me:p@pa55@host/week.csv")
    assert code == 3
    assert "nosuchscheme://host/week.csv" in [item["file"] for item in document["inputs"]]
    left = [path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert not [blob for blob in (*left, err.encode()) if b"pa55" in blob]
