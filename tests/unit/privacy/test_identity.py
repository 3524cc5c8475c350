"""Pseudonyms: the same child, the same subject; another key, another subject; no key by accident."""

import hashlib
import re
import stat

import pandas as pd
import pytest

from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.privacy.identity import (
    choose_key,
    fingerprint,
    mask,
    own_key_path,
    pseudonym,
    pseudonyms,
    sample_key,
)

KEY = bytes(range(32))


def people(*rows: tuple) -> pd.DataFrame:
    columns = ["resident_id", "name", "birth_date", "sex", "guardian", "class_no"]
    frame = pd.DataFrame(list(rows), columns=columns).astype("str")
    return frame.where(frame.ne("None"))


def test_a_subject_is_c_and_sixteen_base32_characters_of_the_hmac_over_the_id():
    import base64
    import hmac

    digest = hmac.new(KEY, b"990101201505050013", hashlib.sha256).digest()
    expected = "c" + base64.b32encode(digest).decode()[:16].lower()
    assert pseudonym("990101201505050013", KEY) == expected
    assert re.fullmatch(r"c[a-z2-7]{16}", expected)


def test_name_and_school_do_not_change_the_subject_of_a_child_with_an_id():
    one = people(("990101201505050013", "甲一", "2015-05-05", "male", "甲父", "1"))
    other = people(("990101201505050013", "甲壹", None, None, None, "2"))
    assert pseudonyms(one, KEY).tolist() == pseudonyms(other, KEY).tolist()


def test_another_key_gives_another_subject():
    one = people(("990101201505050013", "甲一", "2015-05-05", "male", "甲父", "1"))
    assert pseudonyms(one, KEY).tolist() != pseudonyms(one, sample_key()).tolist()
    assert fingerprint(KEY) != fingerprint(sample_key())


def test_children_without_an_id_who_agree_in_everything_are_told_apart_by_content_not_by_row_order():
    rows = [
        (None, "甲一", "2015-05-05", "male", "甲父", "2"),
        (None, "甲一", "2015-05-05", "male", "甲父", "1"),
    ]
    forward = pseudonyms(people(*rows), KEY)
    backward = pseudonyms(people(*rows[::-1]), KEY)
    assert forward.nunique() == 2
    assert forward.tolist() == backward.tolist()[::-1]


def test_two_rows_with_one_id_are_refused_because_linking_should_have_joined_them():
    row = ("990101201505050013", "甲一", "2015-05-05", "male", "甲父", "1")
    with pytest.raises(ValueError, match="share"):
        pseudonyms(people(row, row), KEY)


def test_fictional_counties_use_the_published_key_everywhere(monkeypatch, tmp_path):
    own = tmp_path / "own.key"
    own.write_bytes(KEY)
    monkeypatch.setenv("KCBX_KEY_FILE", str(own))
    assert choose_key(["990101", "990102"]) == (sample_key(), "")


def test_real_counties_refuse_the_published_key(tmp_path):
    published = tmp_path / "published.key"
    published.write_bytes(sample_key())
    with pytest.raises(WrongUse, match="真实县"):
        choose_key(["411403"], key_file=published)


def test_fictional_and_real_counties_together_need_a_named_key(tmp_path):
    with pytest.raises(WrongUse, match="--key"):
        choose_key(["411403", "990101"])
    named = tmp_path / "named.key"
    named.write_bytes(KEY)
    assert choose_key(["411403", "990101"], key_file=named)[0] == KEY


def test_the_first_real_run_makes_a_key_only_its_owner_can_read_and_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("KCBX_KEY_FILE", raising=False)
    key, note = choose_key(["411403"])
    assert len(key) == 32
    assert str(own_key_path()) in note
    assert stat.S_IMODE(own_key_path().stat().st_mode) == 0o600
    assert choose_key(["411403"]) == (key, "")


def test_a_key_of_the_wrong_length_is_refused_with_the_length_found(tmp_path):
    short = tmp_path / "short.key"
    short.write_bytes(b"abc")
    with pytest.raises(UnreadableInput, match="3"):
        choose_key(["411403"], key_file=short)


@pytest.mark.parametrize(
    ("raw", "sensitivity", "masked"),
    [
        ("99010120150505001X", "id", "*****************X"),
        ("9901 0120", "id", "**** ****"),
        ("阿依古丽·买买提", "name", "****·***"),
        ("张　三", "name", "*　*"),
        ("青禾县一小", "public", "青禾县一小"),
        ("某路 3 号", "address", "***"),
        ("父母外出，由祖父照看", "free_text", "***"),
    ],
)
def test_a_mask_keeps_the_shape_that_shows_the_fault_and_nothing_else(raw, sensitivity, masked):
    assert mask(pd.Series([raw], dtype="str"), sensitivity).tolist() == [masked]


def test_a_blank_stays_blank_under_the_mask():
    assert mask(pd.Series([None], dtype="str"), "name").isna().all()
