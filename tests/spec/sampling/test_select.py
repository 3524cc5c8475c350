"""Which schools: every chance is known before the draw, and every draw can be repeated."""

import pandas as pd
import pytest

from kcbx_lib.errors import WrongUse
from kcbx_lib.sampling import draw_schools, select_pupils, select_schools
from kcbx_lib.sampling.select import fingerprint, inclusion_probabilities

METHODS = ["stratified", "pps", "risk"]


def chances(county, **options):
    drawn = inclusion_probabilities(county, **options)
    return drawn.set_index("school_code")["inclusion_probability"]


@pytest.mark.parametrize("method", METHODS)
def test_exactly_the_asked_number_of_schools_is_drawn(county, method):
    for seed in range(20):
        assert len(select_schools(county, size=11, seed=seed, method=method)) == 11


@pytest.mark.parametrize("method", METHODS)
def test_the_chances_add_up_to_the_number_of_schools(county, method):
    assert chances(county, size=11, method=method).sum() == pytest.approx(11)


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_the_rows_changes_nothing(county, method):
    shuffled = county.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        select_schools(county, size=11, seed=7, method=method),
        select_schools(shuffled, size=11, seed=7, method=method),
    )


def test_the_same_seed_draws_the_same_schools_and_another_seed_others(county):
    first = select_schools(county, size=11, seed=7)["school_code"].tolist()
    again = select_schools(county, size=11, seed=7)["school_code"].tolist()
    other = select_schools(county, size=11, seed=8)["school_code"].tolist()
    assert first == again
    assert sorted(first) != sorted(other)


def test_the_list_that_came_in_is_left_as_it_was(county):
    before = county.copy()
    select_schools(county, size=11, seed=7)
    pd.testing.assert_frame_equal(county, before)


def test_the_stratified_draw_gives_all_schools_the_same_chance(county):
    assert chances(county, size=10).tolist() == pytest.approx([0.25] * 40)


def test_every_stratum_gets_its_due_number_rounded_up_or_down(county):
    # 13 of 40: each township of 8 schools is due 2.6, each stratum of 6 primary schools 1.95.
    for seed in range(30):
        drawn = draw_schools(county, size=13, seed=seed)
        drawn["n"] = drawn["is_selected"].astype("int64")
        for column in ("township", "stratum"):
            groups = drawn.groupby(column)
            due, got = groups["inclusion_probability"].sum(), groups["n"].sum()
            assert ((got - due).abs() < 1).all()


def test_more_strata_than_visits_leave_no_school_without_a_chance(county):
    drawn = draw_schools(county, size=4, seed=1)
    assert drawn["stratum"].nunique() == 10
    assert (drawn["inclusion_probability"] == 0.1).all()
    assert drawn["is_selected"].sum() == 4


def test_a_blank_township_is_a_stratum_of_its_own(county):
    county.loc[[3, 4], "township"] = None
    drawn = draw_schools(county, size=10, seed=1)
    assert set(drawn.loc[drawn["township"].isna(), "stratum"]) == {"未填 · 小学", "未填 · 初中"}


def test_equal_allocation_gives_small_strata_as_many_visits(county):
    drawn = inclusion_probabilities(county, size=8, strata=("stage",), allocation="equal")
    assert drawn.groupby("stage")["inclusion_probability"].sum().tolist() == pytest.approx([4, 4])


def test_neyman_allocation_sends_more_visits_where_sizes_vary_more():
    schools = pd.DataFrame(
        {
            "school_code": list("abcdef"),
            "stage": ["小学"] * 3 + ["初中"] * 3,
            "pupils": [100, 300, 500, 200, 210, 220],
        }
    )
    drawn = inclusion_probabilities(schools, size=2, strata=("stage",), allocation="neyman")
    due = drawn.groupby("stage")["inclusion_probability"].sum()
    # Standard deviations 200 and 10: the two visits are shared 20 to 1.
    assert due["小学"] / due["初中"] == pytest.approx(20)


def test_chances_by_size_are_proportional_to_pupils(county):
    chance = chances(county, size=5, method="pps")
    per_pupil = chance / county.set_index("school_code")["pupils"]
    assert per_pupil.max() == pytest.approx(per_pupil.min())


def test_a_school_too_large_for_the_draw_becomes_certain_and_the_rest_stay_proportional():
    schools = pd.DataFrame({"school_code": list("abcd"), "pupils": [5000, 100, 200, 300]})
    drawn = inclusion_probabilities(schools, size=2, method="pps", strata=())
    assert drawn["inclusion_probability"].tolist() == pytest.approx([1, 1 / 6, 2 / 6, 3 / 6])
    assert drawn["is_certainty"].tolist() == [True, False, False, False]


def test_a_risk_draw_leaves_every_school_half_of_a_plain_chance(county):
    chance = chances(county, size=8, method="risk")
    risk = county.set_index("school_code")["risk_score"]
    assert chance.min() == pytest.approx(0.5 * 8 / 40)
    assert chance.idxmin() in set(risk.index[risk == 0])
    assert chance.corr(risk) == pytest.approx(1)


@pytest.mark.parametrize("method", METHODS)
def test_schools_named_as_certain_are_always_visited_and_count_in_the_size(county, method):
    certain = ["3990101003", "3990101017"]
    for seed in range(10):
        chosen = select_schools(county, size=6, seed=seed, method=method, certainty=certain)
        assert set(certain) <= set(chosen["school_code"])
        assert len(chosen) == 6
        sure = chosen.set_index("school_code").loc[certain, "inclusion_probability"]
        assert (sure == 1).all()


def test_certain_schools_can_be_marked_in_a_column_and_a_blank_is_no(county):
    county["watched"] = pd.array([True, False, None, True] + [None] * 36, dtype="boolean")
    chosen = select_schools(county, size=6, seed=1, certainty="watched")
    assert chosen.loc[chosen["is_certainty"].eq(True), "school_code"].tolist() != []
    assert set(chosen.loc[chosen["is_certainty"].eq(True), "school_code"]) == {
        "3990101000",
        "3990101003",
    }


def test_visiting_all_schools_makes_all_of_them_certain(county):
    assert (chances(county, size=40) == 1).all()


def test_the_order_of_visits_is_drawn_by_lot_and_counts_from_one(county):
    chosen = select_schools(county, size=11, seed=7)
    assert chosen["draw_order"].tolist() == list(range(1, 12))
    assert chosen["school_code"].tolist() != sorted(chosen["school_code"])


def test_the_fingerprint_sees_a_changed_figure_and_not_the_order_of_rows(county):
    columns = ["school_code", "pupils"]
    before = fingerprint(county, columns)
    assert fingerprint(county.iloc[::-1], columns) == before
    assert fingerprint(county.assign(pupils=county["pupils"] + 1), columns) != before
    assert fingerprint(county.assign(phone="1"), columns) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": 0},
        {"size": 41},
        {"size": 2.5},
        {"size": 1, "certainty": ["3990101003", "3990101017"]},
        {"certainty": ["no such school"]},
        {"certainty": "no such column"},
        {"method": "handpicked"},
        {"allocation": "by feeling"},
        {"seed": -1},
        {"seed": None},
        {"strata": ("valley",)},
    ],
)
def test_a_draw_that_makes_no_sense_is_refused_in_words(county, wrong):
    with pytest.raises(WrongUse) as refusal:
        select_schools(county, **({"size": 5, "seed": 1} | wrong))
    assert len(str(refusal.value)) > 15


def test_a_repeated_or_blank_school_code_is_refused(county):
    with pytest.raises(WrongUse, match="3990101001"):
        select_schools(pd.concat([county, county.iloc[[1]]]), size=5, seed=1)
    county.loc[2, "school_code"] = None
    with pytest.raises(WrongUse):
        select_schools(county, size=5, seed=1)


def test_a_school_without_pupil_number_is_named_when_chances_go_by_size(county):
    county["pupils"] = county["pupils"].astype("Int64")
    county.loc[5, "pupils"] = pd.NA
    with pytest.raises(WrongUse, match="3990101005"):
        select_schools(county, size=5, seed=1, method="pps")
    # The lottery does not need it.
    assert len(select_schools(county, size=5, seed=1)) == 5


@pytest.fixture
def children(county):
    codes = [code for code in county["school_code"].head(3) for _ in range(30)]
    return pd.DataFrame({"subject": [f"c{n:03d}" for n in range(90)], "school_code": codes}).iloc[
        ::-1
    ]


def test_pupils_are_drawn_within_each_school(children):
    chosen = select_pupils(children, per_school=10, seed=1)
    assert chosen.groupby("school_code").size().tolist() == [10, 10, 10]
    assert chosen["pupil_probability"].tolist() == pytest.approx([1 / 3] * 30)


def test_a_school_with_fewer_pupils_is_checked_whole(children):
    chosen = select_pupils(children, per_school=40, seed=1)
    assert len(chosen) == 90
    assert (chosen["pupil_probability"] == 1).all()


def test_the_chance_of_a_pupil_is_that_of_both_stages(county, children):
    schools = select_schools(county, size=10, seed=1, certainty=["3990101000", "3990101001"])
    chosen = select_pupils(children, per_school=10, seed=1, schools=schools)
    assert set(chosen["school_code"]) <= set(schools["school_code"])
    certain = chosen[chosen["school_code"] == "3990101000"]
    assert certain["inclusion_probability"].tolist() == pytest.approx([1 / 3] * 10)


def test_pupils_of_a_school_do_not_hang_on_other_schools_or_the_order_of_rows(children):
    alone = children[children["school_code"] == "3990101001"].sort_values("subject")
    together = select_pupils(children, per_school=10, seed=1)
    together = together[together["school_code"] == "3990101001"]
    only = select_pupils(alone, per_school=10, seed=1)
    assert only["subject"].tolist() == together["subject"].tolist()


def test_a_pupil_listed_twice_is_refused(children):
    with pytest.raises(WrongUse):
        select_pupils(pd.concat([children, children.head(1)]), per_school=5, seed=1)
