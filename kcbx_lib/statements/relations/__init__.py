"""The relations that are checked, one a file; each has ``find(report) -> list[Relation]``."""
