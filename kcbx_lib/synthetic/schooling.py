"""What schools write about their pupils: enrolment, attendance and its marks, scores, exam entries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.synthetic import shares
from kcbx_lib.synthetic.stories import most_absent_days

PERSON = ["name", "resident_id", "student_no", "sex", "birth_date"]
MARKS = [
    "present", "late", "left_early", "unexcused", "sick", "personal", "official", "absent_unknown",
]  # fmt: skip
MARK_TYPE = pd.CategoricalDtype(MARKS)
_STATUS = {
    "suspended": "suspended",
    "leaving": "transferring_out",
    "studying_elsewhere": "studying_elsewhere",
    "home_teaching": "home_teaching",
    "died": "dead",
    "abroad": "abroad",
    "graduated": "graduated",
}
_NOT_ENROLLED = ("under_age", "over_age", "arriving", "delayed", "moved_away", "deducted")


def enrolment(people: pd.DataFrame, schools: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """One row per enrolment record, ``child`` beside it; a move within the county leaves two."""
    is_enrolled = ~people["story"].isin(_NOT_ENROLLED) & people["school_code"].notna()
    here = people[is_enrolled]
    rows = _records(here, school_code=here["school_code"], year=year)
    rows["status"] = here["story"].map(_STATUS).fillna("in_school").astype("str").to_numpy()
    is_new = here["story"].isin(["moved_in", "moved_within"]).to_numpy()
    rows.loc[is_new, "enrolled_on"] = (
        here.loc[here["story"].isin(["moved_in", "moved_within"]), "event_on"]
        .dt.to_period("M")
        .dt.start_time.astype("datetime64[us]")
        .to_numpy()
    )
    moved = people[people["from_school"].notna()]
    left = _records(moved, school_code=moved["from_school"], year=year)
    left["status"] = pd.Series("transferred_out", index=left.index, dtype="str")
    whole = pd.concat([rows, left], ignore_index=True)
    return _named(whole, schools)


def _records(here: pd.DataFrame, *, school_code: pd.Series, year: int) -> pd.DataFrame:
    grade = here["grade"].mask(here["story"].eq("graduated"), 9).astype("Int64")
    graduated = here["story"].eq("graduated").astype(int)
    entry_grade = grade.mask(grade.le(6), 1).mask(grade.ge(7), 7)
    entry_year = year - (grade - entry_grade) - graduated
    frame = here[PERSON].assign(
        child=here.index,
        ethnicity=here["ethnicity"],
        school_code=school_code,
        grade=grade,
        class_no=here["class_no"],
        enrolled_on=pd.to_datetime(entry_year.astype("str") + "-09-01").astype("datetime64[us]"),
        hukou_kind=here["hukou_kind"],
        household_address=here["household_address"],
        address=here["address"],
        boarding=here["boarding"],
        left_behind=here["left_behind"].astype("boolean"),
        left_behind_kind=pd.Series(
            np.where(here["left_behind"], "both_parents", "none"), index=here.index, dtype="str"
        ),
        migrant=here["migrant"].astype("boolean"),
        orphan=here["orphan"].astype("boolean"),
        disability_kind=here["disability_kind"].fillna("none").astype("str"),
        inclusive=(here["disabled"] & here["story"].eq("")).astype("boolean"),
        poor=here["poor"].astype("boolean"),
        guardian=here["guardian"].astype("str"),
        phone=here["phone"].astype("str"),
    )
    return frame.reset_index(drop=True)


def _named(frame: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    names = schools.set_index("school_code")["school_name"]
    return frame.assign(
        school_code=frame["school_code"].astype("str"),
        school_name=frame["school_code"].map(names).astype("str"),
    )


def in_class(people: pd.DataFrame) -> pd.DataFrame:
    """One row per stay in a class: ``child, school_code, from_day, until_day`` (exclusive)."""
    here = people[people["joins_on"].notna() & people["school_code"].notna()]
    stays = pd.DataFrame(
        {
            "child": here.index,
            "school_code": here["school_code"].to_numpy(),
            "from_day": here["joins_on"].to_numpy(),
            "until_day": here["leaves_on"].to_numpy(),
        }
    )
    moved = people[people["from_school"].notna()]
    before = pd.DataFrame(
        {
            "child": moved.index,
            "school_code": moved["from_school"].to_numpy(),
            "from_day": pd.Timestamp("1990-01-01"),
            "until_day": moved["joins_on"].to_numpy(),
        }
    )
    return pd.concat([stays, before], ignore_index=True)


def attendance_marks(
    rng: np.random.Generator, people: pd.DataFrame, days: pd.DatetimeIndex
) -> pd.DataFrame:
    """One row per recorded pupil-day: ``child, school_code, date, mark``.

    Absence stays below a tenth of the days and truancy is a single day, so that nothing here needs
    a report; the cases' streaks come from the people's own dates.
    """
    stays = in_class(people)
    shape = (len(stays), len(days))
    day = days.to_numpy()
    here = (stays["from_day"].to_numpy()[:, None] <= day) & (
        day < stays["until_day"].to_numpy()[:, None]
    )
    code = np.where(here, 0, -1).astype(np.int8)
    draw = rng.random(shape)
    code[here & (draw < shares.LATE_DAY / 1000)] = MARKS.index("late")
    code[here & (draw > 1 - shares.LATE_DAY / 4000)] = MARKS.index("left_early")
    ordinary = stays["child"].map(people["story"]).eq("").to_numpy()
    _absences(rng, code, ordinary=ordinary, kept=len(days))
    _streaks(code, stays, people, day)
    at, when = np.nonzero(code >= 0)
    schools = pd.Categorical(stays["school_code"])
    return pd.DataFrame(
        {
            "child": stays["child"].to_numpy().astype(np.int32)[at],
            "school_code": schools[at],
            "date": days[when],
            "mark": pd.Categorical.from_codes(code[at, when], dtype=MARK_TYPE),
        }
    )


def _absences(
    rng: np.random.Generator, code: np.ndarray, *, ordinary: np.ndarray, kept: int
) -> None:
    most = most_absent_days(kept)
    rows = len(code)
    if most < 2 or kept < 8:
        return
    length = rng.integers(1, min(3, most - 1) + 1, rows)
    start = rng.integers(0, kept - 3, rows)
    kind = rng.choice(
        [MARKS.index(k) for k in ("sick", "personal", "official")], rows, p=[0.7, 0.25, 0.05]
    )
    ill = ordinary & (rng.random(rows) < shares.EXCUSED_SPELL / 1000)
    for offset in range(3):
        members = np.flatnonzero(ill & (length > offset))
        code[members, start[members] + offset] = kind[members]
    truant = np.flatnonzero(ordinary & (rng.random(rows) < shares.UNEXCUSED_DAY / 1000))
    day = rng.integers(0, kept, len(truant))
    free = code[truant, day] >= 0
    free &= code[truant, day] < MARKS.index("unexcused")
    code[truant[free], day[free]] = MARKS.index("unexcused")


def _streaks(code: np.ndarray, stays: pd.DataFrame, people: pd.DataFrame, day: np.ndarray) -> None:
    first = stays["child"].map(people["streak_from"]).to_numpy()
    last = stays["child"].map(people["streak_until"]).to_numpy()
    has = ~np.isnat(first)
    inside = (first[has][:, None] <= day) & (day <= last[has][:, None])
    block = code[has]
    block[inside & (block >= 0)] = MARKS.index("unexcused")
    code[has] = block


def attendance(marks: pd.DataFrame, people: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """One row per pupil, school and month kept: the month grid's lines, without their marks."""
    lines = pd.DataFrame(
        {
            "child": marks["child"],
            "school_code": marks["school_code"].astype("str"),
            "month": marks["date"].to_numpy().astype("datetime64[M]").astype("datetime64[us]"),
        }
    ).drop_duplicates()
    truth = people.reindex(lines["child"])
    lines = lines.reset_index(drop=True)
    for column in [*PERSON, "grade", "class_no"]:
        lines[column] = truth[column].to_numpy()
        lines[column] = lines[column].astype(people[column].dtype)
    lines = lines.assign(
        grade=lines["grade"].astype("Int64"),
        form=pd.Series("grid", index=lines.index, dtype="str"),
        due_days=pd.Series(pd.NA, index=lines.index, dtype="Float64"),
        present_days=pd.Series(pd.NA, index=lines.index, dtype="Float64"),
    )
    return _named(lines, schools)


def scores(rng: np.random.Generator, people: pd.DataFrame, terms: tuple[str, str]) -> pd.DataFrame:
    """One row per pupil, term and course: two terms, the earlier one only where there was one.

    Nobody but the pupils with a learning difficulty fails two courses: the others fail at most one.
    """
    sits = people["joins_on"].notna() & people["grade"].ge(1)
    sits &= ~people["story"].isin(["special_school", "suspended"])
    sits &= people["story"].isin(["", "resumed", "returned", "suspected", "moved_within"])
    pupils = people[sits]
    ability = rng.normal(0.80, 0.08, len(pupils))
    parts = []
    for number, term in enumerate(terms):
        for position, (course, first_grade, full) in enumerate(_COURSES):
            takes = pupils["grade"].ge(first_grade + (1 - number)).to_numpy()
            full_score = np.where(pupils["grade"].ge(7), full, 100)
            rate = np.clip(ability + rng.normal(0, 0.06, len(pupils)), 0.62, 0.99)
            if position == 2:  # a single weak course is no learning difficulty
                rate = np.where(
                    rng.random(len(pupils)) < 0.06, rng.uniform(0.4, 0.59, len(pupils)), rate
                )
            is_hard = pupils["learning_difficulty"].to_numpy() & (position < 2)
            rate = np.where(is_hard, rng.uniform(0.3, 0.57, len(pupils)), rate)
            score = np.floor(rate * full_score)
            absent = (rng.random(len(pupils)) < 0.006) & ~is_hard
            part = pupils.loc[takes, PERSON].assign(
                child=pupils.index[takes],
                term=term,
                course=course,
                score=pd.Series(np.where(absent, np.nan, score)[takes], index=pupils.index[takes]),
                full_score=full_score[takes].astype(float),
                absent=absent[takes],
                order=number * 10 + position,
            )
            parts.append(part)
    whole = pd.concat(parts).sort_values(["order", "child"], kind="stable").drop(columns="order")
    return whole.reset_index(drop=True).astype(
        {
            "term": "str",
            "course": "str",
            "score": "Float64",
            "full_score": "Float64",
            "absent": "boolean",
        }
    )


_COURSES = (
    ("语文", 1, 120),
    ("数学", 1, 120),
    ("英语", 3, 120),
    ("物理", 8, 100),
    ("道德与法治", 7, 100),
)


def exam_entries(enrolled: pd.DataFrame) -> pd.DataFrame:
    """One row per grade-9 pupil in school: nobody is kept from the senior entrance exam."""
    rows = enrolled[enrolled["grade"].eq(9) & enrolled["status"].eq("in_school")]
    return rows[[*PERSON, "child", "school_name"]].reset_index(drop=True)
