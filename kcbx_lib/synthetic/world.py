"""A fictional county, whole and lawful, that planters then spoil in known places.

``build_world`` gives a ``World``: clean canonical tables (columns of the data dictionary, ``child``
beside them in tables about children) and the truth behind them. With no planter run, every rule is
clear: what looks odd has its lawful explanation, and the procedure was followed and reported.

Children moved, suspended, at home for teaching, abroad and so on are in every county (see
``shares.py``); a planter takes ordinary children and says what an audit ought to find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.county import Term
from kcbx_lib.policy import Policy, load_policy
from kcbx_lib.synthetic import paper, people, places, records, reporting
from kcbx_lib.synthetic.edits import Records
from kcbx_lib.synthetic.stories import place_events
from kcbx_lib.synthetic.term_days import school_days, term_with_holidays
from kcbx_lib.synthetic.texts.compose import ReportText

CHILD_TABLES = (
    "population", "enrolment", "attendance", "attendance_marks", "scores", "poverty", "disability",
    "welfare", "aid", "movements", "cases", "persuasions", "notices", "home_teaching", "plans",
    "exam_entries", "helpers",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What ``county.yml`` of the county will say."""

    code: str
    name: str
    city: str
    policy: str
    as_of: date
    term: Term
    seed: int
    pupils: int


@dataclass
class World(Records):
    """One fictional county in the making.

    people
        the truth: one row per child (index ``child``), see ``people.py`` for the columns. Planters
        read it to choose; what they change they change in ``tables``.
    tables
        canonical table name → clean rows. Replace a table by assigning a new frame.
    places
        the schools as drawn (``school_code, school_name, aliases, stage, township``).
    staff
        school code → names of its teachers, the class teachers first.
    days
        the school days of the term up to the audit date.
    raw
        cells to be written as given text instead of their clean value: ``(table, row label of the
        table, column, text)``; see ``write_raw``.
    wrong_totals
        table → by how much the 合计 row of its sheet is written wrong.
    texts
        the reports in words that the county hands in, see ``texts/``.
    expectations
        the answer key so far.
    """

    settings: Settings
    policy: Policy
    rng: np.random.Generator
    people: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    places: pd.DataFrame
    offices: paper.Offices
    staff: dict[str, list[str]]
    days: pd.DatetimeIndex
    raw: list[tuple[str, Any, str, Any]] = field(default_factory=list)
    wrong_totals: dict[str, float] = field(default_factory=dict)
    texts: list[ReportText] = field(default_factory=list)
    expectations: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _taken: set[int] = field(default_factory=set)
    _taken_schools: set[str] = field(default_factory=set)
    _taken_orgs: set[str] = field(default_factory=set)

    # -- choosing ---------------------------------------------------------------------------------

    def take(
        self,
        n: int,
        where: pd.Series | Callable[[pd.DataFrame], pd.Series] | None = None,
        *,
        plain: bool = True,
        among: Iterable[int] | None = None,
    ) -> list[int]:
        """Reserve up to ``n`` children for one planter and return their numbers.

        ``where`` is a mask over ``people`` or a function of it. ``plain=True`` (the default) offers
        only ordinary pupils in class all term, without twin or namesake, of an ordinary school and
        of no group unless ``where`` asks for one. With too few left it returns fewer and notes it:
        a planter then plants what it can.
        """
        free = ~self.people.index.isin(self._taken)
        if plain:
            free &= self.people["plain"].to_numpy()
        if among is not None:
            free &= self.people.index.isin(list(among))
        if where is not None:
            mask = where(self.people) if callable(where) else where
            free &= mask.reindex(self.people.index).eq(True).fillna(False).to_numpy(dtype=bool)
        pool = self.rng.permutation(self.people.index[free])
        chosen = sorted(int(child) for child in pool[:n])
        if len(chosen) < n:
            self.notes.append(f"{n} children wanted, {len(chosen)} suitable")
        self._taken.update(chosen)
        return chosen

    def take_ordinary(self, n: int, where: Any = None) -> list[int]:
        """Like ``take``, but only children of no group and without a helper: nothing is due to them."""
        in_group = people.focus_groups(self.people)
        mask = ~in_group & ~self.people["helped"]
        if where is not None:
            mask &= where(self.people) if callable(where) else where
        return self.take(n, mask)

    def take_class(
        self, stage: tuple[str, ...], *, fewest: int = 6, not_of: tuple[str, ...] = ()
    ) -> tuple[str, list[int]] | None:
        """Reserve a whole class that no planter has touched and no story needs: school and children.

        ``not_of`` are schools to leave alone. None where no such class is left.
        """
        in_class = self.people[self.people["joins_on"].notna() & self.people["school_code"].notna()]
        stages = self.places.set_index("school_code")["stage"]
        for _, members in in_class.groupby(["school_code", "grade", "class_no"], sort=True):
            school = str(members["school_code"].iloc[0])
            touched = members.index.isin(self._taken) | ~members["story"].isin(
                ["", "special_school"]
            )
            if len(members) < fewest or touched.any() or school in not_of:
                continue
            if str(stages.loc[school]) in stage:
                children = [int(child) for child in members.index]
                self._taken.update(children)
                return school, children
        self.notes.append("a whole untouched class wanted, none left")
        return None

    def take_schools(self, n: int, stage: str | tuple[str, ...] | None = None) -> list[str]:
        """Reserve up to ``n`` school codes, so that no two planters spoil the same school."""
        stages = (stage,) if isinstance(stage, str) else stage
        free = [
            str(row.school_code)
            for row in self.places.itertuples()
            if row.school_code not in self._taken_schools
            and (stages is None or row.stage in stages)
        ]
        chosen = free[:n]
        if len(chosen) < n:
            self.notes.append(f"{n} schools wanted, {len(chosen)} suitable")
        self._taken_schools.update(chosen)
        return chosen

    def roster(self) -> list[str]:
        """The codes of the schools that report on their own: no teaching point, no special school."""
        own = self.places[self.places["stage"].isin(["primary", "junior", "nine_year"])]
        return [str(code) for code in own["school_code"]]

    def take_orgs(self, n: int, among: Iterable[str] | None = None) -> list[str]:
        """Reserve up to ``n`` organisations by name; by default the township governments."""
        names = (
            list(among) if among is not None else [f"{t}人民政府" for t in self.offices.townships]
        )
        chosen = [name for name in names if name not in self._taken_orgs][:n]
        if len(chosen) < n:
            self.notes.append(f"{n} organisations wanted, {len(chosen)} suitable")
        self._taken_orgs.update(chosen)
        return chosen

    def reserve(self, children: Iterable[int]) -> None:
        """Keep these children from every later planter, whatever they are."""
        self._taken.update(int(child) for child in children)

    def is_taken(self, child: int) -> bool:
        """Whether a planter has the child already."""
        return child in self._taken

    # -- the answer key ---------------------------------------------------------------------------

    def expect(
        self,
        rule: str,
        subject_kind: str = "child",
        *,
        child: int | None = None,
        school_code: str | None = None,
        org: str | None = None,
        found: bool = True,
        why: str,
        words: str = "",
    ) -> None:
        """State that the rule finds (or must not find) the subject. A contradiction raises ValueError.

        ``words`` tell several expectations of one rule and subject apart: words that the finding's
        condition holds, ``|`` between alternatives.
        """
        if (child is None) + (school_code is None) + (org is None) != 2:
            raise ValueError("exactly one of child, school_code, org names the subject")
        entry = {
            "rule": rule,
            "subject_kind": subject_kind,
            "child": child,
            "school_code": school_code,
            "org": org,
            "found": found,
            "why": why,
            "words": words,
        }
        same = ("rule", "subject_kind", "child", "school_code", "org", "words")
        for known in self.expectations:
            if all(known[k] == entry[k] for k in same):
                if known["found"] != found:
                    raise ValueError(
                        f"{rule} is expected to find and not to find one subject: {why}"
                    )
                return
        self.expectations.append(entry)

    def also(
        self, rule: str, subject_kind: str = "child", *, why: str = "", **subject: Any
    ) -> None:
        """A further rule that rightly finds the subject because of what another planter did."""
        self.expect(
            rule, subject_kind, found=True, why=why or "implied by another fault", **subject
        )

    def note_near_miss(
        self, rule: str, subject_kind: str = "child", *, why: str, **subject: Any
    ) -> None:
        """A subject that looks like the fault and must not be found."""
        self.expect(rule, subject_kind, found=False, why=why, **subject)

    def school_of(self, child: int) -> str:
        """The code of the school the child attends."""
        return str(self.people.at[child, "school_code"])

    def school_name(self, code: str) -> str:
        """The full name of a school."""
        return str(self.places.set_index("school_code").at[code, "school_name"])

    @property
    def as_of(self) -> pd.Timestamp:
        """The audit date."""
        return pd.Timestamp(self.settings.as_of)

    # -- derived tables ---------------------------------------------------------------------------

    def draw_up_reports(self) -> None:
        """(Re)make what the county derives from its records: schools' sizes, reports, exam entries.

        Runs after the planters that change records and before those that falsify reports.
        """
        enrolled = self.tables["enrolment"]
        floor = int(self.policy["resources.small_school_floor"] or 0)
        self.tables["schools"] = paper.schools_table(
            self.places, enrolled, disabled=int(self.people["disabled"].sum()), floor=floor
        )
        happened = reporting.events(
            self.tables["movements"], self.tables["cases"], enrolled, self.places, self.people
        )
        self.tables["reports"] = reporting.reports(
            happened,
            enrolled,
            self.places,
            self.offices,
            term=self.settings.term,
            as_of=self.as_of,
            weekly=self.policy["report.weekly_deadline"] is not None,
        )


def build_world(
    *,
    code: str,
    name: str,
    city: str = "云岭市",
    policy_name: str = "national",
    pupils: int = 600,
    seed: int = 1,
    as_of: date = date(2024, 11, 20),
    term: Term | None = None,
) -> World:
    """A lawful little county. The same arguments give the same tables, byte for byte.

    ``term`` defaults to the autumn term of 2024 with its statutory holidays. ``pupils`` is the size
    of the nine official cohorts together; five-year-olds and graduates come on top.
    """
    term = term or term_with_holidays(date(2024, 9, 2), date(2025, 1, 17))
    rng = np.random.default_rng([seed, int(code)])
    policy = load_policy(policy_name, on=as_of)
    year = term.start.year if term.start.month >= 7 else term.start.year - 1
    townships = places.township_names(max(3, min(40, pupils // 250)), first=int(code) * 5)
    villages = places.villages(townships, each=max(4, min(12, pupils // 400)), first=int(code) * 7)
    schools = places.schools(code, name, townships, pupils=pupils)
    offices = paper.Offices(name, villages)
    days = school_days(term, as_of)
    truth = people.draw_people(
        rng, code=code, pupils=pupils, year=year, schools=schools, villages=villages
    )
    limit = int(policy["absence.report_streak_days"])
    truth = place_events(rng, truth, term=term, days=days, schools=schools, limit=limit)
    world = World(
        settings=Settings(code, name, city, policy_name, as_of, term, seed, pupils),
        policy=policy,
        rng=rng,
        people=truth,
        tables={},
        places=schools,
        offices=offices,
        staff=records.staff_of_schools(rng, truth, schools),
        days=days,
    )
    world.tables = records.lawful_records(
        rng, truth, policy=policy, offices=offices, schools=schools, staff=world.staff, days=days,
        term=term, as_of=as_of,
    )  # fmt: skip
    world.people["helped"] = truth.index.isin(world.tables["helpers"]["child"])
    world.draw_up_reports()
    return world
