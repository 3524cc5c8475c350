"""How the visited schools were chosen: what an evaluation must know of the draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcbx_lib.sampling.select import WHOLE_COUNTY


@dataclass(frozen=True)
class Design:
    """How the visited schools were chosen. ``schools`` is the frame that ``draw_schools`` gave.

    ``is_random`` is False for schools chosen by hand: then nothing follows about the others.
    """

    schools: pd.DataFrame
    method: str
    seed: int | None = None
    strata: tuple[str, ...] = ()
    frame_sha256: str = ""
    is_random: bool = True

    @classmethod
    def by_hand(cls, schools: pd.DataFrame, visited: Iterable[str]) -> Design:
        """The design of visits that nobody drew by lot: it proves nothing beyond what was seen."""
        chosen = schools["school_code"].isin(list(visited))
        frame = schools.assign(
            stratum=WHOLE_COUNTY,
            inclusion_probability=np.nan,
            is_certainty=pd.array([False] * len(schools), dtype="boolean"),
            is_selected=pd.array(chosen.to_numpy(dtype=bool), dtype="boolean"),
            draw_order=chosen.cumsum().where(chosen).astype("Int64"),
        )
        return cls(schools=frame, method="by_hand", is_random=False)

    @property
    def selected(self) -> pd.DataFrame:
        """The schools to visit, in the order drawn."""
        chosen = self.schools[self.schools["is_selected"].eq(True)]
        return chosen.sort_values("draw_order", kind="stable").reset_index(drop=True)

    @property
    def is_simple(self) -> bool:
        """Whether all chances below 1 are alike and no strata bind them: a plain lottery."""
        chances = self.schools["inclusion_probability"].to_numpy(dtype=float)
        open_ = chances[chances < 1]
        alike = open_.size == 0 or bool(np.ptp(open_) < 1e-9)
        return alike and self.schools["stratum"].nunique() <= 1
