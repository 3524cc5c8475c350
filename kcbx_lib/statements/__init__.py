"""Figures in a report's text: read them, relate them, say which contradict each other.

>>> from kcbx_lib.statements import check_text
>>> checked = check_text("学校50所，其中公办33所，民办17所。")
>>> checked.loc[0, "arithmetic"], checked.loc[0, "grade"]
('33所 + 17所 = 50所', 'holds')
"""

from kcbx_lib.statements.check import check_file, check_text, faults

__all__ = ["check_file", "check_text", "faults"]
