"""What a resident id says beside the sheet: birth and sex filled in, contradictions noted (DQ-03).

The sheet's own birth date and sex stay as they are; one given to the month only takes the day from an id
of that month, for an age must not hang on the first of the month. An id whose birth or sex differs from the
sheet's is still the child's id until a person decides: it may be the guardian's.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.clean import disability_no, resident_id
from kcbx_lib.clean.cells import as_text
from kcbx_lib.clean.reason import Reason
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack

_CARD_LENGTH = 20  # an id, the kind and the grade of a disability


def complete_persons(
    stack: Stack, frame: pd.DataFrame, reasons: dict[str, pd.Series], log: QualityLog
) -> pd.DataFrame:
    """The frame with ``resident_id_reason``, the id a disability card holds, and birth date and sex
    from the id where the sheet has none.
    """
    frame = frame.copy()
    blank = pd.Series(Reason.BLANK.value, index=frame.index, dtype="str")
    reason = reasons["resident_id"].astype("str") if "resident_id" in reasons else blank
    frame, reason = _from_card(stack, frame, reason)
    born = resident_id.birth_dates(frame["resident_id"]).astype("datetime64[us]")
    sex = resident_id.sexes(frame["resident_id"], male="male", female="female").astype("str")
    agrees = _is_its_month(frame["birth_date"], reasons, born)
    _contradictions(stack, frame, agrees, born, sex, log)
    frame["birth_date"] = frame["birth_date"].where(frame["birth_date"].notna() & ~agrees, born)
    frame["sex"] = frame["sex"].where(frame["sex"].notna(), sex)
    frame.insert(list(frame.columns).index("resident_id") + 1, "resident_id_reason", reason)
    return frame


def _from_card(
    stack: Stack, frame: pd.DataFrame, reason: pd.Series
) -> tuple[pd.DataFrame, pd.Series]:
    """The id inside a disability card's number, given as such or in the place of the id."""
    frame = frame.copy()
    sources = []
    if "resident_id" in stack.raw.columns:
        cells = stack.raw["resident_id"]
        doubtful = frame["resident_id"].isna() & ~stack.blank("resident_id")
        card = cells[doubtful].map(lambda cell: len(as_text(cell).strip()) >= _CARD_LENGTH)
        if card.any():
            own = disability_no.id_part(cells[doubtful][card])
            sources.append(own.reindex(frame.index))
    if "disability_no" in stack.raw.columns:
        sources.append(disability_no.id_part(stack.raw["disability_no"]))
    for found in sources:
        fill = frame["resident_id"].isna() & found.notna()
        frame["resident_id"] = frame["resident_id"].where(~fill, found.astype("str"))
        reason = reason.mask(fill, Reason.REPAIRED.value)
    return frame, reason


def _is_its_month(stated: pd.Series, reasons: dict[str, pd.Series], born: pd.Series) -> pd.Series:
    """Rows whose birth date is given to the month only, and the id's day lies in that month."""
    if "birth_date" not in reasons:
        return pd.Series(False, index=stated.index)
    to_month = reasons["birth_date"].eq(Reason.INCOMPLETE.value)
    return to_month & stated.dt.year.eq(born.dt.year) & stated.dt.month.eq(born.dt.month)


def _contradictions(
    stack: Stack,
    frame: pd.DataFrame,
    agrees: pd.Series,
    born: pd.Series,
    sex: pd.Series,
    log: QualityLog,
) -> None:
    stated = frame["birth_date"]
    differs = stated.notna() & born.notna() & stated.ne(born) & ~agrees
    for column, wrong, value in (
        ("birth_date", differs, born),
        ("sex", _other_sex(frame["sex"], sex), sex),
    ):
        rows = wrong.fillna(False).to_numpy(dtype=bool) & stack.is_data
        log.add(stack, rows, column=column, code="DQ-03", reason="id_contradicts", cleaned=value)


def _other_sex(stated: pd.Series, sex: pd.Series) -> pd.Series:
    return stated.notna() & sex.notna() & stated.ne(sex)
