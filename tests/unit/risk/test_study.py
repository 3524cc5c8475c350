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
    [("", "research.empty"), ("a,b\n", "research.empty"), ("\n \n", "research.empty")],
)
def test_an_unusable_file_says_why(tmp_path, content, key):
    path = tmp_path / "t.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput) as problem:
        read_table(path)
    assert str(problem.value) == say(key, file="t.csv", column="a")


def test_a_header_that_repeats_is_taken_once_or_numbered_and_said(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,a,b\n1,2,1,3\n4,5,4,5\n", encoding="utf-8")
    notes: list[str] = []
    frame = read_table(path, notes=notes)
    assert list(frame.columns) == ["a", "b", "b.1"]
    assert frame["b.1"].tolist() == ["3", "5"]
    assert notes == [
        say("research.same_header_same_cells", column="a"),
        say("research.same_header", column="b.1"),
    ]


def test_quoted_headers_and_tabs_in_them_are_seen_through(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('\ufeff"school";"Mother\'s job\t";y\n"GP";"a; b";1\n', encoding="utf-8")
    frame = read_table(path)
    assert list(frame.columns) == ["school", "Mother's job", "y"]
    assert frame["Mother's job"].tolist() == ["a; b"]


@pytest.mark.parametrize("blank", [".", "-", "—", "NA", "未知", "?", " "])
def test_a_dot_or_a_dash_says_nothing_and_is_no_answer(tmp_path, blank):
    path = tmp_path / "t.csv"
    rows = [f"{n % 2},{n % 7}" for n in range(60)] + [f"{blank},1"] * 30
    path.write_text("grad,x\n" + "\n".join(rows), encoding="utf-8")
    study = open_study(str(path), outcome="grad == 0")
    assert (study.n, study.events) == (60, 30)


def test_a_parquet_file_keeps_its_types(tmp_path):
    path = tmp_path / "t.parquet"
    frame = people().astype({"性别": "category"})
    frame["flag"] = pd.array([True, False, None, True] * 50, dtype="boolean")
    frame["born"] = pd.Timestamp("2012-03-01")
    frame["grade"] = pd.array(np.arange(200) % 9, dtype="Int64")
    frame.to_parquet(path)
    study = open_study(str(path), outcome="y")
    kinds = {name: column.kind for name, column in study.columns.items()}
    assert kinds == {"x": "number", "性别": "category", "flag": "flag", "grade": "number"}
    assert study.refused["born"] == "constant"


def test_a_parquet_file_cut_short_says_so(tmp_path):
    path = tmp_path / "t.parquet"
    people().to_parquet(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(UnreadableInput) as problem:
        read_table(path)
    assert str(problem.value) == say("research.broken_parquet", file="t.parquet")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["13,5", "7", "100,25"], [13.5, 7.0, 100.25]),
        (["1,234", "12", "5,678.5"], [1234.0, 12.0, 5678.5]),
        (["12%", "7.5 %", None], [12.0, 7.5, None]),
        (["1e3", "inf", "x"], [1000.0, None, None]),
    ],
)
def test_commas_are_thousands_or_decimals_never_lost(cells, expected):
    from kcbx_lib.risk.columns import numbers_of

    numbers = numbers_of(pd.Series(cells, dtype="str"))
    assert numbers.astype("object").where(numbers.notna(), None).tolist() == expected


def test_a_remark_among_marks_is_missing_and_counted():
    frame = people()
    frame["成绩"] = [str(n % 90) for n in range(170)] + ["缺考"] * 30
    study = study_of(frame, outcome="y")
    assert study.columns["成绩"].kind == "number"
    assert say("research.unread", column="成绩", n=30) in study.warnings


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
        ({"outcome": "x > 100"}, "research.one_class_expression"),
        ({"outcome": "性别 == 1"}, "research.one_class_expression"),
        ({"categories": ["nowhere"]}, "research.no_column"),
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
    "refused",
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


def person_terms(people: int = 120, terms: int = 4, seed: int = 1) -> pd.DataFrame:
    """Several rows a person, under a column whose name gives nothing away."""
    rng = np.random.default_rng(seed)
    who = np.repeat(rng.permutation(people) * 3 + 11, terms)
    girl = np.repeat(rng.random(people) < 0.5, terms)
    x = np.repeat(rng.normal(size=people), terms) + rng.normal(size=people * terms)
    y = (rng.random(len(x)) < 1 / (1 + np.exp(1 - x))).astype(int)
    return pd.DataFrame(
        {"nn": who, "girl": girl.astype(int), "age": np.tile(range(10, 10 + terms), people), "x": x, "y": y}
    )  # fmt: skip


def test_rows_of_one_person_are_found_by_what_never_changes_in_them():
    study = study_of(person_terms(), outcome="y")
    assert study.cluster_column == "nn"
    assert study.cluster.nunique() == 120
    assert "nn" not in study.columns


def test_a_text_key_needs_two_traits_and_a_trade_is_no_key():
    frame = person_terms()
    rng = np.random.default_rng(9)
    who = frame["nn"]
    ethnic = pd.Series(rng.choice(["汉", "藏"], who.max() + 1))
    frame["nn"] = "w" + who.astype("str")
    assert study_of(frame, outcome="y").cluster_column == ""
    frame["ethnic"] = who.map(ethnic)
    assert study_of(frame, outcome="y").cluster_column == "nn"


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y年%m月", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d 08:30"])
def test_a_date_of_birth_is_a_date_and_no_key(form):
    days = pd.date_range("1990-01-01", periods=120, freq="31D").strftime(form)
    frame = people(born=np.resize(days, 200))
    frame["band"] = np.resize(["old", "young"], 200)
    study = study_of(frame, outcome="y")
    assert study.refused["born"] == "date"
    assert study.cluster_column == ""


def test_a_quantity_in_which_a_group_follows_in_order_is_no_key():
    rng = np.random.default_rng(3)
    age = rng.integers(6, 60, 600)
    frame = pd.DataFrame({"age": age, "band": np.where(age < 18, "minor", "adult")})
    frame["y"] = (rng.random(600) < 0.3).astype(int)
    study = study_of(frame, outcome="y")
    assert study.cluster_column == ""
    assert "age" in study.columns


def test_clusters_in_which_one_person_stands_twice_are_joined():
    frame = person_terms().rename(columns={"nn": "student_id"})
    rng = np.random.default_rng(0)
    frame["school"] = [f"s{n}" for n in frame["student_id"] % 40]
    moved = rng.choice(len(frame), 6, replace=False)
    frame.loc[moved, "school"] = (
        frame["school"].sample(len(frame), random_state=1).to_numpy()[moved]
    )
    study = study_of(frame, outcome="y", cluster="school")
    assert frame.groupby("student_id")["school"].nunique().gt(1).any()
    assert study.cluster.groupby(frame["student_id"]).nunique().eq(1).all()
    assert any("student_id" in warning for warning in study.warnings)


def test_a_cluster_that_would_leave_hardly_any_is_refused_with_what_to_do():
    frame = person_terms().rename(columns={"nn": "student_id"})
    frame["term"] = np.arange(len(frame)) % 4
    with pytest.raises(WrongUse, match="cluster=student_id"):
        study_of(frame, outcome="y", cluster="term")


def test_codes_are_named_and_become_categories_on_request():
    frame = people(course=np.array([33, 171, 8014, 9003, 9119, 9254, 9500, 9991] * 25))
    asked = study_of(frame, outcome="y")
    assert say("research.looks_coded", column="course") in asked.warnings
    told = study_of(frame, outcome="y", categories=["course"])
    assert told.columns["course"].kind == "category"
    assert say("research.looks_coded", column="course") not in told.warnings


@pytest.mark.parametrize("values", [range(0, 100, 5), range(60), [0, 1, 2, 3, 4, 5, 6, 40, 75]])
def test_even_steps_and_counts_are_no_codes(values):
    from kcbx_lib.risk.columns import looks_coded

    assert not looks_coded(pd.Series(list(values), dtype="float64"))


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


@pytest.mark.parametrize(
    ("days", "order", "is_certain"),
    [
        (["13/1/2021", "2/3/2021", "1/2/2021"], [0, 2, 1], True),
        (["1/13/2021", "3/2/2021", "2/1/2021"], [0, 2, 1], True),
        (["3/2/2021", "2/1/2021", "1/4/2021"], [2, 1, 0], False),
        (["2021年3月", "2020年12月", "2021年1月"], [2, 0, 1], True),
    ],
)
def test_the_order_of_dates_is_certain_only_where_a_figure_decides(days, order, is_certain):
    from kcbx_lib.risk.periods import ordered_periods

    codes, _, certain = ordered_periods(pd.Series(days))
    assert codes.tolist() == order
    assert certain is is_certain


@pytest.mark.parametrize("name", ["姓名", "student_id", "身份证号"])
@pytest.mark.parametrize("parameter", ["groups", "outcome"])
def test_what_names_a_person_is_neither_group_nor_outcome_and_is_never_printed(name, parameter):
    frame = people(**{name: [f"张三{n}" for n in range(200)]})
    asked = {"groups": [name]} if parameter == "groups" else {"outcome": name}
    with pytest.raises(WrongUse) as problem:
        study_of(frame, **{"outcome": "y", **asked})
    assert name in str(problem.value)
    assert "张三" not in str(problem.value)


def test_a_schools_code_may_make_groups():
    frame = people(n=600, school_code=[f"s{n % 30}" for n in range(600)])
    assert (
        study_of(frame, outcome="y", groups=["school_code"]).groups["school_code"].nunique() == 30
    )
