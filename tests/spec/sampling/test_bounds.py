"""How bad it can still be: the bounds of the audit literature, exactly.

Values from ``evaluation()`` of the R package jfa (test-evaluation.R, test-touwhoogduin.R,
test-aicpa-appendix-a.R) and the books that it is checked against.
"""

import pytest
from scipy import stats

from kcbx_lib.errors import WrongUse
from kcbx_lib.sampling import lower_bound, stringer, two_sided, upper_bound


@pytest.mark.parametrize(
    ("found", "checked", "method", "population", "confidence", "published"),
    [
        (0, 60, "poisson", None, 0.95, 0.04992887),
        (0, 60, "binomial", None, 0.95, 0.04870291),
        (0, 57, "hypergeometric", 1000, 0.95, 0.049),
        # Touw & Hoogduin, page 125: a population of 1,200 at 90 %.
        (0, 102, "hypergeometric", 1200, 0.90, 0.02083333),
        (1, 102, "hypergeometric", 1200, 0.90, 0.03583333),
        (2, 102, "hypergeometric", 1200, 0.90, 0.04916667),
        (3, 102, "hypergeometric", 1200, 0.90, 0.0625),
        # Page 137.
        (0, 145, "binomial", None, 0.95, 0.02044826),
        (1, 145, "binomial", None, 0.95, 0.03229696),
        (2, 145, "binomial", None, 0.95, 0.04278054),
        (3, 145, "binomial", None, 0.95, 0.0526026),
    ],
)
def test_upper_bounds_agree_with_the_published(
    found, checked, method, population, confidence, published
):
    bound = upper_bound(found, checked, method=method, population=population, confidence=confidence)
    assert bound == pytest.approx(published, abs=5e-9)


@pytest.mark.parametrize(
    ("checked", "percents"),
    # AICPA table A-3: none to ten deviations, 95 %, in percent rounded up to one decimal.
    [
        (20, "14.0 21.7 28.3 34.4 40.2 45.6 50.8 55.9 60.7 65.4 69.9"),
        (30, "9.6 14.9 19.6 23.9 28.0 31.9 35.8 39.4 43.0 46.6 50.0"),
        (60, "4.9 7.7 10.2 12.5 14.7 16.8 18.8 20.8 22.8 24.8 26.7"),
        (100, "3.0 4.7 6.2 7.6 9.0 10.3 11.5 12.8 14.0 15.2 16.4"),
        (500, "0.6 1.0 1.3 1.6 1.9 2.1 2.4 2.7 2.9 3.2 3.4"),
    ],
)
def test_upper_bounds_agree_with_the_table_of_the_aicpa_guide(checked, percents):
    for found, percent in enumerate(map(float, percents.split())):
        bound = 100 * upper_bound(found, checked)
        assert percent - 0.1 < bound <= percent + 1e-9


@pytest.mark.parametrize(
    ("taints", "published"),
    # Touw & Hoogduin, pages 138, 143 and 144: 145 draws.
    [
        ([1.0, 0.20000072, 0.03999931], 0.03478656),
        ([1.0, 0.09887], 0.03333348),
        ([0.5, 0.4, 0.19887], 0.03251936),
        ([], 0.02044826),
    ],
)
def test_stringer_bounds_agree_with_the_published(taints, published):
    assert stringer(taints, draws=145) == pytest.approx(published, abs=5e-9)


def test_stringer_with_whole_taints_is_the_binomial_bound():
    assert stringer([1, 1, 1], draws=50) == pytest.approx(upper_bound(3, 50))


def test_the_order_of_the_taints_changes_nothing():
    assert stringer([0.1, 0.9, 0.4], draws=30) == stringer([0.9, 0.4, 0.1], draws=30)


def test_nothing_found_in_29_schools_leaves_up_to_9_8_percent():
    assert upper_bound(0, 29) == pytest.approx(1 - 0.05 ** (1 / 29))
    assert f"{upper_bound(0, 29):.3f}" == "0.098"


def test_the_hypergeometric_bound_is_the_last_count_that_is_not_surprising():
    # Of 83 schools 29 were seen, none with a case.
    most = round(upper_bound(0, 29, method="hypergeometric", population=83) * 83)
    assert stats.hypergeom.cdf(0, 83, most, 29) > 0.05
    assert stats.hypergeom.cdf(0, 83, most + 1, 29) <= 0.05


def test_a_census_leaves_no_doubt():
    for found in (0, 3, 12):
        options = {"method": "hypergeometric", "population": 12}
        assert upper_bound(found, 12, **options) == pytest.approx(found / 12)
        assert lower_bound(found, 12, **options) == pytest.approx(found / 12)


def test_the_interval_is_clopper_and_pearsons():
    low, high = two_sided(3, 40)
    assert stats.binom.sf(2, 40, low) == pytest.approx(0.025)
    assert stats.binom.cdf(3, 40, high) == pytest.approx(0.025)


def test_with_nothing_found_the_lower_limit_is_none_and_with_all_found_the_upper_is_all():
    for method, population in (("binomial", None), ("hypergeometric", 100)):
        options = {"method": method, "population": population}
        assert lower_bound(0, 20, **options) == 0
        assert upper_bound(20, 20, **options) == 1


@pytest.mark.parametrize(
    ("found", "checked", "population"), [(-1, 10, None), (11, 10, None), (0, 0, None), (0, 20, 10)]
)
def test_counts_that_cannot_be_are_refused(found, checked, population):
    with pytest.raises(WrongUse):
        upper_bound(
            found, checked, method="hypergeometric" if population else "binomial",
            population=population,
        )  # fmt: skip


def test_more_taints_than_draws_are_refused():
    with pytest.raises(WrongUse):
        stringer([0.5, 0.5, 0.5], draws=2)
    with pytest.raises(WrongUse):
        stringer([1.2], draws=10)
