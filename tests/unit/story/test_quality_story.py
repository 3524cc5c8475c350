"""The frames behind the pictures of data quality."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.county import County, CountySettings
from kcbx_lib.intake import header_map
from kcbx_lib.messages import use_language
from kcbx_lib.reports.story import quality


def cell(row, column, code, reason, raw="", cleaned=None, table="enrolment"):
    return {
        "table": table, "file": "甲.xlsx", "sheet": "一", "row": row, "row_id": f"e-{row}",
        "column": column, "code": code, "reason": reason, "severity": "low", "raw": raw,
        "cleaned": cleaned,
    }  # fmt: skip


CELLS = [
    cell(2, "name", "normalised", "normalised", "王 小明", "王小明"),
    cell(2, "resident_id", "DQ-01", "bad_checksum", "990101201403050011"),
    cell(3, "name", "normalised", "normalised", "赵　敏", "赵敏"),
    cell(4, "birth_date", "repaired", "repaired", "2014.3.5", "2014-03-05"),
    cell(9, "name", "normalised", "normalised", "合 计", "合计"),
]
ASIDE = [(8, "nobody"), (9, "total_row"), (10, "footer")]


@pytest.fixture(autouse=True)
def chinese():
    use_language("zh")


@pytest.fixture
def county(tmp_path):
    settings = CountySettings(
        "990101", "青禾县", "云岭市", "national", date(2024, 11, 20), None, tmp_path
    )
    sources = pd.DataFrame(
        {"file": ["甲.xlsx"], "sheet": ["一"], "table": ["enrolment"], "sha256": ["0"],
         "read": [10], "accepted": [7], "quarantined": [3]}
    )  # fmt: skip
    rows = [
        {"table": "enrolment", "file": "甲.xlsx", "sheet": "一", "row": row, "reason": reason,
         "column": "", "raw": json.dumps({})}
        for row, reason in ASIDE
    ]  # fmt: skip
    notices = pd.DataFrame(
        {"file": ["甲.xlsx"] * 2, "sheet": ["一"] * 2, "kind": ["supplied", "hidden_sheet"],
         "detail": ["school_name", "隐藏的工作表，未读。"]}
    )  # fmt: skip
    return County(
        settings, {}, sources, pd.DataFrame(rows), pd.DataFrame(CELLS).astype({"row": "int64"}),
        notices,
    )  # fmt: skip


def counts(county):
    flows = quality.row_flow(county)
    return dict(zip(flows["target"], flows["count"], strict=True))


def test_every_row_read_is_in_the_flow_exactly_once(county):
    assert counts(county) == {
        "照原样收下": 4,
        "收下，统一了写法": 1,
        "收下，附更正建议": 1,
        "收下，有存疑单元格": 1,  # row 2, though a cell of it was only written otherwise
        "搁置：合计、落款等": 2,
        "搁置：须改正": 1,
    }
    assert quality.row_flow(county)["count"].sum() == county.sources["read"].sum()


def test_the_flow_does_not_depend_on_the_order_of_the_log(county):
    turned = replace(county, quality=county.quality.iloc[::-1])
    pd.testing.assert_frame_equal(quality.row_flow(turned), quality.row_flow(county))


def test_changes_are_counted_by_column(county):
    table = quality.changes_by_column(county)
    assert table.to_numpy().tolist() == [
        ["学籍", "出生日期", 0, 1],
        ["学籍", "姓名", 3, 0],
    ]


def test_examples_show_the_shape_and_never_a_name_or_a_number(county):
    shown = quality.masked_examples(county).to_csv()
    for secret in ("王", "小明", "赵", "敏", "990101201403050011"):
        assert secret not in shown
    assert "* **" in shown
    assert "校验码不符" in shown


def test_examples_do_not_depend_on_the_order_of_rows(county):
    turned = replace(county, quality=county.quality.iloc[::-1])
    pd.testing.assert_frame_equal(quality.masked_examples(turned), quality.masked_examples(county))


def test_rows_that_hold_data_come_first_among_those_set_aside(county):
    table = quality.set_aside(county)
    assert table.iloc[0].tolist() == ["学籍", "没有姓名也没有任何号码，不知是谁", 1, "要"]
    assert set(table["要改吗"].iloc[1:]) == {"不用"}
    assert "搁置 **3** 行，其中 **1** 行须" in quality.set_aside_answer(county).data


def test_what_to_mend_first_leaves_out_what_was_only_written_otherwise(county):
    first = quality.fix_first(county)
    assert first.to_dict() == {"学籍·身份证件号：身份证件号码有误": 1}
    assert "甲.xlsx" in quality.fix_answer(county).data


def test_a_county_without_doubts_is_told_so(county):
    clean = replace(county, quality=county.quality.iloc[:0])
    assert quality.fix_first(clean).empty
    assert quality.fix_answer(clean).data == "没有存疑的单元格。"
    assert counts(clean)["照原样收下"] == 7


def test_a_notice_is_shown_and_a_column_from_the_title_only_counted(county):
    assert quality.notices(county)["提示"].tolist() == ["隐藏的工作表，未读。"]
    assert "1 条提示；1 张" in quality.notices_answer(county).data


def test_a_county_kept_without_its_headers_shows_none(county):
    assert quality.header_confidence(county).empty
    assert "**0** 种" in quality.headers_answer(county).data


SAMPLE = Path(__file__).resolve().parents[3] / "data_samples" / "990101_青禾县"


def test_headers_are_counted_by_how_they_were_understood(county):
    here = replace(county, headers=header_map(SAMPLE))
    table = quality.header_confidence(here)
    assert table["表头数"].sum() > 100
    assert "100%" in set(table["最低把握"])


def test_english_readers_get_english(county):
    use_language("en")
    assert quality.row_flow(county)["target"].iloc[0] == "accepted as written"
