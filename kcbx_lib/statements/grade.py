"""The grade of a list that does not close: contradiction only where no reading saves it.

Or where the gap is just what one mistyped digit makes, which a group left out would hardly be (``slip.py``).
"""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.categories import (
    COUNTED_TWICE,
    OVERLAPPING,
    USUALLY_ALL,
    age_bands,
    categories,
    is_complete,
)
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import PARTS_OF
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, GRADES, PROBABLY
from kcbx_lib.statements.rounding import bounds, rounded_thousands
from kcbx_lib.statements.slip import LIKELY, LIKELY_NEAR, SURE, slip_of
from kcbx_lib.statements.sums import closes, shown
from kcbx_lib.statements.vocabulary import strip_label


def grade_open_list(
    total: Figure, parts: tuple[Figure, ...], *, says_all: bool, cue: bool = False
) -> tuple[str, str]:
    """(grade, reason) of a list that does not close."""
    computed = sum((part.value for part in parts), Fraction(0))
    slack = max(rounded_thousands(figure) for figure in (total, *parts))
    if closes(total, parts) or (slack and abs(computed - total.value) < slack):
        return CANNOT_TELL, say("statements.sum_rounded")
    if _named_in(total, parts):
        return CONTRADICTION, say("statements.sum_named_in_total")
    if cue and PARTS_OF.search(parts[0].left) and _one_above(total, parts):
        return CONTRADICTION, say("statements.range_part_above")
    family = family_of(parts)
    rest = any(part.label.startswith(THE_REST) for part in parts)
    if family is None:
        cases = _mixed(total, parts, rest=rest, says_all=says_all)
    else:
        cases = _division(total, parts, family, says_all=says_all or rest)
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    if grade == CANNOT_TELL and cue and _looks_whole(total, parts, family=family):
        grade, reason = PROBABLY, "sum_looks_whole"
    if grade != CONTRADICTION:
        mistyped = _mistyped(total, parts, family=family)
        if mistyped is not None and GRADES.index(mistyped[0]) < GRADES.index(grade):
            return mistyped
    return grade, say(f"statements.{reason}")


# a list of so many kinds that makes so much of its total is seldom left unfinished
_NEARLY = {4: Fraction(4, 5), 5: Fraction(2, 3), 6: Fraction(3, 5)}


def is_whole_by_meaning(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether the parts leave nothing of the total out by what they are: men and women."""
    family = family_of(parts)
    if family is None:
        return False
    members = frozenset(categories(part)[family] for part in parts)
    return is_complete(family, members) and not _narrower(total, parts, family)


def is_nearly_whole(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether a list that does not close still seems to be all of its total."""
    if is_whole_by_meaning(total, parts):
        return True
    family = family_of(parts)
    slip = slip_of(total, parts)
    likely = slip is not None and slip.chance <= _likely(total, parts)
    return (likely and _apart(total, parts, family)) or _looks_whole(total, parts, family=family)


def _likely(total: Figure, parts: tuple[Figure, ...]) -> Fraction:
    """How rare a gap must be to look like a typing mistake: less so where hardly anything is missing."""
    computed = sum((part.value for part in parts), Fraction(0))
    return LIKELY_NEAR if abs(computed - total.value) <= total.value / 10 else LIKELY


def _looks_whole(total: Figure, parts: tuple[Figure, ...], *, family: str | None) -> bool:
    computed = sum((part.value for part in parts), Fraction(0))
    exact = all(figure.exact or figure.kind not in _HEADS for figure in (total, *parts))
    share = _NEARLY.get(min(len(parts), max(_NEARLY)))
    if share is None or not exact or not _apart(total, parts, family):
        return False
    # one part too large among others that go on behind it is no other matter that begins
    larger = max(parts, key=lambda part: part.value)
    amid = larger is not parts[-1] and computed - larger.value < total.value
    return share * total.value <= computed and (computed <= total.value / share or amid)


def _one_above(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether a part is by itself more than all there are; the last may be of another matter."""
    larger = max(parts, key=lambda part: part.value)
    if larger.unit != total.unit:
        return False  # 其中 … 21万亩 of 120平方公里: units.py speaks of areas
    figures_exact = not (larger.approximate or total.approximate)
    amid = larger is parts[0] or (len(parts) > 2 and larger is not parts[-1])
    return figures_exact and amid and bounds(larger)[0] > bounds(total)[1]


_HEADS = frozenset({"person", "person_time"})


def _apart(total: Figure, parts: tuple[Figure, ...], family: str | None) -> bool:
    """Whether nothing is counted in two of the parts: of people any group may be, of things few."""
    if family is not None:
        return True
    if total.kind == "square_metre":
        return not any(_within(total, part) for part in parts)
    if total.kind not in _HEADS:
        return not any(re.search("以[上下]", part.label + part.right[:8]) for part in parts)
    return not any(_within(total, part) or _said_of(part) for part in parts)


def _mistyped(
    total: Figure, parts: tuple[Figure, ...], *, family: str | None
) -> tuple[str, str] | None:
    """(grade, reason) where one digit explains the gap, and hardly anything else does."""
    slip = slip_of(total, parts)
    apart = _apart(total, parts, family)
    if slip is None or slip.chance > (_likely(total, parts) if apart else SURE):
        return None
    # sums of money are often round: what was left out may well be just 400万元
    sure = slip.chance <= SURE and apart and total.kind != "yuan"
    reason = say(
        "statements.sum_mistyped",
        figure=slip.figure.written,
        needed=shown(slip.figure, slip.needed),
    )
    return (CONTRADICTION if sure else PROBABLY), reason


THE_REST = ("其他", "其它", "其余", "剩余", "余下")
_Case = tuple[bool, str, str]


def _mixed(
    total: Figure, parts: tuple[Figure, ...], *, rest: bool, says_all: bool
) -> tuple[_Case, ...]:
    """Parts of no common division, the first true case decides (男, 女, 寄宿; 因病, 厌学 …)."""
    too_large = sum((part.value for part in parts), Fraction(0)) > total.value
    return (
        (_holds_complete(total, parts), CONTRADICTION, "sum_complete_division"),
        (says_all and too_large, PROBABLY, "sum_too_large_unknown"),
        (
            not _apart(total, parts, None),
            CANNOT_TELL,
            "sum_groups_overlap",
        ),
        (rest, CONTRADICTION, "sum_names_the_rest"),
        (too_large, PROBABLY, "sum_too_large_unknown"),
        (says_all, PROBABLY, "sum_says_all"),
        (True, CANNOT_TELL, "sum_may_be_incomplete"),
    )


def _within(total: Figure, part: Figure) -> bool:
    """Whether a part is a group that others of the list may share; not one that all of them are of.

    党员419名，其中直管党员59名，在职党员360名: that they are party members tells nothing.
    """
    whole = total.left + total.label
    words = part.label + part.right[:8]
    return any(hit[0] not in whole for hit in OVERLAPPING.finditer(words))


_PREDICATE = re.compile(r"属于?|购|为|是|在|享受|参加|未|已|获|不|有|领取|拥有|从事|存在")


def _said_of(part: Figure) -> bool:
    """有343人属于财政供养人员: what is said of people, not what they are; it may be said of some twice."""
    return (
        part.kind in _HEADS
        and not strip_label(re.sub(r"^其中", "", part.left))
        and bool(_PREDICATE.match(part.right))
    )


def _named_in(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether the total's own words name just these parts: 新建改建厕所1250座，新建480座、改建680座."""
    names = [re.sub(r"[的了]", "", part.label) for part in parts]
    words = total.left + total.label
    if len(set(names)) < len(names) or min(map(len, names)) != 2 or max(map(len, names)) != 2:
        return False
    return bool(re.search("[、和及与]?".join(map(re.escape, names)), words))


def _holds_complete(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether some of the parts are a complete division by themselves: 男, 女 among others."""
    for run in _family_subsets(parts):
        family = family_of(run)
        members = frozenset(categories(part)[family] for part in run) if family else frozenset()
        if family and is_complete(family, members) and not _narrower(total, run, family):
            return True
    return False


def _division(
    total: Figure, parts: tuple[Figure, ...], family: str, *, says_all: bool
) -> tuple[_Case, ...]:
    """Parts of one division: too large is wrong, too small only where nothing is left out."""
    too_large = sum((part.value for part in parts), Fraction(0)) > total.value
    members = frozenset(categories(part)[family] for part in parts)
    complete = is_complete(family, members)
    twice = bool(members & COUNTED_TWICE) and total.kind in ("school", "个") and not complete
    complete = complete or _exhaustive(total, family, members)
    levels = family == "level" and (
        members == {"primary", "junior"}
        or (members == {"junior", "senior"} and "普通中学" in total.label)
    )
    taught = family == "degree" and members == {"本科", "专科"} and "高校" in total.label
    overlap = family == "age" and not age_bands(members)[0]
    return (
        (overlap, CANNOT_TELL, "sum_groups_overlap"),
        (too_large and twice, PROBABLY, "sum_counted_twice"),
        (too_large and family == "degree", PROBABLY, "sum_degrees"),
        (too_large, CONTRADICTION, "sum_too_large"),
        (_narrower(total, parts, family), CANNOT_TELL, "sum_may_be_incomplete"),
        (complete, CONTRADICTION, "sum_complete_division"),
        (says_all, CONTRADICTION, "sum_says_all"),
        (family == "code" and _unbroken(members), PROBABLY, "sum_codes"),
        (levels, PROBABLY, "sum_levels"),
        (taught, PROBABLY, "sum_usually_all"),
        (members in USUALLY_ALL.get(family, ()), PROBABLY, "sum_usually_all"),
        (family.startswith("done:") and "已" in members, PROBABLY, "sum_usually_all"),
        (True, CANNOT_TELL, "sum_may_be_incomplete"),
    )


def family_of(parts: tuple[Figure, ...]) -> str | None:
    """The family in which all parts differ, None without one."""
    marks = [categories(part) for part in parts]
    shared = set.intersection(*(set(mark) for mark in marks)) if marks else set()
    for family in sorted(shared):
        if len({mark[family] for mark in marks}) == len(marks):
            return family
    return None


def _family_subsets(parts: tuple[Figure, ...]) -> list[tuple[Figure, ...]]:
    marks = [(part, categories(part)) for part in parts]
    runs = []
    for family in sorted({family for _, mark in marks for family in mark}):
        run = tuple(part for part, mark in marks if family in mark)
        if len(run) >= 2 and len({categories(part)[family] for part in run}) == len(run):
            runs.append(run)
    return runs


def _narrower(total: Figure, parts: tuple[Figure, ...], family: str) -> bool:
    """Whether all parts are of a kind that the total's label does not name (小学男生, 男劳动力)."""
    if family == "sex" and any(_of_a_group(total, part) for part in parts):
        return True
    whole = categories(total)
    marks = [categories(part) for part in parts]
    for other in set.intersection(*(set(mark) for mark in marks)) - {family}:
        values = {mark[other] for mark in marks}
        if len(values) == 1 and whole.get(other) not in values:
            return True
    return False


_ANYONE = re.compile(
    r"(?:学生|生|性|人口?|童|儿童|孩|孩子|子|幼儿|教师|专任教师|教职工|职工|员工|居民|村民|同学)?(?:人?数)?"
)


def _of_a_group(total: Figure, part: Figure) -> bool:
    """男劳动力, 女党员 beside 总人口: men and women of some group, not all there are."""
    group = re.sub(r"[男女]|其中|占|有|为", "", part.label)
    return not _ANYONE.fullmatch(group) and group[-2:] not in total.left + total.label


def _exhaustive(total: Figure, family: str, members: frozenset[str]) -> bool:
    """Divisions that are complete only for some totals: grades of a level, levels of compulsory."""
    whole = categories(total).get("level")
    if family == "grade":
        return (whole == "junior" and members == frozenset("七八九")) or (
            whole == "primary" and members == frozenset("一二三四五六")
        )
    if family == "township":
        return "乡镇" in total.label + total.right and members == {"乡", "镇"}
    if family == "level" and re.search(r"(?<!初级)(?<!高级)(?<!完全)普通中学", total.label):
        return members == {"junior", "senior"} and total.kind == "person"
    if family == "level" and total.kind == "person":
        compulsory = "义务教育" in total.label or "中小学" in total.label
        return compulsory and members >= {"primary", "junior"}
    return False


def _unbroken(codes: frozenset[str]) -> bool:
    letters = sorted(codes)
    return len(letters) >= 3 and "".join(letters) in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
