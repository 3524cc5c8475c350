"""The decision table itself: known states, explained lines, a last line for everybody."""

import pandas as pd

from kcbx_lib.messages import has_message
from kcbx_lib.registers.states import STATES, TABLE


def test_every_line_gives_a_state_of_the_contract_and_an_explanation_in_words():
    for line in TABLE:
        assert line.state in STATES
        assert has_message(f"registers.{line.explanation}")


def test_every_state_can_be_reached():
    assert {line.state for line in TABLE} == set(STATES)


def test_the_last_line_takes_everybody():
    anybody = pd.DataFrame(index=["c1", "c2"])
    assert TABLE[-1].test(anybody).all()


def test_out_of_school_comes_after_every_explanation():
    order = [line.state for line in TABLE]
    first_accusation = order.index("out_of_school")
    for lawful in ("died", "abroad", "suspended", "home_teaching", "special_school", "moved_away"):
        assert order.index(lawful) < first_accusation
