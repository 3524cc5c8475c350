"""What others may read of a run: counts, never a person, never a small one."""

import openpyxl
import pandas as pd
import pytest

from kcbx_lib.errors import PrivacyBreach, UnreadableInput, WrongUse
from kcbx_lib.publication import publish_run
from tests.spec.publication.run_of_text import PSEUDONYM, read, save, write_run

LARGE, OTHER, SMALL, TINY = "2990101001", "2990101002", "2990101003", "2990101004"


def county(**changes):
    """Two townships, two large schools, a small and a tiny one; 30 of 600 chronically absent."""
    rows = [
        ("chronic_absence", "county", "990101", "all", 60, 600, None, ""),
        ("chronic_absence", "county", "990101", "sex_male", 31, 310, None, ""),
        ("chronic_absence", "county", "990101", "sex_female", 29, 290, None, ""),
        ("chronic_absence", "county", "990101", "is_poor", 4, 44, None, ""),
        ("chronic_absence", "county", "990101", "not_is_poor", 56, 556, None, ""),
        ("chronic_absence", "township", "东镇", "all", 40, 350, None, ""),
        ("chronic_absence", "township", "西镇", "all", 20, 250, None, ""),
        ("chronic_absence", "school", LARGE, "all", 30, 300, None, ""),
        ("chronic_absence", "school", OTHER, "all", 18, 200, None, ""),
        ("chronic_absence", "school", SMALL, "all", 10, 70, None, ""),
        ("chronic_absence", "school", TINY, "all", 2, 30, None, ""),
        ("net_enrolment_primary", "county", "990101", "all", 398, 401, 100, "not_met"),
        ("aid_yuan", "county", "990101", "all", 31250, None, None, ""),
    ]
    made = {
        "rows": rows,
        "states": {"in_school": 580, "suspended": 12, "abroad": 3, "out_of_school": 9},
        "pupils": {
            ("东镇", LARGE): 300, ("东镇", SMALL): 50, ("西镇", OTHER): 200, ("西镇", SMALL): 20,
            ("西镇", TINY): 30,
        },
    }  # fmt: skip
    return made | changes


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "run", {"990101": county()})


@pytest.fixture
def published(run, tmp_path):
    return publish_run(run, tmp_path / "out")


def row(published, indicator, unit, group="all"):
    table = read(published["indicators"])
    table = table.assign(
        **{name: table[name].astype("str").fillna("") for name in ("hidden", "state")}
    )
    found = table[
        table["indicator"].eq(indicator) & table["unit_code"].eq(unit) & table["group"].eq(group)
    ]
    assert len(found) == 1
    return found.iloc[0]


def test_counts_are_rounded_to_five_and_rates_come_from_the_rounded_counts(published):
    boys = row(published, "chronic_absence", "990101", "sex_male")
    assert (boys["numerator"], boys["denominator"], boys["rate"]) == (30, 310, 9.7)


def test_a_small_count_is_blank_and_so_is_its_rate(published):
    poor = row(published, "chronic_absence", "990101", "is_poor")
    assert pd.isna(poor["numerator"])
    assert pd.isna(poor["rate"])
    assert poor["hidden"] == "numerator"


def test_a_count_that_leaves_a_small_one_of_its_total_is_blank_with_its_state(published):
    enrolled = row(published, "net_enrolment_primary", "990101")
    assert pd.isna(enrolled["numerator"])
    assert enrolled["state"] in ("", "nan")


def test_small_schools_stand_in_one_row_and_by_no_code(published):
    together = row(published, "chronic_absence", "small_units")
    assert (together["numerator"], together["denominator"]) == (10, 100)
    for name, path in published.items():
        if name != "workbook":
            text = path.read_text(encoding="utf-8-sig")
            assert SMALL not in text
            assert TINY not in text
            assert LARGE in text or name in ("summary", "note")


def test_a_single_small_school_takes_the_next_smallest_with_it(tmp_path):
    rows = [r for r in county()["rows"] if r[2] != TINY]
    pupils = {place: n for place, n in county()["pupils"].items() if place[1] != TINY}
    run = write_run(tmp_path / "run", {"990101": county(rows=rows, pupils=pupils)})
    table = read(publish_run(run, tmp_path / "out")["indicators"])
    schools = set(table.loc[table["level"].eq("school"), "unit_code"])
    assert schools == {LARGE, "small_units"}


def test_the_others_of_a_group_and_amounts_of_money_are_left_out(published):
    table = read(published["indicators"])
    assert not table["group"].str.startswith("not_").any()
    assert "aid_yuan" not in set(table["indicator"])


def test_states_are_counted_and_a_small_one_takes_another_with_it(published):
    table = read(published["summary"]).set_index("measure")
    assert table.loc["in_school", "count"] == 580
    assert table.loc["children", "count"] == 605
    # Three abroad would be the total less the others, so the smallest other state is blank too.
    assert pd.isna(table.loc["abroad", "count"])
    assert pd.isna(table.loc["out_of_school", "count"])
    assert table.loc["suspended", "count"] == 10


def test_no_pseudonym_leaves(published):
    for path in published.values():
        assert PSEUDONYM.encode() not in path.read_bytes()
    book = openpyxl.load_workbook(published["workbook"])
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not any(PSEUDONYM in cell for cell in cells)


def test_page_and_workbook_tell_in_both_languages_what_is_hidden(published):
    assert "1 至 7 的数目不公布" in published["page_zh"].read_text(encoding="utf-8")
    assert "Counts from 1 to 7 are hidden" in published["page_en"].read_text(encoding="utf-8")
    note = openpyxl.load_workbook(published["workbook"]).worksheets[0]
    words = [str(cell.value) for line in note.iter_rows() for cell in line]
    assert any("1 至 7" in word for word in words)
    assert any("1 to 7" in word for word in words)


def test_the_pages_ask_nothing_of_the_network(published):
    for lang in ("zh", "en"):
        page = published[f"page_{lang}"].read_text(encoding="utf-8")
        assert "://" not in page
        assert "<script" not in page


def test_the_city_stands_above_its_counties_and_gives_none_of_them_away(tmp_path):
    second = county(states={"in_school": 300, "suspended": 15, "abroad": 40, "out_of_school": 9})
    second["rows"] = [
        (r[0], r[1], r[2].replace("990101", "990102"), *r[3:]) for r in second["rows"]
    ]
    run = write_run(tmp_path / "run", {"990101": county(), "990102": second})
    table = read(publish_run(run, tmp_path / "out")["summary"])
    shown = table.pivot(index="measure", columns="unit_code", values="count")
    assert shown.loc["in_school", "city"] == 880
    # 43 in all less 40 would be the three of the first county.
    assert shown.loc["abroad"].isna().sum() >= 2


def test_a_county_that_was_not_audited_is_named(tmp_path):
    run = write_run(tmp_path / "run", {"990101": county()}, failed=[("990102", "白石县")])
    page = publish_run(run, tmp_path / "out")["page_zh"].read_text(encoding="utf-8")
    assert "未完成核查、不在其中的县：白石县" in page


def test_the_limits_are_those_of_the_counties_policy(tmp_path):
    own = tmp_path / "own.yml"
    own.write_text(
        "name: own\nextends: national\ntitle: {zh: 本地, en: own}\nvalues:\n"
        "  publish.suppress_below:\n    - {since: null, value: 30, comparison: at least, "
        "document: working_default, article: null, status: unconfirmed}\n",
        encoding="utf-8",
    )
    run = write_run(tmp_path / "run", {"990101": county()}, policy=str(own))
    published = publish_run(run, tmp_path / "out")
    assert pd.isna(row(published, "chronic_absence", "西镇")["numerator"])
    assert "1 至 29 的数目不公布" in published["page_zh"].read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes(run, tmp_path):
    first, again = (
        {name: path.read_bytes() for name, path in publish_run(run, tmp_path / one).items()}
        for one in ("a", "b")
    )
    assert first == again


def test_a_name_that_strayed_into_a_table_stops_everything(tmp_path):
    made = county()
    made["rows"] = [(*r[:2], "欧阳小满" if r[2] == "西镇" else r[2], *r[3:]) for r in made["rows"]]
    made["pupils"] = {
        ("欧阳小满" if place[0] == "西镇" else place[0], place[1]): count
        for place, count in made["pupils"].items()
    }
    run = write_run(tmp_path / "run", {"990101": made})
    secret = run / "990101_县" / "restricted"
    secret.mkdir()
    save(pd.DataFrame({"subject": ["c1"], "name": ["欧阳小满"]}), secret / "key.csv")
    with pytest.raises(PrivacyBreach):
        publish_run(run, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_out_must_be_no_run(run, tmp_path):
    for out in (run, run / "public"):
        with pytest.raises(WrongUse, match="内部材料"):
            publish_run(run, out)


def test_a_folder_that_is_no_run_or_lacks_a_table_says_so(run, tmp_path):
    with pytest.raises(UnreadableInput, match=r"run\.json"):
        publish_run(tmp_path, tmp_path / "out")
    (run / "990101_县" / "register_states.csv").unlink()
    with pytest.raises(UnreadableInput, match=r"register_states\.csv"):
        publish_run(run, tmp_path / "out")


def test_a_profile_that_has_moved_can_be_named_again(tmp_path):
    run = write_run(tmp_path / "run", {"990101": county()}, policy="gone_2020")
    with pytest.raises(WrongUse):
        publish_run(run, tmp_path / "out")
    assert publish_run(run, tmp_path / "out", policy="national")["summary"].is_file()
