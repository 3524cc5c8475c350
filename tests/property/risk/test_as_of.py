"""Nothing from after the audit date enters a feature, a score or a panel's row, whatever is handed in later."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.as_of import ROW_DATES, opens_after
from kcbx_lib.audit import audit_county, policy_of
from kcbx_lib.intake import read_county
from kcbx_lib.risk.features import FEATURES, feature_table
from kcbx_lib.risk.panel import events_of, seen_of, snapshot

COUNTY = next((Path(__file__).parents[3] / "data_samples").glob("990101*"))
KEY = b"k" * 32
WORST = {
    "attendance_marks": {"mark": "unexcused"},
    "cases": {"stage": "dropout"},
    "movements": {"kind": "suspend"},
    "scores": {"score": 0.0, "term": "2024-2025-2"},
}
"""What the later rows say, so that any of them that enters is seen."""


@pytest.fixture(scope="module")
def county():
    return read_county(COUNTY)


def with_later_rows(county, *, seed: int):
    """The county with shuffled rows dated after its audit date appended to every dated table."""
    rng = np.random.default_rng(seed)
    as_of, tables = pd.Timestamp(county.settings.as_of), dict(county.tables)
    for name, column in {**ROW_DATES, "scores": "term"}.items():
        table = tables.get(name)
        if table is None or column not in table:
            continue
        later = table.sample(min(len(table), 400), random_state=seed).copy()
        if column != "term":
            later[column] = as_of + pd.to_timedelta(rng.integers(1, 58, len(later)), unit="D")
        for said, value in WORST.get(name, {}).items():
            later[said] = value
        for date in ("verified_on", "returned_on", "closed_on"):
            if name == "cases":
                later[date] = later[column] if date == "verified_on" else pd.NaT
        if name != "attendance_marks":
            later.index = pd.Index([f"{row}-later" for row in later.index], name=later.index.name)
        both = pd.concat([table, later]).astype(table.dtypes.to_dict())
        if name == "attendance_marks":
            both = both.reset_index(drop=True)
        tables[name] = both.iloc[rng.permutation(len(both))]
    return replace(county, tables=tables)


def audited(county):
    policy = policy_of(county.settings)
    return audit_county(county, policy, key=KEY).facts, policy


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_dated_later_change_no_feature_no_score_and_no_row_of_the_panel(county, seed):
    before, policy = audited(county)
    after, _ = audited(with_later_rows(county, seed=seed))
    # The rows did come in, and were left out as later: otherwise nothing is tested here.
    left_out = after["later_rows"]["rows"] - before["later_rows"]["rows"].reindex(
        after["later_rows"].index, fill_value=0
    )
    assert {"attendance_marks", "cases", "movements", "scores", "aid"} <= set(
        left_out[left_out > 0].index
    )
    assert set(feature_table(after, policy).columns) == set(FEATURES)
    pd.testing.assert_frame_equal(
        feature_table(after, policy).sort_index(), feature_table(before, policy).sort_index()
    )
    pd.testing.assert_frame_equal(after["risk"], before["risk"])
    rows = [
        snapshot(facts, policy, events_of(facts), seen_of(facts)).sort_values("subject")
        for facts in (before, after)
    ]
    pd.testing.assert_frame_equal(*(frame.reset_index(drop=True) for frame in rows))


@pytest.mark.parametrize(
    ("term", "as_of", "is_later"),
    [
        ("2024-2025-1", "2024-07-31", True),
        ("2024-2025-1", "2024-08-01", False),
        ("2024-2025-2", "2025-01-31", True),
        ("2024-2025-2", "2025-02-01", False),
        ("期中", "2000-01-01", False),
        (None, "2000-01-01", False),
    ],
)
def test_a_term_is_later_before_the_month_in_which_it_may_begin(term, as_of, is_later):
    assert opens_after(pd.Series([term], dtype="str"), pd.Timestamp(as_of)).tolist() == [is_later]
