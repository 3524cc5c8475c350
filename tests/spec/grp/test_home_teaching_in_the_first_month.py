"""GRP-10 before the term's first month is over: nothing is due yet, and nothing fails."""

from kcbx_lib.rules.grp import home_teaching_lacking
from tests.spec_helpers import Drawn

ENROLMENT = """
name   resident_id birth_date sex  school_code grade class_no status
王小明 birth       2014-05-01 male S1          4     1        home_teaching
"""
VISITS = """
name   resident_id birth_date date       hours teachers
王小明 birth       2014-05-01 2024-09-05 2     2
"""


def test_no_month_is_over_yet() -> None:
    drawn = Drawn(as_of="2024-09-10", enrolment=ENROLMENT, home_teaching=VISITS)
    assert drawn.found(home_teaching_lacking) == []


def test_a_month_that_is_over_counts() -> None:
    drawn = Drawn(as_of="2024-10-10", enrolment=ENROLMENT, home_teaching=VISITS)
    assert drawn.found(home_teaching_lacking) == ["王小明"]
