"""Slips of the pen between register and roll: what is joined, what is not, and who parts it again."""

import pandas as pd
import pytest

from kcbx_lib.link import link_children
from kcbx_lib.link.slips import LEVELS, compare_births, compare_guardians, compare_names
from kcbx_lib.messages import catalogue
from tests.helpers import county_of

KEY = b"k" * 32
HEAD = "name sex birth_date guardian"


def linked_of(register: str, roll: str, **more):
    """A county of one register and one roll; in the register every child has an id."""
    rows = "\n".join(f"{line} birth/{n}" for n, line in enumerate(register.split("\n"), 1))
    tables = {
        "population": f"{HEAD} resident_id\n{rows}",
        "enrolment": f"{HEAD} grade\n" + "\n".join(f"{line} 4" for line in roll.split("\n")),
    }
    return link_children(county_of(**(tables | more)), key=KEY)


def pairs_of(linked) -> list[tuple[str, str]]:
    return list(zip(linked.on_slips["row_a"], linked.on_slips["row_b"], strict=True))


ONE = [("population-2", "enrolment-2")]


@pytest.mark.parametrize(
    ("register", "roll", "evidence"),
    [
        # one slip, the two other witnesses the same
        ("王小明 男 2014-03-05 王大山", "王小明 男 2014-05-03 王大山", "name+guardian+birth+slip"),
        ("王小明 男 2014-03-05 王大山", "王小明 男 2013-03-05 王大山", "name+guardian+birth+slip"),
        ("王小明 男 2014-03-05 王大山", "王小鸣鸣 男 2014-03-05 王大山", None),
        ("王小明 男 2014-03-05 王大山", "王小月 男 2014-03-05 王大山", "birth+guardian+name+slip"),
        ("王佳雨 女 2014-03-05 王大山", "王雨佳 女 2014-03-05 王大山", "birth+guardian+name+slip"),
        ("王小明 男 2014-03-05 王大山", "王明 男 2014-03-05 王大山", "birth+guardian+name+slip"),
        ("王伟 男 2014-03-05 王大山", "王强 男 2014-03-05 王大山", "birth+guardian+name+slip"),
        # two slips, the third witness the same
        ("王小明 男 2014-03-05 王大山", "王小明 男 2014-03-06 王小山", "name+birth+slip+guardian+slip"),
        ("王小明 男 2014-03-05 王大山", "王小月 男 2014-03-05 王小山", "birth+name+slip+guardian+slip"),
        ("王小明 男 2014-03-05 王大山", "王小月 男 2014-03-06 王大山", "guardian+name+slip+birth+slip"),
        # of a name of two characters only the surname is left: too little beside a second slip
        ("王伟 男 2014-03-05 王大山", "王强 男 2014-03-05 王小山", None),
        ("王伟 男 2014-03-05 王大山", "王强 男 2014-03-06 王大山", None),
        # children of one family: a character and the day of the year in common
        ("王小明 男 2014-03-05 王大山", "王小月 男 2013-03-05 王大山", None),
        # three slips, another surname, another sex, an unknown sex, two parts of the birth
        ("王小明 男 2014-03-05 王大山", "王小月 男 2014-03-06 王小山", None),
        ("王小明 男 2014-03-05 王大山", "李小明 男 2014-03-05 王大山", None),
        ("王小明 男 2014-03-05 王大山", "王小月 女 2014-03-05 王大山", None),
        ("王小明 男 2014-03-05 王大山", "王小月 - 2014-03-05 王大山", None),
        ("王小明 男 2014-03-05 王大山", "王小明 男 2013-03-06 王大山", None),
    ],
)  # fmt: skip
def test_what_one_or_two_slips_may_part(register: str, roll: str, evidence: str | None) -> None:
    linked = linked_of(register, roll)
    assert pairs_of(linked) == ([] if evidence is None else ONE)
    assert linked.on_slips["evidence"].tolist() == ([] if evidence is None else [evidence])
    assert len(linked.people) == (2 if evidence is None else 1)


TWIN = "王小明 男 2014-03-05 王大山"


@pytest.mark.parametrize(
    ("register", "roll", "children"),
    [
        # both twins in the register, one on the roll under a name that fits neither exactly
        (f"{TWIN}\n王小亮 男 2014-03-05 王大山", "王小月 男 2014-03-05 王大山", 3),
        # both on the roll, one in the register
        (TWIN, "王小月 男 2014-03-05 王大山\n王小亮 男 2014-03-05 王大山", 3),
        # the other twin stands in both: neither of the two who are left
        (
            f"{TWIN}\n王小亮 男 2014-03-05 王大山",
            "王小亮 男 2014-03-05 王大山\n王小月 男 2014-03-05 王大山",
            2,
        ),
        # both in both under their own names
        (
            f"{TWIN}\n王明小 男 2014-03-05 王大山",
            f"{TWIN}\n王明小 男 2014-03-05 王大山",
            2,
        ),
    ],
)
def test_twins_whom_a_list_shows_are_never_one_child(register, roll, children) -> None:
    assert len(linked_of(register, roll).people) == children


def test_two_children_of_the_roll_who_fit_one_of_the_register_wait_for_a_person() -> None:
    linked = linked_of(TWIN, "王小明 男 2014-03-06 王大山\n王小明 男 2014-03-07 王大山")
    assert len(linked.people) == 3
    assert len(linked.review) == 2


def test_a_child_whom_a_school_knows_under_the_registers_name_is_not_the_one_on_the_roll() -> None:
    alone = linked_of(TWIN, "王小月 男 2014-03-05 王大山")
    assert pairs_of(alone) == ONE
    number = alone.people["resident_id"].iloc[0]
    sheet = f"name resident_id school_code grade class_no marks\n王小明 {number} S1 4 1 √√√"
    seen = linked_of(TWIN, "王小月 男 2014-03-05 王大山", attendance=sheet)
    assert seen.crosswalk["subject"]["population-2"] == seen.crosswalk["subject"]["attendance-2"]
    assert pairs_of(seen) == []


def test_a_person_parts_what_was_joined_on_a_slip() -> None:
    tables = {
        "population": f"{HEAD} resident_id\n{TWIN} birth",
        "enrolment": f"{HEAD} grade\n王小月 男 2014-03-05 王大山 4",
    }
    joined = link_children(county_of(**tables), key=KEY)
    answer = joined.on_slips[["row_a", "row_b"]].assign(is_same=False)
    parted = link_children(county_of(**tables), key=KEY, decisions=answer)
    assert (len(joined.people), len(parted.people)) == (1, 2)
    assert parted.review.empty
    assert parted.on_slips.empty
    assert parted.decided["is_same"].tolist() == [False]


def test_a_child_whom_a_person_has_joined_is_not_joined_to_another_on_a_slip() -> None:
    roll = "王小月 男 2014-03-05 王大山\n王小民民 男 2014-03-05 王大川"
    answer = pd.DataFrame({"row_a": ["population-2"], "row_b": ["enrolment-3"], "is_same": [True]})
    tables = {
        "population": f"{HEAD} resident_id\n{TWIN} birth",
        "enrolment": f"{HEAD} grade\n" + "\n".join(f"{line} 4" for line in roll.split("\n")),
    }
    linked = link_children(county_of(**tables), key=KEY, decisions=answer)
    of = linked.crosswalk["subject"]
    assert of["population-2"] == of["enrolment-3"]
    assert of["population-2"] != of["enrolment-2"]


def test_an_id_under_two_births_a_slip_apart_and_one_guardian_is_one_child() -> None:
    def rows(birth: str, guardian: str) -> int:
        register = f"{HEAD} resident_id\n{TWIN} birth"
        number = county_of(population=register).tables["population"]["resident_id"].iloc[0]
        roll = f"{HEAD} resident_id grade\n王小 男 {birth} {guardian} {number} 4"
        return len(link_children(county_of(population=register, enrolment=roll), key=KEY).people)

    assert rows("2014-05-03", "王大山") == 1
    assert rows("2014-05-03", "王大河") == 2
    assert rows("2011-08-19", "王大山") == 2


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("王小明", "王小明", "same"),
        ("王小明", "王小月", "slip"),
        ("王小明", "王明小", "slip"),
        ("王小明", "王小", "slip"),
        ("王伟", "王强", "surname"),
        ("王伟", "王", "surname"),
        ("王小明", "王月亮", ""),
        ("王小明", "李小明", ""),
        ("阿依努尔买买提", "阿依努买买提", "slip"),
    ],
)
def test_how_two_names_compare(one: str, other: str, found: str) -> None:
    assert compare_names(one, other) == compare_names(other, one) == found


def test_guardians_who_sound_alike_differ_by_a_slip() -> None:
    assert compare_guardians("王梓", "王紫") == "slip"
    assert compare_guardians("王梓", "王强") == ""


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ("2014-03-05", "same"),
        ("2013-03-05", "year"),
        ("2014-05-03", "slip"),
        ("2014-03-15", "slip"),
        ("2014-04-05", "slip"),
        ("2014-04-06", ""),
        ("2013-03-06", ""),
    ],
)
def test_how_two_births_compare(other: str, found: str) -> None:
    one, two = pd.Timestamp("2014-03-05"), pd.Timestamp(other)
    assert compare_births(one, two) == compare_births(two, one) == found


def test_every_level_at_which_slips_are_joined_reads_as_a_sentence() -> None:
    assert {f"level_{level}" for level in LEVELS} <= set(catalogue("register_story"))
