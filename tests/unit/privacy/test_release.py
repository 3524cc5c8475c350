"""The release check refuses persons; a small count is blank."""

import pandas as pd
import pytest

from kcbx_lib.errors import PrivacyBreach
from kcbx_lib.privacy.release import ReleaseCheck, check_folder, suppress_counts

CHECK = ReleaseCheck(
    pd.DataFrame(
        {
            "name": ["欧阳小满", "高明", "阿依·买买提"],
            "resident_id": ["990101201505050013", None, None],
            "student_no": [None, "G990101201505050013", "0123456789"],
        }
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "学生欧阳小满未到校",
        "id 990101201505050013",
        "学籍号0123456789在册",
        "电话13912345678",
        "阿依·买买提",
    ],
)
def test_a_person_in_a_text_is_refused_without_being_repeated(text):
    with pytest.raises(PrivacyBreach) as refused:
        CHECK.check_text(text, where="findings.csv")
    assert "findings.csv" in str(refused.value)
    assert "欧阳" not in str(refused.value)


def test_a_two_character_name_is_refused_as_a_cell_and_let_pass_inside_a_word():
    CHECK.check_text("办学水平高明显提升", where="page")
    with pytest.raises(PrivacyBreach):
        CHECK.check_frame(pd.DataFrame({"owner": ["高明"]}), where="table")


def test_a_post_where_others_write_a_name_is_the_kits_own_word_and_passes():
    people = pd.DataFrame({"name": ["班主任", "学校", "欧阳小满"]})
    check = ReleaseCheck(people)
    check.check_frame(
        pd.DataFrame({"owner": ["学校（校长、班主任）", "学校"]}), where="findings.csv"
    )
    with pytest.raises(PrivacyBreach):
        check.check_frame(pd.DataFrame({"owner": ["欧阳小满"]}), where="findings.csv")


def test_an_address_no_finer_than_a_schools_own_name_finds_nobody():
    people = pd.DataFrame({"address": ["青禾县石门乡", "青禾县石门乡桃岭村12号"]})
    check = ReleaseCheck(people, words_allowed=["青禾县石门乡小学"])
    check.check_text("学籍在青禾县石门乡小学，实际在别校就读", where="findings.csv")
    with pytest.raises(PrivacyBreach):
        check.check_text("家住青禾县石门乡桃岭村12号", where="findings.csv")


def test_no_registration_in_the_place_of_an_address_is_the_kits_own_word():
    check = ReleaseCheck(pd.DataFrame({"household_address": ["无户口", "未登记"]}))
    check.check_text("未发现问题的有：学校无法识别、无户口、状态合计不闭合。", where="report.docx")


def test_figures_hashes_and_dates_pass():
    CHECK.check_text("2024-11-20 rate 98.85 c4k3abcdefgh2345 sha 1391234567890abc", where="page")


def test_counts_from_one_to_seven_are_blank_and_the_rest_rounded_to_five():
    counts = pd.Series([0, 1, 7, 8, 12, 13])
    shown = suppress_counts(counts)
    assert shown.isna().tolist() == [False, True, True, False, False, False]
    assert shown.dropna().tolist() == [0, 10, 10, 15]


def test_a_planted_text_is_found_outside_restricted_only(tmp_path):
    (tmp_path / "restricted").mkdir()
    (tmp_path / "restricted" / "key.csv").write_text("欧阳小满", encoding="utf-8")
    (tmp_path / "page.html").write_text("<p>欧阳小满</p>", encoding="utf-8")
    hits = check_folder(tmp_path, {"欧阳小满": "name"})
    assert [(path.name, kind) for path, kind in hits] == [("page.html", "name")]
