"""The rulebook itself: every citation resolves, every key is titled, nothing is claimed for a document
that is not its own."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from kcbx_lib.policy import Policy, documents, load_policy, policy_keys, profile_names
from kcbx_lib.policy.profiles import read_profile
from kcbx_lib.policy.values import UNITS

ON = date(2024, 11, 20)
GARBLED = ("yaosheng_2022", "xinrong_2022", "zhuozi_2022")
SHARED = ("law", "national", "default", "literature")


@cache
def policy(name: str) -> Policy:
    return load_policy(name, on=ON)


def all_values() -> list[tuple[str, object]]:
    return [
        (profile, value)
        for profile in profile_names()
        for values in read_profile(profile).own.values()
        for value in values
    ]


def test_every_key_has_a_title_in_both_languages_and_a_known_unit() -> None:
    for key in policy_keys().values():
        assert key.title["zh"], key.key
        assert key.title["en"], key.key
        assert key.unit in UNITS, key.key


def test_national_gives_every_key_a_value() -> None:
    assert set(read_profile("national").own) == set(policy_keys())


def test_every_citation_resolves() -> None:
    for profile, value in all_values():
        assert value.document in documents(), (profile, value.key)


def test_a_profile_cites_its_own_document_or_one_that_stands_above_it() -> None:
    for profile, value in all_values():
        own = read_profile(profile).document
        cited = documents()[value.document]
        assert value.document == own or cited.kind in SHARED, (profile, value.key)


def test_a_confirmed_value_names_document_and_article() -> None:
    for profile, value in all_values():
        if value.status == "confirmed":
            assert value.article, (profile, value.key)
            assert documents()[value.document].kind in ("law", "local"), (profile, value.key)


@pytest.mark.parametrize("name", GARBLED)
def test_a_document_whose_years_were_lost_gives_no_dates(name: str) -> None:
    profile = read_profile(name)
    assert profile.document is not None
    document = documents()[profile.document]

    assert document.dated is None
    assert document.damage is not None
    assert {value.since for values in profile.own.values() for value in values} == {None}


def test_a_value_never_holds_before_its_document_was_signed() -> None:
    for profile, value in all_values():
        signed = documents()[value.document].dated
        if value.since is not None and signed is not None:
            assert value.since >= signed, (profile, value.key)


@pytest.mark.parametrize("name", profile_names())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_value_can_be_put_in_words(name: str, lang: str) -> None:
    for key in policy_keys():
        text = policy(name).text(key, lang)
        assert text
        assert "{" not in text, key


def test_a_veto_names_targets_that_exist() -> None:
    for name in profile_names():
        for key in policy(name)["veto.targets"] or ():
            assert key in policy_keys()


def test_profiles_extend_national_alone() -> None:
    assert {read_profile(name).extends for name in profile_names()[1:]} == {"national"}
