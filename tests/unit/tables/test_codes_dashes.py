"""A link of the chain is written with whatever dash the keyboard gave."""

from __future__ import annotations

import pytest

from kcbx_lib.clean import codes
from kcbx_lib.tables import load_codes


@pytest.mark.parametrize("dash", ["—", "-", "－", "–", "——", "~", "至", "与"])
def test_any_dash_parts_a_link(dash: str) -> None:
    aliases = load_codes("agreement_link").aliases

    assert codes.validate(f"教育局{dash}学校", aliases=aliases) == "bureau_school"


@pytest.mark.parametrize("text", ["4-肢体", "4—肢体", "肢体-4", "肢体(4)"])
def test_a_label_counts_before_its_number_with_any_dash(text: str) -> None:
    aliases = load_codes("disability_kind").aliases

    assert codes.validate(text, aliases=aliases) == codes.validate("肢体", aliases=aliases)


@pytest.mark.parametrize(
    ("text", "code"),
    [("黄牌警示", "yellow_card"), ("全镇通报批评", "criticism"), ("启动问责", "accountability")],
)
def test_measures_are_read_as_offices_write_them(text: str, code: str) -> None:
    assert codes.validate(text, aliases=load_codes("measure").aliases) == code
