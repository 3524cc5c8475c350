"""Files → raw rows with provenance: nothing is inferred, nothing is lost."""

from kcbx_lib.read.headers import HeaderIndex
from kcbx_lib.read.open_file import open_sheets
from kcbx_lib.read.sheet import RawSheet
from kcbx_lib.read.sheet_table import SheetTable, Unrecognised, read_sheet
from kcbx_lib.read.signature import TABLE_SUFFIXES

__all__ = [
    "TABLE_SUFFIXES",
    "HeaderIndex",
    "RawSheet",
    "SheetTable",
    "Unrecognised",
    "open_sheets",
    "read_sheet",
]
