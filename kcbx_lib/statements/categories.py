"""Which labels divide a whole without overlap, and which of those divisions are complete.

A label may carry several categories (公办小学: ownership and level). Two parts are disjoint when
they differ in one family; a list is exhaustive when its family's complete set is there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from kcbx_lib.statements.figures import Figure

_FAMILIES: dict[str, tuple[tuple[str, str], ...]] = {
    "sex": (
        ("男", r"(?<!不分)男(?:生|性|童|孩|子|教师|学生|职工)?(?!女)"),
        ("女", r"(?<!男)女(?:生|性|童|孩|子|教师|学生|职工)?"),
    ),
    "ownership": (("公办", r"公办|公立"), ("民办", r"民办|私立")),
    "level": (
        ("nine_year", r"九年(?:一贯)?制|九年一贯|9年一贯"),
        ("twelve_year", r"十二年(?:一贯)?制|12年一贯"),
        ("complete_middle", r"完全中学|完中"),
        ("special", r"特殊教育|特教"),
        ("vocational", r"中职|职业(?:学校|高中|中学|教育)|职高|中专|技校"),
        ("preschool", r"幼儿园|学前|幼儿"),
        ("site", r"教学点|村小"),
        ("university", r"高校|大学|大专|高职"),
        ("primary", r"(?<!中)(?<!中心)小学|中心小学"),
        ("junior", r"初中|初级中学"),
        ("senior", r"(?<!初)高中|高级中学"),
    ),
    "grade": (
        *((g, rf"{g}年级") for g in "一二三四五六七八九"),
        ("七", r"初一"),
        ("八", r"初二"),
        ("九", r"初三"),
    ),
    "residence": (("寄宿", r"寄宿|住校|住宿"), ("走读", r"走读|非寄宿")),
    "urban": (
        ("城", r"城区|城市|县城|城镇"),
        ("镇区", r"镇区"),
        ("村", r"乡村|农村"),
    ),
    "township": (("乡", r"^乡$"), ("镇", r"^镇$"), ("街道", r"^街道$")),
    "industry": tuple((n, rf"第{n}产业") for n in "一二三"),
    "poor": (
        ("脱贫", r"(?<!非)(?:脱贫|贫困|建档立卡)(?:户|村|家庭|人口)"),
        ("非", r"非(?:脱贫|贫困|建档立卡)(?:户|村|家庭|人口)|一般农户"),
    ),
    "season": (("春", r"春季|春学期"), ("秋", r"秋季|秋学期")),
    "quarter": tuple((q, rf"第?{q}季度") for q in "一二三四"),
    "where": (
        ("县内", r"(?:县|区|镇|乡|市|辖区|本地|省)内(?!外)"),
        ("县外", r"(?:县|区|镇|乡|市|省)外|外(?:县|省|市|地)|县城"),
    ),
    # a teacher holds one rank
    "rank": (
        ("高级", r"(?<!中)(?<!中、)(?:正|副)?高级(?!中学|及以上|职业)"),
        ("一级", r"(?<![十百])一级(?:教师|职称)|中级(?!及以上|以上)"),
        ("二级", r"(?<![十百])二级(?:教师|职称)"),
        ("三级", r"三级(?:教师|职称)"),
        ("初级", r"初级(?!中学|及以上)"),
        ("未定", r"未(?:定|评|聘)(?:级|职称|职|上)?|见习|无职称|员级"),
    ),
    # the highest degree; said loosely, 本科 takes in those who went on
    "degree": (
        ("研究生", r"研究生|硕士|博士"),
        ("本科", r"(?:大学)?本科"),
        ("专科", r"(?<!本)专科|大专"),
        ("高中", r"中师|高中学历|中专(?:学历|及以下)"),
    ),
    # the seven kinds of a disability certificate
    "disability": (
        *((kind, rf"{kind}(?:残疾|障碍|$)") for kind in ("视力", "听力", "言语", "智力", "精神")),
        ("肢体", r"肢体(?:残疾|障碍|$)|肢残"),
        ("多重", r"多重(?:残疾|障碍|$)|综合残疾"),
    ),
    # where a disabled child learns
    "placement": (
        ("随班", r"随班就读"),
        ("特校", r"特(?:殊教育|教)?(?:学)?校"),
        ("送教", r"送教"),
    ),
    # every child of age has exactly one of these
    "fate": (
        ("在校", r"在(?:校|籍|本[县区市镇乡]|县内|区内)(?:就读|在读|学习)?(?!生|学生)"),
        ("外读", r"在?(?:外地|县外|区外|省外|市外|外县|外省|外市)(?:就读|借读|上学|入学)?"),
        ("特校", r"特(?:殊教育|教)?(?:学)?校"),
        ("送教", r"送教"),
        ("休学", r"休学"),
        ("延缓", r"[延暂]缓入学|缓学"),
        ("死亡", r"死亡"),
        ("出国", r"出国|出境|境外|国外"),
        ("失联", r"失联|失踪|无法联系|去向不明|查无此人"),
        ("转走", r"转出|转学|转往"),
        ("迁走", r"户籍(?:迁出|注销)|迁出|销户"),
        ("毕业", r"(?:已|初中)?毕业"),
        ("超龄", r"超龄"),
        ("错误", r"信息(?:有误|错误)|重复(?:登记|录入|统计|信息)?"),
        ("辍学", r"(?<!疑似)辍学"),
    ),
    "fund": (
        ("中央", r"中央"),
        ("省", r"省级|省财政|自治区级"),
        ("市", r"(?<!县)市级|市财政"),
        ("县", r"县级|县财政|区级|本级"),
        ("社会", r"社会(?:捐资|捐助|捐赠|资金)|捐赠|捐款"),
        ("自筹", r"自筹"),
    ),
    "settled": (
        ("城镇", r"城镇(?:常住|户籍)?(?:人口|居民|户|低保|$)"),
        ("乡村", r"(?:农村|乡村)(?:常住|户籍)?(?:人口|居民|户|低保|$)"),
    ),
    "resettled": (("建档立卡", r"建档立卡|贫困户|脱贫户"), ("同步", r"同步搬迁|随迁户")),
    "revenue": (("税收", r"(?<!非)税收"), ("非税", r"非税")),
    "spending": (("基本", r"基本支出"), ("项目", r"项目支出")),
    "handled": (("主办", r"主办"), ("协办", r"协办|会办")),
    "employer": (("企业", r"企业"), ("事业", r"事业(?:单位)?"), ("机关", r"机关")),
    "harvest": (("夏", r"夏粮|夏收"), ("秋", r"秋粮|秋收"), ("早", r"早稻")),
    "registered": (("本", r"(?:本县|本区|本市|本地)户籍"), ("外", r"(?:外来|外县|外省|非本)")),
}
COMPLETE: dict[str, tuple[frozenset[str], ...]] = {
    "sex": (frozenset("男女"),),
    "ownership": (frozenset({"公办", "民办"}),),
    "residence": (frozenset({"寄宿", "走读"}),),
    "urban": (frozenset({"城", "镇区", "村"}),),
    "disability": (frozenset({"视力", "听力", "言语", "肢体", "智力", "精神", "多重"}),),
    "season": (frozenset("春秋"),),
    "industry": (frozenset("一二三"),),
    "poor": (frozenset({"脱贫", "非"}),),
    "quarter": (frozenset("一二三四"),),
    "settled": (frozenset({"城镇", "乡村"}),),
    "revenue": (frozenset({"税收", "非税"}),),
}
# mostly all there is, though a further kind may exist
USUALLY_ALL: dict[str, tuple[frozenset[str], ...]] = {
    "placement": (frozenset({"随班", "特校", "送教"}),),
    "disability": (frozenset({"视力", "听力", "肢体", "智力", "精神", "多重"}),),
    "spending": (frozenset({"基本", "项目"}),),
    "handled": (frozenset({"主办", "协办"}),),
    "resettled": (frozenset({"建档立卡", "同步"}),),
    "degree": (
        frozenset({"本科", "专科", "高中"}),
        frozenset({"研究生", "本科", "专科"}),
        frozenset({"研究生", "本科", "专科", "高中"}),
    ),
    "employer": (frozenset({"企业", "事业", "机关"}),),
    "harvest": (frozenset("夏秋"), frozenset("夏秋早")),
    "rank": (
        frozenset({"高级", "一级", "二级", "未定"}),
        frozenset({"高级", "一级", "二级", "三级", "未定"}),
        frozenset({"高级", "一级", "初级", "未定"}),
    ),
}


def is_complete(family: str, members: frozenset[str]) -> bool:
    """Whether these categories leave nothing of the whole out."""
    if family.startswith("done:"):
        return members in (frozenset("已未"), frozenset("已正未"))
    if family == "age":
        return age_bands(members)[1]
    return members in COMPLETE.get(family, ())


# A school of these kinds is sometimes also counted under another level.
COUNTED_TWICE = frozenset({"nine_year", "twelve_year", "complete_middle", "site"})

# Groups to which one child or teacher may belong at once: their numbers never have to add up.
OVERLAPPING = re.compile(
    r"党纪|政务处分|反映|选择|认为|希望|提出|建议|担心|可利用|可用|留守|贫困|困难|困境|残疾|孤儿|单亲|随迁|务工|建档立卡|脱贫|低保|特困|监测|高级|中级|职称|骨干|本科|专科|研究生|学历|党员|学习困难"
    r"|劳动力|农业人口|农村人口|少数民族|特岗|优秀|名师|学科带头人|班主任|随班就读|寄宿|双语|缺课|心理|重点|特殊(?!教育)|服刑|离异|事实无人抚养|享受|获得|参加|资助|免费"
    r"|及以上|以上|及以下|以下"
)
_CUMULATIVE = re.compile(r"以上|以下")
# the ends of a ladder may be open and still stand beside its other steps
_DEGREE_ENDS = re.compile(
    r"(?:研究生|硕士)(?:学历)?(?:及|及其)?以上|(?:中师|中专|高中|专科|大专)(?:学历)?(?:及|及其)?以下"
)
_RANK_ENDS = re.compile(r"高级(?:职称)?(?:及)?以上|(?:初级|二级)(?:职称)?(?:及)?以下")
_AGE_BAND = re.compile(
    r"^(?P<to>\d+)周?岁(?:及|\(含\))?以下$|^(?P<low>\d+)(?:岁)?[至到~-](?P<high>\d+)周?岁(?:之间)?$|^(?P<from>\d+)周?岁(?:及|\(含\))?以上$"
)
OPEN_AGE = 999
_PROPER = re.compile(
    r"^[\u4e00-\u9fff]{1,8}(?:村|镇|乡|街道|社区|县|区|市|小学|中学|学校|一中|二中|三中|完小|中心校|办事处)"
)
_GENERIC_PLACE = re.compile(
    r"^(?:[一二两三四五六七八九十几\d]|我|本|该|其|行政|自然|全|各|乡镇|农村|城区|县城|公办|民办|初级|高级|完全|中心|职业|普通|九年一贯制|特殊教育|所在|社区|街道|镇|县|乡|村|小学|中学|学校|寄宿制|小规模)*"
    r"(?:村|镇|乡|街道|社区|县|区|市|小学|中学|学校)?$"
)


_DONE = re.compile(
    r"(?:^|其中|目前|有|的|仍|尚|还)(?P<state>已经?|正在|仍在|未|尚未|仍未|没有|不)(?P<stem>[\u4e00-\u9fff]{1,6})$"
)
_DONE_STATES = {"已": "已", "已经": "已", "正在": "正", "仍在": "正"}


def categories(figure: Figure, *, context: str = "") -> dict[str, str]:
    """Family → category of a figure's label; ``context`` fills in what a paired label leaves out."""
    label = figure.label or ""
    found = _categories_of(label)
    for ladder, ends in (("degree", _DEGREE_ENDS), ("rank", _RANK_ENDS)):
        if (
            ladder in found
            and _CUMULATIVE.search(label + figure.right[:8])
            and not ends.search(label)
        ):
            # 本科及以上, 中级以上: levels one above the other, not side by side
            del found[ladder]
    band = _band(label)
    if band:
        found["age"] = band
    if figure.code:
        found["code"] = figure.code
    done = _DONE.search(re.sub(r"(?:的|有|共|人数|为|学生|儿童)+$", "", figure.left))
    if done:
        stem = done["stem"].removesuffix("完成").removesuffix("到位")
        found[f"done:{stem}"] = _DONE_STATES.get(done["state"], "未")
    if not found and context:
        found = _categories_of(context)
    return found


def _band(label: str) -> str:
    """35岁以下, 36至50岁, 51岁以上 as their ends; '' where the label is no age band."""
    hit = _AGE_BAND.match(label)
    if hit is None:
        return ""
    low = hit["from"] or hit["low"] or "0"
    high = hit["to"] or hit["high"] or str(OPEN_AGE)
    return f"{low}-{high}"


def age_bands(members: frozenset[str]) -> tuple[bool, bool]:
    """(disjoint, complete) of age bands; a limit named twice (35岁以下, 35岁以上) overlaps in no one."""
    spans = sorted(tuple(int(end) for end in member.split("-")) for member in members)
    disjoint = all(one[1] <= next_one[0] for one, next_one in pairwise(spans))
    joined = all(next_one[0] - one[1] <= 1 for one, next_one in pairwise(spans))
    return disjoint, disjoint and joined and spans[0][0] == 0 and spans[-1][1] == OPEN_AGE


def _categories_of(label: str) -> dict[str, str]:
    return dict(_known(label))


_COMPILED = {
    family: tuple((name, re.compile(pattern)) for name, pattern in members)
    for family, members in _FAMILIES.items()
}


@lru_cache(maxsize=8192)
def _known(label: str) -> tuple[tuple[str, str], ...]:
    """The categories of a label; the same few labels are asked for again and again."""
    found: dict[str, str] = {}
    for family, members in _COMPILED.items():
        hits = {name for name, pattern in members if pattern.search(label)}
        if family == "level" and len(hits) > 1:
            # 九年一贯制学校初中部, 小学特教班: the first named kind is the school's own
            hits = {next(name for name, _ in members if name in hits)}
        if len(hits) == 1:
            found[family] = hits.pop()
    if not found:
        proper = _PROPER.match(label)
        if proper and not _GENERIC_PLACE.match(proper[0]):
            found["place"] = proper[0]
    return tuple(found.items())


def overlaps(figure: Figure) -> bool:
    """Whether the label names a group that may share members with its neighbours."""
    return bool(OVERLAPPING.search(figure.label + figure.right[:8]))
