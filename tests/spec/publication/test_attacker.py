"""An attacker who has only what is published, and subtracts wherever something adds up.

Independent of the publication's own model: the equations are drawn from the published table alone,
each told count is known as far as its rounding tells it, and each small true count of the sample run
must keep every value from 1 to 7 possible.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import linprog

from kcbx_lib.publication import publish_run
from tests.spec.publication.run_of_text import read

SAMPLE = Path(__file__).resolve().parents[3] / "reports" / "sample"
KEYS = ["indicator", "level", "county", "unit_code", "group"]
GRADES = {
    "stage_primary": [f"grade_{n}" for n in range(1, 7)],
    "stage_junior": [f"grade_{n}" for n in range(7, 10)],
    "all": ["sex_male", "sex_female"],
}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    if not (SAMPLE / "run.json").is_file():
        pytest.fail("reports/sample is missing: make sample writes it")
    return publish_run(SAMPLE, tmp_path_factory.mktemp("published"))


def true_counts():
    parts = []
    for path in sorted(SAMPLE.glob("99*/indicators.csv")):
        frame = pd.read_csv(path, dtype="str", encoding="utf-8-sig")
        parts.append(frame.assign(county=path.parent.name.split("_")[0]))
    table = pd.concat(parts, ignore_index=True).set_index(KEYS)
    return table[["numerator", "denominator"]].apply(pd.to_numeric)


class Attack:
    """Unknowns with what their rounding tells, and every sum that an outsider would know of."""

    def __init__(self, table):
        self.place, self.low, self.high, self.sums = {}, [], [], []
        self.table = table
        for row in table.to_dict("records"):
            key = tuple(row[name] for name in KEYS)
            for kind in ("numerator", "denominator"):
                if (
                    kind == "denominator"
                    and pd.isna(row[kind])
                    and row["hidden"]
                    not in (
                        "denominator",
                        "both",
                    )
                ):
                    continue
                self.add((kind, *key), row[kind])

    def add(self, key, told):
        self.place[key] = len(self.low)
        if pd.isna(told):
            bounds = (0, np.inf)
        elif told == 0:
            bounds = (0, 0)
        else:
            bounds = (max(8, told - 2), told + 2)
        self.low.append(bounds[0])
        self.high.append(bounds[1])

    def equate(self, whole, parts, slack):
        """``whole`` is the parts and an unknown rest of up to ``slack``."""
        rest = len(self.low)
        self.low.append(0)
        self.high.append(slack)
        self.sums.append(
            [(self.place[whole], 1), (rest, -1)] + [(self.place[p], -1) for p in parts]
        )

    def interval(self, unknown):
        rows, columns, signs = [], [], []
        for number, terms in enumerate(self.sums):
            for column, sign in terms:
                rows.append(number)
                columns.append(column)
                signs.append(sign)
        matrix = sparse.csr_matrix((signs, (rows, columns)), shape=(len(self.sums), len(self.low)))
        goal = np.zeros(len(self.low))
        goal[unknown] = 1
        limits = list(zip(self.low, self.high, strict=True))
        ends = [
            linprog(way * goal, A_eq=matrix, b_eq=np.zeros(len(self.sums)), bounds=limits)
            for way in (1, -1)
        ]
        assert ends[0].status == 0, "the published table contradicts itself"
        return ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf


def attack_on(table):
    attack = Attack(table)
    have = attack.place
    for row in table.to_dict("records"):
        key = tuple(row[name] for name in KEYS)
        top, base = ("numerator", *key), ("denominator", *key)
        if (
            base in have
            and row["indicator"] not in ("gross_enrolment_junior",)
            and not (row["indicator"].startswith("retention"))
        ):
            attack.equate(base, [top], np.inf)
        indicator, level, county, _, group = key
        for kind in ("numerator", "denominator"):
            mine = (kind, *key)
            if mine not in have:
                continue
            others = [k for k in have if k[0] == kind and k[1] == indicator]
            if level == "city":
                attack.equate(mine, [k for k in others if k[2] == "county" and k[5] == "all"], 0)
            if level == "county":
                for finer in ("township", "school"):
                    parts = [k for k in others if k[2:4] == (finer, county) and k[5] == group]
                    if parts:
                        attack.equate(mine, parts, np.inf)
                parts = [
                    k
                    for k in others
                    if k[2:4] == ("county", county) and k[5] in GRADES.get(group, [])
                ]
                if parts:
                    attack.equate(mine, parts, np.inf)
    return attack


def test_no_small_count_of_the_sample_can_be_narrowed(published):
    table = read(published["indicators"]).fillna({"hidden": ""})
    true = true_counts()
    checked = 0
    for _, inside in table.groupby("indicator"):
        attack = attack_on(inside)
        for key, place in attack.place.items():
            told = tuple(key[1:])
            if told not in true.index:
                continue
            count = true.loc[told, key[0]]
            if not 0 < count < 8:
                continue
            checked += 1
            low, high = attack.interval(place)
            assert low <= 1 + 1e-6, key
            assert high >= 7 - 1e-6, key
    assert checked > 100


def test_no_told_count_is_small_and_no_rate_stands_on_a_hidden_one(published):
    table = read(published["indicators"]).fillna({"hidden": ""})
    for column in ("numerator", "denominator"):
        told = table[column].dropna()
        assert (told.eq(0) | told.ge(10)).all()
        assert told.mod(5).eq(0).all()
    assert table.loc[table["hidden"].ne(""), ["rate", "state"]].isna().all(axis=None)


def test_what_a_told_count_leaves_of_its_told_total_is_never_small(published):
    table = read(published["indicators"]).fillna({"hidden": ""})
    true = true_counts()
    for row in table[table["hidden"].eq("")].dropna(subset=["denominator"]).to_dict("records"):
        key = tuple(row[name] for name in KEYS)
        if key in true.index:
            left = true.loc[key, "denominator"] - true.loc[key, "numerator"]
            assert not 0 < left < 8, key
