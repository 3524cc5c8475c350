"""Where a finding's evidence stands: file, sheet and row."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.tables import table_names

EVIDENCE_ROWS_SHOWN = 12


class RowPlaces:
    """Where each source row stands: file, sheet and row.

    A totals row is no record and set aside, yet a finding may be about it: what intake noted of it says
    where it stands.
    """

    def __init__(self, facts: Facts) -> None:
        frames = [
            facts[name][["file", "sheet", "row"]].assign(table=name)
            for name in table_names()
            if facts.has(name) and "file" in facts[name]
        ]
        columns = ["file", "sheet", "row", "table"]
        if facts.has("quality"):
            noted = facts["quality"]
            noted = noted[noted["code"].str.startswith("DQ-").fillna(False)].dropna(
                subset=["row_id"]
            )
            frames.append(noted.set_index("row_id")[columns])
        whole = pd.concat(frames) if frames else pd.DataFrame(columns=columns)
        self._places = whole[~whole.index.duplicated()].rename_axis(index=None)

    def describe(self, evidence: pd.Series) -> pd.DataFrame:
        """For each finding's list of row ids: ``tables`` and ``evidence`` as text."""
        ids = evidence.explode().dropna()
        # The index of half a million rows is turned into a hash once, where a join would do it anew.
        at = self._places.index.get_indexer(pd.Index(ids, dtype="str"))
        known = self._places.take(at[at >= 0]).rename_axis(index="row_id").reset_index()
        known["finding"] = ids.index[at >= 0]
        known = known.sort_values(["finding", "table", "file", "sheet", "row", "row_id"])
        sheet = known["sheet"].fillna("").astype("str")
        sheet = ("#" + sheet).where(sheet.ne(""), "")
        known["place"] = known["file"].astype("str") + sheet + "!" + known["row"].astype("str")
        known = known.drop_duplicates(["finding", "place"])
        by_finding = known.groupby("finding", sort=True)
        shown = known[by_finding.cumcount() < EVIDENCE_ROWS_SHOWN]
        out = pd.DataFrame(index=evidence.index)
        tables = known.drop_duplicates(["finding", "table"])
        out["tables"] = tables.groupby("finding")["table"].agg(";".join)
        out["evidence"] = shown.groupby("finding")["place"].agg("; ".join)
        more = by_finding.size().reindex(evidence.index).fillna(0) - EVIDENCE_ROWS_SHOWN
        rest = [f"; {say('registry.more_rows', count=int(n))}" if n > 0 else "" for n in more]
        out["evidence"] = out["evidence"] + pd.Series(rest, index=out.index)
        return out.fillna("")
