"""Strangers' tables: a clear result or a clear message, never nonsense."""

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.study import as_names, open_study, study_of
from kcbx_lib.risk.table_file import read_table


def people(n: int = 200, seed: int = 0, **more) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(1 - x))).astype(int)
    frame = {"x": x, "性别": rng.choice(["男", "女"], n), "y": y}
    return pd.DataFrame({**frame, **more})


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_delimiter_encoding_and_stray_blanks_in_headers_are_seen_through(
    tmp_path, delimiter, encoding
):
    path = tmp_path / "t.csv"
    path.write_text(
        f" 结果 {delimiter}a  b\u3000\n是{delimiter} 1 \n否{delimiter}2\n", encoding=encoding
    )
    frame = read_table(path)
    assert list(frame.columns) == ["结果", "a b"]
    assert frame["a b"].tolist() == ["1", "2"]


def test_a_comma_within_quotes_is_no_delimiter(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a;b\n"1,2,3";x\n"4,5,6";y\n', encoding="utf-8")
    assert read_table(path)["a"].tolist() == ["1,2,3", "4,5,6"]


@pytest.mark.parametrize(
    ("content", "key"),
    [("", "research.empty"), ("a,b\n", "research.empty"), ("a,a\n1,2\n", "research.same_header")],
)
def test_an_unusable_file_says_why(tmp_path, content, key):
    path = tmp_path / "t.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput) as problem:
        read_table(path)
    assert str(problem.value) == say(key, file="t.csv", column="a")


def test_a_workbook_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(UnreadableInput, match="csv"):
        read_table(path)


@pytest.mark.parametrize(
    ("values", "positive", "expected"),
    [
        (["yes", "no", "Yes "], "", [1, 0, 1]),
        (["是", "否", "否"], "", [1, 0, 0]),
        ([True, False, True], "", [1, 0, 1]),
        ([1.0, 0.0, None], "", [1, 0, None]),
        (["辍学", "在读", "在读"], "辍学", [1, 0, 0]),
        ([1, 2, 1], "2", [0, 1, 0]),
        (["2.0", "1.0", None], "2", [1, 0, None]),
    ],
)
def test_outcomes_of_many_spellings(values, positive, expected):
    from kcbx_lib.risk.outcome import outcome_of

    y, used = outcome_of(pd.DataFrame({"y": values}), "y", positive)
    assert y.astype("object").where(y.notna(), None).tolist() == expected
    assert used == ("y",)


def test_an_outcome_expression_leaves_blank_rows_unknown_and_its_columns_out():
    frame = people(G3=np.r_[[np.nan] * 10, np.arange(190) % 20])
    study = study_of(frame.drop(columns="y"), outcome="G3 < 10")
    assert study.n == 190
    assert "G3" not in study.columns
    assert study.refused["G3"] == "target"


def test_columns_with_blanks_and_chinese_work_in_backticks():
    frame = people(**{"期末 成绩": np.arange(200) % 20}).drop(columns="y")
    assert study_of(frame, outcome="`期末 成绩` < 5").events == 50


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outcome": "z"}, "research.no_outcome"),
        ({"outcome": "x +"}, "research.bad_expression"),
        ({"outcome": "@x > 1"}, "research.bad_expression"),
        ({"outcome": "x"}, "research.outcome_numeric"),
        ({"outcome": "性别"}, "research.outcome_values"),
        ({"outcome": "性别", "positive": "无"}, "research.no_positive"),
        ({"outcome": "x > 100"}, "research.one_class"),
        ({"features": ["nowhere"]}, "research.no_column"),
        ({"groups": ["nowhere"]}, "research.no_column"),
        ({"features": ["x", "y"]}, "research.asked_refused"),
        ({"drop": ["x", "性别"]}, "research.no_features"),
    ],
)
def test_a_wrong_parameter_says_what_was_found(change, message):
    with pytest.raises(WrongUse) as problem:
        study_of(people(), **{"outcome": "y", **change})
    head = say(message, **dict.fromkeys(FIELDS, "\0")).split("\0", maxsplit=1)[0]
    assert str(problem.value).startswith(head)


FIELDS = (
    "outcome", "columns", "values", "positive", "n", "value", "parameter", "column", "why", "events",
)  # fmt: skip


def test_too_few_events_are_refused():
    with pytest.raises(WrongUse, match="4"):
        study_of(people().assign(y=[1] * 4 + [0] * 196), outcome="y")


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ({"pupil_id": np.arange(200) * 7 + 1000}, "identifier"),
        ({"行": np.arange(200)}, "identifier"),
        ({"token": [f"k{n}" for n in range(200)]}, "identifier"),
        ({"姓名": [f"张{n}" for n in range(200)]}, "personal"),
        ({"gone": [None] * 200}, "empty"),
        ({"one": ["a"] * 200}, "constant"),
        ({"born": ["2010-01-0" + str(n % 9 + 1) for n in range(200)]}, "date"),
        ({"dropout_date": ["x", "y"] * 100}, "post_event"),
    ],
)
def test_a_column_that_must_not_predict_is_refused_with_the_reason(column, why):
    study = study_of(people(**column), outcome="y")
    name = next(iter(column))
    assert study.refused[name] == why
    assert any(name in warning for warning in study.warnings)


def test_a_copy_of_the_target_is_refused_under_any_name():
    frame = people()
    frame["标记"] = frame["y"].map({0: "甲", 1: "乙"})
    frame["score"] = frame["y"] * 10 + np.linspace(0, 1, 200)
    study = study_of(frame, outcome="y")
    assert study.refused["标记"] == "copy"
    assert study.refused["score"] == "copy"


def test_a_column_filled_only_after_the_event_is_refused():
    frame = people()
    frame["note"] = np.where(frame["y"].eq(1), np.arange(200) % 3, np.nan)
    assert study_of(frame, outcome="y").refused["note"] == "post_event"


def test_an_identifier_asked_for_by_name_stops_the_run():
    with pytest.raises(WrongUse, match="编号"):
        study_of(people(pupil_id=np.arange(200)), outcome="y", features=["x", "pupil_id"])


def test_rows_of_one_person_are_grouped_unasked_and_said():
    study = study_of(people(student_id=[f"s{n // 4}" for n in range(200)]), outcome="y")
    assert study.cluster_column == "student_id"
    assert study.cluster.nunique() == 50
    assert "student_id" not in study.columns


def test_a_measured_number_without_repeats_is_no_identifier():
    assert "x" in study_of(people(), outcome="y").columns


def test_names_come_as_list_json_or_text():
    assert as_names("a, b，c") == ["a", "b", "c"]
    assert as_names('["a", "b c"]') == ["a", "b c"]
    assert as_names(["a"]) == ["a"]
    assert as_names("") == []


def test_no_data_path_and_no_default_is_said():
    with pytest.raises(WrongUse):
        open_study()


def test_terms_follow_one_another():
    from kcbx_lib.risk.periods import ordered_periods

    raw = pd.Series(["2021年秋", "2021年春", "2020年秋", "2022-春"])
    codes, names, certain = ordered_periods(raw)
    assert names == ["2020年秋", "2021年春", "2021年秋", "2022-春"]
    assert certain
    assert codes.tolist() == [2, 1, 0, 3]
