"""A contradiction only where the text itself closes the reading: one sentence, nothing else in between.

A total and its parts, a rate and its two counts may belong together by grammar alone. Where another
figure of the same kind stands among them, or they stand in different sentences, that they belong together
is an assumption; then the most that is said is “probably”. Bracketed figures explain what they stand
behind and do not come in between, nor do figures that a relation which holds has given to the same whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import is_whole_by_meaning
from kcbx_lib.statements.lists import MOVED_BY, is_planned
from kcbx_lib.statements.plain import is_padded, is_plain
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.sums import Key, key

# what rests on figures that belong together; a blank, a date or an impossible value rests on itself
_RESTS_ON_OTHERS = frozenset({"sum", "rate", "difference"})


def unless_closed(report: Report, relations: list[Relation]) -> list[Relation]:
    """The relations of one kind of check, contradictions that assume something taken down a grade."""
    figures = {key(figure): figure for figure in report.figures}
    held = [set(relation.members) for relation in relations if relation.grade == HOLDS]
    relations = [_saved(report, relation, relations, figures) for relation in relations]
    return [
        replace(
            relation,
            grade=PROBABLY,
            reason=say("statements.not_closed", reason=relation.reason),
        )
        if _assumes(report, relation, figures, held)
        else relation
        for relation in relations
    ]


def _saved(
    report: Report, relation: Relation, relations: list[Relation], figures: dict[Key, Figure]
) -> Relation:
    """A relation that does not hold as read, and that another reading of its figures saves."""
    if relation.grade not in (CONTRADICTION, PROBABLY):
        return relation
    if is_padded(relation):
        return replace(relation, grade=CANNOT_TELL, reason=say("statements.rate_padded"))
    if relation.kind != "sum":
        return relation
    for saves, reason in (
        (_has_another_whole(relation, relations, figures), "sum_other_total_by_shares"),
        (_gap_stands_there(report, relation, figures), "sum_gap_stands_there"),
        (_closes_by_groups(report, relation, figures), "sum_closes_by_groups"),
    ):
        if saves:
            return replace(relation, grade=CANNOT_TELL, reason=say(f"statements.{reason}"))
    return relation


_TELLING = 100


def _gap_stands_there(report: Report, relation: Relation, figures: dict[Key, Figure]) -> bool:
    """手机APP7028件: what is missing stands in the paragraph, in a form that is not read as a count."""
    members = [figures[member] for member in relation.members if member in figures]
    if not members or not members[0].step:
        return False
    total, *parts = members
    gap = (total.value - sum(part.value for part in parts)) / total.step
    written = str(gap.numerator)
    match = re.sub(r"(?<=\d),(?=\d{3})", "", report.block(total.block).match)
    if any(figure.value == gap * total.step for figure in report.by_block[total.block]):
        return False  # read, and found to be no part
    return gap >= _TELLING and bool(re.search(rf"(?<![\d.]){written}(?![\d.])", match))


def _closes_by_groups(report: Report, relation: Relation, figures: dict[Key, Figure]) -> bool:
    """611人（公办589人，专任教师539人；民办22人，专任教师10人）: the first behind each semicolon makes the total."""
    members = [figures[member] for member in relation.members if member in figures]
    if len(members) < 3:
        return False
    total, *parts = members
    match = report.block(total.block).match
    parts = sorted((part for part in parts if part.block == total.block), key=key)
    firsts = parts[:1] + [
        part for before, part in pairwise(parts) if ";" in match[before.end : part.start]
    ]
    together = sum((part.value for part in firsts), Fraction(0))
    return 1 < len(firsts) < len(parts) and together == total.value


def _has_another_whole(
    relation: Relation, relations: list[Relation], figures: dict[Key, Figure]
) -> bool:
    """专任教师42人，高级20人，占29.4%，中级38人，占55.9%: their shares say that they are parts of the 68."""
    parts = set(relation.members[1:])
    wholes = [
        member
        for other in relations
        if other.kind == "rate" and other.grade == HOLDS and parts & set(other.members)
        for member in set(other.members) - parts - {relation.members[0]}
        if member in figures and figures[member].kind not in ("percent", "point")
    ]
    return any(wholes.count(whole) > 1 for whole in wholes)


def _assumes(
    report: Report,
    relation: Relation,
    figures: dict[Key, Figure],
    held: list[set[Key]],
) -> bool:
    """Whether that the relation's figures belong together is more than the text says."""
    if relation.grade != CONTRADICTION or relation.kind not in _RESTS_ON_OTHERS:
        return False
    members = [figures[member] for member in relation.members if member in figures]
    if not members:
        return False
    by_meaning = relation.kind == "sum" and is_whole_by_meaning(members[0], tuple(members[1:]))
    if not by_meaning and not is_plain(relation, members):
        return True
    if len(members) < 2:
        return False
    first, last = min(members, key=key), max(members, key=key)
    if (first.block, first.sentence) != (last.block, last.sentence):
        return True
    kinds = {member.kind for member in members} - {"percent", "point"}
    nouns = {member.noun for member in members} - {None}
    depths = {member.bracket for member in members}
    known = set(relation.members)
    known = known.union(*(others for others in held if others & known))
    return any(
        figure.kind in kinds
        and figure.bracket in depths
        and key(figure) not in known
        and not (MOVED_BY.search(figure.left) or is_planned(figure))
        and not (nouns and figure.noun and figure.noun not in nouns)
        and first.start < figure.start < last.start
        for figure in report.by_block[first.block]
    )
