"""A folder becomes a county: rows accounted for, doubts logged, nothing depends on order."""

import json
import shutil

import openpyxl
import pandas as pd
import pytest

from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.intake import header_map, load_county, read_county, save_county, summarise
from kcbx_lib.tables import schema_of
from tests.folders import ENROLMENT, TERM, county, resident_id, write_csv, write_xlsx

HEAD = list(ENROLMENT[0])


def enrolment(tmp_path, *rows, head=HEAD, name="学籍.xlsx"):
    place = county(tmp_path, enrolment=False)
    write_xlsx(place / name, {"Sheet1": [head, *rows]})
    return read_county(place)


def row(number=1, **cells):
    own = dict(zip(HEAD, ENROLMENT[1], strict=True))
    own |= {
        "姓名": f"甘{number}",
        "身份证件号": resident_id(number),
        "学籍号": "G" + resident_id(number),
    }
    own |= {"性别": "男" if number % 2 else "女"}
    return list({**own, **cells}.values())


def codes(found, code):
    hits = found.quality[found.quality["code"].eq(code)]
    return sorted(zip(hits["column"], hits["raw"].fillna(""), strict=True))


def test_a_clean_list_is_taken_as_it_is(tmp_path):
    found = read_county(county(tmp_path))
    table = found.tables["enrolment"]
    assert table[["name", "grade", "class_no", "status"]].to_numpy().tolist() == [
        ["甘一", 6, "1", "in_school"],
        ["甘二", 6, "1", "in_school"],
        ["甘三", 7, "2", "suspended"],
    ]
    assert table["birth_date"].eq(pd.Timestamp("2012-09-01")).all()
    assert found.quality.empty
    assert found.quarantined.empty


def test_read_is_accepted_and_quarantined_in_every_sheet(tmp_path):
    found = enrolment(
        tmp_path,
        row(1),
        ["合计", *[""] * 7],
        [""] * 8,
        [*[""] * 5, "六年级", "1班", ""],
        ["填表人：甘大"],
    )
    (line,) = summarise(found).to_dict("records")
    assert (line["read"], line["accepted"], line["quarantined"]) == (4, 1, 3)
    assert sorted(found.quarantined["reason"]) == ["footer", "nobody", "total_row"]


def test_a_row_set_aside_keeps_its_place_and_raw_cells(tmp_path):
    found = enrolment(tmp_path, row(1), [*[""] * 5, "六年级", "3班", "在读"])
    (line,) = found.quarantined.to_dict("records")
    assert (line["file"], line["sheet"], line["row"], line["reason"]) == (
        "学籍.xlsx",
        "Sheet1",
        3,
        "nobody",
    )
    assert json.loads(line["raw"])["班级"] == "3班"


def test_an_invalid_id_is_doubted_and_the_row_kept(tmp_path):
    wrong = resident_id(1)[:-1] + ("0" if resident_id(1)[-1] != "0" else "1")
    found = enrolment(tmp_path, row(1, 身份证件号=wrong))
    assert found.tables["enrolment"]["resident_id"].isna().all()
    assert found.tables["enrolment"]["resident_id_reason"].tolist() == ["bad_checksum"]
    assert codes(found, "DQ-01") == [("resident_id", wrong)]


def test_a_number_typed_id_has_lost_its_last_digits(tmp_path):
    found = enrolment(tmp_path, row(1, 身份证件号=int(resident_id(1)[:17] + "0")), row(2))
    assert [column for column, _ in codes(found, "DQ-02")] == ["resident_id"]
    assert found.tables["enrolment"]["resident_id"].isna().tolist() == [True, False]


def test_an_id_that_contradicts_birth_or_sex_is_doubted_and_the_sheet_kept(tmp_path):
    found = enrolment(tmp_path, [*row(1, 性别="女"), "2011-09-01"], head=[*HEAD, "出生日期"])
    assert {column for column, _ in codes(found, "DQ-03")} == {"sex", "birth_date"}
    assert found.tables["enrolment"]["sex"].tolist() == ["female"]


@pytest.mark.parametrize("birth", ["2012-09", "2012年9月", "201209"])
def test_a_birth_date_to_the_month_does_not_contradict_the_day(tmp_path, birth):
    found = enrolment(tmp_path, [*row(1), birth], head=[*HEAD, "出生年月"])
    assert codes(found, "DQ-03") == []


def test_a_blank_required_cell_is_told_and_an_unknown_code_too(tmp_path):
    found = enrolment(tmp_path, row(1, 年级=""), row(2, 学生状态="梦游"), row(3, 学校名称=""))
    assert codes(found, "DQ-07") == [("grade", ""), ("school_name", "")]
    assert codes(found, "DQ-09") == [("status", "梦游")]
    assert len(found.tables["enrolment"]) == 3


def test_a_school_is_resolved_by_code_name_alias_or_not_at_all(tmp_path):
    place = county(
        tmp_path,
        'code: "990177"\nname: 溪口县\nas_of: 2024-12-20\naliases: {河边学校: "3990177001"}\n',
        enrolment=False,
    )
    names = ["溪口县第一小学", "县一小", "第一小学", "一校", "河边学校", "启明学堂"]
    write_xlsx(
        place / "学籍.xlsx",
        {"一": [HEAD, *[row(n, 学校名称=name) for n, name in enumerate(names)]]},
    )
    write_csv(
        place / "学校.csv",
        [
            ["学校标识码", "学校名称", "别名", "学段", "在校生"],
            ["3990177001", "溪口县第一小学", "一校", "小学", "200"],
            ["3990177002", "溪口县第二中学", "", "初中", "300"],
        ],
    )
    found = read_county(place)
    assert found.tables["enrolment"]["school_code"].isna().tolist() == [False] * 5 + [True]
    assert codes(found, "DQ-06") == [("school_name", "启明学堂")]


@pytest.mark.parametrize(("coded", "unresolved"), [(30, True), (3, False)])
def test_without_a_directory_a_name_that_alone_lacks_a_code_is_no_school_of_its_own(
    tmp_path, coded, unresolved
):
    place = county(tmp_path, enrolment=False)
    head = [*HEAD, "学校标识码"]
    rows = [[*row(n, 学校名称="溪口县第一小学"), "3990177001"] for n in range(1, coded)]
    short = [*row(90, 学校名称="第一小学"), ""]
    lone = [*row(91, 学校名称="向阳学校（旧址）"), ""]
    write_xlsx(place / "学籍.xlsx", {"一": [head, *rows, short, lone]})
    found = read_county(place)
    code = found.tables["enrolment"]["school_code"]
    assert code.iloc[-2] == "3990177001"
    assert bool(pd.isna(code.iloc[-1])) is unresolved
    assert bool(codes(found, "DQ-06")) is unresolved


def test_a_total_that_is_not_the_sum_is_told(tmp_path):
    place = county(tmp_path)
    head = ["姓名", "身份证号", "资助项目", "金额"]
    write_xlsx(
        place / "资助.xlsx",
        {
            "对": [
                head,
                ["甘一", resident_id(1), "一补", 500],
                ["甘二", resident_id(2), "一补", 250],
                ["合计", "2人", "", 750],
            ],
            "错": [
                head,
                ["甘三", resident_id(3), "一补", 500],
                ["小计", "", "", 500],
                ["甘四", resident_id(4), "一补", 250],
                ["小计", "", "", 200],
                ["合计", "", "", 750],
            ],
            "人": [head, ["甘五", resident_id(5), "一补", 500], ["合计", "3人", "", 500]],
            "数": [head, ["甘六", resident_id(6), "一补", 500], ["合计", 4, "", 500]],
            "数对": [head, ["甘七", resident_id(7), "一补", 500], ["合计", 1, "", 500]],
        },
    )
    found = read_county(place)
    told = found.quality[found.quality["code"].eq("DQ-08")]
    assert told[["sheet", "row", "column", "raw", "cleaned"]].to_numpy().tolist() == [
        ["人", 3, "name", "3", "1"],
        ["数", 3, "name", "4", "1"],
        ["错", 5, "amount_yuan", "200", "250"],
    ]


def test_two_copies_of_a_file_count_each_child_once_and_are_named(tmp_path):
    place = county(tmp_path)
    shutil.copy(place / "学籍.csv", place / "学籍 - 副本.csv")
    found = read_county(place)
    assert len(found.tables["enrolment"]) == 3
    assert found.quarantined["reason"].tolist() == ["duplicate_row"] * 3
    assert "copy" in set(found.notices["kind"])


def test_pupils_of_one_name_without_numbers_are_two_children(tmp_path):
    place = county(tmp_path)
    days = [str(day) for day in range(1, 31)]
    write_xlsx(
        place / "2024年9月考勤.xlsx", {"六(1)班": [["姓名", *days], *[["甘一", *["√"] * 30]] * 2]}
    )
    assert len(read_county(place).tables["attendance"]) == 2


def test_a_hidden_sheet_is_mentioned_and_read_only_when_named(tmp_path):
    place = county(tmp_path)
    path = write_xlsx(place / "名单.xlsx", {"表": [HEAD, row(8)], "旧": [HEAD, row(9)]})
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    found = read_county(place)
    assert "甘9" not in set(found.tables["enrolment"]["name"])
    assert found.notices.query("kind == 'hidden_sheet'")["sheet"].tolist() == ["旧"]
    text = (place / "county.yml").read_text(
        encoding="utf-8"
    ) + "tables: {enrolment: [学籍.csv, '名单.xlsx#旧']}\n"
    (place / "county.yml").write_text(text, encoding="utf-8")
    assert sorted(read_county(place).tables["enrolment"]["name"]) == sorted(
        ["甘一", "甘二", "甘三", "甘9"]
    )


def test_a_place_that_does_not_exist_is_told(tmp_path):
    place = county(
        tmp_path,
        'code: "990177"\nname: 溪口县\nas_of: 2024-12-20\ntables: {enrolment: 名册.xlsx#一}\n',
    )
    with pytest.raises(WrongUse, match=r"名册\.xlsx#一"):
        read_county(place)


def test_without_enrolment_the_county_stops_and_says_what_was_found(tmp_path):
    place = county(tmp_path, enrolment=False)
    write_csv(
        place / "残联.csv",
        [["姓名", "残疾人证号", "残疾类别"], ["甘一", resident_id(1) + "52", "智力"]],
    )
    with pytest.raises(UnreadableInput, match=r"enrolment.*残联\.csv"):
        read_county(place)


def test_a_missing_required_column_is_named_with_the_headers_seen(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "资助.csv",
        [
            ["姓名", "身份证号", "资助项目", "发放日期", "数额"],
            ["甘一", resident_id(1), "一补", "2024-10-01", "500"],
        ],
    )
    with pytest.raises(UnreadableInput) as told:
        read_county(place)
    assert all(word in str(told.value) for word in ("资助.csv", "amount_yuan", "数额", "columns"))
    (place / "county.yml").write_text(
        (place / "county.yml").read_text(encoding="utf-8")
        + "columns: {aid: {数额: amount_yuan}}\n",
        encoding="utf-8",
    )
    assert read_county(place).tables["aid"]["amount_yuan"].tolist() == [500.0]


def test_the_order_and_the_names_of_files_change_no_row_id_of_another(tmp_path):
    place = county(tmp_path)
    before = read_county(place).tables["enrolment"]
    write_csv(place / "00先来.csv", [HEAD, row(20)])
    after = read_county(place).tables["enrolment"]
    pd.testing.assert_frame_equal(after[after["file"].eq("学籍.csv")], before)
    assert after.index.is_unique


def test_a_county_kept_and_loaded_is_the_same(tmp_path):
    place = county(tmp_path / "源")
    write_csv(
        place / "2024年9月考勤.csv",
        [["姓名", *map(str, range(1, 31))], ["甘一", *["√"] * 29, "?"], ["填表人：甘大"]],
    )
    found = read_county(place)
    save_county(found, tmp_path / "存")
    kept = load_county(tmp_path / "存")
    assert kept.settings == found.settings
    assert list(kept.tables) == sorted(found.tables)
    for name, frame in found.tables.items():
        pd.testing.assert_frame_equal(kept.tables[name], frame)
    for name in ("sources", "quarantined", "quality", "notices"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(found, name))


def test_every_accepted_frame_keeps_its_schema(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "考勤2024年9月.csv", [["姓名", *map(str, range(1, 31))], ["甘一", *["√"] * 30]]
    )
    write_csv(
        place / "劝返.csv",
        [
            ["编号", "姓名", "层级", "次数", "劝返日期", "参与人员"],
            ["Y1", "甘一", "学校", "第一次", "2024.9.9", "甘大、甘老师"],
        ],
    )
    for name, frame in read_county(place).tables.items():
        schema_of(name).validate(frame, lazy=True)


def test_a_row_mended_in_the_quarantine_workbook_is_taken_once(tmp_path):
    place = county(tmp_path, enrolment=False)
    write_xlsx(
        place / "学籍.xlsx",
        {"Sheet1": [HEAD, row(1), ["", "", "", "男", "溪口县第一小学", "六年级", "2班", "在读"]]},
    )
    before = read_county(place)
    (aside,) = before.quarantined.to_dict("records")
    raw = json.loads(aside["raw"]) | {"姓名": "甘九"}
    write_xlsx(
        place / "quarantine.xlsx",
        {
            "学籍": [
                ["搁置的行"],
                ["file", "sheet", "row", "reason", *raw],
                [aside["file"], aside["sheet"], aside["row"], aside["reason"], *raw.values()],
            ]
        },
    )
    after = read_county(place)
    assert after.tables["enrolment"]["name"].tolist() == ["甘1", "甘九"]
    assert after.quarantined.empty
    assert int(after.sources["read"].sum()) == 2


def test_a_row_left_as_it_was_in_the_quarantine_workbook_stays_aside(tmp_path):
    place = county(tmp_path, enrolment=False)
    write_xlsx(place / "学籍.xlsx", {"Sheet1": [HEAD, row(1), ["合计", *[""] * 7]]})
    (aside,) = read_county(place).quarantined.to_dict("records")
    raw = json.loads(aside["raw"])
    write_xlsx(
        place / "quarantine.xlsx",
        {
            "学籍": [
                ["文件", "工作表", "行号", "原因", *raw],
                [aside["file"], aside["sheet"], aside["row"], aside["reason"], *raw.values()],
            ]
        },
    )
    assert read_county(place).quarantined["reason"].tolist() == ["total_row"]


def test_the_header_map_tells_what_each_header_was_taken_for(tmp_path):
    told = header_map(county(tmp_path)).set_index("header")["column"].to_dict()
    assert told["身份证件号"] == "resident_id"
    assert told["学生状态"] == "status"


def test_files_listed_under_ignore_are_not_read(tmp_path):
    place = county(
        tmp_path, 'code: "990177"\nname: 溪口县\nas_of: 2024-12-20\nignore: ["旧/*"]\n' + TERM
    )
    (place / "旧").mkdir()
    (place / "旧" / "坏.xlsx").write_bytes(b"PK broken")
    assert "ignored" in set(read_county(place).notices["kind"])


@pytest.mark.parametrize(
    ("kind", "doubts"), [("居民身份证", 1), ("", 1), ("港澳居民来往内地通行证", 0), ("护照", 0)]
)
def test_a_number_on_another_document_is_not_checked_as_a_resident_id(tmp_path, kind, doubts):
    head = [*HEAD, "身份证件类型"]
    found = enrolment(tmp_path, [*row(1, 身份证件号="12345678"), kind], head=head)
    assert len(codes(found, "DQ-01")) == doubts
    assert found.tables["enrolment"]["resident_id"].isna().all()


def test_a_disability_card_in_the_place_of_the_id_gives_the_id_it_holds(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "脱贫户.csv",
        [["姓名", "证件号码", "户编号", "户类型"], ["甘一", resident_id(1) + "44", "H1", "脱贫户"]],
    )
    table = read_county(place).tables["poverty"]
    assert table[["resident_id", "resident_id_reason"]].to_numpy().tolist() == [
        [resident_id(1), "repaired"]
    ]


@pytest.mark.parametrize(
    ("name", "is_ours"),
    [
        ("溪口县第一小学", True),
        ("第一小学", True),
        ("县一小", True),
        ("云岭市溪口县第一小学", True),
        ("白石县第一小学", False),
        ("云岭市第一小学", False),
        ("城南区第一小学", False),
        ("市第一小学", False),
    ],
)
def test_another_countys_school_of_the_same_name_is_not_ours(tmp_path, name, is_ours):
    place = county(tmp_path)
    write_csv(
        place / "学校.csv",
        [
            ["学校标识码", "学校名称", "学段", "在校生"],
            ["3990177001", "溪口县第一小学", "小学", "9"],
        ],
    )
    head = ["姓名", "学籍号", "异动类型", "异动日期", "转出学校", "转入学校"]
    write_csv(
        place / "异动.csv",
        [head, ["甘一", "G" + resident_id(1), "转出", "2024-10-08", "溪口县第一小学", name]],
    )
    row = read_county(place).tables["movements"].iloc[0]
    assert (row["to_school_code"] == "3990177001") is is_ours
    assert row["to_school"] == name
