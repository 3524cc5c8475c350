"""When each child's story happens: the day of the event, and the days the child is in class.

Adds to the people: ``event_on`` (day of the movement, the opening of the case, the first day back),
``from_school`` (code of the former school of the county), ``joins_on`` and ``leaves_on`` (the child
is in class from the first, and no longer from the second; NaT = not in class at all where the story
says so, else the whole term), ``streak_from`` and ``streak_until`` (unexcused days of a case).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.county import Term
from kcbx_lib.synthetic.term_days import office_days

NEVER_IN_CLASS = (
    "under_age", "graduated", "over_age", "studying_elsewhere", "home_teaching", "died", "abroad",
    "delayed", "moved_away", "deducted",
)  # fmt: skip


def place_events(
    rng: np.random.Generator,
    people: pd.DataFrame,
    *,
    term: Term,
    days: pd.DatetimeIndex,
    schools: pd.DataFrame,
    limit: int,
) -> pd.DataFrame:
    """The people with the days of their stories; a story that does not fit the calendar is dropped.

    ``days`` are the school days up to the audit date, ``limit`` the streak that must be reported.
    """
    people = people.assign(
        event_on=pd.Series(pd.NaT, index=people.index, dtype="datetime64[us]"),
        joins_on=pd.Series(pd.Timestamp(term.start), index=people.index, dtype="datetime64[us]"),
        leaves_on=pd.Series(
            pd.Timestamp(term.end) + pd.Timedelta(days=1), index=people.index
        ).astype("datetime64[us]"),
        streak_from=pd.Series(pd.NaT, index=people.index, dtype="datetime64[us]"),
        streak_until=pd.Series(pd.NaT, index=people.index, dtype="datetime64[us]"),
        from_school=pd.Series(pd.NA, index=people.index, dtype="str"),
    )
    office = office_days(term, days[-1].date()) if len(days) else days
    early = office[
        (office > pd.Timestamp(term.start)) & (office <= days[-1] - pd.Timedelta(days=5))
    ]
    recent = early[early >= days[-1] - pd.Timedelta(days=26)]
    _happen(rng, people, "suspended", early, share_before=0.5, term=term)
    _happen(rng, people, "resumed", early, share_before=0.0, term=term)
    _happen(rng, people, "leaving", recent, share_before=0.0, term=term)
    _happen(rng, people, "arriving", recent, share_before=0.0, term=term)
    _happen(rng, people, "moved_within", early, share_before=0.0, term=term)
    _happen(rng, people, "moved_in", early, share_before=0.4, term=term)
    for story in ("studying_elsewhere", "died", "abroad", "delayed", "moved_away", "deducted"):
        _happen(rng, people, story, early, share_before=1.0, term=term)
    _returned(rng, people, days=days, office=office, limit=limit)
    _suspected(people, days=days, office=office, limit=limit)
    _windows(people)
    _former_schools(rng, people, schools)
    return people


def _happen(
    rng: np.random.Generator,
    people: pd.DataFrame,
    story: str,
    office: pd.DatetimeIndex,
    *,
    share_before: float,
    term: Term,
) -> None:
    members = people.index[people["story"].eq(story)]
    before = pd.Timestamp(term.start) - pd.to_timedelta(
        rng.integers(3, 20, len(members)) * 7 + rng.integers(0, 5, len(members)), unit="D"
    )
    if share_before < 1 and not len(office):
        people.loc[members, "story"] = ""
        return
    within = office[rng.integers(0, max(len(office), 1), len(members))] if len(office) else before
    is_before = np.arange(len(members)) < round(share_before * len(members))
    people.loc[members, "event_on"] = np.where(is_before, before, within)


def _returned(
    rng: np.random.Generator,
    people: pd.DataFrame,
    *,
    days: pd.DatetimeIndex,
    office: pd.DatetimeIndex,
    limit: int,
) -> None:
    """Absent up to the limit on a Monday, reported and visited that day, back on the Tuesday."""
    members = people.index[people["story"].eq("returned")]
    on_office = days.isin(office)
    back = [
        i
        for i in range(limit, len(days) - 4)
        if on_office[i] and on_office[i - 1] and days[i].weekday() == 1
    ]
    if not back:
        people.loc[members, "story"] = ""
        return
    chosen = np.array(back)[rng.integers(0, len(back), len(members))]
    people.loc[members, "event_on"] = days[chosen]
    people.loc[members, "streak_from"] = days[chosen - limit]
    people.loc[members, "streak_until"] = days[chosen - 1]


def _suspected(
    people: pd.DataFrame, *, days: pd.DatetimeIndex, office: pd.DatetimeIndex, limit: int
) -> None:
    """Absent to the limit on the last office day, still absent, and still below chronic absence."""
    members = people.index[people["story"].eq("suspected")]
    at = [i for i in range(limit - 1, len(days)) if days[i] in office]
    most = most_absent_days(len(days))
    if not at or len(days) - (at[-1] - limit + 1) > most:
        people.loc[members, "story"] = ""
        return
    people.loc[members, "event_on"] = days[at[-1]]
    people.loc[members, "streak_from"] = days[at[-1] - limit + 1]
    people.loc[members, "streak_until"] = days[-1]


def _windows(people: pd.DataFrame) -> None:
    story = people["story"]
    joins = story.isin(["resumed", "arriving", "moved_in", "moved_within"]) & people["event_on"].gt(
        people["joins_on"]
    )
    people.loc[joins, "joins_on"] = people.loc[joins, "event_on"]
    leaves = story.isin(["suspended", "leaving"])
    people.loc[leaves, "leaves_on"] = people.loc[leaves, "event_on"]
    people.loc[story.isin(NEVER_IN_CLASS), ["joins_on", "leaves_on"]] = pd.NaT


def _former_schools(rng: np.random.Generator, people: pd.DataFrame, schools: pd.DataFrame) -> None:
    """A child who moved within the county comes from another school that has the grade."""
    codes = schools["school_code"].astype("str")
    for child in people.index[people["story"].eq("moved_within")]:
        is_primary = int(people["grade"].loc[child]) <= 6
        stages = ("primary", "nine_year") if is_primary else ("junior", "nine_year")
        suits = schools["stage"].isin(stages) & codes.ne(str(people["school_code"].loc[child]))
        here = codes[suits].to_list()
        if here:
            people.loc[child, "from_school"] = here[int(rng.integers(0, len(here)))]
        else:
            people.loc[child, "story"] = ""
            people.loc[child, "event_on"] = pd.NaT


def most_absent_days(kept: int) -> int:
    """The most days of absence that stay below a tenth of the kept school days."""
    return max(0, -(-kept // 10) - 1)
