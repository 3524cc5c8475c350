"""Indicators of a sample county counted from its raw sheets, with nothing of the kit.

Definitions as the field has them: net enrolment is of the nine cohorts of the household register; dropouts are
verified cases of the school year still out, of the pupils on the roll at its start; the upper figure adds
open suspected cases, children who cannot be traced and leave nobody explained; returned are those who came
back and stayed; disabled children of compulsory age count as in school with a record, in a special school or
taught at home; support is for pupils in school of an entitled group. Each is counted for the county, its
townships and schools, and for the county by stage, grade, sex and key group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from tests.e2e.by_hand.child import Child
from tests.e2e.by_hand.county import (
    AS_OF,
    ENTITLED,
    GONE,
    HERE,
    OPEN,
    TERM,
    UNEXPLAINED,
    YEAR,
    County,
    marks_of,
    term_of,
)  # fmt: skip
from tests.e2e.by_hand.raw_files import Row, day, grade

STANDARD = {
    ("primary", True): 625,
    ("primary", False): Fraction(625, 2),
    ("junior", True): 750,
    ("junior", False): 375,
}


Cell = tuple[str, str, str, str]
Sheet = tuple[str, ...]


def counted(
    indicator: str,
    code: str,
    members: Iterable[Child],
    hit: Callable[[Child], bool],
    *,
    grades: bool = True,
    stage: Callable[[Child], str] = lambda child: child.stage,
    school: Callable[[Child], str] = lambda child: child.school,
) -> dict[Cell, tuple[int, int]]:
    """Numerator and denominator of every cell of one indicator."""
    sums: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for child in members:
        cells = [("county", code, "all"), ("county", code, f"sex_{child.sex}")]
        cells += [("township", child.township, "all")] if child.township else []
        cells += [("school", school(child), "all")] if school(child) else []
        cells += [("county", code, f"stage_{stage(child)}")] if stage(child) else []
        cells += [("county", code, f"grade_{child.grade}")] if grades and child.grade else []
        cells += [
            ("county", code, name if said else f"not_{name}") for name, said in child.groups.items()
        ]
        for cell in cells:
            sums[indicator, *cell][0] += hit(child)
            sums[indicator, *cell][1] += 1
    return {cell: (part, whole) for cell, (part, whole) in sums.items()}


def with_them(members: list[Child], others: Iterable[Child]) -> list[Child]:
    """Members, and those of the others who are not among them."""
    known = {id(child) for child in members}
    return members + [child for child in others if id(child) not in known]


def dropout_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Verified dropout, its upper figure, return and relapse."""
    children = county.children
    roll = [child for child in children if county.on_roll(child)]
    verified = [child for child in children if county.verified(child)]
    upper = with_them(verified, (child for child in children if county.perhaps(child)))
    is_upper = {id(child) for child in upper}
    out = [child for child in children if county.was_out(child)]
    back = [child for child in out if county.returned_on(child) and not county.relapsed(child)]
    stayed = {id(child) for child in back}
    return (
        counted("dropout", code, with_them(roll, verified), county.verified)
        | counted(
            "dropout_upper", code, with_them(roll, upper), lambda child: id(child) in is_upper
        )
        | counted("return", code, out, lambda child: id(child) in stayed)
        | counted("relapse", code, out, county.relapsed)
    )


def disabled_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Disabled children of compulsory age, and of these who is in school or taught at home."""

    of_age = [
        child
        for child in county.children
        if child.rows["disability"] and child.birth and child.age >= 6 and _before_sixteenth(child)
        and not (child.status == "毕业" and child.grade == 9)
    ]  # fmt: skip
    members = [child for child in of_age if not county.is_away(child)]

    def stage(child: Child) -> str:
        return "primary" if child.age <= 11 else "junior" if child.age <= 14 else ""

    return counted(
        "disabled_enrolment", code, members, county.is_in_school, grades=False, stage=stage
    )


def enrolment_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Net enrolment of the six primary and three junior cohorts of the household register."""
    figures: dict[Cell, tuple[int, int]] = {}
    for stage, ages in (("primary", range(6, 12)), ("junior", range(12, 15))):
        cohort = [
            child
            for child in county.children
            if child.rows["population"] and child.birth and child.age in ages
        ]
        members = [child for child in cohort if not county.is_away(child)]
        cells = counted(
            f"net_enrolment_{stage}", code, members, county.is_in_school, grades=False,
            stage=lambda child: "",
        )  # fmt: skip
        figures |= {cell: counts for cell, counts in cells.items() if cell[1] != "school"}
    return figures


def _before_sixteenth(child: Child) -> bool:
    assert child.birth is not None
    return (child.birth.year + 16, child.birth.month, child.birth.day) > (
        AS_OF.year,
        AS_OF.month,
        AS_OF.day,
    )


def aid_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Support of the school year: coverage, beyond the entitled, otherwise than standard, after leaving."""
    pupils = [child for child in county.children if child.is_pupil and child.status in OPEN]
    entitled = [child for child in pupils if any(child.groups.get(group) for group in ENTITLED)]
    aided = {id(child) for child in county.children if any(map(_is_of_year, child.rows["aid"]))}
    owed = {id(child) for child in entitled}
    given = [child for child in pupils if id(child) in aided]
    payments = [row for row in county.tables["aid"] if _is_of_year(row)]
    figures = counted("aid_coverage", code, entitled, lambda child: id(child) in aided)
    figures |= counted("aided_not_entitled", code, given, lambda child: id(child) not in owed)
    whole = ("county", code, "all")
    ordinary = [child for child in pupils if child.proved and child.school not in county.special]
    judged = [pair for child in ordinary for pair in _terms_paid(county, child)]
    dated = [
        (child, row)
        for child in county.children
        for row in child.rows["aid"]
        if _is_of_year(row) and row["paid_on"]
    ]
    figures["aid_off_standard", *whole] = sum(paid != due for paid, due in judged), len(judged)
    figures["aid_after_leaving", *whole] = (
        sum(_has_left_by(child, row) for child, row in dated),
        len(dated),
    )
    figures["aid_person_times", *whole] = len(payments), 0
    figures["aid_yuan", *whole] = int(sum(Fraction(row["amount"]) for row in payments)), 0
    return figures


def _is_of_year(row: Row) -> bool:
    paid = day(row["paid_on"])
    if row["year"] or row["term"]:
        return row["year"].startswith("2024-2025") or term_of(row["term"]).startswith("2024-2025")
    return paid is not None and paid >= YEAR


def _label_of(row: Row) -> str:
    return term_of(row["term"]) or ("2024-2025-1" if _is_of_year(row) else "")


def _terms_paid(county: County, child: Child) -> Iterator[tuple[Fraction, Fraction]]:
    """For each term in which the pupil was paid: what, and half a year's standard by its stage then.

    Who joined, paused or left during the term cannot be judged, nor who was never seen in class; and
    pupils of special schools, whose living costs are not those of the standard, are left out before.
    """
    moved = any((day(row["date"]) or date.max) >= TERM[0] for row in child.rows["movements"])
    came = max(
        (day(row["entered"]) or date.min for row in child.rows["enrolment"]), default=date.min
    )
    if moved or came > TERM[0] + timedelta(days=20) or child.grade is None:
        return
    if child.rows["attendance"] and not county.is_seen(child):
        return
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for row in child.rows["aid"]:
        sums[_label_of(row)] += Fraction(row["amount"])
    for term, paid in sums.items():
        if term:
            then = child.grade - (term < "2024-2025")
            stage = "primary" if then <= 6 else "junior"
            yield paid, Fraction(STANDARD[stage, bool(child.boards)])


def _has_left_by(child: Child, row: Row) -> bool:
    leaving = [
        day(move["date"])
        for move in child.rows["movements"]
        if move["kind"] in (*GONE, *UNEXPLAINED)
    ]
    last = max((d for d in leaving if d), default=None)
    return (
        last is not None and child.status not in OPEN and (day(row["paid_on"]) or date.min) > last
    )


def retention_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Graduates of each intake, of those taken in, as corrected by all moves, and by confirmed ones."""
    figures: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for row in county.tables["cohorts"]:
        stage = {"小学": "primary", "初中": "junior"}[row["school_kind"]]
        group, school = f"{stage}_{row['intake_year']}", row["school_code"]
        intake, came, left, died = (
            int(row[name]) for name in ("intake", "moved_in", "moved_out", "died")
        )
        bases = {"raw": intake, "adjusted": intake + came - left - died}
        if row.get("confirmed"):
            bases["confirmed"] = intake + came - int(row["confirmed"]) - died
        for way, base in bases.items():
            for level, unit in (
                ("county", code),
                ("township", county.town_of[school]),
                ("school", school),
            ):
                figures[f"retention_{way}", level, unit, group][0] += int(row["graduates"])
                figures[f"retention_{way}", level, unit, group][1] += base
    return {cell: (part, whole) for cell, (part, whole) in figures.items()}


def absence_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Pupils away for a tenth, or a fifth, of the school days their class kept attendance, for any reason.

    A pupil is counted at the school whose sheets hold it, wherever its record lies.
    """
    days = set(county.school_days)
    kept: dict[Sheet, set[date]] = defaultdict(set)
    for child in county.children:
        for row in child.rows["attendance"]:
            kept[_sheet(row)] |= {when for when, _ in marks_of(row)} & days

    def absent_of_kept(child: Child) -> tuple[int, int]:
        due = sum(int(row.get("due_days") or 0) for row in child.rows["attendance"])
        if due:
            return due - sum(
                int(row.get("present_days") or 0) for row in child.rows["attendance"]
            ), due
        held = set().union(*(kept[_sheet(row)] for row in child.rows["attendance"]))
        away = {when for when, mark in county.marks(child).items() if mark not in HERE}
        return len(away & days), len(held)

    members = [child for child in county.children if absent_of_kept(child)[1]]
    figures: dict[Cell, tuple[int, int]] = {}
    for name, part in (("chronic_absence", 10), ("severe_absence", 5)):

        def is_often_away(child: Child, part: int = part) -> bool:
            absent, whole = absent_of_kept(child)
            return absent * part >= whole

        figures |= counted(name, code, members, is_often_away, school=county.attended)
    return figures


def _sheet(row: Row) -> Sheet:
    """A class's own sheet of a month, or the class within a list of many."""
    return row["place"], *((row["school"], row["grade"], row["class"]) if row.get("mark") else ())


def class_figures(county: County, code: str) -> dict[Cell, tuple[int, int]]:
    """Classes by their pupils on the roll: within 45 or 50, 56 to 65, 66 and more."""
    classes: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for child in county.children:
        for row in child.rows["enrolment"]:
            number = grade(row["grade"])
            if row["status"] in OPEN and number and row["class"]:
                classes[row["school_code"], number, row["class"].strip("()班")].add(child.key)
    sums: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for (school, number, _), pupils in classes.items():
        stage, most = ("primary", 45) if number <= 6 else ("junior", 50)
        size = len(pupils)
        for name, hit in (
            ("classes_within_standard", size <= most),
            ("large_classes", 56 <= size <= 65),
            ("overlarge_classes", size >= 66),
        ):
            for cell in (
                ("county", code, "all"),
                ("county", code, f"stage_{stage}"),
                ("township", county.town_of[school], "all"),
                ("school", school, "all"),
            ):
                sums[name, *cell][0] += hit
                sums[name, *cell][1] += 1
    return {cell: (part, whole) for cell, (part, whole) in sums.items()}
