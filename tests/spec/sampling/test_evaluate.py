"""What the visits prove, and what they do not."""

import pandas as pd
import pytest

from kcbx_lib.errors import WrongUse
from kcbx_lib.sampling import (
    Design,
    draw_schools,
    evaluate,
    evaluate_counts,
    sample_county,
    upper_bound,
)


def design(county, *, size=12, method="stratified", **options):
    drawn = draw_schools(county, size=size, seed=5, method=method, **options)
    return Design(schools=drawn, method=method, seed=5)


def first(design):
    return design.selected["school_code"].iloc[0]


def test_a_plain_lottery_is_judged_by_the_hypergeometric_bound(county, results):
    lottery = design(county, strata=())
    outcome = evaluate(results(lottery.selected), lottery)
    published = upper_bound(0, 12, method="hypergeometric", population=40)
    assert outcome.school_share.method == "hypergeometric"
    assert outcome.school_share.upper == pytest.approx(published)
    assert outcome.schools_upper == 7


def test_strata_cost_little_certainty(county, results):
    stratified = design(county)
    outcome = evaluate(results(stratified.selected), stratified)
    assert outcome.school_share.method == "trials"
    # A plain lottery leaves 7 schools possible; the worst arrangement over the strata one more.
    assert outcome.schools_upper == 8


def test_a_finding_raises_the_bound_and_gives_a_lower_limit(county, results):
    lottery = design(county, strata=())
    found = {f"at_{code}": 3 for code in lottery.selected["school_code"].head(4)}
    outcome = evaluate(results(lottery.selected, **found), lottery)
    assert outcome.schools_with_findings == 4
    assert outcome.school_share.estimate == pytest.approx(4 / 12)
    assert outcome.school_share.low <= 4 / 12 <= outcome.school_share.upper
    assert outcome.schools_upper > 13


def test_the_pupils_of_possible_schools_are_counted_at_their_largest(county, results):
    lottery = design(county, strata=())
    outcome = evaluate(results(lottery.selected), lottery)
    unseen = lottery.schools.loc[~lottery.schools["is_selected"].eq(True), "pupils"]
    assert outcome.pupils_in_such_schools_upper == unseen.nlargest(7).sum()


def test_a_school_without_result_counts_as_one_with_a_case(county, results):
    lottery = design(county, strata=())
    complete = results(lottery.selected)
    outcome = evaluate(complete.iloc[1:], lottery)
    as_if_found = evaluate(results(lottery.selected, **{f"at_{first(lottery)}": 1}), lottery)
    assert outcome.not_visited == (first(lottery),)
    assert outcome.schools_upper == as_if_found.schools_upper
    assert outcome.schools_visited == 11


def test_a_blank_count_is_unknown_and_never_none(county, results):
    lottery = design(county, strata=())
    blank = results(lottery.selected)
    blank["pupils_found"] = blank["pupils_found"].astype("Int64")
    blank.loc[0, "pupils_found"] = pd.NA
    assert evaluate(blank, lottery).not_visited == (first(lottery),)


def test_a_form_with_no_pupil_checked_is_no_visit(county, results):
    lottery = design(county, strata=())
    empty = results(lottery.selected)
    empty.loc[0, "pupils_checked"] = 0
    assert evaluate(empty, lottery).not_visited == (first(lottery),)


def test_a_school_outside_the_draw_is_reported_and_proves_nothing(county, results):
    lottery = design(county, strata=())
    complete = results(lottery.selected)
    other = sorted(set(county["school_code"]) - set(complete["school_code"]))[0]
    extra = pd.DataFrame({"school_code": [other], "pupils_checked": [50], "pupils_found": [50]})
    outcome = evaluate(pd.concat([complete, extra]), lottery)
    assert outcome.outside_selection == (other,)
    assert outcome.schools_upper == evaluate(complete, lottery).schools_upper


def test_schools_chosen_by_hand_prove_nothing_about_the_others(county, results):
    codes = county["school_code"].head(12)
    by_hand = Design.by_hand(county, codes)
    outcome = evaluate(results(by_hand.selected), by_hand, tolerable=0.5)
    assert outcome.verdict == "not_random"
    assert outcome.schools_upper == 40 - 12
    assert outcome.school_share.estimate is None
    assert outcome.pupil_rate.estimate is None


def test_certain_schools_are_counted_as_they_are_and_not_projected(county, results):
    certain = ["3990101001", "3990101002", "3990101003"]
    drawn = design(county, strata=(), certainty=certain)
    clean = evaluate(results(drawn.selected), drawn)
    found = evaluate(results(drawn.selected, at_3990101001=9), drawn)
    # One case in a certain school is one school more, not one in 3.3 of the county.
    assert found.schools_upper == clean.schools_upper + 1


def test_visiting_every_school_leaves_no_doubt(county, results):
    census = design(county, size=40)
    outcome = evaluate(results(census.selected, at_3990101007=4), census, tolerable=0.05)
    assert outcome.schools_upper == 1
    assert outcome.pupil_rate.estimate == pytest.approx(4 / county["pupils"].sum())
    assert outcome.pupil_rate.upper == pytest.approx(4 / county["pupils"].sum())
    assert outcome.verdict == "below"


@pytest.mark.parametrize(
    ("tolerable", "verdict"),
    # Twelve clean schools of a plain lottery leave at most 7 of 40, 17.5 %.
    [(0.15, "undecided"), (0.175, "undecided"), (0.18, "below")],
)
def test_the_tolerable_share_is_ruled_out_only_when_the_bound_is_below_it(
    county, results, tolerable, verdict
):
    lottery = design(county, strata=())
    assert evaluate(results(lottery.selected), lottery, tolerable=tolerable).verdict == verdict


def test_many_findings_prove_that_the_tolerable_share_is_reached(county, results):
    lottery = design(county, strata=())
    found = {f"at_{code}": 1 for code in lottery.selected["school_code"].head(8)}
    assert evaluate(results(lottery.selected, **found), lottery, tolerable=0.2).verdict == "above"


def test_for_draws_by_size_the_share_judged_is_that_of_pupils(county, results):
    by_size = design(county, size=20, method="pps")
    outcome = evaluate(results(by_size.selected), by_size, tolerable=0.15)
    assert outcome.judged_by == "pupils"
    assert outcome.pupils_in_such_schools_upper < 0.15 * outcome.pupils
    assert outcome.verdict == "below"
    # Counted as schools much more stays possible: small ones are easily missed.
    assert outcome.school_share.upper > 0.15


def test_the_pupil_rate_is_projected_with_the_chances_of_the_draw(county, results):
    by_size = design(county, size=10, method="pps", strata=())
    selection = by_size.selected
    found = results(selection)
    found["pupils_found"] = [5, 0, 2] + [0] * 7
    rate = evaluate(found, by_size).pupil_rate
    # With chances proportional to pupils the ratio estimate is the mean of the schools' shares.
    open_ = selection["inclusion_probability"] < 1
    assert open_.all()
    shares = found["pupils_found"] / selection["pupils"].to_numpy()
    assert rate.estimate == pytest.approx(shares.mean())
    assert rate.low <= rate.estimate <= rate.high <= rate.upper


def test_a_stratified_projection_weighs_strata_by_their_schools():
    # Derks et al. (2022), table 1, as evaluation() of jfa projects it without pooling:
    # strata of 8, 11 and 11 units, 6, 7 and 7 of them seen, 2, 1 and 0 with an error.
    rows = [("a", 8, 6, 2), ("b", 11, 7, 1), ("c", 11, 7, 0)]
    schools = pd.concat(
        pd.DataFrame(
            {
                "school_code": [f"{name}{n:02d}" for n in range(units)],
                "stratum": name,
                "pupils": 1,
                "inclusion_probability": seen / units,
                "is_selected": pd.array([n < seen for n in range(units)], dtype="boolean"),
                "found": [int(n < bad) for n in range(units)],
            }
        )
        for name, units, seen, bad in rows
    ).reset_index(drop=True)
    schools["draw_order"] = schools["is_selected"].cumsum().astype("Int64")
    drawn = schools[schools["is_selected"].eq(True)]
    seen = drawn[["school_code"]].assign(pupils_checked=1, pupils_found=drawn["found"])
    outcome = evaluate(seen, Design(schools, "stratified"))
    projected = (2 / 6 * 8 + 1 / 7 * 11 + 0) / 30
    assert outcome.school_share.estimate == pytest.approx(projected)
    assert outcome.pupil_rate.estimate == pytest.approx(projected)
    assert outcome.school_share.upper >= projected


def test_cases_crowded_in_one_school_have_a_large_design_effect(county, results):
    lottery = design(county, strata=())
    codes = lottery.selected["school_code"]
    crowded = evaluate(results(lottery.selected, **{f"at_{codes[0]}": 24}), lottery)
    spread = evaluate(results(lottery.selected, **{f"at_{code}": 2 for code in codes}), lottery)
    assert crowded.pupil_rate.design_effect > 5 * spread.pupil_rate.design_effect
    assert crowded.pupil_rate.effective_pupils < crowded.pupils_checked / 5


def test_with_nothing_found_no_design_effect_is_made_up(county, results):
    lottery = design(county, strata=())
    rate = evaluate(results(lottery.selected), lottery).pupil_rate
    assert rate.estimate == 0
    assert rate.design_effect is None
    assert rate.low is None
    assert rate.upper > 0


def test_schools_checked_in_part_are_said_to_be(county, results):
    lottery = design(county, strata=())
    part = results(lottery.selected)
    part["pupils_checked"] = 20
    assert not evaluate(part, lottery).is_fully_checked
    assert evaluate(results(lottery.selected), lottery).is_fully_checked


def test_every_stratum_has_its_own_bound_and_the_counts_close(county, results):
    stratified = design(county)
    outcome = evaluate(results(stratified.selected), stratified)
    table = outcome.strata
    assert table["schools"].sum() == 40
    assert table["visited"].sum() == outcome.schools_visited
    unseen = table[table["visited"] == 0]
    assert (unseen["upper_schools"] == unseen["schools"]).all()


@pytest.mark.parametrize(
    "results",
    [
        pd.DataFrame({"school_code": ["a"], "pupils_checked": [5]}),
        pd.DataFrame({"school_code": ["a", "a"], "pupils_checked": 5, "pupils_found": 0}),
        pd.DataFrame({"school_code": ["a"], "pupils_checked": [5], "pupils_found": [6]}),
        pd.DataFrame({"school_code": ["a"], "pupils_checked": [5], "pupils_found": [-1]}),
    ],
    ids=["a column is missing", "a school twice", "more found than checked", "below zero"],
)
def test_results_that_cannot_be_are_refused(county, results):
    with pytest.raises(WrongUse):
        evaluate(results, design(county))


def test_bare_counts_can_be_judged_without_a_list():
    assert evaluate_counts(schools_visited=29).upper == pytest.approx(0.0981446, abs=1e-7)
    assert evaluate_counts(schools_visited=29, schools=83).upper == pytest.approx(6 / 83)


@pytest.mark.parametrize("method", ["stratified", "pps", "risk"])
def test_the_planned_number_of_visits_keeps_its_promise(county, method):
    sample = sample_county(county, seed=1, tolerable=0.2, method=method)
    assert sample.promise.verdict == "below"
    assert sample.accept_up_to >= 0


def test_a_plan_that_expects_findings_still_holds_with_so_many(county, results):
    sample = sample_county(county, seed=1, tolerable=0.3, expected=2)
    assert sample.accept_up_to >= 2
    codes = sample.selection["school_code"].head(2)
    found = results(sample.selection, **{f"at_{code}": 1 for code in codes})
    assert evaluate(found, sample.design, tolerable=0.3).verdict == "below"


def test_a_given_size_says_what_it_cannot_prove(county):
    sample = sample_county(county, seed=1, size=5, tolerable=0.05)
    assert len(sample.selection) == 5
    assert sample.accept_up_to == -1
    assert sample.promise.verdict == "undecided"


def test_a_county_too_small_for_the_question_is_visited_whole(county):
    sample = sample_county(county.head(6), seed=1, tolerable=0.05)
    assert len(sample.selection) == 6
    assert sample.promise.schools_upper == 0


def test_a_round_without_size_or_question_is_refused(county):
    with pytest.raises(WrongUse):
        sample_county(county, seed=1)


def test_school_codes_that_came_home_as_numbers_are_still_the_same_schools(county, results):
    lottery = design(county, strata=())
    numbers = results(lottery.selected).astype({"school_code": "int64"})
    assert evaluate(numbers, lottery).schools_visited == 12
