"""Only what was known on the audit date counts."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.as_of import cut_to


def test_a_measure_taken_after_the_audit_date_was_not_known() -> None:
    inspections = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-09-10", "2024-09-10", "2024-12-01"]),
            "measure": pd.Series(["rectify", "rectify", "rectify"], dtype="str"),
            "measure_on": pd.to_datetime(["2024-11-20", "2024-11-21", "2024-12-02"]),
        }
    )

    known, later = cut_to({"inspections": inspections}, pd.Timestamp("2024-11-20"))

    assert later == {"inspections": 1}
    assert known["inspections"]["measure"].notna().tolist() == [True, False]
