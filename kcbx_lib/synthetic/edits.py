"""What planters do to a county's tables: rows, marks, cases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.synthetic import schooling


class Records(ABC):
    """A county's tables, and the ways to change them that keep them in the canonical form.

    ``tables`` holds the clean tables, ``people`` the truth, ``staff`` the teachers of each school,
    ``days`` the school days up to the audit date, ``raw`` the cells to be written as given.
    """

    tables: dict[str, pd.DataFrame]
    people: pd.DataFrame
    staff: dict[str, list[str]]
    days: pd.DatetimeIndex
    raw: list[tuple[str, Any, str, Any]]

    @property
    @abstractmethod
    def as_of(self) -> pd.Timestamp:
        """The audit date."""

    # -- changing the tables ----------------------------------------------------------------------

    def rows(self, table: str, child: int | Iterable[int]) -> pd.DataFrame:
        """The rows of these children in a table."""
        frame = self.tables[table]
        return frame[frame["child"].isin(_as_list(child))]

    def drop(self, table: str, child: int | Iterable[int]) -> None:
        """Remove these children's rows from a table."""
        frame = self.tables[table]
        self.tables[table] = frame[~frame["child"].isin(_as_list(child))]

    def change(self, table: str, child: int | Iterable[int], **values: Any) -> None:
        """Set columns of these children's rows in a table to one value."""
        frame = self.tables[table].copy()
        mask = frame["child"].isin(_as_list(child))
        for column, value in values.items():
            if column not in frame:
                frame[column] = pd.Series(pd.NA, index=frame.index, dtype="str")
            frame.loc[mask, column] = value
        self.tables[table] = frame

    def change_where(self, table: str, mask: pd.Series, **values: Any) -> None:
        """Set columns of the rows under the mask to one value."""
        frame = self.tables[table].copy()
        for column, value in values.items():
            frame.loc[mask, column] = value
        self.tables[table] = frame

    def add(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        """Append rows; a row with ``child`` gets the child's person columns unless it brings its own."""
        frame = self.tables[table]
        wanted = []
        for row in rows:
            full = dict(row)
            if "child" in full and "name" in frame.columns:
                truth = self.people.loc[full["child"]]
                for column in schooling.PERSON:
                    full.setdefault(column, truth[column])
            unknown = set(full) - set(frame.columns)
            if unknown:
                raise ValueError(f"{table} has no column {sorted(unknown)}")
            wanted.append(full)
        start = 0 if frame.empty else int(frame.index.max()) + 1
        new = pd.DataFrame(wanted, columns=frame.columns)
        new.index = pd.RangeIndex(start, start + len(new))
        self.tables[table] = pd.concat([frame, new.astype(frame.dtypes.to_dict())])

    def write_raw(self, table: str, row: Any, column: str, text: Any) -> None:
        """Write this cell as the given text when the files are made (damaged ids, unknown codes).

        ``row`` is the label of the row in ``tables[table]``.
        """
        self.raw.append((table, row, column, text))

    # -- attendance -------------------------------------------------------------------------------

    def mark(self, child: int | Iterable[int], days: Iterable[Any], mark: str) -> None:
        """Set the mark of these children on these school days, where a mark is recorded."""
        frame = self.tables["attendance_marks"].copy()
        hit = frame["child"].isin(_as_list(child)) & frame["date"].isin(pd.to_datetime(list(days)))
        frame.loc[hit, "mark"] = mark
        self.tables["attendance_marks"] = frame

    def unmark(self, child: int | Iterable[int], days: Iterable[Any]) -> None:
        """Remove the marks of these children on these days: nothing was recorded."""
        frame = self.tables["attendance_marks"]
        hit = frame["child"].isin(_as_list(child)) & frame["date"].isin(pd.to_datetime(list(days)))
        self.tables["attendance_marks"] = frame[~hit]

    def always_present(self, child: int | Iterable[int]) -> None:
        """Set every recorded mark of these children to present, so that a planter starts clean."""
        frame = self.tables["attendance_marks"].copy()
        frame.loc[frame["child"].isin(_as_list(child)), "mark"] = "present"
        self.tables["attendance_marks"] = frame

    def leave_class(self, child: int | Iterable[int], day: Any) -> None:
        """The child is in no class from the day on: neither marks nor lines of later months."""
        gone = _as_list(child)
        when = pd.Timestamp(day)
        marks = self.tables["attendance_marks"]
        self.tables["attendance_marks"] = marks[
            ~(marks["child"].isin(gone) & marks["date"].ge(when))
        ]
        lines = self.tables["attendance"]
        kept = self.tables["attendance_marks"]
        still = set(
            zip(kept.loc[kept["child"].isin(gone), "child"],
                kept.loc[kept["child"].isin(gone), "date"].dt.to_period("M").dt.start_time,
                strict=True)
        )  # fmt: skip
        ends = lines["child"].isin(gone)
        alive = [pair in still for pair in zip(lines["child"], lines["month"], strict=True)]
        self.tables["attendance"] = lines[~ends | np.array(alive, dtype=bool)]

    def move_to_class(
        self, child: int | Iterable[int], school: str, name: str, class_no: str
    ) -> None:
        """These children are enrolled and in class in another class of their grade, all term long.

        ``school`` and ``name`` are the school's code and full name.
        """
        gone = _as_list(child)
        place = {"school_code": school, "school_name": name, "class_no": class_no}
        self.change("enrolment", gone, **place)
        self.change("attendance", gone, **place)
        self.change("exam_entries", gone, school_name=name)
        self.seat_in(gone, school)
        self.people.loc[gone, ["school_code", "class_no"]] = [school, class_no]

    def seat_in(self, child: int | Iterable[int], school: str) -> None:
        """The marks of these children were made in this school."""
        marks = self.tables["attendance_marks"].copy()
        marks["school_code"] = marks["school_code"].astype("str").astype("category")
        if school not in marks["school_code"].cat.categories:
            marks["school_code"] = marks["school_code"].cat.add_categories([school])
        marks.loc[marks["child"].isin(_as_list(child)), "school_code"] = school
        self.tables["attendance_marks"] = marks

    def streak_ending(self, last: Any, length: int) -> pd.DatetimeIndex:
        """``length`` school days in a row, the last of them on or before ``last``."""
        days = self.days[self.days <= pd.Timestamp(last)]
        return days[-length:]

    # -- cases ------------------------------------------------------------------------------------

    def open_case(
        self, child: int, *, opened_on: Any, stage: str = "suspected", **values: Any
    ) -> str:
        """Add a case that follows the procedure so far (reported the same day to both offices).

        Further columns of ``cases`` may be given. Returns the case number.
        """
        number = f"{self.as_of.year}-{len(self.tables['cases']) + 1:03d}"
        day = pd.Timestamp(opened_on)
        row = {
            "child": child,
            "case_no": number,
            "list_version": "第三阶段",
            "opened_on": day,
            "source": "考勤",
            "stage": stage,
            "category_code": "A2",
            "cause": "厌学",
            "destination": "在家",
            "reported_township_on": day,
            "reported_bureau_on": day,
        }
        self.add("cases", [row | values])
        return number

    def persuade(
        self, child: int, case_no: str, dates: Iterable[Any], *, level: str = "school"
    ) -> None:
        """Add complete persuasion attempts at these dates, numbered from one within the level."""
        teachers = "、".join(self.staff[str(self.people.at[child, "school_code"])][:2])
        joint = "、".join([f"{self.people['township'].loc[child]}干部", teachers])
        self.add(
            "persuasions",
            [
                {
                    "child": child,
                    "case_no": case_no,
                    "level": level,
                    "attempt_no": number,
                    "date": pd.Timestamp(day),
                    "method": "家访",
                    "people": teachers if level == "school" else joint,
                    "result": "继续动员",
                    "evidence": "家访记录、照片",
                }
                for number, day in enumerate(dates, start=1)
            ],
        )


def _as_list(child: int | Iterable[int]) -> list[int]:
    return [int(child)] if isinstance(child, int | np.integer) else [int(one) for one in child]
