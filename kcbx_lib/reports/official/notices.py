"""Draft notices with their proof of service, for the children whose next step it is.

A township or the county bureau issues them: number, days, seal and signature are blanks. The drafts say
what the tables say and cite the law; they withhold no service and threaten none.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.reports.official.blocks import (
    Block,
    Body,
    Form,
    NewPage,
    Remark,
    Signature,
    Table,
    Title,
)
from kcbx_lib.reports.official.dossiers import contacts_of, full_school_names
from kcbx_lib.reports.official.notice_steps import DRAFTED, next_notices
from kcbx_lib.tables import load_codes

Row = dict[str, Any]


@cache
def words() -> dict[str, Any]:
    """The notices' own words."""
    text = (files(__package__) / "notices.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def draft_notices(facts: Facts, policy: Policy) -> list[Block]:
    """A cover that says what these drafts are, then each notice and its proof of service."""
    steps = next_notices(facts, policy)
    due = steps[steps["kind"].notna()]
    out = _cover(facts, policy, steps)
    for person in _people(facts, due):
        out += [*_notice(facts, person), *_proof(person)]
    return out


def _cover(facts: Facts, policy: Policy, steps: pd.DataFrame) -> list[Block]:
    counts = steps["kind"].value_counts()
    values = {
        "county": facts.county.name,
        "as_of": day(facts.county.as_of),
        "policy": policy.title["zh"],
        "count": int(counts.sum()),
    }
    out: list[Block] = [Title(words()["cover_title"]), Body("")]
    out += [Body(text.format(**values)) for text in words()["cover"]]
    for reason, text in words()["waiting"].items():
        count = int(steps["waits_for"].eq(reason).sum())
        out += [Body(text.format(count=count))] if count else []
    if counts.empty:
        return [*out, Body(words()["nobody"])]
    rows = [(kind_title(kind), str(counts[kind])) for kind in DRAFTED if kind in counts]
    return [*out, Body(""), Table(words()["cover_header"], rows, (3, 1))]


def _people(facts: Facts, due: pd.DataFrame) -> list[Row]:
    """What a notice says of each child, by kind, township and name."""
    children = facts["children"]
    own = children.loc[children.index.isin(due["subject"])].reset_index(names="subject")
    own["school_name"] = full_school_names(facts, own)
    frame = due.merge(own, on="subject", how="left", validate="one_to_one")
    contacts = contacts_of(facts, set(due["subject"]))
    attempts = facts["case_files"] if facts.has("case_files") else pd.DataFrame()
    frame["order"] = frame["kind"].map({kind: at for at, kind in enumerate(DRAFTED)})
    frame = frame.sort_values(["order", "township", "name", "subject"], kind="stable")
    blank = frame.astype("object").where(frame.notna(), None)
    people = []
    for record in blank.to_dict("records"):
        row: Row = {str(key): value for key, value in record.items()}
        known = contacts.get(str(row["subject"]), {})
        row["guardian"] = row.get("guardian") or known.get("guardian")
        row["address"] = known.get("address") or known.get("household_address")
        if row["case_no"] is not None:
            same = attempts["subject"].eq(row["subject"]) & attempts["case_no"].eq(row["case_no"])
            row["attempts"] = int(attempts.loc[same.fillna(False), "school_attempts"].max())
        people.append(row)
    return people


def _notice(facts: Facts, of: Row) -> list[Block]:
    own = words()["notices"][of["kind"]]
    values = {
        "name": of["name"] or "　　　",
        "sex": load_codes("sex").label(str(of["sex"]), lang="zh") if of["sex"] else "　",
        "birth_date": day(of["birth_date"]) or words()["blank_day"],
        "school": of["school_name"] or words()["school_of_age"],
        "attempts": of.get("attempts") or "　　",
        "earlier": _earlier(of),
        "blank_day": words()["blank_day"],
    }
    return [
        NewPage(),
        Title(own["title"]),
        Remark(words()["number"].format(year=facts.county.as_of.year)),
        Body(""),
        Body(f"{of['guardian'] or words()['guardian_unknown']}：", is_indented=False),
        *(Body(text.format(**values)) for text in own["paragraphs"]),
        Body(words()["contact"]),
        Body(""),
        Signature(words()["signature"]),
        Signature(words()["blank_day"]),
    ]


def _earlier(of: Row) -> str:
    if not of["earlier"]:
        return ""
    kinds = "、".join(f"《{kind_title(kind)}》" for kind in of["earlier"].split(";"))
    return str(words()["earlier"]).format(kinds=kinds)


def _proof(of: Row) -> list[Block]:
    values = {
        "kind": kind_title(of["kind"]),
        "number": "　",
        "guardian": of["guardian"] or "　",
        "name": of["name"] or "　",
        "case_no": of["case_no"] or "　",
        "address": of["address"] or "　",
    }
    rows = [
        [(text.format(**values), share, is_label) for text, share, is_label in row]
        for row in words()["proof"]["rows"]
    ]
    return [NewPage(), Title(words()["proof"]["title"]), Body(""), Form(rows)]


def kind_title(kind: str) -> str:
    """A notice by its title."""
    return str(words()["notices"][kind]["title"])


def day(value: Any) -> str | None:
    """2024年9月4日, None for a blank."""
    if value is None or pd.isna(value):
        return None
    when = pd.Timestamp(value)
    return f"{when.year}年{when.month}月{when.day}日"
