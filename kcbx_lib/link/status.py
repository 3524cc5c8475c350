"""Which statuses of the enrolment system mean that a record stands."""

OPEN = ("in_school", "transferred_in")
PAUSED = ("home_teaching", "suspended", "studying_elsewhere", "delayed", "transferring_out")
"""The record stands, the child is lawfully elsewhere for a while. Every other status has ended it; a
blank one is open."""
