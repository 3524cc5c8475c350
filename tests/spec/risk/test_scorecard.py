"""The scorecard: every child's reasons, unknown is said, the list fits the visitors."""

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.errors import WrongUse
from kcbx_lib.policy import load_policy
from kcbx_lib.risk import load_scorecard, score_children
from kcbx_lib.risk.capacity import school_order, visit_list, visit_order
from kcbx_lib.risk.scorecard import points_table, reasons_of
from tests.spec_helpers import Drawn

POLICY = load_policy("national", on=date(2024, 11, 20))
CARD = load_scorecard()


def values(**known) -> pd.DataFrame:
    return pd.DataFrame(
        {f.name: pd.Series(known.get(f.name, [0]), dtype="Float64") for f in CARD.factors}
    )


def reasons(**known) -> str:
    table = values(**known)
    return reasons_of(table, points_table(table, CARD), CARD, POLICY).iloc[0]


def test_every_factor_has_its_source_and_standing_and_whole_points():
    for factor in CARD.factors:
        assert factor.source
        assert factor.status in ("literature", "unconfirmed", "contested", "local_data")
        assert isinstance(factor.points, int)


def test_left_behind_is_marked_contested_and_earns_one_point():
    factor = next(f for f in CARD.factors if f.name == "left_behind")
    assert (factor.status, factor.points) == ("contested", 1)


def test_severe_absence_replaces_chronic_absence():
    table = values(severe_absence=[0.25], chronic_absence=[0.25])
    assert points_table(table, CARD).loc[0, ["severe_absence", "chronic_absence"]].tolist() == [
        6,
        0,
    ]


def test_reasons_stand_heaviest_first_and_the_unknown_last():
    text = reasons(chronic_absence=[0.12], left_behind=[1], poverty=[None])
    parts = text.split("；")
    assert parts[0].startswith("缺勤率 12%")
    assert parts[1].startswith("留守")
    assert parts[2].startswith("信息不足")
    assert "家庭经济状况" in parts[2]


def test_a_child_of_whom_nothing_holds_has_no_reason():
    assert reasons() == ""


def test_scores_come_with_reasons_for_a_drawn_county():
    drawn = Drawn(
        enrolment="""
        name   resident_id birth_date sex  school_code grade class_no status   poor left_behind
        林小满 birth       2012-03-01 male 9901010001  7     1        在读     是   否
        周大山 birth       2011-09-01 male 9901010001  7     1        在读     否   否
        """.replace("在读", "in_school"),
    )
    scored = score_children(drawn.facts, drawn.policy)
    by_name = dict(zip(scored["subject"].map(drawn.name_of), scored["score"], strict=True))
    assert by_name["林小满"] > by_name["周大山"]
    assert scored["score"].is_monotonic_decreasing


RISK = pd.DataFrame(
    {
        "subject": ["a", "b", "c", "d", "e"],
        "school_code": ["1", "1", "2", "2", "2"],
        "score": [9, 6, 6, 6, 0],
    }
)


def test_children_tied_at_the_cut_are_listed_apart():
    visits = visit_list(RISK, visits_a_week=2)
    assert visits.sure["subject"].tolist() == ["a"]
    assert visits.tied["subject"].tolist() == ["b", "c", "d"]
    assert visits.places_left == 1
    assert visits.cut_score == 6


def test_a_list_that_fits_has_no_ties_and_nobody_without_a_point():
    visits = visit_list(RISK, visits_a_week=2, weeks=2)
    assert visits.sure["subject"].tolist() == ["a", "b", "c", "d"]
    assert visits.tied.empty


def test_no_capacity_is_wrong_use():
    with pytest.raises(WrongUse):
        visit_list(RISK, visits_a_week=0)


def test_weeks_of_tied_children_are_bounded():
    order = visit_order(RISK, visits_a_week=2).set_index("subject")
    assert order.loc["b", ["first_week", "last_week"]].tolist() == [1, 2]
    assert order.loc["a", ["first_week", "last_week"]].tolist() == [1, 1]


def test_schools_are_visited_whole_until_the_visits_are_spent():
    schools = school_order(RISK, visits=2)
    assert schools["school_code"].tolist() == ["1", "2"]
    assert schools["is_visited"].tolist() == [True, False]
