"""DQ-01 to DQ-04: ids as offices write them, read by the real intake; a sheet is a table of cells."""

import pytest

from kcbx_lib.clean.resident_id import check_letter
from kcbx_lib.rules.dq import id_contradicts_person, invalid_id, precision_lost, shared_id
from tests.folders import resident_id
from tests.spec.dq.handed_in import found, handed_in, outcome

HEAD = ["姓名", "身份证件类型", "身份证件号", "性别", "出生日期", "学校名称", "年级", "班级"]
GOOD = resident_id(1)
WRONG = GOOD[:17] + ("0" if GOOD[17] != "0" else "1")
WIDE = GOOD.translate({ord(str(n)): ord("０") + n for n in range(10)})
ID = "身份证件号"


def sheet(cells: dict[str, object], *, kind: str | None = None) -> list[list[object]]:
    """A list with a pupil a cell; every one of them in grade 6."""
    rows = [[name, kind, cell, None, None, "第一小学", 6, 1] for name, cell in cells.items()]
    return [HEAD, *rows]


def ending(digits: str, *, area: str = "990177", born: str = "20120901") -> str:
    """An id with this sequence and its true check letter."""
    body = area + born + digits
    return body + check_letter(body)


def zero_at_the_end() -> str:
    """A valid id whose digits after the fifteenth are all zeros."""
    for first in range(990100, 990200):
        number = ending("100", area=str(first))
        if number.endswith("000"):
            return number
    raise AssertionError("no area gives such an id")


@pytest.mark.walks(
    "DQ-01", "rule", "found", "below", "at", "above", "day_before", "day_of", "day_after"
)
def test_dq_01_length_characters_check_letter_and_birth_are_judged(tmp_path):
    right = {
        "于正": GOOD,
        "马早": resident_id(1, "19000101"),
        "牛今": resident_id(1, "20241220"),  # born on the audit date
        "羊昨": resident_id(1, "20241219"),
        "猪籍": "G" + resident_id(3, "19000101"),  # read one by one, not as a column
    }
    wrong = {
        "子短": GOOD[:17],
        "丑长": GOOD + "1",
        "寅错": WRONG,
        "卯日": ending("001", born="20120230"),
        "辰古": ending("001", born="18991231"),
        "巳后": ending("001", born="20241221"),  # the day after the audit date
        "午字": "九九零一七七",
        "未籍": "G" + ending("003", born="18991231"),
    }
    rows = sheet({**right, **wrong})
    assert found(invalid_id, tmp_path, 学籍=rows) == sorted((name, ID) for name in wrong)


@pytest.mark.walks("DQ-01", "rule", "found", "clear")
@pytest.mark.walks(
    "DQ-01", "lawful", "untidy_writing", "blank", "old_fifteen_digits", "inside_another_number",
    "masked", "unknown_region",
)  # fmt: skip
def test_dq_01_what_is_only_written_otherwise_or_incomplete_is_no_fault(tmp_path):
    lawful = {
        "于宽": WIDE,
        "马隔": f" {GOOD[:6]} {GOOD[6:14]}-{GOOD[14:]}\u00a0",
        "牛引": f"'{resident_id(3)}",
        "羊小": next(i for i in map(resident_id, range(2, 40)) if i.endswith("X")).lower(),
        "鸡空": None,
        "狗无": "无",
        "猪未": "未办理",
        "丁旧": "990177" + "010901" + "001",
        "戊卡": resident_id(5) + "41",
        "己籍": "G" + resident_id(6),
        "庚星": "990177********0019",
        "辛居": ending("001", area="810000"),
    }
    rows = sheet({**lawful, "寅错": WRONG})
    assert found(invalid_id, tmp_path, 学籍=rows) == [("寅错", ID)]


@pytest.mark.walks("DQ-01", "lawful", "other_document")
@pytest.mark.parametrize(
    ("cell", "kind", "is_found"),
    [
        ("H12345678", None, False),
        ("E12345678", None, False),
        ("K0300000", "护照", False),
        ("12345", "外国人永久居留证", False),
        ("12345", "居民身份证", True),
        ("12345", None, True),
    ],
)
def test_dq_01_another_document_is_no_wrong_id(tmp_path, cell, kind, is_found):
    rows = sheet({"于某": cell}, kind=kind)
    assert found(invalid_id, tmp_path, 学籍=rows) == ([("于某", ID)] if is_found else [])


@pytest.mark.walks("DQ-02", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.walks("DQ-02", "lawful", "kept_as_text", "short_number", "blank")
def test_dq_02_a_number_keeps_fifteen_digits_and_a_text_all(tmp_path):
    lost = {
        "子六": 9901772012090100,  # sixteen digits
        "丑八": float(int(resident_id(2, "20120902")[:15] + "000")),
        "寅科": "9.90177E+17",
        "卯零": ending("001")[:15] + "000",  # as text, but the check letter fails
    }
    kept = {
        "于十": 99017712090100,  # fourteen: too short, which is DQ-01's
        "马五": 990177120901001,  # fifteen
        "牛文": GOOD,
        "羊零": zero_at_the_end(),
        "鸡空": None,
    }
    rows = sheet({**lost, **kept})
    assert found(precision_lost, tmp_path, 学籍=rows) == sorted((name, ID) for name in lost)
    assert [who for who, _ in found(invalid_id, tmp_path, 学籍=rows)] == ["于十"]


@pytest.mark.walks("DQ-02", "rule", "found")
def test_dq_02_a_student_number_loses_its_digits_as_well(tmp_path):
    head = ["姓名", "学籍号", "学校名称", "年级", "班级"]
    rows = [head, ["于某", 990177201209010000, "第一小学", 6, 1]]
    assert found(precision_lost, tmp_path, 学籍=rows) == [("于某", "学籍号")]


def told(name: str, number: str | None, sex: object, born: object) -> list[object]:
    return [name, None, number, sex, born, "第一小学", 6, 1]


BOY, GIRL = resident_id(11), resident_id(12)  # both born on 1 September 2012


@pytest.mark.walks("DQ-03", "rule", "found", "clear", "day_before", "day_of", "day_after")
@pytest.mark.walks("DQ-03", "lawful", "other_writing", "month_only", "sheet_blank", "no_usable_id")
def test_dq_03_another_day_or_sex_than_the_ids(tmp_path):
    ids = iter(resident_id(number) for number in range(101, 300, 2))  # boys
    rows = [
        told("子前", next(ids), "男", "2012-08-31"),
        told("丑后", next(ids), "男", "2012-09-02"),
        told("寅女", next(ids), "女", "2012-09-01"),
        told("卯月", next(ids), "男", "2012-08"),
        told("于同", next(ids), "男", "2012-09-01"),
        told("马点", next(ids), 1, "2012.9.1"),
        told("牛号", next(ids), "男性", 20120901),
        told("羊月", resident_id(201, "20120915"), "男", "2012-09"),
        told("鸡年", next(ids), "男", "2011"),
        told("狗空", next(ids), None, None),
        told("猪错", WRONG, "女", "2011-01-01"),
        told("丁无", None, "女", "2011-01-01"),
    ]
    expected = [("子前", "出生日期"), ("丑后", "出生日期"), ("寅女", "性别"), ("卯月", "出生日期")]
    assert found(id_contradicts_person, tmp_path, 学籍=[HEAD, *rows]) == sorted(expected)


@pytest.mark.walks("DQ-04", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.walks(
    "DQ-04", "lawful", "twins", "former_name", "several_records", "no_usable_id"
)  # fmt: skip
def test_dq_04_one_id_on_one_on_two_and_on_three_children(tmp_path):
    pair, three = resident_id(1, "19850607"), resident_id(1, "19800102")
    enrolled = [
        told("子一", pair, "男", "2014-03-05"),
        told("丑二", pair, "女", "2015-01-02"),
        told("寅三", three, "男", "2013-02-03"),
        told("卯四", three, "男", "2014-04-05"),
        told("辰五", three, "女", "2015-06-07"),
        told("于单", resident_id(21), "男", "2012-09-01"),
        told("李小明", resident_id(23), "男", "2012-09-01"),  # 王小明 in the household register
        told("马双", resident_id(31), "男", "2012-09-01"),
        told("马对", resident_id(33), "男", "2012-09-01"),
        told("牛重", resident_id(41), "男", "2012-09-01"),
        ["牛重", None, resident_id(41), "男", "2012-09-01", "第二小学", 6, 2],
        told("羊空", None, "男", "2012-09-01"),
        told("鸡空", None, "男", "2012-09-01"),
        told("狗错", WRONG, "男", "2012-09-01"),
        told("猪错", WRONG, "女", "2013-09-01"),
    ]
    register = [
        ["姓名", "公民身份号码", "性别", "出生日期", "户号", "户籍地址"],
        ["王小明", resident_id(23), "男", "2012-09-01", "1", "溪口县东村"],
    ]
    result, names = outcome(shared_id, tmp_path, 学籍=[HEAD, *enrolled], 户籍=register)
    others = dict(zip(result.rows["subject"].map(names), result.rows["others"], strict=True))
    assert others == {"子一": 1, "丑二": 1, "寅三": 2, "卯四": 2, "辰五": 2}


@pytest.mark.walks("DQ-04", "rule", "found")
@pytest.mark.parametrize("table", ["劝返记录", "文书"])
def test_dq_04_the_id_on_a_case_paper_counts_too(tmp_path, table):
    parent = resident_id(1, "19850607")
    head = {
        "劝返记录": ["姓名", "身份证件号", "编号", "层级", "次数", "劝返日期", "方式", "结果"],
        "文书": ["姓名", "身份证件号", "编号", "文书名称", "文号", "签发日期", "送达日期"],
    }[table]
    row = {
        "劝返记录": ["卯四", parent, "K1", "学校", 1, "2024-10-08", "家访", "未返"],
        "文书": ["卯四", parent, "K1", "催促入学通知书", "5号", "2024-10-08", "2024-10-09"],
    }[table]
    files = {"学籍": [HEAD, told("子一", parent, "男", "2014-03-05")], table: [head, row]}
    result, names = outcome(shared_id, tmp_path, **files)
    assert sorted(result.rows["subject"].map(names)) == ["卯四", "子一"]


@pytest.mark.parametrize("rule", [invalid_id, precision_lost, id_contradicts_person])
def test_without_any_id_nothing_is_tested(tmp_path, rule):
    rows = [["姓名", "学校名称", "年级", "班级", "学生状态"], ["于某", "第一小学", 6, 1, "在读"]]
    result, _ = outcome(rule, tmp_path, 学籍=rows)
    assert result.tested == 0


def test_a_finding_about_a_child_holds_no_cell_of_its_row(tmp_path):
    result, _ = outcome(invalid_id, tmp_path, 学籍=sheet({"寅错": WRONG}))
    [row] = result.rows.to_dict("records")
    assert row["subject_kind"] == "child"
    assert not [cell for cell in row.values() if cell in (WRONG, "寅错")]


def test_a_birth_date_to_the_month_takes_the_day_of_an_id_of_that_month(tmp_path):
    rows = [
        told("羊月", resident_id(201, "20120915"), "男", "2012-09"),
        told("卯月", resident_id(203, "20120915"), "男", "2012-08"),
        told("丁无", None, "男", "2012-09"),
    ]
    facts, _ = handed_in(tmp_path, "", {"学籍": [HEAD, *rows]})
    born = facts["enrolment"].set_index("name")["birth_date"].dt.strftime("%Y-%m-%d")
    assert born.to_dict() == {"羊月": "2012-09-15", "卯月": "2012-08-01", "丁无": "2012-09-01"}
