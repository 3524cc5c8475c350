"""What a run may tell others: counts without persons, small ones blank, nothing to be worked out.

All of a run is internal. ``publish_run`` takes from it the counts of children by state and the
indicators, merges small schools and townships, blanks small counts and whatever would give them
away, rounds the rest and writes a page in each language, two tables and a workbook.
"""

from kcbx_lib.publication.publish import Publication, publish_run

__all__ = ["Publication", "publish_run"]
