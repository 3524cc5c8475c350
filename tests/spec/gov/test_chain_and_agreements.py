"""The chain of responsibility and the agreements that make it up."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.gov import responsibility_chain, unsigned_agreement
from tests.spec.indicators.county_of_text import facts, found, missing_tables, subjects, table

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)
SCHOOLS = table(
    """
    school_code | school_name  | aliases | stage          | township
    A           | 青山镇小学   | 青小    | primary        | 青山镇
    B           | 白水乡中学   | -       | junior         | 白水乡
    P           | 白水乡教学点 | -       | teaching_point | 白水乡
    """
)
WHOLE = """
link              | party_a          | party_b          | signed_on
county_township   | 青禾县人民政府   | 青山镇人民政府   | 2024-09-01
county_township   | 青禾县人民政府   | 白水乡人民政府   | 2024-09-01
township_village  | 青山镇人民政府   | 东村村民委员会   | 2024-09-01
township_village  | 白水乡人民政府   | 西村村委会       | 2024-09-01
village_household | 东村村民委员会   | 李大山           | 2024-09-01
village_household | 西村村委会       | 王小河           | 2024-09-01
bureau_school     | 青禾县教育局     | 青小             | 2024-09-01
bureau_school     | 青禾县教育局     | 白水乡中学       | 2024-09-01
school_teacher    | 青山镇小学       | 赵老师           | 2024-09-01
school_teacher    | 白水乡中学       | 钱老师           | 2024-09-01
teacher_parent    | 赵老师           | 学生家长         | 2024-09-01
teacher_parent    | 钱老师           | 学生家长         | 2024-09-01
"""
REGISTER = table("township | village\n青山镇 | 东村\n白水乡 | 西村")


def without(*lines: str) -> pd.DataFrame:
    kept = [line for line in WHOLE.strip().splitlines() if not any(part in line for part in lines)]
    return table("\n".join(kept))


def chain(agreements: pd.DataFrame, profile: str = "national") -> list[str]:
    policy = load_policy(profile, on=ON)
    made = facts(agreements=agreements, schools=SCHOOLS, population=REGISTER)
    return subjects(responsibility_chain, made, policy)


@pytest.mark.walks("GOV-01", "rule", "clear")
def test_a_whole_chain_is_clear() -> None:
    assert chain(without()) == []


@pytest.mark.walks("GOV-01", "rule", "found")
def test_a_link_without_any_agreement_breaks_the_chain_of_the_county() -> None:
    assert chain(without("teacher_parent")) == ["990101"]


@pytest.mark.walks("GOV-01", "lawful", "not_in_the_chain")
def test_a_link_the_profile_does_not_ask_for_may_be_absent() -> None:
    lines = without("county_township", "bureau_school")

    assert chain(lines, "yaosheng_2022") == chain(lines, "yangquan_2018") == []
    assert chain(lines) == ["990101", "990101"]


@pytest.mark.walks("GOV-01", "lawful", "not_in_the_chain")
def test_hanzhong_names_no_letter_to_households_nor_between_county_and_bureau() -> None:
    assert chain(without("village_household"), "hanzhong_2018") == []
    assert chain(without("bureau_school"), "hanzhong_2018") == ["990101"]


@pytest.mark.walks("GOV-01", "rule", "found")
@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("青禾县人民政府   | 白水乡人民政府", "白水乡"),
        ("白水乡人民政府   | 西村村委会", "西村"),
        ("西村村委会       | 王小河", "西村"),
        ("青禾县教育局     | 青小", "A"),
        ("白水乡中学       | 钱老师", "B"),
    ],
)
def test_a_unit_that_a_link_leaves_out_is_found(line: str, unit: str) -> None:
    assert chain(without(line)) == [unit]


@pytest.mark.walks("GOV-01", "lawful", "signed_by_a_person")
def test_a_school_whose_parents_signed_nothing_is_found_where_schools_sign_for_their_teachers() -> (
    None
):
    by_school = without().replace({"party_a": {"赵老师": "青山镇小学", "钱老师": "白水乡中学"}})
    is_left_out = by_school["link"].eq("teacher_parent") & by_school["party_a"].eq("白水乡中学")

    assert chain(by_school) == []
    assert chain(by_school[~is_left_out]) == ["B"]
    # a teacher's name says nothing of which school is left out
    named = by_school.replace({"party_a": {"青山镇小学": "赵老师"}})
    assert chain(named[~named["link"].eq("school_teacher") & ~is_left_out]) == ["990101"]


@pytest.mark.walks("GOV-01", "lawful", "party_cannot_be_told")
def test_an_unreadable_party_may_be_the_very_unit_that_seems_to_lack() -> None:
    assert chain(without().replace({"party_b": {"青小": "青禾小学堂"}})) == []
    assert chain(without("青禾县教育局     | 青小")) == ["A"]


@pytest.mark.walks("GOV-01", "lawful", "through_another")
@pytest.mark.parametrize(
    ("stage", "expected"),
    [("teaching_point", []), ("special", []), ("vocational", []), ("primary", ["P", "P", "P"])],
)
def test_a_school_that_is_reached_through_another_is_not_asked_for(
    stage: str, expected: list[str]
) -> None:
    schools = SCHOOLS.replace({"stage": {"teaching_point": stage}})
    by_school = without().replace({"party_a": {"赵老师": "青山镇小学", "钱老师": "白水乡中学"}})
    made = facts(agreements=by_school, schools=schools, population=REGISTER)

    assert subjects(responsibility_chain, made, NATIONAL) == expected


@pytest.mark.walks("GOV-01", "lawful", "due_and_not_signed")
def test_an_agreement_that_is_due_and_not_signed_is_no_gap_of_the_chain() -> None:
    unsigned = without()
    unsigned["signed_on"] = pd.Series(pd.NaT, index=unsigned.index, dtype="datetime64[us]")

    assert chain(unsigned) == []
    assert chain(unsigned[unsigned["link"].ne("teacher_parent")]) == ["990101"]


@pytest.mark.walks("GOV-01", "lawful", "two_villages_of_one_name")
def test_a_village_whose_name_two_townships_share_is_not_called_left_out() -> None:
    more = table(
        """
        link              | party_a          | party_b        | signed_on
        township_village  | 青山镇人民政府   | 南村村民委员会 | 2024-09-01
        village_household | 南村村民委员会   | 孙小满         | 2024-09-01
        """
    )
    lines = without("白水乡人民政府   | 西村村委会", "西村村委会       | 王小河")
    lines = pd.concat([lines, more.set_axis(["x", "y"])])
    villages = "township | village\n青山镇 | 东村\n青山镇 | 南村\n白水乡 | 西村"
    for register, expected in ((villages, ["西村", "西村"]), (f"{villages}\n青山镇 | 西村", [])):
        made = facts(agreements=lines, schools=SCHOOLS, population=table(register))
        assert subjects(responsibility_chain, made, NATIONAL) == expected


def open_(agreements: pd.DataFrame) -> pd.DataFrame:
    made = facts(agreements=agreements, schools=SCHOOLS, population=REGISTER)
    return found(unsigned_agreement, made, NATIONAL)


@pytest.mark.walks("GOV-02", "rule", "clear")
def test_all_signed_is_clear() -> None:
    assert open_(without()).empty


@pytest.mark.walks("GOV-02", "rule", "found")
@pytest.mark.parametrize(
    ("row", "subject", "kind"),
    [
        (1, "白水乡人民政府", "township"),
        (2, "东村村民委员会", "township"),
        (4, "东村村民委员会", "township"),
        (7, "B", "school"),
        (8, "A", "school"),
        (10, "A", "school"),
    ],
)
def test_an_unsigned_agreement_is_counted_under_the_organisation_that_owes_it(
    row: int, subject: str, kind: str
) -> None:
    agreements = without()
    agreements.iloc[row, agreements.columns.get_loc("signed_on")] = pd.NaT
    rows = open_(agreements)

    assert list(rows["subject"]) == [subject]
    assert list(rows["subject_kind"]) == [kind]
    assert list(rows["evidence"]) == [[f"r{row + 1}"]]


def test_no_person_is_ever_named() -> None:
    agreements = without("school_teacher")
    agreements["signed_on"] = pd.Series(pd.NaT, index=agreements.index, dtype="datetime64[us]")

    rows = open_(agreements)
    assert not rows["subject"].isin(["李大山", "王小河", "赵老师", "钱老师", "学生家长"]).any()
    # Whose school nobody can tell is counted under the county.
    assert "990101" in set(rows["subject"])


@pytest.mark.parametrize("teachers", ["青山镇小学教师", "青山镇小学全体教师", "青山镇小学"])
def test_a_schools_teachers_together_are_counted_under_the_school(teachers: str) -> None:
    line = f"link | party_a | party_b | signed_on\nteacher_parent | {teachers} | 学生家长 | -"
    rows = open_(table(line))

    assert list(rows["subject"]) == ["A"]


def of_one_school(signed: int, due: int = 10) -> pd.DataFrame:
    lines = [
        f"teacher_parent | 青山镇小学 | 家长 | {'2024-09-01' if n < signed else '-'}"
        for n in range(due)
    ]
    return table("link | party_a | party_b | signed_on\n" + "\n".join(lines))


@pytest.mark.walks("GOV-02", "target.agreements", "below", "at", "above")
@pytest.mark.parametrize(
    ("target", "signed", "is_found"),
    [
        (100, 9, True),
        (100, 10, False),
        (90, 8, True),
        pytest.param(90, 9, False, marks=pytest.mark.walks("GOV-02", "lawful", "share_reached")),
        (90, 10, False),
        (89.9, 9, False),
        (90.1, 9, True),
    ],
)
def test_the_share_signed_is_held_against_the_target(
    target: float, signed: int, is_found: bool
) -> None:
    policy = NATIONAL.with_values({"target.agreements": target})
    made = facts(agreements=of_one_school(signed), schools=SCHOOLS, population=REGISTER)

    assert subjects(unsigned_agreement, made, policy) == (["A"] if is_found else [])


@pytest.mark.walks("GOV-02", "lawful", "not_due")
def test_only_agreements_that_are_listed_are_due() -> None:
    assert open_(of_one_school(3, due=3)).empty
    assert list(open_(of_one_school(3, due=4))["subject"]) == ["A"]


@pytest.mark.walks("GOV-02", "lawful", "signed_without_a_day")
def test_a_cell_that_says_signed_without_a_day_is_no_blank() -> None:
    agreements = table(
        "link | party_a | party_b | signed_on\nbureau_school | 青禾县教育局 | 青小 | -"
    )
    note = {"row_id": ["r1"], "column": ["signed_on"], "raw": ["已签"], "cleaned": [None]}
    note["code"] = ["doubtful"]
    quality = pd.DataFrame(note, dtype="str")
    made = facts(agreements=agreements, schools=SCHOOLS, population=REGISTER, quality=quality)

    assert found(unsigned_agreement, made, NATIONAL).empty
    assert list(open_(agreements)["subject"]) == ["A"]


def test_coverage_is_signed_of_due() -> None:
    agreements = pd.concat(
        [
            without(),
            table(
                "link | party_a | party_b | signed_on\nvillage_household | 东村村民委员会 | 周河 | -"
            ).set_axis(["x"]),
        ]
    )
    rows = open_(agreements)

    assert rows[["due_count", "signed_count", "open_count"]].to_numpy().tolist() == [[2, 1, 1]]


@pytest.mark.parametrize("rule", [responsibility_chain, unsigned_agreement])
def test_without_agreements_nothing_is_tested(rule: object) -> None:
    assert missing_tables(rule, facts()) == ["agreements"]


@pytest.mark.walks("GOV-01", "lawful", "only_some_named")
@pytest.mark.walks("GOV-01", "rule", "below", "at")
def test_a_table_that_names_few_units_is_a_sample_of_the_link() -> None:
    more = pd.concat(
        [
            SCHOOLS,
            table(
                "school_code | school_name | aliases | stage | township\n"
                "D | 四小 | - | primary | 青山镇\nE | 五小 | - | primary | 青山镇"
            ).set_axis(["x", "y"]),
        ]
    )
    made = facts(agreements=without("青禾县教育局     | 青小"), schools=more, population=REGISTER)

    # One of four schools has a letter with the bureau; two of four have one with their teachers.
    assert subjects(responsibility_chain, made, NATIONAL) == ["D", "E"]
