"""Linking: two registers of 50,000 children, in the kit and in splink on the same rows.

Of the second register nine in ten rows carry the id; the rest have none, some of them a homophone for a
name. The truth is known, so pairs found and pairs found wrongly are counted beside the seconds.
"""

from __future__ import annotations

import time
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.clean.resident_id import check_letter
from kcbx_lib.county import County, CountySettings
from kcbx_lib.link import link_children
from kcbx_lib.tables import load_table

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "子涵宇轩欣怡梓浩然诗雨佳琪俊杰雅婷思远明慧文博晓小敏民"
HOMOPHONES = {"晓": "小", "小": "晓", "敏": "民", "民": "敏"}


def registers(pupils: int, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The population and the enrolment list; row ``n`` of both is one child."""
    rng = np.random.default_rng(seed)
    surname = np.array(list(SURNAMES))[rng.integers(0, len(SURNAMES), pupils)]
    given = np.array(list(GIVEN))[rng.integers(0, len(GIVEN), (pupils, 2))]
    name = pd.Series(surname) + given[:, 0] + given[:, 1]
    days = rng.integers(0, 3650, pupils)
    birth = pd.Series(pd.Timestamp("2009-09-01") + pd.to_timedelta(days, unit="D")).dt.as_unit("us")
    sequence = pd.Series(np.arange(pupils) % 1000).astype(str).str.zfill(3)
    area = pd.Series(990101 + np.arange(pupils) // 1000).astype(str)
    body = area + birth.dt.strftime("%Y%m%d") + sequence
    ids = body + body.map(check_letter)
    village = pd.Series(rng.integers(0, 200, pupils)).map("第{}村".format)
    population = pd.DataFrame(
        {"name": name, "resident_id": ids, "birth_date": birth, "village": village}
    )
    lost = rng.random(pupils) < 0.1
    misheard = lost & (rng.random(pupils) < 0.2)
    heard = name.str.translate(str.maketrans(HOMOPHONES))
    enrolment = pd.DataFrame(
        {
            "name": name.where(~misheard, heard),
            "resident_id": ids.where(~lost),
            "birth_date": birth,
            "village": village,
        }
    )
    return population, enrolment


def county_of(population: pd.DataFrame, enrolment: pd.DataFrame) -> County:
    """The two lists as a county that was read."""
    tables = {}
    for table, rows in (("population", population), ("enrolment", enrolment)):
        frame = rows.reindex(columns=load_table(table).column_names)
        frame["resident_id_reason"] = np.where(rows["resident_id"].notna(), "", "blank")
        frame.index = pd.Index(
            [f"{table}-{n}" for n in range(len(rows))], dtype="str", name="row_id"
        )
        tables[table] = frame
    settings = CountySettings(
        "990101", "青禾县", "云岭市", "national", date(2024, 11, 20), None, Path()
    )
    nothing = pd.DataFrame()
    return County(settings, tables, nothing, nothing, nothing, nothing)


def run(*, pupils: int = 50_000, seed: int = 1) -> dict[str, Any]:
    """Seconds, pairs found and pairs wrong, for the kit and, where it is installed, for splink."""
    population, enrolment = registers(pupils, seed)
    county = county_of(population, enrolment)
    link_children(county_of(population.head(100), enrolment.head(100)), key=b"k" * 32)
    start = time.perf_counter()
    linked = link_children(county, key=b"k" * 32)
    seconds = time.perf_counter() - start
    subject = linked.crosswalk["subject"]
    left = subject[subject.index.str.startswith("population")].to_numpy()
    right = subject[subject.index.str.startswith("enrolment")].to_numpy()
    of_left = pd.Series(np.arange(pupils), index=left)
    partner = of_left.reindex(right).to_numpy()
    found = int((left == right).sum())
    wrong = int((~np.isnan(partner.astype(float)) & (partner != np.arange(pupils))).sum())
    result: dict[str, Any] = {
        "pupils": pupils,
        "kit_seconds": round(seconds, 2),
        "found": found,
        "wrong": wrong,
        "for_people": len(linked.review),
    }
    if find_spec("splink") is not None:
        result["splink_seconds"] = round(_splink(population, enrolment), 2)
        result["ratio"] = round(result["splink_seconds"] / result["kit_seconds"], 1)
    return result


def _splink(population: pd.DataFrame, enrolment: pd.DataFrame) -> float:
    """Seconds that splink takes to train on and predict the same pairs."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    left = population.assign(
        unique_id=np.arange(len(population)), birth_date=population["birth_date"].astype(str)
    )
    right = enrolment.assign(
        unique_id=np.arange(len(enrolment)), birth_date=enrolment["birth_date"].astype(str)
    )
    columns = ["unique_id", "name", "resident_id", "birth_date", "village"]
    tables = [
        frame[columns].astype("object").where(frame[columns].notna(), None)
        for frame in (left, right)
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.ExactMatch("resident_id"),
            cl.JaroWinklerAtThresholds("name"),
            cl.ExactMatch("birth_date"),
            cl.ExactMatch("village"),
        ],
        blocking_rules_to_generate_predictions=[block_on("resident_id"), block_on("birth_date")],
    )
    start = time.perf_counter()
    linker = Linker(tables, settings, DuckDBAPI())
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    linker.inference.predict(threshold_match_probability=0.9).as_pandas_dataframe()
    return time.perf_counter() - start


if __name__ == "__main__":
    print(run())
