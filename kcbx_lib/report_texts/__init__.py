"""The reports that a county handed in as text: checked against themselves, then against its data."""

from kcbx_lib.report_texts.against_county import known_counts, with_county_data
from kcbx_lib.report_texts.reading import check_report_texts, report_texts, without_persons

__all__ = [
    "check_report_texts",
    "known_counts",
    "report_texts",
    "with_county_data",
    "without_persons",
]
