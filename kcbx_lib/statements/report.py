"""A report as it is checked: its text, its figures, and the signs that the copy is damaged."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from kcbx_lib.statements.figures import Figure, figures_of
from kcbx_lib.statements.text import Block, Text

# 君政发202238号: an office's short name, a year and a number that have lost their brackets
BARE_DOCUMENT_NUMBER = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{1,10}?(?:发|办|字|函|秘|督|规|通|令|科体|教体|教|体|基|厅|密|电|议|审|批))"
    r"(?P<year>(?:19|20)\d\d)(?:年|第)?(?P<number>\d{1,4})号"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d*(?:[人名所个户元亩%]))")
# so many bare document numbers are a copy's fault, not an author's
DAMAGED_NUMBERS = 2


@dataclass(frozen=True)
class Report:
    """A text with its figures."""

    text: Text

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures in reading order."""
        return tuple(figures_of(self.text))

    @cached_property
    def by_block(self) -> dict[int, list[Figure]]:
        """The figures of each paragraph."""
        groups: dict[int, list[Figure]] = {}
        for figure in self.figures:
            groups.setdefault(figure.block, []).append(figure)
        return groups

    def block(self, index: int) -> Block:
        """A paragraph by its number."""
        return self.text.blocks[index]

    def place(self, figure: Figure) -> str:
        """Where a figure stands, in words."""
        return self.block(figure.block).place(figure.start)

    def quote(self, *figures: Figure) -> str:
        """The original words that hold the figures, from the first one's label to the last one."""
        block = self.block(figures[0].block)
        inside = [f for f in figures if f.block == block.index]
        start = min(f.clause_start for f in inside)
        end = max(f.end + len(f.right) for f in inside)
        return block.quote(start, end)

    @cached_property
    def overwritten_years(self) -> frozenset[int]:
        """Years that a faulty copy has written over other numbers; empty for a sound copy.

        The evidence: several document numbers have lost their brackets and all carry one year,
        which is also by far the most frequent year of the text.
        """
        whole = self.text.match
        bare = [int(hit["year"]) for hit in BARE_DOCUMENT_NUMBER.finditer(whole)]
        if len(bare) < DAMAGED_NUMBERS:
            return frozenset()
        year, times = Counter(bare).most_common(1)[0]
        years = Counter(int(hit[0]) for hit in _YEAR.finditer(whole))
        if times < DAMAGED_NUMBERS or (years and years.most_common(1)[0][0] != year):
            return frozenset()
        return frozenset({year})

    def overwritten(self, *figures: Figure) -> Figure | None:
        """The first figure whose number may be an overwritten year, None without one."""
        for figure in figures:
            if figure.value in self.overwritten_years and figure.step == 1:
                return figure
        return None
