"""The review list's sheets: what a person needs to tell whether two records are one child."""

from __future__ import annotations

import re

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import has_message, language, say
from kcbx_lib.reports.headings import header_of
from kcbx_lib.tables import load_codes, load_table, table_names

SHOWN_OF_A_RECORD = (
    "name", "sex", "birth_date", "resident_id", "student_no", "school_name", "grade", "class_no",
    "village", "guardian",
)  # fmt: skip
SUPPORTS = ("school", "guardian", "village", "household")
"""What may agree besides, in the order in which linking names it."""


def side_by_side(facts: Facts, pairs: pd.DataFrame, decision: pd.Series) -> pd.DataFrame:
    """The answer first, then what agrees, then each record in full; last the rows' own names."""
    out = pd.DataFrame({header_of("decision"): decision})
    if "score" in pairs:
        out[header_of("score")] = pairs["score"]
    if "evidence" in pairs:
        words = {text: in_words(text) for text in pairs["evidence"].unique()}
        out[header_of("evidence")] = pairs["evidence"].map(words)
    for side in ("a", "b"):
        records = _records(facts, pairs[f"row_{side}"])
        for column in records.columns:
            out[f"{header_of(str(column))}{side.upper()}"] = records[column].to_numpy()
    for side in ("a", "b"):
        out[header_of(f"row_{side}")] = pairs[f"row_{side}"]
    return out


def in_words(evidence: str) -> str:
    """``name+birth+school`` as a sentence: what agrees, and what agrees besides."""
    level = f"register_story.level_{evidence.replace('+', '_')}"
    if has_message(level):
        return say(level)
    parts = evidence.split("+")
    besides: list[str] = []
    while parts[-1] in SUPPORTS:
        besides.insert(0, parts.pop())
    base = f"workbooks.evidence_{re.sub('[^a-z0-9]+', '_', '+'.join(parts))}"
    said = say(base) if has_message(base) else "+".join(parts)
    if not besides:
        return said
    names = say("policy.list_joined").join(say(f"workbooks.besides_{name}") for name in besides)
    return say("workbooks.evidence_besides", said=said, besides=names)


def _records(facts: Facts, rows: pd.Series) -> pd.DataFrame:
    """Where each row stands and what it says of the child."""
    parts = []
    for name in table_names():
        if not facts.has(name):
            continue
        frame = facts[name]
        own = frame[frame.index.isin(rows)]
        if len(own):
            title = load_table(name).title[language()]
            place = own["file"].astype("str") + " " + own["sheet"].astype("str").fillna("")
            place = title + "：" + place.str.strip() + " #" + own["row"].astype("str")
            said = own.reindex(columns=list(SHOWN_OF_A_RECORD)).astype("str")
            sexes = {code: load_codes("sex").label(code) for code in said["sex"].dropna().unique()}
            parts.append(said.assign(source=place, sex=said["sex"].map(sexes).astype("str")))
    whole = pd.concat(parts) if parts else pd.DataFrame(columns=[*SHOWN_OF_A_RECORD, "source"])
    whole = whole[~whole.index.duplicated()].reindex(rows)
    return whole[["source", *SHOWN_OF_A_RECORD]].dropna(axis=1, how="all")
