"""One child of a sample county with all its rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from tests.e2e.by_hand.raw_files import Row, sound_id

CUTOFF = date(2024, 8, 31)


@dataclass
class Child:
    """One child with all its rows, by table."""

    key: str
    name: str
    birth: date | None
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    township: str = ""
    school: str = ""
    grade: int | None = None
    status: str = ""
    boards: bool | None = None
    groups: dict[str, bool] = field(default_factory=dict)
    proved: set[str] = field(default_factory=set)

    @property
    def stage(self) -> str:
        """Of its grade."""
        return "" if self.grade is None else "primary" if self.grade <= 6 else "junior"

    @property
    def sex(self) -> str:
        """The id's last digit but one says it, else the sheets."""
        if sound_id(self.key):
            return "male" if int(self.key[16]) % 2 else "female"
        said = next(
            (row["sex"] for rows in self.rows.values() for row in rows if row.get("sex")), ""
        )
        return "male" if said[0] in "男M1" else "female"

    @property
    def age(self) -> int:
        """Completed years on the cut-off day."""
        assert self.birth is not None
        return (
            CUTOFF.year
            - self.birth.year
            - ((CUTOFF.month, CUTOFF.day) < (self.birth.month, self.birth.day))
        )

    @property
    def is_pupil(self) -> bool:
        """Whether on a roll of grades 1 to 9."""
        return bool(self.rows["enrolment"]) and self.stage != ""
