"""Invented personal names: a list of names drawn at random, none of a person meant.

The lists are long enough that a county of some hundred children has few namesakes, and hold what
real registers stumble on: compound surnames, separators of minority names, characters outside the
basic plane, homophones.
"""

from __future__ import annotations

import numpy as np

# Common surnames first: the draw favours them, as any register does.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦向柳邢路岳齐涂梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧"
    "甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边"
)
COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "慕容", "尉迟", "皇甫", "令狐", "司徒", "夏侯", "东方", "公孙",
)  # fmt: skip
BOY_CHARACTERS = (
    "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢阳建亮成畅瑞霖铭泽晨"
    "轩博文昊天睿哲翰皓子梓一家志嘉思承启恒远航弘毅景行知礼安邦国栋梁德修远山河川海洋源"
)
GIRL_CHARACTERS = (
    "芳娜敏静丽艳娟霞秀燕玲桂英梅莉兰凤洁红丹萍雪云莹琳倩婷雯怡欣佳慧颖琪瑶璇薇蕾蓉诗涵"
    "梦语嫣若彤雨桐子梓一可馨悦宁心妍思雅晴舒画意清欢安然芷兮书瑾琬晓岚月汐苒菲采薇"
)
RARE_CHARACTERS = ("㛃", "𬭎", "䶮", "喆", "堃", "淏", "犇", "燚", "頔", "翀", "赟", "烜")
MINORITY_GIVEN = (
    "阿依古丽", "迪丽努尔", "热依汗", "木拉提", "艾力江", "古丽娜", "帕提曼", "扎西", "卓玛", "多吉",
    "央金", "次仁", "拉姆", "巴特尔", "其其格", "苏和", "乌兰", "阿木尔", "吉克", "阿依", "木果", "曲比",
)  # fmt: skip
MINORITY_FAMILY = (
    "买买提", "吐尔逊", "艾山", "依明", "阿不力孜", "卡德尔", "次旺", "顿珠", "旺堆", "格桑", "索南",
    "额尔德尼", "布和", "满都拉", "拉马", "阿洛", "吉木", "沙马", "勒格", "日布",
)  # fmt: skip
MINORITY_ETHNICITIES = ("维吾尔族", "藏族", "蒙古族", "彝族")
# Pairs that sound alike: what a clerk types when he only hears the name.
HOMOPHONES = {
    "静": "婧", "伟": "玮", "明": "铭", "浩": "皓", "欣": "馨", "佳": "嘉", "宇": "雨", "志": "智",
    "建": "健", "丽": "莉", "霞": "侠", "军": "君", "涛": "韬", "辉": "晖", "梅": "玫", "洁": "杰",
    "雪": "薛", "晨": "辰", "轩": "宣", "梓": "紫", "怡": "宜", "玲": "铃", "芳": "方", "英": "莺",
}  # fmt: skip


def draw_surnames(rng: np.random.Generator, size: int) -> np.ndarray:
    """``size`` surnames: four in five from the commonest sixty, one in sixty compound."""
    singles = np.array(list(dict.fromkeys(SURNAMES)))
    weight = 1.0 / (np.arange(len(singles)) + 8.0)
    chosen = rng.choice(singles, size=size, p=weight / weight.sum()).astype(object)
    is_compound = rng.random(size) < 1 / 60
    chosen[is_compound] = rng.choice(np.array(COMPOUND_SURNAMES), size=int(is_compound.sum()))
    return chosen


def draw_given_names(rng: np.random.Generator, is_male: np.ndarray) -> np.ndarray:
    """One given name per child: one character in four cases of ten, else two; few rare ones."""
    size = len(is_male)
    boys = np.array(list(dict.fromkeys(BOY_CHARACTERS)))
    girls = np.array(list(dict.fromkeys(GIRL_CHARACTERS)))
    first = np.where(is_male, rng.choice(boys, size), rng.choice(girls, size)).astype(object)
    second = np.where(is_male, rng.choice(boys, size), rng.choice(girls, size)).astype(object)
    is_rare = rng.random(size) < 0.012
    second[is_rare] = rng.choice(np.array(RARE_CHARACTERS, dtype=object), size=int(is_rare.sum()))
    second[(rng.random(size) < 0.25) & ~is_rare] = ""
    return first + second


def draw_minority_names(rng: np.random.Generator, size: int) -> np.ndarray:
    """``size`` names of two parts joined by the middle dot U+00B7."""
    given = rng.choice(np.array(MINORITY_GIVEN, dtype=object), size=size)
    family = rng.choice(np.array(MINORITY_FAMILY, dtype=object), size=size)
    return given + "·" + family


def homophone_of(name: str) -> str | None:
    """The name with one character replaced by one that sounds alike, or None if there is none."""
    for position in range(len(name) - 1, 0, -1):
        other = HOMOPHONES.get(name[position])
        if other:
            return name[:position] + other + name[position + 1 :]
    return None
