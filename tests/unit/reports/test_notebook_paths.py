"""Of a path given as a parameter only the last part leaves, by the name the reader knows."""

import pytest

from kcbx_lib.reports.notebook import _without_path


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ('out = "/home/someone/reports/autumn/990101_青禾县"', 'out = "990101_青禾县"'),
        ('run_folder = "/home/someone/reports/.autumn.partial"', 'run_folder = "autumn"'),
        ('data_root: str = "../data_samples"  # folder', 'data_root = "data_samples"  # folder'),
        ('county = "990101"', 'county = "990101"'),
    ],
)
def test_a_path_is_cut_to_the_name_of_its_place(line, left):
    assert _without_path(line) == left
