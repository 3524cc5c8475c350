"""Rows that are not told at all, where blanking counts one by one cannot keep a small one.

When all that could be blanked is blank, a small count can still be narrowed by what the sums are
known to leave over: two children of no school, none of them enrolled, and at least two of the county
are not enrolled. Then the finest rows of the indicator in that county go, by which that comparison
was made: its schools, or else its townships, its groups, the indicator in the county and in the city,
and last whatever indicators hang together with it. What remains is protected anew, and with it the
counts of the rows that went.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from kcbx_lib.privacy.suppression import exposed, protect
from kcbx_lib.publication.cells import Cells, indicator_cells
from kcbx_lib.publication.rows import ALL, CITY


@dataclass(frozen=True)
class Protected:
    """The rows with their column ``withheld``, the cells, those blank, those that could still be told."""

    rows: pd.DataFrame
    cells: Cells
    hidden: frozenset[str]
    told: tuple[str, ...]


def protect_rows(rows: pd.DataFrame, pupils: pd.DataFrame, *, below: int) -> Protected:
    """Blank counts, and withhold rows until no small count can be narrowed any more.

    ``told`` of the result is empty, unless every row that bears on a count is withheld already.
    """
    while True:
        cells = indicator_cells(rows, pupils, below=below)
        hidden, told = hide(cells, below)
        more = next_withheld(rows, cells, told)
        if not more.any():
            return Protected(rows, cells, hidden, told)
        rows = rows.assign(withheld=rows["withheld"] | more)


def hide(cells: Cells, below: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """The cells to blank, and the small ones that could be narrowed all the same."""
    hidden = protect(
        cells.counts,
        published=cells.price,
        relations=cells.relations,
        below=below,
        first=cells.first,
        cost=cells.price.__getitem__,
    )
    told = exposed(
        cells.counts,
        published=cells.price,
        hidden=hidden,
        relations=cells.relations,
        below=below,
    )
    return hidden, tuple(told)


def next_withheld(rows: pd.DataFrame, cells: Cells, told: Collection[str]) -> pd.Series:
    """The rows to withhold next for the cells that are told, by index; none where none is told."""
    more = pd.Series(False, index=rows.index)
    near, before = set(told), 0
    while len(near) > before and not more.any():
        before = len(near)
        near |= _neighbours(cells, near)
        of_row = rows["numerator_cell"].isin(near) | rows["denominator_cell"].isin(near)
        places = rows.loc[of_row, ["indicator", "county"]].drop_duplicates()
        # A city is what its counties are: it goes with the last of their rows, or by itself.
        counties = places[places["county"].ne(CITY)]
        for indicator, county in (counties if len(counties) else places).itertuples(index=False):
            more |= _finest_left(rows, indicator, county)
    return more


def _neighbours(cells: Cells, near: Collection[str]) -> set[str]:
    """The cells that stand in one sum with any of these."""
    sums = ([cell for cell, _ in relation.terms] for relation in cells.relations)
    return {cell for one in sums if any(cell in near for cell in one) for cell in one}


def _finest_left(rows: pd.DataFrame, indicator: str, county: str) -> pd.Series:
    """The indicator's finest rows in the county that are not withheld yet; at the end the city's too."""
    left = rows["indicator"].eq(indicator) & ~rows["withheld"]
    here = left & rows["county"].eq(county)
    for kind in (rows["level"].eq("school"), rows["level"].eq("township"), rows["group"].ne(ALL)):
        if (here & kind).any():
            return here & kind
    return left & rows["county"].isin([county, CITY])
