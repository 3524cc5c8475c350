"""The words a figure is read with: counters and units, cue words, nouns.

Every list is a closed reading of how reports of this field are written; a word that is not here
makes a figure less understood and its relations "cannot tell", never a contradiction.
"""

from __future__ import annotations

import re
from fractions import Fraction

CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万亿"

# written unit -> (what is counted, how many base units one is)
UNITS: dict[str, tuple[str, Fraction]] = {
    "万人次": ("person_time", Fraction(10_000)),
    "人次": ("person_time", Fraction(1)),
    "万人": ("person", Fraction(10_000)),
    "人": ("person", Fraction(1)),
    "名": ("person", Fraction(1)),
    "位": ("person", Fraction(1)),
    "户次": ("household_time", Fraction(1)),
    "户": ("household", Fraction(1)),
    "所": ("school", Fraction(1)),
    "校": ("school", Fraction(1)),
    "亿元": ("yuan", Fraction(100_000_000)),
    "万元": ("yuan", Fraction(10_000)),
    "元": ("yuan", Fraction(1)),
    "平方公里": ("square_metre", Fraction(1_000_000)),
    "平方千米": ("square_metre", Fraction(1_000_000)),
    "km2": ("square_metre", Fraction(1_000_000)),
    "km²": ("square_metre", Fraction(1_000_000)),
    "平方米": ("square_metre", Fraction(1)),
    "㎡": ("square_metre", Fraction(1)),
    "m2": ("square_metre", Fraction(1)),
    "m²": ("square_metre", Fraction(1)),
    "公顷": ("square_metre", Fraction(10_000)),
    "亩": ("square_metre", Fraction(2000, 3)),  # 15 mu are one hectare
    "%": ("percent", Fraction(1)),
    "‰": ("percent", Fraction(1, 10)),
    "个百分点": ("point", Fraction(1)),
    "百分点": ("point", Fraction(1)),
    "周岁": ("age", Fraction(1)),
    "岁": ("age", Fraction(1)),
}
# counters that count what their noun says, or themselves
COUNTERS = (
    "个 家 起 份 次 场 期 条 项 件 套 册 本 台 辆 间 张 幢 栋 轮 批 节 例 支 天 小时 课时 学时 公里 千米 米 公斤 倍 "
    "剂次 剂 吨 株 笔 宗 立方米 "
    "班 村 镇 乡 街道 社区 县 对 线 种 类 封 篇 处 座 盏 支部"
).split()
# what stands behind 个 decides what it counts
GE_NOUNS: tuple[tuple[str, str], ...] = (
    (r"百分点", "point"),
    (
        r"(?:多|半)?(?:月|星期|礼拜|季度|学期|学年|小时|工作日|昼夜|交易日|年头|周|钟头|世纪|年)",
        "time",
    ),
    (r"(?:贫困|留守|残疾|适龄|失学|辍学|义务教育)*(?:孩子|学生|儿童|少年|幼儿|人(?!口))", "person"),
    (r"(?:教学)?班(?!子|主任|级群)", "class"),
    (r"(?:教学点|学校|校点|村小|幼儿园|中小学)", "school"),
    (r"(?:行政|自然|贫困|建制|重点)*村(?!级|民)", "village"),
    (r"(?:乡镇|镇街|乡|镇|街道)", "township"),
    (r"社区|居委会|居民委员会", "community"),
    (r"(?:县区|县|区)", "county"),
    (r"家庭", "household"),
    (r"学位", "place"),
)
EXACT_CUE = re.compile(r"(?:约|近|大约|将近|逾|超过|超|突破|接近|大概|估计|预计)$")
LOWER_CUE = re.compile(
    r"(?:不低于|不少于|不高于|不超过|至少|至多|最多|最少|低于|高于|少于|多于|不足|(?<![查找联达])不到|小于|大于|不满|未满|超过|达到或超过"
    r"|控制在|≥|≤|>|<|保持在)$"
)
AFTER_APPROXIMATE = re.compile(r"^(?:余|多|来|左右|上下|几)")
AFTER_THRESHOLD = re.compile(
    r"^(?:[人名所户个元%‰亩岁]|周岁|平方公里|平方米)?(?:及|或|（含）|\(含\))?(?:以上|以下|以内|之内|之上|之下|及以上|及以下|起)"
)

# words before a number that are no part of what it counts
LEADING = re.compile(
    r"^(?:其中|目前|现在|现|现有|现设|设有|下设|拥有|辖有|下辖|共有|总共有|总共|一共|共计|合计|总计|累计|共|分别为|分别是|分别有"
    r"|分别|包括|包含|含|即|有|为|是|达到|达|约|计|另有|另外|另|仅有|仅|只有|还有|尚有|尚|仍有|仍|以及|及|和|与|并|已有|已|对|将"
    r"|的|针对|经排查|经核实|经过|经|截至目前|截至|到|至|从|由|了|在(?![校籍编岗册读园学外])|中(?![小学职专高央级心等班医型师])|也|均|都|全部|先后|累计有|今年|实有|按(?!期|时)|按照|通过|给|向|确保)+"
)
TRAILING = re.compile(
    r"(?:共有|总共|共计|合计|总计|累计|共|现有|有|为|是|达到了|达到|达|约|近|计|分别|总数|总量|总人数|人数|人口数|数量|数|各|的|了"
    r"|仅|只|已经|已|超过|不足|不到|不低于|不少于|由|从|到|至|逾|还|尚|仍|控制在|均|都|约为|:|-|又)+$"
)
_OPENING = re.compile(
    r"^.*(?:现有|共有|设有|拥有|下辖|建有|尚有|计有|还有|仍有|中有|共辖"
    r"|[校县区市镇乡村]有(?=专任|教师|教职工|在校|学生|适龄))(?=.)"
)
BOUNDARY = ",，、。;:!?！？“”\"'‘’《》〔〕[]【】|\n"

STUDENT = re.compile(
    r"学生|[男女]生|[小初高中]学生|[\u4e00-\u9fff]生$|儿童|少年|孩子|幼儿(?!园|教育)|[男女]童|在校生|寄宿生|毕业生|新生"
)
TEACHER = re.compile(r"教师|老师|教职工|教职员|校长|班主任|辅导员|师资|员额")
PARENT = re.compile(r"家长|监护人|父母")
PEOPLE = re.compile(r"人口|居民|村民|群众|党员|干部|男性|女性")


def noun_kind(label: str) -> str | None:
    """student, teacher, parent or people, where the label says whom it counts; else None."""
    last: tuple[int, str] | None = None
    for kind, pattern in (
        ("student", STUDENT),
        ("teacher", TEACHER),
        ("parent", PARENT),
        ("people", PEOPLE),
    ):
        for hit in pattern.finditer(label):
            if kind == "parent" and hit.end() < len(label):
                continue  # 随父母外出5人 counts pupils
            if last is None or hit.end() > last[0]:
                last = (hit.end(), kind)
    if last is None:
        return None
    if last[1] == "people" and re.search(r"[男女]性$", label):
        return None  # 男性, 女性 are said of anyone
    return last[1]


def strip_label(text: str) -> str:
    """A noun phrase without the cue words at its two ends."""
    before = None
    while before != text:
        before = text
        text = _OPENING.sub("", text) or text
        text = LEADING.sub("", text)
        text = TRAILING.sub("", text)
    return text


_SCOPES = (
    "全县 全区 全市 全镇 全乡 全校 全省 全村 全旗 全国 "
    "我县 我区 我市 我镇 我乡 我校 我省 我村 本县 本区 本市 本镇 本乡 本校 辖区内 辖区 县域内 区域内 县域 境内"
)
SCOPE = re.compile("|".join(_SCOPES.split()))
_SYNONYMS = (
    ("在校学生", "在校生"),
    ("在校就读学生", "在校生"),
    ("在籍学生", "在籍生"),
    ("义务教育阶段", "义务教育"),
    ("中小学校", "中小学"),
    ("适龄儿童少年", "适龄儿童"),
    ("儿童少年", "儿童"),
    ("行政村", "村"),
    ("小学校", "小学"),
    ("疑似失学的儿童", "疑似失学儿童"),
    ("各级各类", ""),
    ("区属", ""),
    ("县属", ""),
)


def canonical(label: str) -> str:
    """A label as it is compared: without scope and cue words, one word for each thing."""
    bare = SCOPE.split(label)[-1] or SCOPE.sub("", label)
    for written, meant in _SYNONYMS:
        bare = bare.replace(written, meant)
    return strip_label(bare)
