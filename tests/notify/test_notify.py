"""One message a run: what is in it, to whom it goes, and that nothing else ever leaves. No network: servers of this machine."""

from __future__ import annotations

import base64
import email
import hmac
import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from auditor.notify.digest import Digest
from auditor.notify.send import prepare, send
from auditor.notify.services import SERVICES
from auditor.notify.targets import Target
from tests.conftest import EXAMPLES, ROOT, run
from tests.notify.services import Mail, Web, serving

pytest.importorskip("apprise", reason="the extra [notify] is not installed")
TOKEN = "s3cret-T0ken-5b1f"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an audit of the example stores left."""
    folder = tmp_path_factory.mktemp("run")
    run("audit", EXAMPLES, "--as-of", "2026-11-15", "--out", folder, "--format", "json")
    return folder


@pytest.fixture
def web() -> Iterator[tuple[Web, int]]:
    server = Web()
    with serving(server) as port:
        yield server, port


def client_words(out: Path) -> list[str]:
    """Names of stores, clients and files, titles and values of findings: what a message must not hold by itself."""
    document = json.loads((out / "audit.json").read_text("utf-8"))
    words = [entry["file"] for entry in document["inputs"]]
    for store in document["stores"]:
        words += [store["store"], store["client"]]
        words += [finding[key] for finding in store["findings"] for key in ("title", "metric", "display")]
    return [word for word in words if word and len(word) > 2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_the_dry_run_shows_is_what_is_sent(out, web, lang):
    server, port = web
    dry = run("notify", out, "--dry-run", "--lang", lang)
    assert dry.code == 0
    assert server.heard == []
    ran = run("notify", out, "--to", "HOOK", "--lang", lang, HOOK=f"json://127.0.0.1:{port}/{TOKEN}")
    assert ran.code == 0, ran.err
    ((path, message),) = server.heard
    assert path == f"/{TOKEN}"
    assert dry.out == f"{message['title']}\n\n{message['message']}\n"
    assert message["type"] == "failure"
    assert TOKEN not in ran.err + ran.out
    assert "HOOK:1" in ran.err


def test_nothing_of_a_client_by_default_and_names_only_when_asked(out):
    plain, named = (run("notify", out, "--dry-run", *more).out for more in ((), ("--names",)))
    assert [word for word in client_words(out) if word in plain] == []
    assert "3 stores: 1 with a critical failure" in plain
    first = next(line for line in plain.splitlines() if line.startswith("3 stores: "))
    total, *kinds = map(int, re.findall(r"\d+", first))
    assert sum(kinds) == total
    assert "critical: 蓝峰-美国站" in named


def test_a_dry_run_names_the_services_and_nothing_of_their_addresses(out, tmp_path):
    (tmp_path / "hooks").write_text(
        f"# group\n\ndingtalk://{'a' * 40}\nmailtos://u:{TOKEN}@example.com?to=a@example.org\n"
    )
    ran = run("notify", out, "--dry-run", "--to", tmp_path / "hooks")
    assert ran.code == 0
    assert f"Not sent: dingtalk ({tmp_path / 'hooks'}:3)" in ran.err
    assert f"Not sent: mailtos ({tmp_path / 'hooks'}:4)" in ran.err
    for secret in ("aaaa", TOKEN, "example"):
        assert secret not in ran.err + ran.out


def test_the_variable_is_used_without_to(out, web):
    server, port = web
    assert run("notify", out, AUDITOR_NOTIFY=f"json://127.0.0.1:{port}").code == 0
    assert len(server.heard) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_is_told_without_the_token_and_the_others_are_notified(out, web, lang):
    server, port = web
    server.status, server.answer = 403, f"no {TOKEN}"
    good = Web()
    with serving(good) as other:
        hooks = f"json://me:{TOKEN}@127.0.0.1:{port}/x-{TOKEN}?+key={TOKEN}\njson://127.0.0.1:{other}"
        ran = run("notify", out, "--to", "HOOKS", "--lang", lang, HOOKS=hooks)
    assert ran.code == 3
    assert "HOOKS:1" in ran.err
    assert "403" in ran.err
    assert {"zh": "对方拒绝", "en": "refused"}[lang] in ran.err
    assert "Text(" not in ran.err
    assert TOKEN not in ran.err
    assert len(good.heard) == 1


def test_a_service_that_does_not_answer_is_given_up(out, web):
    server, port = web
    server.silent.clear()
    ran = run("notify", out, "--to", "HOOK", HOOK=f"json://127.0.0.1:{port}/{TOKEN}?rto=0.2")
    server.silent.set()
    assert ran.code == 3
    assert "no connection or no answer in time" in ran.err
    assert TOKEN not in ran.err


def test_an_answer_without_end_or_without_its_end_is_read_in_part(web, monkeypatch):
    """The timeout of a connection is one of each byte: what is read of an answer has an end of its own."""
    server, port = web
    for server.answer, server.missing, seconds in (("y" * 1_000_000, 0, 10.0), ("y", 0, 0.0), ("y", 1, 10.0)):
        monkeypatch.setattr("auditor.notify.send.SECONDS", seconds)
        ready = prepare([Target(f"json://127.0.0.1:{port}/{TOKEN}", "HOOK:1")])
        assert [why for _, why in send(Digest("Store audit", "1 store", "success"), ready)] == [None]
    assert len(server.heard) == 3


def test_a_port_where_nobody_listens(out):
    server = Web()
    with serving(server) as port:
        pass
    ran = run("notify", out, "--to", "HOOK", HOOK=f"json://127.0.0.1:{port}/{TOKEN}")
    assert ran.code == 3
    assert "no connection" in ran.err
    assert TOKEN not in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "environment", "said"),
    [
        (("--to", f"dingtalk://{TOKEN}"), {}, "takes no address"),
        (("--to", "NOWHERE"), {}, "NOWHERE is neither"),
        ((), {}, "AUDITOR_NOTIFY"),
        (("--to", "EMPTY"), {"EMPTY": "# later\n"}, "no address to notify"),
        (("--to", "BAD"), {"BAD": f"nosuch://{TOKEN}"}, "BAD:1: not an address"),
        (("--to", "BAD"), {"BAD": f"https://example.org/{TOKEN}"}, "BAD:1: not an address"),
        (("--to", "BAD"), {"BAD": f"slack://{TOKEN}"}, "BAD:1: not an address"),
    ],
)
def test_wrong_addresses_are_told_and_never_shown(out, given, environment, said):
    ran = run("notify", out, *given, **environment)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1
    assert TOKEN not in ran.err


@pytest.mark.parametrize(
    "content", [None, "{", "[]", '{"schema": "store-auditor/overview/1"}', '{"schema": "x", "stores": 1}']
)
def test_a_folder_without_a_finished_run(tmp_path, content):
    if content is not None:
        (tmp_path / "overview.json").write_text(content)
    ran = run("notify", tmp_path, "--dry-run")
    assert ran.code == 2
    assert "holds no finished run" in ran.err


def test_without_the_extra_it_says_what_to_install(out, tmp_path):
    (tmp_path / "apprise.py").write_text("raise ImportError")
    ran = run("notify", out, "--to", "HOOK", HOOK="json://127.0.0.1:9", PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert ran.code == 2
    assert "store-auditor[notify]" in ran.err
    assert run("notify", out, "--dry-run", PYTHONPATH=f"{tmp_path}:{ROOT}").code == 0


def sent(out: Path, address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> tuple[int, str]:
    """``auditor notify`` in this process, so that a service's own address can be turned to this machine."""
    from auditor.cli import main

    monkeypatch.setenv("HOOK", address)
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.setattr("sys.argv", ["auditor", "notify", str(out), "--to", "HOOK"])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().err


ROBOTS = (
    (
        "dingtalk",
        "NotifyDingTalk",
        "notify_url",
        "https://oapi.dingtalk.com/robot/send?access_token={}",
        '{"errcode": 0}',
    ),
    (
        "wecombot",
        "NotifyWeComBot",
        "notify_url",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}",
        '{"errcode": 0}',
    ),
    ("feishu", "NotifyFeishu", "notify_url", "https://open.feishu.cn/open-apis/bot/v2/hook/{}", '{"StatusCode": 0}'),
    ("lark", "NotifyLark", "notify_url", "https://open.larksuite.com/open-apis/bot/v2/hook/{}", '{"code": 0}'),
    ("slack", "NotifySlack", "webhook_url", "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/{}", "ok"),
)


@pytest.mark.parametrize(("module", "plugin", "url", "webhook", "yes"), ROBOTS, ids=[robot[0] for robot in ROBOTS])
def test_the_webhook_as_the_service_shows_it_gets_the_message(
    out, web, monkeypatch, capsys, module, plugin, url, webhook, yes
):
    server, port = web
    token = "5b1f2a3b4c5d6e7f8091a2b3c4d5e6f75b1f2a3b4c5d6e7f8091a2b3c4d5e6f7"
    if module == "slack":
        token = token[:24]
    service = getattr(importlib.import_module(f"apprise.plugins.{module}"), plugin)
    monkeypatch.setattr(service, url, f"http://127.0.0.1:{port}/")
    monkeypatch.setattr(service, "request_rate_per_sec", 0)
    server.answer = yes
    code, err = sent(out, webhook.format(token), monkeypatch, capsys)
    assert (code, err.splitlines()) == (0, [f"Notified: {module} (HOOK:1)"])
    ((_, message),) = server.heard
    text = json.dumps(message, ensure_ascii=False)
    assert "Store audit 2026-11-15" in text
    assert "3 stores" in text
    refused = '{"errcode": 310000, "code": 19001, "msg": "robot TOKEN", "errmsg": "robot TOKEN"}'
    answers = {service.scheme: service.answer for service in SERVICES}
    for no in (refused, "<html>portal</html>", ""):
        server.answer = no.replace("TOKEN", token)
        code, err = sent(out, webhook.format(token), monkeypatch, capsys)
        assert code == 3 or answers[module] is None
        assert token not in err
        if code:
            assert "refused" in err or "not confirmed" in err


def test_the_signature_for_a_robot_of_dingtalk_is_the_one_that_it_works_out(out, web, monkeypatch, capsys):
    server, port = web
    service = importlib.import_module("apprise.plugins.dingtalk").NotifyDingTalk
    monkeypatch.setattr(service, "notify_url", f"http://127.0.0.1:{port}/")
    monkeypatch.setattr(service, "request_rate_per_sec", 0)
    server.answer = '{"errcode": 0}'
    secret, token = "SEC5b1f2a3b4c5d6e7f", "5b1f2a3b4c5d6e7f8091a2b3c4d5e6f7"
    assert sent(out, f"dingtalk://{secret}@{token}", monkeypatch, capsys)[0] == 0
    ((path, _),) = server.heard
    asked = {key: value for key, (value,) in parse_qs(urlsplit(path).query).items()}
    digest = hmac.new(secret.encode(), f"{asked['timestamp']}\n{secret}".encode(), "sha256").digest()
    assert asked["sign"] == base64.b64encode(digest).decode()


@pytest.mark.parametrize("refuse", [False, True])
def test_mail(out, monkeypatch, capsys, refuse):
    server = Mail()
    server.refuse = refuse
    with serving(server) as port:
        address = (
            f"mailto://127.0.0.1:{port}/?from=audit@example.org&to=team@example.org&mode=insecure&s3cretpw=s3cretpw"
        )
        code, err = sent(out, address, monkeypatch, capsys)
    assert code == (3 if refuse else 0), err
    if refuse:
        assert "s3cretpw" not in err
        assert "team@example.org" not in err
        return
    (text,) = server.heard
    message = email.message_from_string(text)
    assert str(email.header.make_header(email.header.decode_header(message["Subject"]))).startswith(
        "Store audit 2026-11-15"
    )
    assert b"3 stores" in next(part for part in message.walk() if not part.is_multipart()).get_payload(decode=True)


def test_a_portfolio_tells_when_it_is_done_and_a_failed_message_changes_nothing(tmp_path, web):
    from tests.portfolio.clients import make_clients
    from tests.portfolio.test_portfolio import contents

    server, port = web
    make_clients(tmp_path / "in", 3)
    common = ("portfolio", tmp_path / "in", "--as-of", "2026-11-15", "--quiet", "--format", "json")
    plain = run(*common, "--out", tmp_path / "plain")
    told = run(*common, "--out", tmp_path / "told", "--notify", "HOOK", HOOK=f"json://127.0.0.1:{port}")
    server.status = 500
    failed = run(*common, "--out", tmp_path / "failed", "--notify", "HOOK", HOOK=f"json://127.0.0.1:{port}")
    assert plain.code == told.code == failed.code
    assert contents(tmp_path / "plain") == contents(tmp_path / "told") == contents(tmp_path / "failed")
    assert "500" in failed.err
    title = server.heard[0][1]["title"]
    assert title == run("notify", tmp_path / "told", "--dry-run").out.splitlines()[0]
    wrong = run(*common, "--out", tmp_path / "wrong", "--notify", "NOWHERE")
    assert wrong.code == 2
    assert not (tmp_path / "wrong").exists()
