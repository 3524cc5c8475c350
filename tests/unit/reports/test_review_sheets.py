"""What the review list says of a pair, in words."""

import inspect
import re

import pytest

from kcbx_lib.link import review
from kcbx_lib.link.agreements import LEVELS
from kcbx_lib.link.slips import LEVELS as SLIPS
from kcbx_lib.messages import has_message
from kcbx_lib.reports.review_sheets import in_words

EVIDENCE = re.findall(r'_scored\(.*?, 0\.\d, "([^"]+)"\)', inspect.getsource(review))


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_every_reason_for_a_question_is_a_sentence(evidence: str) -> None:
    assert "+" not in in_words(evidence)
    assert in_words(evidence) != evidence


def test_all_reasons_were_found_in_the_source() -> None:
    assert len(EVIDENCE) == 8


def test_what_agrees_besides_is_named() -> None:
    assert in_words("name+birth+school+guardian") == (
        "出生日期相同，姓名相同或相近；学校、监护人也相同"
    )


@pytest.mark.parametrize("level", [*(level.name for level in LEVELS), *SLIPS])
def test_every_level_of_linking_has_words(level: str) -> None:
    assert has_message(f"register_story.level_{level}")
