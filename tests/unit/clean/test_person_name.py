import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.clean import Reason, person_name


@pytest.mark.parametrize(
    "raw", ["张　三", "张 三", " 张三 ", "\u200b张三\ufeff", "张\xa0三", "张\n三", "'张三"]
)
def test_padding_is_removed(raw):
    assert person_name.read(raw) == ("张三", Reason.NORMALISED)


@pytest.mark.parametrize("dot", ["•", "・", "．", ".", "‧", "∙", "●", "-", " · ", "－", "··"])
def test_every_separator_becomes_the_middle_dot(dot):
    assert person_name.read(f"买买提{dot}吐尔逊") == ("买买提·吐尔逊", Reason.NORMALISED)


@pytest.mark.parametrize(
    "raw",
    [
        "张三",
        "買買提·吐爾遜",
        "張三豐",
        "𠮷田",
        "张\ue123",
        "张〇",
        "欧阳娜娜",
        "Zhang San",
        "Anna-Maria",
        "丁一",
    ],
)
def test_the_characters_of_a_name_are_never_touched(raw):
    assert person_name.read(raw) == (raw, Reason.OK)


@pytest.mark.parametrize(
    "raw", ["张?", "李〓明", "王□", "李*明", "李**", "张三1", "张三（小）", "张", "张三、李四"]
)
def test_a_doubtful_name_is_kept_and_flagged(raw):
    name, reason = person_name.read(raw)
    assert reason is Reason.AMBIGUOUS
    assert name == raw


def test_a_wide_question_mark_is_a_lost_character():
    assert person_name.read("张？") == ("张?", Reason.AMBIGUOUS)


@pytest.mark.parametrize(
    "raw", ["无", "不详", "-", "测试", "姓名", "", None, "·", "test", "未取名"]
)
def test_a_placeholder_is_blank(raw):
    assert person_name.read(raw) == (None, Reason.BLANK)


@pytest.mark.parametrize("raw", ["123", 123, True, dt.date(2012, 9, 1), "！！"])
def test_what_is_no_name(raw):
    assert person_name.read(raw) == (None, Reason.BAD_CHARACTER)


def test_characters_of_the_radicals_block_are_the_characters_they_look_like():
    assert person_name.read("⼀⼆")[0] == "一二"


def test_names_are_compared_simplified_and_without_separators():
    forms = person_name.comparison_form(
        pd.Series(
            ["張三豐", "张三丰", "买买提·吐尔逊", "买买提吐尔逊", "Zhang San", None, "张三（小）"]
        )
    )
    assert forms.iloc[0] == forms.iloc[1]
    assert forms.iloc[2] == forms.iloc[3]
    assert forms.iloc[4] == "zhangsan"
    assert pd.isna(forms.iloc[5])
    assert forms.iloc[6] == "张三"


def test_two_different_names_stay_different():
    forms = person_name.comparison_form(pd.Series(["张三", "张山", "张珊", "章三"]))
    assert forms.nunique() == 4


def test_names_of_one_sound_share_a_block():
    sounds = person_name.pinyin_form(
        pd.Series(["张三", "章叁", "Zhang San", "ZHANGSAN", "張三", "zhāng sān"])
    )
    assert sounds.nunique() == 1


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("单雄", "shanxiong"),
        ("曾子", "zengzi"),
        ("解缙", "xiejin"),
        ("吕布", "lvbu"),
        ("仇英", "qiuying"),
    ],
)
def test_a_surname_is_read_as_a_surname(name, sound):
    assert person_name.pinyin_text(name) == sound
