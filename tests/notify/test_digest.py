"""The text of a message: the worst first, always short enough, harmless in a chat; and addresses that stay secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.notify.digest import BYTES, digest
from auditor.notify.targets import Target, TargetError, load_targets


def overview(**more: object) -> dict:
    counts = {
        "stores": 0,
        "critical": 0,
        "failing": 0,
        "clear": 0,
        "no_verdict": 0,
        "no_data": 0,
        "behind": 0,
        "paused": 0,
        "waived": 0,
        "overdue": 0,
        **more.pop("counts", {}),
    }
    lists = ("stores", "newly_critical", "refused", "unread", "failed", "no_data", "behind")
    return {"as_of": "2026-11-15", "counts": counts, **{key: [] for key in lists}, **more}


@pytest.mark.parametrize(
    ("counts", "more", "level", "zh", "en"),
    [
        ({"stores": 2, "clear": 2}, {}, "success", "未发现超标", "no check failed"),
        ({"stores": 2, "clear": 1, "failing": 1}, {}, "warning", "1 家店铺有未达标", "1 store with checks that fail"),
        ({"stores": 2, "clear": 1, "no_data": 1}, {}, "warning", "数据不完整", "incomplete"),
        ({"stores": 2, "clear": 2, "behind": 1}, {}, "warning", "数据不完整", "incomplete"),
        ({"stores": 1, "clear": 1}, {"refused": [{}]}, "warning", "数据不完整", "incomplete"),
        ({"stores": 1, "clear": 1}, {"unread": [{"cells": 3}]}, "warning", "数据不完整", "incomplete"),
        ({"stores": 1, "clear": 1}, {"failed": [{}]}, "warning", "数据不完整", "incomplete"),
        (
            {"stores": 2, "clear": 1, "no_verdict": 1},
            {},
            "warning",
            "数据不足，无结论",
            "too little data for a verdict",
        ),
        (
            {"stores": 1, "clear": 1, "waived": 1},
            {},
            "success",
            "除已豁免项外未发现超标",
            "no check failed besides those waived",
        ),
        ({"stores": 2, "no_data": 2}, {}, "warning", "没有可评估的店铺", "no store could be assessed"),
        ({}, {}, "warning", "没有可评估的店铺", "no store could be assessed"),
        ({"paused": 1}, {}, "success", "全部暂停审核", "everything is paused"),
        ({"paused": 1}, {"failed": [{}]}, "warning", "没有可评估的店铺", "no store could be assessed"),
        (
            {"stores": 3, "critical": 2, "no_data": 1},
            {},
            "failure",
            "2 家店铺有严重问题",
            "2 stores with critical failures",
        ),
    ],
)
def test_the_title_says_the_worst(counts, more, level, zh, en):
    made = overview(counts=counts, **more)
    assert digest(made, "zh").title == f"店铺审核 2026-11-15：{zh}"
    assert digest(made, "en").title == f"Store audit 2026-11-15: {en}"
    assert digest(made, "en").level == level


@given(st.lists(st.text(min_size=1, max_size=200), max_size=40), st.sampled_from(["zh", "en"]))
def test_any_names_stay_short_single_lines_and_mention_nobody(names, lang):
    made = overview(
        counts={"stores": len(names), "critical": len(names)},
        stores=[{"store": name, "critical": [1]} for name in names],
        no_data=[{"store": name} for name in names],
        behind=[{"store": name} for name in names],
        failed=[{"client": name} for name in names],
    )
    message = digest(made, lang, names=True)
    assert len(f"{message.title}\r\n{message.body}".encode()) <= BYTES
    assert len(message.body.splitlines()) <= 7
    assert not set("@<>`") & set(message.body)


def test_lists_are_capped_and_say_so():
    made = overview(
        counts={"stores": 12, "critical": 12}, stores=[{"store": f"s{n}", "critical": [1]} for n in range(12)]
    )
    assert digest(made, "en", names=True).body.endswith("s8, s9 and 2 more")
    assert digest(made, "zh", names=True).body.endswith("s8、s9 等 12 个")


SECRET = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789._~-%", min_size=1, max_size=40)


@given(st.sampled_from(["dingtalk", "slack", "mailtos", "json"]), st.lists(SECRET, min_size=1, max_size=4), SECRET)
def test_no_part_of_an_address_survives(service, parts, value):
    target = Target(f"{service}://{parts[0]}:{value}@host.example/{'/'.join(parts)}?key={value}", "X:1")
    for secret in (*parts, value):
        assert secret.casefold() not in target.redact(f"({secret})").casefold()
        if len(secret) > 3:
            assert secret.casefold() not in target.redact(f"a{secret}b").casefold() or secret in "***"


def test_quoted_and_plain_writings_are_both_hidden():
    target = Target("mailtos://user:p%40ss%3Aword@smtp.example.com?to=boss@example.org", "X:1")
    said = target.redact("smtp.example.com said no to p%40ss%3Aword, p@ss:word and boss@example.org")
    assert said.startswith("smtp.example.com said no to ")
    assert not [word for word in ("p%40ss", "p@ss", "word", "boss") if word in said]
    assert target.address not in repr(target)


def test_addresses_come_from_variables_and_files(tmp_path):
    (tmp_path / "hooks").write_text(
        "\ufeffslack://a/b/c\n\n# no\n  https://open.feishu.cn/open-apis/bot/v2/hook/12-ab \n", "utf-8"
    )
    found = load_targets(["A", str(tmp_path / "hooks")], {"A": "json://x"})
    assert [target.address for target in found] == ["json://x", "slack://a/b/c", "feishu://12-ab/"]
    assert found[0].place == "A:1"
    with pytest.raises(TargetError):
        load_targets([], {})
