"""``auditor init``: a configuration to fill in, and the folders that it names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from auditor.files import ReportError, not_written, write_file

_ZH = """\
# yaml-language-server: $schema=agency.schema.json
# 代运营配置。相对路径从本文件所在文件夹算起；auditor portfolio agency.yaml --out 周一/
schema: store-auditor/agency/1
agency:
  name: 我的代运营
  # logo: logo.png            # PNG 或 JPEG
  accent: "#17456b"
  footer: 联系人：…
languages: [zh]               # [zh, en] 两种语言各一份；both 为中英对照
edition: client               # client 给客户，internal 含内部备注
# form: form.xlsx             # 自有表单：名为 auditor_store、auditor_score、auditor_action_1 等的单元格逐店填写
history: history.sqlite       # 保存每次审核，用于对比上期
# least_coverage: 30%         # 评估到这一比例就打分，不写为 50%；客户可另行指定
clients:
  example:
    name: 示例客户
    stores:
      示例店铺:
        platform: alibaba     # alibaba | amazon | independent
        inputs: ["data/example/*"]
        # market: DE
        # category: electronics
        # launched: 2024-05-01
        # paused: {reason: 店铺关停清算, until: 2026-12-31}   # 到期次日自动恢复
    # paused: {reason: 合同暂停, from: 2026-12-01, until: 2027-01-31}   # 整个客户；from 可不写
    # overlay: example.overlay.yaml
    # waivers: example.waivers.yaml
    # narrative: example.notes.yaml   # 小结：highlights、problems、plan、needs，写法见报告旁的 .notes.yaml
    # form: example-form.xlsx         # 该客户专用表单
    roles: {operations: 王敏}
"""
_EN = """\
# yaml-language-server: $schema=agency.schema.json
# The agency. Relative paths start at the folder of this file; auditor portfolio agency.yaml --out monday/
schema: store-auditor/agency/1
agency:
  name: My agency
  # logo: logo.png            # PNG or JPEG
  accent: "#17456b"
  footer: "Contact: …"
languages: [en]               # [zh, en]: a report in each; both: side by side
edition: client               # client for clients, internal with internal notes
# form: form.xlsx             # your own workbook: cells named auditor_store, auditor_score, auditor_action_1 … are filled in
history: history.sqlite       # keeps every audit, to compare with the last one
# least_coverage: 30%         # score from this share of assessed checks on; 50% without it; a client may say otherwise
clients:
  example:
    name: Example client
    stores:
      Example store:
        platform: amazon      # alibaba | amazon | independent
        inputs: ["data/example/*"]
        # market: DE
        # category: electronics
        # launched: 2024-05-01
        # paused: {reason: Being closed, until: 2026-12-31}   # audited again from the day after
    # paused: {reason: Contract suspended, from: 2026-12-01, until: 2027-01-31}   # the whole client; from may be left out
    # overlay: example.overlay.yaml
    # waivers: example.waivers.yaml
    # narrative: example.notes.yaml   # highlights, problems, plan, needs, as in the .notes.yaml beside a report
    # form: example-form.xlsx         # this client's own form
    roles: {operations: Wang Min}
"""


def write_starter(folder: Path, lang: str) -> Iterator[tuple[str, bool]]:
    """Write what is not there yet; yields each path and whether it is new. Raises ReportError."""
    import json

    from auditor.rulebook import json_schema

    schema = json.dumps(json_schema("agency"), ensure_ascii=False, indent=1)
    for name, text in (("agency.yaml", _ZH if lang == "zh" else _EN), ("agency.schema.json", schema + "\n")):
        path = folder / name
        fresh = not path.exists()
        if fresh:
            write_file(path, text.encode())
        yield path.as_posix(), fresh
    example = folder / "data" / "example"
    try:
        example.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReportError(not_written(error, example)) from error
