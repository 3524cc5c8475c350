"""Small invented counties for the sampling rulebook."""

import pandas as pd
import pytest

TOWNSHIPS = ["青石镇", "柳河镇", "白杨乡", "双桥镇", "北沟乡"]


@pytest.fixture
def county():
    """Forty schools in five townships, three primary schools to one junior school."""
    number = range(40)
    return pd.DataFrame(
        {
            "school_code": [f"39901010{n:02d}" for n in number],
            "school_name": [f"第{n + 1}学校" for n in number],
            "township": [TOWNSHIPS[n % 5] for n in number],
            "stage": ["初中" if n % 4 == 0 else "小学" for n in number],
            "pupils": [60 + 37 * n for n in number],
            "risk_score": [(n * 7 % 11) / 10 for n in number],
        }
    )


@pytest.fixture
def results():
    """Turns drawn schools into results: everyone checked, and the given findings."""

    def visited(selection, **found):
        codes = selection["school_code"]
        return pd.DataFrame(
            {
                "school_code": codes,
                "pupils_checked": selection["pupils"],
                "pupils_found": [found.get(f"at_{code}", 0) for code in codes],
            }
        )

    return visited
