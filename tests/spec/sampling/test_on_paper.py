"""What the supervisor reads and the visitors carry: the page, the sheets, and the way back."""

import hashlib
import re

import openpyxl
import pandas as pd
import pytest

from kcbx_lib.errors import PrivacyBreach, UnreadableInput, WrongUse
from kcbx_lib.sampling import (
    evaluate,
    findings,
    load_design,
    read_results,
    render_page,
    sample_county,
    select_pupils,
    write_route_sheets,
    write_sample,
)
from kcbx_lib.sampling.route_sheets import harmless

AS_OF = "2024-11-20"


@pytest.fixture
def sample(county):
    return sample_county(county, seed=20241120, size=12, tolerable=0.3, name="青禾县")


def cells(path):
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def text_of(path):
    return "\n".join(
        str(value) for rows in cells(path).values() for row in rows for value in row if value
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_asks_nothing_of_the_network(sample, lang):
    page = render_page(sample, as_of=AS_OF, lang=lang)
    assert not re.search(r"(?i)(https?:)?//|@import|url\(|<script|<link|<img", page)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_which_share_is_visited_and_the_seed(sample, lang):
    page = render_page(sample, as_of=AS_OF, lang=lang)
    pupils = sample.selection["pupils"].sum()
    for fact in ("12 / 40", "30%", f"{pupils:,} / 31,260", "20241120", "95%", AS_OF):
        assert fact in page
    assert sample.design.frame_sha256 in page


def test_the_page_lists_every_school_to_visit_and_no_other(sample, county):
    page = render_page(sample, as_of=AS_OF)
    drawn = set(sample.selection["school_code"])
    for code in county["school_code"]:
        assert (code in page) == (code in drawn)


def test_the_page_states_the_condition_of_its_proof(sample):
    page = render_page(sample, as_of=AS_OF, lang="zh")
    assert "随机抽取" in page
    assert "一所不换" in page
    assert f"最多 {sample.promise.schools_upper} 所" in page
    assert "未到校不等于辍学" in page


def test_names_that_look_like_markup_stay_text(county):
    county.loc[0, "school_name"] = "<script>alert(1)</script>&学校"
    county.loc[0, "township"] = "<b>镇"
    page = render_page(sample_county(county, seed=1, size=40), as_of=AS_OF)
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;学校" in page


def test_the_page_with_results_says_what_was_found(sample, results):
    code = sample.selection["school_code"].iloc[2]
    outcome = evaluate(results(sample.selection, **{f"at_{code}": 3}), sample.design)
    page = render_page(sample, outcome, as_of=AS_OF, lang="zh")
    assert "在 1 所学校发现 3 名学生" in page
    assert "核查结果" in page


def test_findings_about_schools_chosen_by_hand_say_that_nothing_follows(county, results):
    from kcbx_lib.sampling import Design

    by_hand = Design.by_hand(county, county["school_code"].head(5))
    outcome = evaluate(results(by_hand.selected), by_hand)
    assert any("不能推论其余学校" in line for line in findings(outcome, lang="zh"))
    assert not any("%" in line for line in findings(outcome, lang="zh"))


def test_there_is_one_sheet_a_school_an_overview_and_a_results_sheet(sample, tmp_path):
    book = cells(write_route_sheets(sample, tmp_path / "sheets.xlsx", as_of=AS_OF))
    assert list(book)[:2] == ["总表", "核查结果"]
    assert len(book) == 2 + 12
    for school, title in zip(sample.selection.to_dict("records"), list(book)[2:], strict=True):
        assert title.endswith(school["school_name"])
        assert any(school["school_code"] in row for row in book[title])


def test_every_sheet_says_share_and_seed_and_prints_on_a4(sample, tmp_path):
    path = write_route_sheets(sample, tmp_path / "sheets.xlsx", as_of=AS_OF)
    book = openpyxl.load_workbook(path)
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text
        if sheet.title != "核查结果":
            text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
            assert "12 / 40" in text
            assert "31,260" in text
            assert "20241120" in text


def test_cells_that_look_like_formulas_are_made_harmless(county, tmp_path):
    county["school_name"] = [f"{'=+-@'[n % 4]}cmd|' /C calc'!A{n}" for n in range(40)]
    sample = sample_county(county, seed=1, size=12)
    path = write_route_sheets(sample, tmp_path / "sheets.xlsx", as_of=AS_OF)
    for rows in cells(path).values():
        for row in rows:
            assert not [v for v in row if isinstance(v, str) and v.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("raw", "safe"),
    [("=1+1", "'=1+1"), ("\t=1", "'\t=1"), ("青石小学", "青石小学"), (None, ""), (pd.NA, "")],
)
def test_only_text_that_could_be_a_formula_is_changed(raw, safe):
    assert harmless(raw) == safe


def test_the_same_round_gives_the_same_bytes(sample, tmp_path):
    digests = []
    for name in ("one", "two"):
        files = write_sample(sample, tmp_path / name, as_of=AS_OF)
        digests.append(
            {what: hashlib.sha256(path.read_bytes()).hexdigest() for what, path in files.items()}
        )
    assert digests[0] == digests[1]


def test_schools_with_the_same_name_get_a_sheet_each(county, tmp_path):
    county["school_name"] = "中心小学/分校[一]:这是一个非常非常长的名字" * 2
    sample = sample_county(county, seed=1, size=12)
    assert len(cells(write_route_sheets(sample, tmp_path / "s.xlsx", as_of=AS_OF))) == 14


@pytest.fixture
def pupils(sample):
    codes = [code for code in sample.selection["school_code"] for _ in range(5)]
    children = pd.DataFrame(
        {
            "subject": [f"c{n:03d}" for n in range(60)],
            "name": [f"虚构{n:02d}" for n in range(60)],
            "school_code": codes,
            "grade": "三年级",
            "class_no": "1班",
        }
    )
    return select_pupils(children, per_school=3, seed=1, schools=sample.selection)


def test_pupils_names_are_written_only_under_restricted(sample, pupils, tmp_path):
    with pytest.raises(PrivacyBreach):
        write_route_sheets(sample, tmp_path / "sheets.xlsx", as_of=AS_OF, pupils=pupils)
    assert not (tmp_path / "sheets.xlsx").exists()
    files = write_sample(sample, tmp_path / "out", as_of=AS_OF, pupils=pupils)
    assert files["route_sheets"].parent.name == "restricted"
    assert files["route_sheets"].parent.stat().st_mode & 0o077 == 0
    assert pupils["name"].iloc[0] in text_of(files["route_sheets"])
    for path in (files["page"], files["plan"], files["schools"]):
        assert "虚构" not in path.read_text(encoding="utf-8-sig")


def test_pseudonyms_may_leave(sample, pupils, tmp_path):
    anonymous = pupils.drop(columns="name")
    path = write_route_sheets(sample, tmp_path / "s.xlsx", as_of=AS_OF, pupils=anonymous)
    assert pupils["subject"].iloc[0] in text_of(path)


def test_known_classes_are_filled_in(sample, tmp_path):
    code = sample.selection["school_code"].iloc[0]
    classes = pd.DataFrame(
        {"school_code": [code] * 2, "grade": "三年级", "class_no": ["2班", "1班"],
         "enrolled": [41, 39]}
    )  # fmt: skip
    path = write_route_sheets(sample, tmp_path / "s.xlsx", as_of=AS_OF, classes=classes)
    sheet = next(rows for title, rows in cells(path).items() if title.startswith("01 "))
    assert [row[:3] for row in sheet if row[0] == "三年级"] == [
        ["三年级", "1班", 39],
        ["三年级", "2班", 41],
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_come_home_and_are_evaluated_months_later(sample, tmp_path, lang):
    files = write_sample(sample, tmp_path, as_of=AS_OF, lang=lang)
    book = openpyxl.load_workbook(files["route_sheets"])
    sheet = book.worksheets[1]
    for row in range(4, sheet.max_row):  # the last school is left blank
        sheet.cell(row, 4).value = sheet.cell(row, 3).value
        sheet.cell(row, 5).value = 2 if row == 5 else 0
    book.save(tmp_path / "filled.xlsx")
    outcome = evaluate(read_results(tmp_path / "filled.xlsx"), load_design(tmp_path))
    assert outcome.schools_visited == 11
    assert outcome.pupils_found == 2
    assert outcome.not_visited == (sample.selection["school_code"].iloc[-1],)


def test_a_design_read_back_proves_the_same(sample, results, tmp_path):
    write_sample(sample, tmp_path, as_of=AS_OF)
    found = results(sample.selection)
    again = evaluate(found, load_design(tmp_path))
    assert again.schools_upper == sample.promise.schools_upper
    assert again.pupils_in_such_schools_upper == sample.promise.pupils_in_such_schools_upper
    assert again.school_share == evaluate(found, sample.design).school_share


def test_a_list_of_schools_that_was_changed_afterwards_is_noticed(sample, tmp_path):
    files = write_sample(sample, tmp_path, as_of=AS_OF)
    code = sample.selection["school_code"].iloc[0]
    text = files["schools"].read_text(encoding="utf-8-sig")
    files["schools"].write_text(text.replace(code, "3990101999"), encoding="utf-8-sig")
    with pytest.raises(UnreadableInput):
        load_design(tmp_path)


def test_a_folder_or_workbook_without_a_round_is_refused(tmp_path, county):
    with pytest.raises(UnreadableInput):
        load_design(tmp_path)
    county.to_excel(tmp_path / "other.xlsx")
    with pytest.raises(UnreadableInput):
        read_results(tmp_path / "other.xlsx")
    with pytest.raises(UnreadableInput):
        read_results(tmp_path / "missing.xlsx")


def test_a_date_that_is_none_is_refused(sample, tmp_path):
    with pytest.raises(WrongUse):
        write_route_sheets(sample, tmp_path / "s.xlsx", as_of="20.11.2024")


@pytest.mark.parametrize("method", ["stratified", "pps", "risk"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_method_has_its_page_and_sheets_in_both_languages(county, tmp_path, method, lang):
    sample = sample_county(county, seed=1, size=12, tolerable=0.3, method=method)
    files = write_sample(sample, tmp_path, as_of=AS_OF, lang=lang)
    chinese = re.findall(r"[\u4e00-\u9fff]+", files["page"].read_text(encoding="utf-8"))
    # In English only the county's own words stay Chinese: its schools, townships and stages.
    own = "".join(county[["school_name", "township", "stage"]].to_numpy().ravel())
    assert (lang == "zh") or all(word in own for word in chinese)
