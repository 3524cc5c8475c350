"""What a reader is shown of the checked relations."""

from __future__ import annotations

from kcbx_lib.messages import use_language
from kcbx_lib.statements import (
    answer,
    by_grade,
    by_kind,
    cards,
    chart_title,
    check_text,
    doubtful,
    holding,
    verdict,
)

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


def test_the_verdict_comes_first_and_names_the_kinds() -> None:
    words = verdict(check_text(TEXT))
    assert words.startswith("这份报告有 2 处怎么读都说不通")
    assert "分项与合计 1 处、未填内容 1 处" in words


def test_the_verdict_on_a_sound_report_claims_no_truth() -> None:
    assert "不等于属实" in verdict(check_text("学校50所，其中公办33所，民办17所。"))


def test_the_verdict_on_a_text_without_figures_says_that_nothing_was_checked() -> None:
    assert "没有结论" in verdict(check_text("各项工作扎实推进。"))


def test_a_card_quotes_the_place_and_shows_the_arithmetic() -> None:
    words = cards(check_text(TEXT), "contradiction")
    assert "> 在校生90人，其中男生50人，女生50人" in words
    assert "50人 + 50人 = 100人 ≠ 90人" in words
    assert words.count("说明：") == 2


def test_cards_beyond_the_limit_are_counted() -> None:
    words = cards(check_text(TEXT), "contradiction", most=1)
    assert words.endswith("另有 1 处，见下表。")


def test_a_report_cannot_write_mark_up_into_its_card() -> None:
    checked = check_text(TEXT).assign(quote="<script>*x*</script>")
    assert "<script>" not in cards(checked, "contradiction").replace("\\<", "")


def test_kinds_stand_most_wrong_first() -> None:
    table = by_kind(check_text(TEXT))
    assert table.index.tolist() == ["分项与合计", "未填内容"]
    assert table["矛盾"].tolist() == [1, 1]
    assert "分项与合计" in chart_title(table)
