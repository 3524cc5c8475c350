"""How many to visit: the sizes of the audit literature, exactly.

Checked against ``planning()`` of the R package jfa (its tests: test-planning.R, test-aicpa-
appendix-a.R, test-aicpa-appendix-c.R, test-audit-sampler.R, test-touwhoogduin.R), which in turn
are checked against the AICPA Audit Guide: Audit Sampling (2017) and Touw & Hoogduin (2011).
"""

import pytest

from kcbx_lib.errors import WrongUse
from kcbx_lib.sampling import plan_of_size, plan_sample
from kcbx_lib.sampling.plan import accept_risk

THOUSAND = {"binomial": None, "poisson": None, "hypergeometric": 1000}


def size(method, *, population=None, **wanted):
    return plan_sample(method=method, population=population or THOUSAND[method], **wanted).size


@pytest.mark.parametrize(
    ("method", "tolerable", "expected", "published"),
    [
        ("binomial", 0.05, 0, 59),
        ("poisson", 0.05, 0, 60),
        ("hypergeometric", 0.05, 0, 57),
        ("binomial", 0.05, 2, 124),
        ("poisson", 0.05, 2, 126),
        ("hypergeometric", 0.05, 2, 119),
        ("binomial", 0.01, 0, 299),
        ("poisson", 0.01, 0, 300),
        ("hypergeometric", 0.01, 0, 258),
        # Expected as a rate of 2.5 %.
        ("binomial", 0.05, 0.025, 234),
        ("poisson", 0.05, 0.025, 231),
        ("hypergeometric", 0.05, 0.025, 197),
    ],
)
def test_a_sample_at_95_percent_has_the_published_size(method, tolerable, expected, published):
    assert size(method, tolerable=tolerable, expected=expected) == published


# AICPA table A-1: 95 %, binomial; rows are expected rates, columns tolerable rates.
A1 = """
expected   2     3     4    5    6    7    8    9   10   15  20
0        149    99    74   59   49   42   36   32   29   19  14
0.0025   236   157   117   93   78   66   58   51   46   30  22
0.005    313   157   117   93   78   66   58   51   46   30  22
0.0075   386   208   117   93   78   66   58   51   46   30  22
0.01     590   257   156   93   78   66   58   51   46   30  22
0.0125  1030   303   156  124   78   66   58   51   46   30  22
0.015      -   392   192  124  103   66   58   51   46   30  22
0.02       -   846   294  181  127   88   77   68   46   30  22
0.03       -     -  1098  361  195  129   95   84   61   30  22
0.04       -     -     -    -  421  221  146  100   89   40  22
"""


def test_attribute_samples_agree_with_the_table_of_the_aicpa_guide():
    lines = [line.split() for line in A1.strip().splitlines()]
    tolerable = [int(percent) / 100 for percent in lines[0][1:]]
    wrong = [
        (line[0], rate, cell)
        for line in lines[1:]
        for rate, cell in zip(tolerable, line[1:], strict=True)
        if cell != "-" and size("binomial", tolerable=rate, expected=float(line[0])) != int(cell)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("tolerable", "expected", "published"),
    # AICPA table C-1 at a risk of 5 %: expected as a part of the tolerable.
    [
        (0.5, 0.0, 6), (0.1, 0.0, 30), (0.05, 0.0, 60), (0.005, 0.0, 600),
        (0.1, 0.1, 37), (0.05, 0.1, 74), (0.01, 0.1, 368),
        (0.1, 0.2, 47), (0.05, 0.2, 93), (0.01, 0.2, 463),
        (0.1, 0.3, 60), (0.05, 0.3, 120), (0.01, 0.4, 809),
        (0.05, 0.5, 231), (0.01, 0.5, 1154), (0.005, 0.5, 2308),
    ],
)  # fmt: skip
def test_poisson_samples_agree_with_the_table_of_the_aicpa_guide(tolerable, expected, published):
    assert size("poisson", tolerable=tolerable, expected=tolerable * expected) == published


@pytest.mark.parametrize(
    ("population", "expected", "tolerable", "confidence", "published"),
    # AuditSampler's hypergeometric table, as jfa repeats it; the last two from Touw & Hoogduin.
    [
        (500, 0.01, 0.08, 0.90, 46), (500, 0.01, 0.06, 0.90, 61), (500, 0.01, 0.04, 0.90, 90),
        (500, 0.02, 0.05, 0.90, 99), (500, 0.01, 0.08, 0.95, 55), (500, 0.01, 0.04, 0.95, 140),
        (500, 0.03, 0.06, 0.95, 158), (500, 0.06, 0.09, 0.95, 196), (5000, 0.01, 0.04, 0.95, 154),
        (36000, 0.01, 0.04, 0.95, 156),
        (1200, 0, 0.05, 0.90, 45), (1200, 2, 0.05, 0.90, 102),
    ],
)  # fmt: skip
def test_a_known_population_needs_fewer(population, expected, tolerable, confidence, published):
    plan = plan_sample(
        population=population, expected=expected, tolerable=tolerable, confidence=confidence
    )
    assert plan.size == published


def test_an_expected_rate_is_not_rounded_up_by_floating_point():
    # 3.5 % of 400 is 14; computed it is 14.000000000000002, and its ceiling would ask for 423.
    assert size("binomial", tolerable=0.05, expected=0.035, confidence=0.9) == 400


@pytest.mark.parametrize("method", ["binomial", "poisson", "hypergeometric"])
@pytest.mark.parametrize(("tolerable", "expected"), [(0.05, 0), (0.05, 2), (0.1, 1), (0.02, 0)])
def test_one_fewer_would_not_be_enough(method, tolerable, expected):
    plan = plan_sample(
        method=method, population=THOUSAND[method], tolerable=tolerable, expected=expected
    )
    options = {"tolerable": tolerable, "method": method, "population": THOUSAND[method]}
    assert accept_risk(expected, plan.size, **options) <= 0.05
    assert accept_risk(expected, plan.size - 1, **options) > 0.05


def test_a_plan_says_up_to_how_many_findings_it_holds():
    plan = plan_sample(method="binomial", tolerable=0.05, expected=2)
    assert plan.accept_up_to == 2
    assert plan.bound_if_expected <= 0.05


def test_of_thirty_schools_five_percent_means_that_two_are_too_many():
    # One school is 3.3 %, two are 6.7 %: the sample must rule out two.
    plan = plan_sample(population=30, tolerable=0.05)
    assert plan.size == 23  # C(7,2)/C(30,2) = 21/435 = 4.8 %; with 22 it is 28/435 = 6.4 %


def test_a_small_population_is_never_asked_for_more_than_it_has():
    assert plan_sample(population=12, tolerable=0.01).size == 12


def test_a_size_that_is_given_says_which_rate_it_rules_out():
    plan = plan_of_size(29)
    assert plan.tolerable == pytest.approx(0.0981446, abs=1e-7)
    # In a county of 83 schools 29 visits leave at most 6 (7.2 %): 7 are ruled out.
    assert plan_of_size(29, population=83).tolerable == pytest.approx(7 / 83)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tolerable": 0},
        {"tolerable": 5},
        {"tolerable": 0.05, "confidence": 95},
        {"tolerable": 0.05, "method": "normal"},
        {"tolerable": 0.05, "method": "hypergeometric", "population": None},
        {"tolerable": 0.05, "expected": -1},
        {"tolerable": 0.05, "expected": 1.5},
        {"tolerable": 0.05, "expected": 0.05},
        {"tolerable": 0.05, "expected": 0.0499999},
        {"tolerable": 0.05, "population": 0},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_in_words(wrong):
    with pytest.raises(WrongUse) as refusal:
        plan_sample(**({"population": 1000, "method": "binomial"} | wrong))
    assert len(str(refusal.value)) > 20
