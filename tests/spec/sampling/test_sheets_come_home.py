"""The filled-in sheets: read by their labels, every fault named by file, sheet and row."""

import json
import shutil

import openpyxl
import pytest

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.sampling import evaluate_round, read_results, sample_county, write_sample
from kcbx_lib.sampling.filled_sheets import count_in

AS_OF = "2024-11-20"
RESULTS, FIRST_SHEET = 1, 2
FIRST_ROW = 4


@pytest.fixture
def sample(county):
    return sample_county(county, seed=20241120, size=12, tolerable=0.3, name="青禾县")


@pytest.fixture
def folder(sample, tmp_path):
    """A round written to disk, its sheets still blank."""
    write_sample(sample, tmp_path / "round", as_of=AS_OF)
    return tmp_path / "round"


def opened(folder):
    return openpyxl.load_workbook(folder / "route_sheets.xlsx")


def fill(book, *, found=None, rows=range(12)):
    """Everyone checked in the table of results; findings by place in the draw."""
    sheet = book.worksheets[RESULTS]
    for row in rows:
        sheet.cell(FIRST_ROW + row, 4).value = sheet.cell(FIRST_ROW + row, 3).value
        sheet.cell(FIRST_ROW + row, 5).value = (found or {}).get(row, 0)
    return book


def fill_form(sheet, checked, found):
    """The totals at the foot of a school's own sheet."""
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == "实查人数":
                sheet.cell(cell.row, cell.column + 1).value = checked
            if cell.value == "发现人数":
                sheet.cell(cell.row, cell.column + 2).value = found
    return sheet


def problems(folder, **options):
    with pytest.raises(UnreadableInput) as stopped:
        evaluate_round(folder, **options)
    assert not (folder / "evaluation.html").exists()
    return str(stopped.value)


def test_a_round_filled_in_is_evaluated_and_written_down(folder):
    fill(opened(folder), found={3: 2}).save(folder / "route_sheets.xlsx")
    done = evaluate_round(folder)
    assert done.evaluation.schools_visited == 12
    assert done.evaluation.schools_with_findings == 1
    assert done.evaluation.is_fully_checked
    assert done.evaluation.tolerable == 0.3  # as planned
    record = json.loads(done.files["record"].read_text(encoding="utf-8"))
    assert record["schools_upper"] == done.evaluation.schools_upper
    assert record["sheets"].keys() == {"route_sheets.xlsx"}
    page = done.files["page"].read_text(encoding="utf-8")
    assert f"最多 {done.evaluation.schools_upper} 所" in page
    assert "只有随机抽取才能推论" in page


def test_the_promise_made_at_the_draw_is_kept_when_nothing_is_found(folder, sample):
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    assert evaluate_round(folder).evaluation.schools_upper == sample.promise.schools_upper


def test_the_same_sheets_give_the_same_bytes(folder, tmp_path):
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    first = {k: p.read_bytes() for k, p in evaluate_round(folder, out=tmp_path / "a").files.items()}
    again = {k: p.read_bytes() for k, p in evaluate_round(folder, out=tmp_path / "b").files.items()}
    assert first == again


def test_each_team_may_hand_in_its_own_school_sheet_under_any_name(folder, sample, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    for number, school in enumerate(sample.selection.to_dict("records")):
        book = opened(folder)
        sheet = fill_form(book.worksheets[FIRST_SHEET + number], school["pupils"], number % 2)
        for other in book.worksheets:
            if other is not sheet:
                book.remove(other)
        sheet.title = "填好了"
        book.save(home / f"第{number}组.xlsx")
    done = evaluate_round(folder, filled=[home])
    assert done.evaluation.schools_visited == 12
    assert done.evaluation.schools_with_findings == 6
    assert done.returned.notes == []
    assert all("填好了" in place for place in done.returned.results["place"])


def test_sheets_with_a_list_of_names_come_home_from_restricted(folder):
    (folder / "restricted").mkdir()
    fill(opened(folder)).save(folder / "restricted" / "route_sheets.xlsx")
    (folder / "route_sheets.xlsx").unlink()
    assert evaluate_round(folder).evaluation.schools_visited == 12


def test_a_school_left_blank_has_no_result_and_counts_as_having_a_case(folder, sample):
    fill(opened(folder), rows=range(11)).save(folder / "route_sheets.xlsx")
    outcome = evaluate_round(folder).evaluation
    assert outcome.not_visited == (sample.selection["school_code"].iloc[11],)
    assert outcome.schools_upper > sample.promise.schools_upper


def test_a_school_filled_in_part_is_named_and_has_no_result(folder, sample):
    book = fill(opened(folder))
    book.worksheets[RESULTS].cell(FIRST_ROW + 2, 5).value = None
    book.save(folder / "route_sheets.xlsx")
    done = evaluate_round(folder)
    assert done.evaluation.schools_visited == 11
    (note,) = done.returned.notes
    assert "route_sheets.xlsx" in note
    assert f"核查结果”第 {FIRST_ROW + 2} 行" in note


def test_a_roll_call_without_totals_is_named_and_not_added_up(folder):
    book = fill(opened(folder), rows=range(1, 12))
    sheet = book.worksheets[FIRST_SHEET]
    head = next(c for line in sheet.iter_rows() for c in line if c.value == "实到")
    sheet.cell(head.row + 1, head.column).value = 41
    book.save(folder / "route_sheets.xlsx")
    done = evaluate_round(folder)
    assert done.evaluation.schools_visited == 11
    assert any("汇总" in note and sheet.title in note for note in done.returned.notes)


def test_table_and_form_that_agree_are_one_result(folder, sample):
    book = fill(opened(folder))
    fill_form(book.worksheets[FIRST_SHEET], int(sample.selection["pupils"].iloc[0]), 0)
    book.save(folder / "route_sheets.xlsx")
    done = evaluate_round(folder)
    assert done.evaluation.schools_visited == 12
    assert done.returned.notes == []


def test_a_doubled_file_with_the_same_figures_counts_once_and_is_told(folder):
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    shutil.copy(folder / "route_sheets.xlsx", folder / "副本.xlsx")
    done = evaluate_round(folder)
    assert done.evaluation.pupils_checked == done.returned.results["pupils_checked"].sum()
    assert len(done.returned.notes) == 12
    assert "副本.xlsx" in done.returned.notes[0]


def test_two_results_that_differ_stop_the_evaluation_and_both_places_are_named(folder):
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    fill(opened(folder), found={4: 3}).save(folder / "乙组.xlsx")
    text = problems(folder)
    assert "乙组.xlsx" in text
    assert "route_sheets.xlsx" in text
    assert text.count(f"第 {FIRST_ROW + 4} 行") == 2


@pytest.mark.parametrize(
    ("checked", "found", "told"),
    [
        (10, 11, "多于实查人数 10"),
        ("若干", 0, "实查人数”应为不小于 0 的整数"),
        (10, -1, "发现人数”应为不小于 0 的整数，现为 -1"),
        (10, 0.5, "现为 0.5"),
        (10, "无", "没有发现请填 0"),
        ("#REF!", 0, "实查人数”应为"),
    ],
)
def test_a_count_that_cannot_be_is_named_by_file_sheet_and_row(folder, checked, found, told):
    book = fill(opened(folder))
    sheet = book.worksheets[RESULTS]
    sheet.cell(FIRST_ROW + 5, 4).value = checked
    sheet.cell(FIRST_ROW + 5, 5).value = found
    book.save(folder / "route_sheets.xlsx")
    text = problems(folder)
    assert told in text
    assert f"route_sheets.xlsx 的工作表“核查结果”第 {FIRST_ROW + 5} 行" in text


def test_a_name_in_a_count_s_cell_is_not_repeated(folder):
    book = fill(opened(folder))
    book.worksheets[RESULTS].cell(FIRST_ROW, 5).value = "欧阳小满"
    book.save(folder / "route_sheets.xlsx")
    assert "欧阳" not in problems(folder)


def test_a_renamed_header_is_named(folder):
    book = fill(opened(folder))
    book.worksheets[RESULTS].cell(3, 5).value = "问题人数"
    book.save(folder / "route_sheets.xlsx")
    text = problems(folder)
    assert "缺少：发现人数" in text
    assert "第 3 行" in text


def test_a_results_sheet_without_its_header_row_is_named(folder):
    book = fill(opened(folder))
    book.worksheets[RESULTS].delete_rows(3)
    book.save(folder / "route_sheets.xlsx")
    assert "缺少：学校标识码、实查人数、发现人数" in problems(folder)


def test_a_form_that_lost_a_label_is_named(folder):
    book = fill(opened(folder))
    sheet = book.worksheets[FIRST_SHEET]
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value == "实查人数":
                cell.value = None
    book.save(folder / "route_sheets.xlsx")
    text = problems(folder)
    assert sheet.title in text
    assert "找不到栏目：实查人数" in text


def test_a_row_whose_name_belongs_to_another_school_is_named(folder):
    book = fill(opened(folder))
    sheet = book.worksheets[RESULTS]
    codes = [sheet.cell(FIRST_ROW + n, 1).value for n in range(2)]
    for n, code in enumerate(reversed(codes)):
        sheet.cell(FIRST_ROW + n, 1).value = code
    book.save(folder / "route_sheets.xlsx")
    assert problems(folder).count("可能错了行") == 2


def test_a_code_that_is_on_no_list_is_named(folder):
    book = fill(opened(folder))
    book.worksheets[RESULTS].cell(FIRST_ROW, 1).value = "3990999999"
    book.save(folder / "route_sheets.xlsx")
    assert "3990999999 不在本次抽样的学校名单中" in problems(folder)


def test_counts_without_a_code_are_named(folder):
    book = fill(opened(folder))
    book.worksheets[RESULTS].cell(FIRST_ROW, 1).value = None
    book.save(folder / "route_sheets.xlsx")
    assert "没有学校标识码" in problems(folder)


def test_a_school_that_was_not_drawn_is_listed_apart(folder, sample, county):
    drawn = set(sample.selection["school_code"])
    other = county[~county["school_code"].isin(drawn)].iloc[0]
    book = fill(opened(folder))
    sheet = book.worksheets[RESULTS]
    for column, value in enumerate((other["school_code"], other["school_name"], 5, 5, 5), start=1):
        sheet.cell(FIRST_ROW + 12, column).value = value
    book.save(folder / "route_sheets.xlsx")
    done = evaluate_round(folder)
    assert done.evaluation.outside_selection == (other["school_code"],)
    assert done.evaluation.schools_with_findings == 0
    assert any("没有抽中" in note for note in done.returned.notes)


def test_sheets_of_another_draw_are_refused(folder, county, tmp_path):
    other = sample_county(county, seed=7, size=12, tolerable=0.3, name="青禾县")
    write_sample(other, tmp_path / "other", as_of=AS_OF)
    fill(opened(tmp_path / "other")).save(folder / "route_sheets.xlsx")
    assert "是另一次抽样的核查表" in problems(folder)


def test_blank_sheets_of_another_draw_disturb_nobody(folder, county, tmp_path):
    other = sample_county(county, seed=7, size=12, tolerable=0.3, name="青禾县")
    write_sample(other, folder / "旧", as_of=AS_OF)
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    assert evaluate_round(folder).evaluation.schools_visited == 12


def test_a_damaged_or_foreign_workbook_is_named_with_the_others(folder, county):
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    content = (folder / "route_sheets.xlsx").read_bytes()
    (folder / "半份.xlsx").write_bytes(content[: len(content) // 2])
    county.to_excel(folder / "别的表.xlsx")
    text = problems(folder)
    assert "半份.xlsx" in text
    assert "别的表.xlsx" in text
    assert "既没有“核查结果”表" in text


def test_a_folder_without_workbooks_or_round_says_what_was_expected(folder, tmp_path):
    (folder / "route_sheets.xlsx").unlink()
    with pytest.raises(UnreadableInput, match="没有工作簿"):
        evaluate_round(folder)
    with pytest.raises(UnreadableInput, match=r"plan\.json"):
        evaluate_round(tmp_path)
    with pytest.raises(UnreadableInput, match="找不到"):
        evaluate_round(folder, filled=[tmp_path / "nowhere"])


def test_the_list_of_schools_must_be_the_one_drawn_from(folder):
    fill(opened(folder)).save(folder / "route_sheets.xlsx")
    text = (folder / "schools.csv").read_text(encoding="utf-8-sig")
    (folder / "schools.csv").write_text(text.replace(",0.3,", ",0.9,"), encoding="utf-8-sig")
    with pytest.raises(UnreadableInput, match="可能被改动过"):
        evaluate_round(folder)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("method", ["stratified", "pps", "risk"])
def test_every_method_is_evaluated_in_both_languages(county, tmp_path, lang, method):
    sample = sample_county(
        county, seed=1, size=14, tolerable=0.3, method=method, certainty=["3990101000"]
    )
    write_sample(sample, tmp_path, as_of=AS_OF, lang=lang)
    book = openpyxl.load_workbook(tmp_path / "route_sheets.xlsx")
    fill(book, found={1: 1, 2: 4}, rows=range(14)).save(tmp_path / "route_sheets.xlsx")
    done = evaluate_round(tmp_path, lang=lang)
    assert done.evaluation.schools_with_findings == 2
    assert done.evaluation.pupil_rate.design_effect is not None
    page = done.files["page"].read_text(encoding="utf-8")
    assert "://" not in page.replace("http://www.w3.org", "")
    certain = {"zh": "按实数计入", "en": "counted as they are"}[lang]
    assert certain in page


def test_codes_stored_as_numbers_and_counts_with_full_width_digits_are_read(folder):
    book = fill(opened(folder))
    sheet = book.worksheets[RESULTS]
    for n in range(12):
        sheet.cell(FIRST_ROW + n, 1).value = int(sheet.cell(FIRST_ROW + n, 1).value)
    sheet.cell(FIRST_ROW, 5).value = "０"
    book.save(folder / "filled.xlsx")
    results = read_results(folder / "filled.xlsx")
    assert len(results) == 12
    assert results["school_code"].str.fullmatch(r"\d{10}").all()


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        ("３", 3),
        ("3人", 3),
        (" 3 名", 3),
        ("", None),
        (None, None),
        ("　", None),
    ],
)
def test_a_count_is_a_whole_number_or_blank(cell, count):
    assert count_in(cell) == count


@pytest.mark.parametrize("cell", [True, 1.5, -1, "无", "/", "—", "三", "1e3", "2024-11-20"])
def test_what_is_no_whole_number_is_never_guessed(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - told in words by the reader of the sheet
        count_in(cell)
