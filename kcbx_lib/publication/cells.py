"""The counts of a publication as cells, and how they hang together.

Told to whoever might subtract: a county is its townships, and its schools; schools of townships are
those townships; a group is part of all, and sexes, stages and grades make up all; the counted and the
rest make up a denominator; indicators over the same children share it; severe absence is part of
chronic; a class is large or over-large, not both; the aided are entitled or not.

What such sums leave over (children of no known school) is taken as known to the attacker, as long as
every row of the sum stands in the publication. Where rows are withheld their counts stay in the sums,
as cells that are never told, and with them nobody is told what the sum leaves over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import pandas as pd

from kcbx_lib.privacy.suppression import Relation, is_small
from kcbx_lib.publication.rows import ALL, CITY, WHOLES
from kcbx_lib.publication.small_units import LEVELS

# Groups that together are all; what is left over is a group that is not known.
PARTITIONS = (
    ("all", ("sex_male", "sex_female")),
    ("all", ("stage_primary", "stage_junior")),
    ("stage_primary", tuple(f"grade_{grade}" for grade in range(1, 7))),
    ("stage_junior", tuple(f"grade_{grade}" for grade in range(7, 10))),
)
# (part of the row, indicator): the first counts some of those that the second counts.
NESTED = (
    (("numerator", "severe_absence"), ("numerator", "chronic_absence")),
    (("numerator", "dropout"), ("numerator", "dropout_upper")),
    (("denominator", "dropout"), ("denominator", "dropout_upper")),
    (("numerator", "net_enrolment_junior"), ("numerator", "gross_enrolment_junior")),
    (("denominator", "aid_after_leaving"), ("numerator", "aid_person_times")),
)
# Numerators of which no two count the same one, all among the denominator of the first.
DISJOINT = (
    ("classes_within_standard", "large_classes", "overlarge_classes"),
    ("return", "relapse"),
)
# The first is the second and the third.
MADE_OF = (
    (
        ("denominator", "aided_not_entitled"),
        ("numerator", "aid_coverage"),
        ("numerator", "aided_not_entitled"),
    ),
)
# What is blanked first where there is a choice: the finest detail, a numerator before a denominator.
LEVEL_COST = {"school": 1, "township": 2, "group": 3, "county": 5, CITY: 8}
DENOMINATOR_COST = 4
PRICE_STEP = 10_000_000


@dataclass
class Cells:
    """Counts by cell, the published ones with their price, the relations, those blank by rule."""

    counts: dict[str, int] = field(default_factory=dict)
    price: dict[str, float] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    first: set[str] = field(default_factory=set)

    def publish(self, cell: str, count: int, cost: int) -> None:
        """A count that stands in the publication; of two costs the higher one counts."""
        self.counts[cell] = count
        price = float(cost * PRICE_STEP + count)
        self.price[cell] = max(price, self.price.get(cell, 0.0))

    def withhold(self, cell: str, count: int) -> None:
        """A count of a withheld row: in the sums, but not in the publication."""
        self.counts[cell] = count

    def add_up(self, whole: str, parts: Iterable[str]) -> None:
        """``whole`` is its parts and a known rest; told only where the parts do not exceed it.

        Where one of them is withheld the rest is a cell like any other that is never told.
        """
        named = [part for part in parts if part in self.counts]
        if whole not in self.counts or not named:
            return
        rest = self.counts[whole] - sum(self.counts[part] for part in named)
        if rest > 0 and not self.all_told([whole, *named]):
            beyond = f"{whole} beyond {named[0]}"
            self.counts[beyond] = rest
            self.relations.append(Relation.sum_of(whole, [*named, beyond]))
        elif rest >= 0:
            self.relations.append(Relation.sum_of(whole, named, rest))

    def all_told(self, cells: Iterable[str]) -> bool:
        """Whether every one of the cells stands in the publication, blank or not."""
        return all(cell in self.price for cell in cells)

    def split(self, whole: str, part: str) -> int:
        """``part`` is some of ``whole``; the others are a cell that is never published: their count."""
        others = self.counts[whole] - self.counts[part]
        if others < 0 or whole == part:
            return 0
        rest = f"{whole} without {part}"
        self.counts[rest] = others
        self.relations.append(Relation.sum_of(whole, [part, rest]))
        return others

    def spread(self, whole: str, parts: Sequence[str]) -> None:
        """``parts`` share no one and are in ``whole``; those in none of them are a cell never told."""
        different = list(dict.fromkeys(parts))
        left = self.counts[whole] - sum(self.counts[part] for part in different)
        if left < 0 or len(different) < len(parts):
            return
        rest = f"{whole} without {' and '.join(different)}"
        self.counts[rest] = left
        self.relations.append(Relation.sum_of(whole, [*different, rest]))


def indicator_cells(rows: pd.DataFrame, pupils: pd.DataFrame, *, below: int) -> Cells:
    """The cells of the rows that ``name_cells`` named; ``pupils`` say which school serves whom.

    The counts of rows whose column ``withheld`` is true are not told, unless another row tells them.
    """
    cells = Cells()
    for row in rows[~rows["withheld"]].to_dict("records"):
        level = "group" if row["level"] == "county" and row["group"] != ALL else row["level"]
        cost = LEVEL_COST[level]
        cells.publish(row["numerator_cell"], int(row["numerator"]), cost)
        if row["denominator_cell"]:
            cells.publish(row["denominator_cell"], int(row["denominator"]), cost + DENOMINATOR_COST)
    for row in rows[rows["withheld"]].to_dict("records"):
        for part in ("numerator", "denominator"):
            if row[f"{part}_cell"]:
                cells.withhold(row[f"{part}_cell"], int(row[part]))
    for row in rows[rows["denominator_cell"].ne("")].to_dict("records"):
        top, base = row["numerator_cell"], row["denominator_cell"]
        if is_small(cells.split(base, top), below) and top in cells.price:
            cells.first.add(top)
    for part in ("numerator_cell", "denominator_cell"):
        named = rows[rows[part].ne("")]
        _places(cells, named, part, pupils)
        _groups(cells, named, part)
    _between_indicators(cells, rows)
    return cells


def state_cells(rows: pd.DataFrame) -> Cells:
    """The cells of the counts by state: states make up all children, counties the city."""
    cells = Cells()
    for row in rows.to_dict("records"):
        cost = LEVEL_COST[CITY if row["county"] == CITY else "county"]
        whole = DENOMINATOR_COST if row["measure"] in WHOLES else 0
        cells.publish(row["cell"], int(row["count"]), cost + whole)
    for _, table in rows.groupby("county", sort=True):
        named = dict(zip(table["measure"], table["cell"], strict=True))
        states = [cell for name, cell in named.items() if name not in WHOLES]
        cells.add_up(named["children"], states)
        cells.split(named["children"], named["in_population"])
    for _, table in rows.groupby("measure", sort=True):
        city = table.loc[table["county"].eq(CITY), "cell"]
        if len(city):
            cells.add_up(city.iloc[0], table.loc[table["county"].ne(CITY), "cell"])
    return cells


def name_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with ``numerator_cell`` and ``denominator_cell`` (empty: no denominator), none withheld.

    Where two counts of several indicators are the same in every place, they count the same children
    and are one cell, so that what is blank in one row cannot be read in another.
    """
    place = rows["level"] + "|" + rows["county"] + "|" + rows["unit_code"] + "|" + rows["group"]
    own = {
        "numerator_cell": "n|" + rows["indicator"],
        "denominator_cell": "d|" + rows["indicator"],
    }
    same = _shared(rows, place)
    out = rows.copy()
    out["withheld"] = False
    for column, names in own.items():
        count = rows[column.removesuffix("_cell")]
        key = names + "|" + rows["county"]
        base = key.map(lambda name: same.get(name, name))
        named = base + "|" + place + "|" + count.astype("str")
        out[column] = named.where(count.notna(), "")
    return out


def _shared(rows: pd.DataFrame, place: pd.Series) -> dict[str, str]:
    """By series of counts (kind, indicator, county): the first series that it equals everywhere."""
    same: dict[str, str] = {}
    for county, inside in rows.assign(place=place).groupby("county", sort=True):
        series: dict[str, dict[str, int]] = {}
        for name, table in inside.groupby("indicator", sort=True):
            for kind, column in (("d", "denominator"), ("n", "numerator")):
                known = table[table[column].notna()]
                counts = dict(zip(known["place"], known[column].astype("int64"), strict=True))
                if counts:
                    series[f"{kind}|{name}|{county}"] = counts
        for one, other in combinations(sorted(series), 2):
            if _equal(series[one], series[other], alone=one[0] == other[0] == "d"):
                same.setdefault(other, same.get(one, one))
    return same


def _equal(one: dict[str, int], other: dict[str, int], *, alone: bool) -> bool:
    """Equal in every common place; a single place proves it for denominators alone."""
    common = one.keys() & other.keys()
    if len(common) < (1 if alone else 2):
        return False
    return all(one[place] == other[place] for place in common) and any(
        one[place] for place in common
    )


def _places(cells: Cells, rows: pd.DataFrame, part: str, pupils: pd.DataFrame) -> None:
    """City, counties, townships, schools."""
    for (_, group), table in rows.groupby(["indicator", "group"], sort=True):
        counties = table[table["level"].eq("county")]
        for city in table.loc[table["level"].eq(CITY), part]:
            cells.add_up(city, counties[part])
        for county, whole in zip(counties["county"], counties[part], strict=True):
            inside = table[table["county"].eq(county)]
            units = {
                str(level): dict(zip(found["unit_code"], found[part], strict=True))
                for level, found in inside.groupby("level", sort=True)
                if level in LEVELS
            }
            for level in LEVELS:
                cells.add_up(whole, units.get(level, {}).values())
            if group == ALL and len(units) == len(LEVELS):
                _schools_of_townships(cells, units, pupils[pupils["county"].eq(county)])


def _schools_of_townships(
    cells: Cells, units: dict[str, dict[str, str]], pupils: pd.DataFrame
) -> None:
    """Where some schools take the children of some townships and no others, both sums are one."""
    for townships, schools in linked_units(pupils):
        left = [units["township"][name] for name in townships if name in units["township"]]
        right = [units["school"][code] for code in schools if code in units["school"]]
        if left and right:
            rest = sum(cells.counts[one] for one in left) - sum(cells.counts[one] for one in right)
            terms = tuple((one, 1) for one in left) + tuple((one, -1) for one in right)
            if not rest or cells.all_told([*left, *right]):
                cells.relations.append(Relation(terms, rest))


def linked_units(pupils: pd.DataFrame) -> list[tuple[list[str], list[str]]]:
    """Townships and schools that hang together by their children, each group by itself."""
    pairs = pupils[pupils["township"].ne("") & pupils["school_code"].ne("")]
    pairs = (
        pairs[["township", "school_code"]]
        .drop_duplicates()
        .sort_values(["township", "school_code"])
    )
    groups: list[tuple[set[str], set[str]]] = []
    for township, code in pairs.itertuples(index=False):
        touching = [one for one in groups if township in one[0] or code in one[1]]
        townships = {township}.union(*(one[0] for one in touching))
        schools = {code}.union(*(one[1] for one in touching))
        groups = [one for one in groups if one not in touching] + [(townships, schools)]
    return [(sorted(townships), sorted(schools)) for townships, schools in groups]


def _groups(cells: Cells, rows: pd.DataFrame, part: str) -> None:
    """The groups of a county: each is part of all, and some together are all."""
    inside = rows[rows["level"].eq("county")]
    for _, table in inside.groupby(["indicator", "county"], sort=True):
        named = dict(zip(table["group"], table[part], strict=True))
        for whole, parts in PARTITIONS:
            if whole in named and any(one in named for one in parts):
                cells.add_up(named[whole], [named[one] for one in parts if one in named])
        if ALL in named:
            for group, cell in named.items():
                if group != ALL:
                    cells.split(named[ALL], cell)


def _between_indicators(cells: Cells, rows: pd.DataFrame) -> None:
    """What the indicators of one unit and group have to do with each other."""
    for _, table in rows.groupby(["level", "county", "unit_code", "group"], sort=True):
        named = {
            (part, row["indicator"]): row[f"{part}_cell"]
            for row in table.to_dict("records")
            for part in ("numerator", "denominator")
            if row[f"{part}_cell"]
        }
        for inner, outer in NESTED:
            if inner in named and outer in named:
                cells.split(named[outer], named[inner])
        for whole, *parts in MADE_OF:
            found = [named[part] for part in parts if part in named]
            if whole in named and len(found) == len(parts) and named[whole] not in found:
                cells.add_up(named[whole], found)
        for indicators in DISJOINT:
            tops = [named[key] for one in indicators if (key := ("numerator", one)) in named]
            whole = ("denominator", indicators[0])
            if whole in named and len(tops) > 1:
                cells.spread(named[whole], tops)
