"""GRP-11: two subjects below 60 % in two successive terms and no support; what was not seen is unknown."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.children.groups import learning_difficulty
from kcbx_lib.policy import load_policy
from kcbx_lib.rules.grp import learning_without_support
from tests.spec.ledgers.county import facts_of, found, state_of
from tests.spec_helpers import Drawn

NATIONAL = load_policy("national", on=date(2024, 11, 20))
SCORES = """
    甲 2023-2024-1 语文 59  100
    甲 2023-2024-1 数学 59  100
    甲 2023-2024-2 语文 59  100
    甲 2023-2024-2 数学 59  100
    乙 2023-2024-1 语文 60  100
    乙 2023-2024-1 数学 59  100
    乙 2023-2024-2 语文 59  100
    乙 2023-2024-2 数学 59  100
    丙 2023-2024-2 语文 59  100
    丙 2023-2024-2 数学 59  100
    丁 2023-2024-2 语文 60  100
    丁 2023-2024-2 数学 59  100
    戊 2023-2024-1 语文 71  120
    戊 2023-2024-1 数学 71  120
    戊 2023-2024-2 语文 71  120
    戊 2023-2024-2 数学 71  120
    己 2023-2024-2 语文 -   100
    庚 2022-2023-2 语文 59  100
    庚 2022-2023-2 数学 59  100
    庚 2023-2024-2 语文 59  100
    庚 2023-2024-2 数学 59  100
"""


def scores() -> pd.DataFrame:
    lines = [line.split() for line in SCORES.strip().splitlines()]
    frame = pd.DataFrame(lines, columns=["subject", "term", "course", "score", "full_score"])
    for column in ("score", "full_score"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce").astype("Float64")
    return frame.assign(absent=pd.Series(pd.NA, index=frame.index, dtype="boolean"))


def test_two_failed_courses_in_two_successive_terms_make_a_difficulty() -> None:
    said = learning_difficulty(scores(), NATIONAL)
    assert said["甲"]
    assert said["戊"], "below 60 % of 120"


def test_a_term_not_failed_is_none() -> None:
    said = learning_difficulty(scores(), NATIONAL)
    assert not said["乙"], "60 of 100 is not below 60 %"
    assert not said["丁"]


def test_one_term_alone_that_was_failed_says_neither() -> None:
    said = learning_difficulty(scores(), NATIONAL)
    assert pd.isna(said["丙"])
    assert pd.isna(said["庚"]), "two springs, and nobody knows of the autumn between"


def test_a_child_without_a_single_score_is_not_spoken_of() -> None:
    assert "己" not in learning_difficulty(scores(), NATIONAL).index


CHILD = "name resident_id birth_date"
PUPIL = f"{CHILD} school_code grade class_no status\n王小明 birth 2012-03-05 S1 7 1 in_school"
BOTH_TERMS = ("2023-2024-1", "2023-2024-2")
NOBODY = "name resident_id birth_date helper until\n赵敏 birth/2 2012-04-05 李老师 -"
NO_PLAN = "name resident_id birth_date kind\n赵敏 birth/2 2012-04-05 学习困难学生"
COURSES = ("语文", "数学", "英语")


def marks_of(terms: tuple[str, ...], courses: int, score: str, absent: str = "no") -> str:
    """The marks of 王小明: so many courses a term at the score, the rest at 95."""
    rows = [f"{CHILD} term course score full_score absent"]
    for term in terms:
        for number, course in enumerate(COURSES):
            mark = score if number < courses else "95"
            rows.append(f"王小明 birth 2012-03-05 {term} {course} {mark} 100 {absent}")
    return "\n".join(rows)


def unsupported(
    terms: tuple[str, ...] = BOTH_TERMS,
    courses: int = 2,
    score: str = "59",
    values: dict[str, object] | None = None,
    **drawn: str,
) -> bool:
    scores = marks_of(terms, courses, score, drawn.pop("absent", "no"))
    tables = {"enrolment": PUPIL, "helpers": NOBODY, "plans": NO_PLAN, "scores": scores} | drawn
    return Drawn(values=values, **tables).found(learning_without_support) == ["王小明"]


@pytest.mark.walks("GRP-11", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("score", "values", "is_found"),
    [
        pytest.param("59", None, True, marks=pytest.mark.walks("GRP-11", "learning.fail_rate", "below")),
        pytest.param("59.9", None, True, marks=pytest.mark.walks("GRP-11", "learning.fail_rate", "below")),
        pytest.param("60", None, False, marks=pytest.mark.walks("GRP-11", "learning.fail_rate", "at")),
        pytest.param("61", None, False, marks=pytest.mark.walks("GRP-11", "learning.fail_rate", "above")),
        ("49", {"learning.fail_rate": 0.5}, True),
        ("50", {"learning.fail_rate": 0.5}, False),
    ],
)  # fmt: skip
def test_a_course_is_failed_below_the_profiles_share_of_the_full_score(
    score: str, values: dict[str, object] | None, is_found: bool
) -> None:
    assert unsupported(score=score, values=values) is is_found


@pytest.mark.parametrize(
    ("courses", "values", "is_found"),
    [
        pytest.param(1, None, False, marks=pytest.mark.walks("GRP-11", "learning.fail_courses", "below")),
        pytest.param(2, None, True, marks=pytest.mark.walks("GRP-11", "learning.fail_courses", "at")),
        pytest.param(3, None, True, marks=pytest.mark.walks("GRP-11", "learning.fail_courses", "above")),
        (2, {"learning.fail_courses": 3}, False),
        (3, {"learning.fail_courses": 3}, True),
    ],
)  # fmt: skip
def test_so_many_courses_are_failed(
    courses: int, values: dict[str, object] | None, is_found: bool
) -> None:
    assert unsupported(courses=courses, values=values) is is_found


@pytest.mark.walks("GRP-11", "lawful", "one_term_only", "terms_apart")
@pytest.mark.parametrize(
    ("terms", "values", "is_found"),
    [
        pytest.param(BOTH_TERMS[1:], None, False,
                     marks=pytest.mark.walks("GRP-11", "learning.fail_terms", "below")),
        pytest.param(BOTH_TERMS, None, True,
                     marks=pytest.mark.walks("GRP-11", "learning.fail_terms", "at")),
        pytest.param(("2022-2023-2", *BOTH_TERMS), None, True,
                     marks=pytest.mark.walks("GRP-11", "learning.fail_terms", "above")),
        (("2022-2023-2", "2023-2024-2"), None, False),
        (("2022-2023-2", "2023-2024-1"), None, True),
        (("2023-2024-1", "2024-2025-1"), None, False),
        (("期中", "期末"), None, True),  # labels that name no calendar, in their order
        (BOTH_TERMS[1:], {"learning.fail_terms": 1}, True),
        (BOTH_TERMS, {"learning.fail_terms": 3}, False),
    ],
)  # fmt: skip
def test_in_so_many_successive_terms(
    terms: tuple[str, ...], values: dict[str, object] | None, is_found: bool
) -> None:
    assert unsupported(terms, values=values) is is_found


@pytest.mark.walks("GRP-11", "lawful", "no_score")
def test_no_score_and_absence_from_the_exam_are_no_failure() -> None:
    assert not unsupported(score="-")
    assert not unsupported(score="0", absent="yes")
    assert unsupported(score="0")


@pytest.mark.walks("GRP-11", "lawful", "has_helper", "has_plan")
@pytest.mark.parametrize(
    ("until", "kind", "is_found"),
    [
        ("2024-11-19", None, True),
        ("2024-11-20", None, False),
        ("-", None, False),
        (None, "疑似辍学学生", False),
        (None, None, True),
    ],
)
def test_a_helper_in_force_or_a_plan_of_any_kind_is_support(
    until: str | None, kind: str | None, is_found: bool
) -> None:
    drawn = {}
    if until is not None:
        drawn["helpers"] = NOBODY + f"\n王小明 birth 2012-03-05 王老师 {until}"
    if kind is not None:
        drawn["plans"] = NO_PLAN + f"\n王小明 birth 2012-03-05 {kind}"
    assert unsupported(**drawn) is is_found


@pytest.mark.walks("GRP-11", "lawful", "not_in_school_here", "match_pending")
@pytest.mark.parametrize(
    ("cells", "is_found"),
    [
        ("in_school yes no", True),
        ("in_school yes yes", False),
        ("in_school no no", False),
        *((f"{state} yes no", False)
          for state in ("attends_elsewhere", "suspended", "out_of_school", "home_teaching")),
    ],
)  # fmt: skip
def test_only_a_pupil_in_school_here_is_judged(cells: str, is_found: bool) -> None:
    head = "name has_learning_difficulty state in_enrolment has_possible_match"
    facts = facts_of(
        children=f"{head}\n甲 yes {cells}\n乙 no in_school yes no",
        plans="name kind\n乙 学习困难学生", helpers="name helper until\n乙 李老师 -",
    )  # fmt: skip
    assert bool(found("GRP-11", facts)) is is_found


def test_where_helpers_or_plans_were_not_handed_in_nothing_is_said() -> None:
    children = "name has_learning_difficulty\n甲 yes"
    for tables in ({"helpers": "name helper\n乙 李老师"}, {"plans": "name kind\n乙 学习困难学生"}):
        assert state_of("GRP-11", facts_of(children=children, **tables))[0] == "not_tested"
