"""The log of cells that were changed or doubted, gathered column by column.

One row is one cell of one source row: where it stands, what it held, what became of it, and the code:
a DQ rule id, ``repaired`` (a proposal), ``normalised`` (the same value written otherwise) or
``doubtful`` (kept or set aside, a person should look).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean.cells import as_text
from kcbx_lib.intake.stack import Stack

COLUMNS = (
    "table", "file", "sheet", "row", "row_id", "column", "code", "reason", "severity", "raw", "cleaned",
)  # fmt: skip
SEVERITY = {
    "DQ-01": "medium",
    "DQ-02": "medium",
    "DQ-03": "medium",
    "DQ-06": "medium",
    "DQ-07": "medium",
    "DQ-08": "medium",
    "DQ-09": "low",
    "doubtful": "low",
    "repaired": "low",
    "normalised": "low",
}


class QualityLog:
    """Gathers entries; ``frame()`` gives them in one order whatever the order of gathering."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add(
        self,
        stack: Stack,
        rows: NDArray[np.bool_],
        *,
        column: str,
        code: str,
        reason: pd.Series | str,
        raw: pd.Series | None = None,
        cleaned: pd.Series | None = None,
    ) -> None:
        """An entry for each row of the stack where ``rows`` is true. ``raw`` defaults to the cells
        of ``column``; series are on the stack's index.
        """
        hits = np.flatnonzero(rows)
        if not len(hits):
            return
        if raw is None:
            raw = (
                stack.raw[column] if column in stack.raw else pd.Series(None, index=stack.raw.index)
            )
        places = stack.place.iloc[hits]
        self._parts.append(
            pd.DataFrame(
                {
                    "table": stack.table.name,
                    "file": places["file"].to_numpy(),
                    "sheet": places["sheet"].to_numpy(),
                    "row": places["row"].to_numpy(),
                    "row_id": stack.row_id.to_numpy()[hits],
                    "column": column,
                    "code": code,
                    "reason": reason if isinstance(reason, str) else _texts(reason.iloc[hits]),
                    "severity": SEVERITY[code],
                    "raw": _texts(raw.iloc[hits]),
                    "cleaned": _texts(cleaned.iloc[hits]) if cleaned is not None else None,
                }
            )
        )

    def frame(self) -> pd.DataFrame:
        """Every entry, sorted by place, column and code."""
        types = dict.fromkeys(COLUMNS, "str") | {"row": "int64"}
        parts = [part.astype(types) for part in self._parts]
        whole = (
            pd.concat(parts, ignore_index=True)
            if parts
            else pd.DataFrame({name: [] for name in COLUMNS}).astype(types)
        )
        order = ["table", "file", "sheet", "row", "column", "code", "raw", "cleaned"]
        return whole.sort_values(order, kind="stable", ignore_index=True)


def _texts(values: pd.Series) -> list[str | None]:
    """Cells as text; None for a missing one."""
    out: list[str | None] = []
    for cell in values.astype(object).to_list():
        text = cell.strftime("%Y-%m-%d") if _is_day(cell) else as_text(cell)
        out.append(text if text or isinstance(cell, str) else None)
    return out


def _is_day(cell: Any) -> bool:
    return isinstance(cell, pd.Timestamp) and cell == cell.normalize()
