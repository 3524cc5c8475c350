"""The panel's outcome comes from later audits alone; the coarsened table hides who is who."""

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.errors import WrongUse
from kcbx_lib.risk.coarsening import QUASI, coarsened
from kcbx_lib.risk.known_factors import scorecard_score
from kcbx_lib.risk.panel import build_panel, outcome_after
from kcbx_lib.risk.reweighting import reweighted
from kcbx_lib.risk.scorecard import load_scorecard
from kcbx_lib.synthetic.panel import synthetic_panel
from tests.spec_helpers import Drawn

ENROLMENT = """
name   resident_id birth_date sex  school_code grade class_no status
林小满 birth       2012-03-01 male 9901010001  {grade} 1      {status}
周大山 birth       2011-10-01 male 9901010001  {grade} 1      in_school
"""


def audit_of(as_of: str, *, grade: int = 7, status: str = "in_school", **tables):
    drawn = Drawn(as_of=as_of, enrolment=ENROLMENT.format(grade=grade, status=status), **tables)
    return drawn.facts, drawn.policy


def test_a_dropout_seen_by_a_later_audit_is_the_outcome_of_the_earlier():
    panel = build_panel(
        [audit_of("2024-11-20", grade=8, status="dropped_out"), audit_of("2023-11-20")]
    )
    first = panel[panel["term"].eq("2023-11-20")]
    assert sorted(first["dropout_12m"].tolist()) == [0, 1]
    assert panel.loc[panel["term"].eq("2024-11-20"), "dropout_12m"].isna().all()


def test_one_date_gives_no_outcome():
    with pytest.raises(WrongUse):
        build_panel([audit_of("2023-11-20")])


def test_an_outcome_not_followed_to_the_end_is_unknown():
    events = pd.DataFrame({"subject": ["a"], "on": pd.to_datetime(["2024-02-01"])})
    seen = pd.DataFrame({"subject": ["b", "c"], "on": pd.to_datetime(["2024-08-31", "2024-02-01"])})
    start = pd.Timestamp("2023-09-01")
    out = outcome_after(pd.Index(["a", "b", "c"]), start, pd.Timestamp("2024-09-01"), events, seen)
    assert out.astype("object").where(out.notna(), None).tolist() == [1, 0, None]


def test_an_event_on_the_audit_day_itself_is_no_future_event():
    day = pd.Timestamp("2023-09-01")
    events = pd.DataFrame({"subject": ["a"], "on": [day]})
    out = outcome_after(pd.Index(["a"]), day, day + pd.DateOffset(months=12), events, events)
    assert pd.isna(out["a"])


def rows(n: int = 300) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "subject": [f"c{i}" for i in range(n)],
            "county": "990101",
            "term": "2023-11-20",
            "school_code": [str(i % 7) for i in range(n)],
            "township": ["甲乡"] * n,
            "birth_date": pd.to_datetime([f"{2009 + i % 8}-0{i % 9 + 1}-11" for i in range(n)]),
            "grade": [i % 9 + 1 for i in range(n)],
            "sex": ["male", "female"] * (n // 2),
            "hukou_kind": ["rural"] * (n - 2) + ["none"] * 2,
            "absence_rate": 0.137,
        }
    )


def alike(table: pd.DataFrame) -> pd.Series:
    """Of each child: how many of its county are the same in every quasi-identifier of every term."""
    quasi = [column for column in QUASI if column in table]
    lines = table.sort_values(["subject", "term"])
    text = (
        lines[["county", "term", *quasi]]
        .astype("object")
        .where(lines[["county", "term", *quasi]].notna(), "")
    )
    story = text.astype("str").agg("|".join, axis=1).groupby(lines["subject"]).agg(" / ".join)
    return story.map(story.value_counts())


def test_at_least_k_children_are_alike_and_the_log_says_what_left():
    table, log = coarsened(rows(), k=5, key=b"k" * 32)
    assert alike(table).ge(5).all()
    assert len(table) > 200
    assert "township" not in table
    assert "birth_date" not in table
    assert not set(table["subject"]) & set(rows()["subject"])
    assert {("township", "dropped"), ("subject", "renamed")} <= {
        (e["column"], e["what"]) for e in log
    }


def several_terms(seed: int) -> pd.DataFrame:
    """Three terms of children who grow, move, turn out disabled or leave: what one term hides another may show."""
    rng = np.random.default_rng(seed)
    first = rows(400).assign(
        disability=rng.random(400) < 0.02, over_age=rng.integers(0, 4, 400) * 1.0
    )
    second = first.assign(term="2024-11-20", grade=first["grade"] + 1)
    moved = rng.random(400) < 0.1
    second["school_code"] = second["school_code"].mask(moved, "9")
    third = second.assign(term="2025-11-20", grade=second["grade"] + 1)
    third = third[rng.random(400) > 0.1]
    panel = pd.concat([first, second, third], ignore_index=True)
    return panel[panel["grade"].le(9)].reset_index(drop=True)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("k", [5, 10])
def test_several_terms_together_give_nobody_away(seed, k):
    table, log = coarsened(several_terms(seed), k=k, key=b"k" * 32)
    assert alike(table).ge(k).all()
    # Blank in one term, blank in all: otherwise the other term fills it in.
    blank = table.isna()[["sex", "school_code", "disability"]].groupby(table["subject"]).nunique()
    assert blank.eq(1).all().all()
    dropped = sum(entry["rows"] for entry in log if entry["what"] == "rows_dropped")
    assert len(table) + dropped == len(several_terms(seed))


def test_figures_are_rounded_and_counts_cut_at_the_top():
    panel = rows().assign(longest_unexcused_streak=[23, 4] * 150, transfers=[5, 0] * 150)
    table, _ = coarsened(panel, k=5, key=b"k" * 32)
    assert set(table["absence_rate"]) == {0.14}
    assert set(table["longest_unexcused_streak"]) == {10, 4}
    assert set(table["transfers"]) == {2, 0}


def test_a_child_keeps_its_new_pseudonym_under_one_key_only():
    one, _ = coarsened(rows(), k=5, key=b"a" * 32)
    again, _ = coarsened(rows(), k=5, key=b"a" * 32)
    other, _ = coarsened(rows(), k=5, key=b"b" * 32)
    assert one["subject"].tolist() == again["subject"].tolist()
    assert not set(one["subject"]) & set(other["subject"])


def test_local_weights_stay_whole_points_and_contested_ones_stay_small():
    panel = synthetic_panel(3, pupils=120)
    card = load_scorecard()
    local, table = reweighted(card, panel, panel["dropout_12m"], cluster=panel["school"])
    assert all(isinstance(factor.points, int) for factor in local.factors)
    contested = next(f for f in local.factors if f.name == "left_behind")
    assert contested.points <= 1
    assert table["log_odds"].notna().all()


def test_too_few_events_keep_the_default_card():
    panel = synthetic_panel(3, pupils=10, schools=2)
    with pytest.raises(WrongUse):
        reweighted(load_scorecard(), panel, panel["dropout_12m"])


def test_a_table_without_the_factors_has_no_scorecard():
    assert scorecard_score(pd.DataFrame({"x": [1, 2]})) is None
    assert scorecard_score(synthetic_panel(1, pupils=10)).gt(0).any()


def test_the_synthetic_panel_repeats_itself_and_ends_with_dropout():
    one, again = synthetic_panel(5, pupils=12), synthetic_panel(5, pupils=12)
    pd.testing.assert_frame_equal(one, again)
    last = one.groupby("pupil")["term"].transform("max").eq(one["term"])
    assert one.loc[one["dropout_12m"].eq(1)].index.isin(one.index[last]).all()


def test_the_panel_holds_the_further_features_that_the_tables_allow():
    tables = {
        "attendance": """
name   school_code grade class_no marks
林小满 9901010001  7     1        √*20旷*4√*6
周大山 9901010001  7     1        √*30
""",
        "movements": """
name   resident_id birth_date kind        date
周大山 birth       2011-10-01 transfer_in 2023-03-01
""",
    }
    panel = build_panel([audit_of("2024-11-20", **tables)], alone=True).set_index("grade")
    assert sorted(panel["longest_unexcused_streak"]) == [0, 4]
    assert sorted(panel["transfers"]) == [0, 1]
    assert panel["changes_stage"].all()
    assert panel["dropout_12m"].dtype == "Int64"
    assert "score_against_class" not in panel
