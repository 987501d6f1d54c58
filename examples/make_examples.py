"""Writes the example stores under examples/stores/. Run it again only to change the examples.

The Alibaba.com workbook is laid out here and then opened and saved by LibreOffice, so that what the
auditor reads in the demo and in the tests was written by an office program and not by our own code.
The figures are invented; the layout is how operators keep such sheets: title rows, merged headings,
sections, percent formats, remarks, a total row, marks of missing values.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent / "stores"
MONDAY = date(2026, 8, 17)  # first of thirteen weeks; the last ends on Sunday 2026-11-15
WEEKS = [(MONDAY + timedelta(weeks=n), MONDAY + timedelta(weeks=n, days=6)) for n in range(13)]

COUNT, RATE, MONEY = "#,##0", "0.0%", '"$"#,##0.00'
# metric, number format, remark, thirteen weeks (None: empty cell; text: as typed)
SCORECARD: list[tuple[str, str, str, list[object]]] = [
    ("一、响应", "", "", []),
    ("收到RFQ数", COUNT, "", [41, 38, 44, 40, 39, 42, 45, 43, 40, 38, 41, 44, 42]),
    ("已报价RFQ数", COUNT, "", [39, 36, 42, 38, 37, 39, 41, 39, 36, 34, 36, 38, 36]),
    (
        "及时回复率",
        RATE,
        "",
        [0.952, 0.948, 0.956, 0.941, 0.938, 0.931, 0.925, 0.92, 0.917, 0.909, 0.902, 0.896, 0.884],
    ),
    ("平均首次响应时间", "0.0", "小时", [3.1, 3.4, 2.9, 3.6, 4.2, 4.8, 5.5, 6.1, 7.4, 8.2, 9.6, 12.4, 14.8]),
    ("5分钟回复率", RATE, "", [0.78, 0.77, 0.78, 0.76, 0.75, 0.74, 0.73, 0.73, 0.72, 0.72, 0.71, 0.71, 0.69]),
    ("RFQ平均报价时长", "0.0", "小时", [4.2, 4.4, 4.1, 4.6, 4.9, 5.0, 5.2, 5.1, 5.6, 5.8, 6.4, 7.0, 7.9]),
    ("多语言自动回复", "@", "", ["否"] * 13),
    ("二、履约与评价", "", "", []),
    ("信保订单履约时长", "0.0", "天", [11.8, 12.0, 11.6, 12.2, 12.5, 12.9, 13.1, 13.0, 13.4, 13.6, 13.2, 13.8, 14.1]),
    (
        "按时发货率",
        RATE,
        "",
        [0.978, 0.981, 0.976, 0.974, 0.979, 0.972, 0.97, 0.973, 0.968, 0.971, 0.969, 0.966, 0.964],
    ),
    ("DSR评分", "0.00", "", [4.72, 4.72, 4.71, 4.7, 4.7, 4.69, 4.68, 4.68, 4.67, 4.66, 4.65, "暂无", 4.64]),
    ("逾期未发货订单数", COUNT, "", [0] * 13),
    ("付款未发货投诉数", COUNT, "", [0] * 13),
    ("虚假交易处罚数", COUNT, "", [0] * 13),
    ("知识产权严重侵权次数", COUNT, "", [0] * 13),
    ("商家星等级", COUNT, "每月5日更新", [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2]),
    ("商品力", COUNT, "", [84, 84, 84, 85, 85, 85, 85, 84, 84, 84, 84, 83, 83]),
    ("营销力", COUNT, "", [82, 82, 82, 81, 81, 81, 81, 80, 80, 80, 80, 78, 78]),
    ("交易力", COUNT, "", [81, 81, 81, 80, 80, 80, 80, 80, 80, 80, 80, 72, 72]),
    ("保障力", COUNT, "", [88, 88, 88, 88, 88, 87, 87, 87, 87, 86, 86, 85, 85]),
    ("违规扣分", COUNT, "累计", [0, 0, 0, 0, 0, 3, 3, 3, 3, 6, 6, 6, 6]),
    ("三、流量", "", "", []),
    (
        "曝光",
        COUNT,
        "11月起下滑，待查",
        [48210, 49105, 47880, 50230, 51040, 49870, 50610, 51320, 50150, 49480, 48960, 45210, 28400],
    ),
    ("点击", COUNT, "", [1015, 1042, 998, 1071, 1088, 1049, 1063, 1080, 1041, 1018, 997, 905, 561]),
    ("询盘", COUNT, "", [37, 39, 36, 41, 42, 40, 39, 41, 38, 37, 36, 31, 19]),
    (
        "主搜询盘占比",
        RATE,
        "",
        [0.74, 0.735, 0.742, 0.731, 0.728, 0.72, 0.724, 0.718, 0.715, 0.71, 0.708, 0.699, 0.672],
    ),
    ("四、P4P", "", "", []),
    (
        "P4P花费($)",
        MONEY,
        "",
        [612.4, 618.9, 605.2, 621.7, 630.1, 628.8, 633.5, 640.2, 645.9, 652.3, 660.8, 698.0, 700.0],
    ),
    ("P4P预算($)", MONEY, "", [700.0] * 13),
    ("P4P点击", COUNT, "", [720, 722, 701, 715, 716, 707, 704, 703, 702, 701, 697, 690, 583]),
    (
        "推广时长",
        "0.0",
        "小时",
        [168.0, 168.0, 168.0, 167.5, 168.0, 168.0, 166.0, 165.5, 164.0, 163.0, 161.0, 140.0, 104.0],
    ),
    ("五、产品", "", "", []),
    ("类目错放产品数", COUNT, "", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 3]),
    ("违禁词产品数", COUNT, "", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("侵权产品数", COUNT, "", [0] * 13),
    ("禁限售产品数", COUNT, "", [0] * 13),
    ("审核中产品数", COUNT, "", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]),
    ("重复铺货产品数", COUNT, "", [0] * 13),
    ("产品信息质量分", "0.0", "分", [4.5, 4.5, 4.5, 4.5, 4.5, 4.4, 4.4, 4.4, 4.4, 4.4, 4.4, 4.3, 4.3]),
    ("已用橱窗数", COUNT, "", [40] * 13),
    ("橱窗总数", COUNT, "", [40] * 13),
    ("视频验厂", "@", "", ["是"] * 13),
    ("产品认证", "@", "CE、FCC 已上传", ["是"] * 13),
    ("产品总数", COUNT, "", [486, 486, 490, 490, 494, 494, 498, 498, 501, 501, 505, 505, 505]),
    ("未分组产品数", COUNT, "", [22, 22, 24, 24, 26, 26, 28, 30, 31, 31, 33, 33, 34]),
    ("旺旺在线时长", "0.0", "手工记录", [62.0, 60.5, 61.0, 58.0, 59.5, 60.0, 57.0, 58.5, 56.0, 55.0, 54.5, 52.0, "-"]),
]
MONTHS = [
    ("2026-05", 6, 25180.0),
    ("2026-06", 5, 19860.5),
    ("2026-07", 4, 17240.0),
    ("2026-08", 2, 8610.0),
    ("2026-09", 0, 0.0),
]
MONTHS.append(("2026-10", 0, 0.0))

_THIN = Border(*(Side(style="thin", color="B7BDC6"),) * 4)
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_SECTION = PatternFill("solid", fgColor="F2F2F2")
_CENTRE = Alignment(horizontal="center", vertical="center")


def scorecard(sheet: Worksheet) -> None:
    """One store, metrics down, weeks across, under two title rows and a heading of two rows."""
    last = 2 + len(WEEKS) + 1
    sheet.append(["恒达机械（阿里巴巴国际站）运营周报"])
    sheet.append(["制表：运营部 王敏　　数据来源：数据参谋、商家成长中心　　单位见备注"])
    sheet.append([])
    sheet.append(["指标", None, *(["周数据（周一至周日）"] + [None] * 12), "备注"])
    sheet.append([None, "单位", *(f"{start:%Y-%m-%d}~{end:%Y-%m-%d}" for start, end in WEEKS), None])
    for cells in ("A1:P1", "A2:P2", "A4:A5", "C4:O4", "P4:P5"):
        sheet.merge_cells(cells)
    sheet["A1"].font = Font(bold=True, size=15)
    sheet["A1"].alignment = _CENTRE
    for row in sheet.iter_rows(min_row=4, max_row=5, max_col=last):
        for cell in row:
            cell.fill, cell.font, cell.border, cell.alignment = _HEAD, Font(bold=True), _THIN, _CENTRE
    units = {COUNT: "", RATE: "", MONEY: "美元", "0.00": "分", "0.0": "", "@": ""}
    for name, form, remark, values in SCORECARD:
        row = sheet.max_row + 1
        sheet.cell(row, 1, name)
        if not values:
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
            sheet.cell(row, 1).fill = _SECTION
            sheet.cell(row, 1).font = Font(bold=True)
            continue
        sheet.cell(row, 2, remark if form == "0.0" and remark in ("小时", "天", "分") else units[form])
        for column, value in enumerate(values, 3):
            cell = sheet.cell(row, column, value)
            cell.number_format = form
        sheet.cell(row, last, None if remark in ("小时", "天", "分") else remark)
        for column in range(1, last + 1):
            sheet.cell(row, column).border = _THIN
    sheet.append([])
    sheet.append(["注：曝光、点击、询盘取自数据参谋周报；P4P 预算为周预算。"])
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["P"].width = 20
    for column in "CDEFGHIJKLMNO":
        sheet.column_dimensions[column].width = 22
    sheet.freeze_panes = "C6"


def months(sheet: Worksheet) -> None:
    """Trust-assurance orders by month, with the total row that a total row is."""
    sheet.append(["信保订单（按月）"])
    sheet.append([])
    sheet.append(["月份", "信保订单数", "信保金额(美元)", "备注"])
    for month, orders, amount in MONTHS:
        sheet.append([month, orders, amount, "国庆停线" if month == "2026-10" else None])
    sheet.append(["合计", sum(m[1] for m in MONTHS), sum(m[2] for m in MONTHS)])
    for row in sheet.iter_rows(min_row=3, max_row=sheet.max_row, max_col=4):
        for cell in row:
            cell.border = _THIN
        row[2].number_format = MONEY
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.column_dimensions["A"].width = 14


def alibaba_workbook() -> None:
    """Lay the workbook out, then let LibreOffice open it and save it in its own way."""
    book = Workbook()
    assert book.active is not None
    book.active.title = "周报"
    scorecard(book.active)
    months(book.create_sheet("信保订单"))
    target = HERE / "恒达机械" / "国际站周报.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / target.name
        book.save(draft)
        subprocess.run(
            [
                "soffice",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(target.parent),
                str(draft),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    if not target.exists():
        sys.exit("LibreOffice wrote no workbook")


# week by week: defective orders, orders (60 days), late shipment rate, IPI, CTR, ACoS, spend, sales, policy, IP
US = [
    (6, 1190, 0.021, 512, 0.0052, 0.224, 2240, 10000),
    (6, 1194, 0.022, 508, 0.0051, 0.226, 2260, 10000),
    (7, 1201, 0.024, 501, 0.0050, 0.231, 2310, 10000),
    (7, 1206, 0.023, 498, 0.0050, 0.233, 2330, 10000),
    (8, 1210, 0.027, 489, 0.0049, 0.238, 2380, 10000),
    (8, 1215, 0.029, 481, 0.0048, 0.241, 2410, 10000),
    (9, 1219, 0.031, 470, 0.0047, 0.245, 2450, 10000),
    (9, 1222, 0.033, 462, 0.0046, 0.249, 2490, 10000),
    (10, 1224, 0.036, 455, 0.0045, 0.256, 2560, 10000),
    (11, 1221, 0.038, 447, 0.0044, 0.268, 2680, 10000),
    (12, 1216, 0.041, 438, 0.0042, 0.281, 2810, 10000),
    (13, 1209, 0.044, 429, 0.0040, 0.296, 2960, 10000),
    (14, 1204, 0.047, 421, 0.0038, 0.312, 3120, 10000),
]
DE = [
    (1 + n % 2, 640 + 3 * n, 0.012 + 0.0004 * (n % 3), None, 0.0061, 0.19 + 0.002 * n, 900 + 10 * n, 4700)
    for n in range(13)
]


def amazon_csv() -> None:
    """Two Amazon stores, a row for each store and week, saved by Excel in China: GB18030."""
    head = ["店铺", "平台", "站点", "周期", "缺陷订单数", "订单数(60天)", "迟发率", "配送前取消率", "有效追踪率", "IPI"]
    head += [
        "迟发率(10天)",
        "准时送达率",
        "FBA订单缺陷率",
        "账户状态",
        "账户状况评级",
        "操纵订单警告",
        "被下架Listing数",
    ]
    head += ["被抑制Listing数", "待提交文件请求", "会话数", "商品会话百分比", "可售天数", "无在售信息库存件数"]
    head += ["广告点击率", "ACoS", "广告花费($)", "广告销售额($)", "政策违规", "知识产权投诉", "虚假评论警告", "备注"]
    with (HERE / "蓝峰" / "亚马逊周报.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for index, (start, end) in enumerate(WEEKS):
            for store, site, rows in (("蓝峰-美国站", "US", US), ("蓝峰-德国站", "DE", DE)):
                defects, orders, late, ipi, ctr, acos, spend, sales = rows[index]
                complaint = 1 if site == "US" and index >= 11 else 0
                rates = ("1.10%", "97.6%") if site == "US" else ("0.80%", "98.9%")
                remark = "物流商切换中" if site == "US" and index == 10 else ""
                cells = [
                    store,
                    "亚马逊",
                    site,
                    f"{start}~{end}",
                    defects,
                    f"{orders:,}",
                    f"{late:.2%}",
                    *rates,
                    ipi or "-",
                ]
                bad = site == "US"
                cells += [f"{late * 1.1:.2%}", "94.1%" if bad else "97.2%", "0.31%" if bad else "0.12%", "正常"]
                cells += [248 - 4 * index if bad else 420, 0, 0, 1 if bad and index > 9 else 0, 0]
                cells += [f"{12400 - 90 * index:,}" if bad else f"{5200 + 15 * index:,}", "11.8%" if bad else "9.6%"]
                cells += [41 - index if bad else 52, 0]
                cells += [f"{ctr:.2%}", f"{acos:.1%}", f"{spend:,.2f}", f"{sales:,.2f}", 0, complaint, 0, remark]
                writer.writerow(cells)


if __name__ == "__main__":
    for client in ("恒达机械", "蓝峰"):
        (HERE / client).mkdir(parents=True, exist_ok=True)
    alibaba_workbook()
    amazon_csv()
