"""county.yml: every fault is named with the file, what was expected, what was found, what to do."""

import datetime as dt

import pytest

from kcbx_lib.errors import KcbxError, UnreadableInput, WrongUse
from kcbx_lib.intake import read_county, read_settings
from kcbx_lib.intake.aliases import read_dictionary
from kcbx_lib.messages import use_language
from kcbx_lib.tables import write_templates
from tests.folders import ENROLMENT, county, write_csv

GOOD = 'code: "990177"\nname: 溪口县\nas_of: 2024-12-20\n'


def settings(tmp_path, text, **options):
    return read_settings(county(tmp_path, text), **options)


def test_a_full_file_is_read_as_it_stands(tmp_path):
    text = GOOD + (
        "city: 云岭市\npolicy: suiyang_2024\n"
        "term: {start: 2024-09-02, end: '2025-01-17', extra_school: 2024-09-14,\n"
        "  no_school: [2024-09-16, '2024-10-01 ~ 2024-10-03']}\n"
        "tables: {enrolment: 学籍/名单.xlsx#Sheet1}\ncolumns: {enrolment: {所在单位: 学校名称}}\n"
        "aliases: {石桥一小: '3990101001'}\n"
    )
    found = settings(tmp_path, text)
    assert (found.code, found.name, found.city, found.policy) == (
        "990177",
        "溪口县",
        "云岭市",
        "suiyang_2024",
    )
    assert found.as_of == dt.date(2024, 12, 20)
    assert found.term.no_school == (
        dt.date(2024, 9, 16),
        *(dt.date(2024, 10, d) for d in (1, 2, 3)),
    )
    assert found.term.extra_school == (dt.date(2024, 9, 14),)
    assert found.columns == {"enrolment": {"所在单位": "school_name"}}
    assert found.tables == {"enrolment": "学籍/名单.xlsx#Sheet1"}


@pytest.mark.parametrize("code", ["990177", '"990177"', "'990177'"])
def test_a_code_may_be_written_with_or_without_quotes(tmp_path, code):
    assert settings(tmp_path, f"code: {code}\nname: 溪口县\nas_of: 2024-12-20\n").code == "990177"


@pytest.mark.parametrize(
    "day", ["2024-12-20", "'2024-12-20'", "2024/12/20", "2024.12.20", "20241220", "2024年12月20日"]
)
def test_a_date_may_be_written_in_any_usual_way(tmp_path, day):
    assert settings(tmp_path, f"code: 990177\nname: 溪口县\nas_of: {day}\n").as_of == dt.date(
        2024, 12, 20
    )


def test_the_command_comes_before_the_file(tmp_path):
    found = settings(tmp_path, GOOD, policy="zhuozi_2022", as_of="2024-11-01")
    assert (found.policy, found.as_of) == ("zhuozi_2022", dt.date(2024, 11, 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name: 溪口县\nas_of: 2024-12-20\n", ["code", "county.yml"]),
        ("code: 990177\nas_of: 2024-12-20\n", ["name"]),
        ("code: 990177\nname: 溪口县\n", ["as_of"]),
        ("code: 9901\nname: 溪口县\nas_of: 2024-12-20\n", ["9901", "六位"]),
        ("code: 99017A\nname: 溪口县\nas_of: 2024-12-20\n", ["99017A"]),
        ("code: 990177\nname: ../溪口县\nas_of: 2024-12-20\n", ["name"]),
        ("code: 990177\nname: 溪口县\nas_of: 明天\n", ["as_of", "明天"]),
        ("code: 990177\nname: 溪口县\nas_of: 2024-02-31\n", ["as_of", "2024-02-31"]),
        (GOOD + "polcy: national\n", ["polcy", "policy"]),
        (GOOD + "term: {start: 2024-09-02}\n", ["term.end"]),
        (GOOD + "term: {start: 2025-01-17, end: 2024-09-02}\n", ["2025-01-17"]),
        (GOOD + "term: {start: 2024-09-02, end: 2025-01-17, noschool: []}\n", ["noschool"]),
        (GOOD + "term: 2024秋\n", ["term"]),
        (GOOD + "tables: {enrollment: 名单.xlsx}\n", ["enrollment", "enrolment"]),
        (GOOD + "tables: {enrolment: }\n", ["enrolment"]),
        (GOOD + "columns: {enrolment: {所在单位: 学校}}\ntables: []\n", ["tables"]),
        (GOOD + "columns: {enrolment: {所在单位: 单位全称}}\n", ["单位全称", "school_name"]),
    ],
)  # fmt: skip
def test_a_wrong_key_or_value_is_named(tmp_path, text, words):
    if "tables: []" in text:
        text = text.replace("tables: []", "tables: [名单.xlsx]")
    with pytest.raises(WrongUse) as told:
        settings(tmp_path, text)
    assert all(word in str(told.value) for word in words), str(told.value)
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    ["", "只是一句话", "- 1\n- 2\n", "code: [", "code: '990177\n", "a: b: c\n", "\x00\x01\x02\xff"],
)
def test_what_is_no_yaml_is_said_to_be_none(tmp_path, text):
    with pytest.raises(KcbxError) as told:
        settings(tmp_path, text or "# 空\n")
    assert "county.yml" in str(told.value)


def test_a_folder_without_settings_lists_what_it_has(tmp_path):
    write_csv(tmp_path / "某县" / "学籍.csv", ENROLMENT)
    with pytest.raises(UnreadableInput, match=r"学籍\.csv"):
        read_settings(tmp_path / "某县")


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(UnreadableInput, match="没有的县"):
        read_settings(tmp_path / "没有的县")


def test_settings_in_gb18030_are_read(tmp_path):
    place = county(tmp_path)
    (place / "county.yml").write_bytes(GOOD.encode("gb18030"))
    assert read_settings(place).name == "溪口县"


def test_aliases_beside_the_counties_serve_all_of_them(tmp_path):
    place = county(tmp_path, enrolment=False)
    (tmp_path / "aliases.yml").write_text(
        "columns: {enrolment: {school_name: [办学点]}}\ncodes: {student_status: {在册: 在读}}\n",
        encoding="utf-8",
    )
    rows = [[*ENROLMENT[0][:4], "办学点", *ENROLMENT[0][5:]], [*ENROLMENT[1][:7], "在册"]]
    write_csv(place / "学籍.csv", rows)
    enrolment = read_county(place).tables["enrolment"]
    assert enrolment[["school_name", "status"]].to_numpy().tolist() == [
        ["溪口县第一小学", "in_school"]
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colums: {}\n", "colums"),
        ("columns: {enrolment: {学校: [办学点]}}\n", "学校"),
        ("codes: {student_status: {在册: 在岗}}\n", "在岗"),
        ("codes: {statuses: {在册: 在读}}\n", "statuses"),
        ("columns: [a]\n", "columns"),
    ],
)
def test_a_fault_in_aliases_is_named(tmp_path, text, word):
    place = county(tmp_path)
    (place / "aliases.yml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse, match=word):
        read_county(place)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_that_is_handed_out_can_be_read(tmp_path, lang):
    use_language(lang)
    try:
        place = tmp_path / "模板"
        write_templates(place)
    finally:
        use_language("zh")
    found = read_settings(place)
    assert found.code == "990101"
    assert dt.date(2024, 9, 17) in found.term.no_school
    assert read_dictionary(place).schools == {}
