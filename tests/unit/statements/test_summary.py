"""What a reader is shown of the checked relations."""

from __future__ import annotations

from kcbx_lib.messages import use_language
from kcbx_lib.statements import answer, by_grade, check_text, doubtful, holding

TEXT = "学校50所，其中公办33所，民办17所。在校生90人，其中男生50人，女生50人。201X年报名。"


def test_counts_by_grade_stand_gravest_first() -> None:
    counts = by_grade(check_text(TEXT))
    assert counts.index.tolist() == ["矛盾", "很可能有误", "无法判断", "相符"]
    assert counts.tolist() == [2, 0, 0, 1]


def test_doubtful_and_holding_share_all_rows() -> None:
    checked = check_text(TEXT)
    assert len(doubtful(checked)) + len(holding(checked)) == len(checked)
    assert doubtful(checked)["等级"].tolist() == ["矛盾", "矛盾"]


def test_the_answer_counts_every_grade_in_both_languages() -> None:
    checked = check_text(TEXT)
    assert answer(checked).startswith("共核对3处：矛盾2处")
    use_language("en")
    try:
        assert answer(checked).startswith("3 relations were checked: 2 contradict")
    finally:
        use_language("zh")
