"""One folder → one County: every row accepted or set aside, every doubt logged."""

from kcbx_lib.intake.account import summarise
from kcbx_lib.intake.county_folder import header_map, read_county
from kcbx_lib.intake.one_column import clean_one_column
from kcbx_lib.intake.settings import read_settings
from kcbx_lib.intake.store import load_county, save_county

__all__ = [
    "clean_one_column",
    "header_map",
    "load_county",
    "read_county",
    "read_settings",
    "save_county",
    "summarise",
]
