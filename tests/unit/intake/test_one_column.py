"""``kcbx clean``: one column of one file, each raw cell beside its clean value and the reason."""

import pytest

from kcbx_lib.errors import KcbxError, WrongUse
from kcbx_lib.intake import clean_one_column
from tests.folders import ENROLMENT, resident_id, write_csv, write_xlsx


@pytest.mark.parametrize("column", ["身份证件号", "resident_id", "身份证号"])
def test_a_column_may_be_named_by_its_header_or_its_meaning(tmp_path, column):
    found = clean_one_column(write_csv(tmp_path / "学籍.csv", ENROLMENT), column)
    assert found["clean"].tolist() == [resident_id(n) for n in (1, 2, 3)]
    assert found["row"].tolist() == [2, 3, 4]


def test_each_cell_says_what_became_of_it(tmp_path):
    rows = [
        ["标题"],
        ["姓名", "年级", "出生日期"],
        ["甘一", "初一", "2012.9.1"],
        ["甘二", "大班", "某日"],
        ["合计", "", ""],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"一": rows})
    grade = clean_one_column(path, "年级", sheet="一").fillna("")
    assert grade[["raw", "clean"]].to_numpy().tolist() == [["初一", "7"], ["大班", ""]]
    birth = clean_one_column(path, "出生日期").fillna("")
    assert birth[["clean", "reason"]].to_numpy().tolist() == [
        ["2012-09-01", "normalised"],
        ["", "unparseable"],
    ]


def test_a_column_the_dictionary_does_not_know_is_cleaned_as_text(tmp_path):
    path = write_csv(tmp_path / "学籍.csv", [["姓名", "年级", "爱好"], ["甘一", "六", " 足球 "]])
    assert clean_one_column(path, "爱好")["clean"].tolist() == ["足球"]


def test_what_is_not_there_is_told_with_what_is(tmp_path):
    path = write_csv(tmp_path / "学籍.csv", ENROLMENT)
    with pytest.raises(WrongUse, match="学生状态"):
        clean_one_column(path, "身高")
    with pytest.raises(WrongUse, match="二"):
        clean_one_column(write_xlsx(tmp_path / "表.xlsx", {"二": ENROLMENT}), "姓名", sheet="三")
    with pytest.raises(KcbxError, match="没有"):
        clean_one_column(tmp_path / "无.csv", "姓名")
