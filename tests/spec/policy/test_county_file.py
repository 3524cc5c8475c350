"""A county may bring its own policy file; what is wrong in it is said with expected, found and where."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kcbx_lib.errors import PolicyError, WrongUse
from kcbx_lib.policy import load_policy

ON = date(2024, 11, 20)


def written(folder: Path, text: str) -> str:
    """The path of a policy file holding this text."""
    path = folder / "qinghe.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_county_file_overrides_what_it_states_and_inherits_the_rest(tmp_path: Path) -> None:
    policy = load_policy(
        written(
            tmp_path,
            """
            profile: qinghe
            title: {zh: 青禾县, en: Qinghe}
            extends: suiyang_2024
            values:
              absence.report_streak_days: 2
            """,
        ),
        on=ON,
    )

    assert policy["absence.report_streak_days"] == 2
    assert policy.value("absence.report_streak_days").status == "unconfirmed"
    assert policy["movements.review_within_days"] == 14
    assert policy["age.from"] == 6


def test_a_county_file_may_cite_a_document_of_its_own(tmp_path: Path) -> None:
    policy = load_policy(
        written(
            tmp_path,
            """
            extends: national
            documents:
              order: {kind: local, title: {zh: 青禾县办法, en: Qinghe order}, number: 青政〔2024〕5号, date: 2024-10-01}
            values:
              target.retention:
                - {since: 2024-10-01, value: 97, comparison: at least, document: order, article: 第三条,
                   status: confirmed}
            """,
        ),
        on=ON,
    )

    assert policy.value("target.retention").document_title["zh"] == "青禾县办法 青政〔2024〕5号"
    assert policy.value("target.retention", on=date(2024, 9, 30)).value == 95


def test_a_value_of_none_means_that_the_county_asks_for_none(tmp_path: Path) -> None:
    path = written(
        tmp_path, "extends: suiyang_2024\nvalues:\n  movements.review_within_days: null\n"
    )

    assert load_policy(path, on=ON)["movements.review_within_days"] is None


def test_an_unknown_profile_names_the_known_ones_and_the_nearest() -> None:
    with pytest.raises(WrongUse) as error:
        load_policy("hanzong_2018", on=ON)

    assert "yangquan_2018" in str(error.value)
    assert "“hanzhong_2018”？" in str(error.value)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("absence.report_streak_day: 2", "absence.report_streak_days"),
        ("absence.report_streak_days: three", "three"),
        ("learning.fail_rate: 60", "60"),
        ("aid.eligible_groups: [is_rich]", "is_rich"),
        ("notices.sequence: [urge, urge]", "urge"),
        ("age.cutoff: '31-08'", "31-08"),
        ("report.monthly_deadline: {kind: day_of_month}", "day_of_month"),
        (
            "target.retention: [{since: 2024-01-01, value: 97, comparison: at least, document: nobody, "
            "article: 一, status: confirmed}]",
            "nobody",
        ),
        (
            "target.retention: [{since: 2024-01-01, value: 97, comparison: roughly, "
            "document: suiyang_notice, article: 一, status: confirmed}]",
            "roughly",
        ),
        (
            "target.retention: [{since: 2024-01-01, value: 97, comparison: at least, "
            "document: working_default, article: 一, status: confirmed}]",
            "working_default",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_file(tmp_path: Path, values: str, said: str) -> None:
    path = written(tmp_path, f"extends: national\nvalues:\n  {values}\n")

    with pytest.raises(PolicyError) as error:
        load_policy(path, on=ON)

    assert said in str(error.value)
    assert "qinghe.yml" in str(error.value)


def test_a_file_that_extends_nothing_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="suiyang"):
        load_policy(written(tmp_path, "extends: suiyang\nvalues: {}\n"), on=ON)


def test_broken_yaml_says_which_line(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="3"):
        load_policy(written(tmp_path, "extends: national\nvalues:\n\tage.from: 6\n"), on=ON)


def test_a_what_if_is_never_confirmed() -> None:
    policy = load_policy("zhuozi_2022", on=ON).with_values({"absence.report_streak_days": 5})

    assert policy["absence.report_streak_days"] == 5
    assert policy.value("absence.report_streak_days").status == "unconfirmed"
    with pytest.raises(PolicyError):
        policy.with_values({"absence.report_streak_days": "five"})
