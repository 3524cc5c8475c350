"""The official papers: what they say is what the tables say, and they look as GB/T 9704 asks."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from kcbx_lib.audit import Audit, audit_county
from kcbx_lib.documents.measured_cities import audit_city
from kcbx_lib.intake import read_county
from kcbx_lib.messages import use_language
from kcbx_lib.policy import load_policy
from kcbx_lib.privacy.identity import sample_key
from kcbx_lib.reports.county_files import write_county_files
from kcbx_lib.reports.official.blocks import Body, Form, NewPage, Table, Title, text_of
from kcbx_lib.reports.official.dossiers import Dossier, dossiers
from kcbx_lib.reports.official.figures import cut, of_the_county
from kcbx_lib.reports.official.layout import CHARACTERS, LINES, document_bytes
from kcbx_lib.reports.official.notice_steps import next_notices
from kcbx_lib.reports.official.notices import draft_notices
from kcbx_lib.reports.official.pupil_forms import _left, masked, pupil_forms
from kcbx_lib.reports.official.self_check import self_check_report
from kcbx_lib.reports.workbooks import write_ledgers, write_quarantine
from kcbx_lib.statements import check_text
from kcbx_lib.synthetic.generate import build_city

DAY = date(2024, 11, 20)


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """A planted county of Suiyang's profile."""
    worlds = build_city(counties=1, pupils=260, seed=6)
    return audit_city(worlds, tmp_path_factory.mktemp("papers"))["990101"]


@pytest.fixture(scope="module")
def report(audit: Audit) -> list:
    return self_check_report(audit.facts, audit.policy, audit.findings, audit.rules)


def tables_of(blocks: list) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


# -- the report -----------------------------------------------------------------------------------


def test_every_indicator_in_the_report_is_that_of_the_table(audit: Audit, report: list) -> None:
    from kcbx_lib.messages import say

    shown = {row[0]: row for row in tables_of(report)[1].rows}
    rows = of_the_county(audit.indicators)
    assert len(shown) == len(rows) > 10
    for row in rows.to_dict("records"):
        line = shown[say(f"indicators.{row['indicator']}")]
        assert line[1] == str(int(row["numerator"]))
        assert line[3] == cut(row["rate"])
        if pd.notna(row["target"]):
            text = f"{line[0]}{line[3]}（{line[1]}/{line[2]}），目标"
            assert text in text_of(report)


def test_the_states_close_on_the_registers(audit: Audit, report: list) -> None:
    rows = tables_of(report)[0].rows
    total = rows[-1]
    assert total[1] == str(len(audit.states))
    for column in (1, 2):
        assert sum(int(row[column]) for row in rows[:-1]) == int(total[column])


def test_the_findings_are_all_counted_by_family_and_by_rule(audit: Audit, report: list) -> None:
    text = text_of(report)
    assert f"共发现问题{len(audit.findings)}条" in text
    rows = tables_of(report)[2].rows
    assert {row[0] for row in rows} - {""} == set(audit.findings["rule"])
    assert sum(int(row[number]) for row in rows[:-1] for number in (2, 3, 4)) == len(audit.findings)


def test_what_was_not_tested_is_listed_with_its_reason(audit: Audit, report: list) -> None:
    untested = audit.rules[audit.rules["state"].eq("not_tested")]
    rows = tables_of(report)[3].rows
    assert [(row[0], row[2]) for row in rows] == list(
        zip(untested["rule"], untested["reason"], strict=True)
    )


def test_the_reports_own_figures_do_not_contradict_each_other(report: list) -> None:
    checked = check_text("\n".join(b.text for b in report if hasattr(b, "text")))
    assert len(checked) > 5
    assert checked[checked["grade"].ne("holds")].to_dict("records") == []


def test_the_report_has_the_three_parts_and_blanks_for_seal_and_day(report: list) -> None:
    texts = [block.text for block in report if hasattr(block, "text")]
    parts = ["一、基本情况", "二、主要工作与成效", "三、存在问题和努力方向"]
    assert [text for text in texts if text in parts] == parts
    assert texts.index("（单位名称并加盖印章）") > texts.index(parts[2])
    assert "　　　　年　　月　　日" in texts


def test_no_person_stands_in_the_report(audit: Audit, report: list) -> None:
    text = text_of(report)
    people = audit.facts["children"]
    for column in ("name", "guardian", "resident_id", "student_no"):
        values = [value for value in people[column].dropna() if len(value) > 2]
        assert [value for value in values if value in text] == []


def test_rates_are_never_rounded_up_to_a_target() -> None:
    assert (cut(98.849), cut(99.9999), cut(100.0), cut(pd.NA)) == ("98.84%", "99.99%", "100%", "—")


def test_a_county_without_cases_or_register_says_what_could_not_be_told(audit: Audit) -> None:
    frames = {
        name: frame
        for name, frame in audit.facts.frames.items()
        if name not in ("population", "case_files", "helpers", "persuasions")
    }
    bare = type(audit.facts)(audit.facts.county, frames)
    text = text_of(self_check_report(bare, audit.policy, audit.findings, audit.rules))
    assert "未提供户籍名册" in text
    assert "未提供疑似辍学核查台账" in text


def test_the_report_can_be_had_in_english(audit: Audit) -> None:
    use_language("en")
    text = text_of(self_check_report(audit.facts, audit.policy, audit.findings, audit.rules))
    assert "III. Problems and what comes next" in text
    assert "{" not in text


# -- the pupils' forms ----------------------------------------------------------------------------


def test_a_form_for_each_child_with_a_case_and_for_no_other(audit: Audit) -> None:
    cases = audit.facts["case_files"]
    wanted = set(cases.loc[cases["stage"].isin(["suspected", "dropout", "returned"]), "subject"])
    made = dossiers(audit.facts, audit.policy)
    assert {one.subject for one in made} == wanted
    assert len(made) == len(wanted)
    blocks = pupil_forms(audit.facts, audit.policy)
    assert sum(isinstance(block, Form) for block in blocks) == len(wanted)
    assert sum(isinstance(block, NewPage) for block in blocks) == len(wanted) - 1


def test_a_form_lists_every_attempt_of_its_case_and_of_no_other(audit: Audit) -> None:
    attempts = audit.facts["case_persuasions"]
    for one in dossiers(audit.facts, audit.policy):
        own = attempts[attempts["case_row"].eq(one.case["case_row"])]
        assert len(one.persuasions) == len(own)
        assert {row["subject"] for row in one.persuasions} <= {one.subject}


def test_ids_on_a_form_show_their_last_four_characters_only(audit: Audit) -> None:
    assert masked("990101201307101415") == "**************1415"
    text = text_of(pupil_forms(audit.facts, audit.policy))
    ids = audit.facts["children"]["resident_id"].dropna()
    assert [value for value in ids if value in text] == []


def test_a_form_stays_in_chinese_whatever_the_run_speaks(audit: Audit) -> None:
    chinese = pupil_forms(audit.facts, audit.policy)
    use_language("en")
    assert pupil_forms(audit.facts, audit.policy) == chinese
    assert draft_notices(audit.facts, audit.policy)[0] == Title("义务教育法律文书草稿说明")


# -- the notices ----------------------------------------------------------------------------------


def test_each_notice_has_its_proof_of_service_and_goes_to_a_child_that_is_out(audit: Audit) -> None:
    steps = next_notices(audit.facts, audit.policy)
    due = steps[steps["kind"].notna()]
    assert len(due) > 3
    blocks = draft_notices(audit.facts, audit.policy)
    titles = [block.text for block in blocks if isinstance(block, Title)]
    assert titles.count("送达回证") == len(due) == sum(isinstance(b, Form) for b in blocks)
    states = audit.facts["children"].loc[due["subject"], "state"]
    assert set(states) <= {"out_of_school", "enrolled_not_attending", "in_school"}
    text = text_of(blocks)
    for name in audit.facts["children"].loc[due["subject"], "name"]:
        assert name in text


def test_the_cover_says_who_may_issue_and_that_nothing_is_withheld(audit: Audit) -> None:
    text = text_of(draft_notices(audit.facts, audit.policy))
    assert "由乡镇人民政府或县教育行政部门审核、编号、盖章后签发" in text
    assert "不得用作停办、缓办任何服务或待遇的依据" in text


# -- the files ------------------------------------------------------------------------------------


def test_the_page_is_that_of_the_standard() -> None:
    content = document_bytes(
        [Title("题"), Body("文"), Table(["甲"], [["乙"]])], title="题", made_on=DAY
    )
    section = Document(BytesIO(content)).sections[0]
    margins = [section.top_margin, section.left_margin, section.right_margin, section.bottom_margin]
    assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    pitch = int(section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch"))) / 20
    text_height = (297 - 37 - 35) / 25.4 * 72
    assert LINES <= text_height / pitch < LINES + 1
    style = Document(BytesIO(content)).styles["kcbx body"].element.rPr
    size = int(style.find(qn("w:sz")).get(qn("w:val"))) / 2
    spacing = int(style.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert CHARACTERS <= (210 - 28 - 26) / 25.4 * 72 / (size + spacing) < CHARACTERS + 1
    words = section.footer._element.iter(qn("w:t"), qn("w:instrText"))
    footer = "".join(node.text for node in words)
    assert footer.replace(" ", "") == "—PAGE—"


def test_every_style_names_an_east_asian_font_and_each_table_repeats_its_header() -> None:
    content = document_bytes([Table(["甲"], [["乙"]] * 90)], title="题", made_on=DAY)
    document = Document(BytesIO(content))
    for style in document.styles:
        if hasattr(style, "font"):
            fonts = style.element.rPr.find(qn("w:rFonts"))
            assert fonts.get(qn("w:eastAsia")), style.name
    rows = document.tables[0].rows
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_a_row_that_does_not_fill_its_form_is_refused() -> None:
    with pytest.raises(ValueError, match="11 of 12"):
        document_bytes([Form([[("甲", 11, False)]])], title="题", made_on=DAY)


def test_a_run_writes_the_papers_the_same_twice_and_names_only_where_restricted(
    audit: Audit, tmp_path: Path
) -> None:
    for place in ("a", "b"):
        write_county_files(
            tmp_path / place,
            county=audit.county,
            policy=audit.policy,
            facts=audit.facts,
            findings=audit.findings,
            rules=audit.rules,
        )
    for name in ("report.docx", "restricted/pupil_forms.docx", "restricted/notices.docx"):
        content = (tmp_path / "a" / name).read_bytes()
        assert content == (tmp_path / "b" / name).read_bytes()
        entries = zipfile.ZipFile(BytesIO(content)).infolist()
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        assert Document(BytesIO(content)).core_properties.created.date() == DAY


# -- the workbooks --------------------------------------------------------------------------------


def cells_of(path: Path) -> list[tuple[str, str]]:
    book = load_workbook(path)
    return [
        (sheet.title, str(cell.value))
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_the_ledgers_speak_to_people_and_not_in_codes(audit: Audit, tmp_path: Path) -> None:
    cells = cells_of(write_ledgers(tmp_path / "ledgers.xlsx", facts=audit.facts))
    words = {text for _, text in cells if not re.fullmatch(r"c[a-z2-7]{16}", text)}
    codes = [text for text in words if re.fullmatch(r"[a-z]+(_[a-z]+)*|True|False", text)]
    assert codes == []
    assert {"在校", "小学", "是", "否"} <= {text for _, text in cells}


def test_a_ledger_too_wide_for_a4_prints_on_a3_and_keeps_names_in_sight(
    audit: Audit, tmp_path: Path
) -> None:
    book = load_workbook(write_ledgers(tmp_path / "ledgers.xlsx", facts=audit.facts))
    for sheet in book:
        assert sheet.page_setup.paperSize == "8" or sheet.page_setup.paperSize == 8
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.freeze_panes == "C4"
        assert max(column.width for column in sheet.column_dimensions.values()) <= 21


def test_a_name_that_looks_like_a_formula_is_text_in_the_workbook(
    audit: Audit, tmp_path: Path
) -> None:
    ledger = audit.facts["ledger_suspected"]
    people = audit.facts["children"].copy()
    people.loc[ledger["subject"].iloc[0], "name"] = "=HYPERLINK(1)"
    facts = audit.facts.with_frames(children=people)
    book = load_workbook(write_ledgers(tmp_path / "ledgers.xlsx", facts=facts))
    hit = [c for sheet in book for row in sheet.iter_rows() for c in row if "HYPER" in str(c.value)]
    assert hit
    assert all(cell.data_type == "s" and str(cell.value).startswith("'=") for cell in hit)


def test_the_quarantine_says_why_in_words(audit: Audit, tmp_path: Path) -> None:
    cells = cells_of(write_quarantine(tmp_path / "quarantine.xlsx", county=audit.county))
    assert not {"total_row", "footer", "repeated_header"} & {text for _, text in cells}
    assert "合计、小计行" in {text for _, text in cells}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_county_with_nothing_but_an_enrolment_list_gets_its_papers_too(
    tmp_path: Path, lang: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "county.yml").write_text(
        'code: "990101"\nname: 青禾县\ncity: 云岭市\npolicy: national\nas_of: 2024-11-20\n'
        "term: {start: 2024-09-02, end: 2025-01-17}\n",
        encoding="utf-8",
    )
    (data / "学籍.csv").write_text(
        "姓名,性别,出生日期,学校名称,年级,班级,学生状态\n"
        "赵一鸣,男,2013-05-04,第一小学,5,1,在读\n钱小雨,女,2013-07-09,第一小学,5,1,在读\n",
        encoding="utf-8",
    )
    county = read_county(data)
    policy = load_policy("national", on=DAY)
    use_language(lang)
    audit = audit_county(county, policy, key=sample_key())
    write_county_files(
        tmp_path, county=county, policy=policy, facts=audit.facts, findings=audit.findings,
        rules=audit.rules,
    )  # fmt: skip
    forms = Document(tmp_path / "restricted" / "pupil_forms.docx")
    assert [line.text for line in forms.paragraphs] == ["没有疑似辍学、辍学或复学个案，无表可填。"]
    notices = Document(tmp_path / "restricted" / "notices.docx")
    assert "目前没有应起草的文书。" in [line.text for line in notices.paragraphs]
    assert Document(tmp_path / "report.docx").tables


def dossier(seen: str, *, streak: dict[str, object]) -> Dossier:
    return Dossier(
        subject="c1",
        child={},
        case={"opened_on": pd.Timestamp("2024-11-12")},
        earlier=[],
        ledger={},
        persuasions=[],
        notices=[],
        helpers=[],
        aid=[],
        plans=[],
        presence={"last_present_on": pd.Timestamp(seen)},
        streak=streak,
    )


@pytest.mark.parametrize(
    ("seen", "start", "expected"),
    [
        ("2024-11-07", None, "最后到校2024.11.7"),
        ("2024-11-19", None, None),
        ("2024-11-19", "2024-11-08", "自2024.11.8起旷课（3个上课日）"),
        ("2024-11-19", "2024-11-14", None),
    ],
)
def test_a_day_seen_after_the_case_is_no_day_of_leaving(
    seen: str, start: str | None, expected: str | None
) -> None:
    streak: dict[str, object] = (
        {} if start is None else {"start": pd.Timestamp(start), "school_days": 3, "is_open": False}
    )

    assert _left(dossier(seen, streak=streak)) == expected
