"""When two spellings are one name."""

import pandas as pd
import pytest

from kcbx_lib.link.names import exact_keys, is_alike, is_miswritten, is_same_spelling, similarity


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("王小明", "王小明", True),
        ("王小明", "王晓明", True),  # homophones
        ("王小明", "wangxiaoming", True),
        ("王?明", "王小明", True),
        ("王?明", "王小红", False),
        ("王小明", "王小红", False),
        ("", "王小明", False),
    ],
)
def test_same_spelling(one, other, same):
    assert is_same_spelling(one, other) is same
    assert is_same_spelling(other, one) is same


def test_traditional_characters_separators_and_case_make_no_difference():
    names = pd.Series(["張偉", "阿依努尔·买买提", "阿依努尔•买买提", "ZHANG Wei", None])
    keys = exact_keys(names)
    assert keys[0] == "张伟"
    assert keys[1] == keys[2]
    assert keys[3] == "zhangwei"
    assert keys[4] == ""


def test_a_shared_surname_alone_is_no_slip_of_the_pen():
    assert is_miswritten("王晓鹏", "王晓腾")
    assert not is_miswritten("王小明", "王芳")
    assert not is_miswritten("王芳", "王明")


def test_alike_is_less_than_same():
    assert is_alike("王小明", "李小明")
    assert not is_alike("王小明", "李丽")
    assert similarity("王小明", "王晓明") == 1.0
    assert 0 < similarity("王小明", "王小红") < 1
