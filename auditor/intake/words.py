"""The words of sheets that are no metrics: structural columns, checklists, notes, totals, platforms, currencies."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.intake.values.figure_words import CURRENCY, MAGNITUDES, UNITS
from auditor.intake.values.figure_words import SECONDS as _SECONDS
from auditor.model import Text


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


STRUCTURE: Mapping[str, tuple[str, ...]] = {
    "store": _words("店铺|店铺名称|店铺名|店铺ID|店铺编号|店名|网店|store|store name|store id|shop|shop name|shop id"),
    "platform": _words("平台|平台名称|销售平台|所属平台|platform|sales platform"),
    "client": _words("客户|客户名称|客户ID|client|client name|client id"),
    "year": _words("年|年份|年度|year"),
    "period": _words(
        "周期|统计周期|时间|日期|统计时间|统计日期|数据周期|数据日期|日期范围|时间范围|起止日期|统计区间|期间|时间段|报告周期|日|天|周|周次|月份|月|"
        "年月|period|date|day|week|month|reporting period|time|time period|date range"
    ),
    "starts": _words(
        "开始日期|起始日期|开始时间|周期开始|start date|period start|from date|week start|week start date|week starting|"
        "week beginning|week commencing|w/c|week of|周起始|周起始日|周起始日期|周开始|周开始日|周开始日期"
    ),
    "ends": _words(
        "结束日期|截止日期|截至日期|截止日|统计截止|统计截止日|统计截止日期|数据截止|数据截止日期|结束时间|周期结束|end date|"
        "period end|to date|week ending|week ending date|week ended|week end|week end date|w/e|month ending|as of"
    ),
    "metric": _words(
        "指标|指标名称|指标名|指标ID|指标编号|考核指标|数据指标|数据项|项目|metric|metric name|metric id|kpi|indicator|measure|"
        "kennzahl|indicateur|metrica|indicatore|métrica|indicador|指標"
    ),
    "value": _words(
        "数值|值|数据|本店|本店数据|实际|实际值|实际数据|实绩|现状|指标值|指标数据|当前值|本期|本期值|"
        "完成值|完成|实际完成|达成|达成值|结果|金额|数额|数量|个数|最新|最新值|最新数据|我的数据|value|metric value|actual|"
        "actual value|current|current value|result|count|amount|figure|figures|当前|我的店铺|您的店铺|your store|my store|"
        "wert|valeur|valore|valor|値|卖家自配送|卖家配送|seller fulfilled|fulfilled by seller|fulfilled by merchant"
    ),
    "unit": _words("单位|unit|计量单位"),
    "currency": _words("币种|货币|结算币种|店铺币种|currency|store currency"),
    "launched": _words("开店日期|开店时间|开通日期|上线日期|入驻日期|launch date|launched|opened on|opening date"),
}
DATING = ("period", "starts", "ends")
"""The structural columns that tell of which days a row is, a bare year apart."""
MONTHLY = frozenset(("月份", "月", "年月", "month"))  # headings under which 2026-10-01 is the month
WEEKLY = frozenset(("周", "周次", "week"))  # and a Monday the week
DAILY = frozenset(("日期", "日", "天", "date", "day"))  # and 8 in a sheet of November the 8th
CHECKLIST: Mapping[str, tuple[str, ...]] = {
    "number": _words("编号|检查编号|检查项编号|number|no.|no|check|check id|id"),
    "item": _words("检查项|检查项目|检查内容|item|check item"),
    "answer": _words("答复|回答|是否完成|answer|response"),
    "evidence": _words("证据|凭证|证明材料|evidence|proof"),
    "signed_by": _words("签字人|签署人|确认人|signed by|signed|signatory"),
    "signed_on": _words("日期|签字日期|签署日期|date|signed on|date signed|signed date"),
}
TARGETS = _words(
    "目标|目标值|标准|阈值|要求|红线|基准|target|goal|threshold|standard|benchmark|limit|ziel|objectif|obiettivo|objetivo|目標"
)
# Columns that people keep beside the numbers. They are known, and they are no values of a metric.
BESIDE: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    "target": (Text("目标或标准，不是实际值", "a target, not an actual value"), TARGETS),
    "change": (
        Text("变化或比较，由历史数据重新计算", "a comparison; changes are computed from the values themselves"),
        _words(
            "环比|同比|变化|涨跌|趋势|差值|达成率|完成率|周环比|月环比|较上周|较上期|change|wow|mom|yoy|trend|"
            "difference|diff|variance|Δ|Δ%|vs last week|vs lw|vs target"
        ),
    ),
    "note": (
        Text("备注类内容，不作为数据读取", "a remark, not read as data"),
        _words(
            "备注|说明|责任人|负责人|状态|序号|结论|评价|数据来源|来源|改进措施|措施|排名|优先级|示例|note|"
            "notes|remark|remarks|comment|comments|owner|responsible|status|source|rank|#|action|"
            "where to find it|取数位置|统计窗口|window|例|example"
        ),
    ),
    "fba": (
        Text(
            "亚马逊配送的数值：请另写一行，如“FBA订单缺陷率”",
            "a value of orders that Amazon ships: put it into a row of its own, such as 'FBA ODR'",
        ),
        _words("亚马逊配送|亚马逊物流|fulfilled by amazon|fulfillment by amazon"),
    ),
    "total": (
        Text("合计列，不作为单独数据读取", "a total column, not read as data"),
        _words("合计|总计|小计|汇总|total|sum|average|平均"),
    ),
}
TOTAL_ENDS = _words("合计|总计|小计|累计|合計|總計|小計|総計")  # of 本页合计
TOTALS = (
    *TOTAL_ENDS,
    *_words(
        "共计|总和|汇总|全部账号|全部店铺|所有店铺|allstores|全部|total|totals|subtotal|sub-total|sum|grandtotal|alltotal|"
        "overall|all|summe|gesamt|gesamtsumme|totale|totaal|totalgeneral|totalgénéral"
    ),
)
# Whose figures are none of the store's; of the first one may be lettered or be a shop: 竞品A, 竞争对手店铺B.
RIVALS = _words("竞品|竞对|竞店|竞争对手|同行|友商|competitor|competitors")
OTHERS = (*RIVALS, *_words("行业|类目|品类|市场|大盘|平台|kpi|industry|peer|peers|category|market|platform"))
# Rows of others' figures or of a line to reach, also of others': 行业均值.
LINES = (
    *RIVALS,
    *TARGETS,
    *_words(
        "大盘|行业|预算|预算值|计划|计划值|预测|预测值|预估|预估值|标准值|基准值|考核线|及格线|达标线|合格线|目标线|标准线|警戒线|预警线|均值|平均|平均值|中位数|标杆|优秀值|"
        "industry|peer|peers|targets|goals|plan|budget|forecast|benchmarks|average|mean|median"
    ),
)
AVERAGES = _words("平均|平均值|均值|average|avg")
SUMMARIES = (*AVERAGES, *_words("日均|周均|月均|人均|店均|最大值|最小值|mean|max|min|median"))
# Rows that set the rows above against one another or against another time.
COMPARISONS = _words(
    "增长率|增长|增幅|涨幅|降幅|涨跌|涨跌幅|变化|变化率|变化量|变动|对比|缺口|剩余|标准差|差|差值|差额|差距|差异|占比|完成率|达成率|完成度|"
    "同期|去年|去年同期|去年同月|去年同周|上年|上年同期|上周同期|上月同期|前一周|前一月|排名|备注|change|growth|growthrate|difference|diff|"
    "variance|share|rank|mtd|ytd|priorperiod|previousperiod|vstarget|vsplan|vsbudget"
)
# What stands below 店铺 where the figures are of no one store: what is left over, others' figures, another day's.
REST = _words(
    "其他|其它|其余|其他店|其他店铺|其它店铺|其余店铺|未分配|待分配|未归属|未分类|other|others|otherstores|othershops|unassigned|unallocated|"
    "miscellaneous"
)
OTHERS_ALONE = _words("平台|类目|品类|市场|platform|category")
OTHER_DAYS = _words("昨日|昨天|前日|前天|今日|今天|yesterday|today")
PLATFORM_WORDS: Mapping[str, tuple[str, ...]] = {
    "alibaba": _words("alibaba.com|alibaba|国际站|阿里巴巴国际站|阿里巴巴|阿里国际站|alibaba国际站|icbu|阿里"),
    "amazon": _words("amazon|亚马逊|amz|seller central|amazon.com"),
    "independent": _words("independent|独立站|自建站|独立网站|shopify|independent store|independent site|own site|dtc"),
    "client": _words("client|客户"),
}
# What a pivot table calls the column of its rows' names, whatever they are.
ROW_LABELS = _words("行标签|rowlabels")
COLUMN_LABELS = _words("列标签|columnlabels")
# All shops, any shop, and what visitors and owners do with one: no store is called so.
NO_SHOPS = _words("全店|各店|本店|单店|多店|分店|门店|网店|进店|到店|入店|离店|开店|关店")
# What rows of a file's own store are called, or of all stores where others are named beside it.
OWN_STORE = _words("本店|本店铺|我店|我的店铺|您的店铺|ourstore|mystore|thisstore")
ALL_OF_IT = _words("全店|整店|整体|总体|店铺整体|店铺总体|wholestore|storetotal")
# Columns that name a part of a store in each row: whoever did it, and what it was done with.
PEOPLE = _words(
    "客服|客服姓名|客服人员|客服名称|客服账号|业务员|业务员姓名|业务人员|员工|员工姓名|姓名|接待人|接待人员|接待客服|跟单员|操作员|"
    "运营人员|账号|账号名称|子账号|子账户|小组|团队|部门|agent|agent name|employee|employee name|staff|staff name|sales rep|"
    "salesperson|rep|representative|operator|team"
)
# What stands in the row of all of them together, which is the store's own.
WHOLE = _words(
    "全部账号|所有账号|全部子账号|全部|全店|整店|整体|店铺整体|全渠道|全部渠道|所有渠道|全部来源|所有来源|全部国家|所有国家|全球|"
    "全部设备|所有设备|全部终端|all|allaccounts|allchannels|allsources|allcountries|alldevices|worldwide|overall|wholestore"
)
THINGS = _words(
    "产品|产品名称|产品名|产品标题|产品id|产品编号|产品型号|型号|商品|商品名称|商品名|商品标题|商品id|商品编号|商品编码|货号|款号|"
    "产品链接|商品链接|sku|msku|seller sku|asin|父asin|子asin|(父)asin|(子)asin|fnsku|listing|关键词|搜索词|客户搜索词|广告活动|"
    "广告活动名称|广告组|广告组名称|推广计划|计划名称|推广单元|订单号|订单编号|询盘id|询盘编号|rfq id|rfq编号|买家|买家名称|"
    "product|product name|product title|product id|item name|item id|keyword|keywords|search term|campaign|campaigns|campaign name|"
    "ad group|ad group name|order id|order number|order no.|buyer|buyer name|行标签|row labels"
)
# What a report breaks a store's figures down by. A remark may be called so as well (来源: where a figure was looked up).
DIMENSIONS = _words(
    "流量来源|访客来源|来源渠道|流量渠道|来源|渠道|渠道名称|国家|国家/地区|国家地区|地区|地域|省份|访客地域|买家国家|买家地区|"
    "设备|设备类型|终端|落地页|着陆页|页面|商品分层|商品层级|产品分层|产品层级|"
    "traffic source|traffic channel|channel|sales channel|channel group|source|medium|source / medium|source/medium|"
    "referrer|referrer source|referrer name|country|country/region|region|device|device type|device category|"
    "landing page|landing page type|landing page path|page|utm source|utm medium|utm campaign"
)
# What a file or folder may be called after what it holds. A name made of nothing else names no store.
CONTENTS = _words(
    "周报|日报|月报|季报|年报|报告|报表|周数据|月数据|数据|指标|评分卡|记分卡|体检|检查|自查|清单|订单|广告|流量|询盘|询价|"
    "rfq|运营|店铺|统计|明细|汇总|导出|下载|模板|业务|销售|退款|退货|退换|物流|发货|库存|商品|产品|绩效|账户|账号|健康|状况|"
    "评价|纠纷|质检|上线|准备|复盘|总结|分析|看板|后台|最终版|副本|新建|工作簿|工作表|表格|表|"
    "weekly|daily|monthly|week|month|report|reports|data|metrics|kpi|kpis|scorecard|checklist|readiness|order|orders|"
    "ad|ads|campaign|campaigns|traffic|export|exports|download|downloads|business|sales|search|term|terms|account|health|"
    "status|store|shop|performance|analytics|inventory|returns|refunds|shipping|listing|listings|feedback|reviews|"
    "template|dashboard|sheet|sheet1|workbook|book1|summary|copy|final"
)
# Units of a heading's bracket (万元, USD, 分钟): those of printed values, and 分, which in a value may be a mark. A lone
# "b" in a bracket is a label more often than a billion.
CURRENCIES: Mapping[str, str] = CURRENCY
SECONDS: Mapping[str, float] = {
    **{word: float(_SECONDS[unit]) for word, unit in UNITS.items() if unit in _SECONDS},
    "分": 60.0,
}
SCALES: Mapping[str, int] = {
    **{word: 10**power for word, power in MAGNITUDES.items() if word != "b"},
    "百": 100,
    "hundred": 100,
    "hundreds": 100,
    "thousands": 1000,
    **dict.fromkeys(("millions", "mil", "mio", "mm"), 10**6),
    **dict.fromkeys(("lakh", "lakhs"), 10**5),
    **dict.fromkeys(("crore", "crores"), 10**7),
}
