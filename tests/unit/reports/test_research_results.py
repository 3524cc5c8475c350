"""What a research notebook lets out: small counts never, and never to be worked out from the rest."""

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.reports.research_results import (
    hidden_counts,
    plain,
    published_changes,
    published_life,
    published_rule,
    published_slices,
)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([20, 30, 40], [False, False, False]),
        ([20, 3, 40], [True, True, False]),
        ([20, 3, 2], [False, True, True]),
        ([0, 3, 0], [False, True, False]),
        ([7, 8, 8], [True, True, False]),
    ],
)
def test_a_single_small_count_takes_the_smallest_other_with_it(counts, hidden):
    assert hidden_counts(pd.Series(counts)).tolist() == hidden


def life(events: list[int], at_risk: int = 1000) -> pd.DataFrame:
    hazard = np.array(events) / at_risk
    kept = np.cumprod(1 - hazard)
    return pd.DataFrame(
        {
            "step": range(len(events)), "label": list("abcdef")[: len(events)], "at_risk": at_risk,
            "events": events, "hazard": hazard, "low": 0.0, "high": 1.0, "survival": kept,
            "survival_low": kept, "survival_high": kept,
        }
    )  # fmt: skip


def test_a_small_step_is_blank_and_cannot_be_worked_out_from_its_neighbours():
    shown = published_life(life([20, 3, 30, 40]))
    assert shown["events"].isna().tolist() == [False, True, True, False]
    assert shown["survival"].isna().tolist() == [False, True, False, False]
    # What the two survivals still tell is the sum of two steps, never the small one.
    both = shown["survival"][2] / shown["survival"][0]
    assert both == pytest.approx((1 - 0.003) * (1 - 0.03))


def test_a_step_without_events_and_a_last_small_one():
    shown = published_life(life([0, 20, 5]))
    assert shown["events"].isna().tolist() == [False, False, True]
    assert shown["survival"].isna().tolist() == [False, False, True]
    assert published_life(pd.DataFrame()).empty


def test_slices_rules_and_local_points_hide_small_counts():
    slices = pd.DataFrame({"events": [3, 12, 40], "rate": 0.1, "low": 0.0, "high": 0.2})
    assert published_slices(slices)["rate"].isna().tolist() == [True, True, False]
    rule = pd.DataFrame(
        {"threshold": [1.0, 2.0, 3.0], "visits": [90, 20, 4], "share": 0.1, "found": [20.0, 5.0, 3.0],
         "recall": 0.1, "low": 0.0, "high": 0.2, "precision": 0.1}
    )  # fmt: skip
    assert published_rule(rule)["recall"].isna().tolist() == [False, True, True]
    changes = pd.DataFrame({"holding": [6, 23], "events": [2, 12]})
    shown = published_changes(changes)
    assert shown["holding"].astype("object").where(shown["holding"].notna(), None).tolist() == [
        None,
        25,
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.nan, None),
        (np.inf, None),
        (np.int64(3), 3),
        (pd.NA, None),
        (True, True),
        (0.123456789, 0.123457),
    ],
)
def test_values_are_plain_json(value, expected):
    assert plain(value) == expected
