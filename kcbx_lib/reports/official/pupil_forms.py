"""一生一表: a page for each child with a suspected or dropout case, filled in from the tables.

The id is masked but for its last four digits, by which the school knows the child. What is not on record
says so or stays blank for a hand; signatures, seals and their days are always left to people.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
import yaml

from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.next_steps import OWNERS
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy
from kcbx_lib.policy.values import GROUPS
from kcbx_lib.reports.official.blocks import Block, Body, Form, NewPage, Title
from kcbx_lib.reports.official.dossiers import Dossier, dossiers
from kcbx_lib.tables import load_codes

Cell = tuple[str, int, bool]
ID_SHOWN = 4
BOX = "　"


@cache
def words() -> dict[str, Any]:
    """The form's own words."""
    text = (files(__package__) / "pupil_form.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def pupil_forms(facts: Facts, policy: Policy) -> list[Block]:
    """Every child's form, each on a page of its own; none where there is no case."""
    out: list[Block] = []
    for dossier in dossiers(facts, policy):
        out += [NewPage()] if out else []
        out += _form(facts, dossier)
    return out


def _form(facts: Facts, of: Dossier) -> list[Block]:
    line = words()["line"].format(
        number=_text(of.case.get("case_no")),
        county=facts.county.name,
        as_of=day(facts.county.as_of),
    )
    rows: list[list[Cell]] = [
        _row(("name", of.child.get("name"), 2), ("sex", _code("sex", of.child.get("sex")), 2),
             ("birth_date", day(of.child.get("birth_date")), 2)),
        _row(("resident_id", masked(of.child.get("resident_id")), 4),
             ("student_no", masked(of.child.get("student_no")), 4)),
        _row(("school", of.child.get("school_name"), 4), ("class", _class(of), 4)),
        _row(("status", _code("student_status", of.child.get("status")), 4),
             ("state", say(f"story.state_{of.child['state']}", lang="zh"), 4)),
        _row(("guardian", of.child.get("guardian"), 4), ("phone", of.child.get("phone"), 4)),
        _row(("address", _address(of), 10)),
        _row(("groups", _groups(of), 10)),
        _row(("source", of.case.get("source"), 2), ("opened_on", day(of.case.get("opened_on")), 2),
             ("verified_on", day(of.case.get("verified_on")), 2)),
        _row(("stage", _code("case_stage", of.case.get("stage")), 4),
             ("category", _category(of), 4)),
        _row(("left_on", _left(of), 4), ("destination", of.case.get("destination"), 4)),
        _row(("cause", of.case.get("cause"), 10)),
        _row(("persuasions", _persuasions(of), 10)),
        _row(("township_on", day(of.case.get("reported_township_on")), 2),
             ("bureau_on", day(of.case.get("reported_bureau_on")), 2),
             ("approval", of.case.get("approval_no") or words()["none"], 2)),
        _row(("notices", _notices(of), 10)),
        _row(("support", _support(of), 10)),
        _row(("chain", _chain(of), 10)),
        _row(("returned_on", _later(of, day(of.case.get("returned_on"))), 4),
             ("placement", _later(of, _code("placement", of.case.get("placement"))), 4)),
        _row(("follow_up", _later(of, _follow_up(of)), 10)),
        _row(("closed_on", _later(of, day(of.case.get("closed_on"))), 4),
             ("evidence", _later(of, of.case.get("closing_evidence")), 4)),
        *([_row(("earlier", _earlier(of), 10))] if of.earlier else []),
        *([_row(("next", _next(of), 10))] if of.ledger else []),
        [(f"{name}\n\n\n{words()['day']}", 3, False) for name in words()["signatures"]],
    ]  # fmt: skip
    return [Title(words()["title"]), Body(line, is_indented=False), Form(rows)]


def _row(*fields: tuple[str, Any, int]) -> list[Cell]:
    """Label and value by turns: a label takes two twelfths of the line."""
    cells: list[Cell] = []
    for name, value, share in fields:
        cells += [(words()["labels"][name], 2, True), (_text(value), share, False)]
    return cells


def _later(of: Dossier, value: Any) -> Any:
    """What comes after the return: a box to write in while the case is open, not "not on record"."""
    return BOX if value is None and of.case.get("is_open") is True else value


def _text(value: Any) -> str:
    is_blank = value is None or (pd.api.types.is_scalar(value) and pd.isna(value)) or value == ""
    return words()["unknown"] if is_blank else str(value)


def day(value: Any) -> str | None:
    """2024.9.4, short enough for a box; None for a blank."""
    if value is None or pd.isna(value):
        return None
    when = pd.Timestamp(value)
    return f"{when.year}.{when.month}.{when.day}"


def masked(number: Any) -> str | None:
    """An id or student number with its last four characters only.

    >>> masked("990101201307101415")
    '**************1415'
    """
    if number is None or pd.isna(number):
        return None
    text = str(number)
    return "*" * (len(text) - ID_SHOWN) + text[-ID_SHOWN:]


def _code(name: str, code: Any) -> str | None:
    return None if code is None or pd.isna(code) else load_codes(name).label(str(code), lang="zh")


def _class(of: Dossier) -> str | None:
    grade, class_no = of.child.get("grade"), of.child.get("class_no")
    if grade is None:
        return None
    return str(words()["values"]["class"].format(grade=int(grade), class_no=class_no or "　"))


def _address(of: Dossier) -> str | None:
    for name in ("address", "household_address"):
        if of.child.get(name):
            return str(of.child[name])
    return None


def _groups(of: Dossier) -> str:
    held = [say(f"policy.code_{flag}", lang="zh") for flag in GROUPS if of.child.get(flag) is True]
    return "、".join(held) or str(words()["none"])


def _category(of: Dossier) -> str | None:
    if of.case.get("list_version") is None and of.case.get("category_code") is None:
        return None
    return _value(
        "category",
        list_version=of.case.get("list_version") or "",
        code=of.case.get("category_code") or "",
    ).strip()


def _left(of: Dossier) -> str | None:
    """When the child was last there: a running streak, else the last day seen before the case.

    A child seen after the case was opened has come back: that day is no day of leaving, and the streak
    that led to the case stands instead, where one is on record.
    """
    start, seen = of.streak.get("start"), of.presence.get("last_present_on")
    opened = of.case.get("opened_on")
    is_back = seen is not None and opened is not None and seen > opened
    led_here = is_back and start is not None and start <= opened
    if start is not None and (of.streak.get("is_open") is True or led_here):
        return _value("streak", start=day(start), days=int(of.streak["school_days"]))
    return None if seen is None or is_back else _value("seen_until", day=day(seen))


def _persuasions(of: Dossier) -> str:
    lines = [
        _value(
            "attempt",
            number=number,
            level=_code("persuasion_level", row.get("level")) or "",
            attempt=row.get("attempt_no") or "　",
            day=_text(day(row.get("date"))),
            **{name: _text(row.get(name)) for name in ("method", "people", "result", "evidence")},
        )
        for number, row in enumerate(of.persuasions, start=1)
    ]
    return "\n".join(lines) or str(words()["none"])


def _notices(of: Dossier) -> str:
    lines = [
        _value(
            "notice",
            number=number,
            kind=_text(_code("notice_kind", row.get("kind"))),
            document=_text(row.get("number")),
            issued=_text(day(row.get("issued_on"))),
            served=_text(day(row.get("served_on"))),
            deadline=_text(day(row.get("deadline"))),
            outcome=row.get("outcome") or "",
        )
        for number, row in enumerate(of.notices, start=1)
    ]
    return "\n".join(lines) or str(words()["none"])


def _support(of: Dossier) -> str:
    lines = [
        _value(
            "helper",
            helper=_text(row.get("helper")),
            role=_text(row.get("role")),
            since=_text(day(row.get("since"))),
        )
        for row in of.helpers
        if row.get("until") is None
    ]
    lines += [
        _value(
            "plan",
            made_on=_text(day(row.get("made_on"))),
            measures=_text(row.get("measures")),
            responsible=_text(row.get("responsible")),
        )
        for row in of.plans
    ]
    lines += [
        _value(
            "aid",
            program=_text(row.get("program")),
            term=row.get("term") or row.get("school_year") or "",
            amount=_text(row.get("amount_yuan")),
            paid=_text(day(row.get("paid_on"))),
        )
        for row in of.aid
    ]
    return "\n".join(lines) or str(words()["none"])


def _chain(of: Dossier) -> str:
    teacher = next((row["helper"] for row in of.helpers if row.get("helper")), "（　　　　）")
    government = _value(
        "government",
        township=of.child.get("township") or "（　　　　）",
        village=of.child.get("village") or "（　　　　）村",
        guardian=of.child.get("guardian") or "（　　　　）",
    )
    school = _value(
        "school_line", school=of.child.get("school_name") or "（　　　　）", teacher=teacher
    )
    return f"{government}\n{school}"


def _follow_up(of: Dossier) -> str | None:
    if of.case.get("relapsed_on") is not None:
        return _value("relapsed", day=day(of.case["relapsed_on"]))
    back = of.case.get("returned_on")
    if back is None:
        return None
    seen = of.presence.get("last_present_on")
    if seen is None:
        return None
    return _value("attending", day=day(seen)) if seen >= back else _value("not_seen")


def _earlier(of: Dossier) -> str:
    return "\n".join(
        _value(
            "earlier",
            number=_text(row.get("case_no")),
            opened=_text(day(row.get("opened_on"))),
            state=say(f"ledgers.state_{row['state']}", lang="zh"),
        )
        for row in of.earlier
    )


def _next(of: Dossier) -> str:
    due = day(of.ledger.get("due"))
    name = str(of.ledger["step"])
    step = say(f"ledgers.step_{name}", lang="zh")
    owner = say(f"ledgers.owner_{OWNERS[name]}", lang="zh")
    if due is None:
        return _value("next", step=step, owner=owner)
    return _value("next_due", step=step, owner=owner, due=due)


def _value(name: str, **values: Any) -> str:
    return str(words()["values"][name]).format(**values)
