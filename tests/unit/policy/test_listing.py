"""``kcbx policies``: what a profile demands and where profiles differ."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from kcbx_lib.cli.app import app
from kcbx_lib.policy import compare_profiles, demands, differences, policy_keys, profile_names

ON = date(2100, 1, 1)


def told(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["policies", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_key_whose_value_differs_shows_each_value_with_its_ground_and_profiles() -> None:
    apart = differences(profile_names(), on=ON, lang="zh")
    retention = apart[apart["key"].eq("target.retention")].set_index("profiles")

    assert retention.loc["yangquan_2018", "value"] == "98.85%"
    assert retention.loc["yaosheng_2022", "value"] == "93%"
    assert "已确认" in retention.loc["xinrong_2022", "standing"]  # 95 as the default, but stated
    assert sum(len(names.split()) for names in retention.index) == len(profile_names())
    assert set(apart["key"]) == set((table := compare_profiles(on=ON)).loc[table["differs"], "key"])


def test_a_value_comes_with_the_document_and_article_that_state_it() -> None:
    apart = differences(["national", "suiyang_2024"], on=ON, lang="zh")
    monthly = apart[apart["key"].eq("report.monthly_deadline")]
    standing = monthly.set_index("profiles")["standing"]

    assert "第四部分" in standing["suiyang_2024"]
    assert "第四部分" not in standing["national"]


def test_one_profile_shows_what_it_states_itself() -> None:
    own = demands("hanzhong_2018", on=ON, lang="zh").set_index("key")

    assert own.loc["report.weekly_deadline", "since"] == "2018-11-20"
    assert "target.retention" not in own.index


def test_amendments_stand_one_below_the_other() -> None:
    own = demands("yangquan_2018", on=ON, lang="zh")

    assert list(own.loc[own["key"].eq("aid.standards"), "since"]) == ["2018-06-28", "2024-03-01"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_shows_differences_on_lines_a_terminal_holds(lang: str) -> None:
    text = told("--lang", lang)

    assert "target.retention" in text
    assert "age.from" not in text  # no profile differs
    assert all(name in text for name in profile_names())
    assert "target.retention" in told("yaosheng_2022", "--lang", lang)


def test_json_gives_every_key_of_every_profile_with_its_source() -> None:
    entries = {entry["key"]: entry for entry in json.loads(told("--json"))}

    assert set(entries) == set(policy_keys())
    streak = entries["absence.report_streak_days"]["sources"]
    assert streak["hanzhong_2018"]["value"] == 2
    assert streak["hanzhong_2018"]["status"] == "confirmed"
    assert streak["suiyang_2024"]["stated_by"] == "national"
    assert set(streak) == set(profile_names())


def test_an_unknown_profile_is_wrong_use() -> None:
    assert CliRunner().invoke(app, ["policies", "nowhere"]).exit_code != 0
