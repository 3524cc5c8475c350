"""The catalogue: every message in both languages, with the same fields."""

import re

import pytest

from kcbx_lib.messages import catalogue, rooms

RULE_ID = re.compile(r"[A-Z]{2,4}-\d{2}")
FIELD = re.compile(r"(?<!{){([a-z_]+)")


def entries():
    for room in rooms():
        for key, text in catalogue(room).items():
            if RULE_ID.fullmatch(key):
                for part in ("title", "condition", "criterion", "effect", "action", "owner"):
                    yield pytest.param(text[part], id=f"{room}.{key}.{part}")
            else:
                yield pytest.param(text, id=f"{room}.{key}")


@pytest.mark.parametrize("text", list(entries()))
def test_a_message_is_there_in_both_languages_with_the_same_fields(text):
    assert set(text) == {"zh", "en"}
    fields = {lang: set(FIELD.findall(str(text[lang]))) for lang in ("zh", "en")}
    assert fields["zh"] == fields["en"]


def test_a_rule_says_its_severity():
    for room in rooms():
        if room.startswith("rules_"):
            for key, text in catalogue(room).items():
                if RULE_ID.fullmatch(key):
                    assert text["severity"] in {"high", "medium", "low"}, key
