"""“29 schools, 30,786 pupils, none found”: what it proves, and under which condition."""

import pytest

from kcbx_lib.sampling import nothing_found


def said(**options):
    return nothing_found(schools=29, pupils=30786, **options)


@pytest.mark.parametrize(
    ("lang", "condition", "bound"), [("zh", "随机抽取", "9.8%"), ("en", "drawn by lot", "9.8%")]
)
def test_if_nobody_says_how_the_schools_were_chosen_the_bound_comes_with_its_condition(
    lang, condition, bound
):
    sentence = said(lang=lang)
    assert condition in sentence
    assert bound in sentence
    assert ("只有" if lang == "zh" else "Only if") in sentence


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_if_the_schools_were_chosen_by_hand_no_bound_is_given(lang):
    sentence = said(is_random=False, lang=lang)
    assert "9.8" not in sentence
    assert ("不能证明" if lang == "zh" else "proves nothing") in sentence


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pupils_are_never_counted_as_independent_checks(lang):
    for is_random in (True, False, None):
        sentence = said(is_random=is_random, lang=lang)
        assert "30,786" in sentence
        assert ("独立的检查是 29 次" if lang == "zh" else "independent checks are 29") in sentence
        # 3 / 30,786 would be the boast of independent pupils: 0.01 %.
        assert "0.01%" not in sentence


def test_a_known_number_of_schools_sharpens_the_bound():
    assert "7.2%" in said(is_random=True, population=83, lang="zh")  # 6 of 83


def test_chinese_is_the_language_if_none_is_asked_for():
    assert said().startswith("查了 29 所学校、30,786 名学生")
