"""Texts no report has: the work stays bounded, and what was cut is said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kcbx_lib.statements import check_text, read_report
from kcbx_lib.statements.text import LONGEST_BLOCK, text_of

SENTENCE = "全县学校50所，其中公办33所，民办17所；在校生90人，其中男生50人，女生40人。"
# processor seconds; a quadratic step would need minutes
AT_MOST = 30.0
CHARACTERS = 60_000


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE * 1500,
        SENTENCE.replace("。", "，") * 1500,
        "其他5人（小学3人，初中2人）" * 4500,
        "小学12人，" * 10000,
        "由5人增加到" * 10000,
        "XX" * 30_000,
        "(" * 30_000 + ")" * 30_000,
        "女生12人，占5%；" * 6000,
    ],
    ids=[
        "sentences",
        "one sentence",
        "brackets",
        "one list",
        "movements",
        "blanks",
        "nesting",
        "shares",
    ],
)
def test_a_single_paragraph_of_60000_characters_is_checked_in_bounded_time(text: str) -> None:
    begun = time.process_time()
    check_text(text[:CHARACTERS])
    assert time.process_time() - begun < AT_MOST


def test_a_long_paragraph_is_cut_at_sentence_ends_and_loses_nothing() -> None:
    text = text_of(SENTENCE * 300)
    assert all(len(block.match) <= LONGEST_BLOCK for block in text.blocks)
    assert all(block.match.endswith("。") for block in text.blocks)
    assert "".join(block.original for block in text.blocks) == SENTENCE * 300
    assert text.cut == ("第1段",)


def test_what_was_cut_is_said(tmp_path: Path) -> None:
    path = tmp_path / "长.txt"
    path.write_text(SENTENCE * 300 + "\n" + "，".join(["小学3人"] * 200), encoding="utf-8")
    notes = read_report(path).notes
    assert any("第1段过长" in note for note in notes)
    assert any("只核对了前120个" in note for note in notes)


def test_an_ordinary_report_draws_no_note(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text("\n".join([SENTENCE] * 300), encoding="utf-8")
    assert read_report(path).notes == ()
