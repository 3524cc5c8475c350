"""A report's figures beside the recomputed indicators: what holds, what is said of the rest."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.statements import compare_with_data, figures_of_text

INDICATORS = pd.DataFrame(
    [
        ("retention_adjusted", "county", "all", 262, 268),
        ("retention_raw", "county", "all", 262, 275),
        ("net_enrolment_primary", "county", "all", 1996, 2000),
        ("net_enrolment_primary", "township", "all", 10, 100),
        ("aid_person_times", "county", "all", 1206, None),
    ],
    columns=["indicator", "level", "group", "numerator", "denominator"],
)
AS_OF = date(2024, 11, 20)


def grades(text: str, as_of: date | None = AS_OF) -> dict[str, str]:
    compared = compare_with_data(figures_of_text(text), INDICATORS, as_of=as_of)
    return dict(zip(compared["indicator"], compared["grade"], strict=True))


def test_a_figure_that_equals_an_accepted_definition_holds() -> None:
    assert grades("全县九年义务教育巩固率97.76%。") == {"retention_adjusted": "holds"}
    assert grades("全县九年义务教育巩固率95.27%。") == {"retention_raw": "holds"}
    assert grades("全县小学净入学率99.8%，资助学生1206人次。") == {
        "net_enrolment_primary": "holds",
        "aid_person_times": "holds",
    }


def test_a_difference_is_only_a_contradiction_where_scope_and_day_are_named() -> None:
    assert grades("小学净入学率98%。") == {"net_enrolment_primary": "cannot_tell"}
    assert grades("全县小学净入学率98%。") == {"net_enrolment_primary": "cannot_tell"}
    assert grades("2024年全县小学净入学率98%。") == {"net_enrolment_primary": "probably"}
    assert grades("2023年全县小学净入学率98%。") == {"net_enrolment_primary": "cannot_tell"}
    exact = "截至2024年11月20日，全县小学净入学率98%。"
    assert grades(exact) == {"net_enrolment_primary": "contradiction"}
    assert grades(exact, as_of=None) == {"net_enrolment_primary": "cannot_tell"}


def test_targets_and_unknown_labels_are_left_alone() -> None:
    assert grades("全县巩固率不低于95%，作业完成率98%。") == {}


COUNTS = pd.DataFrame(
    [
        ("pupils", "monthly_reports", 567),
        ("pupils", "enrolment_records", 559),
        ("schools", "school_list", 7),
        ("suspected", "ledger", 36),
    ],
    columns=["measure", "basis", "value"],
)


def counted(text: str) -> dict[str, str]:
    compared = compare_with_data(figures_of_text(text), INDICATORS, counts=COUNTS, as_of=AS_OF)
    return dict(zip(compared["indicator"], compared["grade"], strict=True))


def test_a_count_holds_under_any_of_its_definitions() -> None:
    assert counted("全县在校学生567人。") == {"pupils": "holds"}
    assert counted("全县在校学生559人，学校7所。") == {"pupils": "holds", "schools": "holds"}


def test_a_count_among_its_definitions_cannot_be_told() -> None:
    assert counted("2024年全县在校学生561人。") == {"pupils": "cannot_tell"}


def test_a_count_beyond_all_definitions_is_at_most_probably_wrong() -> None:
    assert counted("截至2024年11月20日，全县在校学生612人。") == {"pupils": "probably"}
    assert counted("全县在校学生612人。") == {"pupils": "cannot_tell"}
    assert counted("2024年，石桥镇疑似辍学学生3人。") == {}


def test_a_part_of_a_count_is_not_compared_with_the_whole() -> None:
    assert counted("2024年全县寄宿学生320人，民办学校2所，残疾学生12人。") == {}


def test_the_quote_names_the_definition_and_its_value() -> None:
    compared = compare_with_data(
        figures_of_text("2024年全县在校学生612人。"), INDICATORS, counts=COUNTS, as_of=AS_OF
    )
    [row] = compared.to_dict("records")
    assert (row["rule"], row["stated"], row["computed"]) == ("SRF-02", "612人", "567人")
    assert "各校最近月报" in row["quote"]
    assert "559" in row["reason"]
