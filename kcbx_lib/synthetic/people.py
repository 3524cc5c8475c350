"""The children of a fictional county: one row a child, and what is true of it.

This is the truth that the county's tables are written from. Index ``child`` (0, 1, 2 …). Columns:
``name resident_id student_no sex birth_date ethnicity guardian phone household_no township village
household_address address hukou_kind age`` (completed years on 31 August) ``grade stage school_code
class_no boarding story`` (the lawful explanation, or "") ``in_population migrant`` and the flags
``poor monitored low_income destitute orphan unsupported distressed left_behind single_parent
imprisoned_parent disabled learning_difficulty``; ``disability_kind disability_grade``; ``plain`` (an
ordinary pupil in class all term, whom a planter may take).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kcbx_lib.synthetic import names, places, shares
from kcbx_lib.synthetic.identifiers import phone_numbers, resident_ids

# Which ages (on 31 August) and grades a story may fall on.
_GRADES_OF_STORY = {
    "delayed": (0, 0),
    "returned": (5, 9),
    "suspected": (6, 8),
    "suspended": (2, 8),
    "resumed": (2, 8),
}
_DISABILITIES = ("sight", "hearing", "speech", "limb", "intellect", "mental", "multiple")


def draw_people(
    rng: np.random.Generator,
    *,
    code: str,
    pupils: int,
    year: int,
    schools: pd.DataFrame,
    villages: pd.DataFrame,
) -> pd.DataFrame:
    """The children aged 5 to 17 of a county in the school year that starts in ``year``."""
    people = _ages_and_births(rng, pupils=pupils, year=year)
    people = _stories(rng, people, pupils=pupils)
    people = _households(rng, people, villages=villages)
    people = _twins(rng, people, pupils=pupils)
    people = _names_and_numbers(rng, people, code=code)
    people = _places_in_school(rng, people, schools=schools)
    people = _circumstances(rng, people, pupils=pupils)
    return _namesakes(rng, people, pupils=pupils)


def _ages_and_births(rng: np.random.Generator, *, pupils: int, year: int) -> pd.DataFrame:
    cohort = pupils / 9
    sizes = {5: 0.4, 15: 0.85, 16: 0.3, 17: 0.2} | dict.fromkeys(range(6, 15), 1.0)
    ages = np.concatenate(
        [np.full(max(1, round(cohort * sizes[age])), age) for age in sorted(sizes)]
    )
    ages = rng.permutation(ages)
    first = pd.to_datetime([f"{year - age - 1}-09-01" for age in ages])
    birth = first + pd.to_timedelta(rng.integers(0, 365, len(ages)), unit="D")
    is_off = (rng.random(len(ages)) < shares.OFF_AGE / 1000) & (ages >= 7) & (ages <= 15)
    grade = np.where((ages >= 6) & (ages <= 15), ages - 5 - is_off, 0)
    grade = np.where(grade > 9, 0, grade)
    return pd.DataFrame(
        {
            "birth_date": birth.astype("datetime64[us]"),
            "age": ages,
            "grade": grade,
            "is_male": rng.random(len(ages)) < 0.53,
        }
    )


def _stories(rng: np.random.Generator, people: pd.DataFrame, *, pupils: int) -> pd.DataFrame:
    people = people.assign(story="")
    people.loc[people["age"].eq(5), "story"] = "under_age"
    people.loc[people["age"].ge(15) & people["grade"].eq(0), "story"] = "graduated"
    people.loc[people["age"].ge(16), "story"] = "over_age"
    of_age = people["story"].eq("") & people["age"].between(6, 14)
    free = pd.Series(rng.permutation(people.index[of_age]))
    for story, (share, fewest) in shares.STORIES.items():
        low, high = _GRADES_OF_STORY.get(story, (1, 8))
        grades = free.map(people["grade"])
        suits = grades.between(low, high) if story != "delayed" else free.map(people["age"]).eq(6)
        chosen = free[suits][: shares.count_of(share, fewest, pupils)]
        people.loc[chosen, "story"] = story
        free = free[~free.isin(chosen)]
    people.loc[people["story"].eq("delayed"), "grade"] = 0
    return people


def _households(
    rng: np.random.Generator, people: pd.DataFrame, *, villages: pd.DataFrame
) -> pd.DataFrame:
    size = len(people)
    order = rng.permutation(size)
    starts_new = np.ones(size, dtype=bool)
    starts_new[1:] = rng.random(size - 1) < 0.72
    births = people["birth_date"].to_numpy()[order]
    near = np.abs(np.diff(births)) < np.timedelta64(320, "D")
    starts_new[1:] |= near
    household = np.empty(size, dtype=np.int64)
    household[order] = np.cumsum(starts_new)
    count = int(starts_new.sum()) + 1
    village = rng.integers(0, len(villages), count)
    surnames = names.draw_surnames(rng, count)
    guardians = surnames + names.draw_given_names(rng, rng.random(count) < 0.6)
    phones = phone_numbers(rng, count)
    door = rng.integers(1, 60, count)
    place = villages.iloc[village[household]].reset_index(drop=True)
    text = place["township"] + place["village"]
    return people.assign(
        household=household,
        surname=surnames[household],
        guardian=pd.Series(guardians[household], dtype="str").to_numpy(),
        phone=pd.Series(phones[household], dtype="str").to_numpy(),
        township=place["township"].to_numpy(),
        village=place["village"].to_numpy(),
        household_address=(text + pd.Series(door[household]).map("{}号".format)).to_numpy(),
    )


def _twins(rng: np.random.Generator, people: pd.DataFrame, *, pupils: int) -> pd.DataFrame:
    """Some second children of a household become the twin of the first: same day of birth."""
    plain = people[people["story"].eq("") & people["grade"].ge(1)]
    pairs = plain.groupby("household", sort=True).head(2)
    pairs = pairs[pairs.groupby("household")["age"].transform("size").eq(2)]
    pairs = pairs.sort_values(["household", "birth_date"], kind="stable")
    elder, younger = pairs.index[::2].to_numpy(), pairs.index[1::2].to_numpy()
    wanted = min(len(elder), shares.count_of(shares.TWIN_PAIRS, 2, pupils))
    chosen = rng.permutation(len(elder))[:wanted]
    people = people.copy()
    for column in ("birth_date", "age", "grade"):
        people.loc[younger[chosen], column] = people.loc[elder[chosen], column].to_numpy()
    people["twin_of"] = pd.Series(elder[chosen], index=younger[chosen]).reindex(people.index)
    return people


def _names_and_numbers(
    rng: np.random.Generator, people: pd.DataFrame, *, code: str
) -> pd.DataFrame:
    size = len(people)
    given = names.draw_given_names(rng, people["is_male"].to_numpy())
    full = pd.Series(people["surname"].to_numpy() + given, index=people.index)
    is_minority = rng.random(size) < shares.MINORITY / 1000
    full[is_minority] = names.draw_minority_names(rng, int(is_minority.sum()))
    ethnicity = np.where(
        is_minority, rng.choice(np.array(names.MINORITY_ETHNICITIES, dtype=object), size), "汉族"
    )
    # siblings of one household never share a full name
    repeated = full.groupby([people["household"], full]).cumcount().gt(0)
    full[repeated] = full[repeated] + "宁"
    in_town = rng.random(size) < 0.03
    area = pd.Series(np.where(in_town, f"{code[:4]}9{code[5]}", code), index=people.index)
    in_class = people["story"].eq("") & people["grade"].ge(1) & people["twin_of"].isna()
    is_migrant = in_class & (rng.random(size) < shares.MIGRANT / 1000)
    area[is_migrant] = f"{code[:4]}8{code[5]}"
    ids = resident_ids(area, people["birth_date"], people["is_male"])
    return people.assign(
        name=full.astype("str"),
        sex=pd.Series(
            np.where(people["is_male"], "male", "female"), index=people.index, dtype="str"
        ),
        ethnicity=pd.Series(ethnicity, index=people.index, dtype="str"),
        resident_id=ids,
        student_no="G" + ids,
        migrant=is_migrant,
        in_population=~is_migrant & ~people["story"].isin(["moved_in", "arriving"]),
        household_no=people["household"].map((code + "{:06d}").format).astype("str"),
        hukou_kind=pd.Series(
            np.where(rng.random(size) < 0.85, "rural", "urban"), index=people.index, dtype="str"
        ),
        address=people["household_address"],
    )


def _places_in_school(
    rng: np.random.Generator, people: pd.DataFrame, *, schools: pd.DataFrame
) -> pd.DataFrame:
    grade = people["grade"].where(people["grade"].ge(1))
    grade = grade.mask(people["story"].eq("graduated"), 9)
    chosen = places.choose_schools(rng, schools, people["township"], grade)
    special = schools.loc[schools["stage"].eq("special"), "school_code"].iloc[0]
    chosen = chosen.mask(people["story"].eq("special_school"), special)
    classes = grade.groupby([chosen, grade]).transform("size").fillna(1).div(40).apply(np.ceil)
    turn = grade.groupby([chosen, grade]).cumcount()
    class_no = (turn % classes + 1).astype("Int64").where(chosen.notna())
    stage = pd.Series(np.where(people["grade"].le(6), "primary", "junior"), index=people.index)
    boards = rng.random(len(people)) < np.where(
        people["grade"].le(6), shares.BOARDER_PRIMARY / 1000, shares.BOARDER_JUNIOR / 1000
    )
    return people.assign(
        school_code=chosen,
        class_no=class_no.astype("str"),
        stage=stage.where(people["grade"].ge(1)).astype("str"),
        boarding=pd.Series(np.where(boards, "boarder", "day"), index=people.index, dtype="str"),
    )


def _circumstances(rng: np.random.Generator, people: pd.DataFrame, *, pupils: int) -> pd.DataFrame:
    size = len(people)
    in_class = people["story"].eq("") & people["grade"].ge(1)

    def some(share: float, among: pd.Series = in_class, fewest: int = 1) -> pd.Series:
        pool = rng.permutation(people.index[among])
        return people.index.to_series().isin(pool[: shares.count_of(share, fewest, pupils)])

    household_draw = pd.Series(rng.random(people["household"].max() + 1))
    draw = people["household"].map(household_draw)
    own = in_class & ~people["migrant"]
    poor = own & draw.lt(shares.POOR_HOUSEHOLD / 1000)
    orphan = some(shares.ORPHAN, own & ~poor, 2)
    unsupported = some(shares.UNSUPPORTED, own & ~poor & ~orphan, 2)
    lonely = orphan | unsupported
    in_care = people["story"].isin(["special_school", "home_teaching"])
    disabled = some(shares.DISABLED_IN_CLASS, own, 3) | in_care
    kind = np.array(_DISABILITIES, dtype=object)[rng.integers(0, 7, size)]
    grade = rng.integers(2, 5, size)
    severe = people["story"].eq("home_teaching").to_numpy()
    kind = np.where(severe, "multiple", kind)
    people = people.assign(
        poor=poor,
        monitored=poor & draw.lt(shares.POOR_HOUSEHOLD / 4000),
        low_income=some(shares.LOW_INCOME, own & ~poor, 2),
        destitute=some(shares.DESTITUTE, own & ~poor, 1),
        orphan=orphan,
        unsupported=unsupported,
        distressed=some(shares.DISTRESSED, own & ~lonely, 2),
        left_behind=some(shares.LEFT_BEHIND, own & ~lonely & people["hukou_kind"].eq("rural"), 8),
        single_parent=some(shares.SINGLE_PARENT, own & ~lonely, 2),
        imprisoned_parent=some(shares.IMPRISONED_PARENT, own & ~lonely, 1),
        disabled=disabled,
        disability_kind=pd.Series(kind, index=people.index, dtype="str").where(disabled),
        disability_grade=pd.Series(np.where(severe, 1, grade), index=people.index)
        .astype("Int64")
        .where(disabled),
        learning_difficulty=some(shares.LEARNING_DIFFICULTY, in_class & people["grade"].ge(3), 4),
    )
    people["plain"] = in_class & people["twin_of"].isna()
    people.loc[people["twin_of"].dropna().astype(int).to_numpy(), "plain"] = False
    return people


def _namesakes(rng: np.random.Generator, people: pd.DataFrame, *, pupils: int) -> pd.DataFrame:
    """Some classmates bear the same name and sex, on different days of birth."""
    free = people[people["plain"] & people["ethnicity"].eq("汉族")]
    pairs = free.groupby(["school_code", "grade", "class_no", "sex"], sort=True).head(2)
    key = ["school_code", "grade", "class_no", "sex"]
    pairs = pairs[pairs.groupby(key)["age"].transform("size").eq(2)].sort_values(key, kind="stable")
    first, second = pairs.index[::2].to_numpy(), pairs.index[1::2].to_numpy()
    wanted = min(len(first), shares.count_of(shares.NAMESAKE_PAIRS, 1, pupils))
    chosen = rng.permutation(len(first))[:wanted]
    people = people.copy()
    people.loc[second[chosen], "name"] = people.loc[first[chosen], "name"].to_numpy()
    people.loc[np.concatenate([first[chosen], second[chosen]]), "plain"] = False
    return people


def focus_groups(people: pd.DataFrame) -> pd.Series:
    """Whether the child belongs to any of the groups whom the documents ask to help."""
    flags = [
        "poor", "low_income", "destitute", "orphan", "unsupported", "distressed", "left_behind",
        "single_parent", "imprisoned_parent", "disabled", "learning_difficulty", "migrant",
    ]  # fmt: skip
    return people[flags].any(axis=1)


def completed_years(birth: date, on: date) -> int:
    """Completed years of age on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
