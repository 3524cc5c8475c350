"""The scorecard as a file: read, written, re-weighted on a county's own labels."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from kcbx_lib.cli.app import app
from kcbx_lib.errors import PolicyError, WrongUse
from kcbx_lib.risk.card import card_as_yaml, load_scorecard
from kcbx_lib.risk.known_factors import factor_values, scorecard_score
from kcbx_lib.risk.reweighting import reweighted, rows_to_reweigh
from kcbx_lib.synthetic.panel import synthetic_panel

CARD = load_scorecard()


@pytest.fixture(scope="module")
def labelled(tmp_path_factory):
    path = tmp_path_factory.mktemp("panel") / "panel.parquet"
    synthetic_panel(3, pupils=120).to_parquet(path)
    return path


def test_a_card_written_and_read_back_is_the_same(tmp_path):
    path = tmp_path / "card.yml"
    path.write_text(card_as_yaml(CARD), encoding="utf-8")
    assert load_scorecard(str(path)) == CARD


@pytest.mark.parametrize(
    "content",
    ["- a", "id: x", "a: [", card_as_yaml(CARD).replace("points: 6", "points: 6.5")],
)
def test_a_file_that_is_no_card_says_so(tmp_path, content):
    path = tmp_path / "card.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"card\.yml"):
        load_scorecard(str(path))


def test_a_card_that_is_not_there_is_wrong_use():
    for name in ("nothing", "nothing.yml"):
        with pytest.raises(WrongUse, match="nothing"):
            load_scorecard(name)


def test_local_points_are_whole_sourced_and_leave_the_contested_contested(labelled):
    rows = rows_to_reweigh(labelled, CARD, outcome="dropout_12m")
    local, table = reweighted(CARD, rows.frame, rows.y, cluster=rows.cluster)
    changed = set(table["factor"])
    assert "poverty" in changed
    for factor in local.factors:
        assert isinstance(factor.points, int)
        if factor.name in changed:
            assert factor.status in ("local_data", "contested")
            assert "本地数据" in factor.source["zh"]
            assert "local data" in factor.source["en"]
    contested = next(factor for factor in local.factors if factor.name == "left_behind")
    assert (contested.status, contested.points <= 1) == ("contested", True)


def test_the_command_writes_a_local_card_that_visits_can_use(labelled, tmp_path):
    out = tmp_path / "local.yml"
    done = CliRunner().invoke(app, ["scorecard", str(labelled), "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    rows = pd.DataFrame(json.loads(done.stdout)).set_index("factor")
    assert rows.loc["poverty", "status"] == "local_data"
    assert rows["points"].apply(lambda points: points == int(points)).all()
    local = load_scorecard(str(out))
    assert {f.name: f.points for f in local.factors} == rows["points"].to_dict()


def test_a_table_without_the_factors_or_the_outcome_says_what_is_needed(tmp_path):
    path = tmp_path / "t.csv"
    pd.DataFrame({"x": range(40), "y": [0, 1] * 20}).to_csv(path, index=False)
    with pytest.raises(WrongUse, match="absence_rate"):
        rows_to_reweigh(path, CARD, outcome="y")
    with pytest.raises(WrongUse, match="dropout_12m"):
        rows_to_reweigh(path, CARD, outcome="dropout_12m")


def test_the_kits_own_panel_columns_are_all_known_to_the_card():
    frame = pd.DataFrame(
        {
            "absence_rate": [0.25, 0.12, 0.05, None],
            "unexcused_streak": [0, 4, 0, 0],
            "learning_difficulty": [True, False, None, False],
            "earlier_dropout": [False, False, True, False],
            "grade": ["7-9", "4-6", "1-3", None],
            "poverty": [True, None, False, False],
            "over_age": [0, 2, 0, 0],
            "orphan": [False] * 4,
            "disability": [False] * 4,
            "left_behind": [False] * 4,
            "migrant": [True, False, False, False],
        }
    )
    assert scorecard_score(frame).tolist() == [6 + 3 + 2 + 2 + 1, 4 + 4 + 2, 4, 0]
    values = factor_values(frame, CARD)
    assert values["poverty"].isna().tolist() == [False, True, False, False]
    assert values["junior_grade"].isna().tolist() == [False, False, False, True]


def test_one_unexcused_day_is_no_streak():
    others = ("poverty", "orphan", "disability", "migrant", "over_age", "left_behind")
    frame = pd.DataFrame({name: [0, 0] for name in others})
    frame["longest_unexcused_streak"] = [2, 3]
    assert scorecard_score(frame).tolist() == [0, 4]
