"""A run over several counties: found, read, exchanged, audited, rolled up."""

from kcbx_lib.city.counties import CityOptions, CountyRun, find_counties
from kcbx_lib.city.run import CityRun, run_city

__all__ = ["CityOptions", "CityRun", "CountyRun", "find_counties", "run_city"]
