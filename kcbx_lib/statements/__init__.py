"""Figures in a report's text: read them, relate them, say which contradict each other.

>>> from kcbx_lib.statements import check_text
>>> checked = check_text("学校50所，其中公办33所，民办17所。")
>>> checked.loc[0, "arithmetic"], checked.loc[0, "grade"]
('33所 + 17所 = 50所', 'holds')
"""

from kcbx_lib.statements.against_data import compare_with_data
from kcbx_lib.statements.check import check_file, check_text, faults, read_report
from kcbx_lib.statements.figure_table import figures_of_text, read_figures
from kcbx_lib.statements.published import check_published
from kcbx_lib.statements.summary import (
    answer,
    by_grade,
    by_kind,
    cards,
    chart_title,
    data_answer,
    doubtful,
    holding,
    verdict,
)

__all__ = [
    "answer",
    "by_grade",
    "by_kind",
    "cards",
    "chart_title",
    "check_file",
    "check_published",
    "check_text",
    "compare_with_data",
    "data_answer",
    "doubtful",
    "faults",
    "figures_of_text",
    "holding",
    "read_figures",
    "read_report",
    "verdict",
]
