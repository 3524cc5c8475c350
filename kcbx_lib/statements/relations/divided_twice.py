"""SRF-02: one total that is divided twice by the same kinds must be divided alike.

疑似辍学学生146人，其中小学38人，初中108人 … 146名疑似辍学学生中（小学36人、初中110人）: both close, so
nothing in either sum is wrong, yet one of them is. Another time named beside one of them saves it.
"""

from __future__ import annotations

from itertools import combinations

from kcbx_lib.messages import say
from kcbx_lib.statements.categories import categories
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import family_of
from kcbx_lib.statements.moment import time_of
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.relations.sum import read_sums
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.sums import key, shown
from kcbx_lib.statements.vocabulary import canonical

# more divisions of one total are a table in words
_MOST = 60


def find(report: Report) -> list[Relation]:
    """Every pair of divisions of one total by one family of categories."""
    divisions = []
    for total, parts in sorted(read_sums(report).groups, key=lambda group: key(group[0])):
        family = family_of(parts) if len(parts) > 1 else None
        if family is not None and all(part.exact for part in (total, *parts)):
            divided = {categories(part)[family]: part for part in parts}
            divisions.append((total, family, divided))
    found = []
    for first, second in combinations(divisions[:_MOST], 2):
        relation = _compare(report, first, second)
        if relation is not None:
            found.append(relation)
    return found


_Division = tuple[Figure, str, dict[str, Figure]]


def _compare(report: Report, first: _Division, second: _Division) -> Relation | None:
    total, family, here = first
    again, other, there = second
    same = total.value == again.value and total.kind == again.kind and family == other
    if (
        not same
        or here.keys() != there.keys()
        or (total.block, total.start) == (again.block, again.start)
    ):
        return None
    labels = [canonical(figure.label) for figure in (total, again)]
    named_alike = bool(labels[0]) and (labels[0] in labels[1] or labels[1] in labels[0])
    agree = all(here[name].value == there[name].value for name in here)
    times = {time_of(report, figure) for figure in (total, again)}
    cases = (
        (agree, HOLDS, "restated_same"),
        (not named_alike, CANNOT_TELL, "divided_other_name"),
        (len(times - {()}) > 1, CANNOT_TELL, "restated_time"),
        (len(times) > 1 or not _one_ends_the_other(labels), PROBABLY, "divided_twice"),
        (True, CONTRADICTION, "divided_twice"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    ordered = [tuple(sorted(division.values(), key=key)) for division in (here, there)]
    words = [" + ".join(shown(part, part.value) for part in parts) for parts in ordered]
    places = dict.fromkeys((report.place(total), report.place(again)))
    return Relation(
        kind="restated",
        grade=grade,
        stated=words[0],
        computed=words[1],
        arithmetic=f"{words[0]} {'=' if agree else '≠'} {words[1]}",
        reason=say(f"statements.{reason}"),
        quote=f"{report.quote(total, *ordered[0])} … {report.quote(again, *ordered[1])}",
        place="；".join(places),
        at=key(total),
        members=(key(total), key(again)),
    )


def _one_ends_the_other(labels: list[str]) -> bool:
    """排查疑似辍学学生 and 疑似辍学学生: one name, with and without the words before it."""
    first, second = labels
    return first.endswith(second) or second.endswith(first)
