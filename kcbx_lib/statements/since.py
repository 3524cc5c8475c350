"""Movements whose base is said behind the value: 与2010年的A人相比，增加d人; 预算调整为B万元，增加d万元."""

from __future__ import annotations

import re

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.growth import judge_movement, share_of_base
from kcbx_lib.statements.lists import outside_brackets
from kcbx_lib.statements.moved import AGAINST, BY, COMPARED, same_subject, words_before
from kcbx_lib.statements.relation import Relation
from kcbx_lib.statements.report import Report

LONGEST_AGAINST = 40


def moved_since(
    report: Report, base: Figure, second: Figure, later: list[Figure], match: str
) -> list[Relation | None]:
    """141178万人，与2010年的133972万人相比，增加7206万人，增长5.38%: both ends and the way between."""
    found: list[Relation | None] = []
    kinds: set[str] = set()
    for stated in later:
        said = BY.search(words_before(match, stated))
        if said is None or not stated.countable or not same_subject(stated, said, second):
            break
        if stated.kind in kinds:
            break
        kinds.add(stated.kind)
        found.append(judge_movement(report, base, second, stated, said["word"]))
    return found


_ADJUSTED_TO = re.compile(r"[,，][^,，。;:\d]{0,8}(?:调整|变更|修正|核定|追加)(?:为|到|至)")


def adjusted(report: Report, figures: list[Figure]) -> list[Relation]:
    """年初预算安排23784万元，预算调整为44305万元，增加20521万元: both ends and the way between."""
    found = []
    for first, second, stated in zip(figures, figures[1:], figures[2:], strict=False):
        match = report.block(first.block).match
        if not (first.kind == second.kind == stated.kind and first.sentence == stated.sentence):
            continue
        if not all(f.countable and f.bracket == first.bracket for f in (first, second, stated)):
            continue
        said = BY.search(words_before(match, stated))
        to = _ADJUSTED_TO.fullmatch(match, first.end, second.start)
        if to is None or said is None or not same_subject(stated, said, second):
            continue
        relation = judge_movement(report, first, second, stated, said["word"])
        if relation is not None:
            found.append(relation)
    return found


def since_alone(report: Report, figures: list[Figure]) -> list[Relation]:
    """与2010年的725482人相比，增加25907人，增长3.57%, where the value of today stands elsewhere."""
    found = []
    for base, amount, percent in zip(figures, figures[1:], figures[2:], strict=False):
        match = report.block(base.block).match
        start = match.rfind(",", 0, base.start) + 1
        start = max(
            start, match.rfind("。", 0, base.start) + 1, match.rfind("\n", 0, base.start) + 1
        )
        alone = (
            (amount.kind, percent.kind) == (base.kind, "percent")
            and base.sentence == percent.sentence
            and all(f.countable and not f.approximate for f in (base, amount, percent))
            and AGAINST.search(outside_brackets(match[start : base.start]))
            and COMPARED.match(match, base.end)
            and not any(f.kind == base.kind for f in figures if start <= f.start < base.start)
        )
        said = [BY.search(words_before(match, f)) for f in (amount, percent)] if alone else []
        if len(said) < 2 or not all(said) or ";" in match[base.end : percent.start]:
            continue
        found.append(share_of_base(report, base, amount, percent))
    return found
