"""Every rule explained under every profile reads as sentences, in both languages."""

import re
from datetime import date

import pytest

from kcbx_lib.messages import use_language
from kcbx_lib.policy import load_policy, profile_names
from kcbx_lib.rules.described import describe_rules, explain_rule, filled

LEFT_OVER = re.compile(r"[{}]|%%|percent%|个百分点%|days days|天天|个上课日个")


@pytest.fixture(params=["zh", "en"])
def lang(request):
    use_language(request.param)
    yield request.param
    use_language("zh")


@pytest.mark.parametrize("profile", profile_names())
def test_no_field_is_left_unfilled_and_no_unit_stands_twice(profile: str, lang: str) -> None:
    policy = load_policy(profile, on=date(2024, 11, 20))
    wrong = {
        entry["rule"]: LEFT_OVER.findall(explain_rule(str(entry["rule"]), policy))
        for entry in describe_rules(policy)
    }
    assert not {rule: found for rule, found in wrong.items() if found}


def test_values_of_the_profile_are_filled_in_and_fields_of_a_subject_named() -> None:
    policy = load_policy("national", on=date(2024, 11, 20))
    said = filled("{name}旷课{policy[absence.report_streak_days]}", policy, "zh")
    assert said == "⟨name⟩旷课3个上课日"
